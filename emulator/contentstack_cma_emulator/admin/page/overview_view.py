"""The first view: what a branch of a stack holds, and what happened last."""

from collections.abc import Mapping
from itertools import islice

from contentstack_cma_emulator.admin.page.html import Html, element, together
from contentstack_cma_emulator.admin.page.parts import code, facts, heading, section
from contentstack_cma_emulator.admin.page.request_views import requests_table
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.engine.kinds import ENVIRONMENT, LOCALE

LAST = 10
"""Requests that are shown."""


def show_overview(visit: Visit) -> Content:
    """Show the stack with its counts and the last requests."""
    log = visit.context.request_log
    last = list(islice(reversed(log.read()), LAST))
    more = element("p", element("a", "All requests", href=visit.link("requests")))
    requests = section("list", "Last requests", f"{len(log):,}", requests_table(visit, last), more)
    if not visit.stack:
        nothing = element("p", "There is no stack yet. Create one with the API.", class_="empty")
        return Content("Overview", together(heading("No stack"), nothing, requests))
    pairs = {
        "API key": code(visit.api_key),
        "Stack uid": code(visit.stack["uid"]),
        "Organization uid": code(visit.stack["org_uid"]),
        "Master locale": code(visit.stack["master_locale"]),
    }
    html = together(
        heading(visit.stack["name"], kind=f"Stack, branch {visit.branch}"),
        facts(pairs),
        _tiles(visit, visit.context.counts(visit.api_key, visit.branch)),
        requests,
    )
    return Content(str(visit.stack["name"]), html)


def _tiles(visit: Visit, counts: Mapping[str, int]) -> Html:
    links = {
        "content_types": visit.link("types"),
        "global_fields": visit.link("globals"),
        "entries": visit.link("entries"),
        "assets": visit.link("assets"),
        "locales": visit.link("kind", kind=LOCALE),
        "environments": visit.link("kind", kind=ENVIRONMENT),
    }
    shown = (
        element("li", element("a", element("b", f"{number:,}"), " ", name.replace("_", " "), href=links[name]))
        for name, number in counts.items()
    )
    return element("ul", *shown, class_="tiles", aria_label="What the branch holds")
