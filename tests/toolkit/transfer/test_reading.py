"""Reading exports: both versions of the format, and everything that can be broken or hostile in a folder."""

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma_toolkit.transfer import MODULES, EntryPart, ExportReader, FolderError, VariantPart


def write(folder: Path, files: dict[str, Any]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(json.dumps(content), "utf-8")
    return folder


def build_asset(uid: str = "a1", filename: str = "one.txt", size: str = "3") -> dict[str, Any]:
    return {"uid": uid, "filename": filename, "file_size": size}


NEW: dict[str, Any] = {
    "export-info.json": {"contentVersion": 2, "logsPath": "/somewhere"},
    "locales/master-locale.json": {"l1": {"uid": "l1", "code": "en-us", "fallback_locale": None}},
    "locales/locales.json": {"l2": {"uid": "l2", "code": "fr-fr", "fallback_locale": "en-us"}},
    "content_types/schema.json": [{"uid": "page", "title": "Page"}, {"uid": "post", "title": "Post"}],
    "content_types/page.json": {"uid": "page", "title": "Page"},
    "content_types/extra.json": {"uid": "extra", "title": "Extra"},
    "environments/environments.json": {"e1": {"uid": "e1", "name": "production"}},
    "assets/folders.json": [{"uid": "f1", "name": "Photos", "is_dir": True}],
    "assets/assets.json": {"1": "x-assets.json", "2": "y-assets.json"},
    "assets/x-assets.json": {"a1": build_asset()},
    "assets/y-assets.json": {"a2": build_asset("a2", "two.txt")},
    "assets/metadata.json": {},
    "assets/files/a1/one.txt": b"one",
    "assets/files/a2/two.txt": b"two",
    "entries/page/en-us/index.json": {"1": "x-entries.json", "2": "y-entries.json"},
    "entries/page/en-us/x-entries.json": {"p1": {"uid": "p1", "title": "One"}},
    "entries/page/en-us/y-entries.json": {"p2": {"title": "Two"}},
    "entries/page/en-us/variants/p1/index.json": {"1": "z-variant-entry.json"},
    "entries/page/en-us/variants/p1/z-variant-entry.json": [{"uid": "v1"}],
    "taxonomies/taxonomies.json": {"food": {"uid": "food"}},
    "taxonomies/en-us/food.json": {"taxonomy": {"uid": "food"}, "terms": []},
    "stack/settings.json": {"live_preview": {}},
    "marketplace_apps/marketplace_apps.json": b"not JSON, and nothing of ours",
    "personalize/projects/projects.json": b"\xff",
    "notes.txt": b"a person's",
}

OLD: dict[str, Any] = {
    "assets/assets.json": {"a1": build_asset()},
    "assets/a1/one.txt": b"one",
    "assets/a1/_contentstack_a1.json": [{**build_asset(), "_version": 1}, {**build_asset(), "_version": 2}],
    "content_types/schema.json": [{"uid": "page", "title": "Page"}],
    "entries/page/en-us.json": {"p1": {"uid": "p1", "title": "One"}},
    "locales/locales.json": {"l1": {"uid": "l1", "code": "en-us"}, "l2": {"uid": "l2", "fallback_locale": "en-us"}},
    "taxonomies/food.json": {"taxonomy": {"uid": "food"}, "terms": []},
}


def test_new_export_is_read(tmp_path: Path) -> None:
    reader = ExportReader(write(tmp_path, NEW))
    assert (reader.root, reader.branch, reader.content_version) == (tmp_path, None, 2)
    assert reader.read_master_locale()["code"] == "en-us"
    assert [locale["code"] for locale in reader.read_locales().values()] == ["fr-fr"]
    assert [schema["uid"] for schema in reader.read_schemas("content_types")] == ["page", "post", "extra"]
    assert reader.read_objects("environments") == {"e1": {"uid": "e1", "name": "production"}}
    assert [folder["uid"] for folder in reader.read_asset_folders()] == ["f1"]
    assert [reader.find_asset_file(asset).read_bytes() for asset in reader.iterate_assets()] == [b"one", b"two"]
    assert reader.list_entry_parts() == [EntryPart("page", "en-us")]
    entries = list(reader.iterate_entries(EntryPart("page", "en-us")))
    assert entries == [{"uid": "p1", "title": "One"}, {"uid": "p2", "title": "Two"}]
    assert reader.list_variant_parts() == [VariantPart("page", "en-us", "p1")]
    assert list(reader.iterate_variants(VariantPart("page", "en-us", "p1"))) == [{"uid": "v1"}]
    assert reader.list_taxonomy_locales("food") == ["en-us"]
    assert reader.read_taxonomy("food", "en-us")["terms"] == []
    assert reader.read_settings() == {"live_preview": {}}


def test_old_export_is_read(tmp_path: Path) -> None:
    reader = ExportReader(write(tmp_path, OLD))
    assert reader.content_version == 1
    assert reader.read_master_locale()["code"] == "en-us"
    assert list(reader.read_locales()) == ["l2"]
    assert reader.list_entry_parts() == [EntryPart("page", "en-us")]
    assert [entry["title"] for entry in reader.iterate_entries(EntryPart("page", "en-us"))] == ["One"]
    assert [reader.find_asset_file(asset).read_bytes() for asset in reader.iterate_assets()] == [b"one"]
    assert [version["_version"] for version in reader.iterate_asset_versions()] == [1, 2]
    assert reader.list_taxonomy_locales("food") == []
    assert reader.read_taxonomy("food")["taxonomy"] == {"uid": "food"}


def test_what_is_not_there_is_empty(tmp_path: Path) -> None:
    reader = ExportReader(write(tmp_path, {"export-info.json": {"contentVersion": 2}}))
    assert reader.read_objects("labels") == {}
    assert reader.read_branches() == []
    assert reader.read_stack() == {}
    assert reader.list_entry_parts() == []
    assert reader.list_variant_parts() == []
    assert reader.read_schemas("global_fields") == []
    assert list(reader.iterate_assets()) == []
    assert list(reader.iterate_asset_versions()) == []
    assert not reader.has_module("entries")
    with pytest.raises(FolderError, match=r"locales/master-locale\.json: no master locale"):
        reader.read_master_locale()


def test_modules_are_found(tmp_path: Path) -> None:
    reader = ExportReader(write(tmp_path, NEW))
    assert [module for module in MODULES if reader.has_module(module)] == [
        "locales",
        "environments",
        "settings",
        "assets",
        "taxonomies",
        "content_types",
        "entries",
        "variants",
        "publishing",
    ]


def build_branches(folder: Path, *names: str) -> Path:
    write(folder, {"branches.json": [{"uid": name} for name in names]})
    for name in names:
        write(folder / name, NEW)
    return folder


def test_main_branch_is_the_default(tmp_path: Path) -> None:
    reader = ExportReader(build_branches(tmp_path, "dev", "main"))
    assert (reader.root, reader.branch) == (tmp_path / "main", "main")
    assert [branch["uid"] for branch in reader.read_branches()] == ["dev", "main"]
    assert reader.has_module("branches")


def test_only_branch_is_the_default(tmp_path: Path) -> None:
    assert ExportReader(build_branches(tmp_path, "dev")).branch == "dev"


def test_branch_is_chosen_by_name_or_by_its_folder(tmp_path: Path) -> None:
    build_branches(tmp_path, "dev", "main")
    assert ExportReader(tmp_path, "dev").root == tmp_path / "dev"
    reader = ExportReader(tmp_path / "dev")
    assert (reader.branch, len(reader.read_branches())) == ("dev", 2)


@pytest.mark.parametrize(
    ("branches", "below", "wanted", "message"),
    [
        (("dev", "test"), "", None, "name one of the branches of the export: dev, test"),
        (("dev", "test"), "", "main", "no branch 'main'; the export has dev, test"),
        (("dev", "test"), "dev", "test", "this is the folder of branch 'dev', not of 'test'"),
    ],
)
def test_branch_that_is_not_there_is_an_error(
    branches: tuple[str, ...], below: str, wanted: str | None, message: str, tmp_path: Path
) -> None:
    build_branches(tmp_path, *branches)
    with pytest.raises(FolderError, match=message):
        ExportReader(tmp_path / below, wanted)


def test_branch_of_an_export_without_branches_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, NEW)
    assert ExportReader(tmp_path, "main").branch is None
    with pytest.raises(FolderError, match="the export has no branches, so that there is no branch 'dev'"):
        ExportReader(tmp_path, "dev")


def test_folder_that_is_no_export_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"the folder does not exist; expected the folder of an export"):
        ExportReader(tmp_path / "missing")
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderError, match="not a folder; expected"):
        ExportReader(tmp_path / "file")
    (tmp_path / "file").unlink()
    write(tmp_path, {"assets/logo.png": b"", "src/main.py": b"", "entries.json": {}})
    with pytest.raises(FolderError, match=r"has no export; expected the folder of an export: with export-info\.json"):
        ExportReader(tmp_path)


@pytest.mark.parametrize("below", ["", "main"])
def test_unfinished_export_is_an_error(below: str, tmp_path: Path) -> None:
    write(build_branches(tmp_path, "main"), {"export-unfinished.json": {}})
    with pytest.raises(FolderError, match="was not finished: export again into this folder"):
        ExportReader(tmp_path / below)


@pytest.mark.parametrize("version", [3, "2", None, True, 0])
def test_unknown_version_is_an_error(version: object, tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="1 or 2 was expected"):
        ExportReader(write(tmp_path, {"export-info.json": {"contentVersion": version}}))


def test_error_can_be_pickled(tmp_path: Path) -> None:
    error = FolderError("assets/assets.json", "not JSON", "blt1")
    again = pickle.loads(pickle.dumps(error))
    assert (again.path, again.problem, again.uid, str(again)) == (error.path, error.problem, "blt1", str(error))
    assert isinstance(again, ValueError)


BROKEN = {
    "missing": None,
    "cut off": b'{"p1": {"uid": "p1", "ti',
    "empty": b"",
    "no text": b"\xff\xfe\x00",
    "a number": b"1",
    "not a number": b'{"p1": NaN}',
    "too deep": b"[" * 100_000,
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_broken_chunk_is_named_and_the_others_are_read(content: bytes | None, tmp_path: Path) -> None:
    write(tmp_path, NEW)
    chunk = tmp_path / "entries/page/en-us/x-entries.json"
    chunk.unlink() if content is None else chunk.write_bytes(content)
    read: list[dict[str, Any]] = []
    with pytest.raises(FolderError) as caught:
        read.extend(ExportReader(tmp_path).iterate_entries(EntryPart("page", "en-us")))
    assert [entry["uid"] for entry in read] == ["p2"]
    assert caught.value.path == "entries/page/en-us/x-entries.json"


def test_record_that_is_no_object_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    write(tmp_path, {**NEW, "assets/x-assets.json": {"a0": 7, "a1": build_asset(), "a3": {"uid": 1}}})
    read: list[dict[str, Any]] = []
    with pytest.raises(FolderError, match="2 problems: ") as caught:
        read.extend(ExportReader(tmp_path).iterate_assets())
    assert [asset["uid"] for asset in read] == ["a1", "a2"]
    assert "assets/x-assets.json (a0): expected an object, not a number" in str(caught.value)
    assert "assets/x-assets.json (a3): uid must be a text, not a number" in str(caught.value)


def test_missing_file_of_an_asset_is_named(tmp_path: Path) -> None:
    write(tmp_path, NEW)
    (tmp_path / "assets/files/a1/one.txt").unlink()
    with pytest.raises(FolderError, match="the file of the asset is missing") as caught:
        ExportReader(tmp_path).find_asset_file(build_asset())
    assert (caught.value.path, caught.value.uid) == ("assets/files/a1/one.txt", "a1")


def test_file_of_another_size_is_named(tmp_path: Path) -> None:
    write(tmp_path, {**NEW, "assets/files/a1/one.txt": b"on"})
    with pytest.raises(FolderError, match="has 2 bytes, but its record says 3") as caught:
        ExportReader(tmp_path).find_asset_file(build_asset())
    assert caught.value.uid == "a1"


@pytest.mark.parametrize("name", ["../secret.txt", "..", "/etc/passwd", "sub/one.txt", "a\\b", "", "nul\0l", "."])
def test_name_that_leads_out_is_rejected(name: str, tmp_path: Path) -> None:
    write(tmp_path, {"secret.txt": b"one"})
    reader = ExportReader(write(tmp_path / "export", NEW))
    for uid, filename in (("a1", name), (name, "one.txt")):
        with pytest.raises(FolderError):
            reader.find_asset_file(build_asset(uid, filename))
    for part in (EntryPart(name, "en-us"), EntryPart("page", name)):
        with pytest.raises(FolderError):
            list(reader.iterate_entries(part))
    write(reader.root, {"entries/page/en-us/index.json": {"1": name}})
    with pytest.raises(FolderError):
        list(reader.iterate_entries(EntryPart("page", "en-us")))


@pytest.mark.parametrize("link", ["assets/files/a1", "assets/files/a1/one.txt", "assets/files"])
def test_link_that_leads_out_is_rejected(link: str, tmp_path: Path) -> None:
    write(tmp_path / "outside", {"one.txt": b"one", "a1/one.txt": b"one"})
    files = {name: content for name, content in NEW.items() if not name.startswith("assets/files")}
    reader = ExportReader(write(tmp_path / "export", files))
    path = reader.root / link
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(tmp_path / "outside" / ("one.txt" if path.suffix else ""))
    with pytest.raises(FolderError, match="leads out of the folder"):
        reader.find_asset_file(build_asset())


def test_circle_of_links_is_an_error(tmp_path: Path) -> None:
    reader = ExportReader(write(tmp_path, NEW))
    (tmp_path / "assets/files/a3").symlink_to("a3")
    with pytest.raises(FolderError):
        reader.find_asset_file(build_asset("a3"))


@pytest.mark.parametrize("names", [{"assets/files": {"a1": "../x"}}, {"entries": 1}, [], {"entries": {"page": 1}}])
def test_hostile_list_of_names_is_rejected(names: object, tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"safe-names\.json"):
        ExportReader(write(tmp_path, {**NEW, "safe-names.json": names}))


def test_module_without_a_file_of_its_own_is_an_error(tmp_path: Path) -> None:
    reader = ExportReader(write(tmp_path, NEW))
    with pytest.raises(ValueError, match="module 'entries' has no file of that kind; use one of locales"):
        reader.read_objects("entries")
