"""Time-based one-time passwords (RFC 6238), as authenticator apps show them."""

import binascii
import hmac
from base64 import b32decode
from time import time

_PERIOD = 30
_DIGITS = 6


def decode_secret(secret: str) -> bytes:
    """Decode a base-32 secret; blanks, hyphens, case and padding do not matter.

    Raises:
        ValueError: `secret` is not base 32. The message does not contain it.
    """
    text = secret.replace(" ", "").replace("-", "").rstrip("=").upper()
    try:
        key = b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error:
        key = b""
    if not key:
        raise ValueError("totp_secret must be the base-32 secret that the authenticator app was set up with") from None
    return key


def compute_totp(key: bytes, now: float | None = None) -> str:
    """Return the six-digit code of `key` at a time, in seconds since the epoch. Default: now."""
    counter = int(time() if now is None else now) // _PERIOD
    digest = hmac.digest(key, counter.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}}"
