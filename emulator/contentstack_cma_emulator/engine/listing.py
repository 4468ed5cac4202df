"""Lists of documents that match the `query` of a call, rendered for the response."""

from collections.abc import Callable, Sequence

from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.collection import Collection, Criteria
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.paging import CHANGED_LAST, Order, list_documents, read_call_page, read_order
from contentstack_cma_emulator.engine.query import Resolve, parse, resolve_nothing

Render = Callable[[Document], Document]


def list_rendered(
    call: Call, key: str, documents: Sequence[Document], render: Render, default: Order = CHANGED_LAST
) -> ApiResponse:
    """List documents as `list_documents` does. Only the documents of the page are rendered."""
    response = list_documents(call, key, documents, default)
    return _render_items(response.body or {}, key, render)


def filter_typeahead(call: Call, documents: Sequence[Document], fields: Sequence[str]) -> Sequence[Document]:
    """Return the documents with the text of `typeahead` in one of the fields; all if there are no fields or no text."""
    text = (call.get_text("typeahead") or "").lower() if fields else ""
    return [d for d in documents if any(text in str(d.get(f, "")).lower() for f in fields)] if text else documents


def filter_by_query(call: Call, documents: Sequence[Document], resolve: Resolve = resolve_nothing) -> list[Document]:
    """Return the documents that match the parameter `query` and that the caller may see."""
    fits = parse(read_visible_query(call), resolve)
    return [document for document in documents if fits(document)]


def list_collection(
    call: Call, key: str, collection: Collection, render: Render, resolve: Resolve = resolve_nothing
) -> ApiResponse:
    """List the documents of a large collection that match the parameter `query` and that the caller may see."""
    query = read_visible_query(call)
    order = read_order(call.get_text("asc"), call.get_text("desc"))
    criteria = Criteria(query, parse(query, resolve), order)
    if call.has_flag("count"):
        return ApiResponse({key: collection.count(criteria)})
    body: Document = {key: collection.find_page(criteria, read_call_page(call))}
    if call.has_flag("include_count"):
        body["count"] = collection.count(criteria)
    return _render_items(body, key, render)


def read_visible_query(call: Call) -> Document:
    """Return a query that matches what the call asks for and the caller may see."""
    return combine_queries(call.visible, call.get_json("query"))


def combine_queries(conditions: Document, query: Document) -> Document:
    """Return a query that matches what both queries match."""
    return {"$and": [conditions, query]} if conditions.keys() & query.keys() else conditions | query


def _render_items(body: Document, key: str, render: Render) -> ApiResponse:
    """Render the items of a list response, unless it has only their number."""
    if isinstance(body[key], list):
        body[key] = [render(document) for document in body[key]]
    return ApiResponse(body)
