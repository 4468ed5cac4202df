"""Schemas of models and enumerations for pydantic, and so for FastAPI. Only pydantic needs this module."""

from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from inspect import cleandoc
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from .model import Model, OpenEnum, ReadModel, get_attributes, get_required_keys
from .types import Unset

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

_TYPES: dict[object, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    NoneType: {"type": "null"},
    dict: {"type": "object"},
}
_UNIONS = (Union, UnionType)


def build_model_schema(model: type[Model]) -> "CoreSchema":
    """Return how pydantic reads and writes a model: from an instance or a mapping, to its JSON."""
    from pydantic_core import core_schema

    def validate(value: object) -> Model:
        if isinstance(value, model):
            return value
        return _read(cast("Mapping[str, Any]", value), model) if _is_object(value) else _reject(value, model)

    return core_schema.no_info_plain_validator_function(
        validate, serialization=core_schema.plain_serializer_function_ser_schema(_write)
    )


def _is_object(value: object) -> bool:
    return isinstance(value, Mapping) and not isinstance(value, Model)


def _read(value: Mapping[str, Any], model: type[Model]) -> Model:
    for key in () if issubclass(model, ReadModel) else get_required_keys(model):
        if key not in value:
            raise ValueError(f"{model.__name__} lacks the required key {key!r}")
    return model.from_dict(dict(value))


def _reject(value: object, model: type[Model]) -> Model:
    raise ValueError(f"must be {model.__name__} or a mapping, not {type(value).__name__}")


def _write(value: Any) -> Any:
    return value.to_dict() if isinstance(value, Model) else value


class _Models(dict[str, Any]):
    """The models by name, imported on use. The named unions refer to models that are not imported beside them."""

    def __missing__(self, name: str) -> Any:
        models = import_module(".models", __package__)
        if name not in models.__all__:
            raise KeyError(name)
        return getattr(models, name)


def build_model_json_schema(model: type[Model]) -> dict[str, Any]:
    """Return the JSON schema of a model. An object inside it has no properties of its own."""
    hints = get_type_hints(model, localns=_Models())
    schema: dict[str, Any] = {
        "type": "object",
        "title": model.__name__,
        "description": " ".join(cleandoc(model.__doc__ or "").partition("\n\n")[0].split()),
        "properties": {key: _describe(hints[name]) for key, name in get_attributes(model).items()},
        "additionalProperties": True,
    }
    required = get_required_keys(model)
    return schema | ({"required": list(required)} if required and not issubclass(model, ReadModel) else {})


def _describe(kind: Any) -> dict[str, Any]:
    """Return the JSON schema of a type; an empty one, which allows everything, for an unknown type."""
    origin = get_origin(kind)
    if origin in _UNIONS:
        return _describe_union([member for member in get_args(kind) if member is not Unset])
    if origin is list:
        return {"type": "array", "items": _describe(get_args(kind)[0])}
    if origin is Literal:
        return {"enum": list(get_args(kind))}
    if isinstance(kind, type) and issubclass(kind, OpenEnum):
        return build_enum_json_schema(kind)
    if isinstance(kind, type) and issubclass(kind, Model):
        return {"type": "object", "title": kind.__name__, "additionalProperties": True}
    return dict(_TYPES.get(cast("object", origin or kind), {}))


def _describe_union(members: list[Any]) -> dict[str, Any]:
    described = [_describe(member) for member in members]
    if len(described) == 1 or not all(described):
        return described[0] if len(described) == 1 else {}
    return {"anyOf": [each for number, each in enumerate(described) if each not in described[:number]]}


def build_enum_schema(enum: type[OpenEnum]) -> "CoreSchema":
    """Return how pydantic reads and writes an enumeration: any text is a member."""
    from pydantic_core import core_schema

    return core_schema.no_info_after_validator_function(
        enum, core_schema.str_schema(), serialization=core_schema.plain_serializer_function_ser_schema(_write_member)
    )


def _write_member(value: Any) -> Any:
    return value.value if isinstance(value, OpenEnum) else value


def build_enum_json_schema(enum: type[OpenEnum]) -> dict[str, Any]:
    """Return the JSON schema of an enumeration, which is any text, with its known members as examples."""
    return {"type": "string", "title": enum.__name__, "examples": [member.value for member in enum]}
