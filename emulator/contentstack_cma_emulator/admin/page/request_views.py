"""Views of the request log: the requests, and one with headers, bodies and error."""

import json
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from contentstack_cma_emulator.admin.page.html import Html, join_html, make_element
from contentstack_cma_emulator.admin.page.inline import (
    format_size,
    render_code,
    render_empty,
    render_note,
    render_time,
    shorten,
)
from contentstack_cma_emulator.admin.page.lists import render_choice, render_pager, render_search_form
from contentstack_cma_emulator.admin.page.lookups import find_user_name
from contentstack_cma_emulator.admin.page.parts import (
    render_facts,
    render_secrets_link,
    render_section,
    render_source,
    render_table,
    render_view,
)
from contentstack_cma_emulator.admin.page.results import render_problem, render_result
from contentstack_cma_emulator.admin.page.visit import PER_PAGE, Content, Visit
from contentstack_cma_emulator.admin.request_search import STATUSES, RequestFilter, find_requests
from contentstack_cma_emulator.http.logged_bodies import LoggedBody
from contentstack_cma_emulator.http.request_log import MAX_KEPT, LoggedRequest

COLUMNS = ("Time", "Method", "Path", "Operation", "Result", "Duration")

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")


def show_requests(visit: Visit) -> Content:
    """Show the requests, newest first."""
    log = visit.context.request_log
    found = list(find_requests(reversed(log.read()), RequestFilter.read(visit.query)))
    first = (visit.page - 1) * PER_PAGE
    shown = found[first : first + PER_PAGE]
    fields = (
        render_choice(visit, "method", "Method", {name: name for name in METHODS}),
        render_choice(visit, "status", "Result", {name: name for name in STATUSES}),
    )
    kept = render_note(f"Keeps the last {log.size:,} requests (option --request-log).")
    parts = (render_requests(visit, shown), render_pager(visit, len(shown), len(found)), kept)
    results = render_section("list", "Results", f"{len(found):,}", *parts)
    return render_view("Request log", render_search_form(visit, *fields), results, beside=[_render_clear_button()])


def render_requests(visit: Visit, requests: Sequence[LoggedRequest]) -> Html:
    """Render a table of requests, with their errors."""
    rows = [_render_row(visit, received) for received in requests]
    return render_table("list", COLUMNS, rows, "No requests found.", [str(received.id) for received in requests])


def show_request(visit: Visit) -> Content | None:
    """Show a request with its response."""
    text = visit.get("id")
    found = visit.context.request_log.find(int(text)) if text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004
    if found is None:
        return None
    received = found.reveal() if visit.shows_secrets else found
    return render_view(
        f"{received.method} {shorten(received.path)}",
        _render_rejection(received),
        _render_facts(visit, received),
        _render_query(received),
        _render_headers("request-headers", "Request headers", received.headers),
        _render_body("request-body", "Request body", received.body),
        _render_headers("response-headers", "Response headers", received.response_headers),
        _render_body("response-body", "Response body", received.response_body),
        beside=[render_result(received), render_secrets_link(visit)],
        kind=f"Request {received.id}",
    )


def _render_row(visit: Visit, received: LoggedRequest) -> Sequence[str]:
    query = shorten(urlencode(_list_parameters(received)))
    quiet = make_element("span", f"?{query}", class_="quiet") if query else ""
    address = visit.link("request", id=str(received.id))
    path = make_element("a", make_element("code", shorten(received.path), quiet, class_="path"), href=address)
    return (
        make_element("time", received.time[11:23], datetime=received.time),
        make_element("code", received.method, class_="method"),
        join_html(path, render_problem(received)),
        make_element("span", received.operation or "", class_="quiet operation"),
        render_result(received),
        make_element("span", f"{received.seconds * 1000:.1f} ms", class_="number"),
    )


def _render_clear_button() -> Html:
    button = make_element("button", "Clear log", type="submit", data_enable=True, disabled=True, class_="button")
    confirm = "Clear the request log? The state of the emulator does not change."
    return make_element("form", button, data_call="DELETE requests", data_confirm=confirm)


def _render_rejection(received: LoggedRequest) -> Html:
    if received.error is None and received.fault is None:
        return Html("")
    fault = make_element("p", f"The fault “{received.fault}” was injected.", class_="message") if received.fault else ""
    return render_section("wrong", "Error", None, render_problem(received), fault)


def _render_facts(visit: Visit, received: LoggedRequest) -> Html:
    who = "not authenticated"
    if principal := received.principal:
        who = f"{find_user_name(visit, principal['uid'])} ({principal['kind'].replace('_', ' ')})"
    pairs = {
        "Time": render_time(received.time),
        "Duration": f"{received.seconds * 1000:.1f} ms",
        "Operation": render_code(received.operation) if received.operation else "unknown URL",
        "Signed in as": who,
        "Request body": format_size(received.body.size),
        "Response body": format_size(received.response_body.size),
    }
    return render_facts(pairs)


def _render_query(received: LoggedRequest) -> Html:
    if not received.query:
        return Html("")
    return _render_pairs("query", "Query", "Parameter", _list_parameters(received))


def _list_parameters(received: LoggedRequest) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in received.query.items() for text in texts]


def _render_headers(uid: str, title: str, headers: Mapping[str, str]) -> Html:
    return _render_pairs(uid, title, "Header", headers.items())


def _render_pairs(uid: str, title: str, noun: str, pairs: Iterable[tuple[str, str]]) -> Html:
    """Render a section with a table of names and values."""
    rows = [(render_code(name), make_element("code", value)) for name, value in pairs]
    table = make_element("div", render_table(uid, (noun, "Value"), rows, "None."), class_="pairs")
    return render_section(uid, title, len(rows), table)


def _render_body(uid: str, title: str, body: LoggedBody) -> Html:
    return render_section(uid, title, format_size(body.size), _render_content(uid, body))


def _render_content(uid: str, body: LoggedBody) -> Html:
    text, document = body.text, body.json
    if not body.content or text is None:
        return render_empty(_explain_missing_text(body))
    shown = text if document is None else json.dumps(document, indent=2, ensure_ascii=False)
    note = f"Only the first {format_size(MAX_KEPT)} are kept." if body.is_truncated else ""
    return join_html(render_source(shown, f"{uid}-text"), render_note(note))


def _explain_missing_text(body: LoggedBody) -> str:
    """Return why no text of a body is shown."""
    if not body.size:
        return "Empty." if body.is_complete else "Not read, because the request was rejected before."
    if not body.content:
        return "No longer kept, to make room for newer requests."
    return f"Binary content, {body.content_type or 'without a type'}, {format_size(body.size)}."
