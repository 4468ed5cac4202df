"""Writing exports: whatever names a server makes up, everything stays in the folder and is found again."""

import json
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contentstack_cma_toolkit.transfer import EntryPart, ExportReader, FolderError
from contentstack_cma_toolkit.transfer.folder.json_files import complete_file, encode_json, write_json
from contentstack_cma_toolkit.transfer.folder.names import SafeNames, make_safe_name
from contentstack_cma_toolkit.transfer.folder.writing import ExportWriter

HOSTILE = [
    "..",
    ".",
    "/etc/passwd",
    "../../up",
    "a/b",
    "a\\b",
    "C:\\x",
    "c:x",
    "CON",
    "con.txt",
    "Lpt1 .png",
    "COM¹",
    "nul\0byte",
    "line\nbreak",
    "ends. ",
    "...",
    " ",
    "x" * 300 + ".png",
    "汤" * 200,
    "star*?.png",
    "\ud800",
    "CAFÉ",
    "café",
    unicodedata.normalize("NFD", "café"),
    "index",
    "schema",
    "safe-names",
]

TEXT = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=()), min_size=1, max_size=12),
    st.text("./\\:aA \0", min_size=1, max_size=6),
)
NAMES = st.lists(TEXT, min_size=1, max_size=6, unique=True)


@given(TEXT)
def test_safe_name_is_one_that_every_system_can_have(text: str) -> None:
    name = make_safe_name(text)
    assert name not in {"", ".", ".."}
    assert not set(name) & set('<>:"/\\|?*\0\n\r\x7f')
    assert name == name.rstrip(". ")
    assert name.split(".")[0].strip().upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1", "COM¹"}
    assert len(name.encode()) <= 255
    assert make_safe_name(name) == name


@pytest.mark.parametrize(
    "text", ["photo 1.png", "Ünïcode-名.jpg", "blt0123", "en-us", ".hidden", "a.tar.gz", "(1).webp"]
)
def test_harmless_name_stays(text: str) -> None:
    assert make_safe_name(text) == text


def test_long_name_keeps_its_suffix() -> None:
    assert make_safe_name("x" * 300 + ".png").endswith("x.png")


@given(NAMES)
def test_names_of_a_folder_never_clash(names: list[str]) -> None:
    safe = SafeNames()
    chosen = [safe.choose("assets", name) for name in names]
    assert len({unicodedata.normalize("NFC", name).casefold() for name in chosen}) == len(names)
    assert [safe.choose("assets", name) for name in names] == chosen
    assert [SafeNames(safe.to_dict()).choose("assets", name) for name in names] == chosen


@settings(deadline=None, max_examples=50)  # it writes and reads files
@given(NAMES)
def test_everything_is_found_again_and_nothing_is_outside(names: list[str]) -> None:
    with TemporaryDirectory() as temporary:
        outer = Path(temporary)
        writer = ExportWriter(outer / "in" / "export")
        _write_all(writer, names)
        writer.finish("key")
        assert sorted(path.name for path in outer.iterdir()) == ["in"]
        assert sorted(path.name for path in (outer / "in").iterdir()) == ["export"]
        _check_all(ExportReader(outer / "in" / "export"), names)


def _build_asset(uid: str) -> dict[str, Any]:
    return {"uid": uid, "filename": uid, "file_size": str(len(encode_json(uid))), "_version": 1}


def _write_all(writer: ExportWriter, names: list[str]) -> None:
    writer.write_objects("labels", {name: {"uid": name} for name in names})
    writer.write_schemas("content_types", [{"uid": name} for name in names])
    assets = writer.open_assets()
    for page, name in enumerate(names):
        assets.write(page, {name: _build_asset(name)})
        writer.choose_asset_path(_build_asset(name)).write_bytes(encode_json(name))
        writer.choose_asset_version_path(_build_asset(name)).write_bytes(encode_json(name))
        writer.write_taxonomy(name, name, {"taxonomy": {"uid": name}, "terms": []})
        entries = writer.open_entries(name, name)
        entries.write(0, {name: {"uid": name}})
        entries.finish()
    assets.finish()


def _check_all(reader: ExportReader, names: list[str]) -> None:
    assert list(reader.read_objects("labels")) == names
    assert [schema["uid"] for schema in reader.read_schemas("content_types")] == names
    found = list(reader.iterate_assets())
    assert found == [_build_asset(name) for name in names]
    for asset in found:
        assert reader.find_asset_file(asset).read_bytes() == encode_json(asset["uid"])
        assert reader.find_asset_version_file(asset).read_bytes() == encode_json(asset["uid"])
    assert sorted(reader.list_entry_parts()) == sorted(EntryPart(name, name) for name in names)
    for name in names:
        assert list(reader.iterate_entries(EntryPart(name, name))) == [{"uid": name}]
        assert reader.list_taxonomy_locales(name) == [name]
        assert reader.read_taxonomy(name, name)["taxonomy"] == {"uid": name}


def test_link_in_the_target_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    writer = ExportWriter(tmp_path / "export")
    (writer.output.root / "assets").symlink_to(outside)
    with pytest.raises(FolderError, match="leads out of the folder"):
        writer.choose_asset_path({"uid": "a1", "filename": "one.txt"})
    (writer.output.root / "labels").mkdir()
    (tmp_path / "mine.json").write_text("mine")
    (writer.output.root / "labels/labels.json").symlink_to(tmp_path / "mine.json")
    writer.write_objects("labels", {})
    assert (tmp_path / "mine.json").read_text() == "mine"
    assert list(outside.iterdir()) == []


def test_file_is_never_half_written(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    write_json(path, {"old": True})
    with pytest.raises(TypeError):
        write_json(path, {"new": object()})

    def fail() -> None:
        with complete_file(path) as part:
            part.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert json.loads(path.read_text()) == {"old": True}
    assert [found.name for found in tmp_path.iterdir()] == ["one.json"]


def test_part_that_a_killed_export_left_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "one.json.part").write_text("half")
    write_json(tmp_path / "one.json", {})
    assert [found.name for found in tmp_path.iterdir()] == ["one.json"]


def test_only_what_was_not_written_again_is_removed(tmp_path: Path) -> None:
    first = ExportWriter(tmp_path)
    first.write_schemas("content_types", [{"uid": "page"}, {"uid": "post"}])
    first.open_entries("post", "en-us").finish()
    entries = first.open_entries("post", "en-us")
    entries.write(0, {"p1": {"uid": "p1"}})
    entries.finish()
    (tmp_path / "marketplace_apps").mkdir()
    second = ExportWriter(tmp_path)
    second.write_schemas("content_types", [{"uid": "page"}])
    removed = [name for folder in ("content_types", "entries", "labels") for name in second.output.remove_stale(folder)]
    assert "content_types/post.json" in removed
    assert len(removed) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["content_types", "entries", "marketplace_apps"]


def test_discarded_pages_leave_nothing(tmp_path: Path) -> None:
    chunks = ExportWriter(tmp_path).open_entries("page", "en-us")
    chunks.write(1, {"p2": {"uid": "p2"}})
    chunks.discard()
    chunks.write(1, {"p4": {"uid": "p4"}})
    chunks.write(0, {"p3": {"uid": "p3"}})
    chunks.finish()
    assert len(list(tmp_path.glob("entries/page/en-us/*-entries.json"))) == 2
    (tmp_path / "export-info.json").write_text('{"contentVersion": 2}')
    entries = ExportReader(tmp_path).iterate_entries(EntryPart("page", "en-us"))
    assert [entry["uid"] for entry in entries] == ["p3", "p4"]
