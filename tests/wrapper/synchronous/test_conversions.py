# Derived from asynchronous/test_conversions.py by generator/unasync.py: edit that, not this.
"""`map()` of pages, snapshots and runs converts what they return."""

import copy
import pickle
from collections.abc import Iterator

import pytest

from contentstack_cma import Authtoken, Client, Stack
from contentstack_cma.models import Entry
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import sync_list


@pytest.fixture
def stack(emulator: Emulator) -> Iterator[Stack]:
    with Client(auth=Authtoken(emulator.authtoken), base_url=emulator.url) as client:
        yield client.stack(emulator.stack.api_key)


def get_url(entry: Entry) -> str:
    return str(entry.url)


def test_pages_and_snapshots(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    rows = [{"title": f"M{number}", "url": f"/m{number}", "tags": ["mapped"]} for number in range(25)]
    posts.create_many(rows, key="title").finish()
    query, urls = {"tags": "mapped"}, {row["url"] for row in rows}
    pages = posts.list(query=query, page_size=10).map(get_url)
    assert set(sync_list(pages)) == urls
    first = posts.list(query=query, page_size=10)
    mapped = first.map(get_url)
    assert len(mapped) == 10
    assert mapped.count == 25
    assert isinstance(first[0], Entry)
    following = mapped.next_page()
    assert following is not None
    assert set(following.items) < urls
    assert copy.copy(mapped) == mapped
    assert pickle.loads(pickle.dumps(mapped)).items == mapped.items
    limited = posts.list(query=query, max_items=3)
    assert len(limited.map(get_url).items) == 3
    snapshot = posts.snapshot(query=query)
    assert len(sync_list(snapshot.map(lambda entry: entry))) == 25
    unread = posts.snapshot(query=query).map(lambda entry: entry)
    read = unread
    assert len(read) == 25
    assert read.uids == snapshot.uids


def test_runs(stack: Stack) -> None:
    rows = [{"title": f"R{number}", "url": f"/r{number}"} for number in range(3)] + [{"title": 1}]
    run = stack.entries("blog_post").create_many(rows).map(get_url)
    results = [outcome.result for outcome in run]
    assert sorted(result or "" for result in results) == ["", "/r0", "/r1", "/r2"]
    with pytest.raises(RuntimeError, match="has started"):
        run.map(str)
