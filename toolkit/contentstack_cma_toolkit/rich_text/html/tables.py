"""Tables: the form that rich text has for cells that span others, and the sizes that it keeps with a table."""

from collections.abc import Iterator

from ..building import DEFAULT_WIDTH
from ..kinds import CELLS
from ..nodes import Child, Node, read_kept

MOST_COLUMNS = 1000
"""How many columns a cell can span, as in browsers."""

MOST_COVERED = 100_000
"""How many cells of a page can be covered by others."""


class Covered:
    """How many cells of a page can still be covered by others. A few bytes of HTML could ask for millions."""

    def __init__(self) -> None:
        self.left = MOST_COVERED
        self.is_exceeded = False

    def take(self, count: int) -> bool:
        """Return whether there may be so many more, and count them."""
        if count > self.left:
            self.is_exceeded = True
            return False
        self.left -= count
        return True


def complete_table(table: Node, widths: list[float], allowed: Covered) -> None:
    """Add what rich text has and HTML has not.

    A cell that is hidden by the span of another is there, and is void. Rows that a cell connects are in a row group.

    Args:
        table: The table.
        widths: The widths of the first columns in pixels, as far as they are known.
        allowed: How many cells can be void. Cells that would cover more span nothing.
    """
    spanned: set[int] = set()
    count = columns = 0
    for group in (child for child in table.children if isinstance(child, Node)):
        rows = [row for row in group.children if isinstance(row, Node) and row.type == "tr"]
        if rows:
            last_rows = _add_void_cells(rows, spanned, allowed)
            columns = max(columns, *(len(row.children) for row in rows))
            count += len(rows)
            group.children = list(_connect(rows, last_rows)) if group.type == "tbody" else [*rows]
    given = widths[:columns]
    table.attrs |= {"rows": count, "cols": columns, "colWidths": given + [DEFAULT_WIDTH] * (columns - len(given))}
    if spanned:
        table.attrs["disabledCols"] = sorted(spanned)


def _add_void_cells(rows: list[Node], spanned: set[int], allowed: Covered) -> list[int]:
    """Complete the rows, and return for each the last row that a cell in it reaches."""
    covered: dict[int, int] = {}
    last_rows: list[int] = []
    for at, row in enumerate(rows):
        cells: list[Child] = []
        last = at
        for cell in row.children:
            _skip_covered(cells, covered, at, row)
            if not isinstance(cell, Node) or cell.type not in CELLS:
                continue
            width, height = _read_spans(cell, len(rows) - at, allowed)
            if width > 1:
                spanned.update(range(len(cells), len(cells) + width))
            if height > 1:
                covered.update(dict.fromkeys(range(len(cells), len(cells) + width), at + height))
                last = max(last, at + height - 1)
            cells.append(cell)
            cells.extend(_make_void(cell.type) for _ in range(width - 1))
        _skip_covered(cells, covered, at, row)
        row.children = cells
        last_rows.append(last)
    return last_rows


def _skip_covered(cells: list[Child], covered: dict[int, int], at: int, row: Node) -> None:
    """Add the void cells that a cell of a row above covers here."""
    while covered.get(len(cells), 0) > at:
        first = row.children[0] if row.children else None
        cells.append(_make_void(first.type if isinstance(first, Node) else "td"))


def _connect(rows: list[Node], last_rows: list[int]) -> Iterator[Node]:
    """Put the rows that cells connect into row groups."""
    at = 0
    while at < len(rows):
        end = last_rows[at]
        following = at
        while following < end:
            following += 1
            end = max(end, last_rows[following])
        yield rows[at] if end == at else Node("trgrp", rows[at : end + 1])
        at = end + 1


def _read_spans(cell: Node, rows_left: int, allowed: Covered) -> tuple[int, int]:
    """Return how many columns and rows a cell spans. The attributes of HTML stay, for the official conversion."""
    said = read_kept(cell.attrs)
    if "colspan" not in said and "rowspan" not in said:
        return 1, 1
    width = min(_read_number(said.get("colspan")) or 1, MOST_COLUMNS)
    height = _read_number(said.get("rowspan"))
    height = min(rows_left if height == 0 else height or 1, rows_left)
    if not allowed.take(width * height - 1):
        return 1, 1
    if width > 1:
        cell.attrs["colSpan"] = width
    if height > 1:
        cell.attrs["rowSpan"] = height
    return width, height


def _read_number(value: object) -> int | None:
    digits = value.strip() if isinstance(value, str) else ""
    most = 5
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= most else None


def _make_void(kind: str) -> Node:
    return Node(kind, [""], {"void": True})
