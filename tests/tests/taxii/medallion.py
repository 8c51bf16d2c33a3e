"""Asks two servers of TAXII 2.1 the same, by the client of OASIS, and says where they differ.

argv: the program of medallion, a folder to work in, the collection of ours with its user and token. Out: a JSON object
of the number of objects, of questions asked, and of each difference that the standard does not allow.
"""
import json
import socket
import subprocess
import sys
import time

from taxii2client.v21 import Collection, as_pages

program, folder, url, user, token = sys.argv[1:6]
ours = Collection(url, user=user, password=token)
objects = [one for page in as_pages(ours.get_objects, per_request=100) for one in page.get("objects", [])]

# medallion, with an empty collection in its memory.
ID = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
MEDIA = "application/taxii+json;version=2.1"
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
data, config = folder + "/data.json", folder + "/config.json"
with open(data, "w") as file:
    json.dump({
        "/discovery": {"title": "beside", "api_roots": [f"http://127.0.0.1:{port}/api/"]},
        "api": {
            "information": {"title": "beside", "versions": [MEDIA], "max_content_length": 9_765_625},
            "status": [],
            "collections": [{"id": ID, "title": "beside", "can_read": True, "can_write": True,
                             "media_types": ["application/stix+json;version=2.1"], "objects": [], "manifest": []}],
        },
    }, file)
with open(config, "w") as file:
    json.dump({
        "backend": {"module": "medallion.backends.memory_backend", "module_class": "MemoryBackend", "filename": data},
        "users": {"beside": "beside"},
        "taxii": {"max_page_size": 100},
    }, file)
server = subprocess.Popen([program, "--port", str(port), "--log-level", "CRITICAL", config],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    theirs = Collection(f"http://127.0.0.1:{port}/api/collections/{ID}/", user="beside", password="beside")
    for _ in range(150):
        try:
            theirs.refresh()
            break
        except Exception:
            time.sleep(0.2)
    # One after the other: the same order of arrival.
    for one in objects:
        status = theirs.add_objects({"objects": [one]}, wait_for_completion=False)
        assert status.failure_count == 0, (one["id"], status.failures)

    FAR, PAST = "2100-01-01T00:00:00.000Z", "2000-01-01T00:00:00.000Z"
    kinds = sorted({one["type"] for one in objects})
    ids = [one["id"] for one in objects]
    modified = next(one["modified"] for one in objects if "modified" in one)
    questions = [{}, {"added_after": FAR}, {"added_after": PAST}]
    questions += [{"type": kind} for kind in kinds] + [{"type": kinds[:2]}, {"type": "no-such-type"}]
    questions += [{"id": one} for one in ids] + [{"id": ids[:2]}]
    questions += [{"id": "indicator--00000000-0000-4000-8000-0000000000ff"}]
    questions += [{"version": version} for version in ("all", "first", "last", modified, PAST)]
    questions += [{"spec_version": "2.1"}, {"spec_version": "2.0"}]
    questions += [{"type": "indicator", "added_after": PAST, "version": "all"}]

    def stamp(one):
        """A moment is a number: STIX lets each server write as many parts of a second as it likes."""
        text = one.get("modified") or one.get("created") or one.get("version") or ""
        whole, _, parts = text.rstrip("Z").partition(".")
        return whole, parts.rstrip("0")

    def told(collection, road, question, per_page):
        pages = as_pages(getattr(collection, road), per_request=per_page, **question)
        # In the order of arrival, page by page.
        return [(one["id"],) + stamp(one) for page in pages for one in page.get("objects", [])]

    # What has no moment of its own: its version is when it came to that server (TAXII 2.1, 3.4.1).
    TIMELESS = {one["id"] for one in objects if "created" not in one}

    def plain(rows):
        return [row if row[0] not in TIMELESS else row[:1] for row in rows]

    differ, asked = [], 0
    for question in questions:
        for road in ("get_objects", "get_manifest"):
            for per_page in (2, 100):
                one, other = (plain(told(it, road, question, per_page)) for it in (ours, theirs))
                asked += 1
                if one != other:
                    differ.append([road, question, per_page, one, other])
    for id in ids:
        one, other = (it.get_object(id)["objects"] for it in (ours, theirs))
        asked += 1
        if one != other:
            differ.append(["get_object", id, one, other])
        one, other = (it.object_versions(id)["versions"] for it in (ours, theirs))
        asked += 1
        if id not in TIMELESS and [stamp({"version": v}) for v in one] != [stamp({"version": v}) for v in other]:
            differ.append(["versions", id, one, other])
    print(json.dumps({"objects": len(objects), "kinds": kinds, "asked": asked, "differ": differ}))
finally:
    server.kill()
    server.wait()
