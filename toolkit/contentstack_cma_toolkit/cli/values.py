"""Read the values of options: JSON as text, from a file or from standard input, and `name=value` pairs."""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NoReturn, TypeVar, cast

from .exit_codes import CommandError

T = TypeVar("T")
STDIN = "-"


def choose_by_suffix(source: str, formats: Mapping[str, T]) -> T:
    """Return the format of a file by its suffix.

    Args:
        source: Path of the file.
        formats: The formats by suffix.

    Raises:
        CommandError: The suffix is unknown.
    """
    suffix = Path(source).suffix.lower()
    if suffix not in formats:
        raise CommandError(
            f"{source}: the suffix must be one of {', '.join(formats)}, not {suffix!r}; --format says which it is"
        )
    return formats[suffix]


def read_json(option: str, text: str) -> object:
    """Return the JSON of an option: the text itself, the content of a file as `@file`, or standard input as `-`.

    Raises:
        CommandError: It is not JSON. The message has the line and the column.
    """
    if text == STDIN:
        return parse_json("<stdin>", decode_text("<stdin>", sys.stdin.buffer.read()))
    if text.startswith("@"):
        path = Path(text[1:])
        return parse_json(str(path), decode_text(str(path), path.read_bytes()))
    return parse_json(option, text)


def read_json_object(option: str, text: str) -> dict[str, object]:
    """Return the JSON object of an option, as `read_json` does.

    Raises:
        CommandError: It is not a JSON object.
    """
    value = read_json(option, text)
    if not isinstance(value, dict):
        raise CommandError(f'{option} must be a JSON object such as {{"title": "Hello"}}, not {_name_kind(value)}')
    return cast("dict[str, object]", value)


def parse_json(source: str, text: str, first_line: int = 1) -> object:
    """Parse JSON.

    Args:
        source: Name of the file or option, for the message.
        text: The JSON.
        first_line: The line of the file that the text begins on.

    Raises:
        CommandError: It is not JSON.
    """
    try:
        return cast("object", json.loads(text, parse_constant=_reject_constant))
    except json.JSONDecodeError as error:
        line = first_line + error.lineno - 1
        raise CommandError(f"{source}:{line}:{error.colno}: not valid JSON: {error.msg}") from None
    except (RecursionError, ValueError) as error:
        raise CommandError(f"{source}:{first_line}: not valid JSON: {error}") from None


def decode_text(source: str, content: bytes, first_line: int = 1) -> str:
    """Decode UTF-8, with or without a byte order mark.

    Args:
        source: Name of the file, for the message.
        content: The bytes.
        first_line: The line of the file that they begin on.

    Raises:
        CommandError: It is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + first_line
        raise CommandError(f"{source}:{line}: not UTF-8 text: save the file with the encoding UTF-8") from None


def parse_pairs(option: str, texts: Iterable[str]) -> dict[str, str | list[str]]:
    """Parse `name=value` pairs; a name that occurs several times has a list.

    Raises:
        CommandError: A text is not such a pair.
    """
    found: dict[str, list[str]] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not name or not sign:
            raise CommandError(f"{option} must be name=value, not {text!r}")
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _name_kind(value: object) -> str:
    kinds: dict[type, str] = {list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return kinds.get(type(value), "a number")
