"""What a SpyGuard or TinyCheck watcher takes of a file: values that match the expression of their type, a tag and a
label that they know. Prints how many it would take, and how many it would delete."""
import ipaddress
import json
import re
import sys

DOMAIN = r"^((?=[a-z0-9-]{1,63}\.)(xn--)?[a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,63}$"


def is_address(version):
    return lambda text: ipaddress.ip_address(text).version == version


TAKES = {
    "domain": lambda text: re.match(DOMAIN, text),
    "ip4addr": is_address(4),
    "ip6addr": is_address(6),
    "cidr": lambda text: ipaddress.ip_network(text).version == 4,
    "sha1cert": lambda text: re.match(r"^[0-9a-f]{40}$", text),
}
TAGS = {"apt", "stalkerware", "suspicious", "malicious", "spyware", "cybercrime", "doh", "dual"}

watched = json.load(open(sys.argv[1], encoding="utf-8"))
assert set(watched) == {"iocs", "to_delete"}
known = set()
for ioc in watched["iocs"]:
    assert ioc["tlp"] in {"white", "green", "amber", "red"} and ioc["tag"] in TAGS, ioc
    assert TAKES[ioc["type"]](ioc["value"]) and ioc["value"] == ioc["value"].lower(), ioc
    assert ioc["value"] not in known, "it would be refused as known"
    known.add(ioc["value"])
deleted = {ioc["value"] for ioc in watched["to_delete"]}
assert not deleted & known, "a watcher deletes after it adds"
print(len(known), len(deleted))
