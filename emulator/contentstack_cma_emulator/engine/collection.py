"""A large collection of documents, looked through by way of the index of values.

The collection may consist of several places, such as one for each locale that another falls back on: of documents with
the same uid, that in the first place counts.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.field_index import COLUMNS, Place, Value, held, is_indexed
from contentstack_cma_emulator.engine.paging import Order, Page
from contentstack_cma_emulator.engine.query import Predicate
from contentstack_cma_emulator.engine.selection import FALSE, TRUE, Sql, clauses, every
from contentstack_cma_emulator.engine.store import Store

FEW = 200
"""So many documents are read and sorted one by one rather than found in their order."""

CHUNK = 200
"""So many documents are read at once."""

STEPS = 5
"""So many chunks are read in order, in the hope of a full page; but one where the database can find it otherwise."""

MANY = 5000
"""So many documents are sorted by the database; of more it goes through the index in order."""

NEAR = 1000
"""Up to there it is looked up row by row whether a better place hides it; beyond, all hidden ones are listed first."""

LOOKS = 4
"""So many places of an order are looked at in the time in which one document is sorted by what is in it."""

HIDDEN = """
SELECT base.sequence FROM documents AS better INDEXED BY listed CROSS JOIN documents AS base ON base.kind = better.kind
    AND base.stack = better.stack AND base.branch = better.branch AND base.uid = better.uid
    AND base.parent = better.parent AND base.version = 0 AND base.locale = ?
WHERE better.kind = ? AND better.stack = ? AND better.branch = ? AND better.parent = ? AND better.locale = ?
    AND better.version = 0
"""

OVERRULED = """
NOT EXISTS (
    SELECT 1 FROM documents AS base JOIN documents AS better ON better.kind = base.kind AND better.stack = base.stack
        AND better.branch = base.branch AND better.uid = base.uid AND better.parent = base.parent AND better.version = 0
    WHERE base.sequence = sorted.sequence AND better.locale = ?
)
"""
"""The same for one row of an order; quicker where few are looked at."""

T = TypeVar("T")

COUNT = Sql("COUNT(*)")
SEQUENCE = Sql("sequence")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for: what the `query` is true of, which `fits` says of one document, in an order."""

    query: Document
    fits: Predicate
    order: Order


@dataclass(frozen=True, slots=True)
class Plan:
    """How to find documents: they are these `few`; else the `condition` says which, None where it cannot be put.

    The `driver` is the part of the condition that is true of so few that they can be sorted: `least` of them.
    """

    few: list[Document] | None = None
    condition: Sql | None = None
    driver: Sql | None = None
    least: int = 0


class Collection:
    """The documents in some places, the best place first."""

    def __init__(self, store: Store, places: Sequence[Place]) -> None:
        self._store = store
        self._places = [place for place in places if store.index.count(place)] or list(places[:1])

    def page(self, wanted: Wanted, page: Page) -> list[Document]:
        """Answer a page of the documents."""
        plan = self._plan(wanted)
        if plan.few is not None:
            return page.of(wanted.order.of(plan.few))
        found = self._walk(plan, wanted, page) or self._read_page(plan, wanted.order, page)
        return page.of(wanted.order.of(list(self._all(wanted)))) if found is None else found

    def count(self, wanted: Wanted) -> int:
        """Answer how many documents there are."""
        plan = self._plan(wanted)
        if plan.few is not None:
            return len(plan.few)
        if plan.condition is None:
            return sum(1 for _ in self._all(wanted))
        condition = plan.condition
        return self._remember(condition, lambda: self._count(plan, condition))

    def _count(self, plan: Plan, condition: Sql) -> int:
        if condition == TRUE:
            return sum(self._count_of(position) for position in range(len(self._places)))
        if condition.rows is not None and len(self._places) == 1:
            return self._count_rows(condition)
        statements = [self._documents(position, plan, COUNT) for position in range(len(self._places))]
        return sum(self._store.select(sql.text, sql.values)[0][0] for sql in statements)

    def holding(self, path: str, values: Sequence[object]) -> list[Document] | None:
        """Answer documents with one of the values at a path; None if the index does not hold that path."""
        if not is_indexed(path):
            return None
        slots = self.slots(path)
        marks = ", ".join("?" * len(values))
        statement = (
            f"SELECT DISTINCT sequence FROM field_values WHERE slot IN ({_numbers(slots)}) AND value IN ({marks})"
        )
        return self._read(self._store.select(statement, [held(value) for value in values]))

    def slots(self, path: str) -> list[int]:
        """Answer the numbers of a path in the places."""
        return self._store.index.slots_of(self._places, path)

    def has_hashes(self, slots: Sequence[int]) -> bool:
        """Answer whether some text is too long for the index to hold."""
        statement = f"SELECT 1 FROM field_values WHERE slot IN ({_numbers(slots)}) AND value >= ? AND value < ? LIMIT 1"
        return bool(self._store.select(statement, (b"h", b"i")))

    def _plan(self, wanted: Wanted) -> Plan:
        """Work out how to find what is wanted, by the part of the query that is true of the fewest."""
        parts, whole = clauses(wanted.query, self)
        if any(part.text == FALSE.text for part in parts):
            return Plan(few=[])
        driver: Sql | None = None
        least = MANY + 1
        for part in parts:
            if part.rows is not None:
                rows = self._rows(part)
                if len(rows) <= FEW:
                    return Plan(few=[document for document in self._visible(rows) if wanted.fits(document)])
                found = self._rows_up_to(part, least)
                if found < least:
                    driver, least = part, found
        return Plan(condition=every(parts) if whole else None, driver=driver, least=least)

    def _rows(self, part: Sql) -> list[tuple[Any, ...]]:
        """Answer the rows of the index that a part is true of, up to one more than are few."""
        statement = f"{part.rows} LIMIT {FEW + 1}"
        return self._remember(Sql(statement, part.values), lambda: self._store.select(statement, part.values))

    def _rows_up_to(self, part: Sql, most: int) -> int:
        """Answer how many rows of the index a part is true of, or `most` if there are more."""
        counted = Sql(f"SELECT COUNT(*) FROM ({part.rows} LIMIT {most})", part.values)
        return self._remember(counted, lambda: int(self._store.select(counted.text, counted.values)[0][0]))

    def _remember(self, about: Sql, make: Callable[[], T]) -> T:
        """Answer what `make` answers about the collection, until something is written into one of its kind."""
        return self._store.remember((self._places[0][0],), (tuple(self._places), about), make)

    def _visible(self, rows: Sequence[tuple[int]]) -> Iterator[Document]:
        """Go through the documents of some rows, oldest first, but those that are hidden by one in a better place."""
        locales = [place[-1] for place in self._places]
        sequences = sorted({sequence for (sequence,) in rows})
        for key, document in self._store.at(sequences):
            if not any(self._store.has(key.in_locale(code)) for code in locales[: locales.index(key.locale)]):
                yield document

    def _read_page(self, plan: Plan, order: Order, page: Page) -> list[Document] | None:
        """Answer a page that the database finds and sorts; None if the query or the order is not in the index."""
        if plan.condition is None or not is_indexed(order.by) or '"' in order.by:
            return None
        positions = range(len(self._places))
        if plan.driver is not None:
            columns = Sql("json_extract(body, ?) AS value, sequence", (_json_path(order.by),))
            return self._read_soon(plan, order, page) or self._read_sorted(
                [self._documents(at, plan, columns) for at in positions], order, page
            )
        if not all(self._can_sort(position, order) for position in positions):
            return None
        if plan.condition.text == TRUE.text and len(self._places) == 1:
            return self._read_from_the_nearer_end(plan, order, page)
        parts = [self._sorted(position, order, plan.condition, page) for position in positions]
        return self._read_sorted(parts, order, page)

    def _read_soon(self, plan: Plan, order: Order, page: Page) -> list[Document] | None:
        """Answer a page that the beginning of the order fills if what is wanted is spread evenly; None if it does not.

        The beginning is no longer than what a look at all that the driver finds would take.
        """
        enough = 2 * (page.skip + page.limit) * self._store.index.count(self._places[0]) // max(plan.least, 1)
        if len(self._places) > 1 or enough > LOOKS * plan.least or not self._can_sort(0, order):
            return None
        way, condition = "DESC" if order.descending else "ASC", plan.condition or TRUE
        first = self._sorted(0, order, TRUE, page)
        begin = f"SELECT * FROM ({first.text} ORDER BY 1 {way}, 2 {way} LIMIT {enough}) AS sorted"
        part = Sql(f"{begin} WHERE {condition.on('sorted')}", (*first.values, *condition.values))
        found = self._read_sorted([part], order, page)
        return found if len(found) == page.limit else None

    def _walk(self, plan: Plan, wanted: Wanted, page: Page) -> list[Document] | None:
        """Answer a page near the beginning by reading in order until it is full; None if it is not soon."""
        enough = page.skip + page.limit
        positions = range(len(self._places))
        sortable = is_indexed(wanted.order.by) and all(self._can_sort(at, wanted.order) for at in positions)
        if plan.driver is not None or enough > CHUNK or not wanted.query or not sortable:
            return None
        found: list[Document] = []
        steps = STEPS if plan.condition is None else 1
        for start in range(0, steps * CHUNK, CHUNK):
            chunk = Page(start, CHUNK)
            parts = [self._sorted(position, wanted.order, TRUE, chunk) for position in positions]
            found += filter(wanted.fits, self._read_sorted(parts, wanted.order, chunk))
            if len(found) >= enough:
                return page.of(found)
        return None

    def _read_from_the_nearer_end(self, plan: Plan, order: Order, page: Page) -> list[Document]:
        """Answer a page of all documents; one that is near the end is reached from there."""
        left = self._store.index.count(self._places[0]) - page.skip
        parts = [self._sorted(0, order, plan.condition or TRUE, page)]
        if page.skip <= left:
            return self._read_sorted(parts, order, page)
        size = max(0, min(page.limit, left))
        back = replace(order, descending=not order.descending)
        return self._read_sorted(parts, back, Page(max(0, left - size), size))[::-1]

    def _read_sorted(self, parts: Sequence[Sql], order: Order, page: Page) -> list[Document]:
        way = "DESC" if order.descending else "ASC"
        union = " UNION ALL ".join(part.text for part in parts)
        values = [value for part in parts for value in part.values]
        rows = self._store.select(
            f"{union} ORDER BY 1 {way}, 2 {way} LIMIT ? OFFSET ?", [*values, page.limit, page.skip]
        )
        return self._read([(sequence,) for _, sequence in rows])

    def _can_sort(self, position: int, order: Order) -> bool:
        """Answer whether each document of a place has exactly one value that it can be sorted by."""
        place, index = self._places[position], self._store.index
        slots = index.slots_of([place], order.by)
        return index.is_single(place, slots[0]) if slots else not index.count(place)

    def _sorted(self, position: int, order: Order, condition: Sql, page: Page) -> Sql:
        """Select the documents of a place that a condition is true of with what they are sorted by, for a page."""
        slots = self._store.index.slots_of([self._places[position]], order.by)
        is_near = page.skip + page.limit <= NEAR
        hidden = self._overruled(position) if is_near else self._hidden(position)
        table = f"SELECT value, sequence FROM field_values AS sorted WHERE slot = {slots[0] if slots else 0}"
        return Sql(f"{table} AND {condition.on('sorted')}{hidden.text}", (*condition.values, *hidden.values))

    def _documents(self, position: int, plan: Plan, columns: Sql) -> Sql:
        """Select documents of a place that a plan finds."""
        condition, driver = plan.condition or TRUE, plan.driver or TRUE
        place = " AND ".join(f"+{column} = ?" if plan.driver else f"{column} = ?" for column in COLUMNS)
        chosen = f" AND sequence IN ({driver.rows})" if driver.rows else ""
        hidden = self._hidden(position)
        text = f"SELECT {columns.text} FROM documents WHERE {place} AND version = 0 AND {condition.on('documents')}"
        values = (*columns.values, *self._places[position], *condition.values, *driver.values, *hidden.values)
        return Sql(f"{text}{chosen}{hidden.text}", values)

    def _hidden(self, position: int) -> Sql:
        """Answer that no document with the same uid lies in a better place than that at a position."""
        locale = self._places[position][-1]
        better = self._places[:position]
        values: list[Value] = [value for place in better for value in (locale, *place)]
        return Sql(f" AND sequence NOT IN ({HIDDEN})" * len(better), tuple(values))

    def _overruled(self, position: int) -> Sql:
        """Answer the same of each row that is looked at."""
        better = tuple(place[-1] for place in self._places[:position])
        return Sql(f" AND {OVERRULED}" * len(better), better)

    def _count_rows(self, condition: Sql) -> int:
        """Count the documents that some rows of the index are of; each has one of them, or several."""
        once = condition.slot is not None and self._store.index.is_single(self._places[0], condition.slot)
        counted = "*" if once else "DISTINCT sequence"
        return int(self._store.select(f"SELECT COUNT({counted}) FROM ({condition.rows})", condition.values)[0][0])

    def _count_of(self, position: int) -> int:
        if not position:
            return self._store.index.count(self._places[0])
        sql = self._documents(position, Plan(), COUNT)
        return int(self._store.select(sql.text, sql.values)[0][0])

    def _all(self, wanted: Wanted) -> Iterator[Document]:
        """Go through what is wanted, document by document."""
        rows: list[tuple[int]] = []
        for position in range(len(self._places)):
            sql = self._documents(position, Plan(), SEQUENCE)
            rows += [(sequence,) for (sequence,) in self._store.select(sql.text, sql.values)]
        rows.sort()
        for start in range(0, len(rows), CHUNK):
            yield from filter(wanted.fits, self._read(rows[start : start + CHUNK]))

    def _read(self, rows: Sequence[tuple[int]]) -> list[Document]:
        return [document for _, document in self._store.at([sequence for (sequence,) in rows])]


def _json_path(path: str) -> str:
    """Answer the path as the database reads it in JSON."""
    return "$" + "".join(f'."{name}"' for name in path.split("."))


def _numbers(slots: Sequence[int]) -> str:
    return ", ".join(str(slot) for slot in slots)
