"""Where a field is, seen from the entries that a query is about."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field is: the references to follow, then the path in the entry that they lead to.

    Attributes:
        path: Uids joined by dots, such as `seo.title`. Empty for the entry itself.
        references: Paths of the reference fields to follow, the first one in the queried entries.
        is_repeated: Whether an entry may have several values here, as in a multiple group.
        is_in_block: Whether it is inside a modular block.
    """

    path: str = ""
    references: tuple[str, ...] = ()
    is_repeated: bool = False
    is_in_block: bool = False

    @property
    def uid(self) -> str:
        """The uid of the field."""
        return self.path.rpartition(".")[2]

    @property
    def full_path(self) -> str:
        """The path with the references before it: `author.company.name`."""
        return ".".join([*self.references, self.path] if self.path else self.references)

    def enter(self, uid: str) -> "Place":
        """Return the place of a field inside."""
        return replace(self, path=f"{self.path}.{uid}" if self.path else uid)

    def enter_block(self, uid: str) -> "Place":
        """Return the place of a modular block."""
        return replace(self.enter(uid), is_repeated=True, is_in_block=True)

    def repeat(self) -> "Place":
        """Return the place as one that may have several values."""
        return replace(self, is_repeated=True)

    def follow(self) -> "Place":
        """Return the place of the entries that the reference field here refers to."""
        return Place(references=(*self.references, self.path))


def find_path(place: Place, field: object) -> str:
    """Return the path of a field in the queried entry.

    Args:
        place: Where the field is.
        field: The field, for messages.

    Raises:
        ValueError: The field is in an entry that is referred to, or it is a whole content type.
    """
    if not place.path:
        raise ValueError(f"{field!r} is a whole content type. Use one of its fields")
    if place.references:
        raise ValueError(
            f"{field!r} is a field of another entry, which {place.references[0]!r} refers to. Use a field of the "
            "content type itself"
        )
    return place.path


def find_sort_path(place: Place, field: object) -> str:
    """Return what the API sorts by: the path of a field with a scalar value.

    Args:
        place: Where the field is.
        field: The field, for messages.

    Raises:
        ValueError: The field is in another entry or a block, or an entry may have several values.
    """
    path = find_path(place, field)
    if place.is_in_block:
        raise ValueError(f"entries cannot be sorted by {field!r}: it is inside a modular block")
    if place.is_repeated:
        raise ValueError(f"entries cannot be sorted by {field!r}: an entry may have several values")
    return path


def reject_sorting(field: object) -> str:
    """Raise the error for a field whose values have no order.

    Raises:
        ValueError: Always.
    """
    raise ValueError(f"entries cannot be sorted by {field!r}. Use a text, number, boolean, date or select field")


ROOT = Place()
"""The queried entry itself."""
