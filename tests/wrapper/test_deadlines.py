"""Calls in threads that end when their time is over. Tasks are cancelled instead.

The servers here never finish a response, so a call that ignores its deadline hangs until pytest ends it.
"""

import socket
import ssl
import time
from collections.abc import Iterator
from threading import Event
from typing import Any

import httpcore
import httpx
import pytest

from contentstack_cma.network import sync_open_network
from tests.wrapper.support.byte_server import drip, stay_silent, sync_serve_bytes
from tests.wrapper.support.proxy_servers import HANG, sync_proxy
from tests.wrapper.support.raw_server import sync_serve

OK = (200, dict[str, str](), b"{}")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"

pytestmark = pytest.mark.timeout(60)


def slow_reader(client: socket.socket, done: Event) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    while not done.wait(0.02) and client.recv(2048):
        pass


def send(url: str, seconds: float, method: str = "GET", **options: Any) -> None:
    """Send a request that has `seconds`. Nothing else limits how long it takes: without a deadline it never ends."""
    with httpx.Client(transport=sync_open_network(**options.pop("network", {})), timeout=None) as http:
        extensions = {"contentstack_cma.deadline": time.monotonic() + seconds}
        http.request(method, url, extensions=extensions, **options)


def test_a_deadline_ends_a_header_that_drips() -> None:
    with sync_serve_bytes(drip(b"HTTP/1.1 200 OK\r\nX: ", b"x")) as url, pytest.raises(httpx.ReadTimeout):
        send(url, 0.2)


def test_a_deadline_ends_a_body_that_drips() -> None:
    with sync_serve_bytes(drip(HEAD, b"x")) as url, pytest.raises(httpx.ReadTimeout):
        send(url, 0.2)


def test_a_deadline_ends_a_body_that_is_read_later() -> None:
    with (
        sync_serve_bytes(drip(HEAD, b"x")) as url,
        httpx.Client(transport=sync_open_network(), timeout=None) as http,
        http.stream("GET", url, extensions={"contentstack_cma.deadline": time.monotonic() + 0.3}) as response,
    ):
        body = response.iter_raw()
        next(body)
        time.sleep(0.3)
        with pytest.raises(httpx.ReadTimeout):
            list(body)


def test_the_deadline_of_one_call_is_not_that_of_another() -> None:
    with sync_serve((200, {}, bytes(10_000_000))) as server, httpx.Client(transport=sync_open_network()) as http:
        past = {"contentstack_cma.deadline": time.monotonic() - 1}
        with http.stream("GET", server.url, extensions={"contentstack_cma.deadline": time.monotonic() + 0.1}) as first:
            time.sleep(0.1)
            assert len(http.get(server.url).content) == 10_000_000
            with pytest.raises(httpx.ReadTimeout):
                first.read()
        with pytest.raises(httpx.TimeoutException):
            http.get(server.url, extensions=past)
        assert len(http.get(server.url).content) == 10_000_000


def test_a_deadline_ends_the_wait_for_a_response() -> None:
    with sync_serve_bytes(stay_silent) as url, pytest.raises(httpx.ReadTimeout):
        send(url, 0.2)


def test_a_deadline_ends_a_handshake() -> None:
    with sync_serve_bytes(stay_silent) as url, pytest.raises(httpx.ConnectTimeout, match=r"127\.0\.0\.1:\d+: "):
        send(url.replace("http:", "https:"), 0.2)


@pytest.mark.parametrize("body", [bytes(20_000_000), [bytes(100_000)] * 200], ids=["bytes", "pieces"])
def test_a_deadline_ends_an_upload_to_a_slow_server(body: Any) -> None:
    content = iter(body) if isinstance(body, list) else body
    with sync_serve_bytes(slow_reader) as url, pytest.raises(httpx.WriteTimeout):
        send(url, 0.3, "POST", content=content)


def test_a_source_that_takes_all_the_time() -> None:
    def slow() -> Iterator[bytes]:
        yield b"a"
        time.sleep(0.2)
        yield b"b"

    with sync_serve(OK) as server, pytest.raises(httpx.WriteTimeout):
        send(server.url, 0.1, "POST", content=slow())


def test_no_time_is_left_to_connect() -> None:
    with sync_serve(OK) as server, pytest.raises(httpx.ConnectTimeout):
        send(server.url, -1)
    assert server.connections == 0


def test_every_address_of_a_host_shares_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[float | None] = []

    def connect(self: object, host: str, port: int, timeout: float | None, **options: object) -> None:
        tried.append(timeout)
        time.sleep(0.06)
        raise httpcore.ConnectTimeout("timed out")

    addresses = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"127.0.0.{number}", 1)) for number in range(9)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: addresses)
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    with pytest.raises(httpx.ConnectTimeout, match=r"api\.example\.test:1: "):
        send("http://api.example.test:1", 0.2)
    assert 1 <= len(tried) < len(addresses)
    assert all(seconds is not None and seconds <= 0.2 for seconds in tried)


@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_a_deadline_ends_the_wait_for_a_proxy(scheme: str) -> None:
    with sync_proxy("", reply=HANG) as proxy, pytest.raises(httpx.ConnectTimeout, match=f"localhost:{proxy.port}"):
        send("https://api.example.test", 0.2, network={"proxy": proxy.url(scheme)})


def test_a_response_that_drips_through_a_tunnel() -> None:
    with (
        sync_serve_bytes(drip(b"HTTP/1.1 200 OK\r\nX: ", b"x")) as url,
        sync_proxy(url) as proxy,
        pytest.raises(httpx.ReadTimeout),
    ):
        send("http://api.example.test", 0.2, network={"proxy": proxy.url("socks5")})


def test_the_backend_of_httpcore_is_ours_for_every_route() -> None:
    """Should httpx or httpcore rename what is replaced, deadlines would be ignored without a word."""
    from contentstack_cma.network import sync_transport
    from contentstack_cma.network.settings import Route
    from contentstack_cma.network.sync_backend import Backend
    from contentstack_cma.proxies import ProxyServer

    network: Any = sync_open_network(verify=ssl.create_default_context())
    for route in (Route(), Route(ProxyServer("http", "a", 1)), Route(ProxyServer("socks5", "a", 1), is_tunnel=True)):
        pool: Any = sync_transport._open_transport(network._settings, route, httpx.URL("https://b"))._pool
        connection: Any = pool.create_connection(httpcore.Origin(b"http", b"b", 80))
        while not hasattr(connection, "_network_backend"):
            connection = connection._connection
        assert isinstance(connection._network_backend, Backend)
