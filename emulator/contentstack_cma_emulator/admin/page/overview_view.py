"""The start view: the content of a branch, and the last requests."""

from collections.abc import Mapping
from itertools import islice

from contentstack_cma_emulator.admin.page.html import Html, join_html, make_element
from contentstack_cma_emulator.admin.page.inline import render_code, render_empty
from contentstack_cma_emulator.admin.page.parts import render_facts, render_heading, render_section, render_view
from contentstack_cma_emulator.admin.page.request_views import render_requests
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.engine.kinds import ENVIRONMENT, LOCALE

MAX_REQUESTS = 10
"""Maximum number of requests to show."""


def show_overview(visit: Visit) -> Content:
    """Show the stack, its number of documents and the last requests."""
    log = visit.context.request_log
    last = list(islice(reversed(log.read()), MAX_REQUESTS))
    more = make_element("p", make_element("a", "All requests", href=visit.link("requests")))
    requests = render_section("list", "Last requests", f"{len(log):,}", render_requests(visit, last), more)
    if not visit.stack:
        nothing = render_empty("No stacks yet. Create one with the API.")
        return Content("Overview", join_html(render_heading("No stack"), nothing, requests))
    pairs = {
        "API key": render_code(visit.api_key),
        "Stack uid": render_code(visit.stack["uid"]),
        "Organization uid": render_code(visit.stack["org_uid"]),
        "Master locale": render_code(visit.stack["master_locale"]),
    }
    tiles = _render_tiles(visit, visit.context.count_content(visit.api_key, visit.branch))
    kind = f"Stack, branch {visit.branch}"
    return render_view(visit.stack["name"], render_facts(pairs), tiles, requests, kind=kind)


def _render_tiles(visit: Visit, counts: Mapping[str, int]) -> Html:
    links = {
        "content_types": visit.link("types"),
        "global_fields": visit.link("globals"),
        "entries": visit.link("entries"),
        "assets": visit.link("assets"),
        "locales": visit.link("kind", kind=LOCALE),
        "environments": visit.link("kind", kind=ENVIRONMENT),
    }
    tiles = (
        make_element("a", make_element("b", f"{number:,}"), " ", name.replace("_", " "), href=links[name])
        for name, number in counts.items()
    )
    return make_element(
        "ul", *(make_element("li", tile) for tile in tiles), class_="tiles", aria_label="Content of the branch"
    )
