"""Views of the request log: the requests, and one with headers, bodies and what was wrong."""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from contentstack_cma_emulator.admin.page.html import Html, element, together
from contentstack_cma_emulator.admin.page.lookups import user_name
from contentstack_cma_emulator.admin.page.parts import (
    choice,
    code,
    facts,
    heading,
    pager,
    search_form,
    secrets_link,
    section,
    shorten,
    size,
    source,
    table,
    time,
)
from contentstack_cma_emulator.admin.page.results import result, wrong
from contentstack_cma_emulator.admin.page.visit import PER_PAGE, Content, Visit
from contentstack_cma_emulator.admin.request_search import STATUSES, RequestFilter, find_requests
from contentstack_cma_emulator.http.logged_bodies import MAX_KEPT, LoggedBody
from contentstack_cma_emulator.http.request_log import Received

COLUMNS = ("Time", "Method", "Path", "Operation", "Result", "Duration")

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")


def show_requests(visit: Visit) -> Content:
    """Show the requests, the newest first."""
    log = visit.context.request_log
    found = list(find_requests(reversed(log.read()), RequestFilter.read(visit.query)))
    first = (visit.page - 1) * PER_PAGE
    shown = found[first : first + PER_PAGE]
    fields = (
        choice(visit, "method", "Method", {name: name for name in METHODS}),
        choice(visit, "status", "Result", {name: name for name in STATUSES}),
    )
    kept = element("p", f"The last {log.size:,} requests are kept (option --request-log).", class_="quiet")
    html = together(
        heading("Request log", _clear_button()),
        search_form(visit, *fields),
        section(
            "list",
            "Results",
            f"{len(found):,}",
            requests_table(visit, shown),
            pager(visit, len(shown), len(found)),
            kept,
        ),
    )
    return Content("Request log", html)


def requests_table(visit: Visit, requests: Sequence[Received]) -> Html:
    """Make the table of some requests, each with what was wrong with it."""
    rows = [_row(visit, received) for received in requests]
    return table("list", COLUMNS, rows, "No requests found.", [str(received.id) for received in requests])


def show_request(visit: Visit) -> Content | None:
    """Show one request with its response."""
    text = visit.text("id")
    found = visit.context.request_log.find(int(text)) if text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004
    if found is None:
        return None
    received = found.reveal() if visit.shows_secrets else found
    title = f"{received.method} {shorten(received.path)}"
    html = together(
        heading(title, result(received), secrets_link(visit), kind=f"Request {received.id}"),
        _problem(received),
        _facts(visit, received),
        _query(received),
        _headers("request-headers", "Request headers", received.headers),
        _body("request-body", "Request body", received.body),
        _headers("response-headers", "Response headers", received.response_headers),
        _body("response-body", "Response body", received.response_body),
    )
    return Content(title, html)


def _row(visit: Visit, received: Received) -> Sequence[str]:
    query = shorten(urlencode([(name, text) for name, texts in received.query.items() for text in texts]))
    quiet = element("span", f"?{query}", class_="quiet") if query else ""
    address = visit.link("request", id=str(received.id))
    path = element("a", element("code", shorten(received.path), quiet, class_="path"), href=address)
    return (
        element("time", received.time[11:23], datetime=received.time),
        element("code", received.method, class_="method"),
        together(path, wrong(received)),
        element("span", received.operation or "", class_="quiet operation"),
        result(received),
        element("span", f"{received.seconds * 1000:.1f} ms", class_="number"),
    )


def _clear_button() -> Html:
    button = element("button", "Clear log", type="submit", data_enable=True, disabled=True, class_="button")
    confirm = "Forget all logged requests? The state of the emulator stays as it is."
    return element("form", button, data_call="DELETE requests", data_confirm=confirm)


def _problem(received: Received) -> Html:
    if received.error is None and received.fault is None:
        return Html("")
    fault = element("p", f"The fault “{received.fault}” was injected.", class_="message") if received.fault else ""
    return section("wrong", "What was wrong", None, wrong(received), fault)


def _facts(visit: Visit, received: Received) -> Html:
    principal = received.principal
    who = f"{user_name(visit, principal['uid'])} ({principal['kind'].replace('_', ' ')})" if principal else "nobody"
    pairs = {
        "Time": time(received.time),
        "Duration": f"{received.seconds * 1000:.1f} ms",
        "Operation": code(received.operation) if received.operation else "none has this URL",
        "Signed in as": who,
        "Request body": size(received.body.size),
        "Response body": size(received.response_body.size),
    }
    return facts(pairs)


def _query(received: Received) -> Html:
    if not received.query:
        return Html("")
    rows = [(code(name), element("code", text)) for name, texts in received.query.items() for text in texts]
    return section("query", "Query", len(rows), pairs_table("query", ("Parameter", "Value"), rows))


def _headers(uid: str, title: str, headers: Mapping[str, str]) -> Html:
    rows = [(code(name), element("code", value)) for name, value in headers.items()]
    return section(uid, title, len(rows), pairs_table(uid, ("Header", "Value"), rows))


def pairs_table(uid: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Html:
    """Make a table of names and values."""
    return element("div", table(uid, columns, rows, "There are none."), class_="pairs")


def _body(uid: str, title: str, body: LoggedBody) -> Html:
    return section(uid, title, size(body.size), _content(uid, body))


def _content(uid: str, body: LoggedBody) -> Html:
    text, document = body.text, body.json
    if not body.content or text is None:
        return element("p", _without_text(body), class_="empty")
    shown = text if document is None else json.dumps(document, indent=2, ensure_ascii=False)
    note = f"The first {size(MAX_KEPT)} are kept." if body.is_truncated else ""
    return together(source(shown, f"{uid}-text"), element("p", note, class_="quiet") if note else "")


def _without_text(body: LoggedBody) -> str:
    """Say why no text of a body is shown."""
    if not body.size:
        return "There is none." if body.is_complete else "It was not read: the request was rejected before."
    if not body.content:
        return "It is not kept any more: newer requests needed the room."
    return f"Binary content, {body.content_type or 'of no type'}, {size(body.size)}."
