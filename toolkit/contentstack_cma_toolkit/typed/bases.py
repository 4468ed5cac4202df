"""Base classes of generated types: entries, groups and blocks whose fields are decoded when they are first read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypedDict

from contentstack_cma.models import Entry
from contentstack_cma.types import UNSET, ReadModel

from .descriptions import build_write_schema, find_fields
from .plain import to_input, to_plain
from .suggesting import suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from contentstack_cma.types import JsonValue
    from contentstack_cma_toolkit.model import ContentType

    from .decoding import Decode
    from .queries import EntryFields
    from .values import Ref

_MISSING = object()
_set = object.__setattr__


def _describe_unknown(owner: type, name: str, known: Iterable[str]) -> str:
    return f"{owner.__qualname__} has no field {name!r}{suggest(name, known)}"


class _PerClass:
    """An attribute that is computed once for each class, on first use."""

    def __init__(self, compute: Callable[[Any], Any]) -> None:
        self._compute = compute

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: Any) -> Any:
        value = self._compute(owner)
        if owner.__module__ != __name__:  # what a base class has would be inherited
            setattr(owner, self._name, value)
        return value


class _Value:
    """An attribute that is decoded when it is first read. Afterwards the instance has the value itself."""

    def __init__(self, name: str, uid: str, decode: Decode | None) -> None:
        self._name = name
        self._uid = uid
        self._decode = decode

    def _reject(self, other: object) -> bool:
        text = f"cannot compare an attribute of a class with {other!r:.60}. In a query, use .fields.{self._name}"
        raise TypeError(text)

    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = _reject
    __hash__ = object.__hash__

    def __get__(self, instance: Any, owner: type) -> Any:
        if instance is None:
            return self
        value = instance._source.get(self._uid)  # noqa: SLF001 - of the classes in this module
        if self._decode is not None:
            value = self._decode(value)
        vars(instance)[self._name] = value
        return value


def _prepare_attributes(owner: Any) -> dict[str, str]:
    """Give a generated class its attributes, and return their names by key in JSON.

    That waits until the class is used, because a program imports many more types than it uses.
    """
    from .decoding import make_decoder  # which imports the model

    names: dict[str, str] = dict(owner.system_attributes)
    for field in find_fields(owner) or ():
        name = names[field.uid] = owner.renamed.get(field.uid, field.uid)
        setattr(owner, name, _Value(name, field.uid, make_decoder(field, owner)))
    owner.is_prepared = owner.__module__ != __name__
    return names


def _make_companion(owner: Any) -> EntryFields:
    from .companions import make_companion

    return make_companion(owner)


def _make_typed_dict(owner: Any) -> Any:
    """Return a `TypedDict` of the fields for run time. Its types are for checkers only."""
    make: Any = TypedDict
    return make(f"{owner.__name__}Input", {field.uid: Any for field in find_fields(owner) or ()}, total=False)


class _Lazy(ReadModel):
    """A model whose declared fields stay JSON until they are read."""

    renamed: ClassVar[Mapping[str, str]] = {}
    """Names of attributes that differ from the uid of their field, by that uid."""

    if not TYPE_CHECKING:
        system_attributes = {}
        is_prepared = False
        _attributes = _PerClass(_prepare_attributes)
        Input = _PerClass(_make_typed_dict)

        def __init__(self, /, *values, **fields):
            if values:
                raise TypeError(f"{type(self).__qualname__}() takes keyword arguments only, such as title=...")
            self._source = {}
            self._additional = None
            self._source = self._read_keywords(fields)

        def __getattr__(self, name):
            if name.startswith("_") or self.is_prepared or type(self).__module__ == __name__:
                return self._read_other(name)
            self._attributes  # noqa: B018 - prepares the class
            return getattr(self, name)

        def _read_other(self, name):
            return super().__getattr__(name)

        def __setattr__(self, name, value):
            if not name.startswith("_"):
                known = self._attributes.values()  # prepares the class
                if not hasattr(type(self), name):
                    raise AttributeError(_describe_unknown(type(self), name, known), name=name, obj=self)
            super().__setattr__(name, value)

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Return the object in a decoded JSON object, which must not be changed afterwards."""
        self = cls.__new__(cls)
        _set(self, "_source", src_dict)  # as fast as it can be: pages are made of these
        _set(self, "_additional", None)
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> dict[str, Any]:
        from .read_schemas import build_read_schema

        return build_read_schema(cls)

    @classmethod
    def _read_keywords(cls, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return fields as plain JSON.

        Raises:
            TypeError: The class has no such field.
        """
        known: Mapping[str, str] = cls._attributes
        for name in fields:
            if name not in known:
                raise TypeError(_describe_unknown(cls, name, known))
        return {name: to_input(value) for name, value in fields.items()}

    def _list_pairs(self) -> Iterator[tuple[str, Any]]:
        """Iterate over the keys with their values. What was never read is still JSON."""
        for key, attribute in self._attributes.items():
            value = self._get_read(attribute)
            if value is _MISSING or (value in (None, []) and self._source.get(key) is None):
                value = self._source.get(key, UNSET)  # null, and no key at all, read as None or as an empty list
            if value is not UNSET:
                yield key, value
        yield from self.additional_properties.items()

    def _get_read(self, attribute: str) -> Any:
        """Return the value of an attribute that was read or set."""
        return vars(self).get(attribute, _MISSING)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object, with all changes."""
        return {key: to_plain(value) for key, value in self._list_pairs()}

    def __copy__(self) -> Self:
        copied = type(self).from_dict(self._source)
        copied.additional_properties.update(self.additional_properties)
        for attribute in self._attributes.values():
            value = self._get_read(attribute)
            if value is not _MISSING:
                setattr(copied, attribute, value)
        return copied

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_dict, (self.to_dict(),)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return type(self).from_dict(self.to_dict())


class TypedGroup(_Lazy):
    """Base class of groups and global fields."""


class TypedBlock(TypedGroup):
    """Base class of blocks of modular blocks."""

    block_uid: ClassVar[str] = ""
    """Uid of the block."""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON of the block in its list: an object whose only key is the uid of the block."""
        return {self.block_uid: super().to_dict()}

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_dict, (self.to_dict()[self.block_uid],)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return type(self).from_dict(self.to_dict()[self.block_uid])


class TypedEntry(_Lazy, Entry):
    """Base class of entries of one content type.

    Fields are decoded when they are first read; unknown keys and values of an unexpected type are kept. `to_dict()`
    returns what was read, with all changes.
    """

    content_type_uid: ClassVar[str] = ""
    """Uid of the content type."""

    if TYPE_CHECKING:
        title: Any  # the content type says what these are
        url: Any
        write_schema: ClassVar[list[dict[str, JsonValue]]]

    else:
        system_attributes = dict(Entry._attributes)  # noqa: SLF001 - of the base class
        write_schema = _PerClass(build_write_schema)
        fields = _PerClass(_make_companion)
        Changes = _PerClass(_make_typed_dict)

        @classmethod
        def input(cls, /, **fields):
            """Return the fields of a new entry in the form in which they are sent."""
            return cls(**fields).writable()

        @classmethod
        def changes(cls, /, **fields):
            """Return changed fields in the form in which they are sent."""
            return cls(**fields).writable()

        def _read_other(self, name):
            system = self.system_attributes.values()
            if name not in system:
                return super()._read_other(name)
            read = Entry.from_dict(self._source)
            for attribute in system:
                if not isinstance(vars(type(self)).get(attribute), _Value) and self._get_read(attribute) is _MISSING:
                    setattr(self, attribute, getattr(read, attribute))
            return object.__getattribute__(self, name)

        def _get_read(self, attribute):
            found = super()._get_read(attribute)
            if found is not _MISSING or attribute not in self.system_attributes.values():
                return found
            slot = getattr(Entry, attribute)
            try:
                return slot.__get__(self)
            except AttributeError:
                return _MISSING

    @classmethod
    def describe(cls) -> ContentType:
        """Return the declaration of the content type."""
        raise NotImplementedError(f"{cls.__name__} does not describe its content type")

    @classmethod
    def from_entry(cls, entry: Entry) -> Self:
        """Return an entry that was read as an instance of this class."""
        return cls.from_dict(entry._source)  # noqa: SLF001 - of the base class

    @property
    def reference(self) -> Ref[Self]:
        """The reference to this entry."""
        from .values import Ref

        return Ref[Self](self.uid, self.content_type_uid)

    def make_reference(self) -> dict[str, str]:
        """Return the reference to this entry as JSON."""
        return {"uid": self.uid, "_content_type_uid": self.content_type_uid}

    def writable(self, content_type: Any = None) -> dict[str, Any]:
        """Return the fields in the form in which the API accepts them, as `Entry.writable` does.

        Args:
            content_type: The content type. Default: that of this class.
        """
        return super().writable(self.write_schema if content_type is None else content_type)


__all__ = ["TypedBlock", "TypedEntry", "TypedGroup"]
