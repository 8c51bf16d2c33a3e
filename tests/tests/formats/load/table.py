"""A table as Python's csv module reads it: rows, and cells that would be formulas but for the apostrophe."""
import csv
import sys

rows = list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8-sig"), strict=True))
guarded = 0
for row in rows:
    assert None not in row and None not in row.values(), row
    assert row["value"] and row["type"] and row["tlp"] == "TLP:CLEAR" and row["bulletin"], row
    for cell in row.values():
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), row
        guarded += cell.startswith(("'=", "'+", "'-", "'@"))
print(len(rows), guarded)
