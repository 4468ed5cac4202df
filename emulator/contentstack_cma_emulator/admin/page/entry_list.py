"""The view that lists entries."""

from contentstack_cma_emulator.admin.document_search import Search
from contentstack_cma_emulator.admin.page import lookups, parts
from contentstack_cma_emulator.admin.page.html import Html, join_html, make_element
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ENTRY
from contentstack_cma_emulator.engine.store import Key

COLUMNS = ("Title", "Type", "UID", "Locale", "Version", "Published", "Updated")


def show_entries(visit: Visit) -> Content:
    """Show the entries of the branch, filtered by type, locale, status and text; a row for each locale of an entry."""
    types = {uid: str(found["title"]) for uid, found in lookups.find_content_types(visit).items()}
    names = lookups.find_environment_names(visit)
    found = visit.find(build_search(visit))
    rows = [
        (
            parts.render_link(parts.choose_title(entry.get("title"), key.uid), build_entry_url(visit, key)),
            parts.render_link(key.parent, visit.link("type", uid=key.parent)),
            parts.render_code(key.uid),
            render_locale(visit, key.locale),
            str(entry["_version"]),
            lookups.render_publish_chips(
                lookups.find_publish_details(visit, key.parent, key.uid, key.locale), names, entry["_version"]
            ),
            parts.render_time(entry["updated_at"]),
        )
        for key, entry in found.items
    ]
    keys = [f"{key.parent}/{key.uid}/{key.locale}" for key, _ in found.items]
    fields = (
        parts.render_choice(visit, "type", "Content type", types),
        parts.render_choice(visit, "locale", "Locale", lookups.find_locale_names(visit)),
        parts.render_choice(visit, "status", "Status", lookups.STATUSES),
    )
    shown = parts.render_table("list", COLUMNS, rows, "No entries found.", keys)
    html = join_html(
        parts.render_heading("Entries"),
        parts.render_search_form(visit, *fields),
        parts.render_results(visit, found, shown),
    )
    return Content("Entries", html)


def build_search(visit: Visit) -> Search:
    """Return the search for the parameters of the URL."""
    status = visit.get("status")

    def fits(key: Key, entry: Document) -> bool:
        details = lookups.find_publish_details(visit, key.parent, key.uid, key.locale)
        return lookups.has_publish_status(status, entry["_version"], details)

    equals = {
        "kind": ENTRY,
        "stack": visit.api_key,
        "branch": visit.branch,
        "parent": visit.get("type"),
        "locale": visit.get("locale"),
    }
    given = {column: value for column, value in equals.items() if value}
    return Search({**given}, visit.get("q"), fits if status in lookups.STATUSES else None)


def build_entry_url(visit: Visit, key: Key) -> str:
    """Return the URL of an entry in a locale."""
    return visit.link("entry", type=key.parent, uid=key.uid, locale=key.locale)


def render_locale(visit: Visit, locale: str) -> Html:
    """Render a locale; the master locale is highlighted."""
    return make_element("span", locale, class_="chip" if locale == visit.stack["master_locale"] else "chip other")
