"""Options of resources, and snapshots."""

from typing import assert_type

import httpx

from contentstack_cma import AsyncClient, AsyncSnapshot, AsyncStack, Client, Snapshot, Stack
from contentstack_cma.models import Asset, Entry, Label, Organization


def options(client: Client) -> None:
    stack = client.stack("api_key").with_options(timeout=2.0)
    assert_type(stack, Stack)
    entries = stack.entries("blog_post").with_options(timeout=httpx.Timeout(2), deadline=60, headers={"x-one": "1"})
    assert_type(entries.get("blt1"), Entry)
    assert_type(entries.publish("blt1", environments=["production"], locales=["en-us"]).notice, str | None)
    assert_type(stack.assets.with_options(max_retries=0).upload("photo.jpg"), Asset)
    assert_type(stack.labels.with_options(retry_writes=True).list().items, list[Label])
    assert_type(client.organizations.with_options(max_rate_limit_wait=1.5).list().items, list[Organization])
    assert_type(entries.with_raw_response.with_options(timeout=None).get("blt1").parsed, Entry)


async def asynchronous_options(client: AsyncClient) -> None:
    stack = client.stack("api_key").with_options(timeout=2.0)
    assert_type(stack, AsyncStack)
    assert_type(await stack.entries("blog_post").with_options(timeout=2).get("blt1"), Entry)
    assert_type(await stack.assets.with_options(max_retries=0).upload("photo.jpg"), Asset)


def snapshots(client: Client) -> None:
    snapshot = client.stack("api_key").entries("blog_post").snapshot(query={"tags": "old"}, locale="fr-fr")
    assert_type(snapshot, Snapshot[Entry])
    assert_type(snapshot.uids, tuple[str, ...])
    assert_type(len(snapshot), int)
    for entry in snapshot:
        assert_type(entry, Entry)
    assert_type(list(client.stack("api_key").assets.snapshot(folder="cs_root")), list[Asset])


async def asynchronous_snapshots(client: AsyncClient) -> None:
    snapshot = client.stack("api_key").assets.snapshot(include_folders=True)
    assert_type(snapshot, AsyncSnapshot[Asset])
    assert_type(await snapshot, AsyncSnapshot[Asset])
    async for asset in snapshot:
        assert_type(asset, Asset)
    assert_type([entry async for entry in client.stack("key").entries("blog_post").snapshot()], list[Entry])
