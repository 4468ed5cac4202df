"""Wait on loopback for the redirect from the consent page."""

import socket
import webbrowser
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import PurePath
from socketserver import TCPServer
from time import monotonic
from typing import TYPE_CHECKING, Protocol, cast
from urllib.parse import urlsplit

from ..errors import OAuthError, RequestTimeoutError

if TYPE_CHECKING:
    from anyio.abc import ByteStream

_LOOPBACK = "127.0.0.1"
_LOOPBACK_NAMES = frozenset({_LOOPBACK, "localhost"})
_POLL_SECONDS = 0.5
_LARGEST_REQUEST = 65_536
_LONGEST_REQUEST = 5.0
"""Seconds that a browser may take to send a request; it also opens connections on which it sends nothing."""

_DONE = b"<!doctype html><meta charset=utf-8><title>Signed in</title><p>You can close this page."
_NOT_FOUND = b"<!doctype html><meta charset=utf-8><title>Not found</title><p>There is nothing at this address."

_TEXT_BROWSERS = frozenset({"www-browser", "links", "elinks", "lynx", "w3m"})
"""Browsers for terminals, which cannot show the consent page and do not return before they are closed."""
_NO_BROWSER = (
    "no browser can be opened here: print authorization_url() and open it elsewhere; then call exchange() with the URL "
    "that the browser was redirected to"
)


class SignIn(Protocol):
    """A sign-in that waits for a redirect."""

    @property
    def redirect_uri(self) -> str:
        """URL that the browser is redirected to."""
        ...

    def authorization_url(self) -> str:
        """Return the URL of the consent page."""
        ...

    def is_awaiting(self, redirect: str, /) -> bool:
        """Whether `redirect` belongs to this sign-in."""
        ...


OpenBrowser = Callable[[str], object]


def sync_wait_for_redirect(sign_in: SignIn, timeout: float, open_browser: OpenBrowser | None) -> str:
    """Return the URL that the browser is redirected to.

    Raises:
        OAuthError: No browser can be opened, `redirect_uri` is not on this machine, or its port is in use.
        RequestTimeoutError: The redirect did not arrive in time.
    """
    goal = _Goal(sign_in)
    start = open_browser or _choose_browser()
    try:
        listener = _Listener(goal)
    except OSError as error:
        raise goal.explain(error) from error
    with listener:
        _open(start, sign_in.authorization_url())
        deadline = monotonic() + timeout
        while goal.redirect is None:
            if monotonic() > deadline:
                raise goal.build_timeout_error()
            listener.handle_request()
    return goal.redirect


async def async_wait_for_redirect(
    sign_in: SignIn,
    timeout: float,  # noqa: ASYNC109 - how long the user has
    open_browser: OpenBrowser | None,
) -> str:
    """Asynchronous version of `sync_wait_for_redirect`. When it is cancelled, it closes the port at once."""
    from anyio import CancelScope, create_tcp_listener, move_on_after
    from anyio.to_thread import run_sync

    goal = _Goal(sign_in)
    start = open_browser or _choose_browser()
    try:
        listener = await create_tcp_listener(local_host=_LOOPBACK, local_port=goal.port, family=socket.AF_INET)
    except OSError as error:
        raise goal.explain(error) from error
    finished = CancelScope()

    async def serve(stream: "ByteStream") -> None:
        await _serve_page(stream, goal)
        if goal.redirect is not None:
            finished.cancel()

    async with listener:
        await run_sync(_open, start, sign_in.authorization_url(), abandon_on_cancel=True)
        with finished, move_on_after(timeout):
            await listener.serve(serve)
    if goal.redirect is None:
        raise goal.build_timeout_error()
    return goal.redirect


def _choose_browser() -> OpenBrowser:
    """Return the function that opens the system's browser.

    Raises:
        OAuthError: There is none, or only one for terminals.
    """
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        raise OAuthError(_NO_BROWSER) from None
    if PurePath(str(getattr(browser, "name", ""))).stem in _TEXT_BROWSERS:
        raise OAuthError(f"{_NO_BROWSER} ({browser.name} is a browser for terminals)")
    return browser.open


def _open(open_browser: OpenBrowser, url: str) -> None:
    try:
        was_opened = open_browser(url)
    except webbrowser.Error:
        was_opened = False
    if was_opened is False:
        raise OAuthError(_NO_BROWSER)


class _Goal:
    """The redirect that is awaited.

    Attributes:
        redirect: The URL, once it has arrived.
        port: The port to listen on.
    """

    def __init__(self, sign_in: SignIn) -> None:
        target = urlsplit(sign_in.redirect_uri)
        if target.scheme != "http" or target.hostname not in _LOOPBACK_NAMES or target.port is None:
            raise OAuthError("login_with_browser() needs a redirect_uri like http://localhost:8184")
        self._path = target.path or "/"
        self._sign_in = sign_in
        self.port: int = target.port
        self.redirect: str | None = None

    def handle(self, target: str) -> tuple[int, bytes]:
        """Return status and page for a request, and keep it if it is the redirect; others get a 404."""
        parts = urlsplit(target)
        redirect = f"{self._sign_in.redirect_uri.partition('?')[0]}?{parts.query}"
        if parts.path != self._path or not self._sign_in.is_awaiting(redirect):
            return 404, _NOT_FOUND
        self.redirect = redirect
        return 200, _DONE

    def explain(self, error: OSError) -> OAuthError:
        """Return the exception for a port that cannot be listened on."""
        return OAuthError(f"cannot listen on port {self.port}: {error.strerror or error}")

    def build_timeout_error(self) -> RequestTimeoutError:
        """Return the exception for a redirect that did not arrive."""
        return RequestTimeoutError("the consent page did not redirect back in time: sign in again, or raise timeout")


class _Listener(TCPServer):
    """Listen on the port of the redirect, on loopback only."""

    allow_reuse_address = True
    timeout = _POLL_SECONDS

    def __init__(self, goal: _Goal) -> None:
        self.goal = goal
        super().__init__((_LOOPBACK, goal.port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing when a browser closes the connection."""


class _Handler(BaseHTTPRequestHandler):
    timeout = _POLL_SECONDS

    def do_GET(self) -> None:
        """Serve a short page to the browser."""
        status, page = cast("_Listener", self.server).goal.handle(self.path)
        self.send_response(status)
        for name, value in _build_headers(page).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the standard library's
        """Print nothing: the URL contains the authorization code."""


def _build_headers(page: bytes) -> dict[str, str]:
    return {"content-type": "text/html; charset=utf-8", "content-length": str(len(page)), "connection": "close"}


async def _serve_page(stream: "ByteStream", goal: _Goal) -> None:
    """Serve a short page to the browser. Broken connections and requests do not matter."""
    from anyio import BrokenResourceError, ClosedResourceError, EndOfStream, move_on_after

    async with stream:
        with move_on_after(_LONGEST_REQUEST):
            try:
                target = await _read_target(stream)
                if target is not None:
                    status, page = goal.handle(target)
                    head = "".join(f"{name}: {value}\r\n" for name, value in _build_headers(page).items())
                    line = f"HTTP/1.0 {status} {HTTPStatus(status).phrase}"
                    await stream.send(f"{line}\r\n{head}\r\n".encode() + page)
            except (BrokenResourceError, ClosedResourceError, EndOfStream):
                return


async def _read_target(stream: "ByteStream") -> str | None:
    """Return the target of a GET request; None if it is another request."""
    received = b""
    while b"\r\n\r\n" not in received and len(received) < _LARGEST_REQUEST:
        received += await stream.receive()
    match received.split(b"\r\n", 1)[0].decode("latin-1").split(" "):
        case ["GET", target, _]:
            return target
        case _:
            return None
