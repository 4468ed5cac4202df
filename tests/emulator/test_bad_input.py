"""What no client should send: rejected with an error body, without a failure, a trace or a connection that hangs."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contentstack_cma_emulator import Emulator
from tests.emulator.support.http_clients import connect

ENVIRONMENTS = "/v3/environments"
ENTRIES = "/v3/content_types/blog_post/entries"

BOUNDED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("contentstack_cma_emulator.http.connections.READ_TIMEOUT", 0.6)
        running = Emulator(data=tmp_path_factory.mktemp("data"))
        with running:
            yield running


def speak(emulator: Emulator, *pieces: bytes) -> bytes:
    """What comes back on a connection of its own, up to its end, for bytes that are sent as they are."""
    address = urlsplit(emulator.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        received = b""
        try:
            for piece in pieces:
                connection.sendall(piece)
            while data := connection.recv(65536):
                received += data
        except ConnectionResetError:
            pass
    return received


def head(emulator: Emulator, line: str, *more: str) -> bytes:
    """The head of a request of the demo user that ends its connection."""
    lines = [
        line,
        "Host: x",
        f"authtoken: {emulator.authtoken}",
        f"api_key: {emulator.stack.api_key}",
        "Connection: close",
        *more,
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


def parse_status(response: bytes) -> int:
    """Return the status of an error response."""
    start, _, body = response.partition(b"\r\n\r\n")
    status = int(start.split()[1])
    assert 400 <= status < 500
    assert json.loads(body)["error_message"]
    assert b"Traceback" not in response
    return status


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v3/../../etc/passwd",
        "/v3/%2e%2e/%2e%2e/etc/passwd",
        "/v3/assets/../environments",
        "/v3/assets/..%2f..%2fstate.db",
        "/v3/assets/%2e%2e",
        "/v3/environments/%2e%2e%2f",
        "/v3//environments",
        "/v3/environments/%00",
        "/v3/environments/%ff%fe",
        "/v3/environments/" + "a" * 50_000,
        "/v3/" + "a/" * 20_000,
        "/v3/content_types/%2e%2e/entries/%2e%2e",
        "/v3/assets/{api_key}/%2e%2e/%2e%2e/state.db",
        "/v3/assets/{api_key}/..%2f../x/y",
        "/v3/assets/%2e%2e/x/y/z",
        "*",
    ],
)
def test_odd_paths_are_rejected(emulator: Emulator, path: str) -> None:
    target = path.replace("{api_key}", emulator.stack.api_key)
    assert parse_status(speak(emulator, head(emulator, f"GET {target} HTTP/1.1"))) in (401, 403, 404, 412, 414, 422)


def test_a_whole_url_as_proxies_get_it(emulator: Emulator) -> None:
    response = speak(emulator, head(emulator, f"GET http://api.contentstack.io{ENVIRONMENTS} HTTP/1.1"))
    assert response.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("method", ["PATCH", "OPTIONS", "TRACE", "PROPFIND", "get", "HEAD"])
def test_unknown_methods_are_not_found(emulator: Emulator, method: str) -> None:
    response = speak(emulator, head(emulator, f"{method} {ENVIRONMENTS} HTTP/1.1"))
    assert response.startswith(b"HTTP/1.1 404")


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b'{"environment": {"name": "\xff\xfe"}}',
        b'{"environment": {"name": NaN}}',
        b'{"environment": {"name": "a", "urls": 1e999}}',
        b'{"environment": {"name": ' + b"9" * 10_000 + b"}}",
        b'{"environment": {"name": "a", "x": ' + b"[" * 1000 + b"]" * 1000 + b"}}",
        b'{"environment": {"name": "a", "x": ' + b'{"a":' * 101 + b"1" + b"}" * 101 + b"}}",
        b"[" * 1_000_000,
        b"\x00",
        b"null",
        b'"\\ud800"',
    ],
)
def test_invalid_json_is_rejected(stack: httpx.Client, content: bytes) -> None:
    response = stack.post(ENVIRONMENTS, content=content, headers={"content-type": "application/json"})
    assert response.status_code == 400
    assert response.json()["error_message"]


def test_nesting_as_deep_as_may_be(stack: httpx.Client) -> None:
    body = build_nested(90)
    entry = {"title": "Deep", "url": "/deep", "body": {"type": "doc", "children": [body]}}
    made = stack.post(ENTRIES, json={"entry": entry})
    assert made.status_code == 201
    uid = made.json()["entry"]["uid"]
    assert stack.get(f"{ENTRIES}/{uid}").json()["entry"]["body"]["children"] == [body]


def build_nested(levels: int) -> dict[str, object]:
    """Rich text, one paragraph inside the other."""
    node: dict[str, object] = {"type": "p", "uid": "n", "children": []}
    for _ in range(levels // 2):
        node = {"type": "p", "uid": "n", "children": [node]}
    return node


@pytest.mark.parametrize("levels", [60, 99, 500, 2000])
def test_nested_queries_and_groups(stack: httpx.Client, levels: int) -> None:
    query = '{"$and":[' * levels + '{"a":1}' + "]}" * levels
    assert stack.get(ENTRIES, params={"query": query}).status_code in (200, 400, 414, 422)
    schema: list[object] = [{"uid": "x", "data_type": "text", "display_name": "X"}]
    for number in range(min(levels, 300)):
        schema = [{"uid": f"g{number}", "data_type": "group", "display_name": "G", "schema": schema}]
    body = {"content_type": {"title": "Deep", "uid": "deep", "schema": schema}}
    assert stack.post("/v3/content_types", json=body).status_code in (400, 422)


@pytest.mark.parametrize("number", [10**30, -(10**30), 2**63, 1.5, True, "1"])
def test_numbers_that_are_none(stack: httpx.Client, number: object) -> None:
    asset = stack.post("/v3/assets", files={"asset[upload]": ("a.txt", b"a")}).json()["asset"]
    response = stack.put(f"/v3/assets/{asset['uid']}", json={"asset": {}, "version": number})
    assert response.status_code < 500
    for name in ("version", "limit", "skip"):
        assert stack.get(f"/v3/assets?{name}={number}").status_code < 500


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "multipart/form-data", "x", "application/json, x", "\x7f", ";;;"]
)
def test_unusable_content_types_are_rejected(stack: httpx.Client, content_type: str) -> None:
    response = stack.post(ENVIRONMENTS, content=b'{"environment": {}}', headers={"content-type": content_type})
    assert response.status_code in (400, 422)
    assert response.json()["error_message"]


def test_a_body_that_is_too_large(emulator: Emulator, stack: httpx.Client) -> None:
    announced = head(emulator, f"POST {ENVIRONMENTS} HTTP/1.1", f"Content-Length: {17 * 1024 * 1024}")
    assert parse_status(speak(emulator, announced)) == 413
    pieces = (b'"' + b"a" * (1024 * 1024) for _ in range(17))
    response = stack.post(ENVIRONMENTS, content=pieces, headers={"content-type": "application/json"})
    assert response.status_code == 413
    form = head(
        emulator,
        "POST /v3/assets HTTP/1.1",
        "Content-Type: multipart/form-data; boundary=b",
        "Content-Length: 999999999999",
    )
    assert parse_status(speak(emulator, form)) == 413


@pytest.mark.parametrize(
    "filename",
    ["../../../state.db", "/etc/passwd", "..", ".", "a\\..\\b", "", "%2e%2e%2fx", "con", "a\x01b", "\N{SNOWMAN}" * 200],
)
def test_file_names_are_no_paths(emulator: Emulator, stack: httpx.Client, filename: str) -> None:
    before = files_in(emulator)
    response = stack.post("/v3/assets", files={"asset[upload]": (filename, b"content", "text/plain")})
    if response.status_code != 201:
        assert response.status_code == 422
        return
    asset = response.json()["asset"]
    (made,) = files_in(emulator) - before
    assert httpx.get(asset["url"]).content == b"content"
    assert made.parent.parent.parent.name == "assets"
    assert made.parent.name == asset["uid"]
    assert stack.delete(f"/v3/assets/{asset['uid']}").status_code == 200


def files_in(emulator: Emulator) -> set[Path]:
    """The files that the emulator keeps, and those around its folder."""
    folder = emulator._data
    assert folder
    return {path for path in folder.parent.rglob("*") if path.is_file() and not path.name.startswith("state.db")}


@pytest.mark.parametrize(
    "kind", ["text/html\r\nX: y", "\x00", "a/b/c", "text/plain; charset=\x7f", "TEXT/HTML;x", "nothing", "\xe4/\xf6"]
)
def test_types_of_parts(emulator: Emulator, kind: str) -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="asset[upload]"; filename="a"\r\nContent-Type: '
        + kind.encode("latin-1")
        + b"\r\n\r\nbytes\r\n--b--\r\n"
    )
    with connect(emulator, authtoken=emulator.authtoken, api_key=emulator.stack.api_key) as stack:
        response = stack.post("/v3/assets", content=body, headers={"content-type": "multipart/form-data; boundary=b"})
        if response.status_code == 201:
            file = httpx.get(response.json()["asset"]["url"])
            assert file.content == b"bytes"
            assert file.headers["content-security-policy"] == "sandbox"
        else:
            assert response.status_code == 400


@pytest.mark.parametrize("boundary", ["", "a" * 5000, '"', "\xff", "b"])
def test_unusable_boundaries_are_rejected(stack: httpx.Client, boundary: str) -> None:
    headers = {"content-type": f"multipart/form-data; boundary={boundary}".encode("latin-1")}
    response = stack.post("/v3/assets", content=b"--b\r\n\r\n", headers=headers)  # type: ignore[arg-type]
    assert response.status_code == 400
    assert response.json()["error_message"]


def test_thousands_of_parts_are_rejected(stack: httpx.Client) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="x"; filename="a"\r\n\r\n\r\n' * 5000 + b"--b--\r\n"
    response = stack.post("/v3/assets", content=body, headers={"content-type": "multipart/form-data; boundary=b"})
    assert response.status_code == 400


@pytest.mark.parametrize(
    "sent",
    [
        b"\r\n\r\nnonsense\r\n\r\n",
        b"GET  /v3  HTTP/1.1\r\n\r\n",
        b"GET /v3/environments HTTP/1.1\r\n\r\n",
        b"GET /v3/environments HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /v3/\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /v3 HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n",
        b"POST /v3 HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST /v3 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET /v3 HTTP/1.1\r\nHost: a\r\nx: " + b"a" * 200_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_input_that_is_not_http_is_rejected(emulator: Emulator, sent: bytes) -> None:
    assert parse_status(speak(emulator, sent)) in (400, 404, 408)


@pytest.mark.parametrize("chunk", [b"zz\r\nabc\r\n", b"5\r\nabc\r\n0\r\n\r\n", b"ffffffffffffffffffff\r\n", b"-1\r\n"])
def test_malformed_chunks_are_rejected(emulator: Emulator, chunk: bytes) -> None:
    start = head(
        emulator, f"POST {ENVIRONMENTS} HTTP/1.1", "Transfer-Encoding: chunked", "Content-Type: application/json"
    )
    assert parse_status(speak(emulator, start + chunk)) in (400, 408)


def test_a_body_that_does_not_come(emulator: Emulator) -> None:
    start = head(emulator, f"POST {ENVIRONMENTS} HTTP/1.1", "Content-Length: 100")
    assert parse_status(speak(emulator, start, b"{")) == 408


def test_a_head_that_does_not_come(emulator: Emulator) -> None:
    assert parse_status(speak(emulator, b"GET /v3/environments HTTP/1.1\r\nHost")) == 408


def test_a_client_that_says_nothing(emulator: Emulator) -> None:
    assert speak(emulator) == b""


def test_the_rest_of_a_rejected_body_that_does_not_come(emulator: Emulator) -> None:
    response = speak(emulator, f"POST {ENVIRONMENTS} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n".encode())
    assert parse_status(response) == 412


def test_clients_that_go_away(emulator: Emulator, stack: httpx.Client) -> None:
    address = urlsplit(emulator.url)
    for sent in (b"", b"GET /v3", head(emulator, f"POST {ENVIRONMENTS} HTTP/1.1", "Content-Length: 100") + b"{"):
        for _ in range(20):
            with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
                connection.sendall(sent)
    assert stack.get(ENVIRONMENTS).status_code == 200


@pytest.mark.parametrize("host", ["[", "a b", "\xe4", "x" * 5000, "]:x", "user@host:99999"])
def test_odd_hosts_do_no_harm(emulator: Emulator, host: str) -> None:
    lines = head(emulator, f"GET {ENVIRONMENTS} HTTP/1.1").replace(b"Host: x", f"Host: {host}".encode("latin-1"))
    assert int(speak(emulator, lines).split()[1]) in (200, 400)


TEXTS = st.text(st.characters(exclude_categories=[]), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
SENT = [
    ("POST", ENVIRONMENTS, "environment"),
    ("POST", ENTRIES, "entry"),
    ("POST", "/v3/content_types", "content_type"),
    ("POST", "/v3/locales", "locale"),
    ("POST", "/v3/stacks/branches", "branch"),
    ("POST", "/v3/user-session", "user"),
    ("PUT", "/v3/stacks", "stack"),
]


@pytest.mark.parametrize(("method", "path", "key"), SENT)
@BOUNDED
@given(value=JSON)
def test_no_json_body_is_a_server_error(stack: httpx.Client, method: str, path: str, key: str, value: object) -> None:
    content = json.dumps({key: value}).encode()
    response = stack.request(method, path, content=content, headers={"content-type": "application/json"})
    assert response.status_code < 500


@BOUNDED
@given(value=JSON, field=st.sampled_from(["title", "url", "body", "related", "image", "seo", "tags", "written_on"]))
def test_no_value_of_a_field_is_a_server_error(stack: httpx.Client, value: object, field: str) -> None:
    entry = {"title": "Any", "url": "/any"} | {field: value}
    response = stack.post(ENTRIES, content=json.dumps({"entry": entry}).encode())
    assert response.status_code < 500
    if response.status_code == 201:
        uid = response.json()["entry"]["uid"]
        assert stack.get(f"{ENTRIES}/{uid}").status_code == 200
        assert stack.delete(f"{ENTRIES}/{uid}").status_code == 200


@BOUNDED
@given(path=st.lists(st.binary(max_size=12), max_size=6), query=st.binary(max_size=40))
def test_no_path_and_query_is_a_server_error(emulator: Emulator, path: list[bytes], query: bytes) -> None:
    encoded = "".join("/" + "".join(f"%{byte:02x}" for byte in segment) for segment in path)
    target = f"/v3{encoded}?" + "".join(f"%{byte:02x}" for byte in query)
    with connect(emulator, authtoken=emulator.authtoken, api_key=emulator.stack.api_key) as client:
        assert client.get(target).status_code < 500


@BOUNDED
@given(query=JSON)
def test_no_query_is_a_server_error(stack: httpx.Client, query: object) -> None:
    for path in (ENTRIES, "/v3/assets"):
        assert stack.get(path, params={"query": json.dumps(query)}).status_code < 500


@BOUNDED
@given(body=st.binary(max_size=200), boundary=st.sampled_from(["b", "bb"]))
def test_no_multipart_body_is_a_server_error(stack: httpx.Client, body: bytes, boundary: str) -> None:
    content = b"--b\r\n" + body + b"\r\n--b--\r\n"
    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
    assert stack.post("/v3/assets", content=content, headers=headers).status_code in (201, 400, 422)
