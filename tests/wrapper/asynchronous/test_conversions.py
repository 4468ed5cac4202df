"""`map()` of pages, snapshots and runs converts what they return."""

import copy
import pickle
from collections.abc import AsyncIterator

import pytest

from contentstack_cma import AsyncClient, AsyncStack, Authtoken
from contentstack_cma.models import Entry
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import async_list

pytestmark = pytest.mark.anyio


@pytest.fixture
async def stack(emulator: Emulator) -> AsyncIterator[AsyncStack]:
    async with AsyncClient(auth=Authtoken(emulator.authtoken), base_url=emulator.url) as client:
        yield client.stack(emulator.stack.api_key)


def get_url(entry: Entry) -> str:
    return str(entry.url)


async def test_pages_and_snapshots(stack: AsyncStack) -> None:
    posts = stack.entries("blog_post")
    rows = [{"title": f"M{number}", "url": f"/m{number}", "tags": ["mapped"]} for number in range(25)]
    await posts.create_many(rows, key="title").finish()
    query, urls = {"tags": "mapped"}, {row["url"] for row in rows}
    pages = posts.list(query=query, page_size=10).map(get_url)
    assert set(await async_list(pages)) == urls
    first = await posts.list(query=query, page_size=10)
    mapped = first.map(get_url)
    assert len(mapped) == 10
    assert mapped.count == 25
    assert isinstance(first[0], Entry)
    following = await mapped.next_page()
    assert following is not None
    assert set(following.items) < urls
    assert copy.copy(mapped) == mapped
    assert pickle.loads(pickle.dumps(mapped)).items == mapped.items
    limited = await posts.list(query=query, max_items=3)
    assert len(limited.map(get_url).items) == 3
    snapshot = await posts.snapshot(query=query)
    assert len(await async_list(snapshot.map(lambda entry: entry))) == 25
    unread = posts.snapshot(query=query).map(lambda entry: entry)
    read = await unread
    assert len(read) == 25
    assert read.uids == snapshot.uids


async def test_runs(stack: AsyncStack) -> None:
    rows = [{"title": f"R{number}", "url": f"/r{number}"} for number in range(3)] + [{"title": 1}]
    run = stack.entries("blog_post").create_many(rows).map(get_url)
    results = [outcome.result async for outcome in run]
    assert sorted(result or "" for result in results) == ["", "/r0", "/r1", "/r2"]
    with pytest.raises(RuntimeError, match="has started"):
        run.map(str)
