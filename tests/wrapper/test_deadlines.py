"""Calls in threads that end when their time is over. Tasks are cancelled instead."""

import socket
import ssl
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any

import httpcore
import httpx
import pytest

from contentstack_cma.network import sync_open_network
from tests.wrapper.proxy_servers import HANG, sync_proxying
from tests.wrapper.raw_server import sync_serving

OK = (200, dict[str, str](), b"{}")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"


@contextmanager
def talking(talk: Callable[[socket.socket, Event], None]) -> Generator[int]:
    """Serve one connection with a function; yields the port."""
    done = Event()

    def serve() -> None:
        with suppress(OSError), listener.accept()[0] as client:
            talk(client, done)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            done.set()
            thread.join(5)


def drip(text: bytes, then: bytes = b"") -> Callable[[socket.socket, Event], None]:
    def talk(client: socket.socket, done: Event) -> None:
        client.recv(65_536)
        client.sendall(then)
        for byte in text * 10:
            client.sendall(bytes([byte]))
            if done.wait(0.02):
                return

    return talk


def silence(client: socket.socket, done: Event) -> None:
    done.wait(5)


def slow_reader(client: socket.socket, done: Event) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    while not done.wait(0.02) and client.recv(2048):
        pass


def send(url: str, seconds: float, method: str = "GET", **options: Any) -> float:
    """Send a request that has `seconds`; returns how long it took to fail."""
    begin = time.monotonic()
    try:
        with httpx.Client(transport=sync_open_network(**options.pop("network", {})), timeout=30) as http:
            extensions = {"contentstack_cma.deadline": begin + seconds}
            http.request(method, url, extensions=extensions, **options)
    finally:
        spent = time.monotonic() - begin
        assert spent < max(seconds, 0) + 0.5, spent
    return spent


def test_a_header_that_drips() -> None:
    with talking(drip(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100)) as port, pytest.raises(httpx.ReadTimeout):
        send(f"http://127.0.0.1:{port}", 0.2)


def test_a_body_that_drips() -> None:
    with talking(drip(b"x", HEAD)) as port, pytest.raises(httpx.ReadTimeout):
        send(f"http://127.0.0.1:{port}", 0.2)


def test_a_body_that_is_read_later() -> None:
    with (
        talking(drip(b"x" * 100, HEAD)) as port,
        httpx.Client(transport=sync_open_network(), timeout=30) as http,
        http.stream(
            "GET", f"http://127.0.0.1:{port}", extensions={"contentstack_cma.deadline": time.monotonic() + 0.3}
        ) as response,
    ):
        body = response.iter_raw()
        next(body)
        time.sleep(0.3)
        begin = time.monotonic()
        with pytest.raises(httpx.ReadTimeout):
            list(body)
        assert time.monotonic() - begin < 0.3


def test_the_deadline_of_one_call_is_not_that_of_another() -> None:
    with sync_serving((200, {}, bytes(10_000_000))) as server, httpx.Client(transport=sync_open_network()) as http:
        past = {"contentstack_cma.deadline": time.monotonic() - 1}
        with http.stream("GET", server.url, extensions={"contentstack_cma.deadline": time.monotonic() + 0.1}) as first:
            time.sleep(0.1)
            assert len(http.get(server.url).content) == 10_000_000
            with pytest.raises(httpx.ReadTimeout):
                first.read()
        with pytest.raises(httpx.TimeoutException):
            http.get(server.url, extensions=past)
        assert len(http.get(server.url).content) == 10_000_000


def test_a_server_that_never_responds() -> None:
    with talking(silence) as port, pytest.raises(httpx.ReadTimeout):
        send(f"http://127.0.0.1:{port}", 0.2)


def test_a_handshake_that_never_ends() -> None:
    with talking(silence) as port, pytest.raises(httpx.ConnectTimeout, match=f"127.0.0.1:{port}: "):
        send(f"https://127.0.0.1:{port}", 0.2)


@pytest.mark.parametrize("body", [bytes(20_000_000), [bytes(100_000)] * 200], ids=["bytes", "pieces"])
def test_a_server_that_reads_slowly(body: Any) -> None:
    content = iter(body) if isinstance(body, list) else body
    with talking(slow_reader) as port, pytest.raises(httpx.WriteTimeout):
        send(f"http://127.0.0.1:{port}", 0.3, "POST", content=content)


def test_a_source_that_takes_all_the_time() -> None:
    def slow() -> Iterator[bytes]:
        yield b"a"
        time.sleep(0.2)
        yield b"b"

    with sync_serving(OK) as server, pytest.raises(httpx.WriteTimeout):
        send(server.url, 0.1, "POST", content=slow())


def test_no_time_is_left_to_connect() -> None:
    with sync_serving(OK) as server, pytest.raises(httpx.ConnectTimeout):
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
    assert 2 <= len(tried) <= 4
    assert all(seconds is not None and seconds <= 0.2 for seconds in tried)


@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_a_proxy_that_hangs(scheme: str) -> None:
    with sync_proxying("", reply=HANG) as proxy, pytest.raises(httpx.ConnectTimeout, match=f"localhost:{proxy.port}"):
        send("https://api.example.test", 0.2, network={"proxy": proxy.url(scheme)})


def test_a_response_that_drips_through_a_tunnel() -> None:
    with (
        talking(drip(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100)) as port,
        sync_proxying(f"http://127.0.0.1:{port}") as proxy,
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
