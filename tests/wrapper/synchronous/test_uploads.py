# Derived from asynchronous/test_uploads.py by generator/unasync.py: edit that, not this.
"""Uploads: what can be sent, how, and how often."""

import io
import os
import tracemalloc
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from contentstack_cma import Client, ConnectionLostError, Login, RateLimitError, UploadError
from contentstack_cma.models import Asset
from contentstack_cma.uploads import UploadStream
from contentstack_cma_client.upload_bodies import OneWayBody
from tests.wrapper.support.concurrency import sync_list
from tests.wrapper.support.multipart import Part, parse_parts
from tests.wrapper.support.raw_server import DROP, RawResponse, Received, sync_serve
from tests.wrapper.support.scripted_transport import Scripted, build_login, build_response, build_unauthorized

CONTENT = b"\x89PNG\r\n" + bytes(range(256)) * 700
UPLOADED = b'{"asset":{"uid":"a"}}'


def build_upload_response() -> httpx.Response:
    return httpx.Response(201, content=UPLOADED)


def client_of(server: Scripted, **options: Any) -> Client:
    return Client(authtoken="t", transport=server.transport, **options)


def read_parts(server: Scripted, number: int = -1) -> dict[str, Part]:
    request = server.requests[number]
    return parse_parts(request.headers["content-type"], request.content)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    path.write_bytes(CONTENT)
    return path


def pieces(content: bytes = CONTENT) -> Iterator[bytes]:
    for start in range(0, len(content), 100_000):
        yield content[start : start + 100_000]


SOURCES: dict[str, Callable[[Path], Any]] = {
    "path": lambda path: path,
    "text": str,
    "bytes": lambda path: path.read_bytes(),
    "bytearray": lambda path: bytearray(path.read_bytes()),
    "memoryview": lambda path: memoryview(path.read_bytes()),
    "memoryview with gaps": lambda path: memoryview(bytes(byte for one in path.read_bytes() for byte in (one, 0)))[::2],
    "array": lambda path: array("B", path.read_bytes()),
    "memory": lambda path: io.BytesIO(path.read_bytes()),
    "form file": lambda path: FormFile(io.BytesIO(path.read_bytes())),
    "iterator": lambda path: pieces(path.read_bytes()),
    "list": lambda path: list(pieces(path.read_bytes())),
    "pipe": lambda path: Pipe(path.read_bytes()),
}
WITHOUT_LENGTH = ("iterator", "list", "pipe")


@dataclass
class FormFile:
    """A file as web frameworks hand it over."""

    file: io.BytesIO
    filename: str = "photo.png"
    content_type: str = "image/png"

    def read(self, size: int = -1) -> bytes:
        return self.file.read(size)


class Pipe:
    """A file that can be read once and does not know its size."""

    def __init__(self, content: bytes) -> None:
        self._file = io.BytesIO(content)

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)


@pytest.mark.parametrize("kind", SOURCES)
def test_every_source_arrives_whole(photo: Path, kind: str) -> None:
    server = Scripted(build_upload_response())
    with client_of(server) as client:
        asset = client.stack("key").assets.upload(
            SOURCES[kind](photo),
            title="Photo",
            description="A photo",
            tags=["a", "b"],
            parent_uid="folder",
            file_name="photo.png",
        )
    assert isinstance(asset, Asset)
    assert server.calls == ["POST /v3/assets"]
    assert read_parts(server) == {
        "asset[upload]": Part("asset[upload]", "photo.png", "image/png", CONTENT),
        "asset[title]": Part("asset[title]", None, None, b"Photo"),
        "asset[description]": Part("asset[description]", None, None, b"A photo"),
        "asset[tags]": Part("asset[tags]", None, None, b"a,b"),
        "asset[parent_uid]": Part("asset[parent_uid]", None, None, b"folder"),
    }
    headers = server.requests[0].headers
    assert ("content-length" in headers) is (kind not in WITHOUT_LENGTH)
    assert headers.get("transfer-encoding") == ("chunked" if kind in WITHOUT_LENGTH else None)


@pytest.mark.parametrize("kind", ["path", "iterator"])
@pytest.mark.parametrize("own_transport", [False, True])
def test_an_upload_over_a_real_connection(photo: Path, kind: str, own_transport: bool) -> None:
    transport = httpx.HTTPTransport() if own_transport else None
    with (
        sync_serve((201, {}, UPLOADED)) as server,
        Client(authtoken="t", base_url=server.url, transport=transport) as client,
    ):
        client.stack("key").assets.upload(SOURCES[kind](photo), file_name="photo.png")
    received = server.requests[0]
    assert parse_parts(received.headers["content-type"], received.body)["asset[upload]"].content == CONTENT


def test_only_what_is_given_is_sent(photo: Path) -> None:
    server = Scripted(build_upload_response())
    with client_of(server) as client:
        client.stack("key").assets.upload(photo, parent_uid=None)
    assert set(read_parts(server)) == {"asset[upload]"}


def test_a_file_is_sent_from_where_it_stands_and_stays_open(waits: list[float], photo: Path) -> None:
    server = Scripted(build_response(429), build_upload_response())
    with photo.open("rb") as file:
        file.seek(1000)
        with client_of(server) as client:
            client.stack("key").assets.upload(file)
        assert not file.closed
    assert len(waits) == 1
    part = read_parts(server)["asset[upload]"]
    assert part.file_name == "photo.png"
    assert part.content == CONTENT[1000:]
    assert read_parts(server, 0)["asset[upload]"].content == CONTENT[1000:]


@pytest.mark.parametrize("failure", [None, httpx.ReadError("reset"), build_response(422)])
def test_a_path_is_closed_whatever_happens(
    photo: Path, monkeypatch: pytest.MonkeyPatch, failure: httpx.Response | Exception | None
) -> None:
    opened: list[io.BufferedReader] = []
    really_open = Path.open

    def open_and_keep(path: Path, mode: str) -> Any:
        file = really_open(path, mode)
        opened.append(file)  # type: ignore[arg-type]
        return file

    monkeypatch.setattr(Path, "open", open_and_keep)
    with client_of(Scripted(failure or build_upload_response())) as client:
        try:
            client.stack("key").assets.upload(photo)
        except (ConnectionLostError, ValueError):
            assert failure is not None
    assert [file.closed for file in opened] == [True]


def test_a_missing_file_is_noticed_before_anything_is_sent(tmp_path: Path) -> None:
    server = Scripted()
    with client_of(server) as client:
        assets = client.stack("key").assets
        with pytest.raises(FileNotFoundError):
            assets.upload(tmp_path / "nowhere.png")
        with pytest.raises(IsADirectoryError):
            assets.replace("a", tmp_path)
        with pytest.raises(FileNotFoundError):
            client.stack("key").entries("page").import_("nowhere.json")
    assert server.requests == []


@pytest.mark.parametrize(
    ("source", "options", "error", "message"),
    [
        (io.StringIO("text"), {"file_name": "a.txt"}, TypeError, "binary mode"),
        (7, {"file_name": "a.txt"}, TypeError, "source must be a path, .*, not int"),
        (None, {"file_name": "a.txt"}, TypeError, "source must be a path, .*, not NoneType"),
        ({"title": "Hi"}, {"file_name": "a.txt"}, TypeError, "source must be a path, .*, not dict"),
        ("Hello\nworld", {"file_name": "a.txt"}, TypeError, r"source is text, not a path: .* text.encode\(\)"),
        ("<p>Hello</p>", {"file_name": "a.txt"}, TypeError, "source is text, not a path"),
        ("a" * 5000, {"file_name": "a.txt"}, TypeError, "source is text, not a path"),
        (b"content", {}, ValueError, "file_name is required"),
        (b"content", {"file_name": "a.txt", "content_type": "a/b\r\nx: y"}, ValueError, "content_type must be a media"),
        (b"content", {"file_name": "a.txt", "content_type": b"a/b"}, TypeError, "content_type must be a string"),
        (b"content", {"file_name": "a.txt", "tags": ["a,b"]}, ValueError, "must not contain a comma"),
        (b"content", {"file_name": "a.txt", "tags": "ab"}, TypeError, "tags must be a list"),
    ],
)
def test_unusable_files_are_rejected_before_an_upload(
    source: Any, options: dict[str, Any], error: type[Exception], message: str
) -> None:
    server = Scripted()
    with client_of(server) as client:
        stack = client.stack("key")
        with pytest.raises(error, match=message):
            stack.assets.upload(source, **options)
    assert server.requests == []


@pytest.mark.parametrize("own_transport", [False, True])
def test_progress_is_reported_for_each_attempt(photo: Path, own_transport: bool) -> None:
    def serve(_: Received, number: int) -> RawResponse:
        return (429, {"retry-after": "0"}, b"") if number == 1 else (201, {}, UPLOADED)

    seen: list[tuple[int, int | None]] = []
    transport = httpx.HTTPTransport() if own_transport else None
    with (
        sync_serve(serve) as server,
        Client(authtoken="t", base_url=server.url, transport=transport) as client,
    ):
        assets = client.stack("key").assets
        assets.upload(photo, on_progress=lambda sent, total: seen.append((sent, total)))
        assert seen == [(size, len(CONTENT)) for size in (65_536, 131_072, len(CONTENT))] * 2
        seen.clear()
        assets.upload(pieces(), file_name="a", on_progress=lambda sent, total: seen.append((sent, total)))
    assert seen[-1] == (len(CONTENT), None)
    first, second, _ = [parse_parts(item.headers["content-type"], item.body) for item in server.requests]
    assert first["asset[upload]"].content == second["asset[upload]"].content == CONTENT


@pytest.mark.parametrize("kind", ["path", "bytes", "memory"])
def test_a_source_that_can_be_read_again_is_sent_again(waits: list[float], photo: Path, kind: str) -> None:
    server = Scripted(build_response(429), httpx.ConnectError("refused"), build_upload_response())
    with client_of(server) as client:
        client.stack("key").assets.upload(SOURCES[kind](photo), file_name="photo.png")
    assert len(waits) == 2
    assert [read_parts(server, number)["asset[upload]"].content == CONTENT for number in (0, 2)] == [True, True]


@pytest.mark.parametrize("kind", WITHOUT_LENGTH)
def test_a_source_that_can_be_read_once_is_not_sent_again(waits: list[float], photo: Path, kind: str) -> None:
    server = Scripted(build_response(429))
    with client_of(server) as client:
        stack = client.stack("key")
        with pytest.raises(RateLimitError):
            stack.assets.upload(SOURCES[kind](photo), file_name="photo.png")
    assert waits == []


def test_a_source_that_was_not_touched_yet_is_tried_again(waits: list[float]) -> None:
    with sync_serve(DROP) as server:
        pass
    with Client(authtoken="t", base_url=server.url) as client:
        stack = client.stack("key")
        with pytest.raises(ConnectionError):
            stack.assets.upload(pieces(), file_name="a.png")
    assert len(waits) == 3


def test_an_upload_whose_response_is_lost_is_not_sent_again(waits: list[float], photo: Path) -> None:
    with sync_serve(DROP) as server, Client(authtoken="t", base_url=server.url) as client:
        stack = client.stack("key")
        with pytest.raises(ConnectionLostError):
            stack.assets.upload(photo)
    assert len(server.requests) == 1
    assert waits == []


def test_an_upload_after_the_session_has_ended(photo: Path) -> None:
    server = Scripted(
        build_login("s1"), build_unauthorized(), build_login("s2"), build_upload_response(), build_unauthorized()
    )
    login = Login("e", "p", keep_session=True)
    with Client(auth=login, transport=server.transport) as client:
        client.stack("key").assets.upload(photo)
        assert read_parts(server)["asset[upload]"].content == CONTENT
        with pytest.raises(PermissionError):
            client.stack("key").assets.upload(pieces(), file_name="a.png")
    assert server.header_values("authtoken") == [None, "s1", None, "s2", "s2"]


def test_a_source_that_can_be_read_once_rejects_to_be_read_twice() -> None:
    stream = UploadStream([b"a", b"b"], [OneWayBody(pieces())])
    assert sync_list(stream) == [b"a", b"b"]
    assert not stream.can_be_sent
    with pytest.raises(UploadError, match="only once"):
        sync_list(stream)


def test_what_is_asked_for_along_with_an_upload(photo: Path) -> None:
    server = Scripted(build_upload_response(), build_upload_response())
    with client_of(server) as client:
        assets = client.stack("key").assets
        assets.upload(photo, include_dimension=True, include_asset_scan_status=True)
        assets.replace("a", photo, include_asset_scan_status=True)
    asked = [request.url.params.multi_items() for request in server.requests]
    assert sorted(asked[0]) == [("include_asset_scan_status", "true"), ("include_dimension", "true")]
    assert asked[1] == [("include_asset_scan_status", "true")]


def test_replace_sends_a_new_file_and_its_fields(photo: Path) -> None:
    server = Scripted(build_upload_response())
    with client_of(server) as client:
        client.stack("key").assets.replace("a/b", photo, title="New", tags=[])
    assert server.requests[0].method == "PUT"
    assert server.requests[0].url.raw_path == b"/v3/assets/a%2Fb"
    parts = read_parts(server)
    assert set(parts) == {"asset[upload]", "asset[title]", "asset[tags]"}
    assert parts["asset[tags]"].content == b""


def test_an_import_is_a_json_file(tmp_path: Path) -> None:
    path = tmp_path / "exported.json"
    path.write_text('{"title":"é"}', encoding="utf-8")
    server = Scripted(*(build_response(201, entry={"uid": "e"}) for _ in range(3)), build_response(notice="Imported."))
    with client_of(server) as client:
        entries = client.stack("key").entries("page")
        first = entries.import_(path, locale="fr-fr", overwrite=True)
        entries.import_({"title": "é"})
        entries.import_(b'{"title":"\xc3\xa9"}')
        assert entries.import_version("e", path) is None
    assert first is not None
    assert first.uid == "e"
    found = [read_parts(server, number)["entry"] for number in range(4)]
    assert [part.file_name for part in found] == ["exported.json", "entry.json", "entry.json", "exported.json"]
    assert {part.media_type for part in found} == {"application/json"}
    assert {part.content for part in found} == {b'{"title":"\xc3\xa9"}'}
    assert server.requests[0].url.query == b"locale=fr-fr&overwrite=true"
    assert server.calls[0] == "POST /v3/content_types/page/entries/import"
    assert server.calls[3] == "POST /v3/content_types/page/entries/e/import"


def test_a_file_whose_name_and_content_look_like_a_boundary() -> None:
    nasty = b'--+++\r\ncontent-disposition: form-data; name="asset[title]"\r\n\r\nInjected\r\n--+++--\r\n'
    server = Scripted(build_upload_response())
    with client_of(server) as client:
        client.stack("key").assets.upload(nasty, file_name='a"b\r\nc.txt')
    parts = read_parts(server)
    assert set(parts) == {"asset[upload]"}
    assert parts["asset[upload]"].content == nasty


@pytest.mark.parametrize("kind", ["path", "file"])
def test_row_09_an_upload_is_never_in_memory_whole(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "large.bin"
    path.touch()
    os.truncate(path, 32_000_000)
    response: RawResponse = (201, {}, UPLOADED)
    with (
        sync_serve(response, keep_bodies=False) as server,
        Client(authtoken="t", base_url=server.url) as client,
    ):
        assets = client.stack("key").assets
        assets.upload(b"first", file_name="a.txt")
        with path.open("rb") as file:
            tracemalloc.start()
            try:
                assets.upload(path if kind == "path" else file)
                peak = tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()
    assert int(server.requests[1].headers["content-length"]) > 32_000_000
    assert peak < 3_000_000
