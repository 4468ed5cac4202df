"""JSON in and out: the standard library, or orjson where it is installed and does not lose anything."""

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

    What orjson refuses (a byte order mark, NaN, lone surrogates) is left to the standard library. orjson reads
    an integer of more than 64 bits as a float; the API itself holds none.

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
    """Encode a value as JSON text. Models, enums and datetimes may stand anywhere in it.

    Raises:
        TypeError: Something in `value` has no JSON form.
        ValueError: A number is not finite, which JSON cannot say.
    """
    try:
        return _dump(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # a lone surrogate has no UTF-8 form, but an escape
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
