"""Sorting, counting and paging of lists, the same for all lists of the CMA."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document

T = TypeVar("T")

MAX_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: `limit` items after the first `skip`."""

    skip: int = 0
    limit: int = MAX_LIMIT

    def slice(self, documents: Sequence[Document]) -> list[Document]:
        """Return the documents of this page."""
        return list(documents[self.skip : self.skip + self.limit])


@dataclass(frozen=True, slots=True)
class Order:
    """How to sort. `by` is the path of a field, dotted if it is nested."""

    by: str = "updated_at"
    descending: bool = True

    def sort(self, documents: Sequence[Document]) -> list[Document]:
        """Sort documents (oldest first). Of equal ones, the newest comes first in descending order."""
        start = reversed(documents) if self.descending else documents
        return sorted(start, key=lambda document: sort_key(get_at_path(document, self.by)), reverse=self.descending)


CHANGED_LAST = Order()
"""The last changed document comes first, as in most lists."""


def read_page(skip: int | None, limit: int | None) -> Page:
    """Return a page. A `limit` over 100 is read as 100.

    Raises `CmaError` (422/141) if `skip` is less than 0 or `limit` less than 1.
    """
    if skip is not None and skip < 0:
        raise errors.invalid_parameter("skip", "should be a positive number or zero.")
    if limit is not None and limit < 1:
        raise errors.invalid_parameter("limit", "should be a positive number.")
    return Page(skip or 0, MAX_LIMIT if limit is None else min(limit, MAX_LIMIT))


def read_call_page(call: Call) -> Page:
    """Return the page of the parameters `skip` and `limit`. Raises `CmaError` (422/141) if one is not valid."""
    return read_page(call.get_integer("skip"), call.get_integer("limit"))


def read_order(asc: str | None, desc: str | None, default: Order = CHANGED_LAST) -> Order:
    """Return the order of the parameters `asc` and `desc`, or the default."""
    if asc:
        return Order(asc, descending=False)
    return Order(desc) if desc else default


def list_documents(call: Call, key: str, documents: Sequence[Document], default: Order = CHANGED_LAST) -> ApiResponse:
    """List documents under `key`, sorted and paged, with a count or only as a count.

    Reads the parameters `asc`, `desc`, `skip`, `limit`, `include_count` and `count`. `documents` are all that match,
    oldest first; `default` is their order if the call has none.
    """
    if call.has_flag("count"):
        return ApiResponse({key: len(documents)})
    page = read_call_page(call)
    order = read_order(call.get_text("asc"), call.get_text("desc"), default)
    body: Document = {key: page.slice(order.sort(documents))}
    if call.has_flag("include_count"):
        body["count"] = len(documents)
    return ApiResponse(body)


def slice_page(call: Call, items: Sequence[T]) -> tuple[Sequence[T], Document]:
    """Return the requested page of items in the given order, and the total count if requested."""
    page = read_call_page(call)
    count = {"count": len(items)} if call.has_flag("include_count") else {}
    return items[page.skip : page.skip + page.limit], count


def get_at_path(value: Any, path: str) -> Any:
    """Return the value at a dotted path (`group.name`), or None."""
    for name in path.split("."):
        if not isinstance(value, dict):
            return None
        value = cast("Document", value).get(name)
    return value


def sort_key(value: Any) -> tuple[int, float, str]:
    """Return a key that sorts values of any type: null, then numbers, then texts, then the rest."""
    if value is None:
        return (0, 0.0, "")
    if isinstance(value, bool | int | float):
        return (1, float(value), "")
    return (2, 0.0, value) if isinstance(value, str) else (3, 0.0, "")
