"""Suricata's rules as suricata-update and suricataparser read them, and an evaluator of the keywords of `dns.query`.

Prints how many rules each reads, then for each name given: which names the rules speak of."""
import http.server
import re
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from suricataparser import parse_file

path, names = sys.argv[1], sys.argv[2:]
rules = parse_file(path)
assert all(rule.enabled and rule.action == "alert" for rule in rules)
assert len({rule.sid for rule in rules}) == len(rules), "two rules of one number"
assert all(rule.sid >= 3_000_000_000 and rule.rev for rule in rules)



class Quiet(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *arguments):
        super().__init__(*arguments, directory=Path(path).parent)

    def log_message(self, *_):
        pass


# As a reader does it: the address of the file is a source of suricata-update.
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
threading.Thread(target=server.serve_forever, daemon=True).start()
with tempfile.TemporaryDirectory() as folder:
    where = Path(folder)
    (where / "update.yaml").write_text("version: 1\n")
    subprocess.run(
        ["suricata-update", "--no-test", "--no-reload", "--suricata-version", "7.0.0",
         "--config", where / "update.yaml", "--data-dir", where / "data", "--output", where / "out",
         "--url", f"http://127.0.0.1:{server.server_port}/{Path(path).name}"],
        check=True, capture_output=True, env={"PATH": "/usr/bin:/bin", "HOME": folder})
    merged = (where / "out" / "suricata.rules").read_text()
server.shutdown()
read = [line for line in merged.splitlines() if line.startswith("alert ")]


def speaks(rule, name):
    """As the engine evaluates `dns.query` with dotprefix, content, nocase, startswith, endswith and bsize."""
    options = [(option.name, option.value) for option in rule.options]
    kinds = [kind for kind, _ in options]
    assert kinds.index("dns.query") < kinds.index("content") and kinds.count("content") == 1
    buffer = "." + name if "dotprefix" in kinds else name
    content = dict(options)["content"].strip('"')
    if "nocase" in kinds:
        buffer, content = buffer.lower(), content.lower()
    at_end, size = "endswith" in kinds, dict(options)["bsize"]
    compare = re.fullmatch(r"(>?)(\d+)", size)
    fits = len(buffer) > int(compare[2]) if compare[1] else len(buffer) == int(compare[2])
    return fits and (buffer.endswith(content) if at_end else content in buffer)


print(len(rules), len(read))
for name in names:
    print(name, sum(speaks(rule, name) for rule in rules))
