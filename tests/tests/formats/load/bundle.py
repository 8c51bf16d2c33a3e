"""Bundles as stix2 reads them strictly, and as stix2-validator judges them: indicators of each."""
import sys

import stix2
import stix2validator

for path in sys.argv[1:]:
    text = open(path, encoding="utf-8").read()
    bundle = stix2.parse(text, allow_custom=False)
    options = stix2validator.ValidationOptions(version="2.1")
    results = stix2validator.validate_string(text, options)
    results = results if isinstance(results, list) else [results]
    errors = [str(error) for result in results for error in (result.errors or [])]
    assert not errors, (path, errors[:5])
    print(sum(1 for thing in bundle.objects if thing.type == "indicator" and not thing.get("revoked", False)))
