"""Reads SCHEMAS VECTORS: prints, by name, each statement among the vectors that the schemas refuse."""

import base64
import json
import pathlib
import sys

from jsonschema import Draft202012Validator

folder, vectors = map(pathlib.Path, sys.argv[1:])
schemas = {}
for path in folder.glob("*.json"):
    schema = json.loads(path.read_text())
    Draft202012Validator.check_schema(schema)
    schemas[path.stem] = Draft202012Validator(schema)


def is_refused(statement):
    """The header by its schema, the body by that of its kind."""
    if not schemas["statement"].is_valid(statement):
        return True
    kind = statement["kind"].replace("_", "-")
    return not schemas[kind].is_valid(statement["body"])


for path in sorted(vectors.glob("*/*.json")):
    vector = json.loads(path.read_text())
    if vector["what"] != "statement":
        continue
    try:
        envelope = json.loads(vector["envelope"])
        schemas["envelope"].validate(envelope)
        statement = json.loads(base64.b64decode(envelope["payload"], validate=True))
    except Exception:
        # Its flaw is no matter of a schema: bytes, base64, what is no JSON at all.
        continue
    if is_refused(statement):
        print(f"{path.parent.name}/{path.stem}")
