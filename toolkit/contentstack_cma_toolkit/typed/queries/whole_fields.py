"""What can be asked about any field, also one that has fields of its own."""

from .companions import BlocksFields, Companion, EntryFields, ReferenceField
from .conditions import Condition, Referring, refer
from .fields import Field, ScalarField, make_test
from .places import Place, reject_sorting


def exists(field: Field | Companion) -> Condition:
    """Match entries that have a field. A null or an empty list counts as a value.

    Args:
        field: Any field, also a group, blocks or a reference.

    Raises:
        ValueError: It is no field, but a whole content type.
    """
    return make_test(_find_place(field), "$exists", operand=True)


def refers_to(reference: EntryFields | ReferenceField, condition: Condition) -> Condition:
    """Match entries that refer to an entry which meets a condition.

    Use it for conditions on several fields of the same entry: those of `(author.name == "Jane") & (author.age > 30)`
    may be met by different ones.

        refers_to(Article.fields.author, (Author.fields.name == "Jane") & (Author.fields.age > 30))

    Args:
        reference: A reference field.
        condition: A condition on the entries it refers to.

    Raises:
        ValueError: `reference` is no field, but a whole content type.
    """
    place = _find_place(reference)
    return refer(place, Referring(place.path, condition))


def field_path(field: Field | Companion) -> str:
    """Return the path of a field in an entry, such as `seo.title`.

    Args:
        field: Any field, also a group, blocks or a reference.

    Raises:
        ValueError: The field is in an entry that is referred to, or it is a whole content type.
    """
    return field.__field_path__()


def sort_uid(field: ScalarField) -> str:
    """Return what the API sorts by: the path of a field.

    Args:
        field: A text, number, boolean, date or select field.

    Raises:
        ValueError: The API cannot sort by the field, because it is of another kind, in another entry or a block, or
            because an entry may have several values.
    """
    given: object = field
    return given.__sort_path__() if isinstance(given, ScalarField) else reject_sorting(given)  # pyright: ignore[reportUnnecessaryIsInstance] -- callers may pass anything


def _find_place(field: Field | Companion) -> Place:
    place = field.__place__
    if not place.path:
        raise ValueError(f"{field!r} is a whole content type. Use one of its fields")
    return place.repeat() if isinstance(field, BlocksFields | EntryFields | ReferenceField) else place
