"""A bundle with a family, as misp-stix turns it into a MISP event, and as PyMISP loads that event again: for each
value its family and its labels."""
import json
import sys

import stix2
from misp_stix_converter import ExternalSTIX2toMISPParser
from pymisp import MISPEvent

bundle = stix2.parse(open(sys.argv[1], encoding="utf-8").read(), allow_custom=False)
kinds = [thing.type for thing in bundle.objects]
parser = ExternalSTIX2toMISPParser()
parser.load_stix_bundle(bundle)
parser.parse_stix_bundle()
assert not parser.errors, str(parser.errors)[:800]
made = parser.misp_event
event = MISPEvent()
event.load(made.to_json() if hasattr(made, "to_json") else json.dumps(made))
for attribute in event.attributes:
    families = sorted({cluster.value for galaxy in attribute.galaxies for cluster in galaxy.clusters})
    tags = sorted({tag.name for tag in list(attribute.tags) + list(event.tags) if tag.name.startswith("tlp:")})
    print(attribute.value, "+".join(families) or "-", "+".join(tags) or "-")
print(kinds.count("malware"), kinds.count("relationship"), kinds.count("marking-definition"))
