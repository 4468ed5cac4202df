"""Signing in with a browser: where there is none, and when the wait is cancelled."""

import asyncio
import socket
import webbrowser
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio
import httpx
import pytest

from contentstack_cma import OAuth, OAuthError, OAuthToken, RequestTimeoutError


def sign_in(oauth: OAuth, **arguments: Any) -> OAuthToken:
    return oauth.login_with_browser(**arguments)


def sign_in_asynchronously(oauth: OAuth, **arguments: Any) -> OAuthToken:
    return asyncio.run(oauth.alogin_with_browser(**arguments))


WAYS = pytest.mark.parametrize("run", [sign_in, sign_in_asynchronously])


def find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def build_app(port: int) -> OAuth:
    return OAuth(app_id="a", client_id="c", redirect_uri=f"http://localhost:{port}")


@pytest.fixture
def browsers(monkeypatch: pytest.MonkeyPatch) -> None:
    """No browser is known."""
    monkeypatch.setattr(webbrowser, "_tryorder", [])
    monkeypatch.setattr(webbrowser, "_browsers", {})
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("BROWSER", raising=False)


@WAYS
@pytest.mark.usefixtures("browsers")
@pytest.mark.parametrize("name", [None, "www-browser", "/usr/bin/lynx", "links", "elinks", "w3m"])
def test_where_no_browser_can_show_the_page(run: Callable[..., object], name: str | None) -> None:
    if name is not None:
        webbrowser.register(name, None, webbrowser.GenericBrowser(name))
    with pytest.raises(OAuthError, match=r"no browser .* authorization_url\(\) .* exchange\(\)"):
        run(build_app(find_free_port()))


@WAYS
@pytest.mark.parametrize("fails", [False, True])
def test_a_browser_that_does_not_open(run: Callable[..., object], fails: bool) -> None:
    def open_browser(_: str) -> bool:
        if fails:
            raise webbrowser.Error("could not locate runnable browser")
        return False

    port = find_free_port()
    with pytest.raises(OAuthError, match=r"no browser .* authorization_url\(\)"):
        run(build_app(port), open_browser=open_browser)
    socket.create_server(("127.0.0.1", port)).close()


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_wait_closes_its_port_at_once(backend: str) -> None:
    port = find_free_port()

    async def main() -> None:
        with anyio.move_on_after(0.3) as scope:
            await build_app(port).alogin_with_browser(open_browser=lambda _: True)
        assert scope.cancelled_caught
        socket.create_server(("127.0.0.1", port)).close()

    anyio.run(main, backend=backend)


def test_connections_without_a_request_do_not_block() -> None:
    port = find_free_port()
    opened: list[socket.socket] = []

    def open_browser(url: str) -> None:
        opened.extend(socket.create_connection(("127.0.0.1", port)) for _ in range(3))
        opened[1].sendall(b"POST / HTTP/1.1\r\n\r\n")
        opened[2].sendall(b"\x00\xff\r\n\r\n")

    async def main() -> None:
        oauth = build_app(port)

        async def come_back() -> None:
            await anyio.sleep(0.2)
            pending = oauth.pending
            assert pending is not None
            async with httpx.AsyncClient() as http:
                page = await http.get(f"http://127.0.0.1:{port}/?code=c&state={pending.state}")
            assert page.status_code == 200

        async def sign_in() -> None:
            transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"access_token": "a1"}))
            async with httpx.AsyncClient(transport=transport) as http:
                token = await oauth.alogin_with_browser(open_browser=open_browser, timeout=20, http=http)
            assert token.access_token == "a1"

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(come_back)
            tasks.start_soon(sign_in)

    asyncio.run(main())
    for connection in opened:
        connection.close()


@WAYS
def test_nobody_comes_back(run: Callable[..., object]) -> None:
    with pytest.raises(RequestTimeoutError, match="did not redirect back in time"):
        run(build_app(find_free_port()), open_browser=lambda _: None, timeout=0.1)


def test_the_url_is_that_of_the_pending_sign_in() -> None:
    assert build_app(1).pending is None
    oauth = build_app(1)
    query = parse_qs(urlsplit(oauth.authorization_url()).fragment.partition("?")[2])
    assert oauth.pending is not None
    assert query["state"] == [oauth.pending.state]
    assert query["code_challenge"] == [oauth.pending.challenge]
