"""Render the page: the view that the URL names, and the navigation around it."""

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
from contentstack_cma_emulator.admin.page.html import Html, join_html, make_element
from contentstack_cma_emulator.admin.page.inline import describe_speed, render_choice_link, render_empty
from contentstack_cma_emulator.admin.page.parts import render_view
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
"""The views by their name in the URL. A view returns None if what it should show does not exist."""

PARENTS = {"type": "types", "global": "globals", "entry": "entries", "asset": "assets", "request": "requests"}
"""Views of one document, and the view in the navigation that they belong to."""

Links = Mapping[str, Mapping[str, str]]
"""Links to views, by text: the parameters of their URLs."""

CONTENT: Links = {
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
WORK: Links = {
    "Publish queue": {"view": "queue"},
    "Bulk jobs": {"view": "jobs"},
    "Merge jobs": {"view": "merges"},
    "Webhook executions": {"view": "executions"},
    "Scheduled work": {"view": "work"},
}
TOOLS: Links = {
    "Request log": {"view": "requests"},
    "Controls": {"view": "controls"},
    "Credentials": {"view": "credentials"},
    "Messages": {"view": "messages"},
    "Operations": {"view": "coverage"},
}
NAVIGATION = {"Content": CONTENT, "Background": WORK, "Emulator": TOOLS}
"""The groups of the navigation: two for the branch, and one for the emulator."""


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page with its status, content security policy and ETag."""

    html: str
    status: int
    policy: str
    tag: str


class Page:
    """The admin page. `url` is the base URL of the emulator."""

    def __init__(self, context: AdminContext, control: Control, url: str) -> None:
        self._context = context
        self._control = control
        self._url = url
        self._started = secrets.token_hex(4)
        self._clock_changes = 0
        self._template = Template(files(STATIC).joinpath("static", "page.html").read_text("utf-8"))
        context.state.clock.listen(self._note_clock)

    def build_tag(self) -> str:
        """Return an ETag that changes whenever the page may have changed."""
        faults = hash(tuple(map(id, self._context.faults.read())))
        states = self._context.states
        kept = hash((*states.snapshots.list_names(), *(fork.url for fork in states.emulator.forks)))
        revisions = (self._context.state.store.revision, self._context.request_log.revision)
        parts = (*revisions, self._clock_changes, faults, kept)
        return f'"{self._started}-{"-".join(map(str, parts))}"'

    def render(self, query: Mapping[str, str]) -> RenderedPage:
        """Return the current page. `query` has the view, the stack and the branch."""
        with self._context.state.store.transaction():
            return self._render(query)

    def _render(self, query: Mapping[str, str]) -> RenderedPage:
        tag = self.build_tag()
        visit = self._read_visit(query)
        show = VIEWS.get(visit.view)
        content = show(visit) if show else None
        status = 200 if content else 404
        content = content or show_not_found(visit)
        nonce = secrets.token_urlsafe(16)
        clock = self._context.state.clock
        html = self._template.substitute(
            nonce=nonce,
            tag=join_html(tag),
            title=join_html(content.title),
            url=join_html(self._url),
            time=join_html(clock.stamp()[:19].replace("T", " ")),
            now=join_html(clock.stamp()),
            speed=f"{clock.speed:g}",
            pace=join_html("" if clock.speed == 1 else describe_speed(clock.speed)),
            stack=join_html(visit.api_key),
            branch=join_html(visit.branch),
            find=join_html(visit.get("q") if visit.view == "search" else ""),
            stacks=render_stacks(self._context.list_stacks(), visit),
            branches=render_branches(self._context.list_branches(visit.api_key), visit) if visit.stack else "",
            navigation=render_navigation(visit),
            main=content.html,
        )
        return RenderedPage(html, status, build_policy(nonce), tag)

    def _read_visit(self, query: Mapping[str, str]) -> Visit:
        known = self._context.list_stacks()
        first = known[0] if known else {}
        stack: Document = next((found for found in known if found["api_key"] == query.get("stack")), first)
        names = self._context.list_branches(stack["api_key"]) if stack else []
        branch = query["branch"] if query.get("branch") in names else MAIN_BRANCH
        return Visit(self._context, self._control, self._url, query, stack, branch, query.get("view", ""))

    def _note_clock(self) -> None:
        self._clock_changes += 1


STATIC = "contentstack_cma_emulator.admin.page"
"""The package with the template, the style sheet and the script."""


def build_policy(nonce: str) -> str:
    """Return the content security policy: only our own style, script, images and data."""
    own = f"'nonce-{nonce}'"
    return (
        f"default-src 'none'; style-src {own}; script-src {own}; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def show_not_found(visit: Visit) -> Content:
    """Show that the URL does not exist."""
    text = render_empty("This page does not exist, or no longer exists.")
    return render_view("Not found", text, make_element("p", make_element("a", "Overview", href=visit.link(""))))


def render_stacks(known: list[Document], visit: Visit) -> Html:
    """Render the list of stacks."""
    links = (
        make_element(
            "a",
            make_element("bdi", stack["name"], class_="name"),
            make_element("code", stack["api_key"]),
            href="/?" + urlencode({"stack": stack["api_key"]}),
            aria_current="true" if stack["api_key"] == visit.api_key else None,
        )
        for stack in known
    )
    return make_element("ul", *(make_element("li", link) for link in links), class_="stacks")


def render_branches(names: list[str], visit: Visit) -> Html:
    """Render the links to the branches of the stack."""
    urls = {name: visit.link("", branch=name) for name in names}
    links = (render_choice_link(name, url, is_current=name == visit.branch) for name, url in urls.items())
    return make_element("div", make_element("h2", "Branches"), make_element("div", *links, class_="tabs"))


def render_navigation(visit: Visit) -> Html:
    """Render the links to the views."""
    here = PARENTS.get(visit.view, visit.view)
    if here == "document":
        here = "kind"
    place = {"view": here} | ({"kind": visit.get("kind")} if here == "kind" else {})
    known = any(place == names for group in NAVIGATION.values() for names in group.values())
    if not known:
        place = {"view": "kinds" if here == "kind" else here}
    return join_html(*(_render_group(visit, title, group, place) for title, group in NAVIGATION.items()))


def _render_group(visit: Visit, title: str, group: Links, place: Mapping[str, str]) -> Html:
    links = (
        make_element("a", text, href=visit.link(**names), aria_current="page" if names == place else None)
        for text, names in group.items()
    )
    return join_html(make_element("h2", title), make_element("ul", *(make_element("li", link) for link in links)))
