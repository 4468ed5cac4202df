"""Copy the stack into a branch, work there and remove it."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    stack.branches.create({"uid": "redesign", "source": "main"})

    redesign = client.stack("api_key", branch="redesign")
    redesign.entries("blog_post").create({"title": "Seen here only", "url": "/here"})
    print(redesign.entries("blog_post").count(), "entries, and", stack.entries("blog_post").count(), "outside")
    print([branch.uid for branch in stack.branches.list()])
    print(stack.branches.get("redesign").source)
    stack.branches.delete("redesign", force=True)
