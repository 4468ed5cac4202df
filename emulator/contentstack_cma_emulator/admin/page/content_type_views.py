"""Views of content types and global fields."""

from collections.abc import Iterator, Sequence
from typing import Any

from contentstack_cma_emulator.admin.document_search import Search
from contentstack_cma_emulator.admin.page.html import Html, join_html, make_element
from contentstack_cma_emulator.admin.page.lookups import find_content_types, find_global_fields
from contentstack_cma_emulator.admin.page.parts import (
    choose_title,
    render_chips,
    render_code,
    render_facts,
    render_heading,
    render_json,
    render_link,
    render_results,
    render_search_form,
    render_section,
    render_table,
    render_time,
)
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.engine.documents import Document, get_object
from contentstack_cma_emulator.engine.kinds import CONTENT_TYPE, ENTRY, GLOBAL_FIELD
from contentstack_cma_emulator.engine.store import Key
from contentstack_cma_emulator.engine.summaries import Overview
from contentstack_cma_emulator.rules.fields import read_metadata, read_reference_targets, walk_fields

PROPERTIES = {"mandatory": "required", "unique": "unique", "multiple": "multiple", "non_localizable": "not localized"}
"""Properties of a field that are shown as chips."""

MAX_FIELD_NAMES = 6
"""Maximum number of field names in a list of types."""


def show_types(visit: Visit) -> Content:
    """Show the content types of the branch."""
    overview = Overview(visit.store, ENTRY, visit.api_key, visit.branch)

    def render_row(document: Document) -> Sequence[str]:
        uid = document["uid"]
        entries = render_link(f"{overview.count_uids(uid):,}", visit.link("entries", type=uid))
        return (*_render_common_cells(visit, document, "type"), entries, render_time(document["updated_at"]))

    columns = ("Title", "UID", "Fields", "Entries", "Updated")
    return _show_list(visit, CONTENT_TYPE, "Content types", columns, render_row)


def show_global_fields(visit: Visit) -> Content:
    """Show the global fields of the branch."""

    def render_row(document: Document) -> Sequence[str]:
        return (*_render_common_cells(visit, document, "global"), render_time(document["updated_at"]))

    return _show_list(visit, GLOBAL_FIELD, "Global fields", ("Title", "UID", "Fields", "Updated"), render_row)


def show_type(visit: Visit) -> Content | None:
    """Show a content type with its schema and the fields that refer to it."""
    document = visit.store.get(Key(CONTENT_TYPE, visit.get("uid"), visit.api_key, visit.branch))
    if document is None:
        return None
    uid = document["uid"]
    count = Overview(visit.store, ENTRY, visit.api_key, visit.branch).count_uids(uid)
    entries = make_element("a", f"{count:,} entries", href=visit.link("entries", type=uid), class_="button")
    options = get_object(document, "options")
    told = {
        "Singleton": "yes" if options.get("singleton") else "no",
        "Title field": str(options.get("title") or "title"),
        "URL pattern": str(options.get("url_pattern") or ""),
    }
    return _show(visit, document, "Content type", told, entries)


def show_global_field(visit: Visit) -> Content | None:
    """Show a global field with its schema and the fields that use it."""
    document = visit.store.get(Key(GLOBAL_FIELD, visit.get("uid"), visit.api_key, visit.branch))
    return None if document is None else _show(visit, document, "Global field", {})


def _show_list(visit: Visit, kind: str, title: str, columns: Sequence[str], render_row: Any) -> Content:
    equals: dict[str, str | Sequence[str]] = {"kind": kind, "stack": visit.api_key, "branch": visit.branch}
    found = visit.find(Search(equals, visit.get("q")))
    rows = [render_row(document) for _, document in found.items]
    keys = [key.uid for key, _ in found.items]
    shown = render_table("list", columns, rows, f"No {title.lower()} found.", keys)
    return Content(
        title, join_html(render_heading(title), render_search_form(visit), render_results(visit, found, shown))
    )


def _render_common_cells(visit: Visit, document: Document, view: str) -> tuple[Html, Html, Html]:
    uids = [str(field.get("uid")) for field in document["schema"]]
    names = ", ".join(uids[:MAX_FIELD_NAMES]) + (" …" if uids[MAX_FIELD_NAMES:] else "")
    title = render_link(choose_title(document["title"], document["uid"]), visit.link(view, uid=document["uid"]))
    return title, render_code(document["uid"]), make_element("span", names, class_="quiet")


def _show(visit: Visit, document: Document, kind: str, told: dict[str, str], *beside: Html) -> Content:
    pairs = {
        "UID": render_code(document["uid"]),
        "Version": str(document.get("_version", "")),
        **told,
        "Created": render_time(document.get("created_at")),
        "Updated": render_time(document.get("updated_at")),
        "Description": str(document.get("description") or ""),
    }
    fields = list(_render_field_rows(visit, document["schema"]))
    columns = ("Field", "UID", "Type", "Properties", "Details")
    users = list(_find_users(visit, document["uid"], kind))
    using = make_element("ul", *(make_element("li", item) for item in users), class_="links") if users else None
    html = join_html(
        render_heading(document["title"], *beside, kind=kind),
        render_facts(pairs),
        render_section("schema", "Schema", len(fields), render_table("schema", columns, fields, "No fields.")),
        render_section("used", "Used by", len(users), using or make_element("p", "Not used.", class_="empty")),
        render_json(visit, document),
    )
    return Content(str(document["title"]), html)


def _render_field_rows(visit: Visit, schema: Sequence[Document], depth: int = 0) -> Iterator[Sequence[str]]:
    for field in schema:
        yield _render_field_row(visit, field, depth)
        if field["data_type"] != "global_field":
            yield from _render_field_rows(visit, field.get("schema") or (), depth + 1)
        for block in field.get("blocks") or ():
            yield (_indent(block.get("title") or block["uid"], depth + 1), render_code(block["uid"]), "block", "", "")
            yield from _render_field_rows(visit, block.get("schema") or (), depth + 2)


def _render_field_row(visit: Visit, field: Document, depth: int) -> Sequence[str]:
    properties = [text for name, text in PROPERTIES.items() if field.get(name)]
    if read_metadata(field).get("allow_json_rte"):
        properties.append("rich text")
    name = _indent(field.get("display_name") or field["uid"], depth)
    return (
        name,
        render_code(field["uid"]),
        render_code(field["data_type"]),
        render_chips(properties),
        _render_details(visit, field),
    )


def _indent(text: object, depth: int) -> Html:
    return make_element("span", make_element("bdi", choose_title(text)), class_=f"depth{min(depth, 6)}")


def _render_details(visit: Visit, field: Document) -> Html:
    """Render the reference targets, the choices or the format of a field."""
    if field["data_type"] in ("reference", "global_field"):
        view = "global" if field["data_type"] == "global_field" else "type"
        targets = read_reference_targets(field)
        return join_html(*(join_html(render_link(uid, visit.link(view, uid=uid)), " ") for uid in targets))
    choices = [str(choice.get("value")) for choice in get_object(field, "enum").get("choices") or ()]
    taxonomies = [str(item.get("taxonomy_uid")) for item in field.get("taxonomies") or ()]
    texts = choices or taxonomies or [str(field[name]) for name in ("format", "extension_uid") if field.get(name)]
    return render_chips(texts)


def _find_users(visit: Visit, uid: str, kind: str) -> Iterator[Html]:
    """Yield links to the types with fields that refer to a content type or use a global field."""
    wanted = "global_field" if kind == "Global field" else "reference"
    owners = [("type", find_content_types(visit)), ("global", find_global_fields(visit))]
    for view, documents in owners:
        for document in documents.values():
            for path, field in walk_fields(document["schema"]):
                if field["data_type"] == wanted and uid in read_reference_targets(field):
                    yield join_html(
                        render_link(document["title"], visit.link(view, uid=document["uid"])),
                        " in ",
                        make_element("code", path),
                    )
