"""Items of a release: add an entry, update it to its latest version, move it, remove it."""

from contentstack_cma import Client
from contentstack_cma.models import ReleaseItemInputDict

with Client() as client:
    stack = client.stack("api_key")
    blog = stack.entries("blog_post")
    entry = blog.create({"title": "Part 1", "url": "/part-1"})
    release = stack.releases.create({"name": "A series"})
    other = stack.releases.create({"name": "Another series"})

    items = stack.release_items(release.uid)
    part: ReleaseItemInputDict = {
        "uid": entry.uid,
        "content_type_uid": "blog_post",
        "locale": "en-us",
        "version": 1,
        "action": "publish",
    }
    items.add([part])
    print(items.add_many([part]).finish())
    blog.update(entry.uid, {"title": "Part 1, revised"})
    items.update(["$all"])
    for item in items.list():
        print(item.title, item.version, item.action)

    items.move(to_release_uid=other.uid, items=["$all"], release_version="2.0")
    stack.release_items(other.uid).remove([{"uid": entry.uid, "locale": "en-us"}])
    for uid in (release.uid, other.uid):
        stack.releases.delete(uid)
    blog.delete(entry.uid)
