# Derived from asynchronous/test_upload_sources.py by generator/unasync.py: edit that, not this.
"""Sources of uploads that are special files, that have names and types of their own, or that fail."""

import errno
import io
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from contentstack_cma import Client, Outcome, UploadError
from tests.wrapper.support.multipart import Part, parse_parts
from tests.wrapper.support.raw_server import sync_serve
from tests.wrapper.support.scripted_transport import Scripted, build_response

CONTENT = bytes(range(256)) * 1000
UPLOADED = b'{"asset":{"uid":"a"}}'


def send(source: Any, **options: Any) -> Part:
    """Upload a source, and return the part that arrives."""
    server = Scripted(httpx.Response(201, content=UPLOADED))
    with Client(authtoken="t", transport=server.transport) as client:
        client.stack("key").assets.upload(source, **options)
    request = server.requests[0]
    return parse_parts(request.headers["content-type"], request.content)["asset[upload]"]


@pytest.fixture
def fifo(tmp_path: Path) -> Iterator[Path]:
    """A named pipe that a thread writes to."""
    path = tmp_path / "photo.png"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(CONTENT,))
    writer.start()
    yield path
    writer.join()


def test_a_named_pipe(fifo: Path) -> None:
    assert (send(fifo)).content == CONTENT


def test_an_open_pipe() -> None:
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb") as source:
        os.write(write_end, CONTENT[:1000])
        os.close(write_end)
        assert (send(source, file_name="a.bin")).content == CONTENT[:1000]


@pytest.mark.parametrize("most_in_memory", [10, 1_000_000])
def test_a_spooled_file(most_in_memory: int) -> None:
    with tempfile.SpooledTemporaryFile(max_size=most_in_memory) as file:
        file.write(CONTENT)
        file.seek(5)
        assert (send(file, file_name="a.bin")).content == CONTENT[5:]


def test_an_open_file_by_its_path_in_proc(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(CONTENT)
    with path.open("rb") as file:
        assert (send(f"/proc/self/fd/{file.fileno()}")).content == CONTENT


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="only Linux has such files")
@pytest.mark.parametrize("path", ["/proc/self/status", "/proc/version"])
def test_a_file_whose_size_says_nothing(path: str) -> None:
    assert (send(path)).content


def test_a_device_and_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    assert send("/dev/null", file_name="a.txt") == Part("asset[upload]", "a.txt", "text/plain", b"")
    assert send(tmp_path / "empty.txt") == Part("asset[upload]", "empty.txt", "text/plain", b"")


def test_a_folder_is_named_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError, match=f"source is a folder; pass the path of a file: '{tmp_path}'"):
        send(tmp_path)


def test_pieces_of_every_type_of_bytes() -> None:
    pieces = [b"ab", bytearray(b"cd"), b"", memoryview(b"e-f-")[::2]]
    assert (send(iter(pieces), file_name="a.bin")).content == b"abcdef"


def test_memory_from_its_position() -> None:
    file = io.BytesIO(CONTENT)
    file.seek(1000)
    assert (send(file, file_name="a.bin")).content == CONTENT[1000:]
    file.seek(0, io.SEEK_END)
    file.seek(10, io.SEEK_CUR)
    assert (send(file, file_name="a.bin")).content == b""


def test_a_bytearray_can_be_resized_afterwards() -> None:
    content = bytearray(b"abc")
    assert (send(content, file_name="a.bin")).content == b"abc"
    content += b"d"


@dataclass
class FormFile:
    """A file as web frameworks hand it over."""

    file: io.BytesIO
    filename: str | None = "C:\\photos\\photo.bin"
    content_type: str | None = "image/png"


@pytest.mark.parametrize(
    ("filename", "content_type", "expected"),
    [
        ("C:\\photos\\photo.bin", "image/png", ("photo.bin", "image/png")),
        ("photo.webp", "application/octet-stream", ("photo.webp", "image/webp")),
        ("photo.webp", None, ("photo.webp", "image/webp")),
        ("photo.webp", "a\r\nx: y", ("photo.webp", "image/webp")),
    ],
)
def test_name_and_type_come_from_the_source(filename: str, content_type: str | None, expected: Any) -> None:
    part = send(FormFile(io.BytesIO(b"abc"), filename, content_type))
    assert (part.file_name, part.media_type) == expected
    own = send(FormFile(io.BytesIO(b"abc"), filename, content_type), file_name="a.md", content_type="text/x-own")
    assert (own.file_name, own.media_type) == ("a.md", "text/x-own")


def test_a_source_without_a_usable_name_needs_one() -> None:
    for source in (sys.__stdin__, FormFile(io.BytesIO(b"abc"), "")):
        with pytest.raises(ValueError, match="file_name is required"):
            send(getattr(source, "buffer", source))


class Failing(io.RawIOBase):
    """A file that fails half way."""

    def __init__(self, error: BaseException) -> None:
        self._left = 3
        self._error = error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._left -= 1
        if not self._left:
            raise self._error
        buffer[:] = bytes(len(buffer))
        return len(buffer)


def fail(error: BaseException) -> Iterator[bytes]:
    yield bytes(100_000)
    raise error


SOURCES: dict[str, Callable[[BaseException], Any]] = {"iterator": fail, "file": Failing}
TRANSPORTS: dict[str, Callable[[], httpx.BaseTransport | None]] = {
    "built-in": lambda: None,
    "own": httpx.HTTPTransport,
}


def upload_and_fail(
    source: Any, expected: type[BaseException], transport: httpx.BaseTransport | None, **options: Any
) -> BaseException:
    """Upload a source that fails, and return the exception. The connections are usable afterwards."""
    with (
        sync_serve((201, {}, UPLOADED)) as server,
        Client(authtoken="t", base_url=server.url, transport=transport) as client,
    ):
        assets = client.stack("key").assets
        with pytest.raises(expected) as caught:
            assets.upload(source, file_name="a.bin", **options)
        assert (assets.upload(b"abc", file_name="a.bin")).uid == "a"
    assert [request.target for request in server.requests if request.body.endswith(b"--\r\n")] == ["/v3/assets"]
    return caught.value


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    "error", [ValueError("bad"), OSError(errno.EIO, "disk"), httpx.ReadError("another call"), UploadError("mine")]
)
def test_a_source_that_fails(waits: list[float], source: str, transport: str, error: Exception) -> None:
    raised = upload_and_fail(SOURCES[source](error), UploadError, TRANSPORTS[transport]())
    assert isinstance(raised, UploadError)
    assert str(raised).startswith(f"the source of the upload failed: {type(error).__name__}: ")
    assert raised.__cause__ is error
    assert (raised.outcome, raised.attempts) == (Outcome.NOT_SENT, 1)
    assert waits == []


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("source", SOURCES)
def test_a_source_that_raises_stop_iteration_is_not_at_its_end(source: str, transport: str) -> None:
    raised = upload_and_fail(SOURCES[source](StopIteration()), UploadError, TRANSPORTS[transport]())
    assert "StopIteration" in str(raised)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_source_of_the_wrong_type(transport: str) -> None:
    raised = upload_and_fail(iter([b"a", "text"]), UploadError, TRANSPORTS[transport]())
    assert "must return or yield bytes, not str" in str(raised)
    assert isinstance(raised.__cause__, TypeError)


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("size", [10, 300_000])
def test_progress_that_fails(transport: str, size: int) -> None:
    error = ZeroDivisionError("mine")

    def report(sent: int, total: int | None) -> None:
        raise error

    raised = upload_and_fail(bytes(size), UploadError, TRANSPORTS[transport](), on_progress=report)
    assert isinstance(raised, UploadError)
    assert str(raised) == "on_progress failed: ZeroDivisionError: mine"
    assert raised.__cause__ is error
    assert raised.outcome is Outcome.NOT_SENT


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("size", [0, 100_000, 500_000])
@pytest.mark.parametrize("is_path", [False, True])
def test_a_file_that_changes(tmp_path: Path, transport: str, size: int, is_path: bool) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(bytes(300_000))

    def change(sent: int, total: int | None) -> None:
        os.truncate(path, size)

    with path.open("rb") as file:
        source = path if is_path else file
        raised = upload_and_fail(source, UploadError, TRANSPORTS[transport](), on_progress=change)
    assert isinstance(raised, UploadError)
    assert ("has grown from 300,000" if size else "has shrunk from 300,000") in str(raised)[:200] or size == 100_000
    assert raised.outcome is Outcome.NOT_SENT


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("source", SOURCES)
def test_an_interrupt_is_no_failure_of_the_source(source: str, transport: str) -> None:
    class Stop(BaseException):
        pass

    error = Stop()
    assert upload_and_fail(SOURCES[source](error), Stop, TRANSPORTS[transport]()) is error


def test_a_file_is_read_again_from_its_position_after_a_429(waits: list[float]) -> None:
    file = io.BytesIO(CONTENT)
    file.seek(7)
    server = Scripted(build_response(429), httpx.Response(201, content=UPLOADED))
    with Client(authtoken="t", transport=server.transport) as client:
        client.stack("key").assets.upload(FormFile(file))
    parts = [parse_parts(request.headers["content-type"], request.content) for request in server.requests]
    assert [part["asset[upload]"].content == CONTENT[7:] for part in parts] == [True, True]
