"""Decode and encode JSON, with orjson where it is installed and loses nothing."""

import json
from collections.abc import Callable
from datetime import datetime

from .dates import format_datetime
from .types import JsonValue

_orjson_loads: Callable[[bytes], JsonValue] | None
try:
    from orjson import loads as _orjson_loads
except ImportError:
    _orjson_loads = None


def loads(content: bytes) -> JsonValue:
    """Decode JSON text.

    The standard library decodes what orjson rejects: a byte order mark, NaN, lone surrogates. orjson reads integers of
    more than 64 bits as floats; the API has none.

    Raises:
        ValueError: `content` is not JSON.
    """
    if _orjson_loads is not None:
        try:
            return _orjson_loads(content)
        except ValueError:
            pass
    value: JsonValue = json.loads(content)
    return value


def dumps(value: object) -> bytes:
    """Encode a value as JSON text. Models, enums and datetimes are allowed at any depth.

    Raises:
        TypeError: Something in `value` cannot be encoded as JSON.
        ValueError: A number is not finite, which JSON cannot represent.
    """
    try:
        return _dump(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # a lone surrogate cannot be encoded as UTF-8, only escaped
        return _dump(value, ensure_ascii=True).encode()


def _dump(value: object, *, ensure_ascii: bool) -> str:
    return json.dumps(value, ensure_ascii=ensure_ascii, allow_nan=False, separators=(",", ":"), default=_to_json)


def _to_json(value: object) -> object:
    to_dict = getattr(value, "to_dict", None)
    if callable(to_dict):
        return to_dict()
    if isinstance(value, datetime):
        return format_datetime(value)
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON")
