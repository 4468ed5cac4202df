"""Check and encode parameters and bodies."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, cast
from urllib.parse import quote

from .json_codec import dumps
from .model import (
    Model,
    OneOf,
    ReadModel,
    Shape,
    get_item_limits,
    get_nested_models,
    get_required_keys,
    has_attribute,
)
from .operation import FilePart
from .types import UNSET, File

WHOLE = "body"
"""Name of a whole body in messages. Keys inside it go by their own names."""

_FORBIDDEN_SEGMENTS = frozenset({"", ".", ".."})


def encode_segment(value: object, name: str) -> str:
    """Return a path parameter, percent-encoded.

    Raises:
        TypeError: The value is neither a string nor a number.
        ValueError: The value is empty, `.` or `..`, which would address another resource.
    """
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise TypeError(f"{name} must be a string, not {type(value).__name__}")
    text = str(value)
    if text in _FORBIDDEN_SEGMENTS:
        raise ValueError(f"{name} must not be {text!r}: it would address another resource")
    return quote(text, safe="")


def encode_text(value: object, name: str) -> str:
    """Return a string parameter.

    Raises:
        TypeError: `value` is not a string.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {type(value).__name__}")
    return value.value if isinstance(value, Enum) else value


def encode_boolean(value: object, name: str) -> str:
    """Return a boolean parameter, `true` or `false`.

    Raises:
        TypeError: `value` is not a boolean.
    """
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, not {value!r}")
    return "true" if value else "false"


def encode_integer(value: object, name: str, minimum: int | None = None, maximum: int | None = None) -> str:
    """Return an integer parameter.

    Raises:
        TypeError: `value` is not an integer.
        ValueError: `value` is out of bounds.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, not {value!r}")
    if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
        bounds = f"at least {minimum}" if maximum is None else f"from {minimum} to {maximum}"
        raise ValueError(f"{name} must be {bounds}, not {value}")
    return str(value)


def encode_json(value: object, name: str) -> str:
    """Return a JSON parameter, from a mapping or JSON text.

    Raises:
        TypeError: `value` is neither, or cannot be encoded as JSON.
    """
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a mapping or JSON text, not {type(value).__name__}")
    return dumps(cast("Mapping[str, object]", value)).decode()


def encode_texts(values: Iterable[object], name: str) -> list[str]:
    """Return the values of a repeated parameter.

    Raises:
        TypeError: `values` is a string, or an item is not.
    """
    if isinstance(values, str):
        raise TypeError(f"{name} must be a list of strings, not a string: use [{values!r}]")
    return [encode_text(value, name) for value in values]


def choose_locale(body: object, locale: str | None) -> str | None:
    """Return the locale to write `body` to: the argument, else the locale of a model that was read.

    Otherwise, content read in one locale would overwrite the master locale. The key `locale` of a mapping is ignored.
    """
    if locale is not None or not isinstance(body, ReadModel):
        return locale
    own = body.get("locale")
    return own if isinstance(own, str) and own else None


def without_none(fields: Mapping[str, object]) -> Any:
    """Return a JSON object without the keys whose value is None."""
    return {key: value for key, value in fields.items() if value is not None}


def as_list(values: object, name: str) -> Any:
    """Return the items of a list in a body; None for None.

    Raises:
        TypeError: `values` is a string, which would be split into letters, or one object.
    """
    if values is None:
        return None
    if not _is_list(values):
        raise TypeError(f"{name} must be a list, not {type(values).__name__}{_hint_at_list(values, name)}")
    return list(cast("Iterable[object]", values))


def _is_list(values: object) -> bool:
    return isinstance(values, Iterable) and not isinstance(values, str | bytes | Mapping | Model)


def _hint_at_list(values: object, name: str) -> str:
    if isinstance(values, Mapping) and list(cast("Mapping[object, object]", values)) == [name]:
        return f": pass the list itself, without {{{name!r}: …}} around it"
    return f": use [{values!r}]" if isinstance(values, str | Mapping | Model) else ""


def encode_json_body(body: Model | Mapping[str, Any], model: type[Model], name: str = WHOLE) -> bytes:
    """Encode a JSON body, from its model or a mapping.

    Raises:
        TypeError: `body` is neither.
        ValueError: A required key is missing.
    """
    require_keys(body, model, name)
    return dumps(body)


def require_keys(body: object, shape: Shape, name: str) -> None:
    """Check a value for its required keys, at any depth.

    Raises:
        TypeError: A value is neither a model nor a mapping, or not a list where one is expected.
        ValueError: A required key is missing.
    """
    if isinstance(shape, list):
        _require_keys_of_each(body, shape[0], name)
    elif isinstance(body, Model):
        _limit_lists(body, type(body), name)
    else:
        _require_keys_of_mapping(body, shape, name)


def _require_keys_of_each(values: object, shape: Shape, name: str) -> None:
    if not isinstance(values, Sequence) or isinstance(values, str | bytes):
        raise TypeError(f"{name} must be a list, not {type(values).__name__}")
    for index, value in enumerate(cast("Sequence[object]", values)):
        require_keys(value, shape, f"{name}[{index}]")


def _require_keys_of_mapping(body: object, shape: type[Model] | OneOf, name: str) -> None:
    if not isinstance(body, Mapping):
        wanted = "a model" if isinstance(shape, OneOf) else f"the model {shape.__name__}"
        raise TypeError(f"{name} must be {wanted} or a mapping, not {type(body).__name__}")
    given = cast("Mapping[str, object]", body)
    model = shape.class_of(given) if isinstance(shape, OneOf) else shape
    for key in get_required_keys(model):
        if key not in given:
            raise ValueError(f"{name} lacks the required key {key!r}{_hint_at_envelope(given, model, name)}")
    if hint := _hint_at_envelope(given, model, name):
        raise ValueError(f"{name} must not be wrapped in its name{hint}")
    _limit_lists(given, model, name)
    prefix = "" if name == WHOLE else f"{name}."
    for key, nested in get_nested_models(model).items():
        if given.get(key) is not None:
            require_keys(given[key], nested, prefix + key)
    if name == WHOLE:
        _reject_wrapped_fields(given)


def _reject_wrapped_fields(body: Mapping[str, object]) -> None:
    """Reject `{"entry": {…}}` for an entry, of which the server would store nothing."""
    for name, value in body.items():
        if isinstance(value, Mapping) and (hint := _hint_at_envelope(cast("Mapping[str, object]", value), Model, name)):
            raise ValueError(f"{name} must not be wrapped in its name{hint}")


def _hint_at_envelope(given: Mapping[str, object], model: type[Model], name: str) -> str:
    """Return a hint for a value that the caller has wrapped twice, as in `{"label": {"label": {…}}}`."""
    own = name.rpartition(".")[2]
    is_wrapped = list(given) == [own] and isinstance(given[own], Mapping | Model) and not has_attribute(model, own)
    return f": pass the fields themselves, without {{{own!r}: …}} around them" if is_wrapped else ""


def _limit_lists(given: Mapping[str, object] | Model, model: type[Model], name: str) -> None:
    """Check that lists are not longer than the server accepts in one call."""
    for keys, limit in get_item_limits(model):
        number = sum(_count_items(given.get(key)) for key in keys)
        if number > limit:
            names = " and ".join(key if name == WHOLE else f"{name}.{key}" for key in keys)
            raise ValueError(f"{names}: at most {limit} items per call, not {number}")


def _count_items(value: object) -> int:
    return len(cast("Sequence[object]", value)) if isinstance(value, list | tuple) else 0


def encode_form_body(body: Model | Mapping[str, Any], model: type[Model], name: str = WHOLE) -> dict[str, str]:
    """Return the fields of a form body.

    Raises:
        TypeError: `body` is neither a model nor a mapping.
        ValueError: A required key is missing.
    """
    require_keys(body, model, name)
    fields = body.to_dict() if isinstance(body, Model) else body
    return {key: encode_text(value, key) for key, value in fields.items() if value is not None}


def encode_multipart_body(body: Model | Mapping[str, Any], model: type[Model], name: str = WHOLE) -> list[FilePart]:
    """Return the parts of a multipart body. A `File` is streamed; everything else is a plain field.

    Raises:
        TypeError: `body` is neither a model nor a mapping.
        ValueError: A required key is missing.
    """
    require_keys(body, model, name)
    return [(key, _encode_part(value)) for key, value in _list_fields(body)]


def _list_fields(body: Model | Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    fields = body.to_dict() if isinstance(body, Model) else body
    return ((key, value) for key, value in fields.items() if value is not None and value is not UNSET)


def _encode_part(value: Any) -> tuple[str | None, Any, str | None]:
    if isinstance(value, File):
        return (value.file_name, value.payload, value.mime_type)
    if isinstance(value, str):
        return (None, value.encode(), None)
    return (None, dumps(value), None)
