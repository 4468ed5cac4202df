"""The view that lists entries."""

from contentstack_cma_emulator.admin.document_search import Search
from contentstack_cma_emulator.admin.page.html import Html, element, together
from contentstack_cma_emulator.admin.page.lookups import (
    STATUSES,
    content_types,
    environments,
    has_status,
    locales,
    publish_chips,
    publish_details,
)
from contentstack_cma_emulator.admin.page.parts import (
    choice,
    code,
    heading,
    link,
    named,
    results,
    search_form,
    table,
    time,
)
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ENTRY
from contentstack_cma_emulator.engine.store import Key

COLUMNS = ("Title", "Type", "UID", "Locale", "Version", "Published", "Updated")


def show_entries(visit: Visit) -> Content:
    """Show the entries of the branch by type, locale, status and text: one row for each locale of an entry."""
    types = {uid: str(found["title"]) for uid, found in content_types(visit).items()}
    names = environments(visit)
    found = visit.find(search_of(visit))
    rows = [
        (
            link(named(entry.get("title"), key.uid), entry_address(visit, key)),
            link(key.parent, visit.link("type", uid=key.parent)),
            code(key.uid),
            locale_chip(visit, key.locale),
            str(entry["_version"]),
            publish_chips(publish_details(visit, key.parent, key.uid, key.locale), names, entry["_version"]),
            time(entry["updated_at"]),
        )
        for key, entry in found.items
    ]
    keys = [f"{key.parent}/{key.uid}/{key.locale}" for key, _ in found.items]
    fields = (
        choice(visit, "type", "Content type", types),
        choice(visit, "locale", "Locale", locales(visit)),
        choice(visit, "status", "Status", STATUSES),
    )
    shown = table("list", COLUMNS, rows, "No entries found.", keys)
    html = together(
        heading("Entries"),
        search_form(visit, *fields),
        results(visit, found, shown),
    )
    return Content("Entries", html)


def search_of(visit: Visit) -> Search:
    """Return what the address asks for."""
    status = visit.text("status")

    def fits(key: Key, entry: Document) -> bool:
        details = publish_details(visit, key.parent, key.uid, key.locale)
        return has_status(status, entry["_version"], details)

    equals = {
        "kind": ENTRY,
        "stack": visit.api_key,
        "branch": visit.branch,
        "parent": visit.text("type"),
        "locale": visit.text("locale"),
    }
    given = {column: value for column, value in equals.items() if value}
    return Search({**given}, visit.text("q"), fits if status in STATUSES else None)


def entry_address(visit: Visit, key: Key) -> str:
    """Return the address of an entry in a locale."""
    return visit.link("entry", type=key.parent, uid=key.uid, locale=key.locale)


def locale_chip(visit: Visit, locale: str) -> Html:
    """Show a locale; the master locale stands out."""
    return element("span", locale, class_="chip" if locale == visit.stack["master_locale"] else "chip other")
