"""Rows of a pandas DataFrame. pandas itself is not imported."""

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeGuard, cast

from .errors import CellError, RecordsError


class Frame(Protocol):
    """What a pandas DataFrame has."""

    @property
    def columns(self) -> Iterable[object]:
        """The names of the columns."""
        ...

    def itertuples(self, index: bool, name: None) -> Iterable[tuple[object, ...]]:  # noqa: FBT001 -- of pandas
        """Iterate over the rows as tuples."""
        ...


def is_frame(value: object) -> TypeGuard[Frame]:
    """Return whether a value is a DataFrame."""
    return hasattr(value, "itertuples") and hasattr(value, "columns")


def list_frame_rows(frame: Frame) -> list[Mapping[str, object]]:
    """Return the rows of a DataFrame with `NA` where a value is missing, of which `to_dict("records")` makes None.

    Raises:
        RecordsError: Two columns have the same name.
    """
    names = cast("list[str]", list(frame.columns))
    if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        raise RecordsError([CellError("columns", str(name), "occurs twice") for name in twice])
    rows = frame.itertuples(index=False, name=None)
    return [dict(zip(names, row, strict=True)) for row in rows]
