"""Replaces the values of credentials in what the request log and the page show. Pure functions.

What a text is decides how it is read, not what its sender says it is: JSON is often sent as a form, and a form as text.
Every expression here takes a time in proportion to the length of the text, because it runs where requests are served.
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
"""What the name of a credential looks like, in lower case and without what `IN_NAMES` finds."""

IN_NAMES = re.compile(r"[-_\s\[\]]")
"""Hyphens and the like, and the brackets of nested forms."""

SECRET_IN_FORMS = frozenset({"code"})
"""An OAuth code. In JSON bodies `code` is that of a locale."""

TOKENS_FOLLOW = ("activate", "accept_ownership")
"""Segments of a path before a token that lets whoever knows it act as somebody."""

PASSWORD_IN_URL = re.compile(r"(://[^/\s:@\"']*+:)[^/\s@\"']++@")

NAME_IN_ADDRESS = re.compile(r"(?<![\w\[\].%-])(?P<name>[\w\[\].%-]++)(?P<middle>=)")
"""The name of a parameter in an address, or in a text that has one."""

NAME_IN_TEXT = re.compile(
    r"(?<![\w\[\].%\\-])(?P<name>[\w\[\].%\\-]++)(?P<middle>[\\\"']{0,8}\s{0,20}[:=>]\s{0,20}\\{0,8})"
)
"""A name before a value in JSON that is cut off, in YAML, in XML, or in a form."""

VALUE = re.compile(
    r"""
    "(?:[^"\\]|\\.)*+"? | '(?:[^'\\]|\\.)*+'?
    | \[(?!\s*+\{)[^\]]*+\]?
    | (?!(?:null|true|false)\b) (?:(?<==)[^&\s<>\[\]{}"']++ | (?<!=)[^\r\n<>\[\]{}"']++)
    """,
    re.VERBOSE | re.DOTALL,
)
"""A value behind a name. It may end where the text does."""

ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\")

HEADER_PAIR = ("header_name", "value")
"""Keys of an object that names a header beside its value, as the custom headers of a webhook do."""


class _RepeatedKey(ValueError):
    """An object has a key twice: what is decoded is not all that the text says."""


def is_secret(name: str) -> bool:
    """Return whether a header, a parameter or a key of this name holds a credential."""
    return SECRET_NAME.search(IN_NAMES.sub("", name.lower())) is not None


def is_secret_parameter(name: str) -> bool:
    """Return whether a parameter of a query or a form holds a credential."""
    return name in SECRET_IN_FORMS or is_secret(name)


def mask_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers without credentials, also without those in addresses."""
    return {name: MASK if is_secret(name) else mask_address(value) for name, value in headers.items()}


def mask_query(query: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return query parameters without credentials."""
    return {name: tuple(mask_parameter(name, text) for text in texts) for name, texts in query.items()}


def mask_parameter(name: str, text: str) -> str:
    """Return the value of a parameter of a query or a form, masked if it is a credential or holds some."""
    return MASK if is_secret_parameter(name) else mask_inside(text)


def mask_path(path: str) -> str:
    """Return a path without the tokens that stand in it."""
    segments = path.split("/")
    before = [""] + [unquote(segment).rpartition("/")[2] for segment in segments[:-1]]
    return "/".join(
        MASK if segment and name in TOKENS_FOLLOW else segment for name, segment in zip(before, segments, strict=True)
    )


def mask_address(text: str) -> str:
    """Return an address, or a text with one, without the credentials in it."""
    return _mask_pairs(PASSWORD_IN_URL.sub(rf"\1{MASK}@", text), NAME_IN_ADDRESS)


def mask_form(text: str) -> str:
    """Return a form-urlencoded text without credentials; what is no credential stays as it came."""
    return mask_json(text) if _looks_like_json(text) else "&".join(map(_mask_field, text.split("&")))


def mask_json(text: str) -> str:
    """Return a JSON text without credentials. One that is cut off, or no JSON, is searched for names and values."""
    try:
        value = json.loads(text, object_pairs_hook=_read_object)
    except (ValueError, RecursionError):
        return _mask_pairs(PASSWORD_IN_URL.sub(rf"\1{MASK}@", text), NAME_IN_TEXT)
    masked = mask_value(value)
    return text if masked == value else json.dumps(masked, ensure_ascii=False)


def mask_inside(text: str) -> str:
    """Return a text without the credentials in it: JSON, or a text with an address."""
    return mask_json(text) if _looks_like_json(text) else mask_address(text)


def mask_value(value: Any) -> Any:
    """Return a decoded JSON value without credentials."""
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
    """Return whether a header that a user chose holds a credential; most keys are for some other service."""
    return is_secret(name) or name.lower().endswith("key")


def _hide(value: Any) -> Any:
    """Return what is shown of a value whose name is that of a credential."""
    if isinstance(value, list):
        return [_hide(item) for item in cast("Sequence[Any]", value)]
    is_credential = isinstance(value, str | int | float) and not isinstance(value, bool) and value != ""
    return MASK if is_credential else mask_value(value)


def _looks_like_json(text: str) -> bool:
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
    """Return a text with the values masked that come after the names of credentials."""
    pieces: list[str] = []
    end = 0
    for found in names.finditer(text):
        value = VALUE.match(text, found.end()) if found.start() >= end and _names_secret(found) else None
        if value:
            pieces += text[end : value.start()], _mask_like(value[0], found["middle"])
            end = value.end()
    return "".join((*pieces, text[end:]))


def _names_secret(found: re.Match[str]) -> bool:
    name = ESCAPE.sub(lambda escape: chr(int(escape[1], 16)) if escape[1] else "", unquote(found["name"]))
    return is_secret_parameter(name) if "=" in found["middle"] else is_secret(name)


def _mask_like(value: str, middle: str) -> str:
    """Return the mask in the quotes of the value it stands for; as JSON has it where that may be a number."""
    if value[0] in "\"'":
        return f"{value[0]}{MASK}{value[0]}"
    return f'"{MASK}"' if middle.lstrip("\\").startswith('"') else MASK
