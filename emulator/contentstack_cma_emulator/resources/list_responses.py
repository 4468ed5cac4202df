"""Filtering and paging that lists of several resources have in common."""

from collections.abc import Sequence
from typing import TypeVar

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.paging import read_page

Item = TypeVar("Item")


def filter_typeahead(call: Call, documents: Sequence[Document], *fields: str) -> list[Document]:
    """Return the documents with the text of `typeahead` in one of the fields; all if there is no such parameter."""
    text = (call.get_text("typeahead") or "").lower()
    return [document for document in documents if any(text in str(document.get(f, "")).lower() for f in fields)]


def slice_page(call: Call, items: Sequence[Item]) -> tuple[Sequence[Item], Document]:
    """Return the requested page of items in the given order, and the total count if requested."""
    page = read_page(call.get_integer("skip"), call.get_integer("limit"))
    count = {"count": len(items)} if call.has_flag("include_count") else {}
    return items[page.skip : page.skip + page.limit], count
