"""Base classes of the models."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import Any, ClassVar, Self, TypeAlias, TypeVar

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


@define(eq=False)
class Model:
    """A JSON object with typed attributes. Unknown keys are kept in `additional_properties`.

    `model["key"]` reads and writes any key by its name in the JSON.
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
    def get_required_keys(cls) -> tuple[str, ...]:
        """Return the required keys."""
        return cls._required

    @classmethod
    def has_attribute(cls, key: str) -> bool:
        """Return whether the description has this key."""
        return key in cls._attributes

    @classmethod
    def get_item_limits(cls) -> tuple[tuple[tuple[str, ...], int], ...]:
        """Return keys of lists, each group with the maximum number of items in all of its lists together."""
        return cls._item_limits

    @classmethod
    def get_nested_models(cls) -> "Mapping[str, Shape]":
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
        known: dict[str, Any] = {}
        for name, attribute in self._attributes.items():
            value = getattr(self, attribute)
            if self._is_sent(name, value):
                known[name] = encode(value)
        return known | {name: encode(value) for name, value in self.additional_properties.items()}

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
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        attribute = self._attributes.get(key)
        if attribute is None:
            return key in self.additional_properties
        return self._is_sent(key, getattr(self, attribute))

    def __iter__(self) -> Iterator[str]:
        return iter(self.to_dict())

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a JSON key, or `default`."""
        return self[key] if key in self else default  # noqa: SIM401 -- this is that method

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, Model) and self.to_dict() == other.to_dict()

    __hash__: ClassVar[None]  # type: ignore[assignment] # pyright: ignore[reportIncompatibleMethodOverride]


@define(eq=False)
class ReadModel(Model):
    """A model of what the server returns: a missing key reads as None, and stays missing when written back.

    That holds for required keys too, and values of an unexpected type are kept unchanged, so that one odd value never
    makes a whole page fail.
    """

    def _is_sent(self, name: str, value: object) -> bool:
        return value is not None or name in self._source


@dataclass(frozen=True, slots=True)
class OneOf:
    """A value of one of several models, chosen by its keys."""

    class_of: Callable[[Mapping[str, Any]], type[Model]]


Shape: TypeAlias = "type[Model] | OneOf | list[Shape]"
"""Where models are in a value: it is one, or a list of them."""


def encode(value: Any) -> Any:
    """Return a value as plain JSON: models, enums and datetimes are converted at any depth."""
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, list):
        return [encode(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, Mapping):
        return {key: encode(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, datetime):
        return format_datetime(value)
    if isinstance(value, Enum):
        return value.value
    return value


__all__ = ["Model", "OneOf", "OpenEnum", "ReadModel", "Shape", "encode"]
