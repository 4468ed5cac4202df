"""The fields of a row, with where the row is. No I/O."""

from collections.abc import Mapping


class Row(dict[str, object]):
    """The fields of a row of a file, which the methods of the SDK for many entries accept as an item.

    Attributes:
        place: Where it is, such as `posts.csv:3`.
        locale: Code of the locale that the row names; None if it names none.
    """

    def __init__(self, place: str, fields: Mapping[str, object], locale: str | None = None) -> None:
        super().__init__(fields)
        self.place = place
        self.locale = locale
