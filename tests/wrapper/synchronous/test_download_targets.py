# Derived from asynchronous/test_download_targets.py by generator/unasync.py: edit that, not this.
"""What a download is written to: files keep their permissions, links stay, and devices are not replaced."""

import gzip
import io
import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE
from typing import Any

import httpx
import pytest

from contentstack_cma import Client
from contentstack_cma.models import Asset
from tests.wrapper.support.scripted_transport import Scripted

CONTENT = bytes(range(256)) * 4000
NULL = Path("/dev/null")
ASSET = Asset(uid="a", url="https://images.contentstack.io/a.png")


def download(to: Any = None, **options: Any) -> Any:
    server = Scripted(httpx.Response(200, content=CONTENT))
    with Client(authtoken="t", transport=server.transport) as client:
        result: Any = client.stack("key").assets.download(ASSET, to, **options)
    return result


def is_device(path: Path) -> bool:
    return path.is_char_device()


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def umask() -> Iterator[None]:
    old = os.umask(0o027)
    yield
    os.umask(old)


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o755])
def test_a_replaced_file_keeps_its_permissions(tmp_path: Path, mode: int) -> None:
    target = tmp_path / "a.png"
    target.touch()
    target.chmod(mode)
    download(target)
    assert S_IMODE(target.stat().st_mode) == mode
    download(tmp_path / "new.png")
    assert S_IMODE((tmp_path / "new.png").stat().st_mode) == 0o640


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_a_replaced_file_keeps_its_owner(tmp_path: Path) -> None:
    target = tmp_path / "a.png"
    target.touch()
    os.chown(target, 1234, 2345)
    target.chmod(0o4755)
    download(target)
    found = target.stat()
    assert (found.st_uid, found.st_gid, S_IMODE(found.st_mode)) == (1234, 2345, 0o4755)


def test_a_link_stays(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    target, link, second = tmp_path / "folder" / "a.png", tmp_path / "link", tmp_path / "second"
    link.symlink_to("folder/a.png")
    second.symlink_to(link)
    for _ in range(2):  # to nothing, and to a file
        assert download(second) == second
        assert target.read_bytes() == CONTENT
        assert (link.is_symlink(), second.is_symlink()) == (True, True)
        target.write_bytes(b"earlier")
    assert files_in(tmp_path) == ["folder", "link", "second"]
    assert files_in(tmp_path / "folder") == ["a.png"]


def test_a_hard_link_keeps_the_earlier_content(tmp_path: Path) -> None:
    target, other = tmp_path / "a.png", tmp_path / "b.png"
    target.write_bytes(b"earlier")
    other.hardlink_to(target)
    download(target)
    assert (target.read_bytes(), other.read_bytes()) == (CONTENT, b"earlier")


def test_a_device_is_written_to() -> None:
    assert download("/dev/null") == NULL
    assert is_device(NULL)


@pytest.mark.parametrize("is_linked", [False, True])
def test_a_named_pipe_is_written_to(tmp_path: Path, is_linked: bool) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append(pipe.read_bytes()))
    reader.start()
    download(link if is_linked else pipe)
    reader.join()
    assert found == [CONTENT]
    assert pipe.is_fifo()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux has such files")
@pytest.mark.parametrize("is_linked", [False, True])
def test_an_open_file_is_written_to(tmp_path: Path, is_linked: bool) -> None:
    with (tmp_path / "a.png").open("w+b") as file:
        path = Path(f"/proc/self/fd/{file.fileno()}")
        if is_linked:
            (tmp_path / "link").symlink_to(path)
        download(tmp_path / "link" if is_linked else path)
        assert file.read() == CONTENT
    with tempfile.TemporaryFile() as file:
        download(f"/proc/self/fd/{file.fileno()}")
        assert file.read() == CONTENT


@pytest.mark.parametrize("length", [240, 255])
def test_the_longest_name(tmp_path: Path, length: int) -> None:
    name = "a" * (length - 4) + ".png"
    download(tmp_path / name)
    download(tmp_path / name)
    assert files_in(tmp_path) == [name]


def test_a_path_relative_to_a_folder_that_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path)

    def leave(received: int, total: int | None) -> None:
        monkeypatch.chdir(tmp_path / "other")

    assert download("a.png", on_progress=leave) == Path("a.png")
    assert files_in(tmp_path) == ["a.png", "other"]


@pytest.mark.parametrize("to", ["", ".", "folder", "new/"])
def test_a_folder_is_named_in_the_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError, match="to is a folder; pass the path of the file to write"):
        download(to)
    assert files_in(tmp_path) == ["folder"]


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=f"cannot create a file in {tmp_path}/no: .*: '{tmp_path}/no/a.png'"):
        download(tmp_path / "no" / "a.png")


def test_files() -> None:
    memory = io.BytesIO(b"earlier")
    memory.seek(0, io.SEEK_END)
    assert download(memory) == len(CONTENT)
    assert memory.getvalue() == b"earlier" + CONTENT
    packed = io.BytesIO()
    with gzip.open(packed, "wb") as file:
        assert download(file) == len(CONTENT)
    assert gzip.decompress(packed.getvalue()) == CONTENT


def test_the_content_is_returned() -> None:
    content = download()
    assert type(content) is bytes
    assert content == CONTENT


def test_an_unbuffered_pipe() -> None:
    read_end, write_end = os.pipe()
    found: list[bytes] = []

    def read() -> None:
        with os.fdopen(read_end, "rb") as file:
            found.append(file.read())

    reader = threading.Thread(target=read)
    reader.start()
    with os.fdopen(write_end, "wb", buffering=0) as file:
        assert download(file) == len(CONTENT)
    reader.join()
    assert found == [CONTENT]


@pytest.mark.parametrize(
    ("to", "message"),
    [
        (io.StringIO(), "to is a text file: open it in binary mode"),
        (7, "to must be a path or a binary file that can be written to, not int"),
        ({}, "to must be a path or a binary file that can be written to, not dict"),
    ],
)
def test_what_cannot_be_written_to(to: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        download(to)


def test_a_circle_of_links_stays(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(OSError, match="to is a link in a circle of links"):
        download(tmp_path / "a")
    assert (tmp_path / "a").is_symlink()


class Taking(io.BytesIO):
    """A file that says that it took something else than a number of bytes."""

    def __init__(self, taken: object) -> None:
        super().__init__()
        self._taken = taken

    def write(self, content: Any) -> Any:
        if content:
            super().write(content)
        return self._taken


def test_a_file_that_returns_no_number_of_bytes_gets_everything_once() -> None:
    for taken in (None, True, "ok"):
        file = Taking(taken)
        assert download(file) == len(CONTENT)
        assert file.getvalue() == CONTENT


@pytest.mark.parametrize("taken", [0, -1])
def test_a_file_that_takes_nothing(taken: int) -> None:
    with pytest.raises(OSError, match=f"took {taken} of"):
        download(Taking(taken))


def test_a_file_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with (tmp_path / "a").open("rb") as file, pytest.raises(io.UnsupportedOperation):
        download(file)
    with (tmp_path / "a").open("wb") as closed:
        pass
    with pytest.raises(ValueError, match="closed file"):
        download(closed)


@pytest.mark.parametrize("asset", [None, 7, {"uid": "a"}])
def test_what_is_no_asset(tmp_path: Path, asset: Any) -> None:
    with Client(authtoken="t", transport=Scripted().transport) as client:
        assets = client.stack("key").assets
        with pytest.raises(TypeError, match=f"asset must be an Asset or its uid, not {type(asset).__name__}"):
            assets.download(asset, tmp_path / "a.png")
        with pytest.raises(ValueError, match="chunk_size must be at least 1, not 0"):
            with assets.stream(ASSET, chunk_size=0):
                pass
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_nothing_is_left_behind(tmp_path: Path, error: type[BaseException]) -> None:
    def stop(received: int, total: int | None) -> None:
        assert len(files_in(tmp_path)) == 2
        assert target.read_bytes() == b"earlier"
        raise error

    target = tmp_path / "a.png"
    target.write_bytes(b"earlier")
    with pytest.raises(error):
        download(target, on_progress=stop)
    assert files_in(tmp_path) == ["a.png"]
    assert target.read_bytes() == b"earlier"
