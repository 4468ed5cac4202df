"""Calls other servers, but only those on this machine: nothing that the emulator does leaves it."""

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

TIMEOUT = 30.0
"""Seconds to wait for an answer."""

MOST_REDIRECTS = 5
MOST_BYTES = 1024 * 1024
"""Most bytes of an answer that are kept."""

NOT_ON_THIS_MACHINE = "Not delivered: the emulator calls only loopback addresses."

NOT_TO_ITSELF = "Not delivered: the emulator does not call itself."

DEFAULT_PORTS = {"http": 80, "https": 443}

KEEP_METHOD = (307, 308)
REDIRECTS = (301, 302, 303, *KEEP_METHOD)


@dataclass(frozen=True, slots=True)
class Answered:
    """How a call went: a status with headers and body, or none and a `message` that says why.

    `reached` is False where the emulator did not even try.
    """

    status: int | None = None
    message: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Any = None
    reached: bool = True

    @property
    def is_success(self) -> bool:
        """Whether the receiver took it."""
        return self.status is not None and HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def is_breakdown(self) -> bool:
        """Whether the receiver could not be reached, or broke down over it."""
        return self.reached and (self.status is None or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR)


def post(url: str, headers: Mapping[str, str], content: bytes, own_port: int = 0) -> Answered:
    """Post to a URL on this machine and answer how it went; redirects are followed as long as they stay on it.

    Nothing is sent to `own_port`, that of the emulator itself: its control API would obey.
    """
    method, body = "POST", content
    for _ in range(MOST_REDIRECTS + 1):
        answered = _call(method, url, headers, body, own_port)
        location = answered.headers.get("location")
        if answered.status not in REDIRECTS or not location:
            return answered
        url = urljoin(url, location)
        if answered.status not in KEEP_METHOD:
            method, body = "GET", b""
    return Answered(message="Exceeded maximum number of redirects.")


def is_on_this_machine(host: str | None) -> bool:
    """Answer whether a host is a loopback address, or the name of one that needs no look-up."""
    if host is None or host.lower() == "localhost":
        return host is not None
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _call(method: str, url: str, headers: Mapping[str, str], body: bytes, own_port: int) -> Answered:
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not is_on_this_machine(parts.hostname):
            return Answered(message=NOT_ON_THIS_MACHINE, reached=False)
        if (parts.port or DEFAULT_PORTS[parts.scheme]) == own_port:
            return Answered(message=NOT_TO_ITSELF, reached=False)
        connection = _connect(parts)
    except ValueError:
        return Answered(message="Invalid URI.", reached=False)
    try:
        connection.request(method, _target(parts), body or None, dict(headers))
        return _read(connection.getresponse())
    except TimeoutError:
        return Answered(message="The request timed out.")
    except (OSError, HTTPException, ValueError):
        return Answered(message="Unable to connect to host.")
    finally:
        connection.close()


def _connect(parts: SplitResult) -> HTTPConnection:
    """Make a connection; `localhost` is the address itself, whatever this machine takes the name for."""
    host = parts.hostname or ""
    address = "127.0.0.1" if host == "localhost" else host
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(address, parts.port, timeout=TIMEOUT)


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _read(response: HTTPResponse) -> Answered:
    headers = {name.lower(): value for name, value in response.getheaders()}
    text = response.read(MOST_BYTES).decode("utf-8", errors="replace")
    is_json = headers.get("content-type", "").partition(";")[0].strip().endswith("json")
    return Answered(response.status, headers=headers, body=_json(text) if is_json else text)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
