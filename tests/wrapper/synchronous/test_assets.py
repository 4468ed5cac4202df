# Derived from asynchronous/test_assets.py by generator/unasync.py: edit that, not this.
"""The calls on assets and their folders that are written by hand, other than uploads and downloads."""

import json
from datetime import UTC, datetime

from contentstack_cma import Client
from contentstack_cma.models import Asset, AssetFolder
from tests.wrapper.support.concurrency import sync_list
from tests.wrapper.support.scripted_transport import Scripted, build_response


def client_of(server: Scripted) -> Client:
    return Client(authtoken="t", transport=server.transport)


def test_publish_and_unpublish() -> None:
    server = Scripted(build_response(notice="Queued."), build_response(notice="Queued."))
    with client_of(server) as client:
        assets = client.stack("key").assets
        assets.publish("a", environments=["production"], locales=["en-us"])
        assets.unpublish(
            "a",
            environments=["production"],
            locales=["en-us"],
            version=1,
            scheduled_at=datetime(2026, 12, 1, tzinfo=UTC),
        )
    assert server.calls == ["POST /v3/assets/a/publish", "POST /v3/assets/a/unpublish"]
    target = {"environments": ["production"], "locales": ["en-us"]}
    assert json.loads(server.requests[0].content) == {"asset": target}
    assert json.loads(server.requests[1].content) == {
        "asset": target,
        "version": 1,
        "scheduled_at": "2026-12-01T00:00:00.000Z",
    }


def test_a_version_is_named_and_unnamed() -> None:
    server = Scripted(build_response(notice="Named."), build_response(204))
    with client_of(server) as client:
        assets = client.stack("key").assets
        assets.set_version_name("a", 1, name="Final")
        assets.delete_version_name("a", 1)
    assert server.calls == ["POST /v3/assets/a/versions/1/name", "DELETE /v3/assets/a/versions/1/name"]
    assert server.requests[0].content == b'{"upload":{"_version_name":"Final"}}'
    assert server.requests[1].content == b""


def test_generated_calls_are_there_too() -> None:
    server = Scripted(
        build_response(assets=[{"uid": "a"}]), build_response(asset={"uid": "a"}), build_response(notice="Deleted.")
    )
    with client_of(server) as client:
        assets = client.stack("key").assets
        assert [asset.uid for asset in (assets.list()).items] == ["a"]
        changed = assets.update("a", {"title": "T", "permanent_url": "https://x/y.png"})
        assets.delete("a")
    assert isinstance(changed, Asset)
    assert server.requests[1].content == b'{"asset":{"title":"T","permanent_url":"https://x/y.png"}}'


def test_folders_are_created_renamed_moved_and_deleted() -> None:
    server = Scripted(*(build_response(asset={"uid": "f", "name": "Photos", "is_dir": True}) for _ in range(5)))
    with client_of(server) as client:
        folders = client.stack("key").asset_folders
        made = folders.create("Photos")
        folders.create("Old", parent_uid="f")
        folders.rename("f", "Pictures")
        folders.move("f", "g")
        found = folders.get("f")
    assert isinstance(made, AssetFolder)
    assert found.name == "Photos"
    assert server.calls == ["POST /v3/assets/folders"] * 2 + ["PUT /v3/assets/folders/f"] * 2 + [
        "GET /v3/assets/folders/f"
    ]
    assert [json.loads(request.content)["asset"] for request in server.requests[:4]] == [
        {"name": "Photos"},
        {"name": "Old", "parent_uid": "f"},
        {"name": "Pictures"},
        {"parent_uid": "g"},
    ]


def test_folders_are_listed_over_pages() -> None:
    folder = {"uid": "f", "name": "Photos", "is_dir": True, "odd": 1}
    server = Scripted(
        build_response(assets=[folder] * 2, count=3),
        build_response(assets=[folder], count=3),
        build_response(assets=[folder], count=1),
    )
    with client_of(server) as client:
        folders = client.stack("key").asset_folders
        found = sync_list(folders.list(page_size=2))
        page = folders.list(parent_uid="cs_root", branch="dev")
    assert {type(item) for item in found} == {AssetFolder}
    assert [item.name for item in found] == ["Photos"] * 3
    assert found[0]["odd"] == 1
    assert page.count == 1
    query = dict(server.requests[2].url.params)
    assert query == {
        "folder": "cs_root",
        "include_folders": "true",
        "query": '{"is_dir":true}',
        "limit": "100",
        "skip": "0",
        "include_count": "true",
    }
    assert server.header_values("branch") == [None, None, "dev"]
