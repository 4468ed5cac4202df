# Derived from asynchronous/test_connections.py by generator/unasync.py: edit that, not this.
"""The transport that opens connections: its settings, its pool, and what it raises."""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h11
import httpcore
import httpx
import pytest
import trustme

from contentstack_cma import Client, ConnectError
from contentstack_cma.network import sync_open_network
from tests.wrapper.support.concurrency import sync_run_together
from tests.wrapper.support.raw_server import DROP, sync_serve

OK = (200, dict[str, str](), b"{}")


@pytest.fixture(autouse=True)
def no_certificates_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


def context_of(transport: Any) -> ssl.SSLContext:
    context = transport._settings.context
    assert isinstance(context, ssl.SSLContext)
    return context


@pytest.mark.parametrize("verify", [True, False])
def test_certificates_are_checked_by_default(verify: bool) -> None:
    context = context_of(sync_open_network(verify=verify))
    assert context.verify_mode == (ssl.CERT_REQUIRED if verify else ssl.CERT_NONE)


def test_a_context_of_the_caller_is_used() -> None:
    authority = trustme.CA()
    of_server, of_client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("localhost").configure_cert(of_server)
    authority.configure_trust(of_client)
    with sync_serve(OK, context=of_server) as server:
        with httpx.Client(transport=sync_open_network(verify=of_client)) as http:
            assert (http.get(server.url)).content == b"{}"
        with httpx.Client(transport=sync_open_network()) as http:
            with pytest.raises(httpx.ConnectError, match=r"localhost:\d+ \(.*CERTIFICATE_VERIFY_FAILED"):
                http.get(server.url)


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificates_that_do_not_exist(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(name, str(tmp_path / "missing"))
    with pytest.raises(ValueError, match=rf"{name} .*missing"):
        sync_open_network()
    sync_open_network(verify=ssl.create_default_context(cafile=None))


def test_a_file_without_certificates(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").touch()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "empty.pem"))
    with pytest.raises(ValueError, match=r"SSL_CERT_FILE .*empty\.pem"):
        sync_open_network()


def test_a_file_of_something_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Reading certificates takes longer than all else about a client, so it waits for the first call."""
    (tmp_path / "text.pem").write_text("nothing")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "text.pem"))
    with Client(authtoken="t", base_url="https://127.0.0.1:1") as client:
        with pytest.raises(ConnectError, match=r"SSL_CERT_FILE .*text\.pem") as caught:
            client.request("GET", "/v3/stacks")
    assert (caught.value.outcome, caught.value.attempts) == ("not_sent", 1)


def test_certificates_of_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    of_server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(of_server)
    with (
        sync_serve(OK, context=of_server) as server,
        httpx.Client(transport=sync_open_network()) as http,
    ):
        assert (http.get(server.url)).content == b"{}"


@pytest.mark.parametrize("value", [True, "5", 5.0, None])
def test_max_connections_is_an_int(value: Any) -> None:
    with pytest.raises(TypeError, match="max_connections must be an int"):
        sync_open_network(max_connections=value)


@pytest.mark.parametrize("value", [0, -1])
def test_max_connections_is_positive(value: int) -> None:
    with pytest.raises(ValueError, match="max_connections must be at least 1"):
        sync_open_network(max_connections=value)


def test_connections_are_limited_and_kept() -> None:
    with (
        sync_serve(OK) as server,
        httpx.Client(transport=sync_open_network(max_connections=2)) as http,
    ):
        sync_run_together(http.get, [server.url] * 20)
        sync_run_together(http.get, [server.url] * 20)
    assert server.connections == 2
    assert len(server.requests) == 40


def test_waiting_for_a_connection_is_told_apart() -> None:
    with (
        sync_serve(OK) as server,
        httpx.Client(transport=sync_open_network(max_connections=1), timeout=httpx.Timeout(5, pool=0.05)) as http,
        http.stream("GET", server.url),
        pytest.raises(httpx.PoolTimeout),
    ):
        http.get(server.url)


def test_connections_expire_before_servers_close_them() -> None:
    transport: Any = sync_open_network()
    assert transport._settings.limits == httpx.Limits(
        max_connections=100, max_keepalive_connections=100, keepalive_expiry=4.0
    )


def test_a_write_does_not_use_a_connection_that_was_closed_after_it_was_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """httpcore looks at the connections when it hands one out, which may be long before the first byte."""
    monkeypatch.setattr(httpcore.HTTP11Connection, "has_expired", lambda self: False)

    with sync_serve(OK) as server, httpx.Client(transport=sync_open_network()) as http:
        http.get(server.url)
        hang_up(http)
        http.post(server.url, content=b"once")
        assert [request.method for request in server.requests] == ["GET", "POST"]
    assert server.connections == 2


def hang_up(http: httpx.Client) -> None:
    """Shut the reading half of the one idle connection: that looks as if the server had closed it."""
    transport: Any = http._transport
    [pool] = [inner._pool for inner in pools_of(transport)]
    [connection] = pool.connections
    while not hasattr(connection, "_network_stream"):
        connection = connection._connection
    stream = connection._network_stream
    getattr(stream.get_extra_info("socket"), "_sock", stream.get_extra_info("socket")).shutdown(socket.SHUT_RD)


def pools_of(transport: Any) -> list[Any]:
    if hasattr(transport, "_transports"):
        return list(transport._transports.values())
    return [inner for held, _ in transport._loops._held.values() for inner in held.values()]


def test_a_host_that_cannot_be_resolved() -> None:
    with httpx.Client(transport=sync_open_network()) as http:
        with pytest.raises(httpx.ConnectError, match=r"cannot connect to nowhere\.invalid:443 \("):
            http.get("https://nowhere.invalid/")


def test_a_host_name_that_cannot_exist() -> None:
    with httpx.Client(transport=sync_open_network()) as http:
        with pytest.raises(httpx.ConnectError, match=r"a{64}\.example:80 \("):
            http.get(f"http://{'a' * 64}.example/")


def test_a_port_where_nobody_listens() -> None:
    with sync_serve(OK) as server:
        pass
    with httpx.Client(transport=sync_open_network()) as http:
        with pytest.raises(httpx.ConnectError, match=rf"cannot connect to 127\.0\.0\.1:{server.port} \("):
            http.get(server.url)


def test_a_server_that_hangs_up() -> None:
    with sync_serve(DROP) as server, httpx.Client(transport=sync_open_network()) as http:
        with pytest.raises(httpx.RemoteProtocolError):
            http.get(server.url)


def test_a_body_that_breaks_off() -> None:
    with (
        sync_serve((200, {"content-length": "5", "connection": "close"}, b"abc")) as server,
        httpx.Client(transport=sync_open_network()) as http,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        http.get(server.url)


def test_a_server_that_does_not_speak_tls() -> None:
    with sync_serve(OK) as server, httpx.Client(transport=sync_open_network()) as http:
        with pytest.raises(httpx.ConnectError, match=rf"cannot connect to 127\.0\.0\.1:{server.port} \("):
            http.get(server.url.replace("http:", "https:"))


def pieces(*parts: bytes | Exception) -> Iterator[bytes]:
    """The body of a request, which may fail."""
    for part in parts:
        if isinstance(part, Exception):
            raise part
        yield part


@pytest.mark.parametrize(
    "error",
    [OSError("disk"), RuntimeError("loop"), ValueError("x"), TimeoutError(), httpx.ReadError("of the source")],
    ids=lambda error: type(error).__name__,
)
def test_an_exception_of_the_request_body_is_raised(error: Exception) -> None:
    with sync_serve(OK) as server, httpx.Client(transport=sync_open_network()) as http:
        with pytest.raises(type(error)) as caught:
            http.post(server.url, content=pieces(b"a", error))
        assert caught.value is error
        assert (http.get(server.url)).status_code == 200


@pytest.mark.parametrize("length", ["1", "3"])
def test_a_body_of_another_length_than_declared(length: str) -> None:
    with sync_serve(OK) as server, httpx.Client(transport=sync_open_network()) as http:
        with pytest.raises(httpx.LocalProtocolError, match="declared Content-Length") as caught:
            http.post(server.url, content=pieces(b"ab"), headers={"content-length": length})
        assert isinstance(caught.value.__cause__, h11.LocalProtocolError)


def test_a_header_name_with_a_blank() -> None:
    with sync_serve(OK) as server, httpx.Client(transport=sync_open_network()) as http:
        with pytest.raises(httpx.LocalProtocolError):
            http.get(server.url, headers={"a b": "c"})
    assert server.requests == []


def test_a_scheme_that_is_none_of_ours() -> None:
    with httpx.Client(transport=sync_open_network()) as http, pytest.raises(httpx.UnsupportedProtocol):
        http.get("ftp://localhost/")


def test_a_transport_may_be_closed_twice() -> None:
    transport = sync_open_network()
    with sync_serve(OK) as server, httpx.Client(transport=transport) as http:
        http.get(server.url)
    transport.close()
    transport.close()


def test_what_patches_transports_of_httpx_sees_the_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    """As respx, pytest-httpx and the instrumentation of OpenTelemetry do."""

    def respond(self: object, request: httpx.Request) -> httpx.Response:
        return httpx.Response(299, content=request.read())

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", respond)
    with httpx.Client(transport=sync_open_network()) as http:
        response = http.post("https://api.example.test/", content=pieces(b"a", b"b"))
    assert (response.status_code, response.content) == (299, b"ab")
