"""What all fields have in common."""

from typing import TYPE_CHECKING

from .conditions import Comparison, Condition, Scalar, refer
from .places import Place, find_path, find_sort_path, reject_sorting


class Field:
    """A field of the queried entries, or of entries that they refer to.

    Args:
        place: Where the field is.
    """

    __slots__ = ("__place__",)

    def __init__(self, place: Place) -> None:
        self.__place__ = place

    @property
    def uid(self) -> str:
        """The uid of the field."""
        return self.__place__.uid

    @property
    def path(self) -> str:
        """The uids of all fields from the queried entry on, joined by dots: `seo.title`, `author.name`."""
        return self.__place__.full_path

    def __field_path__(self) -> str:
        """Return the path in the queried entry, as parameters of the API take it."""
        return find_path(self.__place__, self)

    def exists(self) -> Condition:
        """Match entries that have the field. A null counts as a value."""
        return make_test(self.__place__, "$exists", operand=True)

    def is_missing(self) -> Condition:
        """Match entries that do not have the field. A null counts as a value."""
        return ~self.exists()

    def is_null(self) -> Condition:
        """Match entries in which the field is missing or null."""
        return make_test(self.__place__, "$eq", operand=None)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.path!r})"

    __hash__ = object.__hash__

    if not TYPE_CHECKING:  # Checkers reject a bool where a condition is expected.

        def __eq__(self, other: object) -> bool:
            """Refuse a comparison that would be False instead of a condition."""
            methods = ", ".join(f"{name}()" for name in dir(self) if name[0] != "_" and callable(getattr(self, name)))
            raise TypeError(f"{self!r} has no == or !=, because the API cannot compare it. Use {methods}")

        def __sort_path__(self) -> str:
            """Refuse to sort by values without an order."""
            return reject_sorting(self)


class ScalarField(Field):
    """A field whose value is a text, number, boolean or date. Entries can be sorted by it."""

    __slots__ = ()

    def __sort_path__(self) -> str:
        """Return the path as what the API sorts by."""
        return find_sort_path(self.__place__, self)


def make_test(
    place: Place, operator: str, operand: Scalar | tuple[Scalar, ...], options: tuple[tuple[str, Scalar], ...] = ()
) -> Condition:
    """Return a test of the values at a place."""
    return refer(place, Comparison(place.path, operator, operand, options, place.is_repeated))
