"""Makes the page: finds the view that the address names, and puts it between navigation and controls."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from urllib.parse import urlencode

from contentstack_cma_emulator.admin.context import AdminContext
from contentstack_cma_emulator.admin.control import Control
from contentstack_cma_emulator.admin.page import (
    asset_views,
    background_views,
    content_type_views,
    controls,
    coverage_view,
    credentials_view,
    document_views,
    entry_list,
    entry_view,
    message_view,
    overview_view,
    request_views,
)
from contentstack_cma_emulator.admin.page.html import Html, element, together
from contentstack_cma_emulator.admin.page.parts import heading
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.engine.call import MAIN_BRANCH
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import TAXONOMY, WEBHOOK, WORKFLOW
from contentstack_cma_emulator.stores.publishing.release_contents import RELEASE

VIEWS: Mapping[str, Callable[[Visit], Content | None]] = {
    "": overview_view.show_overview,
    "types": content_type_views.show_types,
    "type": content_type_views.show_type,
    "globals": content_type_views.show_global_fields,
    "global": content_type_views.show_global_field,
    "entries": entry_list.show_entries,
    "entry": entry_view.show_entry,
    "assets": asset_views.show_assets,
    "asset": asset_views.show_asset,
    "queue": background_views.QUEUE_VIEW.show,
    "jobs": background_views.JOBS_VIEW.show,
    "merges": background_views.MERGES_VIEW.show,
    "executions": background_views.EXECUTIONS_VIEW.show,
    "work": background_views.show_work,
    "kinds": document_views.show_kinds,
    "kind": document_views.show_kind,
    "document": document_views.show_document,
    "search": document_views.show_search,
    "requests": request_views.show_requests,
    "request": request_views.show_request,
    "messages": message_view.show_messages,
    "controls": controls.show_controls,
    "credentials": credentials_view.show_credentials,
    "coverage": coverage_view.show_coverage,
}
"""The views by their names in the address. One that returns None was asked for something that does not exist."""

PARENTS = {"type": "types", "global": "globals", "entry": "entries", "asset": "assets", "request": "requests"}
"""Under which entry of the navigation the view of one thing belongs."""

CONTENT: Mapping[str, Mapping[str, str]] = {
    "Overview": {"view": ""},
    "Content types": {"view": "types"},
    "Global fields": {"view": "globals"},
    "Entries": {"view": "entries"},
    "Assets": {"view": "assets"},
    "Taxonomies": {"view": "kind", "kind": TAXONOMY},
    "Releases": {"view": "kind", "kind": RELEASE},
    "Workflows": {"view": "kind", "kind": WORKFLOW},
    "Webhooks": {"view": "kind", "kind": WEBHOOK},
    "All stored documents": {"view": "kinds"},
}
WORK: Mapping[str, Mapping[str, str]] = {
    "Publish queue": {"view": "queue"},
    "Bulk jobs": {"view": "jobs"},
    "Merge jobs": {"view": "merges"},
    "Webhook executions": {"view": "executions"},
    "Scheduled work": {"view": "work"},
}
TOOLS: Mapping[str, Mapping[str, str]] = {
    "Request log": {"view": "requests"},
    "Controls": {"view": "controls"},
    "Credentials": {"view": "credentials"},
    "Messages": {"view": "messages"},
    "Operations": {"view": "coverage"},
}
NAVIGATION = {"Content": CONTENT, "Background": WORK, "Emulator": TOOLS}
"""The groups of the navigation: what is about the branch, and what is about the emulator."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page, its status, the policy it is sent with, and a tag that changes when the page may have changed."""

    html: str
    status: int
    policy: str
    tag: str


class Page:
    """The page. `url` is where the emulator is reached."""

    def __init__(self, context: AdminContext, control: Control, url: str) -> None:
        self._context = context
        self._control = control
        self._url = url
        self._started = secrets.token_hex(4)
        self._clock_changes = 0
        self._template = Template(files(STATIC).joinpath("static", "page.html").read_text("utf-8"))
        context.state.clock.listen(self._note_clock)

    def tag(self) -> str:
        """Return a text that changes when anything changes that the page shows."""
        faults = hash(tuple(map(id, self._context.faults.read())))
        states = self._context.states
        kept = hash((*states.shelf.names(), *(fork.url for fork in states.emulator.forks)))
        revisions = (self._context.state.store.revision, self._context.request_log.revision)
        parts = (*revisions, self._clock_changes, faults, kept)
        return f'"{self._started}-{"-".join(map(str, parts))}"'

    def show(self, query: Mapping[str, str]) -> Shown:
        """Return the page as it is now; `query` says which view of which stack and branch."""
        with self._context.state.store.transaction():
            return self._show(query)

    def _show(self, query: Mapping[str, str]) -> Shown:
        tag = self.tag()
        visit = self._visit(query)
        show = VIEWS.get(visit.view)
        content = show(visit) if show else None
        status = 200 if content else 404
        content = content or Content("Not found", missing(visit))
        nonce = secrets.token_urlsafe(16)
        clock = self._context.state.clock
        html = self._template.substitute(
            nonce=nonce,
            tag=together(tag),
            title=together(content.title),
            url=together(self._url),
            time=together(clock.stamp()[:19].replace("T", " ")),
            now=together(clock.stamp()),
            speed=f"{clock.speed:g}",
            pace=together(
                "" if clock.speed == 1 else "stopped" if not clock.speed else f"{clock.speed:g} times as fast"
            ),
            stack=together(visit.api_key),
            branch=together(visit.branch),
            find=together(visit.text("q") if visit.view == "search" else ""),
            stacks=stacks(self._context.stacks(), visit),
            branches=branches(self._context.branches(visit.api_key), visit) if visit.stack else "",
            navigation=navigation(visit),
            main=content.html,
        )
        return Shown(html, status, policy(nonce), tag)

    def _visit(self, query: Mapping[str, str]) -> Visit:
        known = self._context.stacks()
        first = known[0] if known else {}
        stack: Document = next((found for found in known if found["api_key"] == query.get("stack")), first)
        names = self._context.branches(stack["api_key"]) if stack else []
        branch = query["branch"] if query.get("branch") in names else MAIN_BRANCH
        return Visit(self._context, self._control, self._url, query, stack, branch, query.get("view", ""))

    def _note_clock(self) -> None:
        self._clock_changes += 1


STATIC = "contentstack_cma_emulator.admin.page"
"""Where template, style and script are."""


def policy(nonce: str) -> str:
    """Return the content security policy: our style and script, and pictures and data from here; nothing else."""
    own = f"'nonce-{nonce}'"
    return (
        f"default-src 'none'; style-src {own}; script-src {own}; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def missing(visit: Visit) -> Html:
    """Say that what the address names does not exist."""
    text = element("p", "What this address names does not exist, or not any more.", class_="empty")
    return together(heading("Not found"), text, element("p", element("a", "Overview", href=visit.link(""))))


def stacks(known: list[Document], visit: Visit) -> Html:
    """Make the list of stacks."""
    links = (
        element(
            "a",
            element("bdi", stack["name"], class_="name"),
            element("code", stack["api_key"]),
            href="/?" + urlencode({"stack": stack["api_key"]}),
            aria_current="true" if stack["api_key"] == visit.api_key else None,
        )
        for stack in known
    )
    return element("ul", *(element("li", link) for link in links), class_="stacks")


def branches(names: list[str], visit: Visit) -> Html:
    """Make the links to the branches of the stack."""
    links = (
        element("a", name, href=visit.link("", branch=name), aria_current="true" if name == visit.branch else None)
        for name in names
    )
    return element("div", element("h2", "Branches"), element("div", *links, class_="tabs"))


def navigation(visit: Visit) -> Html:
    """Make the links to the views."""
    here = PARENTS.get(visit.view, visit.view)
    if here == "document":
        here = "kind"
    place = {"view": here} | ({"kind": visit.text("kind")} if here == "kind" else {})
    known = any(place == names for group in NAVIGATION.values() for names in group.values())
    if not known:
        place = {"view": "kinds" if here == "kind" else here}
    return together(*(_group(visit, title, group, place) for title, group in NAVIGATION.items()))


def _group(visit: Visit, title: str, group: Mapping[str, Mapping[str, str]], place: Mapping[str, str]) -> Html:
    links = (
        element("a", text, href=visit.link(**names), aria_current="page" if names == place else None)
        for text, names in group.items()
    )
    return together(element("h2", title), element("ul", *(element("li", link) for link in links)))
