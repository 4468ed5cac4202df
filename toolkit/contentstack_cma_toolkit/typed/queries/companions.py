"""Companions: objects whose attributes are the fields of a content type, a group, or blocks.

Generated subclasses have annotations only, for editors and type checkers. The attributes themselves are made on access,
from a description: a mapping of attribute names to `FieldEntry`.

    from contentstack_cma_toolkit.typed.queries import EntryFields, FieldEntry, NumberField, TextField

    class CompanyFields(EntryFields):
        size: NumberField

    class AuthorFields(EntryFields):
        name: TextField
        employer: CompanyFields

    COMPANY = {"size": FieldEntry("size", NumberField)}
    AUTHOR = {
        "name": FieldEntry("name", TextField),
        "employer": FieldEntry("employer", lambda place: CompanyFields(place, COMPANY)),
    }
    fields = AuthorFields(fields=AUTHOR)
    assert (fields.employer.size > 3).to_query() == {"employer": {"$in_query": {"size": {"$gt": 3}}}}
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self, TypeVar

from ..suggesting import suggest
from .conditions import Condition
from .fields import Field, make_test
from .operands import HasUid, read_uid
from .places import ROOT, Place, find_path, reject_sorting
from .scalar_fields import DateField, NumberField, TextField


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """One field in the description of a companion.

    Attributes:
        uid: The uid of the field.
        make: Makes the field at a place: the class of the field, or a function that makes the companion of a group, of
            blocks, or of the content type that a reference field refers to.
        is_multiple: Whether the field is multiple. Not needed for references and blocks.
    """

    uid: str
    make: "Callable[[Place], Field | Companion]"
    is_multiple: bool = False


Description = Mapping[str, FieldEntry]
"""Fields by the names of the attributes."""


class Companion:
    """An object whose attributes are fields. Its own names have double underscores, so that a field can have any other.

    Args:
        place: Where the fields are.
        fields: The fields by the names of their attributes.
    """

    __slots__ = ("__fields__", "__place__")

    def __init__(self, place: Place, fields: Description) -> None:
        self.__place__ = place
        self.__fields__ = fields

    def __repr__(self) -> str:
        return f"{type(self).__qualname__}({self.__place__.full_path!r})"

    def __dir__(self) -> Iterable[str]:
        return sorted({*super().__dir__(), *self.__fields__})

    def __field_path__(self) -> str:
        """Return the path in the queried entry, as parameters of the API take it."""
        return find_path(self.__place__, self)

    def __locate__(self, entry: FieldEntry) -> Place:
        """Return the place of a field."""
        place = self.__place__.enter(entry.uid)
        return place.repeat() if entry.is_multiple else place

    __hash__ = object.__hash__

    if not TYPE_CHECKING:  # Checkers would accept any attribute. They reject a bool where a condition is expected.

        def __eq__(self, other: object) -> bool:
            """Refuse a comparison that would be False instead of a condition."""
            raise TypeError(f"{self!r} has no == or !=. Compare one of its fields, such as the uid of a reference")

        def __sort_path__(self) -> str:
            """Refuse to sort by values without an order."""
            return reject_sorting(self)

        def __getattr__(self, name: str) -> "Field | Companion":
            """Make the field with this attribute name."""
            if name.startswith("__"):  # `copy` asks for such names before there are fields.
                raise AttributeError(name)
            entry = self.__fields__.get(name)
            if entry is None:
                hint = suggest(name, self.__fields__)
                where = repr(self.__place__.full_path) if self.__place__.full_path else "the content type"
                raise AttributeError(f"{where} has no field {name!r}{hint}", name=name, obj=self)
            return entry.make(self.__locate__(entry))


class GroupFields(Companion):
    """The fields of a group, a global field or a modular block, or the taxonomies of a content type."""

    __slots__ = ()


class BlocksFields(Companion):
    """The blocks of a modular blocks field, each with its fields."""

    __slots__ = ()

    def __locate__(self, entry: FieldEntry) -> Place:
        """Return the place of a block."""
        return self.__place__.enter_block(entry.uid)


class EntryFields(Companion):
    """The fields of a content type, with those that every entry has.

    As a field of another companion, it is a reference: a condition on one of its fields is met by entries that refer to
    an entry which meets it. `uid` is the uid in the reference, whether or not the entry exists.

    Args:
        place: The place of the reference field. Default: the queried entries.
        fields: The fields by the names of their attributes.
    """

    __slots__ = ()

    uid: TextField
    locale: TextField
    tags: TextField
    version: NumberField
    created_at: DateField
    created_by: TextField
    updated_at: DateField
    updated_by: TextField

    def __init__(self, place: Place = ROOT, fields: Description | None = None) -> None:
        super().__init__(place, {**SYSTEM_FIELDS, **(fields or {})})

    def __locate__(self, entry: FieldEntry) -> Place:
        """Return the place of a field, which may be behind a reference."""
        if not self.__place__.path:
            return super().__locate__(entry)
        if entry is SYSTEM_FIELDS["uid"]:
            return self.__place__.enter(entry.uid).repeat()
        place = self.__place__.follow().enter(entry.uid)
        return place.repeat() if entry.is_multiple else place

    def __reach__(self, place: Place) -> Self:
        """Return the same fields behind the reference field at a place."""
        return type(self)(place, self.__fields__)


SYSTEM_FIELDS: Description = {
    "uid": FieldEntry("uid", TextField),
    "locale": FieldEntry("locale", TextField),
    "tags": FieldEntry("tags", TextField, is_multiple=True),
    "version": FieldEntry("_version", NumberField),
    "created_at": FieldEntry("created_at", DateField),
    "created_by": FieldEntry("created_by", TextField),
    "updated_at": FieldEntry("updated_at", DateField),
    "updated_by": FieldEntry("updated_by", TextField),
}
"""The fields that every entry has."""

TAKEN_NAMES = frozenset(SYSTEM_FIELDS)
"""Attribute names that a content type cannot use for a field of its own. Groups and blocks can use all names."""

Fields = TypeVar("Fields", bound=EntryFields)
Fields_co = TypeVar("Fields_co", bound=EntryFields, covariant=True)


class HasFields(Protocol[Fields_co]):
    """A class of entries with a companion, such as `Author`."""

    @property
    def fields(self) -> Fields_co:
        """The companion."""
        ...


class ReferenceField(Field):
    """A reference field that may refer to entries of several content types."""

    __slots__ = ()

    def contains(self, entry: str | HasUid) -> Condition:
        """Match entries that refer to this entry, whether or not it exists.

        Args:
            entry: The entry, a reference to it, or its uid.
        """
        return make_test(self.__place__.enter("uid").repeat(), "$eq", read_uid(entry))

    def refers_to_type(self, content_type_uid: str) -> Condition:
        """Match entries that refer to any entry of this content type."""
        return make_test(self.__place__.enter("_content_type_uid").repeat(), "$eq", content_type_uid)

    def to(self, target: HasFields[Fields]) -> Fields:
        """Return the fields of one of the content types.

        The API compares the fields of all entries that are referred to. If another content type has a field of the same
        uid, its entries match too.

        Args:
            target: The class of the content type, such as `Author`.
        """
        return target.fields.__reach__(self.__place__)
