"""Lists whose items are shown in another form than they are kept in."""

from collections.abc import Callable, Sequence

from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.collection import Collection, Wanted
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.paging import CHANGED_LAST, Order, listing, read_order, read_page
from contentstack_cma_emulator.engine.query import Referred, parse, refer_to_nothing

Show = Callable[[Document], Document]


def shown_listing(
    call: Call, key: str, documents: Sequence[Document], show: Show, default: Order = CHANGED_LAST
) -> Answer:
    """Answer a list as `listing` does; only the items of the page that is asked for are put into the shown form."""
    answer = listing(call, key, documents, default)
    body = answer.body or {}
    if isinstance(body[key], list):
        body[key] = [show(document) for document in body[key]]
    return Answer(body)


def matching(call: Call, documents: Sequence[Document], referred: Referred = refer_to_nothing) -> list[Document]:
    """Answer the documents that the parameter `query` of the call is true of, as far as they may be seen."""
    fits = parse(asked(call), referred)
    return [document for document in documents if fits(document)]


def collected(call: Call, key: str, collection: Collection, referred: Referred = refer_to_nothing) -> Answer:
    """Answer a list as `listing` does, of what the `query` of the call is true of in a large collection.

    What may not be seen is not in it.
    """
    query = asked(call)
    order = read_order(call.text("asc"), call.text("desc"))
    wanted = Wanted(query, parse(query, referred), order)
    if call.flag("count"):
        return Answer({key: collection.count(wanted)})
    body: Document = {key: collection.page(wanted, read_page(call.number("skip"), call.number("limit")))}
    if call.flag("include_count"):
        body["count"] = collection.count(wanted)
    return Answer(body)


def asked(call: Call) -> Document:
    """Answer a query that is true of what the call asks for and may see."""
    return both(call.visible, call.json("query"))


def both(conditions: Document, query: Document) -> Document:
    """Answer a query that is true of what two are true of."""
    return {"$and": [conditions, query]} if conditions.keys() & query.keys() else conditions | query
