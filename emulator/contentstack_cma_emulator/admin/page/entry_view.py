"""The view of an entry: fields, locales, versions, publish details, and references in both directions."""

import re
from collections.abc import Iterator, Mapping, Sequence

from contentstack_cma_emulator.admin.document_search import Search, find_page
from contentstack_cma_emulator.admin.page import lookups, parts
from contentstack_cma_emulator.admin.page.entry_list import build_entry_url
from contentstack_cma_emulator.admin.page.field_values import render_fields
from contentstack_cma_emulator.admin.page.html import Html, join_html, make_element
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.engine.documents import Document, get_object
from contentstack_cma_emulator.engine.kinds import ENTRY, ENTRY_VARIANT
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.rules.mentions import find_mentions

MAX_REFERRING = 100
"""Maximum number of referring entries to list."""

EntryLocales = Mapping[str, Document]


def show_entry(visit: Visit) -> Content | None:
    """Show a version of an entry in a locale."""
    type_uid, uid = visit.get("type"), visit.get("uid")
    by_locale = {
        entry["locale"]: entry for entry in visit.store.find(Scope(ENTRY, visit.api_key, visit.branch, type_uid, uid))
    }
    content_type = lookups.find_content_types(visit).get(type_uid)
    if not by_locale or content_type is None:
        return None
    locale = visit.get("locale") if visit.get("locale") in by_locale else _choose_locale(visit, by_locale)
    current = by_locale[locale]
    entry = _find_version(visit, Key(ENTRY, uid, visit.api_key, visit.branch, type_uid, locale)) or current
    schema = lookups.build_whole_schema(visit, content_type)
    kind = join_html(parts.render_link(content_type["title"], visit.link("type", uid=type_uid)), " entry")
    title = parts.choose_title(entry.get("title"), uid)
    html = join_html(
        parts.render_heading(title, _render_locale_tabs(visit, by_locale, locale), kind=kind),
        _render_version_note(visit, entry, current),
        _render_facts(visit, entry, current),
        parts.render_section("fields", "Fields", None, render_fields(visit, schema, entry)),
        _render_publishing(visit, type_uid, current),
        _render_versions(visit, type_uid, current, entry["_version"]),
        _render_outgoing(visit, schema, entry),
        render_referring(visit, type_uid, uid),
        _render_variants(visit, type_uid, uid),
        parts.render_json(visit, entry),
    )
    return Content(str(title), html)


def render_referring(visit: Visit, type_uid: str, uid: str) -> Html:
    """Render the entries that refer to an entry, or to an asset if the type is `sys_assets`."""
    types = lookups.find_content_types(visit)
    schemas = {name: lookups.build_whole_schema(visit, found) for name, found in types.items()}

    def refers(key: Key, entry: Document) -> bool:
        schema = schemas.get(key.parent)
        return schema is not None and any(mention.refers_to(type_uid, uid) for mention in find_mentions(schema, entry))

    search = Search({"kind": ENTRY, "stack": visit.api_key, "branch": visit.branch}, uid, refers)
    found = find_page(visit.store, search, 0, MAX_REFERRING)
    rows = [
        (
            parts.render_link(parts.choose_title(entry.get("title"), key.uid), build_entry_url(visit, key)),
            parts.render_code(key.parent),
            parts.render_code(key.locale),
            parts.render_code(", ".join(_find_paths(schemas[key.parent], entry, type_uid, uid))),
        )
        for key, entry in found.items
    ]
    keys = [f"{key.parent}/{key.uid}/{key.locale}" for key, _ in found.items]
    shown = parts.render_table("referring", ("Entry", "Type", "Locale", "Fields"), rows, "No references.", keys)
    more = make_element("p", f"Showing the newest {MAX_REFERRING}.", class_="quiet") if found.count > len(rows) else ""
    return parts.render_section("referring", "Referred to by", f"{found.count:,}", shown, more)


def _find_paths(schema: Sequence[Document], entry: Document, type_uid: str, uid: str) -> list[str]:
    paths = (mention.path for mention in find_mentions(schema, entry) if mention.refers_to(type_uid, uid))
    return list(dict.fromkeys(paths))


def _choose_locale(visit: Visit, by_locale: EntryLocales) -> str:
    master: str = visit.stack["master_locale"]
    return master if master in by_locale else next(iter(by_locale))


def _find_version(visit: Visit, key: Key) -> Document | None:
    text = visit.get("version")
    if not re.fullmatch("[1-9][0-9]{0,8}", text):
        return None
    return next(
        iter(visit.store.find(Scope(ENTRY, key.stack, key.branch, key.parent, key.uid, key.locale, int(text)))), None
    )


def _render_version_note(visit: Visit, entry: Document, current: Document) -> Html:
    if entry["_version"] == current["_version"]:
        return Html("")
    newest = make_element("a", f"version {current['_version']}", href=visit.link_with(version=""))
    return make_element("p", f"This is version {entry['_version']}. The newest is ", newest, ".", class_="note")


def _render_locale_tabs(visit: Visit, by_locale: EntryLocales, locale: str) -> Html:
    links = (
        make_element(
            "a", each, href=visit.link_with(locale=each, version=""), aria_current="true" if each == locale else None
        )
        for each in by_locale
    )
    return make_element("nav", *links, class_="tabs", aria_label="Locales")


def _render_facts(visit: Visit, entry: Document, current: Document) -> Html:
    workflow = get_object(current, "_workflow")
    pairs = {
        "UID": parts.render_code(entry["uid"]),
        "Locale": parts.render_code(entry["locale"]),
        "Version": f"{entry['_version']} of {current['_version']}",
        "Created": _render_change(visit, entry, "created"),
        "Updated": _render_change(visit, entry, "updated"),
        "Tags": ", ".join(map(str, entry.get("tags") or ())),
        "Workflow stage": str(workflow.get("uid") or ""),
    }
    return parts.render_facts(pairs)


def _render_change(visit: Visit, entry: Document, verb: str) -> Html:
    by = lookups.find_user_name(visit, entry.get(f"{verb}_by"))
    return join_html(parts.render_time(entry.get(f"{verb}_at")), f" by {by}" if by else "")


def _render_publishing(visit: Visit, type_uid: str, entry: Document) -> Html:
    names = lookups.find_environment_names(visit)
    details = lookups.find_publish_details(visit, type_uid, entry["uid"])
    rows = [
        (
            lookups.render_publish_chips([detail], names, detail["version"]),
            parts.render_code(detail["locale"]),
            str(detail["version"]),
            parts.render_time(detail["time"]),
            lookups.find_user_name(visit, detail["user"]),
        )
        for detail in details
    ]
    shown = parts.render_table("published", ("Environment", "Locale", "Version", "Time", "By"), rows, "Not published.")
    return parts.render_section("published", "Published", len(rows), shown)


def _render_versions(visit: Visit, type_uid: str, entry: Document, shown_version: int) -> Html:
    scope = Scope(ENTRY, visit.api_key, visit.branch, type_uid, entry["uid"], entry["locale"], None)
    kept = {found["_version"]: found for found in visit.store.find(scope)}
    rows = [
        (
            make_element(
                "a",
                f"Version {number}",
                href=visit.link_with(locale=entry["locale"], version=str(number)),
                aria_current="true" if number == shown_version else None,
            ),
            str(found.get("_version_name") or ""),
            parts.choose_title(found.get("title")),
            parts.render_time(found.get("updated_at")),
            lookups.find_user_name(visit, found.get("updated_by")),
        )
        for number, found in sorted(kept.items(), reverse=True)
    ]
    return parts.render_section(
        "versions",
        "Versions",
        len(rows),
        parts.render_table("versions", ("Version", "Name", "Title", "Time", "By"), rows, ""),
    )


def _render_outgoing(visit: Visit, schema: Sequence[Document], entry: Document) -> Html:
    rows = list(_render_outgoing_rows(visit, schema, entry))
    shown = parts.render_table("refers", ("Refers to", "Type", "Field"), rows, "No references.")
    return parts.render_section("refers", "Refers to", len(rows), shown)


def _render_outgoing_rows(visit: Visit, schema: Sequence[Document], entry: Document) -> Iterator[Sequence[str]]:
    for mention in dict.fromkeys(find_mentions(schema, entry)):
        target = lookups.render_entry_link(visit, mention.content_type_uid, mention.uid, entry["locale"])
        embedded = " (embedded)" if mention.embedded else ""
        yield target, parts.render_code(mention.content_type_uid), join_html(parts.render_code(mention.path), embedded)


def _render_variants(visit: Visit, type_uid: str, uid: str) -> Html:
    found = visit.store.find_with_keys(Scope(ENTRY_VARIANT, visit.api_key, visit.branch, f"{type_uid}/{uid}"))
    if not found:
        return Html("")
    rows = [
        (
            parts.render_link(
                key.uid, visit.link("document", kind=ENTRY_VARIANT, uid=key.uid, parent=key.parent, locale=key.locale)
            ),
            parts.render_code(key.locale),
        )
        for key, _ in found
    ]
    return parts.render_section(
        "variants", "Variants", len(rows), parts.render_table("variants", ("Variant", "Locale"), rows, "")
    )
