"""The same, awaited."""

from typing import assert_type

from contentstack_cma import AsyncClient
from contentstack_cma.models import Asset, Entry, Environment, Stack


async def calls(client: AsyncClient) -> None:
    stack = client.stack("api_key", branch="main")
    assert_type(await stack.fetch(), Stack)
    assert_type(await stack.entries("blog_post").create({"title": "Hello"}, locale="en-us"), Entry)
    assert_type(await stack.assets.upload("photo.jpg"), Asset)
    assert_type(await stack.environments.get("production"), Environment)


async def pages(client: AsyncClient) -> None:
    entries = client.stack("api_key").entries("blog_post")
    async for entry in entries.list():
        assert_type(entry, Entry)
    first = await entries.list()
    assert_type(first.items, list[Entry])
