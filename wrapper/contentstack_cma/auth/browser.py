"""Waits on loopback for the browser to come back from the consent page."""

import webbrowser
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer
from time import monotonic
from typing import Protocol, cast
from urllib.parse import urlsplit

from ..errors import OAuthError, RequestTimeoutError

_LOOPBACK = "127.0.0.1"
_HERE = frozenset({_LOOPBACK, "localhost"})
_PATIENCE = 0.5
_DONE = b"<!doctype html><meta charset=utf-8><title>Signed in</title><p>You can close this page."
_ELSEWHERE = b"<!doctype html><meta charset=utf-8><title>Not found</title><p>Nobody waits for this here."


class SignIn(Protocol):
    """A sign-in that waits for a redirect."""

    @property
    def redirect_uri(self) -> str:
        """Where the browser is sent."""
        ...

    def authorization_url(self) -> str:
        """Where the user consents."""
        ...

    def is_awaiting(self, redirect: str, /) -> bool:
        """Whether this is the redirect."""
        ...


def redirected(sign_in: SignIn, timeout: float, open_browser: Callable[[str], object] | None) -> str:
    """The URL that the browser comes back with.

    Raises:
        OAuthError: The redirect does not lead to this computer, or its port is taken.
        RequestTimeoutError: The user did not come back in time.
    """
    with _Listener(sign_in) as listener:
        (open_browser or webbrowser.open)(sign_in.authorization_url())
        return listener.wait(monotonic() + timeout)


class _Listener(TCPServer):
    """Listens on the port of the redirect, on loopback only."""

    allow_reuse_address = True

    def __init__(self, sign_in: SignIn) -> None:
        target = urlsplit(sign_in.redirect_uri)
        if target.scheme != "http" or target.hostname not in _HERE or target.port is None:
            raise OAuthError("login_with_browser needs a redirect_uri like http://localhost:8184")
        self._path = target.path or "/"
        self._sign_in = sign_in
        self._redirect: str | None = None
        self.timeout = _PATIENCE
        try:
            super().__init__((_LOOPBACK, target.port), _Handler)
        except OSError as error:
            raise OAuthError(f"cannot listen on port {target.port}: {error.strerror}") from error

    def wait(self, deadline: float) -> str:
        """Serve until the redirect comes."""
        while self._redirect is None:
            if monotonic() > deadline:
                raise RequestTimeoutError("nobody came back from the consent page in time")
            self.handle_request()
        return self._redirect

    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing when a browser hangs up."""

    def takes(self, target: str) -> bool:
        """Whether a request is the redirect; anything else on this port is none of our business."""
        parts = urlsplit(target)
        redirect = f"{self._sign_in.redirect_uri.partition('?')[0]}?{parts.query}"
        if parts.path != self._path or not self._sign_in.is_awaiting(redirect):
            return False
        self._redirect = redirect
        return True


class _Handler(BaseHTTPRequestHandler):
    timeout = _PATIENCE

    def do_GET(self) -> None:
        """Answer the browser."""
        taken = cast("_Listener", self.server).takes(self.path)
        page = _DONE if taken else _ELSEWHERE
        self.send_response(200 if taken else 404)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(page)))
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the standard library's
        """Print nothing: the URL holds a code."""
