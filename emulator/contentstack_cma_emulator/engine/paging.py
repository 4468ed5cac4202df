"""Sorting, counting and paging of lists, as all lists of the CMA do it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document

MAX_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list to answer: `limit` items after the first `skip`."""

    skip: int = 0
    limit: int = MAX_LIMIT

    def of(self, documents: Sequence[Document]) -> list[Document]:
        """Answer this part of `documents`."""
        return list(documents[self.skip : self.skip + self.limit])


@dataclass(frozen=True, slots=True)
class Order:
    """How to sort: by the field `by`, dotted where it is nested."""

    by: str = "updated_at"
    descending: bool = True

    def of(self, documents: Sequence[Document]) -> list[Document]:
        """Answer `documents` (oldest first) sorted; of equals the newest comes first when descending."""
        start = reversed(documents) if self.descending else documents
        return sorted(start, key=lambda document: sort_key(dotted(document, self.by)), reverse=self.descending)


CHANGED_LAST = Order()
"""What was changed last comes first, as in most lists."""


def read_page(skip: int | None, limit: int | None) -> Page:
    """Make a page of the given numbers: `skip` from 0, `limit` from 1; a limit over 100 is taken as 100.

    Raises `CmaError` (422/141) on a number below.
    """
    if skip is not None and skip < 0:
        raise errors.invalid_parameter("skip", "should be a positive number or zero.")
    if limit is not None and limit < 1:
        raise errors.invalid_parameter("limit", "should be a positive number.")
    return Page(skip or 0, MAX_LIMIT if limit is None else min(limit, MAX_LIMIT))


def read_order(asc: str | None, desc: str | None, default: Order = CHANGED_LAST) -> Order:
    """Make an order of the two parameters; with neither it is the default."""
    if asc:
        return Order(asc, descending=False)
    return Order(desc) if desc else default


def listing(call: Call, key: str, documents: Sequence[Document], default: Order = CHANGED_LAST) -> Answer:
    """Answer a list under `key` as the call asks: sorted, paged, with a count or as a count alone.

    `documents` are all that match, oldest first; `default` sorts them unless the call says how. Reads `asc`,
    `desc`, `skip`, `limit`, `include_count` and `count` of the call.
    """
    if call.flag("count"):
        return Answer({key: len(documents)})
    page = read_page(call.number("skip"), call.number("limit"))
    order = read_order(call.text("asc"), call.text("desc"), default)
    body: Document = {key: page.of(order.of(documents))}
    if call.flag("include_count"):
        body["count"] = len(documents)
    return Answer(body)


def dotted(value: Any, path: str) -> Any:
    """Answer what lies at a dotted path (`group.name`) inside objects, or None."""
    for name in path.split("."):
        if not isinstance(value, dict):
            return None
        value = cast("Document", value).get(name)
    return value


def sort_key(value: Any) -> tuple[int, float, str]:
    """Make values of any kind comparable: nothing, then numbers, then texts, then the rest."""
    if value is None:
        return (0, 0.0, "")
    if isinstance(value, bool | int | float):
        return (1, float(value), "")
    return (2, 0.0, value) if isinstance(value, str) else (3, 0.0, "")
