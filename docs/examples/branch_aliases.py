"""Branch aliases: names that point at branches."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    stack.branch_aliases.assign("live", target_branch="main")  # assign it again to change its target

    live = stack.branch_aliases.get("live")
    print(live.alias, "points at", live.uid)
    for found in stack.branch_aliases.list(include_count=True):
        print(found.alias, "points at", found.uid)

    for entry in client.stack("api_key", branch="live").entries("blog_post").list():
        print(entry.title)

    stack.branch_aliases.delete("live", force=True)
