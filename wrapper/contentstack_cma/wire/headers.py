"""Checks of headers that callers pass."""

import re
from collections.abc import Iterable, Mapping

_RESERVED = frozenset(
    {"api_key", "authorization", "authtoken", "content-length", "content-type", "host", "transfer-encoding"}
)
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


def check_headers(headers: Mapping[str, str] | None) -> dict[str, str]:
    """Return a copy of a caller's headers.

    Raises:
        TypeError: A name or a value is not a string.
        ValueError: A header is set by this package, or cannot be sent. The message does not contain values.
    """
    if headers is not None and not isinstance(headers, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"headers must map text to text, not be {type(headers).__name__}")
    copied = dict(headers or {})
    for name, value in copied.items():
        _check_header(name, value)
    if reserved := sorted(name for name in copied if name.lower() in _RESERVED):
        raise ValueError(f"headers must not contain {', '.join(reserved)}: the client sets them")
    return copied


def _check_header(name: object, value: object) -> None:
    if not isinstance(name, str) or not isinstance(value, str):
        raise TypeError(f"headers must map text to text, not {name!r} to {type(value).__name__}")
    if not _TOKEN.fullmatch(name):
        raise ValueError(f"headers must have names of letters, digits and hyphens, not {name!r}")
    if not (value.isascii() and value.replace("\t", " ").isprintable()) or value != value.strip():
        raise ValueError(
            f"the value of header {name!r} must be printable ASCII without blanks around it or line breaks"
        )


def check_header_value(value: str, name: str) -> str:
    """Check and return a value for a header.

    Raises:
        TypeError: `value` is not a string.
        ValueError: `value` is empty, or has blanks, line breaks or non-ASCII characters. The message hides it.
    """
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
        raise TypeError(f"{name} must be a string, not {type(value).__name__}")
    if not value:
        raise ValueError(f"{name} must not be empty")
    if not (value.isascii() and value.isprintable()) or " " in value:
        raise ValueError(f"{name} must be printable ASCII without blanks or line breaks")
    return value


def join_names(names: Iterable[str], argument: str) -> str:
    """Return the value of a header for one name or several.

    Raises:
        TypeError: A name is not a string, or `names` is not iterable.
        ValueError: A name cannot be sent.
    """
    if not isinstance(names, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance] - callers without types
        raise TypeError(f"{argument} must be a string or several strings, not {type(names).__name__}")
    return ",".join(check_header_value(name, argument) for name in ([names] if isinstance(names, str) else names))
