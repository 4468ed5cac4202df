"""Mask credentials in what the request log and the page show. Pure functions.

A text is parsed by its content, not by its declared type: JSON is often sent as a form, and a form as text. All regular
expressions run in linear time, because they run on the event loop.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import quote_plus, unquote, unquote_plus

MASK = "***"

SECRET_NAME = re.compile(
    r"(token|secret|secretkey|xapikey|authorization|codeverifier)$|password|passwd|authtoken|cookie|totp|privatekey"
)
"""The name of a credential, in lower case and without the characters of `IN_NAMES`."""

IN_NAMES = re.compile(r"[-_\s\[\]]")
"""Separators, and the brackets of nested forms."""

SECRET_IN_FORMS = frozenset({"code"})
"""An OAuth code. In JSON bodies, `code` is that of a locale."""

TOKENS_FOLLOW = ("activate", "accept_ownership")
"""Path segments that are followed by a token."""

PASSWORD_IN_URL = re.compile(r"(://[^/\s:@\"']*+:)[^/\s@\"']++@")

NAME_IN_URL = re.compile(r"(?<![\w\[\].%-])(?P<name>[\w\[\].%-]++)(?P<middle>=)")
"""The name of a parameter in a URL, or in a text with a URL."""

NAME_IN_TEXT = re.compile(
    r"(?<![\w\[\].%\\-])(?P<name>[\w\[\].%\\-]++)(?P<middle>[\\\"']{0,8}\s{0,20}[:=>]\s{0,20}\\{0,8})"
)
"""A name before a value in truncated JSON, in YAML, XML, or a form."""

VALUE = re.compile(
    r"""
    "(?:[^"\\]|\\.)*+"? | '(?:[^'\\]|\\.)*+'?
    | \[(?!\s*+\{)[^\]]*+\]?
    | (?!(?:null|true|false)\b) (?:(?<==)[^&\s<>\[\]{}"']++ | (?<!=)[^\r\n<>\[\]{}"']++)
    """,
    re.VERBOSE | re.DOTALL,
)
"""A value after a name. It may be cut off."""

ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\")

HEADER_PAIR = ("header_name", "value")
"""Keys of an object with the name and the value of a header, such as a custom header of a webhook."""


class _RepeatedKey(ValueError):
    """An object has a key twice, so decoding it would lose a value."""


def is_secret(name: str) -> bool:
    """Return whether the value of a header, a parameter or a key of this name is a credential."""
    return SECRET_NAME.search(IN_NAMES.sub("", name.lower())) is not None


def is_secret_parameter(name: str) -> bool:
    """Return whether the value of a query or form parameter is a credential."""
    return name in SECRET_IN_FORMS or is_secret(name)


def mask_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Mask credentials in headers, also those in URLs."""
    return {name: MASK if is_secret(name) else mask_address(value) for name, value in headers.items()}


def mask_query(query: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Mask credentials in query parameters."""
    return {name: tuple(mask_parameter(name, text) for text in texts) for name, texts in query.items()}


def mask_parameter(name: str, text: str) -> str:
    """Mask the value of a query or form parameter, or the credentials in it."""
    return MASK if is_secret_parameter(name) else mask_inside(text)


def mask_path(path: str) -> str:
    """Mask the tokens in a path."""
    segments = path.split("/")
    before = [""] + [unquote(segment).rpartition("/")[2] for segment in segments[:-1]]
    return "/".join(
        MASK if segment and name in TOKENS_FOLLOW else segment for name, segment in zip(before, segments, strict=True)
    )


def mask_address(text: str) -> str:
    """Mask credentials in a URL, or in a text with a URL."""
    return _mask_pairs(PASSWORD_IN_URL.sub(rf"\1{MASK}@", text), NAME_IN_URL)


def mask_form(text: str) -> str:
    """Mask credentials in a form-urlencoded text. All other values stay unchanged."""
    return mask_json(text) if _is_json_like(text) else "&".join(map(_mask_field, text.split("&")))


def mask_json(text: str) -> str:
    """Mask credentials in a JSON text. If it is truncated or not JSON, search it for names and values."""
    try:
        value = json.loads(text, object_pairs_hook=_read_object)
    except (ValueError, RecursionError):
        return _mask_pairs(PASSWORD_IN_URL.sub(rf"\1{MASK}@", text), NAME_IN_TEXT)
    masked = mask_value(value)
    return text if masked == value else json.dumps(masked, ensure_ascii=False)


def mask_inside(text: str) -> str:
    """Mask credentials in a text: JSON, or a text with a URL."""
    return mask_json(text) if _is_json_like(text) else mask_address(text)


def mask_value(value: Any) -> Any:
    """Mask credentials in a decoded JSON value."""
    if isinstance(value, str):
        return mask_inside(value)
    if isinstance(value, list):
        return [mask_value(item) for item in cast("Sequence[Any]", value)]
    if not isinstance(value, dict):
        return value
    pairs = cast("dict[str, Any]", value)
    if set(HEADER_PAIR) <= set(pairs) and _is_secret_header(str(pairs[HEADER_PAIR[0]])):
        pairs = {**pairs, HEADER_PAIR[1]: MASK}
    return {name: _hide(item) if is_secret(name) else mask_value(item) for name, item in pairs.items()}


def _is_secret_header(name: str) -> bool:
    """Return whether the value of a custom header is a credential. Most of them with keys are."""
    return is_secret(name) or name.lower().endswith("key")


def _hide(value: Any) -> Any:
    """Mask a value whose name is that of a credential."""
    if isinstance(value, list):
        return [_hide(item) for item in cast("Sequence[Any]", value)]
    is_credential = isinstance(value, str | int | float) and not isinstance(value, bool) and value != ""
    return MASK if is_credential else mask_value(value)


def _is_json_like(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def _read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _RepeatedKey
    return found


def _mask_field(pair: str) -> str:
    name, is_pair, value = pair.partition("=")
    if not is_pair:
        return mask_json(pair)
    text = unquote_plus(value)
    masked = mask_parameter(unquote_plus(name), text) if value else text
    return pair if masked == text else f"{name}={quote_plus(masked, safe='*')}"


def _mask_pairs(text: str, names: re.Pattern[str]) -> str:
    """Mask the values after names of credentials in a text."""
    pieces: list[str] = []
    end = 0
    for found in names.finditer(text):
        value = VALUE.match(text, found.end()) if found.start() >= end and _has_secret_name(found) else None
        if value:
            pieces += text[end : value.start()], _mask_like(value[0], found["middle"])
            end = value.end()
    return "".join((*pieces, text[end:]))


def _has_secret_name(found: re.Match[str]) -> bool:
    name = ESCAPE.sub(lambda escape: chr(int(escape[1], 16)) if escape[1] else "", unquote(found["name"]))
    return is_secret_parameter(name) if "=" in found["middle"] else is_secret(name)


def _mask_like(value: str, middle: str) -> str:
    """Return the mask, quoted like the value, or with double quotes if that may be a JSON number."""
    if value[0] in "\"'":
        return f"{value[0]}{MASK}{value[0]}"
    return f'"{MASK}"' if middle.lstrip("\\").startswith('"') else MASK
