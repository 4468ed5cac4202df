"""The flow of the README, as it is recorded and replayed."""

from contentstack_cma import AsyncClient, Client

PHOTO = b"\xff\xd8\xff\xe0 not much of a photo"
SEEN = ["Hello", "Photo", "Hello again", ["Hello again"]]
"""What the flow reads on its way."""


def run(client: Client, api_key: str) -> list[object]:
    """Create, upload, publish, change, list and delete; return what was read on the way."""
    stack = client.stack(api_key, branch="main")
    assert stack.fetch().api_key == api_key
    blog = stack.entries("blog_post")
    entry = blog.create({"title": "Hello", "url": "/hello"}, locale="en-us")
    asset = stack.assets.upload(PHOTO, file_name="photo.jpg", title="Photo", tags=["a"])
    blog.publish(entry.uid, environments=["production"], locales=["en-us"])
    stack.assets.publish(asset.uid, environments=["production"], locales=["en-us"])
    again = blog.get(entry.uid)
    again["title"] = "Hello again"
    changed = blog.update(entry.uid, again)
    found = [item.title for item in blog.list(query={"title": {"$regex": "^Hello"}}, desc="updated_at")]
    blog.delete(entry.uid)
    stack.assets.delete(asset.uid)
    return [entry.title, asset.title, changed.title, found]


async def run_async(client: AsyncClient, api_key: str) -> list[object]:
    """`run`, awaited."""
    stack = client.stack(api_key, branch="main")
    assert (await stack.fetch()).api_key == api_key
    blog = stack.entries("blog_post")
    entry = await blog.create({"title": "Hello", "url": "/hello"}, locale="en-us")
    asset = await stack.assets.upload(PHOTO, file_name="photo.jpg", title="Photo", tags=["a"])
    await blog.publish(entry.uid, environments=["production"], locales=["en-us"])
    await stack.assets.publish(asset.uid, environments=["production"], locales=["en-us"])
    again = await blog.get(entry.uid)
    again["title"] = "Hello again"
    changed = await blog.update(entry.uid, again)
    found = [item.title async for item in blog.list(query={"title": {"$regex": "^Hello"}}, desc="updated_at")]
    await blog.delete(entry.uid)
    await stack.assets.delete(asset.uid)
    return [entry.title, asset.title, changed.title, found]
