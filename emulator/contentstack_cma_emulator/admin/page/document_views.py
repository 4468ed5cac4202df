"""Views of stored documents: their kinds, the documents of a kind, and one with what belongs to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from contentstack_cma_emulator.admin.document_search import Results, Search, count_kinds
from contentstack_cma_emulator.admin.page.html import Html, element, together, void
from contentstack_cma_emulator.admin.page.parts import (
    code,
    facts,
    heading,
    json_block,
    link,
    named,
    results,
    search_form,
    secrets_link,
    section,
    table,
    time,
)
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.auth.oauth_grants import ACCESS_KIND, CODE, RENEWAL_KIND
from contentstack_cma_emulator.auth.sessions import AUTHTOKEN
from contentstack_cma_emulator.engine.audit import AUDIT, ORGANIZATION_LOG
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import (
    ASSET,
    CONTENT_TYPE,
    ENTRY,
    EXECUTION,
    GLOBAL_FIELD,
    PUBLISHING,
    TAXONOMY,
    TERM,
    VARIANT,
    VARIANT_GROUP,
    WEBHOOK,
    WORKFLOW,
)
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.http.masking import MASK, mask_value
from contentstack_cma_emulator.resources.stack_users import TRANSFER
from contentstack_cma_emulator.resources.users import ACTIVATION_KIND, RESET_KIND
from contentstack_cma_emulator.stores.publishing.queue import QUEUE
from contentstack_cma_emulator.stores.publishing.release_contents import RELEASE

OWN_VIEWS = {ENTRY: "entry", CONTENT_TYPE: "type", GLOBAL_FIELD: "global", ASSET: "asset"}
"""Kinds whose documents have a view of their own."""

SECRET_UIDS = frozenset({AUTHTOKEN, CODE, ACCESS_KIND, RENEWAL_KIND, ACTIVATION_KIND, RESET_KIND, TRANSFER})
"""Kinds whose documents lie under a credential."""

RECORDS = (AUDIT, QUEUE, PUBLISHING, EXECUTION)
"""Kinds that only record what happened to others: what they are about comes before them in a search."""

TITLES = ("title", "name", "event", "action", "email", "code", "filename", "kind")
"""Keys that say what a document is, the best first."""


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs to a document: documents of another kind below it, or a list inside it."""

    title: str
    columns: Sequence[str]
    rows: Callable[[Visit, Key, Document], list[Sequence[str]]]


def show_kinds(visit: Visit) -> Content:
    """Show every kind of document that is stored in the stack and outside of stacks."""
    inside = count_kinds(visit.store, visit.api_key, ("", visit.branch)) if visit.api_key else {}
    outside = count_kinds(visit.store, "", ("",))
    html = together(
        heading("All stored documents"),
        _kinds(visit, "inside", "In this stack and branch", inside, ""),
        _kinds(visit, "outside", "Outside of stacks", outside, "true"),
    )
    return Content("All stored documents", html)


def show_kind(visit: Visit) -> Content:
    """Show the documents of a kind."""
    kind = visit.text("kind")
    equals: dict[str, str | Sequence[str]] = {"kind": kind, "stack": _stack(visit), "branch": ("", visit.branch)}
    if visit.text("parent"):
        equals["parent"] = visit.text("parent")
    found = visit.find(Search(equals, visit.text("q")))
    is_hidden = kind in SECRET_UIDS and not visit.shows_secrets
    rows = [
        (
            MASK if is_hidden else link(title_of(key, document), document_address(visit, key)),
            code(MASK if is_hidden else key.uid),
            code(key.parent) if key.parent else "",
            code(key.locale) if key.locale else "",
            time(document.get("updated_at") or document.get("created_at")),
        )
        for key, document in found.items
    ]
    keys = [] if is_hidden else [f"{key.branch}/{key.parent}/{key.uid}/{key.locale}" for key, _ in found.items]
    shown = table("list", ("Title", "UID", "Parent", "Locale", "Updated"), rows, "None found.", keys)
    title = plural(kind)
    beside = [secrets_link(visit)] if kind in SECRET_UIDS else []
    form = search_form(visit, void("input", type="hidden", name="kind", value=kind), *_hidden(visit))
    return Content(
        title,
        together(heading(title, *beside), form, results(visit, found, shown)),
    )


def show_document(visit: Visit) -> Content | None:
    """Show one document of any kind as JSON, with what belongs to it."""
    kind, uid, parent, locale = (visit.text(name) for name in ("kind", "uid", "parent", "locale"))
    keys = (Key(kind, uid, _stack(visit), branch, parent, locale) for branch in ("", visit.branch))
    found = next(((key, document) for key in keys if (document := visit.store.get(key)) is not None), None)
    if found is None:
        return None
    key, document = found
    title = title_of(key, document)
    pairs = {
        "UID": code(key.uid),
        "Parent": code(key.parent) if key.parent else "",
        "Locale": code(key.locale) if key.locale else "",
        "Created": time(document.get("created_at")),
        "Updated": time(document.get("updated_at")),
    }
    hidden = [secrets_link(visit)] if mask_value(document) != document else []
    up = link(plural(key.kind), visit.link("kind", kind=key.kind, outside=visit.text("outside")))
    html = together(
        heading(title, *hidden, kind=up),
        facts(pairs),
        *(_part(visit, part, key, document) for part in PARTS.get(key.kind, ())),
        json_block(visit, document),
    )
    return Content(title, html)


def show_search(visit: Visit) -> Content:
    """Show the documents of all kinds in the branch that contain a text."""
    text = visit.text("q")
    search = Search({"stack": visit.api_key, "branch": ("", visit.branch)}, text, last=RECORDS)
    found = visit.find(search) if text and visit.stack else Results([], 0)
    rows = [
        (
            link(title_of(key, document), document_address(visit, key)),
            key.kind.replace("_", " "),
            code(key.uid),
            code(key.locale) if key.locale else "",
            time(document.get("updated_at") or document.get("created_at")),
        )
        for key, document in found.items
    ]
    shown = table("list", ("Title", "Kind", "UID", "Locale", "Updated"), rows, "Nothing found.")
    html = together(heading("Search"), search_form(visit), _log_link(visit, text), results(visit, found, shown))
    return Content("Search", html)


def _log_link(visit: Visit, text: str) -> Html:
    """Lead to the requests that contain the same text: they are no documents."""
    if not text:
        return Html("")
    return element("p", link(f"Search the request log for “{text}”", visit.link("requests", q=text)))


def document_address(visit: Visit, key: Key) -> str:
    """Return the address of the view of a document."""
    if key.kind in OWN_VIEWS:
        type_uid = {"type": key.parent} if key.kind == ENTRY else {}
        return visit.link(OWN_VIEWS[key.kind], uid=key.uid, locale=key.locale, **type_uid)
    outside = "" if key.stack else "true"
    return visit.link("document", kind=key.kind, uid=key.uid, parent=key.parent, locale=key.locale, outside=outside)


def title_of(key: Key, document: Document) -> str:
    """Return what to call a document: its title, its name or whatever says most of it; its uid otherwise."""
    if key.kind in (AUDIT, ORGANIZATION_LOG):
        words = (document["event_type"], document["module"], document["metadata"].get("title"))
        return named(" ".join(str(word) for word in words if word), key.uid)
    found = (document.get(name) for name in TITLES)
    return named(next((text for text in found if isinstance(text, str) and text), ""), key.uid)


def plural(kind: str) -> str:
    """Return the name of a kind for a heading."""
    text = kind.replace("_", " ").capitalize().replace("Oauth", "OAuth") or "Documents"
    if text.endswith("ch"):
        return f"{text}es"
    if text.endswith("y"):
        return f"{text[:-1]}ies"
    return text if text.endswith(("s", "queue", "work", "publishing")) else f"{text}s"


def _stack(visit: Visit) -> str:
    return "" if visit.text("outside") else visit.api_key


def _hidden(visit: Visit) -> list[Html]:
    names = ("outside", "parent")
    return [void("input", type="hidden", name=name, value=visit.text(name)) for name in names if visit.text(name)]


def _kinds(visit: Visit, uid: str, title: str, counts: Mapping[str, int], outside: str) -> Html:
    rows = [
        (link(plural(kind), visit.link("kind", kind=kind, outside=outside)), code(kind), f"{count:,}")
        for kind, count in counts.items()
    ]
    return section(uid, title, len(rows), table(uid, ("Kind", "Name", "Documents"), rows, "Nothing is stored."))


def _part(visit: Visit, part: Part, key: Key, document: Document) -> Html:
    rows = part.rows(visit, key, document)
    uid = part.title.lower().replace(" ", "-")
    return section(uid, part.title, len(rows), table(uid, part.columns, rows, "There are none."))


def _children(kind: str) -> Callable[[Visit, Key, Document], list[Sequence[str]]]:
    def rows(visit: Visit, key: Key, _: Document) -> list[Sequence[str]]:
        found = visit.store.newest(Scope(kind, key.stack, None, key.uid), MAX_CHILDREN)
        return [
            (
                link(title_of(child, document), document_address(visit, child)),
                code(child.uid),
                time(document.get("created_at")),
            )
            for child, document in found
        ]

    return rows


MAX_CHILDREN = 200
"""Documents below another that are listed, the newest."""


def _terms(visit: Visit, key: Key, _: Document) -> list[Sequence[str]]:
    """Return the tree of terms, each below its parent."""
    found = visit.store.find(Scope(TERM, key.stack, "", key.uid))
    below: dict[str | None, list[Document]] = {}
    for term in sorted(found, key=lambda term: term.get("order") or 0):
        below.setdefault(term.get("parent_uid"), []).append(term)
    rows: list[Sequence[str]] = []
    waiting = [(term, 0) for term in reversed(below.get(None, []))]
    while waiting:
        term, depth = waiting.pop()
        href = visit.link("document", kind=TERM, uid=term["uid"], parent=key.uid)
        name = element("span", link(named(term.get("name"), term["uid"]), href), class_=f"depth{min(depth, 6)}")
        rows.append((name, code(term["uid"]), time(term.get("updated_at"))))
        waiting += [(child, depth + 1) for child in reversed(below.get(term["uid"], []))]
    return rows


def _items(visit: Visit, _: Key, document: Document) -> list[Sequence[str]]:
    """Return the items of a release."""
    return [
        (
            named(item.get("title"), item.get("uid")),
            code(item.get("content_type_uid") or item.get("type") or "asset"),
            code(item.get("locale") or ""),
            str(item.get("version") or ""),
            str(item.get("action") or ""),
        )
        for item in document.get("items") or ()
    ]


def _stages(visit: Visit, _: Key, document: Document) -> list[Sequence[str]]:
    """Return the stages of a workflow."""
    return [
        (
            element("strong", named(stage.get("name"), stage.get("uid"))),
            code(stage.get("uid") or ""),
            ", ".join(map(str, stage.get("next_available_stages") or ())),
            str(stage.get("entry_lock") or ""),
        )
        for stage in document.get("workflow_stages") or ()
    ]


COMMON = ("Title", "UID", "Created")

PARTS: Mapping[str, Sequence[Part]] = {
    TAXONOMY: (Part("Terms", ("Name", "UID", "Updated"), _terms),),
    RELEASE: (Part("Items", ("Title", "Type", "Locale", "Version", "Action"), _items),),
    WORKFLOW: (Part("Stages", ("Name", "UID", "Next stages", "Lock"), _stages),),
    WEBHOOK: (Part("Executions", ("Event", "UID", "Created"), _children(EXECUTION)),),
    VARIANT_GROUP: (Part("Variants", COMMON, _children(VARIANT)),),
}
"""What belongs to documents of some kinds."""
