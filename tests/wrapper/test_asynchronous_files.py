"""Files and iterators that are read and written with `await`, on each transport and event loop."""

import asyncio
import io
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

import anyio
import anyio.lowlevel
import httpx
import pytest
from fastapi import UploadFile
from starlette.datastructures import Headers

from contentstack_cma import AiohttpTransport, AsyncClient, Client, Outcome, UploadError
from contentstack_cma.models import Asset
from tests.wrapper.support.file_server import FileServer, Reply, send_ranges, sync_serve_file
from tests.wrapper.support.multipart import parse_parts
from tests.wrapper.support.raw_server import RawResponse, RawServer, Received, sync_serve

CONTENT = bytes(range(256)) * 1000
UPLOADED = b'{"asset":{"uid":"a"}}'

TRANSPORTS: dict[str, Callable[[], httpx.AsyncBaseTransport | None]] = {
    "built-in": lambda: None,
    "own": httpx.AsyncHTTPTransport,
    "aiohttp": AiohttpTransport,
}
RUNS = [("asyncio", "built-in"), ("asyncio", "own"), ("asyncio", "aiohttp"), ("trio", "built-in"), ("trio", "own")]


@pytest.fixture(params=RUNS, ids="-".join)
def run(request: pytest.FixtureRequest) -> tuple[str, str]:
    loop, transport = request.param
    return loop, transport


class Minimal:
    """An asynchronous file with the least that it needs."""

    def __init__(self, content: bytes) -> None:
        self._file = io.BytesIO(content)

    async def read(self, size: int = -1) -> bytes:
        await anyio.lowlevel.checkpoint()
        return self._file.read(size)


async def iterate(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 100_000):
        await anyio.lowlevel.checkpoint()
        yield content[start : start + 100_000]
        yield b""


def upload(run: tuple[str, str], server: RawServer | FileServer, use: Callable[[Any], Any]) -> Any:
    loop, transport = run

    async def main() -> Any:
        async with AsyncClient(authtoken="t", base_url=server.url, transport=TRANSPORTS[transport]()) as client:
            return await use(client.stack("key").assets)

    return anyio.run(main, backend=loop)


def read_content(server: RawServer, number: int = -1) -> bytes:
    received = server.requests[number]
    return parse_parts(received.headers["content-type"], received.body)["asset[upload]"].content


@pytest.mark.parametrize("content", [CONTENT, b"abc", b""])
@pytest.mark.parametrize("make", [Minimal, iterate])
def test_asynchronous_sources(run: tuple[str, str], make: Callable[[bytes], Any], content: bytes) -> None:
    with sync_serve((201, {}, UPLOADED)) as server:
        upload(run, server, lambda assets: assets.upload(make(content), file_name="a.bin"))
    assert read_content(server) == content


def test_an_asynchronous_file_is_read_again_from_its_position(run: tuple[str, str], tmp_path: Path) -> None:
    def serve(_: Received, number: int) -> RawResponse:
        return (429, {"retry-after": "0"}, b"") if number == 1 else (201, {}, UPLOADED)

    seen: list[tuple[int, int | None]] = []

    def report(sent: int, total: int | None) -> None:
        seen.append((sent, total))

    path = tmp_path / "photo.png"
    path.write_bytes(CONTENT)

    async def use(assets: Any) -> None:
        async with await anyio.open_file(path, "rb") as file:
            await file.seek(1000)
            await assets.upload(file, on_progress=report)

    with sync_serve(serve) as server:
        upload(run, server, use)
    assert [read_content(server, number) == CONTENT[1000:] for number in (0, 1)] == [True, True]
    assert seen[-1] == (len(CONTENT) - 1000, len(CONTENT) - 1000)
    parts = parse_parts(server.requests[1].headers["content-type"], server.requests[1].body)
    assert parts["asset[upload]"].file_name == "photo.png"


def test_an_upload_of_fastapi(run: tuple[str, str]) -> None:
    file = UploadFile(io.BytesIO(CONTENT), filename="photo.webp", headers=Headers({"content-type": "image/webp"}))
    with sync_serve((201, {}, UPLOADED)) as server:
        upload(run, server, lambda assets: assets.upload(file))
        with Client(authtoken="t", base_url=server.url) as client:
            file.file.seek(0)
            client.stack("key").assets.upload(file)
    for received in server.requests:
        part = parse_parts(received.headers["content-type"], received.body)["asset[upload]"]
        assert (part.file_name, part.media_type, part.content) == ("photo.webp", "image/webp", CONTENT)


async def fail(error: BaseException, size: int = 100_000) -> AsyncIterator[bytes]:
    yield bytes(size)
    raise error


def fail_sync(error: BaseException, size: int = 100_000) -> Any:
    yield bytes(size)
    raise error


@pytest.mark.parametrize("size", [10, 100_000, 3_000_000])
@pytest.mark.parametrize("make", [fail, fail_sync])
def test_a_source_that_fails(run: tuple[str, str], make: Callable[..., Any], size: int) -> None:
    error = ValueError("mine")
    with sync_serve((201, {}, UPLOADED)) as server, pytest.raises(UploadError, match="ValueError: mine") as caught:
        upload(run, server, lambda assets: assets.upload(make(error, size), file_name="a.bin"))
    assert caught.value.__cause__ is error
    assert (caught.value.outcome, caught.value.attempts) == (Outcome.NOT_SENT, 1)


@pytest.mark.parametrize("size", [10, 300_000])
def test_progress_that_fails(run: tuple[str, str], size: int) -> None:
    def report(sent: int, total: int | None) -> None:
        raise ZeroDivisionError

    with sync_serve((201, {}, UPLOADED)) as server, pytest.raises(UploadError, match="on_progress failed") as caught:
        upload(run, server, lambda assets: assets.upload(bytes(size), file_name="a.bin", on_progress=report))
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert caught.value.outcome is Outcome.NOT_SENT


class Stop(BaseException):
    """Neither an error nor a cancellation."""


@pytest.mark.parametrize("make", [fail, fail_sync])
def test_an_interrupt_passes(run: tuple[str, str], make: Callable[..., Any]) -> None:
    with sync_serve((201, {}, UPLOADED)) as server, pytest.raises(Stop):
        upload(run, server, lambda assets: assets.upload(make(Stop()), file_name="a.bin"))


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_source_that_is_cancelled(transport: str) -> None:
    with sync_serve((201, {}, UPLOADED)) as server, pytest.raises(asyncio.CancelledError):
        upload(
            ("asyncio", transport),
            server,
            lambda assets: assets.upload(fail(asyncio.CancelledError()), file_name="a.bin"),
        )


def test_an_upload_is_cancelled_while_its_source_waits(run: tuple[str, str]) -> None:
    async def wait() -> AsyncIterator[bytes]:
        yield bytes(100_000)
        await anyio.sleep_forever()

    async def use(assets: Any) -> None:
        with anyio.move_on_after(0.3) as scope:
            await assets.upload(wait(), file_name="a.bin")
        assert scope.cancelled_caught

    with sync_serve((201, {}, UPLOADED)) as server:
        upload(run, server, use)


@pytest.mark.parametrize("source", [Minimal(b"abc"), iterate(b"abc")])
def test_asynchronous_sources_need_the_asynchronous_client(source: Any) -> None:
    with Client(authtoken="t", base_url="http://127.0.0.1:9") as client:
        with pytest.raises(
            TypeError, match=r"source must be a path, .* not an asynchronous \w+: only AsyncClient can upload"
        ):
            client.stack("key").assets.upload(source, file_name="a.bin")
        with pytest.raises(TypeError, match="only AsyncClient can upload"):
            client.stack("key").content_types.import_(source)
        with pytest.raises(TypeError, match="not an asynchronous Sink: only AsyncClient can write to it"):
            client.stack("key").assets.download("a", Sink())


class Sink:
    """An asynchronous file that can only be written to."""

    def __init__(self) -> None:
        self.content = b""

    async def write(self, piece: bytes) -> None:
        await anyio.lowlevel.checkpoint()
        self.content += piece


class Text:
    async def write(self, piece: str) -> None:
        if not isinstance(piece, str):  # pyright: ignore[reportUnnecessaryIsInstance] - as text files do
            raise TypeError("write() argument must be str")


def test_downloads_to_asynchronous_files(run: tuple[str, str], tmp_path: Path) -> None:
    sink = Sink()

    async def use(assets: Any) -> None:
        asset = Asset(uid="a", url="/a.png")
        assert await assets.download(asset, sink) == len(CONTENT)
        async with await anyio.open_file(tmp_path / "a", "w+b") as file:
            await file.write(b"head")
            assert await assets.download(asset, file) == len(CONTENT)
        with tempfile.SpooledTemporaryFile() as spooled:
            received = UploadFile(cast("BinaryIO", spooled))
            await assets.download(asset, received)
            await received.seek(0)
            assert await received.read() == CONTENT
        with pytest.raises(TypeError, match="to is a text file"):
            await assets.download(asset, Text())

    with sync_serve_file(send_ranges(CONTENT)) as server:
        upload(run, server, use)
    assert sink.content == CONTENT
    assert (tmp_path / "a").read_bytes() == b"head" + CONTENT


def test_a_download_is_resumed(run: tuple[str, str], tmp_path: Path, waits: list[float]) -> None:
    broken, whole = Reply(CONTENT, sent=100_000, headers={}), Reply(CONTENT[:50], headers={})
    sink = Sink()

    async def use(assets: Any) -> None:
        assert await assets.download(Asset(uid="a", url="/a.png"), sink) == len(CONTENT)

    with sync_serve_file(send_ranges(CONTENT, 100_000)) as server:
        upload(run, server, use)
    assert sink.content == CONTENT
    assert [asked[0] for asked in server.asked] == [None, "bytes=100000-"]

    async def restart(assets: Any) -> None:
        async with await anyio.open_file(tmp_path / "a", "w+b") as file:
            await file.write(b"head")
            assert await assets.download(Asset(uid="a", url="/a.png"), file) == 50

    with sync_serve_file(lambda _, number: broken if number == 1 else whole) as server:
        upload(run, server, restart)
    assert (tmp_path / "a").read_bytes() == b"head" + CONTENT[:50]


def test_a_cancelled_download_leaves_nothing_behind(run: tuple[str, str], tmp_path: Path) -> None:
    async def use(assets: Any) -> None:
        def stop(received: int, total: int | None) -> None:
            scope.cancel()

        with anyio.CancelScope() as scope:
            await assets.download(Asset(uid="a", url="/a.png"), tmp_path / "a.png", on_progress=stop)
        assert scope.cancelled_caught

    with sync_serve_file(send_ranges(CONTENT * 10)) as server:
        upload(run, server, use)
    assert list(tmp_path.iterdir()) == []
