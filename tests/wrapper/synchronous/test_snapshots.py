# Derived from asynchronous/test_snapshots.py by generator/unasync.py: edit that, not this.
"""Lists that are changed while a program iterates over them: a snapshot gives each item once."""

import io
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from contentstack_cma import Authtoken, Client, ListChangedError, Snapshot, Stack
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import sync_list, sync_run_together
from tests.wrapper.support.scripted_transport import Scripted, build_response

NUMBER = 130


@pytest.fixture
def stack(emulator: Emulator) -> Iterator[Stack]:
    with Client(auth=Authtoken(emulator.authtoken), base_url=emulator.url) as client:
        yield client.stack(emulator.stack.api_key)


def create_tagged(stack: Stack, tag: str, number: int) -> None:
    posts = stack.entries("blog_post")

    def create(position: int) -> None:
        posts.create({"title": f"{tag} {position}", "url": f"/{position}", "tags": [tag]})

    sync_run_together(create, range(number))


def test_every_item_is_deleted(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    tag = "deleted"
    create_tagged(stack, tag, 250)
    deleted: set[str] = set()
    for entry in posts.snapshot(query={"tags": tag}):
        posts.delete(entry.uid)
        deleted.add(entry.uid)
    assert len(deleted) == 250
    assert posts.count(query={"tags": tag}) == 0


def test_a_list_raises_in_the_same_situation(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    tag = "listed"
    create_tagged(stack, tag, 250)

    def delete_all() -> None:
        for entry in posts.list(query={"tags": tag}):
            posts.delete(entry.uid)

    with pytest.raises(ListChangedError, match=r"had 250 items and has 150 now.*snapshot"):
        delete_all()


def test_every_item_is_changed_so_that_the_query_matches_it_no_longer(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    tag = "changed"
    create_tagged(stack, tag, NUMBER)
    changed: list[str] = []
    for entry in posts.snapshot(query={"tags": tag}):
        assert entry["tags"] == [tag]
        entry["tags"] = ["done"]
        posts.update(entry.uid, entry)
        changed.append(entry.uid)
    assert len(changed) == len(set(changed)) == NUMBER
    assert posts.count(query={"tags": tag}) == 0


def test_an_item_that_matches_no_longer_comes_as_it_is_now(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    tag = "now"
    create_tagged(stack, tag, NUMBER)
    snapshot = posts.snapshot(query={"tags": tag})
    first, second = snapshot.uids[:2]
    posts.update(first, {"tags": ["other"], "title": f"Changed {tag}"})
    posts.delete(second)
    entries = sync_list(snapshot)
    assert entries[0].title == f"Changed {tag}"
    assert [entry.uid for entry in entries] == [first, *snapshot.uids[2:]]
    assert len(snapshot) == NUMBER


def test_entries_created_meanwhile_are_not_in_a_snapshot(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    tag = "created"
    create_tagged(stack, tag, NUMBER)
    seen: list[str] = []
    created: list[str] = []
    for entry in posts.snapshot(query={"tags": tag}):
        seen.append(entry.uid)
        if len(created) < 120:
            again = posts.create({"title": f"{tag} again {len(created)}", "url": "/again", "tags": [tag]})
            created.append(again.uid)
    assert len(seen) == len(set(seen)) == NUMBER
    assert set(seen).isdisjoint(created)
    sync_run_together(posts.delete, created)


def test_order_and_parameters_are_those_of_a_list(stack: Stack) -> None:
    posts = stack.entries("blog_post")
    tag = "ordered"
    create_tagged(stack, tag, NUMBER)
    options: dict[str, Any] = {"query": {"tags": tag}, "desc": "title", "include_publish_details": True}
    listed = sync_list(posts.list(**options))
    found = sync_list(posts.snapshot(**options))
    assert [entry.title for entry in found] == [entry.title for entry in listed]
    assert found == listed
    assert all("publish_details" in entry for entry in found)


def test_assets_and_folders_are_deleted(stack: Stack) -> None:
    folder = stack.asset_folders.create("Old")
    inner = stack.asset_folders.create("Older", parent_uid=folder.uid)

    def upload(number: int) -> str:
        return (stack.assets.upload(io.BytesIO(b"x"), file_name=f"{number}.txt", parent_uid=folder.uid)).uid

    sync_run_together(upload, range(120))
    snapshot = stack.assets.snapshot(folder=folder.uid, include_folders=True)
    deleted: list[str] = []
    for asset in snapshot:
        deleted.append(asset.uid)
        if not asset.is_dir:
            stack.assets.delete(asset.uid)
    assert len(deleted) == len(set(deleted)) == len(snapshot) == 121
    assert inner.uid in deleted
    assert [asset.uid for asset in sync_list(stack.assets.snapshot(folder=folder.uid))] == []
    stack.asset_folders.delete(folder.uid)


class Listing:
    """A server with a list of entries that is changed before some of its pages are read."""

    def __init__(self, number: int, *changes: Any) -> None:
        self.uids = [f"e{position:04}" for position in range(number)]
        self._created = {uid: number for number, uid in enumerate(self.uids)}
        self._changes = dict(changes)
        self.queries: list[dict[str, str]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        query = {name: value for name, (value, *_) in parse_qs(request.url.query.decode()).items()}
        self.queries.append(query)
        self._changes.get(len(self.queries), lambda _: None)(self.uids)
        conditions = json.loads(query.get("query", "{}"))
        start = conditions.get("$and", [conditions])[-1].get("created_at", {}).get("$gte", "")
        found = [entry for entry in map(self._build_entry, self.uids) if entry["created_at"] >= start]
        skip = int(query.get("skip", "0"))
        return build_response(entries=found[skip : skip + int(query["limit"])], count=len(found))

    def _build_entry(self, uid: str) -> dict[str, str]:
        """Return an entry that was created after all others that have been in the list."""
        second = self._created.setdefault(uid, len(self._created))
        return {"uid": uid, "created_at": f"2024-01-31T09:{second // 60:02}:{second % 60:02}.000Z"}

    def client(self) -> Client:
        return Client(authtoken="t", transport=httpx.MockTransport(self))


def test_what_others_delete_and_create_meanwhile_disturbs_nothing() -> None:
    def change(uids: list[str]) -> None:
        del uids[:70:2]
        uids.append(f"new{len(uids)}")

    server = Listing(350, *((number, change) for number in range(2, 20)))
    stays = server.uids[200:]
    with server.client() as client:
        snapshot = client.stack("key").entries("page").snapshot(query='{"a": 1}')
    assert set(stays) <= set(snapshot.uids)
    assert len(snapshot) == len(set(snapshot.uids))
    assert {query["asc"] for query in server.queries} == {"created_at"}
    assert "skip" not in server.queries[-1]
    bound = {"$gte": "2024-01-31T09:01:39.000Z"}
    assert [json.loads(query["query"]) for query in server.queries][:2] == [{"a": 1}, {"a": 1, "created_at": bound}]


def test_a_condition_on_the_time_of_creation_is_kept() -> None:
    server = Listing(150)
    condition = {"created_at": {"$lt": "2030"}}
    with server.client() as client:
        client.stack("key").entries("page").snapshot(query=condition)
    bound = {"created_at": {"$gte": "2024-01-31T09:01:39.000Z"}}
    assert json.loads(server.queries[1]["query"]) == {"$and": [condition, bound]}


FULL_PAGE: dict[str, Any] = {"entries": [{"uid": "e", "created_at": "2024-01-31T09:30:00.083Z"}], "count": 2}


@pytest.mark.parametrize("query", ["{", "[1]"])
def test_a_query_that_is_no_json_object_is_an_error(query: str) -> None:
    with Client(authtoken="t", transport=Scripted(build_response(**FULL_PAGE)).transport) as client:
        with pytest.raises(ValueError, match=r"query (is not JSON|must be a JSON object)"):
            sync_list(client.stack("key").entries("page").snapshot(query=query))


def test_uids_in_another_order_are_read_again_if_others_delete_items_meanwhile() -> None:
    server = Listing(150, (2, lambda uids: uids.pop(0)))
    with server.client() as client:
        snapshot = client.stack("key").entries("page").snapshot(query={"a": 1}, asc="title")
    assert list(snapshot.uids) == server.uids
    assert len(snapshot) == 149
    assert [query.get("skip") for query in server.queries] == [None, "99", None, "99"]
    assert {query["asc"] for query in server.queries} == {"title"}


def test_a_deletion_that_a_creation_hides_is_noticed() -> None:
    def replace(uids: list[str]) -> None:
        uids.pop(0)
        uids.append("new")

    server = Listing(150, (2, replace))
    with server.client() as client:
        snapshot = client.stack("key").entries("page").snapshot(desc="title")
    assert list(snapshot.uids) == server.uids


def test_what_is_created_at_the_end_shifts_nothing() -> None:
    server = Listing(150, (2, lambda uids: uids.append("new")))
    with server.client() as client:
        snapshot = client.stack("key").entries("page").snapshot(asc="title")
    assert list(snapshot.uids) == server.uids
    assert len(server.queries) == 2


def test_a_list_in_another_order_that_keeps_changing_is_an_error() -> None:
    server = Listing(150, *((number, lambda uids: uids.pop(0)) for number in range(2, 20)))
    with server.client() as client, pytest.raises(ListChangedError, match="changed each of the 5 times") as raised:
        sync_list(client.stack("key").entries("page").snapshot(asc="title"))
    assert raised.value.now < raised.value.before
    assert len(server.queries) == 10


def test_an_empty_list_is_one_call() -> None:
    server = Listing(0)
    with server.client() as client:
        snapshot = client.stack("key").entries("page").snapshot()
        assert sync_list(snapshot) == []
    assert len(server.queries) == 1
    assert len(snapshot) == 0


def test_long_uids_are_divided_among_urls() -> None:
    uids = [f"{number:03}" + "ü" * 100 for number in range(60)]
    pages = [build_response(entries=[{"uid": uid} for uid in uids], count=60)]
    server = Scripted(
        *pages, *(lambda request: build_response(entries=build_requested_entries(request)) for _ in range(20))
    )
    with Client(authtoken="t", transport=server.transport) as client:
        found = sync_list(client.stack("key").entries("page").snapshot())
    assert [entry.uid for entry in found] == uids
    assert max(len(str(request.url)) for request in server.requests) < 8_000


def build_requested_entries(request: httpx.Request) -> list[dict[str, str]]:
    asked = httpx.Response(200, text=request.url.params["query"]).json()["uid"]["$in"]
    return [{"uid": uid} for uid in reversed(asked)]


def test_a_snapshot_can_be_iterated_over_again() -> None:
    server = Listing(3)
    with server.client() as client:
        snapshot: Snapshot[Any] = client.stack("key").entries("page").snapshot()
        first = sync_list(snapshot)
        assert sync_list(snapshot) == first
    assert len(server.queries) == 3
    assert repr(snapshot).endswith("Snapshot(3 items)")
