"""aiohttp as the transport: it behaves as the default one does."""

import socket
import ssl
import subprocess
import sys
import time
import traceback
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any

import anyio
import httpx
import pytest
import trustme

from contentstack_cma import AsyncClient, ConnectionLostError
from contentstack_cma.network.aiohttp_transport import AiohttpTransport
from tests.wrapper.support.proxy_servers import HANG, HANG_UP, async_proxy
from tests.wrapper.support.raw_server import DROP, RawResponse, Received, async_serve

pytestmark = pytest.mark.anyio

OK = (200, dict[str, str](), b"{}")
API = "https://api.example.test/"
MEGABYTE = bytes(1_000_000)


async def pieces(*parts: bytes | Exception) -> AsyncIterator[bytes]:
    """The body of a request, which may fail."""
    for part in parts:
        if isinstance(part, Exception):
            raise part
        yield part


@contextmanager
def talk_once(talk: Callable[[socket.socket, Event], None]) -> Generator[str]:
    """Serve one connection with a function; yields the URL."""
    done = Event()

    def serve() -> None:
        with suppress(OSError), listener.accept()[0] as client:
            talk(client, done)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            done.set()
            thread.join(5)


def silence(client: socket.socket, done: Event) -> None:
    done.wait(5)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST", "GET"])
async def test_nothing_is_sent_twice(method: str) -> None:
    def serve(_: Received, number: int) -> RawResponse:
        return DROP if number == 2 else OK

    async with async_serve(serve) as server, httpx.AsyncClient(transport=AiohttpTransport()) as http:
        await http.get(server.url)
        with pytest.raises(httpx.RemoteProtocolError):
            await http.request(method, server.url)
    assert len(server.requests) == 2


async def test_an_upload_is_not_sent_twice() -> None:
    def serve(_: Received, number: int) -> RawResponse:
        return DROP if number == 2 else (200, {}, b'{"assets":[]}')

    async with (
        async_serve(serve) as server,
        AsyncClient(authtoken="t", base_url=server.url, transport=AiohttpTransport()) as client,
    ):
        assets = client.stack("key").assets
        await assets.list()
        with pytest.raises(ConnectionLostError):
            await assets.replace("a", b"content", file_name="a.txt")
    assert [request.method for request in server.requests] == ["GET", "PUT"]


async def test_a_connection_that_was_just_closed_is_not_used() -> None:
    """The event loop has had no time to notice."""
    hung_up = Event()

    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            for _ in range(2):
                with listener.accept()[0] as client:
                    client.recv(65_536)
                    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                hung_up.set()

        Thread(target=serve, daemon=True).start()
        async with httpx.AsyncClient(transport=AiohttpTransport()) as http:
            for _ in range(2):
                response = await http.post(f"http://127.0.0.1:{listener.getsockname()[1]}")
                hung_up.wait(5)  # The event loop is blocked on purpose.
                hung_up.clear()
                assert response.status_code == 200


@pytest.mark.parametrize("body", [b"", b"small", MEGABYTE], ids=len)
async def test_bodies_and_headers_arrive_as_httpx_sends_them(body: bytes) -> None:
    async with async_serve(OK) as server:
        for transport in (AiohttpTransport(), httpx.AsyncHTTPTransport()):
            async with httpx.AsyncClient(transport=transport) as http:
                await http.post(f"{server.url}/a%2Fb%7E?q=%7B%22%2B%20+", content=body, headers={"X-Empty": ""})
                await http.post(server.url, content=pieces(body, body))
                await http.get(server.url)
    by_aiohttp, by_httpx = server.requests[:3], server.requests[3:]
    for one, other in zip(by_aiohttp, by_httpx, strict=True):
        assert (one.method, one.target, one.headers) == (other.method, other.target, other.headers)
        assert one.body == other.body


async def test_large_headers_of_a_response() -> None:
    async with (
        async_serve((200, {"x-large": "x" * 50_000}, b"{}")) as server,
        httpx.AsyncClient(transport=AiohttpTransport()) as http,
    ):
        assert len((await http.get(server.url)).headers["x-large"]) == 50_000


@pytest.mark.parametrize("name", [b"a b", b"a:", b"a\x00"])
async def test_header_names_that_are_not_allowed(name: Any) -> None:
    async with async_serve(OK) as server, httpx.AsyncClient(transport=AiohttpTransport()) as http:
        with pytest.raises(httpx.LocalProtocolError, match="Illegal header"):
            await http.get(server.url, headers=[(name, b"x")])
    assert server.requests == []


@pytest.mark.parametrize("value", ["a\r\nb: c", "a\x00", " a"])
async def test_header_values_that_are_not_allowed(value: str) -> None:
    async with async_serve(OK) as server, httpx.AsyncClient(transport=AiohttpTransport()) as http:
        with pytest.raises(httpx.LocalProtocolError, match="Illegal header") as caught:
            await http.get(server.url, headers={"authtoken": value})
    assert value not in str(caught.value)
    assert server.requests == []


async def test_a_stalled_upload_raises_a_write_timeout() -> None:
    with talk_once(silence) as url:
        timeout = httpx.Timeout(None, write=0.3)  # nothing else ends it
        async with httpx.AsyncClient(transport=AiohttpTransport(), timeout=timeout) as http:
            for content in (bytes(20_000_000), pieces(*[MEGABYTE] * 20)):
                begin = time.monotonic()
                with pytest.raises(httpx.WriteTimeout):
                    await http.post(url, content=content)
                assert time.monotonic() - begin >= 0.3


async def test_an_upload_that_goes_on_is_not_stalled() -> None:
    async def slow() -> AsyncIterator[bytes]:
        for _ in range(4):
            await anyio.sleep(0.15)
            yield bytes(100_000)

    async with (
        async_serve(OK) as server,
        httpx.AsyncClient(transport=AiohttpTransport(), timeout=httpx.Timeout(5, write=0.1, read=0.5)) as http,
    ):
        assert (await http.post(server.url, content=slow())).status_code == 200
    assert len(server.requests[0].body) == 400_000


async def test_a_response_that_does_not_come() -> None:
    with talk_once(silence) as url:
        async with httpx.AsyncClient(transport=AiohttpTransport(), timeout=httpx.Timeout(5, read=0.1)) as http:
            with pytest.raises(httpx.ReadTimeout):
                await http.get(url)


async def test_a_handshake_that_does_not_end() -> None:
    with talk_once(silence) as url:
        async with httpx.AsyncClient(transport=AiohttpTransport(), timeout=httpx.Timeout(5, connect=0.1)) as http:
            with pytest.raises(httpx.ConnectTimeout, match=r"127\.0\.0\.1:\d+: "):
                await http.get(url.replace("http:", "https:"))


async def test_waiting_for_a_connection_is_told_apart() -> None:
    async with (
        async_serve(OK) as server,
        httpx.AsyncClient(transport=AiohttpTransport(max_connections=1), timeout=httpx.Timeout(5, pool=0.05)) as http,
    ):
        async with http.stream("GET", server.url):
            with pytest.raises(httpx.PoolTimeout):
                await http.get(server.url)
        for _ in range(3):
            assert (await http.get(server.url)).status_code == 200
    assert server.connections == 1


@pytest.mark.parametrize(
    "error",
    [OSError("disk"), RuntimeError("loop"), ValueError("x"), TimeoutError(), httpx.ReadError("of the source")],
    ids=lambda error: type(error).__name__,
)
async def test_an_exception_of_the_request_body_is_raised(error: Exception) -> None:
    async with async_serve(OK) as server, httpx.AsyncClient(transport=AiohttpTransport()) as http:
        with pytest.raises(type(error)) as caught:
            await http.post(server.url, content=pieces(b"a", error))
        assert caught.value is error
        assert (await http.get(server.url)).status_code == 200


@pytest.mark.parametrize("length", ["1", "3"])
async def test_a_body_of_another_length_than_declared(length: str) -> None:
    async with async_serve(OK) as server, httpx.AsyncClient(transport=AiohttpTransport()) as http:
        with pytest.raises(httpx.LocalProtocolError, match="declared Content-Length"):
            await http.post(server.url, content=pieces(b"ab"), headers={"content-length": length})


async def test_failures_to_connect() -> None:
    async with async_serve(OK) as server:
        pass
    async with httpx.AsyncClient(transport=AiohttpTransport()) as http:
        with pytest.raises(httpx.ConnectError, match=rf"cannot connect to 127\.0\.0\.1:{server.port} \("):
            await http.get(server.url)
        with pytest.raises(httpx.ConnectError, match=r"cannot connect to nowhere\.invalid:443 \("):
            await http.get("https://nowhere.invalid/")
        with pytest.raises(httpx.UnsupportedProtocol):
            await http.get("ftp://localhost/")


async def test_an_untrusted_certificate() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    async with async_serve(OK, context=context) as server, httpx.AsyncClient(transport=AiohttpTransport()) as http:
        with pytest.raises(httpx.ConnectError, match=r"localhost:\d+ \(.*CERTIFICATE_VERIFY_FAILED") as caught:
            await http.get(server.url, headers={"authtoken": "topsecret"})
    assert isinstance(caught.value.__cause__, ssl.SSLError)


async def test_responses_that_are_broken() -> None:
    async with httpx.AsyncClient(transport=AiohttpTransport()) as http:
        async with async_serve((200, {"content-length": "5", "connection": "close"}, b"abc")) as server:
            with pytest.raises(httpx.RemoteProtocolError):
                await http.get(server.url)
        async with async_serve((200, {"x\x01 y": "z\x02"}, b"")) as server:
            with pytest.raises(httpx.RemoteProtocolError):
                await http.get(server.url)


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_https_goes_through_a_tunnel(scheme: str) -> None:
    authority = trustme.CA()
    of_server, of_proxy = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    of_client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.issue_cert("api.example.test").configure_cert(of_server)
    authority.issue_cert("localhost").configure_cert(of_proxy)
    authority.configure_trust(of_client)
    async with (
        async_serve(OK, context=of_server) as server,
        async_proxy(server.url, credentials="user:s#cret", context=of_proxy if scheme == "https" else None) as proxy,
    ):
        transport = AiohttpTransport(proxy=proxy.url(scheme, "user:s%23cret@"), verify=of_client)
        async with httpx.AsyncClient(transport=transport) as http:
            for _ in range(2):
                assert (await http.get(API)).content == b"{}"
    assert proxy.asked == ["api.example.test:443"]
    assert "proxy-authorization" not in server.requests[0].headers


async def test_proxies_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    async with async_serve(OK) as proxy, async_serve(OK) as direct:
        monkeypatch.setenv("http_proxy", proxy.url.replace("://", "://user:s%23cret@"))
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        async with httpx.AsyncClient(transport=AiohttpTransport()) as http:
            await http.get("http://api.example.test/a")
            await http.get(direct.url)
    [received] = proxy.requests
    assert received.target == "http://api.example.test/a"
    assert received.headers["proxy-authorization"] == "Basic dXNlcjpzI2NyZXQ="
    assert len(direct.requests) == 1


@pytest.mark.parametrize("reply", [b"HTTP/1.1 502 Bad Gateway\r\n\r\n", b"nonsense\r\n\r\n", HANG_UP, HANG])
async def test_a_proxy_that_fails(reply: bytes | str) -> None:
    kind = httpx.ConnectTimeout if reply == HANG else httpx.ProxyError
    async with async_proxy(API, reply=reply) as proxy:
        transport = AiohttpTransport(proxy=proxy.url(user="user:s%23cret@"))
        async with httpx.AsyncClient(transport=transport, timeout=httpx.Timeout(9, connect=0.3)) as http:
            with pytest.raises(kind, match=rf"http://localhost:{proxy.port}(: | \().+") as caught:
                await http.post(API)
    told = "".join(traceback.format_exception(caught.value))
    assert "s#cret" not in told
    assert "s%23cret@" not in told
    assert "dXNlcjpzI2NyZXQ" not in told


async def test_wrong_credentials_for_a_proxy() -> None:
    async with (
        async_proxy(API, credentials="user:other") as proxy,
        httpx.AsyncClient(transport=AiohttpTransport(proxy=proxy.url(user="user:s%23cret@"))) as http,
    ):
        with pytest.raises(httpx.ProxyError, match=rf"http://localhost:{proxy.port} \(407 "):
            await http.get(API)


async def test_nothing_is_sent_to_a_socks_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="default transport"):
        AiohttpTransport(proxy="socks5://localhost:1")
    async with async_proxy(API, reply=HANG_UP) as proxy:
        monkeypatch.setenv("all_proxy", proxy.url("socks5"))
        transport = AiohttpTransport()
        with pytest.raises(ValueError, match="default transport"):
            transport.check(API)
        async with httpx.AsyncClient(transport=transport) as http:
            with pytest.raises(httpx.ProxyError, match="default transport"):
                await http.get(API)
    assert proxy.asked == []


def test_without_the_extra() -> None:
    program = """
import sys
sys.modules["aiohttp"] = None
try:
    from contentstack_cma.network.aiohttp_transport import AiohttpTransport
except ImportError as error:
    print(error, error.__cause__)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == 'AiohttpTransport needs an extra: pip install "contentstack-cma[aiohttp]" None\n'
