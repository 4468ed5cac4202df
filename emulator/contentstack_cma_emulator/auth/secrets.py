"""What proves who somebody is: passwords and one-time codes (RFC 6238)."""

import base64
import binascii
import hashlib
import hmac
import struct
from datetime import datetime, timedelta

STEP = 30
"""Seconds for which one code holds."""

DIGITS = 6


def hash_password(password: str, salt: str) -> str:
    """Answer what is stored in place of a password. The cost is low: the accounts are toys and start-up is not."""
    return hashlib.scrypt(password.encode(), salt=salt.encode(), n=2**10, r=8, p=1).hex()


def same(left: str, right: str) -> bool:
    """Compare two secrets in a time that does not tell where they differ."""
    return hmac.compare_digest(left.encode(), right.encode())


def one_time_code(secret: str, moment: datetime) -> str:
    """Answer the code that an authenticator app shows for the base32 `secret` at `moment`."""
    counter = struct.pack(">Q", int(moment.timestamp()) // STEP)
    digest = hmac.new(decode_secret(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[offset : offset + 4])
    return f"{(number & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}d}"


def code_is_right(secret: str, code: str, moment: datetime) -> bool:
    """Answer whether `code` is the present one or that of the step before or after, as clocks differ a little."""
    near = (moment + timedelta(seconds=STEP * offset) for offset in (-1, 0, 1))
    return any(same(code, one_time_code(secret, when)) for when in near)


def decode_secret(secret: str) -> bytes:
    """Answer the bytes of a base32 secret; blanks, lower case and missing padding are fine.

    Raises `ValueError` if it is not base32.
    """
    text = secret.replace(" ", "").upper()
    try:
        return base64.b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error as error:
        raise ValueError("a TOTP secret is written in base32") from error


def code_challenge(verifier: str) -> str:
    """Answer the S256 challenge of a PKCE verifier (RFC 7636)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
