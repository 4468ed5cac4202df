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
    done = signed_in.run("assets", "upload", str(photo), "second.txt", "--json")
    assert done.code == 1
    failed, uploaded = done.items
    assert (failed["file"], failed["result"]) == ("photo.jpg", "failed")
    assert uploaded["filename"] == "second.txt"
    assert "1 of 2 failed" in done.err


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["upload", "photo.jpg", "missing.jpg"], "not a file: missing.jpg. Nothing was uploaded."),
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
