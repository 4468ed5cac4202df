"""Wait on loopback for the redirect from the consent page."""

import webbrowser
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer
from time import monotonic
from typing import Protocol, cast
from urllib.parse import urlsplit

from ..errors import OAuthError, RequestTimeoutError

_LOOPBACK = "127.0.0.1"
_LOOPBACK_NAMES = frozenset({_LOOPBACK, "localhost"})
_POLL_SECONDS = 0.5
_DONE = b"<!doctype html><meta charset=utf-8><title>Signed in</title><p>You can close this page."
_NOT_FOUND = b"<!doctype html><meta charset=utf-8><title>Not found</title><p>There is nothing at this address."


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


def wait_for_redirect(sign_in: SignIn, timeout: float, open_browser: Callable[[str], object] | None) -> str:
    """Return the URL that the browser is redirected to.

    Raises:
        OAuthError: `redirect_uri` is not on this machine, or its port is in use.
        RequestTimeoutError: The redirect did not arrive in time.
    """
    with _Listener(sign_in) as listener:
        (open_browser or webbrowser.open)(sign_in.authorization_url())
        return listener.wait(monotonic() + timeout)


class _Listener(TCPServer):
    """Listen on the port of the redirect, on loopback only."""

    allow_reuse_address = True

    def __init__(self, sign_in: SignIn) -> None:
        target = urlsplit(sign_in.redirect_uri)
        if target.scheme != "http" or target.hostname not in _LOOPBACK_NAMES or target.port is None:
            raise OAuthError("login_with_browser() needs a redirect_uri like http://localhost:8184")
        self._path = target.path or "/"
        self._sign_in = sign_in
        self._redirect: str | None = None
        self.timeout = _POLL_SECONDS
        try:
            super().__init__((_LOOPBACK, target.port), _Handler)
        except OSError as error:
            raise OAuthError(f"cannot listen on port {target.port}: {error.strerror}") from error

    def wait(self, deadline: float) -> str:
        """Serve until the redirect arrives."""
        while self._redirect is None:
            if monotonic() > deadline:
                raise RequestTimeoutError(
                    "the consent page did not redirect back in time: sign in again, or raise timeout"
                )
            self.handle_request()
        return self._redirect

    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing when a browser closes the connection."""

    def takes(self, target: str) -> bool:
        """Return whether a request is the redirect; other requests to this port get a 404."""
        parts = urlsplit(target)
        redirect = f"{self._sign_in.redirect_uri.partition('?')[0]}?{parts.query}"
        if parts.path != self._path or not self._sign_in.is_awaiting(redirect):
            return False
        self._redirect = redirect
        return True


class _Handler(BaseHTTPRequestHandler):
    timeout = _POLL_SECONDS

    def do_GET(self) -> None:
        """Serve a short page to the browser."""
        taken = cast("_Listener", self.server).takes(self.path)
        page = _DONE if taken else _NOT_FOUND
        self.send_response(200 if taken else 404)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(page)))
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the standard library's
        """Print nothing: the URL contains the authorization code."""
