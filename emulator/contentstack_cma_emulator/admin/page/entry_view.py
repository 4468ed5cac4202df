"""The view of an entry: fields, locales, versions, publish details, and references in both directions."""

import re
from collections.abc import Iterable, Sequence

from contentstack_cma_emulator.admin.document_search import Search, find_page
from contentstack_cma_emulator.admin.page.document_views import build_document_url
from contentstack_cma_emulator.admin.page.entry_fields import render_fields
from contentstack_cma_emulator.admin.page.entry_list import build_entry_url
from contentstack_cma_emulator.admin.page.html import Html, join_html, make_element
from contentstack_cma_emulator.admin.page.inline import (
    choose_title,
    render_choice_link,
    render_code,
    render_link,
    render_note,
    render_time,
)
from contentstack_cma_emulator.admin.page.lookups import (
    build_whole_schema,
    find_content_types,
    find_environment_names,
    find_publish_details,
    find_user_name,
    find_versions,
    render_entry_link,
    render_publish_chips,
)
from contentstack_cma_emulator.admin.page.parts import (
    render_facts,
    render_json,
    render_section,
    render_table,
    render_table_section,
    render_view,
)
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.engine.documents import Document, get_object
from contentstack_cma_emulator.engine.kinds import ENTRY, ENTRY_VARIANT
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.rules.mentions import find_mentions

MAX_REFERRING = 100
"""Maximum number of referring entries to list."""


def show_entry(visit: Visit) -> Content | None:
    """Show a version of an entry in a locale."""
    type_uid, uid = visit.get("type"), visit.get("uid")
    scope = Scope(ENTRY, visit.api_key, visit.branch, type_uid, uid)
    by_locale = {entry["locale"]: entry for entry in visit.store.find(scope)}
    content_type = find_content_types(visit).get(type_uid)
    if not by_locale or content_type is None:
        return None
    wanted = (visit.get("locale"), visit.stack["master_locale"], *by_locale)
    locale = next(code for code in wanted if code in by_locale)
    current = by_locale[locale]
    entry = _find_version(visit, Key(ENTRY, uid, visit.api_key, visit.branch, type_uid, locale)) or current
    schema = build_whole_schema(visit, content_type)
    kind = join_html(render_link(content_type["title"], visit.link("type", uid=type_uid)), " entry")
    return render_view(
        choose_title(entry.get("title"), uid),
        _render_version_note(visit, entry, current),
        _render_facts(visit, entry, current),
        render_section("fields", "Fields", None, render_fields(visit, schema, entry)),
        render_publishing(visit, type_uid, uid, shows_user=True),
        _render_versions(visit, type_uid, current, entry["_version"]),
        _render_outgoing(visit, schema, entry),
        render_referring(visit, type_uid, uid),
        _render_variants(visit, type_uid, uid),
        render_json(visit, entry),
        beside=[_render_locale_tabs(visit, by_locale, locale)],
        kind=kind,
    )


def render_referring(visit: Visit, type_uid: str, uid: str) -> Html:
    """Render the entries that refer to an entry, or to an asset if the type is `sys_assets`."""
    types = find_content_types(visit)
    schemas = {name: build_whole_schema(visit, found) for name, found in types.items()}

    def refers(key: Key, entry: Document) -> bool:
        schema = schemas.get(key.parent)
        return schema is not None and any(mention.refers_to(type_uid, uid) for mention in find_mentions(schema, entry))

    search = Search({"kind": ENTRY, "stack": visit.api_key, "branch": visit.branch}, uid, refers)
    found = find_page(visit.store, search, 0, MAX_REFERRING)
    rows = [
        (
            render_link(choose_title(entry.get("title"), key.uid), build_entry_url(visit, key)),
            render_code(key.parent),
            render_code(key.locale),
            render_code(", ".join(_find_paths(schemas[key.parent], entry, type_uid, uid))),
        )
        for key, entry in found.items
    ]
    keys = [f"{key.parent}/{key.uid}/{key.locale}" for key, _ in found.items]
    shown = render_table("referring", ("Entry", "Type", "Locale", "Fields"), rows, "No references.", keys)
    note = render_note(f"Showing the newest {MAX_REFERRING}." if found.count > len(rows) else "")
    return render_section("referring", "Referred to by", f"{found.count:,}", shown, note)


def render_publishing(visit: Visit, parent: str, uid: str, *, shows_user: bool = False) -> Html:
    """Render where an entry or asset is published, and on request who published it."""
    names = find_environment_names(visit)
    rows = [
        (
            render_publish_chips([detail], names, detail["version"]),
            render_code(detail["locale"]),
            str(detail["version"]),
            render_time(detail["time"]),
            *([find_user_name(visit, detail["user"])] if shows_user else []),
        )
        for detail in find_publish_details(visit, parent, uid)
    ]
    columns = ("Environment", "Locale", "Version", "Time", *(["By"] if shows_user else []))
    return render_table_section("published", "Published", columns, rows, "Not published.")


def render_change(visit: Visit, document: Document, verb: str) -> Html:
    """Render when and by whom an entry or asset was `created` or `updated`."""
    by = find_user_name(visit, document.get(f"{verb}_by"))
    return join_html(render_time(document.get(f"{verb}_at")), f" by {by}" if by else "")


def _find_paths(schema: Sequence[Document], entry: Document, type_uid: str, uid: str) -> list[str]:
    paths = (mention.path for mention in find_mentions(schema, entry) if mention.refers_to(type_uid, uid))
    return list(dict.fromkeys(paths))


def _find_version(visit: Visit, key: Key) -> Document | None:
    text = visit.get("version")
    if not re.fullmatch("[1-9][0-9]{0,8}", text):
        return None
    scope = Scope(ENTRY, key.stack, key.branch, key.parent, key.uid, key.locale, int(text))
    return next(iter(visit.store.find(scope)), None)


def _render_version_note(visit: Visit, entry: Document, current: Document) -> Html:
    if entry["_version"] == current["_version"]:
        return Html("")
    newest = make_element("a", f"version {current['_version']}", href=visit.link_with(version=""))
    return make_element("p", f"This is version {entry['_version']}. The newest is ", newest, ".", class_="note")


def _render_locale_tabs(visit: Visit, by_locale: Iterable[str], locale: str) -> Html:
    urls = {each: visit.link_with(locale=each, version="") for each in by_locale}
    links = (render_choice_link(each, url, is_current=each == locale) for each, url in urls.items())
    return make_element("nav", *links, class_="tabs", aria_label="Locales")


def _render_facts(visit: Visit, entry: Document, current: Document) -> Html:
    workflow = get_object(current, "_workflow")
    pairs = {
        "UID": render_code(entry["uid"]),
        "Locale": render_code(entry["locale"]),
        "Version": f"{entry['_version']} of {current['_version']}",
        "Created": render_change(visit, entry, "created"),
        "Updated": render_change(visit, entry, "updated"),
        "Tags": ", ".join(map(str, entry.get("tags") or ())),
        "Workflow stage": str(workflow.get("uid") or ""),
    }
    return render_facts(pairs)


def _render_versions(visit: Visit, type_uid: str, entry: Document, shown_version: int) -> Html:
    scope = Scope(ENTRY, visit.api_key, visit.branch, type_uid, entry["uid"], entry["locale"], None)
    rows = [
        (
            _render_version_link(visit, found, is_current=found["_version"] == shown_version),
            str(found.get("_version_name") or ""),
            choose_title(found.get("title")),
            render_time(found.get("updated_at")),
            find_user_name(visit, found.get("updated_by")),
        )
        for found in find_versions(visit, scope)
    ]
    return render_table_section("versions", "Versions", ("Version", "Name", "Title", "Time", "By"), rows, "")


def _render_version_link(visit: Visit, found: Document, *, is_current: bool) -> Html:
    number = str(found["_version"])
    href = visit.link_with(locale=found["locale"], version=number)
    return render_choice_link(f"Version {number}", href, is_current=is_current)


def _render_outgoing(visit: Visit, schema: Sequence[Document], entry: Document) -> Html:
    rows = [
        (
            render_entry_link(visit, mention.content_type_uid, mention.uid, entry["locale"]),
            render_code(mention.content_type_uid),
            join_html(render_code(mention.path), " (embedded)" if mention.embedded else ""),
        )
        for mention in dict.fromkeys(find_mentions(schema, entry))
    ]
    return render_table_section("refers", "Refers to", ("Refers to", "Type", "Field"), rows, "No references.")


def _render_variants(visit: Visit, type_uid: str, uid: str) -> Html:
    found = visit.store.find_with_keys(Scope(ENTRY_VARIANT, visit.api_key, visit.branch, f"{type_uid}/{uid}"))
    if not found:
        return Html("")
    rows = [(render_link(key.uid, build_document_url(visit, key)), render_code(key.locale)) for key, _ in found]
    return render_table_section("variants", "Variants", ("Variant", "Locale"), rows, "")
