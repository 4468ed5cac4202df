"""Base classes of the models."""

# pyright: reportPrivateUsage=false

from collections.abc import Callable, ItemsView, Iterator, Mapping, MutableMapping, ValuesView
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias, TypeVar, cast

from attrs import define, field

from .dates import format_datetime
from .types import UNSET

T = TypeVar("T")


class OpenEnum(StrEnum):
    """An enumeration that accepts unknown values, because the server may add some."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member

    def __reduce_ex__(self, protocol: object) -> tuple[object, ...]:
        return type(self), (self.value,)  # by value: an unknown one has no name to look up

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        from .pydantic_schemas import build_enum_schema

        return build_enum_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> dict[str, Any]:
        from .pydantic_schemas import build_enum_json_schema

        return build_enum_json_schema(cls)


@define(eq=False, repr=False)
class Model(MutableMapping[str, object]):  # not `Any`: a model of one kind is no body of another
    """A JSON object with typed attributes, and a mapping of its keys in JSON, such as `model["key"]`.

    Keys without an attribute are kept too. The values of the mapping are those of the attributes, so an inner object
    with a model of its own is a model; `to_dict()` returns plain JSON. As a mapping, a model without keys is falsy.
    """

    _attributes: ClassVar[Mapping[str, str]] = {}
    """Attribute names by JSON key, for every known key."""
    _required: ClassVar[tuple[str, ...]] = ()
    """The required keys."""
    _item_limits: ClassVar[tuple[tuple[tuple[str, ...], int], ...]] = ()
    """Keys of lists, with the maximum number of items in all of them together."""

    _source: Mapping[str, Any] = field(factory=dict[str, Any], init=False, repr=False)
    """The JSON object this was read from. It is never changed."""
    _additional: dict[str, Any] | None = field(default=None, init=False, repr=False)

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Create a model from a decoded JSON object, which must not be changed afterwards.

        Values of an unexpected type are kept unchanged.

        Raises:
            KeyError: A required key is missing. A `ReadModel` has no required keys.
        """
        raise NotImplementedError

    @classmethod
    def _get_nested_models(cls) -> "Mapping[str, Shape]":
        """Return the nested models by key, for models that are sent."""
        return {}

    @property
    def additional_properties(self) -> dict[str, Any]:
        """The keys without an attribute, with their values. It may be changed."""
        if self._additional is None:
            known = self._attributes
            self._additional = {name: value for name, value in self._source.items() if name not in known}
        return self._additional

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, with all changes."""
        found: dict[str, Any] = {}
        for name, value in self._list_pairs():  # without a comprehension, which is a call: schemas are deep
            found[name] = encode(value)
        return found

    def _list_pairs(self) -> Iterator[tuple[str, Any]]:
        """Iterate over the keys with their values. An attribute of an unfinished instance counts as not set."""
        for name, attribute in self._attributes.items():
            value = getattr(self, attribute, UNSET)
            if self._is_sent(name, value):
                yield name, value
        yield from self.additional_properties.items()

    def _is_sent(self, name: str, value: object) -> bool:  # noqa: ARG002 -- see ReadModel
        return value is not UNSET

    def __getitem__(self, key: str) -> Any:
        attribute = self._attributes.get(key)
        if attribute is None:
            return self.additional_properties[key]
        value = getattr(self, attribute)
        if not self._is_sent(key, value):
            raise KeyError(key)
        return value

    def __setitem__(self, key: str, value: Any) -> None:
        attribute = self._attributes.get(key)
        if attribute is None:
            self.additional_properties[key] = value
        else:
            setattr(self, attribute, value)

    def __delitem__(self, key: str) -> None:
        self[key]  # raises KeyError for a missing key
        attribute = self._attributes.get(key)
        if attribute is None:
            del self.additional_properties[key]
        else:
            self._unset(key, attribute)

    def _unset(self, key: str, attribute: str) -> None:  # noqa: ARG002 -- see ReadModel
        setattr(self, attribute, UNSET)

    def __contains__(self, key: object) -> bool:
        attribute = self._attributes.get(cast("str", key))
        if attribute is None:
            return key in self.additional_properties
        is_set: bool = self._is_sent(cast("str", key), getattr(self, attribute))
        return is_set

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._list_pairs())

    def __len__(self) -> int:
        return sum(1 for _ in self._list_pairs())

    def get(self, key: str, default: Any = None, /) -> Any:
        """Return the value of a JSON key, or `default`."""
        return self[key] if key in self else default  # noqa: SIM401 -- this is that method

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Model):
            return type(self) is type(other) and self.to_dict() == other.to_dict()
        if isinstance(other, Mapping):
            return bool(self.to_dict() == encode(other))
        return NotImplemented

    __hash__: ClassVar[None]  # type: ignore[assignment] # pyright: ignore[reportIncompatibleMethodOverride]

    def __copy__(self) -> Self:
        copied = self.__class__.__new__(self.__class__)
        for attribute in self._attributes.values():
            setattr(copied, attribute, getattr(self, attribute))
        copied._source = self._source
        copied._additional = None if self._additional is None else dict(self._additional)
        return copied

    if TYPE_CHECKING:  # so that values need no cast

        def items(self) -> ItemsView[str, Any]:
            """Return the keys with their values."""
            ...

        def values(self) -> ValuesView[Any]:
            """Return the values."""
            ...

        def pop(self, key: str, default: Any = ..., /) -> Any:
            """Remove a key and return its value, or `default` if it is missing."""
            ...

        def setdefault(self, key: str, default: Any = None, /) -> Any:
            """Return the value of a key, which is set to `default` if it is missing."""
            ...

    else:  # so that type checkers still report unknown attributes

        def __getattr__(self, name):
            from .display import MissingAttributeText

            raise AttributeError(MissingAttributeText(self, name), name=name)

    def __repr__(self) -> str:
        from .display import render_model

        return render_model(self)

    def __rich_repr__(self) -> "Iterator[tuple[str, object]]":
        from .display import list_rich_fields

        return list_rich_fields(self)

    def _repr_html_(self) -> str:
        from .display import render_model_table

        return render_model_table(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        from .pydantic_schemas import build_model_schema

        return build_model_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> dict[str, Any]:
        from .pydantic_schemas import build_model_json_schema

        return build_model_json_schema(cls)


@define(eq=False, repr=False)
class ReadModel(Model):
    """A model of what the server returns: a missing key reads as None, and stays missing when written back.

    That holds for required keys too, and values of an unexpected type are kept unchanged, so that one odd value never
    makes a whole page fail.
    """

    def _is_sent(self, name: str, value: object) -> bool:
        return value is not UNSET and (value is not None or name in self._source)

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        if value is None and key in self._attributes and key not in self._source:
            self._source = {**self._source, key: None}  # the caller says null, so the key is not missing any more

    def _unset(self, key: str, attribute: str) -> None:
        setattr(self, attribute, None)
        self._source = {name: value for name, value in self._source.items() if name != key}


def get_required_keys(model: type[Model]) -> tuple[str, ...]:
    """Return the required keys of a model."""
    return model._required


def has_attribute(model: type[Model], key: str) -> bool:
    """Return whether the description of a model has this key."""
    return key in model._attributes


def get_attributes(model: type[Model]) -> Mapping[str, str]:
    """Return the names of the attributes of a model by key in JSON."""
    return model._attributes


def get_item_limits(model: type[Model]) -> tuple[tuple[tuple[str, ...], int], ...]:
    """Return keys of lists, each group with the maximum number of items in all of its lists together."""
    return model._item_limits


def get_nested_models(model: type[Model]) -> "Mapping[str, Shape]":
    """Return the nested models of a model by key, for models that are sent."""
    return model._get_nested_models()


@dataclass(frozen=True, slots=True)
class OneOf:
    """A value of one of several models, chosen by its keys."""

    class_of: Callable[[Mapping[str, Any]], type[Model]]


Shape: TypeAlias = "type[Model] | OneOf | list[Shape]"
"""Where models are in a value: it is one, or a list of them."""


_PLAIN = frozenset({str, int, float, bool, type(None)})


def encode(value: Any) -> Any:
    """Return a value as plain JSON: models, enums and datetimes are converted at any depth."""
    kind: type[object] = type(value)  # pyright: ignore[reportUnknownVariableType]
    if kind in _PLAIN:  # before the slower tests: most values are decoded JSON
        return value
    if kind is dict:
        return {key: item if type(item) in _PLAIN else encode(item) for key, item in value.items()}
    if kind is list:
        return [item if type(item) in _PLAIN else encode(item) for item in value]
    if isinstance(value, Model):  # without another call: schemas are deep
        return value.to_dict()
    return _encode_other(value)


def _encode_other(value: Any) -> Any:
    if isinstance(value, list):
        return [encode(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, Mapping):
        return {key: encode(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, datetime):
        return format_datetime(value)
    return value.value if isinstance(value, Enum) else value


__all__ = [
    "Model",
    "OneOf",
    "OpenEnum",
    "ReadModel",
    "Shape",
    "encode",
    "get_attributes",
    "get_item_limits",
    "get_nested_models",
    "get_required_keys",
    "has_attribute",
]
