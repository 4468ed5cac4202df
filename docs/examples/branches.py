"""Copy the stack into a branch, work there and remove it. The server takes its time for both."""

from time import sleep

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")

    def is_there(uid: str) -> bool:
        return uid in [branch.uid for branch in stack.branches.list()]

    stack.branches.create({"uid": "redesign", "source": "main"})
    while not is_there("redesign"):
        sleep(0.2)
    print(stack.branches.get("redesign").source)

    redesign = client.stack("api_key", branch="redesign")
    redesign.entries("blog_post").create({"title": "Seen here only", "url": "/here"})
    print(redesign.entries("blog_post").count(), "entries, and", stack.entries("blog_post").count(), "outside")

    stack.branches.delete("redesign", force=True)
    while is_there("redesign"):
        sleep(0.2)
