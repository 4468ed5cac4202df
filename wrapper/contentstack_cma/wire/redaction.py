"""Which parts of URLs and headers are secrets."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import quote, unquote, unquote_plus

HIDDEN = "REDACTED"
"""What is shown instead of a secret."""

# Patterns are texts, which `re` compiles on first use: compiling would slow the import.
_NAMES_OF_SECRETS = (
    r"token|secret|passw|passphrase|pwd|signature|credential|authoriz|bearer|session|jwt|(access|private)[_-]?key"
    r"|^(auth|pass|pin|tfa|code|code_verifier|key|otp|sig|totp|policy|state|key-pair-id)$|^x-amz-"
)
"""Names in lower case."""

_NAMES_INSIDE = r'[?&#]([^=&?#]{1,64})=|"([^"]{1,64})"\s{0,8}:'
"""The names of parameters in a URL, and those in a JSON object."""

_USER_INSIDE = r"://[^/@]{1,256}@"

_ONE_TIME_PATHS = (
    r"(?i)^(/v3/(?:users?|user-session|stacks|organizations)(?:/[^/]+)?"
    r"/(?:activate|accept\w*|reset_password|verify\w*|invit\w*)/)[^/]+(.*)$"
)
"""Paths with a one-time token, for `client.request()`. The others have a path parameter that is named for it."""

_HARMLESS = frozenset({"", "true", "false"})
_MARKS = ('"', "=", "@")
_MOST_ENCODINGS = 3

_SHOWN_HEADERS = frozenset(
    {
        "accept",
        "accept-encoding",
        "api_key",
        "branch",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "host",
        "retry-after",
        "transfer-encoding",
        "user-agent",
        "x-header-ea",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-request-id",
        "x-runtime",
        "x-user-agent",
    }
)


def has_secret(query: Iterable[tuple[str, str]]) -> bool:
    """Return whether query parameters contain a secret."""
    return any(is_secret(name, value) for name, value in query)


def is_secret(name: str, value: str) -> bool:
    """Return whether a query parameter is a secret, or is a URL or JSON with a secret in it."""
    if _is_secret_name(name) and value not in _HARMLESS:
        return True
    return not value.isalnum() and _has_secret_inside(_decode(value))


def _has_secret_inside(text: str) -> bool:
    if not any(mark in text for mark in _MARKS):
        return False
    names = [name for pair in re.findall(_NAMES_INSIDE, text) for name in pair if name]
    return any(map(_is_secret_name, names)) or re.search(_USER_INSIDE, text) is not None


@lru_cache(maxsize=256)
def _is_secret_name(name: str) -> bool:
    return re.search(_NAMES_OF_SECRETS, name.lower()) is not None


def _decode(text: str) -> str:
    """Return a text without its percent-encoding, which a URL in a query may have several times."""
    for _ in range(_MOST_ENCODINGS):
        if "%" not in text:
            break
        text = unquote(text)
    return text


def redact_query(query: str) -> str:
    """Return an encoded query without secrets."""
    pairs = (part.partition("=") for part in query.split("&"))
    return "&".join(
        f"{name}={HIDDEN}"
        if equals and is_secret(_decode(unquote_plus(name)), unquote_plus(value))
        else name + equals + value
        for name, equals, value in pairs
    )


def redact_path(path: str) -> str:
    """Return an encoded path without one-time tokens."""
    found = re.match(_ONE_TIME_PATHS, _decode(path))
    return path if found is None else quote(f"{found[1]}{HIDDEN}{found[2]}")


def redact_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers with the values that are known to be harmless; all others are hidden."""
    return {name: value if name.lower() in _SHOWN_HEADERS else HIDDEN for name, value in headers.items()}
