"""A bundle as stix2 reads it strictly, and as stix2-validator judges it: objects, errors."""
import sys

import stix2
import stix2validator

text = open(sys.argv[1], encoding="utf-8").read()
bundle = stix2.parse(text, allow_custom=False)
options = stix2validator.ValidationOptions(version="2.1")
results = stix2validator.validate_string(text, options)
results = results if isinstance(results, list) else [results]
errors = [str(error) for result in results for error in (result.errors or [])]
assert not errors, errors[:5]
print(sum(1 for thing in bundle.objects if thing.type == "indicator" and not thing.get("revoked", False)))
