"""The Atom file as feedparser reads it, the JSON Feed as jsonfeed-util does: entries in each, and those of
the second that have an address."""
import json
import sys

import feedparser
from jsonfeed import Feed

atom = feedparser.parse(sys.argv[1])
assert not atom.bozo, atom.bozo_exception
assert atom.version == "atom10", atom.version
for entry in atom.entries:
    assert entry.id and entry.title.startswith("TLP:CLEAR ") and entry.updated and entry.link, entry
text = open(sys.argv[2], encoding="utf-8").read()
feed = Feed.parse_string(text)
assert feed.version.endswith("/1.1"), feed.version
titles = [item.title for item in feed.items]
assert titles == [entry.title for entry in atom.entries]
assert all(item.id and item.content_text for item in feed.items)
print(len(atom.entries), len(json.loads(text)["items"]), sum(bool(item.url) for item in feed.items))
