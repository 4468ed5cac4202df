"""Exports of stacks of the emulator: what is written, sync and async."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma import Client, Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.transfer import EntryPart, ExportReader, FolderError, TransferReport, VariantPart
from tests.toolkit.transfer.support.stacks import PIXELS, create_stack, export_async, export_sync, fill, open_client

Export = Callable[..., TransferReport]


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[Client]:
    with open_client(emulator) as opened:
        yield opened


@pytest.fixture
def library(emulator: Emulator, client: Client, request: pytest.FixtureRequest) -> Stack:
    """A stack of the test's own."""
    return create_stack(emulator, client, request.node.name)


@pytest.fixture(params=[export_sync, export_async], ids=["sync", "async"])
def export(request: pytest.FixtureRequest) -> Export:
    chosen: Export = request.param
    return chosen


def read_titles(reader: ExportReader, *part: str) -> list[str]:
    return [entry["title"] for entry in reader.iterate_entries(EntryPart(*part))]


def test_everything_is_exported(emulator: Emulator, library: Stack, export: Export, tmp_path: Path) -> None:
    uids = fill(library, 230)
    library.entries("book").publish(uids[0], environments=["production"], locales=["en-us"])
    report = export(emulator, library, tmp_path / "out")
    assert report.is_success, str(report)
    assert report.counts["entries"]["done"] == 232
    assert report.counts["assets"]["done"] == 2
    assert report.seconds > 0
    reader = ExportReader(tmp_path / "out")
    assert (reader.branch, reader.content_version) == ("main", 2)
    assert reader.list_entry_parts() == [("book", "en-us"), ("book", "fr-fr"), ("note", "en-us")]
    entries = list(reader.iterate_entries(EntryPart("book", "en-us")))
    assert [entry["uid"] for entry in entries] == uids
    assert len(list((reader.root / "entries/book/en-us").glob("*-entries.json"))) == 3
    assert read_titles(reader, "book", "fr-fr") == ["Livre 0"]
    assert [details["version"] for details in entries[0]["publish_details"]] == [1]
    server = library.entries("book").get(uids[1], include_publish_details=True, include_workflow=True).to_dict()
    assert {**entries[1], "_workflow": None} == {**server, "_workflow": None}
    files = {asset["filename"]: reader.find_asset_file(asset).read_bytes() for asset in reader.iterate_assets()}
    assert files == PIXELS
    assert [folder["name"] for folder in reader.read_asset_folders()] == ["Texts"]
    assert reader.read_master_locale()["code"] == "en-us"
    assert [locale["code"] for locale in reader.read_locales().values()] == ["fr-fr"]


def test_each_page_is_read_once(emulator: Emulator, library: Stack, export: Export, tmp_path: Path) -> None:
    fill(library, 230)
    emulator.forget_requests()
    export(emulator, library, tmp_path / "out", modules=["entries"]).raise_for_failures()
    calls = [request for request in emulator.requests if request.path.endswith("/entries")]
    read = [(request.path.split("/")[3], request.query["locale"], request.query.get("skip")) for request in calls]
    assert len(read) == len(set(read)) == 6  # two content types in two locales, and two more pages
    assert {request.method for request in emulator.requests} == {"GET"}


def test_nothing_secret_is_written(emulator: Emulator, library: Stack, export: Export, tmp_path: Path) -> None:
    library.roles.create({"name": "Reader", "rules": []})
    export(emulator, library, tmp_path / "out").raise_for_failures()
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*.json"))
    assert b"Reader" in written
    assert b"secret_key" not in written
    assert emulator.authtoken.encode() not in written


def test_releases_are_exported_with_their_items(
    emulator: Emulator, library: Stack, export: Export, tmp_path: Path
) -> None:
    uid, *_ = fill(library)
    release = library.releases.create({"name": "Spring"})
    library.release_items(release.uid).add(
        [{"uid": uid, "content_type_uid": "book", "locale": "en-us", "version": 1, "action": "publish"}]
    )
    report = export(emulator, library, tmp_path / "out")
    assert report.counts["releases"]["done"] == 1
    (found,) = ExportReader(tmp_path / "out").read_objects("releases").values()
    assert found["name"] == "Spring"
    assert [item["uid"] for item in found["items"]] == [uid]


def test_variants_are_exported(emulator: Emulator, library: Stack, export: Export, tmp_path: Path) -> None:
    uid, other, *_ = fill(library)
    linked: Any = [{"uid": "book", "status": "linked"}]
    group = library.variant_groups.create(name="Region", content_types=linked)
    variants = {name: library.variants(group.uid).create(name=name).uid for name in ("North", "South")}
    for entry, locale, title in ((uid, "en-us", "Cold"), (uid, "fr-fr", "Froid"), (other, "en-us", "Ice")):
        library.entry_variants("book", entry).save(variants["North"], {"title": title}, locale=locale)
    library.entry_variants("book", uid).save(variants["South"], {"title": "Warm"})
    report = export(emulator, library, tmp_path / "out")
    assert report.is_success, str(report)
    assert report.counts["variants"]["done"] == 4
    reader = ExportReader(tmp_path / "out")
    assert [found["name"] for found in reader.read_objects("variants").values()] == ["Region"]
    titles = {
        (part.entry_uid, part.locale): sorted(found["title"] for found in reader.iterate_variants(part))
        for part in reader.list_variant_parts()
    }
    assert titles == {(uid, "en-us"): ["Cold", "Warm"], (uid, "fr-fr"): ["Froid"], (other, "en-us"): ["Ice"]}
    assert VariantPart("book", "fr-fr", uid) in reader.list_variant_parts()


def test_versions_of_assets_are_exported(emulator: Emulator, library: Stack, export: Export, tmp_path: Path) -> None:
    asset = next(iter(library.assets.list(query={"filename": "one.txt"})))
    library.assets.replace(asset.uid, b"one, changed", file_name="one.txt")
    library.assets.replace(asset.uid, b"one, renamed", file_name="uno.txt")
    export(emulator, library, tmp_path / "out", versions=True).raise_for_failures()
    reader = ExportReader(tmp_path / "out")
    contents = {
        (version["uid"], version["_version"]): reader.find_asset_version_file(version).read_bytes()
        for version in reader.iterate_asset_versions()
    }
    assert contents == {(asset.uid, 1): b"one", (asset.uid, 2): b"one, changed"}
    current = {found["filename"]: reader.find_asset_file(found).read_bytes() for found in reader.iterate_assets()}
    assert current == {"uno.txt": b"one, renamed", "two.txt": PIXELS["two.txt"]}


def test_terms_without_a_name_of_their_own_are_told_apart(
    emulator: Emulator, library: Stack, export: Export, tmp_path: Path
) -> None:
    library.taxonomies.create({"uid": "food", "name": "Food"})
    library.terms("food").create({"uid": "soup", "name": "Soup"})
    library.terms("food").create({"uid": "stew", "name": "Stew"})
    library.taxonomies.localize("food", {"name": "Plats"}, locale="fr-fr")
    library.terms("food").localize("soup", {"name": "Soupe"}, locale="fr-fr")
    export(emulator, library, tmp_path / "out").raise_for_failures()
    reader = ExportReader(tmp_path / "out")
    assert reader.list_taxonomy_locales("food") == ["en-us", "fr-fr"]
    assert reader.read_taxonomy("food", "fr-fr")["taxonomy"]["name"] == "Plats"
    assert reader.list_unlocalized_terms("food", "fr-fr") == ["stew"]
    assert reader.list_unlocalized_terms("food", "en-us") == []


def test_modules_locales_types_and_entries_can_be_chosen(
    emulator: Emulator, library: Stack, export: Export, tmp_path: Path
) -> None:
    fill(library)
    chosen = {"locales": ["en-us"], "content_types": ["book"], "query": '{"pages": {"$gt": 0}}'}
    report = export(emulator, library, tmp_path / "out", modules=["entries", "labels"], **chosen)
    reader = ExportReader(tmp_path / "out")
    assert reader.list_entry_parts() == [EntryPart("book", "en-us")]
    assert sorted(read_titles(reader, "book", "en-us")) == ["Book 1", "Book 2"]
    assert list(report.counts) == ["entries", "labels"]
    assert sorted(path.name for path in reader.root.iterdir()) == ["entries", "export-info.json"]
    (entry, *_) = reader.iterate_entries(EntryPart("book", "en-us"))
    assert "publish_details" not in entry


WRONG: dict[str, dict[str, Any]] = {
    "locales: the stack has no 'xx'. It has: ": {"locales": ["xx"]},
    "content_types: the stack has no 'page'. It has: ": {"content_types": ["page"]},
    "the stack has no branch 'dev'. It has: main": {"branch": "dev"},
    "unknown modules: 'entrys'": {"modules": ["entrys"]},
    "existing must be 'fail' or 'update', not 'skip'": {"existing": "skip"},
    "query must be JSON": {"query": "{"},
    "query must be an object": {"query": "[]"},
    "locales is empty": {"locales": []},
    "concurrency must be at least 1": {"concurrency": 0},
}


@pytest.mark.parametrize("message", WRONG)
def test_wrong_choice_is_an_error(
    message: str, emulator: Emulator, library: Stack, export: Export, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        export(emulator, library, tmp_path / "out", **WRONG[message])


def test_single_name_in_the_place_of_a_list_is_an_error(emulator: Emulator, library: Stack, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"locales must be a list, such as \['en-us'\]"):
        export_sync(emulator, library, tmp_path / "out", locales="en-us")


def test_branches_have_folders_of_their_own(emulator: Emulator, library: Stack, export: Export, tmp_path: Path) -> None:
    uids = fill(library)
    library.branches.create({"uid": "dev", "source": "main"})
    library.branch_aliases.assign("live", target_branch="dev")
    library.with_branch("dev").entries("book").update(uids[0], {"title": "Changed"})
    report = export(emulator, library, tmp_path / "all", branch="$all")
    assert report.is_success, str(report)
    titles = [read_titles(ExportReader(tmp_path / "all", branch), "book", "en-us")[0] for branch in ("main", "dev")]
    assert titles == ["Book 0", "Changed"]
    assert [branch["uid"] for branch in ExportReader(tmp_path / "all").read_branches()] == ["dev", "main"]
    for name, stack, options in (
        ("chosen", library, {"branch": "dev"}),
        ("alias", library, {"branch": "live"}),
        ("own", library.with_branch("dev"), {}),
    ):
        export(emulator, stack, tmp_path / name, **options).raise_for_failures()
        assert [path.name for path in (tmp_path / name).iterdir() if path.is_dir()] == ["dev"]
        assert read_titles(ExportReader(tmp_path / name), "book", "en-us")[0] == "Changed"


def test_stack_without_branches_lies_at_the_root(
    emulator: Emulator, library: Stack, export: Export, tmp_path: Path
) -> None:
    emulator.fail_next(status=422, operation="list_branches")
    report = export(emulator, library, tmp_path / "out")
    assert report.is_success, str(report)
    assert [(note.module, "could not be read" in note.text) for note in report.notes] == [("branches", True)]
    reader = ExportReader(tmp_path / "out")
    assert (reader.root, reader.branch, reader.read_branches()) == (tmp_path / "out", None, [])


def test_progress_is_told(emulator: Emulator, library: Stack, export: Export, tmp_path: Path) -> None:
    fill(library)
    told: list[Any] = []
    export(emulator, library, tmp_path / "out", progress=told.append)
    assert told
    assert told[-1].done >= 0


def test_report_can_be_printed_and_is_plain_data(emulator: Emulator, library: Stack, tmp_path: Path) -> None:
    report = export_sync(emulator, library, tmp_path / "out")
    assert f"export of stack {library.api_key}" in str(report)
    assert json.loads(json.dumps(report.to_dict()))["counts"]["assets"] == {"done": 2}


def test_empty_stack_is_exported(emulator: Emulator, client: Client, export: Export, tmp_path: Path) -> None:
    made = client.stacks.create({"name": "Empty", "master_locale": "de-at"}, organization_uid=emulator.organization_uid)
    report = export(emulator, client.stack(str(made.api_key)), tmp_path / "out")
    assert report.is_success, str(report)
    reader = ExportReader(tmp_path / "out")
    assert reader.read_master_locale()["code"] == "de-at"
    assert (reader.list_entry_parts(), list(reader.iterate_assets())) == ([], [])


def test_unusable_folder_is_an_error_before_anything_is_sent(
    emulator: Emulator, library: Stack, export: Export, tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    emulator.forget_requests()
    with pytest.raises(FolderError, match="has other files, and no export: choose an empty or a new folder"):
        export(emulator, library, tmp_path)
    assert emulator.requests == []
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
