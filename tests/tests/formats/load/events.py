"""A MISP feed as PyMISP reads it, and each event as misp-stix converts it: the values found."""
import csv
import json
import sys
from pathlib import Path

from misp_stix_converter import MISPtoSTIX21Parser
from pymisp import MISPEvent

folder = Path(sys.argv[1])
manifest = json.loads((folder / "manifest.json").read_text())
found, hashes, converted, signs = 0, set(), 0, 0
for uuid, listed in manifest.items():
    event = MISPEvent()
    event.load_file(str(folder / f"{uuid}.json"))
    assert event.uuid == uuid and event.info == listed["info"], uuid
    assert str(int(event.timestamp.timestamp())) == listed["timestamp"], uuid
    names = {tag.name for tag in event.tags}
    assert {"tlp:clear", "tlp:white"} <= names, names
    assert [tag["name"] for tag in listed["Tag"]] == [tag.name for tag in event.tags]
    ids = [a for thing in event.objects for a in thing.attributes if a.object_relation == "appid"]
    found += len(event.attributes) + len(ids)
    # What PyMISP itself would write into the manifest and the table of hashes.
    assert event.manifest[uuid]["info"] == listed["info"]
    for attribute in list(event.attributes) + ids:
        hashes |= {(value, uuid) for value in attribute.hash_values("md5")}
    parser = MISPtoSTIX21Parser()
    parser.parse_misp_event(event)
    assert not parser.errors, str(parser.errors)[:800]
    kinds = [thing.type for thing in parser.bundle.objects]
    converted += kinds.count("indicator")
    # Each value that is a sign becomes an indicator; an object with one becomes one.
    signs += sum(attribute.to_ids for attribute in event.attributes)
    signs += sum(any(a.to_ids for a in thing.attributes) for thing in event.objects)
rows = {tuple(row) for row in csv.reader((folder / "hashes.csv").open())}
assert rows == hashes, (len(rows), len(hashes), sorted(rows ^ hashes)[:3])
deleted = [file for file in folder.glob("*-*.json") if file.stem not in manifest]
for file in deleted:
    event = json.loads(file.read_text())["Event"]
    assert event["deleted"] is True and not event["Attribute"] and not event["Object"], file
    MISPEvent().load_file(str(file))
print(found, len(deleted), converted, signs)
