"""Replaces the values of credentials in what the request log and the page show. Pure functions."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import parse_qsl, quote_plus

MASK = "***"

SECRET_NAME = re.compile(
    r"(token|secret|secretkey|authorization|codeverifier)$|password|passwd|authtoken|cookie|totp|privatekey"
)
"""What the name of a credential looks like, in lower case and without hyphens and underscores."""

SECRET_IN_FORMS = frozenset({"code"})
"""An OAuth code. In JSON bodies `code` is that of a locale."""

SECRET_SEGMENT = re.compile(r"(/(?:activate|accept_ownership)/)[^/?]+")
"""Path parameters that let whoever knows them act as somebody."""

JSON_PAIR = re.compile(r'("((?:[^"\\]|\\.)*)"\s*:\s*)("(?:[^"\\]|\\.)*"?|-?\d[\d.eE+-]*)')
"""A key with a string or a number. The string may end where the text does."""

FORM_PAIR = re.compile(r"([^&=]+)=([^&]*)")

NAMED = ("header_name", "value")
"""Keys of an object that names a header beside its value, as the custom headers of a webhook do."""


def is_secret(name: str) -> bool:
    """Return whether a header, a parameter or a key of this name holds a credential."""
    return SECRET_NAME.search(re.sub(r"[-_\s]", "", name.lower())) is not None


def is_secret_parameter(name: str) -> bool:
    """Return whether a parameter of a query or a form holds a credential."""
    return name in SECRET_IN_FORMS or is_secret(name)


def mask_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers without credentials, also without those in the query of a `location`."""
    return {name: mask_header(name, value) for name, value in headers.items()}


def mask_header(name: str, value: str) -> str:
    """Return the value of a header, masked if it is a credential."""
    if is_secret(name):
        return MASK
    if name == "location" and "?" in value:
        address, _, query = value.partition("?")
        return f"{address}?{mask_form(query)}"
    return value


def mask_query(query: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return query parameters without credentials."""
    return {name: (MASK,) * len(texts) if is_secret_parameter(name) else texts for name, texts in query.items()}


def mask_path(path: str) -> str:
    """Return a path without the tokens that stand in it."""
    return SECRET_SEGMENT.sub(rf"\1{MASK}", path)


def mask_form(text: str) -> str:
    """Return a form-urlencoded text without credentials; what is no credential stays as it came."""

    def masked(pair: re.Match[str]) -> str:
        (name, _), *_ = parse_qsl(f"{pair[1]}=x") or [("", "")]
        return f"{pair[1]}={quote_plus(MASK, safe='*')}" if is_secret_parameter(name) else pair[0]

    return FORM_PAIR.sub(masked, text)


def mask_json(text: str) -> str:
    """Return a JSON text without credentials. A text that is cut off, or no JSON, is searched for keys and values."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return JSON_PAIR.sub(_masked_pair, text)
    masked = mask_value(value)
    return text if masked == value else json.dumps(masked, ensure_ascii=False)


def mask_value(value: Any) -> Any:
    """Return a decoded JSON value without credentials."""
    if isinstance(value, list):
        return [mask_value(item) for item in cast("Sequence[Any]", value)]
    if not isinstance(value, dict):
        return value
    pairs = cast("dict[str, Any]", value)
    secret_header = set(NAMED) <= set(pairs) and is_secret(str(pairs[NAMED[0]]))
    return {
        name: MASK if _holds_secret(name, item) or (secret_header and name == NAMED[1]) else mask_value(item)
        for name, item in pairs.items()
    }


def _holds_secret(name: str, value: Any) -> bool:
    is_value = isinstance(value, str | int | float) and not isinstance(value, bool)
    return is_value and value != "" and is_secret(name)


def _masked_pair(pair: re.Match[str]) -> str:
    return f'{pair[1]}"{MASK}"' if is_secret(pair[2]) else pair[0]
