"""What is wrong with a cell of a row, and with rows. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass

_MOST_NAMED = 20
_MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell, a column or a row that is wrong. `str()` is the whole message.

    Attributes:
        place: The row, such as `prices.csv, row 17`, where row 1 is the header; or `rows[3]` for the fourth row of
            a list.
        column: Name of the column; empty if it is not about a single one.
        problem: What is wrong, and what was expected.
    """

    place: str
    column: str
    problem: str

    def __str__(self) -> str:
        column = f', column "{self.column}"' if self.column else ""
        return f"{self.place}{column}: {self.problem}"


class RecordsError(ValueError):
    """Rows that are wrong. Nothing was sent.

    Attributes:
        errors: What is wrong, in the order of the rows.
    """

    errors: tuple[CellError, ...]

    def __init__(self, errors: Sequence[CellError]) -> None:
        self.errors = tuple(errors)
        lines = [str(error) for error in self.errors[:_MOST_NAMED]]
        if len(self.errors) > _MOST_NAMED:
            lines.append(f"… and {len(self.errors) - _MOST_NAMED} more")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type["RecordsError"], tuple[tuple[CellError, ...]]]:
        return type(self), (self.errors,)


def shorten(value: object) -> str:
    """Return a value for a message."""
    text = repr(value)
    return (
        text if len(text) <= _MOST_SHOWN + 2 else f"{text[: _MOST_SHOWN + 1]}…{text[-1] if text[0] in _QUOTES else ''}"
    )


_QUOTES = "'\""
