"""The view that lists entries."""

from contentstack_cma_emulator.admin.document_search import Search
from contentstack_cma_emulator.admin.page.html import Html, make_element
from contentstack_cma_emulator.admin.page.inline import choose_title, render_code, render_link, render_time
from contentstack_cma_emulator.admin.page.lists import render_choice, show_list
from contentstack_cma_emulator.admin.page.lookups import (
    STATUSES,
    find_content_types,
    find_environment_names,
    find_locale_names,
    find_publish_details,
    has_publish_status,
    render_publish_chips,
)
from contentstack_cma_emulator.admin.page.parts import render_table
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ENTRY
from contentstack_cma_emulator.engine.store import Key

COLUMNS = ("Title", "Type", "UID", "Locale", "Version", "Published", "Updated")


def show_entries(visit: Visit) -> Content:
    """Show the entries of the branch, filtered by type, locale, status and text; a row for each locale of an entry."""
    types = {uid: str(found["title"]) for uid, found in find_content_types(visit).items()}
    names = find_environment_names(visit)
    found = visit.find(build_search(visit))
    rows = [_list_cells(visit, names, key, entry) for key, entry in found.items]
    keys = [f"{key.parent}/{key.uid}/{key.locale}" for key, _ in found.items]
    fields = (
        render_choice(visit, "type", "Content type", types),
        render_choice(visit, "locale", "Locale", find_locale_names(visit)),
        render_choice(visit, "status", "Status", STATUSES),
    )
    shown = render_table("list", COLUMNS, rows, "No entries found.", keys)
    return show_list(visit, "Entries", found, shown, *fields)


def build_search(visit: Visit) -> Search:
    """Return the search for the parameters of the URL."""
    status = visit.get("status")

    def fits(key: Key, entry: Document) -> bool:
        details = find_publish_details(visit, key.parent, key.uid, key.locale)
        return has_publish_status(status, entry["_version"], details)

    equals = {"kind": ENTRY, "stack": visit.api_key, "branch": visit.branch}
    equals |= {"parent": visit.get("type"), "locale": visit.get("locale")}
    given = {column: value for column, value in equals.items() if value}
    return Search({**given}, visit.get("q"), fits if status in STATUSES else None)


def build_entry_url(visit: Visit, key: Key) -> str:
    """Return the URL of an entry in a locale."""
    return visit.link("entry", type=key.parent, uid=key.uid, locale=key.locale)


def render_locale(visit: Visit, locale: str) -> Html:
    """Render a locale; the master locale is highlighted."""
    return make_element("span", locale, class_="chip" if locale == visit.stack["master_locale"] else "chip other")


def _list_cells(visit: Visit, environment_names: dict[str, str], key: Key, entry: Document) -> tuple[str, ...]:
    details = find_publish_details(visit, key.parent, key.uid, key.locale)
    return (
        render_link(choose_title(entry.get("title"), key.uid), build_entry_url(visit, key)),
        render_link(key.parent, visit.link("type", uid=key.parent)),
        render_code(key.uid),
        render_locale(visit, key.locale),
        str(entry["_version"]),
        render_publish_chips(details, environment_names, entry["_version"]),
        render_time(entry["updated_at"]),
    )
