"""`assets`, against the emulator."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contentstack_cma import Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.cli.commands.assets import choose_file_name
from tests.toolkit.support.command_line import CommandLine


@pytest.fixture(autouse=True)
def bare_stack(stack: Stack) -> Iterator[None]:
    yield
    for asset in stack.assets.snapshot():
        stack.assets.delete(asset.uid)


@pytest.fixture
def photo() -> Path:
    path = Path("photo.jpg")
    path.write_bytes(b"\xff\xd8\xff\xe0 a photo of sorts")
    return path


def test_a_file_is_uploaded_listed_and_downloaded(signed_in: CommandLine, photo: Path, stack: Stack) -> None:
    folder = stack.asset_folders.create("Photos")
    arguments = ("--title", "Photo", "--description", "Of sorts", "--tag", "a", "--tag", "b", "--folder", folder.uid)
    (asset,) = signed_in.run("assets", "upload", str(photo), *arguments, "--json").items
    assert (asset["title"], asset["description"], asset["tags"]) == ("Photo", "Of sorts", ["a", "b"])
    (found,) = signed_in.run("assets", "list", "--folder", folder.uid, "--json").items
    assert found["uid"] == asset["uid"]
    assert signed_in.run("assets", "list", "--folder", "cs_root").out == ""
    line = signed_in.run("assets", "list", "--query", '{"filename": "photo.jpg"}').out
    assert line.split("\t")[:3] == [asset["uid"], "photo.jpg", "image/jpeg"]
    content = photo.read_bytes()
    photo.unlink()
    done = signed_in.run("assets", "download", asset["uid"])
    assert (done.code, done.out) == (0, f"{asset['uid']}\tphoto.jpg\n")
    assert photo.read_bytes() == content


def test_a_file_is_downloaded_to_a_name_and_to_standard_output(signed_in: CommandLine, stack: Stack) -> None:
    asset = stack.assets.upload(b"text", file_name="a.txt")
    assert signed_in.run("assets", "download", asset.uid, "--to", "copy.txt").code == 0
    assert Path("copy.txt").read_bytes() == b"text"
    assert signed_in.run("assets", "download", asset.uid, "--to", "-").out == "text"


def test_a_file_is_not_replaced_without_consent(signed_in: CommandLine, stack: Stack) -> None:
    asset = stack.assets.upload(b"new", file_name="a.txt")
    Path("a.txt").write_bytes(b"old")
    done = signed_in.run("assets", "download", asset.uid)
    assert (done.code, Path("a.txt").read_bytes()) == (2, b"old")
    assert "  a.txt\n" in done.err
    assert signed_in.run("assets", "download", asset.uid, "--yes").code == 0
    assert Path("a.txt").read_bytes() == b"new"


def test_assets_of_one_name_get_files_of_their_own(signed_in: CommandLine, stack: Stack) -> None:
    first, second = (
        stack.assets.upload(content, file_name=name) for content, name in ((b"1", "a.txt"), (b"2", "A.txt"))
    )
    Path("out").mkdir()
    done = signed_in.run("assets", "download", first.uid, second.uid, "--to", "out", "--json")
    assert [Path(item["path"]).read_bytes() for item in done.items] == [b"1", b"2"]
    assert {path.name for path in Path("out").iterdir()} == {f"{first.uid}-a.txt", f"{second.uid}-A.txt"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("photo.jpg", "photo.jpg"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\evil.exe", "evil.exe"),
        ("C:\\evil.exe", "evil.exe"),
        ("/", ""),
        ("..", ""),
        ("a\x1b[2J.txt", ""),
        ("", ""),
    ],
)
def test_the_server_does_not_choose_a_folder(text: str, name: str) -> None:
    assert choose_file_name(text) == name


def test_a_file_that_fails_does_not_stop_the_others(signed_in: CommandLine, photo: Path, emulator: Emulator) -> None:
    Path("second.txt").write_text("second", encoding="utf-8")
    emulator.fail_next(status=422, method="POST")
    done = signed_in.run("assets", "upload", str(photo), "second.txt", "--json", "--concurrency", "1")
    assert done.code == 1
    outcomes = {item["key"]: item["outcome"] for item in done.items}
    assert outcomes == {"photo.jpg": "failed", "second.txt": "created"}
    assert "photo.jpg: failed: " in done.err
    assert "1 created, 1 failed in" in done.err


@pytest.fixture
def tree() -> Path:
    """A folder with two files, one of them in a subfolder, and a link that leads out of it."""
    path = Path("tree")
    (path / "inner").mkdir(parents=True)
    (path / "a.txt").write_text("a", encoding="utf-8")
    (path / "inner" / "b.txt").write_text("b", encoding="utf-8")
    (path / "link").symlink_to(Path(__file__))
    return path


def test_folders_are_uploaded_beside_files(signed_in: CommandLine, photo: Path, tree: Path, stack: Stack) -> None:
    folder = stack.asset_folders.create("Tree")
    done = signed_in.run("assets", "upload", str(tree), str(photo), "--folder", folder.uid)
    assert (done.code, done.out) == (0, "")
    assert "1 created in" in done.err
    assert "2 created, 1 skipped in" in done.err
    assert "link: skipped: " in done.err
    assert {asset.filename for asset in stack.assets.list(folder=folder.uid)} == {"a.txt", "photo.jpg"}
    assert {asset.filename for asset in stack.assets.snapshot()} == {"a.txt", "b.txt", "photo.jpg"}


def test_a_folder_is_synchronized(signed_in: CommandLine, tree: Path, stack: Stack) -> None:
    arguments = ("assets", "sync", str(tree), "--json")
    first = {item["key"]: item["outcome"] for item in signed_in.run(*arguments).items}
    assert first == {"a.txt": "created", "inner/b.txt": "created", "link": "skipped"}
    (tree / "a.txt").write_text("changed", encoding="utf-8")
    (tree / "c.txt").write_text("c", encoding="utf-8")
    done = signed_in.run(*arguments)
    second = {item["key"]: item["outcome"] for item in done.items}
    assert second == {"a.txt": "updated", "inner/b.txt": "unchanged", "c.txt": "created", "link": "skipped"}
    (changed,) = [item for item in done.items if item["key"] == "a.txt"]
    assert (stack.assets.download(changed["uid"]), changed["_version"]) == (b"changed", 2)


def test_a_folder_is_synchronized_by_its_checkpoint(signed_in: CommandLine, tree: Path) -> None:
    arguments = ("assets", "sync", str(tree), "--checkpoint", "sync.jsonl")
    assert "2 created, 1 skipped in" in signed_in.run(*arguments).err
    assert "1 skipped, 2 by an earlier run in" in signed_in.run(*arguments).err


def test_uploads_are_reverted_by_their_checkpoint(signed_in: CommandLine, tree: Path, stack: Stack) -> None:
    signed_in.run("assets", "sync", str(tree), "--checkpoint", "sync.jsonl")
    plan = signed_in.run("revert", "sync.jsonl", "--dry-run", "--json")
    assert {(item["key"], item["action"], item["outcome"]) for item in plan.items} == {
        ("a.txt", "delete", "planned"),
        ("inner/b.txt", "delete", "planned"),
    }
    assert len(list(stack.assets.snapshot())) == 2
    done = signed_in.run("revert", "sync.jsonl", "--yes")
    assert (done.code, "2 reverted in" in done.err) == (0, True)
    assert list(stack.assets.snapshot()) == []


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["upload", "photo.jpg", "missing.jpg"], "neither a file nor a folder: missing.jpg. Nothing was uploaded."),
        (["upload", "photo.jpg", ".", "--tag", "x"], "--title, --description and --tag are for files"),
        (["upload", "photo.jpg", ".", "--checkpoint", "a.jsonl"], "--checkpoint is for files or for a single folder"),
        (["sync", "missing"], "'missing' does not exist"),
        (["sync", "photo.jpg"], "is a file"),
        (["upload", "photo.jpg", "photo.jpg", "--title", "x"], "--title is for a single file"),
        (["download", "a", "b", "--to", "-"], "--to must be a folder for several assets, not '-'"),
        (["download", "a", "b", "--to", "photo.jpg"], "--to must be a folder"),
        (["list", "--max-items", "0"], "--max-items"),
    ],
)
def test_wrong_usage_sends_nothing(
    arguments: list[str], problem: str, signed_in: CommandLine, photo: Path, emulator: Emulator
) -> None:
    before = len(emulator.requests)
    done = signed_in.run("assets", *arguments)
    assert (done.code, problem in done.err) == (2, True)
    assert len(emulator.requests) == before


def test_an_unknown_asset_stops_before_the_first_download(signed_in: CommandLine, stack: Stack) -> None:
    asset = stack.assets.upload(b"text", file_name="a.txt")
    assert signed_in.run("assets", "download", asset.uid, "blt0").code == 4
    assert not Path("a.txt").exists()


def test_a_folder_that_does_not_exist_is_wrong_usage(signed_in: CommandLine, stack: Stack) -> None:
    asset = stack.assets.upload(b"text", file_name="a.txt")
    assert signed_in.run("assets", "download", asset.uid, "--to", "missing/a.txt").code == 2
