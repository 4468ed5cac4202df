"""The view of one entry: fields, locales, versions, publish state, and references both ways."""

import re
from collections.abc import Iterator, Mapping, Sequence

from contentstack_cma_emulator.admin.document_search import Search, find_page
from contentstack_cma_emulator.admin.page.entry_list import entry_address
from contentstack_cma_emulator.admin.page.field_values import show_fields
from contentstack_cma_emulator.admin.page.html import Html, element, together
from contentstack_cma_emulator.admin.page.lookups import (
    content_types,
    entry_link,
    environments,
    publish_chips,
    publish_details,
    user_name,
    whole_schema,
)
from contentstack_cma_emulator.admin.page.parts import (
    code,
    facts,
    heading,
    json_block,
    link,
    named,
    section,
    table,
    time,
)
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ENTRY, ENTRY_VARIANT
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.rules.fields import part
from contentstack_cma_emulator.rules.mentions import Mention, mentions

MAX_REFERRING = 100
"""Entries that are listed as referring to something."""

Copies = Mapping[str, Document]


def show_entry(visit: Visit) -> Content | None:
    """Show an entry in a locale and a version."""
    type_uid, uid = visit.text("type"), visit.text("uid")
    copies = {
        copy["locale"]: copy for copy in visit.store.find(Scope(ENTRY, visit.api_key, visit.branch, type_uid, uid))
    }
    content_type = content_types(visit).get(type_uid)
    if not copies or content_type is None:
        return None
    locale = visit.text("locale") if visit.text("locale") in copies else _first(visit, copies)
    current = copies[locale]
    entry = _in_version(visit, Key(ENTRY, uid, visit.api_key, visit.branch, type_uid, locale)) or current
    schema = whole_schema(visit, content_type)
    kind = together(link(content_type["title"], visit.link("type", uid=type_uid)), " entry")
    title = named(entry.get("title"), uid)
    html = together(
        heading(title, _locale_tabs(visit, copies, locale), kind=kind),
        _old_version(visit, entry, current),
        _facts(visit, entry, current),
        section("fields", "Fields", None, show_fields(visit, schema, entry)),
        _publishing(visit, type_uid, current),
        _versions(visit, type_uid, current, entry["_version"]),
        _outgoing(visit, schema, entry),
        referring(visit, type_uid, uid),
        _variants(visit, type_uid, uid),
        json_block(visit, entry),
    )
    return Content(str(title), html)


def referring(visit: Visit, type_uid: str, uid: str) -> Html:
    """List the entries that refer to an entry, or to an asset if the type is `sys_assets`."""
    types = content_types(visit)
    schemas = {name: whole_schema(visit, found) for name, found in types.items()}

    def refers(key: Key, entry: Document) -> bool:
        schema = schemas.get(key.parent)
        return schema is not None and any(_names(mention, type_uid, uid) for mention in mentions(schema, entry))

    search = Search({"kind": ENTRY, "stack": visit.api_key, "branch": visit.branch}, uid, refers)
    found = find_page(visit.store, search, 0, MAX_REFERRING)
    rows = [
        (
            link(named(entry.get("title"), key.uid), entry_address(visit, key)),
            code(key.parent),
            code(key.locale),
            code(", ".join(_paths(schemas[key.parent], entry, type_uid, uid))),
        )
        for key, entry in found.items
    ]
    keys = [f"{key.parent}/{key.uid}/{key.locale}" for key, _ in found.items]
    shown = table("referring", ("Entry", "Type", "Locale", "Fields"), rows, "Nothing refers to it.", keys)
    more = element("p", f"The newest {MAX_REFERRING} are shown.", class_="quiet") if found.count > len(rows) else ""
    return section("referring", "Referred to by", f"{found.count:,}", shown, more)


def _names(mention: Mention, type_uid: str, uid: str) -> bool:
    return mention.content_type_uid == type_uid and mention.uid == uid


def _paths(schema: Sequence[Document], entry: Document, type_uid: str, uid: str) -> list[str]:
    paths = (mention.path for mention in mentions(schema, entry) if _names(mention, type_uid, uid))
    return list(dict.fromkeys(paths))


def _first(visit: Visit, copies: Copies) -> str:
    master: str = visit.stack["master_locale"]
    return master if master in copies else next(iter(copies))


def _in_version(visit: Visit, key: Key) -> Document | None:
    text = visit.text("version")
    if not re.fullmatch("[1-9][0-9]{0,8}", text):
        return None
    return next(
        iter(visit.store.find(Scope(ENTRY, key.stack, key.branch, key.parent, key.uid, key.locale, int(text)))), None
    )


def _old_version(visit: Visit, entry: Document, current: Document) -> Html:
    if entry["_version"] == current["_version"]:
        return Html("")
    newest = element("a", f"version {current['_version']}", href=visit.same(version=""))
    return element("p", f"This is version {entry['_version']}. The newest is ", newest, ".", class_="note")


def _locale_tabs(visit: Visit, copies: Copies, locale: str) -> Html:
    links = (
        element("a", code, href=visit.same(locale=code, version=""), aria_current="true" if code == locale else None)
        for code in copies
    )
    return element("nav", *links, class_="tabs", aria_label="Locales")


def _facts(visit: Visit, entry: Document, current: Document) -> Html:
    workflow = part(current, "_workflow")
    pairs = {
        "UID": code(entry["uid"]),
        "Locale": code(entry["locale"]),
        "Version": f"{entry['_version']} of {current['_version']}",
        "Created": _when(visit, entry, "created"),
        "Updated": _when(visit, entry, "updated"),
        "Tags": ", ".join(map(str, entry.get("tags") or ())),
        "Workflow stage": str(workflow.get("uid") or ""),
    }
    return facts(pairs)


def _when(visit: Visit, entry: Document, verb: str) -> Html:
    by = user_name(visit, entry.get(f"{verb}_by"))
    return together(time(entry.get(f"{verb}_at")), f" by {by}" if by else "")


def _publishing(visit: Visit, type_uid: str, entry: Document) -> Html:
    names = environments(visit)
    details = publish_details(visit, type_uid, entry["uid"])
    rows = [
        (
            publish_chips([detail], names, detail["version"]),
            code(detail["locale"]),
            str(detail["version"]),
            time(detail["time"]),
            user_name(visit, detail["user"]),
        )
        for detail in details
    ]
    shown = table("published", ("Environment", "Locale", "Version", "Time", "By"), rows, "It is not published.")
    return section("published", "Published", len(rows), shown)


def _versions(visit: Visit, type_uid: str, entry: Document, shown_version: int) -> Html:
    scope = Scope(ENTRY, visit.api_key, visit.branch, type_uid, entry["uid"], entry["locale"], None)
    kept = {found["_version"]: found for found in visit.store.find(scope)}
    rows = [
        (
            element(
                "a",
                f"Version {number}",
                href=visit.same(locale=entry["locale"], version=str(number)),
                aria_current="true" if number == shown_version else None,
            ),
            str(found.get("_version_name") or ""),
            named(found.get("title")),
            time(found.get("updated_at")),
            user_name(visit, found.get("updated_by")),
        )
        for number, found in sorted(kept.items(), reverse=True)
    ]
    return section(
        "versions", "Versions", len(rows), table("versions", ("Version", "Name", "Title", "Time", "By"), rows, "")
    )


def _outgoing(visit: Visit, schema: Sequence[Document], entry: Document) -> Html:
    rows = list(_outgoing_rows(visit, schema, entry))
    shown = table("refers", ("Refers to", "Type", "Field"), rows, "It refers to nothing.")
    return section("refers", "Refers to", len(rows), shown)


def _outgoing_rows(visit: Visit, schema: Sequence[Document], entry: Document) -> Iterator[Sequence[str]]:
    for mention in dict.fromkeys(mentions(schema, entry)):
        target = entry_link(visit, mention.content_type_uid, mention.uid, entry["locale"])
        embedded = " (embedded)" if mention.embedded else ""
        yield target, code(mention.content_type_uid), together(code(mention.path), embedded)


def _variants(visit: Visit, type_uid: str, uid: str) -> Html:
    found = visit.store.items(Scope(ENTRY_VARIANT, visit.api_key, visit.branch, f"{type_uid}/{uid}"))
    if not found:
        return Html("")
    rows = [
        (
            link(
                key.uid, visit.link("document", kind=ENTRY_VARIANT, uid=key.uid, parent=key.parent, locale=key.locale)
            ),
            code(key.locale),
        )
        for key, _ in found
    ]
    return section("variants", "Variants", len(rows), table("variants", ("Variant", "Locale"), rows, ""))
