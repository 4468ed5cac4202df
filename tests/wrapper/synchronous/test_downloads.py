# Derived from asynchronous/test_downloads.py by generator/unasync.py: edit that, not this.
"""Downloads: streamed, whole or not at all, and with credentials for the API only."""

import tracemalloc
from pathlib import Path

import httpx
import pytest

from contentstack_cma import (
    Client,
    ConnectionLostError,
    NotFoundError,
    RedirectError,
    RequestTimeoutError,
    RetryPolicy,
)
from contentstack_cma.models import Asset
from tests.wrapper.support.concurrency import sync_list
from tests.wrapper.support.raw_server import RawResponse, Received, sync_serve
from tests.wrapper.support.scripted_transport import Scripted, build_error, build_response

CONTENT = bytes(range(256)) * 4000
SOON = RetryPolicy(first_wait=0.01)


def asset(url: str | None) -> Asset:
    return Asset.from_dict({"uid": "a", "url": url})


def files_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def client_of(server: Scripted) -> Client:
    return Client(authtoken="t", transport=server.transport, headers={"x-mine": "1"})


def test_download_to_a_path(tmp_path: Path) -> None:
    server = Scripted(httpx.Response(200, content=CONTENT))
    target = tmp_path / "photo.png"
    target.write_bytes(b"earlier")
    with client_of(server) as client:
        path = client.stack("key").assets.download(asset("https://images.contentstack.io/v3/a.png?x=1"), target)
    assert path == target
    assert target.read_bytes() == CONTENT
    assert files_in(tmp_path) == ["photo.png"]
    assert str(server.requests[0].url) == "https://images.contentstack.io/v3/a.png?x=1"


def test_download_by_uid(tmp_path: Path) -> None:
    server = Scripted(build_response(asset={"uid": "a", "url": "/v3/assets/key/a/b/photo.png"}), httpx.Response(200))
    with client_of(server) as client:
        client.stack("key").assets.download("a", tmp_path / "empty.png")
    assert server.calls == ["GET /v3/assets/a", "GET /v3/assets/key/a/b/photo.png"]
    assert server.header_values("authtoken") == ["t", "t"]
    assert (tmp_path / "empty.png").read_bytes() == b""


def test_another_host_is_not_told_who_asks() -> None:
    server = Scripted(httpx.Response(200, content=CONTENT))
    with (
        client_of(server) as client,
        client.stack("key").assets.stream(asset("https://images.contentstack.io/a.png")) as chunks,
    ):
        assert b"".join(sync_list(chunks)) == CONTENT
    assert {"authtoken", "authorization", "api_key", "x-mine"} & set(server.requests[0].headers) == set()


@pytest.mark.parametrize(
    "url",
    [
        "https://api.contentstack.io.evil.example/a.png",
        "https://api.contentstack.io:444/a.png",
        "http://api.contentstack.io/a.png",
        "//evil.example/a.png",
        "https://api.contentstack.io@evil.example/a.png",
    ],
)
def test_a_host_that_looks_like_the_api_is_another_host(url: str) -> None:
    server = Scripted(httpx.Response(200))
    with client_of(server) as client, client.stack("key").assets.stream(asset(url)):
        pass
    assert server.header_values("authtoken") == [None]
    assert server.header_values("api_key") == [None]


def test_streaming_in_pieces() -> None:
    server = Scripted(httpx.Response(200, content=CONTENT))
    with (
        client_of(server) as client,
        client.stack("key").assets.stream(asset("/a.png"), chunk_size=100_000) as chunks,
    ):
        sizes = [len(chunk) for chunk in sync_list(chunks)]
    assert sizes == [100_000] * 10 + [24_000]


def test_a_download_that_is_rejected_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "photo.png"
    target.write_bytes(b"earlier")
    with client_of(Scripted(build_error(404, 0, "Not here."))) as client:
        stack = client.stack("key")
        with pytest.raises(NotFoundError, match="Not here"):
            stack.assets.download(asset("https://images.contentstack.io/a.png"), target)
    assert target.read_bytes() == b"earlier"
    assert files_in(tmp_path) == ["photo.png"]


@pytest.mark.parametrize("own_transport", [False, True])
def test_a_download_that_breaks_off_leaves_nothing_behind(tmp_path: Path, own_transport: bool) -> None:
    transport = httpx.HTTPTransport() if own_transport else None
    headers = {"content-length": str(len(CONTENT) + 1), "connection": "close"}
    with (
        sync_serve((200, headers, CONTENT)) as server,
        Client(authtoken="t", base_url=server.url, transport=transport, retry=SOON) as client,
    ):
        stack = client.stack("key")
        with pytest.raises(ConnectionLostError):
            stack.assets.download(asset("/a.png"), tmp_path / "photo.png")
    assert files_in(tmp_path) == []


def test_a_download_that_stalls(tmp_path: Path) -> None:
    headers = {"content-length": str(len(CONTENT) + 1)}
    with (
        sync_serve((200, headers, CONTENT)) as server,
        Client(authtoken="t", base_url=server.url, timeout=0.2, retry=SOON) as client,
    ):
        stack = client.stack("key")
        with pytest.raises(RequestTimeoutError):
            stack.assets.download(asset("/a.png"), tmp_path / "photo.png")
    assert files_in(tmp_path) == []


def test_the_start_of_a_download_is_repeated(waits: list[float], tmp_path: Path) -> None:
    server = Scripted(build_response(503), httpx.ReadError("reset"), httpx.Response(200, content=CONTENT))
    with client_of(server) as client:
        client.stack("key").assets.download(asset("/a.png"), tmp_path / "photo.png")
    assert len(waits) == 2
    assert (tmp_path / "photo.png").read_bytes() == CONTENT


def test_a_download_that_is_sent_elsewhere(tmp_path: Path) -> None:
    server = Scripted(httpx.Response(302, headers={"location": "https://evil.example/"}))
    with client_of(server) as client:
        stack = client.stack("key")
        with pytest.raises(RedirectError):
            stack.assets.download(asset("/a.png"), tmp_path / "a.png")
    assert files_in(tmp_path) == []


def test_an_unwritable_target_is_noticed_before_anything_is_sent(tmp_path: Path) -> None:
    server = Scripted()
    with client_of(server) as client:
        assets = client.stack("key").assets
        with pytest.raises(IsADirectoryError):
            assets.download("a", tmp_path)
        with pytest.raises(FileNotFoundError):
            assets.download("a", tmp_path / "nowhere" / "photo.png")
    assert server.requests == []


def test_a_folder_cannot_be_downloaded(tmp_path: Path) -> None:
    with client_of(Scripted()) as client:
        stack = client.stack("key")
        with pytest.raises(ValueError, match="asset a has no URL"):
            stack.assets.download(asset(None), tmp_path / "a.png")


def test_a_permanent_url_needs_no_extra_request() -> None:
    server = Scripted(httpx.Response(200, content=CONTENT))
    with client_of(server) as client:
        content = client.stack("key").assets.get_by_permanent_url("a", "photo.png")
    assert content == CONTENT
    assert server.calls == ["GET /v3/assets/key/a/photo.png"]


def test_row_09_a_download_is_never_in_memory_whole(tmp_path: Path) -> None:
    size = 32_000_000
    block = bytes(1_000_000)

    def serve(_: Received, __: int) -> RawResponse:
        return 200, {"content-length": str(size)}, block

    with (
        sync_serve(serve, repeat_body=32) as server,
        Client(authtoken="t", base_url=server.url) as client,
    ):
        assets = client.stack("key").assets
        assets.download(asset("/a.bin"), tmp_path / "first.bin")
        tracemalloc.start()
        try:
            assets.download(asset("/a.bin"), tmp_path / "large.bin")
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert (tmp_path / "large.bin").stat().st_size == size
    assert peak < 3_000_000
