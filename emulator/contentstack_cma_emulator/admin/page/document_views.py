"""Views of stored documents: their kinds, the documents of a kind, and one with related documents."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from contentstack_cma_emulator.admin.document_search import Results, Search, count_kinds
from contentstack_cma_emulator.admin.page import parts
from contentstack_cma_emulator.admin.page.html import Html, join_html, make_element, make_void
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.auth.oauth_grants import ACCESS_KIND, CODE, REFRESH_KIND
from contentstack_cma_emulator.auth.sessions import AUTHTOKEN
from contentstack_cma_emulator.engine import kinds
from contentstack_cma_emulator.engine.audit import AUDIT, ORGANIZATION_LOG
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.http.masking import MASK, mask_value
from contentstack_cma_emulator.resources.stack_users import TRANSFER_KIND
from contentstack_cma_emulator.resources.users import ACTIVATION_KIND, RESET_KIND
from contentstack_cma_emulator.stores.publishing.queue import QUEUE
from contentstack_cma_emulator.stores.publishing.release_contents import RELEASE

OWN_VIEWS = {kinds.ENTRY: "entry", kinds.CONTENT_TYPE: "type", kinds.GLOBAL_FIELD: "global", kinds.ASSET: "asset"}
"""Kinds whose documents have their own view."""

SECRET_UIDS = frozenset({AUTHTOKEN, CODE, ACCESS_KIND, REFRESH_KIND, ACTIVATION_KIND, RESET_KIND, TRANSFER_KIND})
"""Kinds whose uids are credentials."""

RECORDS = (AUDIT, QUEUE, kinds.PUBLISHING, kinds.EXECUTION)
"""Kinds of logs, which a search lists after all others."""

TITLES = ("title", "name", "event", "action", "email", "code", "filename", "kind")
"""Keys with a title for a document, the best first."""


@dataclass(frozen=True, slots=True)
class Related:
    """A table of what belongs to a document: its child documents, or a list in it."""

    title: str
    columns: Sequence[str]
    rows: Callable[[Visit, Key, Document], list[Sequence[str]]]


def show_kinds(visit: Visit) -> Content:
    """Show the kinds of documents in the stack and outside of stacks."""
    inside = count_kinds(visit.store, visit.api_key, ("", visit.branch)) if visit.api_key else {}
    outside = count_kinds(visit.store, "", ("",))
    html = join_html(
        parts.render_heading("All stored documents"),
        _render_kinds(visit, "inside", "In this stack and branch", inside, ""),
        _render_kinds(visit, "outside", "Outside of stacks", outside, "true"),
    )
    return Content("All stored documents", html)


def show_kind(visit: Visit) -> Content:
    """Show the documents of a kind."""
    kind = visit.get("kind")
    equals: dict[str, str | Sequence[str]] = {"kind": kind, "stack": _read_stack(visit), "branch": ("", visit.branch)}
    if visit.get("parent"):
        equals["parent"] = visit.get("parent")
    found = visit.find(Search(equals, visit.get("q")))
    is_hidden = kind in SECRET_UIDS and not visit.shows_secrets
    rows = [
        (
            MASK if is_hidden else parts.render_link(find_title(key, document), build_document_url(visit, key)),
            parts.render_code(MASK if is_hidden else key.uid),
            parts.render_code(key.parent) if key.parent else "",
            parts.render_code(key.locale) if key.locale else "",
            parts.render_time(document.get("updated_at") or document.get("created_at")),
        )
        for key, document in found.items
    ]
    keys = [] if is_hidden else [f"{key.branch}/{key.parent}/{key.uid}/{key.locale}" for key, _ in found.items]
    shown = parts.render_table(
        "list", ("Title", "UID", "Parent", "Locale", "Updated"), rows, "No documents found.", keys
    )
    title = pluralize(kind)
    beside = [parts.render_secrets_link(visit)] if kind in SECRET_UIDS else []
    form = parts.render_search_form(
        visit, make_void("input", type="hidden", name="kind", value=kind), *_render_hidden_fields(visit)
    )
    return Content(
        title, join_html(parts.render_heading(title, *beside), form, parts.render_results(visit, found, shown))
    )


def show_document(visit: Visit) -> Content | None:
    """Show a document of any kind as JSON, with what belongs to it."""
    kind, uid, parent, locale = (visit.get(name) for name in ("kind", "uid", "parent", "locale"))
    keys = (Key(kind, uid, _read_stack(visit), branch, parent, locale) for branch in ("", visit.branch))
    found = next(((key, document) for key in keys if (document := visit.store.get(key)) is not None), None)
    if found is None:
        return None
    key, document = found
    title = find_title(key, document)
    pairs = {
        "UID": parts.render_code(key.uid),
        "Parent": parts.render_code(key.parent) if key.parent else "",
        "Locale": parts.render_code(key.locale) if key.locale else "",
        "Created": parts.render_time(document.get("created_at")),
        "Updated": parts.render_time(document.get("updated_at")),
    }
    hidden = [parts.render_secrets_link(visit)] if mask_value(document) != document else []
    up = parts.render_link(pluralize(key.kind), visit.link("kind", kind=key.kind, outside=visit.get("outside")))
    html = join_html(
        parts.render_heading(title, *hidden, kind=up),
        parts.render_facts(pairs),
        *(_render_related(visit, part, key, document) for part in RELATED.get(key.kind, ())),
        parts.render_json(visit, document),
    )
    return Content(title, html)


def show_search(visit: Visit) -> Content:
    """Show documents of all kinds in the branch that contain a text."""
    text = visit.get("q")
    search = Search({"stack": visit.api_key, "branch": ("", visit.branch)}, text, last=RECORDS)
    found = visit.find(search) if text and visit.stack else Results([], 0)
    rows = [
        (
            parts.render_link(find_title(key, document), build_document_url(visit, key)),
            key.kind.replace("_", " "),
            parts.render_code(key.uid),
            parts.render_code(key.locale) if key.locale else "",
            parts.render_time(document.get("updated_at") or document.get("created_at")),
        )
        for key, document in found.items
    ]
    shown = parts.render_table("list", ("Title", "Kind", "UID", "Locale", "Updated"), rows, "No results.")
    html = join_html(
        parts.render_heading("Search"),
        parts.render_search_form(visit),
        _render_log_link(visit, text),
        parts.render_results(visit, found, shown),
    )
    return Content("Search", html)


def _render_log_link(visit: Visit, text: str) -> Html:
    """Render a link to the requests that contain the same text."""
    if not text:
        return Html("")
    return make_element("p", parts.render_link(f"Search the request log for “{text}”", visit.link("requests", q=text)))


def build_document_url(visit: Visit, key: Key) -> str:
    """Return the URL of the view of a document."""
    if key.kind in OWN_VIEWS:
        type_uid = {"type": key.parent} if key.kind == kinds.ENTRY else {}
        return visit.link(OWN_VIEWS[key.kind], uid=key.uid, locale=key.locale, **type_uid)
    outside = "" if key.stack else "true"
    return visit.link("document", kind=key.kind, uid=key.uid, parent=key.parent, locale=key.locale, outside=outside)


def find_title(key: Key, document: Document) -> str:
    """Return the title of a document: the first of `TITLES` that it has, otherwise its uid."""
    if key.kind in (AUDIT, ORGANIZATION_LOG):
        words = (document["event_type"], document["module"], document["metadata"].get("title"))
        return parts.choose_title(" ".join(str(word) for word in words if word), key.uid)
    found = (document.get(name) for name in TITLES)
    return parts.choose_title(next((text for text in found if isinstance(text, str) and text), ""), key.uid)


def pluralize(kind: str) -> str:
    """Return the plural of a kind for a heading."""
    text = kind.replace("_", " ").capitalize().replace("Oauth", "OAuth") or "Documents"
    if text.endswith("ch"):
        return f"{text}es"
    if text.endswith("y"):
        return f"{text[:-1]}ies"
    return text if text.endswith(("s", "queue", "work", "publishing")) else f"{text}s"


def _read_stack(visit: Visit) -> str:
    return "" if visit.get("outside") else visit.api_key


def _render_hidden_fields(visit: Visit) -> list[Html]:
    names = ("outside", "parent")
    return [make_void("input", type="hidden", name=name, value=visit.get(name)) for name in names if visit.get(name)]


def _render_kinds(visit: Visit, uid: str, title: str, counts: Mapping[str, int], outside: str) -> Html:
    rows = [
        (
            parts.render_link(pluralize(kind), visit.link("kind", kind=kind, outside=outside)),
            parts.render_code(kind),
            f"{count:,}",
        )
        for kind, count in counts.items()
    ]
    return parts.render_section(
        uid, title, len(rows), parts.render_table(uid, ("Kind", "Name", "Documents"), rows, "No documents.")
    )


def _render_related(visit: Visit, part: Related, key: Key, document: Document) -> Html:
    rows = part.rows(visit, key, document)
    uid = part.title.lower().replace(" ", "-")
    return parts.render_section(uid, part.title, len(rows), parts.render_table(uid, part.columns, rows, "None."))


def _list_children(kind: str) -> Callable[[Visit, Key, Document], list[Sequence[str]]]:
    def list_rows(visit: Visit, key: Key, _: Document) -> list[Sequence[str]]:
        found = visit.store.find_newest(Scope(kind, key.stack, None, key.uid), MAX_CHILDREN)
        return [
            (
                parts.render_link(find_title(child, document), build_document_url(visit, child)),
                parts.render_code(child.uid),
                parts.render_time(document.get("created_at")),
            )
            for child, document in found
        ]

    return list_rows


MAX_CHILDREN = 200
"""Maximum number of child documents to list, newest first."""


def _list_terms(visit: Visit, key: Key, _: Document) -> list[Sequence[str]]:
    """Return rows of the tree of terms, each below its parent."""
    found = visit.store.find(Scope(kinds.TERM, key.stack, "", key.uid))
    below: dict[str | None, list[Document]] = {}
    for term in sorted(found, key=lambda term: term.get("order") or 0):
        below.setdefault(term.get("parent_uid"), []).append(term)
    rows: list[Sequence[str]] = []
    waiting = [(term, 0) for term in reversed(below.get(None, []))]
    while waiting:
        term, depth = waiting.pop()
        href = visit.link("document", kind=kinds.TERM, uid=term["uid"], parent=key.uid)
        name = make_element(
            "span",
            parts.render_link(parts.choose_title(term.get("name"), term["uid"]), href),
            class_=f"depth{min(depth, 6)}",
        )
        rows.append((name, parts.render_code(term["uid"]), parts.render_time(term.get("updated_at"))))
        waiting += [(child, depth + 1) for child in reversed(below.get(term["uid"], []))]
    return rows


def _list_items(visit: Visit, _: Key, document: Document) -> list[Sequence[str]]:
    """Return rows of the items of a release."""
    return [
        (
            parts.choose_title(item.get("title"), item.get("uid")),
            parts.render_code(item.get("content_type_uid") or item.get("type") or "asset"),
            parts.render_code(item.get("locale") or ""),
            str(item.get("version") or ""),
            str(item.get("action") or ""),
        )
        for item in document.get("items") or ()
    ]


def _list_stages(visit: Visit, _: Key, document: Document) -> list[Sequence[str]]:
    """Return rows of the stages of a workflow."""
    return [
        (
            make_element("strong", parts.choose_title(stage.get("name"), stage.get("uid"))),
            parts.render_code(stage.get("uid") or ""),
            ", ".join(map(str, stage.get("next_available_stages") or ())),
            str(stage.get("entry_lock") or ""),
        )
        for stage in document.get("workflow_stages") or ()
    ]


CHILD_COLUMNS = ("Title", "UID", "Created")

RELATED: Mapping[str, Sequence[Related]] = {
    kinds.TAXONOMY: (Related("Terms", ("Name", "UID", "Updated"), _list_terms),),
    RELEASE: (Related("Items", ("Title", "Type", "Locale", "Version", "Action"), _list_items),),
    kinds.WORKFLOW: (Related("Stages", ("Name", "UID", "Next stages", "Lock"), _list_stages),),
    kinds.WEBHOOK: (Related("Executions", ("Event", "UID", "Created"), _list_children(kinds.EXECUTION)),),
    kinds.VARIANT_GROUP: (Related("Variants", CHILD_COLUMNS, _list_children(kinds.VARIANT)),),
}
"""Related tables by kind of document."""
