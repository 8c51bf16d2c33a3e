"""Makes what mvt-ios reads of a telephone: the folder of a dump, then addresses that were visited with Safari."""
import sqlite3
import sys
from pathlib import Path

folder = Path(sys.argv[1]) / "private/var/mobile/Library/Safari"
folder.mkdir(parents=True)
history = sqlite3.connect(folder / "History.db")
history.execute("CREATE TABLE history_items (id INTEGER PRIMARY KEY, url TEXT)")
history.execute(
    "CREATE TABLE history_visits (id INTEGER PRIMARY KEY, history_item INTEGER, visit_time REAL,"
    " redirect_source INTEGER, redirect_destination INTEGER)")
for number, address in enumerate(sys.argv[2:], 1):
    history.execute("INSERT INTO history_items VALUES (?, ?)", (number, address))
    visit = (number, number, 785_000_000.0 + number)
    history.execute("INSERT INTO history_visits VALUES (?, ?, ?, NULL, NULL)", visit)
history.commit()
