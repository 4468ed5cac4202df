"""Fetch the public key of a region, and verify requests with it."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Self, TypeVar

import httpx

from contentstack_cma_client.errors import DecodeError
from contentstack_cma_client.json_codec import loads

from ..error_mapping import build_exception
from ..errors import CALL, ContentstackError
from ..forking import register_at_fork
from ..pace.budgets import Budget
from ..regions import Region, find_hosts
from ..retry import RetryPolicy, check_seconds
from ..sending.steps import Steps, send_request
from ..wire.delivery import DELIVERY, Delivery
from ..wire.requests import IDENTITY
from ..wire.story import Story
from .request import Body, Headers, read_body, read_headers
from .signatures import (
    CERTIFICATE_HEADER,
    matches_certificate,
    parse_public_key,
    read_certificate_signatures,
    require_cryptography,
)
from .verification import TOLERANCE, build_window, make_mismatch, read_signed_event

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from contentstack_cma_client.models import WebhookEvent

T = TypeVar("T")

REFETCH_INTERVAL = 300.0
"""Minimum seconds between two requests for the key: anybody can send wrong signatures."""

_PATH = "/.well-known/public-keys.json"
_NAME = "signing-key"


@dataclass(frozen=True, slots=True)
class _SignedRequest:
    """The body of a request, and its signatures."""

    content: bytes
    signatures: list[bytes]

    @classmethod
    def read(cls, body: Body, headers: Headers) -> Self:
        """Read a request. Raises `WebhookSignatureError` if it has no signature by the certificate."""
        return cls(read_body(body), read_certificate_signatures(read_headers(headers)))

    def is_signed_by(self, pem: bytes) -> bool:
        """Return whether a signature was made with the private half of this key; False for an empty one."""
        return bool(pem) and matches_certificate(self.signatures, self.content, [parse_public_key(pem)])


class PublicKey:
    """The public key of a region. It is fetched when it is first needed, and then kept.

    If a signature does not match, the key is fetched again, at most every five minutes: it may have been replaced.
    One object can be shared by threads and tasks, which call `averify`.

        key = webhooks.PublicKey(region="eu")
        event = key.verify(body, headers)

    Args:
        region: The region of the stack. Default: North America.
        base_url: Scheme and host of the API, instead of a region.
        timeout: Maximum seconds to fetch the key, retries included.

    Raises:
        ImportError: The extra `webhooks` is not installed.
        TypeError: `timeout` or `base_url` is of the wrong type.
        ValueError: The region is unknown, `base_url` is not scheme and host, or `timeout` is negative.
    """

    def __init__(
        self, *, region: Region | str | None = None, base_url: str | None = None, timeout: float = 10.0
    ) -> None:
        require_cryptography()
        self._hosts = find_hosts(region, base_url)
        check_seconds(timeout, "timeout")
        self._timeout = timeout
        self._pem = b""
        self._asked_at = 0.0
        self._lock = Lock()
        register_at_fork(self)

    def __repr__(self) -> str:
        return f"PublicKey({self._hosts.app})"

    def reset_after_fork(self) -> None:
        """Replace the lock: a thread of the parent may have been fetching the key."""
        self._lock = Lock()

    def verify(
        self,
        body: Body,
        headers: Headers,
        *,
        tolerance: float | timedelta = TOLERANCE,
        now: datetime | None = None,
    ) -> WebhookEvent:
        """Verify the request of a webhook, and return its event. See `contentstack_cma.webhooks.verify`.

        Args:
            body: The raw body of the request, before any parsing.
            headers: The headers of the request.
            tolerance: Maximum difference between the time of the signature and now, in seconds.
            now: The time to compare with. Default: the current time.

        Raises:
            WebhookSignatureError: The signature is missing, malformed, wrong or too old.
            WebhookPayloadError: The signature is valid, but the body is not an event.
            ContentstackError: The key could not be fetched.
            TypeError: `body` was parsed, or an argument is of the wrong type.
        """
        request, window = _SignedRequest.read(body, headers), build_window(tolerance, now)
        if not request.is_signed_by(pem := self._pem):
            self._check_due(pem)
            self._run(self._verify_newer(request, pem))
        return read_signed_event(request.content, window)

    async def averify(
        self,
        body: Body,
        headers: Headers,
        *,
        tolerance: float | timedelta = TOLERANCE,
        now: datetime | None = None,
    ) -> WebhookEvent:
        """Asynchronous version of `verify`."""
        request, window = _SignedRequest.read(body, headers), build_window(tolerance, now)
        if not request.is_signed_by(pem := self._pem):
            self._check_due(pem)
            await self._arun(self._verify_newer(request, pem))
        return read_signed_event(request.content, window)

    def fetch(self) -> str:
        """Fetch the key and return it, to pass it to `verify` or to keep it.

        Raises:
            ContentstackError: It could not be fetched.
        """
        return self._run(self._fetch())

    async def afetch(self) -> str:
        """Asynchronous version of `fetch`."""
        return await self._arun(self._fetch())

    def _run(self, steps: Steps[T]) -> T:
        from ..sending._sync.sign_in import run_steps

        return run_steps(steps, self._hosts.app, None)

    async def _arun(self, steps: Steps[T]) -> T:
        from ..sending._async.sign_in import run_steps

        return await run_steps(steps, self._hosts.app, None)

    def _check_due(self, pem: bytes) -> None:
        """Raise `WebhookSignatureError` if the key, which does not match, was fetched too recently to be outdated."""
        if pem and monotonic() - self._asked_at < REFETCH_INTERVAL:
            raise make_mismatch(CERTIFICATE_HEADER)

    def _verify_newer(self, request: _SignedRequest, known: bytes) -> Steps[None]:
        """Verify a request with a newer key than `known`, which does not match, or is empty."""
        try:
            newer = yield from self._replace(known)
        except ContentstackError as error:
            if known:
                raise make_mismatch(CERTIFICATE_HEADER) from error
            raise
        if newer == known or not request.is_signed_by(newer):
            raise make_mismatch(CERTIFICATE_HEADER)

    def _replace(self, known: bytes) -> Steps[bytes]:
        """Return the key, fetched here or by another caller in the meantime."""
        while not (lock := self._lock).acquire(blocking=False):
            yield None
        try:
            if self._pem == known:
                self._asked_at = monotonic()
                yield from self._fetch()
            return self._pem
        finally:
            lock.release()

    def _fetch(self) -> Steps[str]:
        response = yield from send_request(self._build_request())
        if not response.is_success:
            raise build_exception(response)
        pem = _read_pem(response)
        self._pem, self._asked_at = pem.encode(), monotonic()
        return pem

    def _build_request(self) -> httpx.Request:
        story = Story(RetryPolicy(), repeatable=True, deadline=monotonic() + self._timeout)
        delivery = Delivery(story, self._hosts, budget=Budget.READS)
        timeout = httpx.Timeout(self._timeout).as_dict()
        extensions: dict[str, object] = {"timeout": timeout, CALL: "fetching the public key", DELIVERY: delivery}
        return httpx.Request("GET", f"{self._hosts.app}{_PATH}", headers=IDENTITY, extensions=extensions)


def _read_pem(response: httpx.Response) -> str:
    """Return the key in a response.

    Raises:
        DecodeError: It has none that can be used.
    """
    try:
        body = loads(response.content)
        pem = body.get(_NAME) if isinstance(body, dict) else None
        parse_public_key(pem.encode() if isinstance(pem, str) else b"")
    except (RecursionError, ValueError):
        pem = None
    if not isinstance(pem, str):
        raise DecodeError(
            f"{response.request.url} returned no public key under {_NAME!r}",
            response.status_code,
            response.headers.get("content-type", ""),
        )
    return pem
