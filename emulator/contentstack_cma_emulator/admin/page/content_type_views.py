"""Views of content types and global fields."""

from collections.abc import Iterator, Sequence
from typing import Any

from contentstack_cma_emulator.admin.document_search import Search
from contentstack_cma_emulator.admin.page.html import Html, element, together
from contentstack_cma_emulator.admin.page.lookups import content_types, global_fields
from contentstack_cma_emulator.admin.page.parts import (
    chips,
    code,
    facts,
    heading,
    json_block,
    link,
    named,
    results,
    search_form,
    section,
    table,
    time,
)
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import CONTENT_TYPE, ENTRY, GLOBAL_FIELD
from contentstack_cma_emulator.engine.store import Key
from contentstack_cma_emulator.engine.summaries import Overview
from contentstack_cma_emulator.rules.fields import metadata, part, reference_targets, walk

PROPERTIES = {
    "mandatory": "required",
    "unique": "unique",
    "multiple": "multiple",
    "non_localizable": "not localized",
}
"""Properties of a field that are worth a chip."""

FEW = 6
"""Fields that are named in a list of types."""


def show_types(visit: Visit) -> Content:
    """Show the content types of the branch."""
    overview = Overview(visit.store, ENTRY, visit.api_key, visit.branch)

    def row(document: Document) -> Sequence[str]:
        uid = document["uid"]
        entries = link(f"{overview.uids(uid):,}", visit.link("entries", type=uid))
        return (*_common(visit, document, "type"), entries, time(document["updated_at"]))

    columns = ("Title", "UID", "Fields", "Entries", "Updated")
    return _show_list(visit, CONTENT_TYPE, "Content types", columns, row)


def show_global_fields(visit: Visit) -> Content:
    """Show the global fields of the branch."""

    def row(document: Document) -> Sequence[str]:
        return (*_common(visit, document, "global"), time(document["updated_at"]))

    return _show_list(visit, GLOBAL_FIELD, "Global fields", ("Title", "UID", "Fields", "Updated"), row)


def show_type(visit: Visit) -> Content | None:
    """Show a content type with its schema, and what refers to it."""
    document = visit.store.get(Key(CONTENT_TYPE, visit.text("uid"), visit.api_key, visit.branch))
    if document is None:
        return None
    uid = document["uid"]
    count = Overview(visit.store, ENTRY, visit.api_key, visit.branch).uids(uid)
    entries = element("a", f"{count:,} entries", href=visit.link("entries", type=uid), class_="button")
    options = part(document, "options")
    told = {
        "Singleton": "yes" if options.get("singleton") else "no",
        "Title field": str(options.get("title") or "title"),
        "URL pattern": str(options.get("url_pattern") or ""),
    }
    return _show(visit, document, "Content type", told, entries)


def show_global_field(visit: Visit) -> Content | None:
    """Show a global field with its schema, and what uses it."""
    document = visit.store.get(Key(GLOBAL_FIELD, visit.text("uid"), visit.api_key, visit.branch))
    return None if document is None else _show(visit, document, "Global field", {})


def _show_list(visit: Visit, kind: str, title: str, columns: Sequence[str], row: Any) -> Content:
    equals: dict[str, str | Sequence[str]] = {"kind": kind, "stack": visit.api_key, "branch": visit.branch}
    found = visit.find(Search(equals, visit.text("q")))
    rows = [row(document) for _, document in found.items]
    keys = [key.uid for key, _ in found.items]
    shown = table("list", columns, rows, f"No {title.lower()} found.", keys)
    return Content(
        title,
        together(
            heading(title),
            search_form(visit),
            results(visit, found, shown),
        ),
    )


def _common(visit: Visit, document: Document, view: str) -> tuple[Html, Html, Html]:
    uids = [str(field.get("uid")) for field in document["schema"]]
    names = ", ".join(uids[:FEW]) + (" …" if uids[FEW:] else "")
    title = link(named(document["title"], document["uid"]), visit.link(view, uid=document["uid"]))
    return title, code(document["uid"]), element("span", names, class_="quiet")


def _show(visit: Visit, document: Document, kind: str, told: dict[str, str], *beside: Html) -> Content:
    pairs = {
        "UID": code(document["uid"]),
        "Version": str(document.get("_version", "")),
        **told,
        "Created": time(document.get("created_at")),
        "Updated": time(document.get("updated_at")),
        "Description": str(document.get("description") or ""),
    }
    fields = list(_field_rows(visit, document["schema"]))
    columns = ("Field", "UID", "Type", "Properties", "Details")
    users = list(_users(visit, document["uid"], kind))
    using = element("ul", *(element("li", item) for item in users), class_="links") if users else None
    html = together(
        heading(document["title"], *beside, kind=kind),
        facts(pairs),
        section("schema", "Schema", len(fields), table("schema", columns, fields, "It has no fields.")),
        section("used", "Used by", len(users), using or element("p", "Nothing refers to it.", class_="empty")),
        json_block(visit, document),
    )
    return Content(str(document["title"]), html)


def _field_rows(visit: Visit, schema: Sequence[Document], depth: int = 0) -> Iterator[Sequence[str]]:
    for field in schema:
        yield _field_row(visit, field, depth)
        if field["data_type"] != "global_field":
            yield from _field_rows(visit, field.get("schema") or (), depth + 1)
        for block in field.get("blocks") or ():
            yield (_indented(block.get("title") or block["uid"], depth + 1), code(block["uid"]), "block", "", "")
            yield from _field_rows(visit, block.get("schema") or (), depth + 2)


def _field_row(visit: Visit, field: Document, depth: int) -> Sequence[str]:
    properties = [text for name, text in PROPERTIES.items() if field.get(name)]
    if metadata(field).get("allow_json_rte"):
        properties.append("rich text")
    name = _indented(field.get("display_name") or field["uid"], depth)
    return name, code(field["uid"]), code(field["data_type"]), chips(properties), _details(visit, field)


def _indented(text: object, depth: int) -> Html:
    return element("span", element("bdi", named(text)), class_=f"depth{min(depth, 6)}")


def _details(visit: Visit, field: Document) -> Html:
    """Show what a field may refer to, its choices or its format."""
    if field["data_type"] in ("reference", "global_field"):
        view = "global" if field["data_type"] == "global_field" else "type"
        targets = reference_targets(field)
        return together(*(together(link(uid, visit.link(view, uid=uid)), " ") for uid in targets))
    choices = [str(choice.get("value")) for choice in part(field, "enum").get("choices") or ()]
    taxonomies = [str(item.get("taxonomy_uid")) for item in field.get("taxonomies") or ()]
    texts = choices or taxonomies or [str(field[name]) for name in ("format", "extension_uid") if field.get(name)]
    return chips(texts)


def _users(visit: Visit, uid: str, kind: str) -> Iterator[Html]:
    """Yield links to the types whose fields refer to a content type, or take in a global field."""
    wanted = "global_field" if kind == "Global field" else "reference"
    owners = [("type", content_types(visit)), ("global", global_fields(visit))]
    for view, documents in owners:
        for document in documents.values():
            for path, field in walk(document["schema"]):
                if field["data_type"] == wanted and uid in reference_targets(field):
                    yield together(
                        link(document["title"], visit.link(view, uid=document["uid"])), " in ", element("code", path)
                    )
