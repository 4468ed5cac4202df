"""What an import does with what the target has, with webhooks and with the state of publishing; plans."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma import Client, Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.transfer import Existing, TransferReport
from tests.toolkit.support.rich_stack import create_empty
from tests.toolkit.transfer.support.imports import import_async, import_sync, list_writes
from tests.toolkit.transfer.support.small_exports import (
    FRENCH,
    LINKS,
    TITLE,
    SmallExport,
    build_entry,
    build_field,
    build_type,
)

Import = Callable[..., TransferReport]

HOOK: dict[str, Any] = {
    "uid": "bltwebhook",
    "name": "Index",
    "destinations": [{"target_url": "https://example.com/index"}],
    "channels": ["assets.publish"],
    "retry_policy": "manual",
    "disabled": False,
}
RULES = [{"module": "branch", "branches": ["main"], "acl": {"read": True}}]
STAGES = [
    {"uid": "bltstage1", "name": "Draft", "color": "#000000"},
    {"uid": "bltstage2", "name": "Done", "color": "#000000"},
]

FILES: dict[str, tuple[str, Any, Any]] = {
    "locales": ("locales/locales.json", FRENCH, {"name": "Français"}),
    "environments": (
        "environments/environments.json",
        {"uid": "bltlive", "name": "live", "urls": [{"locale": "en-us", "url": "https://example.com"}]},
        {"urls": [{"locale": "en-us", "url": "https://example.org"}]},
    ),
    "extensions": (
        "extensions/extensions.json",
        {"uid": "bltcolour", "title": "Colour", "type": "field", "data_type": "text", "src": "https://example.com"},
        {"src": "https://example.org"},
    ),
    "roles": (
        "custom-roles/custom-roles.json",
        {"uid": "bltcook", "name": "Cook", "description": "Cooks.", "rules": RULES},
        {"description": "Bakes."},
    ),
    "workflows": (
        "workflows/workflows.json",
        {"uid": "bltflow", "name": "Flow", "content_types": ["page"], "workflow_stages": STAGES, "enabled": True},
        {"enabled": False},
    ),
    "labels": (
        "labels/labels.json",
        {"uid": "bltlabel", "name": "Label", "content_types": []},
        {"content_types": ["page"]},
    ),
    "webhooks": ("webhooks/webhooks.json", HOOK, {"channels": ["assets.publish", "assets.create"]}),
    "releases": (
        "releases/releases.json",
        {"uid": "bltrelease", "name": "Spring", "description": "News", "items": []},
        {"description": "Old news"},
    ),
}
"""Files by module, each with a resource and a change of it."""


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0, demo=False, request_log=5000) as running:
        yield running


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[Client]:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=None) as client:
        yield client


@pytest.fixture
def target(emulator: Emulator, client: Client) -> Stack:
    stack = create_empty(emulator, client, "Target")
    emulator.forget_requests()
    return stack


@pytest.fixture(params=[import_sync, import_async], ids=["sync", "async"])
def run(request: pytest.FixtureRequest) -> Import:
    chosen: Import = request.param
    return chosen


@pytest.fixture
def small(tmp_path: Path) -> SmallExport:
    """An export with one thing of each module."""
    export = SmallExport(tmp_path / "export")
    export.add_types(build_type(LINKS, build_field("text")))
    for path, document, _ in FILES.values():
        export.add_objects(path, document)
    export.add_objects("taxonomies/taxonomies.json", {"uid": "animals", "name": "Animals"})
    write_taxonomy(export, "Animals", "Cat")
    export.add_asset("bltone", b"one")
    export.add_entries(build_entry("blta"))
    return export


def write_taxonomy(export: SmallExport, name: str, term: str) -> None:
    terms = [
        {"uid": "pets", "name": "Pets", "parent_uid": None},
        {"uid": "cat", "name": term, "parent_uid": "pets" if term == "Cat" else None},
    ]
    export.write("taxonomies/en-us/animals.json", {"taxonomy": {"uid": "animals", "name": name}, "terms": terms})


def change(export: SmallExport) -> None:
    """Change something of each module."""
    for path, document, changes in FILES.values():
        export.add_objects(path, {**document, **changes})
    write_taxonomy(export, "Beasts", "Tiger")
    record = export.read("assets/chunk-assets.json")["bltone"]
    export.write("assets/chunk-assets.json", {"bltone": {**record, "title": "Changed", "file_size": "7"}})
    (export.folder / "assets/files/bltone/bltone.txt").write_bytes(b"changed")
    export.add_types(build_type(LINKS, build_field("text"), build_field("more")))
    export.add_entries(build_entry("blta", text="changed"))


CHANGED = {*FILES, "taxonomies", "assets", "content_types", "entries"}


@pytest.mark.parametrize("existing", ["fail", "skip", "update"])
def test_each_module_of_a_changed_export(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import, existing: Existing
) -> None:
    run(emulator, small.folder, target).raise_for_failures()
    change(small)
    other = small.folder / "other"
    emulator.forget_requests()
    planned = run(emulator, small.folder, target, existing=existing, mapper=other, plan=True)
    assert list_writes(emulator.requests) == []
    report = run(emulator, small.folder, target, existing=existing, mapper=other)
    assert planned.counts == report.counts
    state = {"fail": "failed", "skip": "skipped", "update": "updated"}[existing]
    same = {"locales": 1, "taxonomies": 1}  # the master locale, and a term
    counts = {module: {state: 1, **({"unchanged": 1} if module in same else {})} for module in CHANGED}
    counts["taxonomies"] = {state: 2, "unchanged": 1}
    if existing != "update":  # then only a file of the same size is the same one
        counts["assets"] = {"created": 1}
    assert report.counts == counts
    writes = list_writes(emulator.requests)
    assert all(each.startswith("PUT") for each in writes) is (existing == "update")
    if existing == "update":
        emulator.forget_requests()
        run(emulator, small.folder, target, existing=existing, mapper=small.folder / "third").raise_for_failures()
        assert list_writes(emulator.requests) == []
        assert [asset.title for asset in target.assets.list()] == ["Changed"]
        assert target.terms("animals").get("cat").to_dict()["parent_uid"] is None


def test_finished_import_is_compared_again_with_update(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import
) -> None:
    small.add_types({**build_type(LINKS), "schema": [{**TITLE, "unique": False}, LINKS]})
    small.add_entries(build_entry("bltone", ["blttwo"]), build_entry("blttwo"))
    run(emulator, small.folder, target).raise_for_failures()
    created = {entry.title: entry.uid for entry in target.entries("page").list()}
    (asset,) = target.assets.list()
    small.add_entries(build_entry("bltone", ["blttwo"], title="Changed"), build_entry("blttwo"))
    target.entries("page").update(created["blttwo"], {"title": "Spoiled"})
    target.assets.update(asset.uid, {"parent_uid": target.asset_folders.create("Elsewhere").uid})
    assert run(emulator, small.folder, target).resumed["entries"] == 2
    planned = run(emulator, small.folder, target, existing="update", plan=True)
    report = run(emulator, small.folder, target, existing="update")
    report.raise_for_failures()
    assert planned.counts == report.counts
    assert report.counts["entries"] == {"updated": 2}
    found = {entry.uid: entry.title for entry in target.entries("page").list()}
    assert found == {created["bltone"]: "Changed", created["blttwo"]: "blttwo"}
    assert [each.uid for each in target.assets.list()] == [asset.uid]


def test_what_the_target_has_lost_is_created_again_with_update(
    emulator: Emulator, target: Stack, small: SmallExport
) -> None:
    small.add_types(build_type(LINKS))
    small.add_entries(build_entry("bltone", ["blttwo"]), build_entry("blttwo"))
    import_sync(emulator, small.folder, target).raise_for_failures()
    entries = target.entries("page")
    (lost,) = entries.list(query={"title": "blttwo"})
    entries.delete(lost.uid)
    report = import_sync(emulator, small.folder, target, existing="update")
    report.raise_for_failures()
    assert report.counts["entries"] == {"created": 1, "updated": 1}
    by_title = {entry.title: entry for entry in entries.list()}
    assert by_title["bltone"]["links"][0]["uid"] == by_title["blttwo"].uid != lost.uid


def test_what_others_added_to_the_target_stays(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import
) -> None:
    run(emulator, small.folder, target).raise_for_failures()
    label = target.labels.create({"name": "Mine", "content_types": []})
    environment = target.environments.create({"name": "mine", "urls": []})
    asset = target.assets.upload(b"mine", file_name="mine.txt")
    change(small)
    report = run(emulator, small.folder, target, existing="update", mapper=small.folder / "other")
    report.raise_for_failures()
    assert {label.uid} < {each.uid for each in target.labels.list()}
    assert {environment.uid} < {each.uid for each in target.environments.list()}
    assert {asset.uid} < {each.uid for each in target.assets.list()}


def test_update_leaves_a_webhook_enabled(emulator: Emulator, target: Stack, small: SmallExport) -> None:
    import_sync(emulator, small.folder, target).raise_for_failures()
    (webhook,) = target.webhooks.list()
    target.webhooks.update(webhook.uid, {**webhook.to_dict(), "disabled": False, "channels": ["assets.delete"]})
    report = import_sync(emulator, small.folder, target, existing="update")
    assert report.counts["webhooks"] == {"updated": 1}
    (webhook,) = target.webhooks.list()
    assert (webhook.channels, webhook.to_dict()["disabled"]) == (HOOK["channels"], False)


@pytest.mark.parametrize(("webhooks", "is_disabled"), [("disabled", True), ("as exported", False)])
def test_webhooks(emulator: Emulator, target: Stack, small: SmallExport, webhooks: str, is_disabled: bool) -> None:
    import_sync(emulator, small.folder, target, webhooks=webhooks).raise_for_failures()
    (webhook,) = target.webhooks.list()
    assert webhook.to_dict()["disabled"] is is_disabled


def test_state_of_publishing(emulator: Emulator, target: Stack, small: SmallExport, run: Import) -> None:
    detail = {"environment": "bltlive", "locale": "en-us", "time": "2024-01-01T00:00:00.000Z", "user": "blt1"}
    small.add_entries(
        build_entry("blta", _version=2, publish_details=[{**detail, "version": 2}]),
        build_entry("bltb", _version=3, publish_details=[{**detail, "version": 2}]),
        build_entry("bltc"),
        build_entry("bltd", publish_details=[{**detail, "environment": "bltgone", "version": 1}]),
    )
    record = small.read("assets/chunk-assets.json")["bltone"]
    small.write(
        "assets/chunk-assets.json", {"bltone": {**record, "_version": 1, "publish_details": [{**detail, "version": 1}]}}
    )
    report = run(emulator, small.folder, target)
    report.raise_for_failures()
    published = {
        str(entry.title): bool(entry.to_dict()["publish_details"])
        for entry in target.entries("page").list(include_publish_details=True)
    }
    assert published == {"blta": True, "bltb": False, "bltc": False, "bltd": False}
    (asset,) = target.assets.list(include_publish_details=True)
    assert len(asset.to_dict()["publish_details"]) == 1
    assert {(note.uid, "older version" in note.text) for note in report.notes} == {("bltb", True), (None, False)}
    assert report.counts["publishing"] == {"queued": 2}
    emulator.forget_requests()
    run(emulator, small.folder, target, existing="update", mapper=small.folder / "other").raise_for_failures()
    assert list_writes(emulator.requests) == []


def test_nothing_is_published_without_publish(emulator: Emulator, target: Stack, small: SmallExport) -> None:
    detail = {"environment": "bltlive", "locale": "en-us", "version": 1}
    small.add_entries(build_entry("blta", publish_details=[detail]))
    report = import_sync(emulator, small.folder, target, publish=False)
    report.raise_for_failures()
    assert "publishing" not in report.counts
    assert not [each for each in list_writes(emulator.requests) if each.endswith("/publish")]
