"""Send requests to servers on this machine only: nothing leaves it."""

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

TIMEOUT = 30.0
"""Seconds to wait for a response."""

MAX_REDIRECTS = 5
MAX_BYTES = 1024 * 1024
"""How many bytes of a response are stored."""

NOT_LOOPBACK = "Not delivered: the emulator calls only loopback addresses."

OWN_ADDRESS = "Not delivered: the emulator does not call itself."

DEFAULT_PORTS = {"http": 80, "https": 443}

KEEP_METHOD = (307, 308)
REDIRECTS = (301, 302, 303, *KEEP_METHOD)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The result of a request: a status with headers and body, or a `message` that says why there is none.

    `attempted` is False if nothing was sent.
    """

    status: int | None = None
    message: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Any = None
    attempted: bool = True

    @property
    def is_success(self) -> bool:
        """Whether the receiver accepted it."""
        return self.status is not None and HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def is_failure(self) -> bool:
        """Whether the receiver could not be reached, or failed."""
        return self.attempted and (self.status is None or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR)


def post(url: str, headers: Mapping[str, str], content: bytes, own_port: int = 0) -> Delivery:
    """Post to a URL on this machine, and follow redirects on this machine.

    Nothing is sent to `own_port`, because the control API of the emulator would accept it.
    """
    method, body = "POST", content
    for _ in range(MAX_REDIRECTS + 1):
        delivery = _send(method, url, headers, body, own_port)
        location = delivery.headers.get("location")
        if delivery.status not in REDIRECTS or not location:
            return delivery
        url = urljoin(url, location)
        if delivery.status not in KEEP_METHOD:
            method, body = "GET", b""
    return Delivery(message="Exceeded maximum number of redirects.")


def is_loopback(host: str | None) -> bool:
    """Return whether a host is a loopback address or `localhost`."""
    if host is None or host.lower() == "localhost":
        return host is not None
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _send(method: str, url: str, headers: Mapping[str, str], body: bytes, own_port: int) -> Delivery:
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not is_loopback(parts.hostname):
            return Delivery(message=NOT_LOOPBACK, attempted=False)
        if (parts.port or DEFAULT_PORTS[parts.scheme]) == own_port:
            return Delivery(message=OWN_ADDRESS, attempted=False)
        connection = _connect(parts)
    except ValueError:
        return Delivery(message="Invalid URI.", attempted=False)
    try:
        connection.request(method, _build_target(parts), body or None, dict(headers))
        return _read(connection.getresponse())
    except TimeoutError:
        return Delivery(message="The request timed out.")
    except (OSError, HTTPException, ValueError):
        return Delivery(message="Unable to connect to host.")
    finally:
        connection.close()


def _connect(parts: SplitResult) -> HTTPConnection:
    """Return a connection. `localhost` is never looked up, because this machine may resolve it to another address."""
    host = parts.hostname or ""
    address = "127.0.0.1" if host == "localhost" else host
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(address, parts.port, timeout=TIMEOUT)


def _build_target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _read(response: HTTPResponse) -> Delivery:
    headers = {name.lower(): value for name, value in response.getheaders()}
    text = response.read(MAX_BYTES).decode("utf-8", errors="replace")
    is_json = headers.get("content-type", "").partition(";")[0].strip().endswith("json")
    return Delivery(response.status, headers=headers, body=_parse_json(text) if is_json else text)


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
