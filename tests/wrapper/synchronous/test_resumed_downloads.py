# Derived from asynchronous/test_resumed_downloads.py by generator/unasync.py: edit that, not this.
"""Downloads that break off are resumed, or repeated; what is not the whole file is never taken for it."""

import gzip
import io
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from contentstack_cma import Client, ConnectionLostError, DeadlineExceededError, DecodeError, NotFoundError
from contentstack_cma.models import Asset
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import sync_list
from tests.wrapper.support.file_server import ETAG, Reply, send_ranges, sync_serve_file
from tests.wrapper.support.recording import Recorder

CONTENT = bytes(range(256)) * 4000
OTHER = b"other" * 100_000
MODIFIED = "Tue, 01 Dec 2020 10:00:00 GMT"
TRANSPORTS: dict[str, Callable[[], httpx.BaseTransport | None]] = {
    "built-in": lambda: None,
    "own": httpx.HTTPTransport,
}

ReplyTo = Callable[[Mapping[str, str], int], Reply]


def in_turn(*replies: Reply) -> ReplyTo:
    """One reply after the other, the last to all that follow."""
    return lambda _, number: replies[min(number, len(replies)) - 1]


def files_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


class Once(io.RawIOBase):
    """A file that cannot be positioned, and takes few bytes at a time."""

    def __init__(self) -> None:
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        taken = bytes(piece[:50_000])
        self.content += taken
        return len(taken)


def download(
    reply: ReplyTo, to: Any = None, *, transport: str = "built-in", file_size: int | None = None, **options: Any
) -> tuple[Any, list[tuple[str | None, str | None]]]:
    """Download from a server, and return the result and what the server was asked for."""
    with (
        sync_serve_file(reply) as server,
        Client(authtoken="t", base_url=server.url, transport=TRANSPORTS[transport]()) as client,
    ):
        asset = Asset.from_dict({"uid": "a", "url": "/a.png", "file_size": file_size and str(file_size)})
        result: Any = client.stack("key").assets.download(asset, to, **options)
        return result, server.asked


REST = [(None, None), ("bytes=300000-", ETAG), ("bytes=700000-", ETAG)]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_only_the_rest_is_requested(waits: list[float], tmp_path: Path, transport: str) -> None:
    result, asked = download(send_ranges(CONTENT, 300_000, 400_000), tmp_path / "a.png", transport=transport)
    assert result == tmp_path / "a.png"
    assert result.read_bytes() == CONTENT
    assert asked == REST
    assert len(waits) == 2
    assert files_in(tmp_path) == ["a.png"]


def test_hooks_see_that_a_download_is_resumed(waits: list[float]) -> None:
    seen = Recorder()
    with (
        sync_serve_file(send_ranges(CONTENT, 300_000)) as server,
        Client(authtoken="t", base_url=server.url, hooks=seen) as client,
    ):
        client.stack("key").assets.download(Asset(uid="a", url="/a.png"))
    assert seen.kinds == ["request", "response", "retry", "request", "response"]
    (retry,) = seen.retries
    assert isinstance(retry.error, ConnectionLostError)
    assert (retry.reason, retry.status, retry.attempt, retry.wait) == ("interrupted", None, 1, waits[0])
    assert retry.waited == seen.requests[0].waited
    assert len({event.call_id for event in seen.events}) == 1


def test_to_memory_and_to_files(waits: list[float], tmp_path: Path) -> None:
    content, asked = download(send_ranges(CONTENT, 300_000, 400_000))
    assert (content, asked) == (CONTENT, REST)
    once = Once()
    assert (download(send_ranges(CONTENT, 300_000, 400_000), once))[0] == len(CONTENT)
    assert once.content == CONTENT
    with (tmp_path / "a.bin").open("w+b") as file:
        file.write(b"head")
        assert (download(send_ranges(CONTENT, 300_000), file))[0] == len(CONTENT)
        file.seek(0)
        assert file.read() == b"head" + CONTENT


def test_progress(waits: list[float]) -> None:
    seen: list[tuple[int, int | None]] = []

    def report(received: int, total: int | None) -> None:
        seen.append((received, total))

    download(send_ranges(CONTENT, 300_000), on_progress=report)
    assert seen == [(size, len(CONTENT)) for size in (262_144, 524_288, 786_432, len(CONTENT))]


def test_progress_that_fails_ends_the_download(tmp_path: Path) -> None:
    def report(received: int, total: int | None) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        download(send_ranges(CONTENT), tmp_path / "a.png", on_progress=report)
    assert files_in(tmp_path) == []


def test_a_stream_goes_on_where_it_broke_off(waits: list[float]) -> None:
    with (
        sync_serve_file(send_ranges(CONTENT, 300_000, 400_000)) as server,
        Client(authtoken="t", base_url=server.url) as client,
        client.stack("key").assets.stream(Asset(uid="a", url="/a.png"), chunk_size=100_000) as chunks,
    ):
        found = sync_list(chunks)
    assert b"".join(found) == CONTENT
    assert [len(chunk) for chunk in found] == [100_000] * 10 + [24_000]
    assert server.asked == REST


BROKEN = Reply(CONTENT, sent=300_000)
NO_VALIDATOR: dict[str, str] = {}
CHANGED = {"etag": '"v2"'}
NEW = Reply(OTHER, headers=CHANGED)


@pytest.mark.parametrize(
    "replies",
    [
        pytest.param((BROKEN, NEW), id="the file has changed"),
        pytest.param(
            (BROKEN, Reply(OTHER[300_000:], 206, {**CHANGED, "content-range": "bytes 300000-499999/500000"}), NEW),
            id="the file has changed and If-Range is ignored",
        ),
        pytest.param((BROKEN, Reply(b"", 416, {"content-range": "bytes */7"}), NEW), id="it is shorter"),
        pytest.param(
            (BROKEN, Reply(CONTENT, 206, {"content-range": "bytes 0-1023999/1024000"}), Reply(OTHER)), id="wrong range"
        ),
        pytest.param((BROKEN, Reply(CONTENT, 206, {}), Reply(OTHER)), id="no range"),
        pytest.param(
            (BROKEN, Reply(CONTENT, 206, {"content-range": f"bytes 300000-{'9' * 5000}/*"}), Reply(OTHER)),
            id="a number without end",
        ),
        pytest.param((Reply(CONTENT, headers=NO_VALIDATOR, sent=300_000), Reply(OTHER)), id="no validator"),
        pytest.param((Reply(CONTENT, headers={"etag": 'W/"v1"'}, sent=300_000), Reply(OTHER)), id="weak validator"),
    ],
)
def test_a_file_that_cannot_be_resumed_is_downloaded_again(
    waits: list[float], tmp_path: Path, replies: tuple[Reply, ...]
) -> None:
    target = tmp_path / "a.bin"
    download(in_turn(*replies), target)
    assert target.read_bytes() == OTHER
    with target.open("w+b") as file:
        file.write(b"head")
        assert (download(in_turn(*replies), file))[0] == len(OTHER)
        file.seek(0)
        assert file.read() == b"head" + OTHER
    assert (download(in_turn(*replies)))[0] == OTHER
    with pytest.raises((ConnectionLostError, DecodeError)):
        download(in_turn(*replies), Once())


def test_a_file_that_has_changed_and_cannot_be_taken_back(waits: list[float]) -> None:
    with pytest.raises(ConnectionLostError, match="the file has changed after 262,144 bytes of it were passed on"):
        download(in_turn(BROKEN, NEW), Once())


def test_a_server_without_ranges(waits: list[float]) -> None:
    once = Once()
    _, asked = download(in_turn(BROKEN, BROKEN, Reply(CONTENT)), once)
    assert once.content == CONTENT
    assert asked == [(None, None), REST[1], REST[1]]


def test_a_modification_time_identifies_a_file(waits: list[float]) -> None:
    old = {"last-modified": MODIFIED}
    _, asked = download(in_turn(Reply(CONTENT, headers=old, sent=300_000), Reply(CONTENT, headers=old)))
    assert asked[1] == ("bytes=300000-", MODIFIED)


def test_a_file_of_unknown_size_had_arrived(waits: list[float]) -> None:
    replies = Reply(CONTENT, sent=len(CONTENT), chunked=True), Reply(b"", 416, {"content-range": "bytes */1024000"})
    content, asked = download(in_turn(*replies))
    assert content == CONTENT
    assert asked[1][0] == "bytes=1024000-"


def test_breaks_count_as_retries_of_one_call(waits: list[float]) -> None:
    with pytest.raises(ConnectionLostError) as caught:
        download(send_ranges(CONTENT, *[10_000] * 9))
    assert caught.value.attempts == 4
    assert len(waits) == 3


def test_no_resumption_without_retries_or_after_the_deadline() -> None:
    with (
        sync_serve_file(send_ranges(CONTENT, *[10_000] * 9)) as server,
        Client(authtoken="t", base_url=server.url) as client,
    ):
        asset = Asset(uid="a", url="/a.png")
        with pytest.raises(ConnectionLostError):
            client.with_options(max_retries=0).stack("key").assets.download(asset)
        assert len(server.asked) == 1
        with pytest.raises((ConnectionLostError, DeadlineExceededError)):
            client.with_options(deadline=0.1).stack("key").assets.download(asset)
        assert len(server.asked) == 2


def test_a_file_that_is_gone(waits: list[float]) -> None:
    gone = Reply(b'{"error_message": "Gone", "error_code": 141}', 404, {"content-type": "application/json"})
    with pytest.raises(NotFoundError):
        download(in_turn(BROKEN, gone))


GZIPPED = gzip.compress(CONTENT)
ENCODED = {"content-encoding": "gzip"}


@pytest.mark.parametrize(
    "encoded",
    [
        GZIPPED,
        gzip.compress(CONTENT[:5000]) + gzip.compress(CONTENT[5000:]),
        zlib.compress(CONTENT),
        zlib.compress(CONTENT)[2:-4],
    ],
)
def test_an_encoding_is_removed(encoded: bytes) -> None:
    encoding = "gzip" if encoded.startswith(b"\x1f") else "deflate"
    content, _ = download(in_turn(Reply(encoded, headers={"content-encoding": encoding})), file_size=7)
    assert content == CONTENT


def test_a_compressed_file_is_resumed(waits: list[float]) -> None:
    encoded = zlib.compress(OTHER, 0)
    headers = {"etag": ETAG, "content-encoding": "deflate"}
    rest = {**headers, "content-range": f"bytes 300000-{len(encoded) - 1}/{len(encoded)}"}
    content, asked = download(
        in_turn(Reply(encoded, headers=headers, sent=300_000), Reply(encoded[300_000:], 206, rest))
    )
    assert content == OTHER
    assert asked == REST[:2]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        pytest.param(Reply(GZIPPED[:-9], headers=ENCODED), DecodeError, id="truncated gzip"),
        pytest.param(Reply(GZIPPED[:-9], headers=ENCODED, chunked=True), DecodeError, id="truncated gzip in chunks"),
        pytest.param(Reply(GZIPPED[:100] + bytes(500), headers=ENCODED), DecodeError, id="damaged gzip"),
        pytest.param(Reply(CONTENT, headers={"content-encoding": "br"}), DecodeError, id="unknown encoding"),
        pytest.param(Reply(CONTENT[:9], 206, {"content-range": "bytes 0-8/1024000"}), DecodeError, id="unasked part"),
        pytest.param(Reply(b"", 204), DecodeError, id="no content"),
        pytest.param(Reply(b""), ConnectionLostError, id="empty"),
        pytest.param(Reply(CONTENT[:9], until_close=True), ConnectionLostError, id="shorter, of unknown length"),
        pytest.param(Reply(CONTENT[:9], chunked=True), ConnectionLostError, id="shorter, in chunks"),
    ],
)
def test_what_is_not_the_whole_file_is_requested_again(
    waits: list[float], tmp_path: Path, wrong: Reply, expected: type[Exception]
) -> None:
    content, asked = download(in_turn(wrong, Reply(CONTENT)), file_size=len(CONTENT))
    assert content == CONTENT
    assert len(asked) == 2
    with pytest.raises(expected):
        download(in_turn(wrong), tmp_path / "a.bin", file_size=len(CONTENT))
    assert files_in(tmp_path) == []


def test_a_part_that_was_not_requested_is_no_success_of_other_calls() -> None:
    with (
        sync_serve_file(in_turn(Reply(CONTENT[:9], 206, {"content-range": "bytes 0-8/1024000"}))) as server,
        Client(authtoken="t", base_url=server.url) as client,
    ):
        assets = client.stack("key").assets
        with pytest.raises(DecodeError, match="a part of the content was not requested"):
            assets.get_by_permanent_url("a", "photo.png")


@pytest.mark.parametrize("length", [10, len(GZIPPED) - 9])
def test_truncated_gzip_is_no_success_of_other_calls(waits: list[float], length: int) -> None:
    with (
        sync_serve_file(in_turn(Reply(GZIPPED[:length], headers=ENCODED), Reply(GZIPPED, headers=ENCODED))) as server,
        Client(authtoken="t", base_url=server.url) as client,
    ):
        assert client.stack("key").assets.get_by_permanent_url("a", "photo.png") == CONTENT
    assert len(server.asked) == 2


def test_a_download_from_the_emulator_is_resumed(waits: list[float], emulator: Emulator) -> None:
    with Client(management_token=emulator.stack.management_token, base_url=emulator.url) as client:
        assets = client.stack(emulator.stack.api_key).assets
        asset = assets.upload(CONTENT, file_name="photo.png")
        emulator.truncate_next(2, kept=400_000, path="/v3/assets/*/photo.png")
        assert assets.download(asset) == CONTENT
    found = [request for request in emulator.requests if request.path.endswith("photo.png")]
    assert [request.status for request in found] == [200, 206, 206]
