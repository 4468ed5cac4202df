"""Verify the request of a webhook, and return its event. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias, cast

from contentstack_cma_client.json_codec import loads
from contentstack_cma_client.models import WebhookEvent

from ..errors import WebhookPayloadError, WebhookSignatureError
from .request import Body, Headers, read_body, read_headers
from .signatures import (
    CERTIFICATE_HEADER,
    HMAC_HEADER,
    matches_certificate,
    matches_hmac,
    parse_public_key,
    read_certificate_signatures,
    read_hmac_signature,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

TOLERANCE = 300.0
"""Default for `tolerance`: maximum seconds between signing a request and receiving it."""

Keys: TypeAlias = "str | bytes | Iterable[str | bytes]"
"""One secret or key, or several during a rotation."""


def verify(
    body: Body,
    headers: Headers,
    *,
    secret: Keys | None = None,
    public_key: Keys | None = None,
    tolerance: float | timedelta = TOLERANCE,
    now: datetime | None = None,
) -> WebhookEvent:
    """Verify the request of a webhook, and return its event.

    Pass `secret` if the webhook signs with HMAC, `public_key` if it signs with the certificate. With both, a request
    that has an HMAC signature is verified with the secret, any other with the key.

    An event can be delivered twice, and others can replay a request until it is too old. Events have no id, so make
    handlers idempotent.

    Args:
        body: The raw body of the request, before any parsing.
        headers: The headers of the request: a mapping with names in any case, pairs, or the environ of WSGI.
        secret: The HMAC secret of the organization; several during a rotation.
        public_key: The public key of the region, in PEM. `PublicKey` fetches it. Needs the extra `webhooks`.
        tolerance: Maximum difference between the time of the signature and now, in seconds.
        now: The time to compare with. Default: the current time.

    Returns:
        The event. `data` has a model for each known kind of resource; everything else is kept as it is.

    Raises:
        WebhookSignatureError: The signature is missing, malformed, wrong or too old.
        WebhookPayloadError: The signature is valid, but the body is not an event.
        TypeError: `body` was parsed, neither `secret` nor `public_key` was passed, or an argument is of the wrong type.
        ValueError: A secret is empty, a key is not valid, or `now` has no time zone.
        ImportError: `public_key` was passed, and the extra is not installed.
    """
    window = build_window(tolerance, now)
    secrets = read_keys(secret, "secret")
    keys = [_parse_key(pem) for pem in read_keys(public_key, "public_key")]
    if not secrets and not keys:
        raise TypeError("pass secret (the webhook signs with HMAC) or public_key (it signs with the certificate)")
    content, names = read_body(body), read_headers(headers)
    if secrets and (HMAC_HEADER in names or not keys):
        return _verify_hmac(content, names, secrets, window)
    signatures = read_certificate_signatures(names)
    if not matches_certificate(signatures, content, keys):
        raise make_mismatch(CERTIFICATE_HEADER)
    return read_signed_event(content, window)


@dataclass(frozen=True, slots=True)
class Window:
    """The times at which a request may have been signed.

    Attributes:
        now: The time to compare with.
        tolerance: Maximum difference, in seconds.
    """

    now: datetime
    tolerance: float

    def check(self, signed_at: float) -> None:
        """Check a time, in seconds since 1970.

        Raises:
            WebhookSignatureError: It is too old, or in the future.
        """
        age = self.now.timestamp() - signed_at
        if age > self.tolerance:
            raise WebhookSignatureError(
                f"the request was signed {age:.0f} s ago, more than the tolerance of {self.tolerance:g} s: it may have "
                "been replayed"
            )
        if -age > self.tolerance:
            raise WebhookSignatureError(
                f"the request was signed {-age:.0f} s in the future, more than the tolerance of {self.tolerance:g} s: "
                "set the clock of this machine"
            )


def build_window(tolerance: float | timedelta, now: datetime | None) -> Window:
    """Return the times at which a request may have been signed.

    Raises:
        TypeError: An argument is of the wrong type.
        ValueError: `tolerance` is negative, or `now` has no time zone.
    """
    seconds = tolerance.total_seconds() if isinstance(tolerance, timedelta) else tolerance
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"tolerance must be a number of seconds or a timedelta, not {type(tolerance).__name__}")
    if not seconds >= 0:  # also rejects NaN
        raise ValueError(f"tolerance must be at least 0 seconds, not {seconds}")
    if now is not None and not isinstance(now, datetime):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"now must be a datetime, not {type(now).__name__}")
    if now is not None and now.utcoffset() is None:
        raise ValueError(f"now must have a time zone, such as datetime.now(UTC), not {now!r}")
    return Window(now or datetime.now(UTC), float(seconds))


def read_keys(keys: object, name: str) -> list[bytes]:
    """Return secrets or keys as bytes; none for None.

    Raises:
        TypeError: One is not text or bytes.
        ValueError: One is empty, or there are none in the list.
    """
    if keys is None:
        return []
    listed = _list_keys(keys)
    if not listed:
        raise ValueError(f"{name} must not be empty")
    return [_encode_key(key, name) for key in listed]


def make_mismatch(header: str) -> WebhookSignatureError:
    """Return the error for a signature that does not match."""
    means = "secret is that of the organization" if header == HMAC_HEADER else "public key is that of the region"
    return WebhookSignatureError(
        f"no signature in the header {header} matches: check that the {means}, and that body is the raw body"
    )


def read_signed_event(content: bytes, window: Window) -> WebhookEvent:
    """Return the event in a body that was signed by the certificate, whose time is in the body, if it has one.

    Raises:
        WebhookPayloadError: It is not an event, or its time cannot be read.
        WebhookSignatureError: It is too old.
    """
    event = _read_event(content)
    moment: object = event.triggered_at
    if moment is None:
        return event
    if not isinstance(moment, datetime):  # pyright: ignore[reportUnnecessaryIsInstance] - a value that does not fit is kept
        raise WebhookPayloadError(f"triggered_at is not a time, so that its age cannot be checked: {moment!r}")
    window.check(moment.timestamp())
    return event


def _verify_hmac(content: bytes, headers: Mapping[str, str], secrets: Sequence[bytes], window: Window) -> WebhookEvent:
    signature = read_hmac_signature(headers)
    if not matches_hmac(signature, content, secrets):
        raise make_mismatch(HMAC_HEADER)
    window.check(int(signature.time))
    return _read_event(content)


def _read_event(content: bytes) -> WebhookEvent:
    try:
        body = loads(content)
    except (RecursionError, ValueError):
        body = None
    if not isinstance(body, dict):
        raise WebhookPayloadError("the body is not a JSON object")
    return WebhookEvent.from_dict(body)


def _parse_key(pem: bytes) -> RSAPublicKey:
    try:
        return parse_public_key(pem)
    except ValueError as error:
        raise ValueError(f"public_key is not valid: {error}") from None


def _list_keys(keys: object) -> list[object]:
    single: list[object] = [keys]
    if isinstance(keys, Iterable) and not isinstance(keys, (str, bytes, Mapping)):
        return list(cast("Iterable[object]", keys))
    return single


def _encode_key(key: object, name: str) -> bytes:
    if not isinstance(key, (str, bytes)):
        raise TypeError(f"{name} must be a string, bytes or a list of them, not {type(key).__name__}")
    if not key.strip():
        raise ValueError(f"{name} must not be empty: with an empty one, anybody could sign requests")
    return key.encode(errors="surrogatepass") if isinstance(key, str) else key
