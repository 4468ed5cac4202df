"""Search in a large collection of documents, by means of the index of field values.

A collection may span several partitions, such as one for each locale of a fallback chain. Of documents with the same
uid, the one in the first partition counts and hides the others.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.field_index import COLUMNS, Partition, Value, is_indexed, to_index_value
from contentstack_cma_emulator.engine.paging import Order, Page
from contentstack_cma_emulator.engine.query import Predicate
from contentstack_cma_emulator.engine.selection import FALSE, TRUE, Sql, combine_all, translate_query
from contentstack_cma_emulator.engine.store import Store

MAX_SORTED_IN_MEMORY = 200
"""Up to so many documents are read and sorted in Python."""

CHUNK_SIZE = 200
"""Documents read at once."""

MAX_CHUNKS = 5
"""Chunks read in order to fill a page; only one if the database can find the page in another way."""

MAX_SORTED_BY_DATABASE = 5000
"""Up to so many documents are sorted by the database; for more it reads the index in order."""

MAX_CHECKED_BY_ROW = 1000
"""Up to this position each row is checked for being hidden; beyond, all hidden rows are selected first."""

ROWS_PER_SORT = 4
"""Rows of an index that can be read in the time in which one document is sorted by its body."""

HIDDEN = """
SELECT base.sequence FROM documents AS better INDEXED BY listed CROSS JOIN documents AS base ON base.kind = better.kind
    AND base.stack = better.stack AND base.branch = better.branch AND base.uid = better.uid
    AND base.parent = better.parent AND base.version = 0 AND base.locale = ?
WHERE better.kind = ? AND better.stack = ? AND better.branch = ? AND better.parent = ? AND better.locale = ?
    AND better.version = 0
"""

HIDDEN_ROW = """
NOT EXISTS (
    SELECT 1 FROM documents AS base JOIN documents AS better ON better.kind = base.kind AND better.stack = base.stack
        AND better.branch = base.branch AND better.uid = base.uid AND better.parent = base.parent AND better.version = 0
    WHERE base.sequence = sorted.sequence AND better.locale = ?
)
"""
"""The same condition for one row. Faster if few rows are read."""

T = TypeVar("T")

COUNT = Sql("COUNT(*)")
SEQUENCE = Sql("sequence")


@dataclass(frozen=True, slots=True)
class Criteria:
    """What to search for: a query, the same query as a predicate (`fits`), and the order."""

    query: Document
    fits: Predicate
    order: Order


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """How to find documents.

    Attributes:
        documents: The result, if it is small enough to be known already.
        condition: The query in SQL, or None if it cannot be translated.
        driver: The part of the condition that matches the fewest rows, if they are few enough to be sorted.
        least: How many rows `driver` matches.
    """

    documents: list[Document] | None = None
    condition: Sql | None = None
    driver: Sql | None = None
    least: int = 0


class Collection:
    """The documents in some partitions, the preferred partition first."""

    def __init__(self, store: Store, partitions: Sequence[Partition]) -> None:
        self._store = store
        filled = [each for each in partitions if store.index.count(each)] if len(partitions) > 1 else ()
        self._partitions = filled or list(partitions[:1])

    def find_page(self, criteria: Criteria, page: Page) -> list[Document]:
        """Return a page of the matching documents."""
        plan = self._make_plan(criteria)
        if plan.documents is not None:
            return page.slice(criteria.order.sort(plan.documents))
        found = self._scan_in_order(plan, criteria, page) or self._read_page(plan, criteria.order, page)
        return page.slice(criteria.order.sort(list(self._iterate_all(criteria)))) if found is None else found

    def count(self, criteria: Criteria) -> int:
        """Count the matching documents."""
        plan = self._make_plan(criteria)
        if plan.documents is not None:
            return len(plan.documents)
        if plan.condition is None:
            return sum(1 for _ in self._iterate_all(criteria))
        condition = plan.condition
        return self._remember(condition, lambda: self._count(plan, condition))

    def _count(self, plan: QueryPlan, condition: Sql) -> int:
        if condition == TRUE:
            return sum(self._count_partition(position) for position in range(len(self._partitions)))
        if condition.rows is not None and len(self._partitions) == 1:
            return self._count_rows(condition)
        statements = [self._select_documents(position, plan, COUNT) for position in range(len(self._partitions))]
        return sum(self._store.execute(sql.text, sql.values)[0][0] for sql in statements)

    def find_by_value(self, path: str, values: Sequence[object]) -> list[Document] | None:
        """Return the documents with one of the values at a path, or None if the path is not indexed."""
        if not is_indexed(path):
            return None
        slots = self.find_slots(path)
        marks = ", ".join("?" * len(values))
        statement = (
            f"SELECT DISTINCT sequence FROM field_values WHERE slot IN ({_join_numbers(slots)}) AND value IN ({marks})"
        )
        return self._read(self._store.execute(statement, [to_index_value(value) for value in values]))

    def find_slots(self, path: str) -> list[int]:
        """Return the slots of a path in the partitions."""
        return self._store.index.find_slots(self._partitions, path)

    def has_hashes(self, slots: Sequence[int]) -> bool:
        """Return whether the index has only a hash of some text."""
        statement = (
            f"SELECT 1 FROM field_values WHERE slot IN ({_join_numbers(slots)}) AND value >= ? AND value < ? LIMIT 1"
        )
        return bool(self._store.execute(statement, (b"h", b"i")))

    def _make_plan(self, criteria: Criteria) -> QueryPlan:
        """Plan a search, by the part of the query that matches the fewest rows."""
        parts, whole = translate_query(criteria.query, self)
        if any(part.text == FALSE.text for part in parts):
            return QueryPlan(documents=[])
        driver: Sql | None = None
        least = MAX_SORTED_BY_DATABASE + 1
        for part in parts:
            if part.rows is not None:
                rows = self._select_rows(part)
                if len(rows) <= MAX_SORTED_IN_MEMORY:
                    return QueryPlan(documents=[*filter(criteria.fits, self._iterate_visible(rows))])
                found = self._count_rows_up_to(part, least)
                if found < least:
                    driver, least = part, found
        return QueryPlan(condition=combine_all(parts) if whole else None, driver=driver, least=least)

    def _select_rows(self, part: Sql) -> list[tuple[Any, ...]]:
        """Return the matching rows of the index, at most one more than can be sorted here."""
        statement = f"{part.rows} LIMIT {MAX_SORTED_IN_MEMORY + 1}"
        return self._remember(Sql(statement, part.values), lambda: self._store.execute(statement, part.values))

    def _count_rows_up_to(self, part: Sql, most: int) -> int:
        """Count the matching rows of the index, up to `most`."""
        counted = Sql(f"SELECT COUNT(*) FROM ({part.rows} LIMIT {most})", part.values)
        return self._remember(counted, lambda: int(self._store.execute(counted.text, counted.values)[0][0]))

    def _remember(self, about: Sql, make: Callable[[], T]) -> T:
        """Cache what `make` returns about the collection until a document of its kind is written."""
        return self._store.cache.recall((self._partitions[0][0],), (tuple(self._partitions), about), make)

    def _iterate_visible(self, rows: Sequence[tuple[int]]) -> Iterator[Document]:
        """Iterate over the documents of some rows that are not hidden, oldest first."""
        locales = [partition[-1] for partition in self._partitions]
        sequences = sorted({sequence for (sequence,) in rows})
        for key, document in self._store.read_rows(sequences):
            if not any(self._store.has(replace(key, locale=code)) for code in locales[: locales.index(key.locale)]):
                yield document

    def _read_page(self, plan: QueryPlan, order: Order, page: Page) -> list[Document] | None:
        """Return a page found and sorted by the database, or None if the index does not have the query or the order."""
        if plan.condition is None or not is_indexed(order.by) or '"' in order.by:
            return None
        positions = range(len(self._partitions))
        if plan.driver is not None:
            columns = Sql("json_extract(body, ?) AS value, sequence", (_to_json_path(order.by),))
            return self._read_from_start(plan, order, page) or self._read_sorted(
                [self._select_documents(at, plan, columns) for at in positions], order, page
            )
        if not all(self._can_sort(position, order) for position in positions):
            return None
        if plan.condition.text == TRUE.text and len(self._partitions) == 1:
            return self._read_from_nearer_end(plan, order, page)
        parts = [self._select_sorted(position, order, plan.condition, page) for position in positions]
        return self._read_sorted(parts, order, page)

    def _read_from_start(self, plan: QueryPlan, order: Order, page: Page) -> list[Document] | None:
        """Return a page from the first rows of the order, or None if they do not fill it.

        Reads twice as many rows as are needed if matches are spread evenly, if that is faster than sorting all that
        the driver finds.
        """
        enough = 2 * (page.skip + page.limit) * self._store.index.count(self._partitions[0]) // max(plan.least, 1)
        if len(self._partitions) > 1 or enough > ROWS_PER_SORT * plan.least or not self._can_sort(0, order):
            return None
        way, condition = "DESC" if order.descending else "ASC", plan.condition or TRUE
        first = self._select_sorted(0, order, TRUE, page)
        begin = f"SELECT * FROM ({first.text} ORDER BY 1 {way}, 2 {way} LIMIT {enough}) AS sorted"
        part = Sql(f"{begin} WHERE {condition.on_table('sorted')}", (*first.values, *condition.values))
        found = self._read_sorted([part], order, page)
        return found if len(found) == page.limit else None

    def _scan_in_order(self, plan: QueryPlan, criteria: Criteria, page: Page) -> list[Document] | None:
        """Return a page near the start by reading in order until it is full, or None if that takes too many chunks."""
        enough = page.skip + page.limit
        positions = range(len(self._partitions))
        sortable = is_indexed(criteria.order.by) and all(self._can_sort(at, criteria.order) for at in positions)
        if plan.driver is not None or enough > CHUNK_SIZE or not criteria.query or not sortable:
            return None
        found: list[Document] = []
        steps = MAX_CHUNKS if plan.condition is None else 1
        for start in range(0, steps * CHUNK_SIZE, CHUNK_SIZE):
            chunk = Page(start, CHUNK_SIZE)
            parts = [self._select_sorted(position, criteria.order, TRUE, chunk) for position in positions]
            found += filter(criteria.fits, self._read_sorted(parts, criteria.order, chunk))
            if len(found) >= enough:
                return page.slice(found)
        return None

    def _read_from_nearer_end(self, plan: QueryPlan, order: Order, page: Page) -> list[Document]:
        """Return a page of all documents, read from the end of the order that is nearer."""
        left = self._store.index.count(self._partitions[0]) - page.skip
        parts = [self._select_sorted(0, order, plan.condition or TRUE, page)]
        if page.skip <= left:
            return self._read_sorted(parts, order, page)
        size = max(0, min(page.limit, left))
        back = replace(order, descending=not order.descending)
        return self._read_sorted(parts, back, Page(max(0, left - size), size))[::-1]

    def _read_sorted(self, parts: Sequence[Sql], order: Order, page: Page) -> list[Document]:
        way = "DESC" if order.descending else "ASC"
        union = " UNION ALL ".join(part.text for part in parts)
        values = [value for part in parts for value in part.values]
        text = f"{union} ORDER BY 1 {way}, 2 {way} LIMIT ? OFFSET ?"
        rows = self._store.execute(text, [*values, page.limit, page.skip])
        return self._read([(sequence,) for _, sequence in rows])

    def _can_sort(self, position: int, order: Order) -> bool:
        """Return whether every document of a partition has exactly one value to sort by."""
        partition, index = self._partitions[position], self._store.index
        slots = index.find_slots([partition], order.by)
        return index.is_single(partition, slots[0]) if slots else not index.count(partition)

    def _select_sorted(self, position: int, order: Order, condition: Sql, page: Page) -> Sql:
        """Select the matching documents of a partition and their sort values."""
        slots = self._store.index.find_slots([self._partitions[position]], order.by)
        is_near = page.skip + page.limit <= MAX_CHECKED_BY_ROW
        hidden = self._exclude_hidden_by_row(position) if is_near else self._exclude_hidden(position)
        table = f"SELECT value, sequence FROM field_values AS sorted WHERE slot = {slots[0] if slots else 0}"
        return Sql(f"{table} AND {condition.on_table('sorted')}{hidden.text}", (*condition.values, *hidden.values))

    def _select_documents(self, position: int, plan: QueryPlan, columns: Sql) -> Sql:
        """Select the documents of a partition that a plan finds."""
        condition, driver = plan.condition or TRUE, plan.driver or TRUE
        where = " AND ".join(f"+{column} = ?" if plan.driver else f"{column} = ?" for column in COLUMNS)
        chosen = f" AND sequence IN ({driver.rows})" if driver.rows else ""
        hidden = self._exclude_hidden(position)
        text = (
            f"SELECT {columns.text} FROM documents WHERE {where} AND version = 0 AND {condition.on_table('documents')}"
        )
        values = (*columns.values, *self._partitions[position], *condition.values, *driver.values, *hidden.values)
        return Sql(f"{text}{chosen}{hidden.text}", values)

    def _exclude_hidden(self, position: int) -> Sql:
        """Build the condition that no preferred partition hides a document."""
        locale = self._partitions[position][-1]
        better = self._partitions[:position]
        values: list[Value] = [value for partition in better for value in (locale, *partition)]
        return Sql(f" AND sequence NOT IN ({HIDDEN})" * len(better), tuple(values))

    def _exclude_hidden_by_row(self, position: int) -> Sql:
        """Build the same condition, checked row by row."""
        better = tuple(partition[-1] for partition in self._partitions[:position])
        return Sql(f" AND {HIDDEN_ROW}" * len(better), better)

    def _count_rows(self, condition: Sql) -> int:
        """Count the documents of the matching rows; a document may have several."""
        once = condition.slot is not None and self._store.index.is_single(self._partitions[0], condition.slot)
        counted = "*" if once else "DISTINCT sequence"
        return int(self._store.execute(f"SELECT COUNT({counted}) FROM ({condition.rows})", condition.values)[0][0])

    def _count_partition(self, position: int) -> int:
        if not position:
            return self._store.index.count(self._partitions[0])
        sql = self._select_documents(position, QueryPlan(), COUNT)
        return int(self._store.execute(sql.text, sql.values)[0][0])

    def _iterate_all(self, criteria: Criteria) -> Iterator[Document]:
        """Iterate over the matching documents by reading all of them."""
        rows: list[tuple[int]] = []
        for position in range(len(self._partitions)):
            sql = self._select_documents(position, QueryPlan(), SEQUENCE)
            rows += [(sequence,) for (sequence,) in self._store.execute(sql.text, sql.values)]
        rows.sort()
        for start in range(0, len(rows), CHUNK_SIZE):
            yield from filter(criteria.fits, self._read(rows[start : start + CHUNK_SIZE]))

    def _read(self, rows: Sequence[tuple[int]]) -> list[Document]:
        return [document for _, document in self._store.read_rows([row[0] for row in rows])] if rows else []


def _to_json_path(path: str) -> str:
    """Convert a dotted path to an SQLite JSON path."""
    return "$" + "".join(f'."{name}"' for name in path.split("."))


def _join_numbers(slots: Sequence[int]) -> str:
    return ", ".join(str(slot) for slot in slots)
