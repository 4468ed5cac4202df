"""The signatures of webhooks: read the headers, and compare. No I/O."""

from __future__ import annotations

import hmac
import re
from base64 import b64decode
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from ..errors import WebhookSignatureError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

CERTIFICATE_HEADER = "x-contentstack-request-signature"
HMAC_HEADER = "x-contentstack-hmac-signature"

_MOST_CHARACTERS = 8192
"""Longest header that is read: each signature in it costs time."""
_TIME = re.compile(r"[0-9]{1,11}", re.ASCII)
_HEX = re.compile(r"[0-9A-Fa-f]{64}", re.ASCII)
_KEYS_KEPT = 8


@dataclass(frozen=True, slots=True)
class HmacSignature:
    """The header of a request that is signed with HMAC.

    Attributes:
        time: When it was signed, in seconds since 1970, as in the header.
        digests: The signatures; several while the secret is rotated.
    """

    time: str
    digests: tuple[bytes, ...] = field(repr=False)


def read_hmac_signature(headers: Mapping[str, str]) -> HmacSignature:
    """Return the HMAC signatures of a request.

    Raises:
        WebhookSignatureError: The header is missing or malformed.
    """
    times: list[str] = []
    digests: list[bytes] = []
    for name, value in _iterate_parts(headers, HMAC_HEADER):
        if name == "t":
            times.append(value)
        elif name == "v1" and _HEX.fullmatch(value):
            digests.append(bytes.fromhex(value))
    if len(times) != 1 or not _TIME.fullmatch(times[0]) or not digests:
        raise WebhookSignatureError(f"the header {HMAC_HEADER} is malformed: it must be like t=<unix time>,v1=<hex>")
    return HmacSignature(times[0], tuple(digests))


def read_certificate_signatures(headers: Mapping[str, str]) -> list[bytes]:
    """Return the signatures of a request by the certificate.

    Raises:
        WebhookSignatureError: The header is missing or malformed.
    """
    found = [_decode_base64(value) for name, value in _iterate_parts(headers, CERTIFICATE_HEADER) if name == "v1"]
    signatures = [signature for signature in found if signature]
    if not signatures:
        raise WebhookSignatureError(f"the header {CERTIFICATE_HEADER} is malformed: it must be like v1=<base64>")
    return signatures


def matches_hmac(signature: HmacSignature, content: bytes, secrets: Sequence[bytes]) -> bool:
    """Return whether one of the signatures is that of the content with one of the secrets. All are compared."""
    signed = signature.time.encode() + b"." + content
    expected = [hmac.digest(secret, signed, "sha256") for secret in secrets]
    return any([hmac.compare_digest(digest, own) for digest in signature.digests for own in expected])  # noqa: C419


def matches_certificate(signatures: Sequence[bytes], content: bytes, keys: Sequence[RSAPublicKey]) -> bool:
    """Return whether one of the signatures is that of the content by one of the keys (RSA with SHA-256)."""
    return any(_is_signed(signature, content, key) for signature in signatures for key in keys)


def require_cryptography() -> None:
    """Check that the library for certificate signatures is installed.

    Raises:
        ImportError: It is not.
    """
    try:
        import cryptography as _  # noqa: F401 - only whether it can be imported
    except ImportError:
        raise ImportError('public keys of webhooks need an extra: pip install "contentstack-cma[webhooks]"') from None


@lru_cache(_KEYS_KEPT)
def parse_public_key(pem: bytes) -> RSAPublicKey:
    """Return the RSA key in PEM text. Line breaks may be written as backslash and n, as in environment variables.

    Raises:
        ImportError: The library is not installed.
        ValueError: It is not a public RSA key.
    """
    require_cryptography()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(pem.replace(b"\\n", b"\n").strip())
    except (UnsupportedAlgorithm, ValueError):
        key = None
    if not isinstance(key, RSAPublicKey):
        raise ValueError("it must be an RSA key as PEM text, which begins with -----BEGIN RSA PUBLIC KEY-----")
    return key


def _is_signed(signature: bytes, content: bytes, key: RSAPublicKey) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    # Our sources disagree about the padding. Only the holder of the private key can make either.
    for padding in (PSS(MGF1(SHA256()), PSS.AUTO), PKCS1v15()):
        with suppress(InvalidSignature):
            key.verify(signature, content, padding, SHA256())
            return True
    return False


def _iterate_parts(headers: Mapping[str, str], header: str) -> Iterator[tuple[str, str]]:
    """Yield name and value of each part of a header.

    Raises:
        WebhookSignatureError: There is none, or it is too long.
    """
    text = headers.get(header)
    if text is None:
        raise WebhookSignatureError(_describe_missing(headers, header))
    if len(text) > _MOST_CHARACTERS:
        raise WebhookSignatureError(f"the header {header} is malformed: it has {len(text):,} characters")
    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        yield name, value


def _describe_missing(headers: Mapping[str, str], header: str) -> str:
    other, argument = {
        HMAC_HEADER: (CERTIFICATE_HEADER, "public_key"),
        CERTIFICATE_HEADER: (HMAC_HEADER, "secret"),
    }[header]
    if other in headers:
        return (
            f"the request has the header {other} instead of {header}: pass {argument}, or change how the webhook signs"
        )
    return f"the request has no header {header}: it was not sent by a webhook, or a proxy removed the header"


def _decode_base64(text: str) -> bytes:
    """Return the decoded bytes; none if the text is not Base64."""
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""
