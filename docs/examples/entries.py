"""Create an entry, localize it, publish it and find it again."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    blog = stack.entries("blog_post")

    entry = blog.create({"title": "Soup", "url": "/soup", "tags": ["food"]})
    entry["title"] = "Hot soup"
    entry = blog.update(entry.uid, entry)
    blog.localize(entry.uid, {"title": "Soupe chaude", "url": "/soupe"}, locale="fr-fr")
    blog.publish(entry.uid, environments=["production"], locales=["en-us", "fr-fr"])

    for found in blog.list(query={"tags": "food"}, desc="updated_at"):
        print(found.uid, found.title)
    for found in blog.unpublished_changes("production"):
        print(found.title, "has changes that are not published")
    for found in blog.stale(before="2020-01-01"):
        print(found.title, "is old")
    print(entry.writable())
    for version in blog.list_versions(entry.uid):
        print(version)

    blog.unpublish(entry.uid, environments=["production"], locales=["en-us", "fr-fr"])
    blog.delete(entry.uid, all_locales=True)
