"""Passwords, one-time codes (RFC 6238) and PKCE challenges."""

import base64
import binascii
import hashlib
import hmac
import struct
from datetime import datetime, timedelta

STEP = 30
"""How long a code is valid, in seconds."""

DIGITS = 6


def hash_password(password: str, salt: str) -> str:
    """Return the hash to store. Its cost is low, because the accounts are for tests and start-up should be fast."""
    return hashlib.scrypt(password.encode(), salt=salt.encode(), n=2**10, r=8, p=1).hex()


def is_same_secret(left: str, right: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


def compute_one_time_code(secret: str, moment: datetime) -> str:
    """Return the code that an authenticator app shows for the base32 `secret` at `moment`."""
    counter = struct.pack(">Q", int(moment.timestamp()) // STEP)
    digest = hmac.new(decode_secret(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[offset : offset + 4])
    return f"{(number & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}d}"


def is_valid_code(secret: str, code: str, moment: datetime) -> bool:
    """Return whether `code` belongs to the current step or the one before or after, because clocks differ."""
    near = (moment + timedelta(seconds=STEP * offset) for offset in (-1, 0, 1))
    return any(is_same_secret(code, compute_one_time_code(secret, when)) for when in near)


def decode_secret(secret: str) -> bytes:
    """Decode a base32 secret. Blanks, lower case and missing padding are accepted.

    Raises `ValueError` if it is not base32.
    """
    text = secret.replace(" ", "").upper()
    try:
        return base64.b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error as error:
        raise ValueError("a TOTP secret is written in base32") from error


def compute_code_challenge(verifier: str) -> str:
    """Return the S256 challenge of a PKCE verifier (RFC 7636)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
