"""Create a release, add an entry, clone it and deploy it to an environment."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    entry = stack.entries("blog_post").create({"title": "Spring", "url": "/spring"})
    release = stack.releases.create({"name": "Spring", "description": "Everything for March"})
    stack.releases.update(release.uid, {"description": "Everything for April"})
    stack.release_items(release.uid).add(
        [{"uid": entry.uid, "content_type_uid": "blog_post", "locale": "en-us", "version": 1, "action": "publish"}]
    )
    copy = stack.releases.clone(release.uid, name="Spring, once more")

    for found in stack.releases.list(include_items_count=True):
        print(found.name, "has", found.items_count, "items")
    print(stack.releases.count(), "releases")

    deployed = stack.releases.deploy(release.uid, environments=["production"], action="publish", wait=True)
    print(deployed.status, deployed.failures)
    print(stack.releases.get(release.uid).status)

    stack.releases.delete(copy.uid)
    stack.releases.delete(release.uid)
    stack.entries("blog_post").delete(entry.uid)
