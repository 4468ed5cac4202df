"""Group content types by labels, one nested in another."""

from contentstack_cma import Client

with Client() as client:
    stack = client.stack("api_key")
    pages = stack.labels.create({"name": "Pages"})
    posts = stack.labels.create({"name": "Posts", "parent": [pages.uid], "content_types": ["blog_post"]})

    stack.labels.update(posts.uid, {"name": "Articles", "parent": [pages.uid], "content_types": ["blog_post"]})
    print(stack.labels.get(posts.uid).content_types)
    for label in stack.labels.list():
        print(label.name, label.parent)

    stack.labels.delete(posts.uid)
    stack.labels.delete(pages.uid)
