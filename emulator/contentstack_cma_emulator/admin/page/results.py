"""Render results of requests: statuses, faults and errors."""

from http import HTTPStatus
from typing import Any

from contentstack_cma_emulator.admin.page.html import Html, join_html, make_element
from contentstack_cma_emulator.admin.page.inline import shorten
from contentstack_cma_emulator.http.request_log import LoggedRequest


def render_status(status: int) -> Html:
    """Render the status of a response; 0 is a dropped connection."""
    return make_element("span", str(status or "dropped"), class_=f"status {choose_status_class(status)}")


def choose_status_class(status: int) -> str:
    """Return the CSS class of a status."""
    if 0 < status < HTTPStatus.BAD_REQUEST:
        return "good"
    return "rejected" if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR else "failed"


def render_result(received: LoggedRequest) -> Html:
    """Render the status of a request, and the injected fault."""
    fault = make_element("span", f"fault: {received.fault}", class_="chip other") if received.fault else ""
    return join_html(render_status(received.status), " ", fault)


def render_problem(received: LoggedRequest) -> Html:
    """Render the error of a rejected request, with its fields."""
    if received.error is None:
        return Html("")
    code = received.error.get("error_code")
    message = shorten(received.error["error_message"], 1000)
    text = make_element("p", message, f" ({code})" if code is not None else "", class_="message")
    fields: dict[str, Any] = received.error.get("errors") or {}
    details = {name: shorten(" ".join(texts), 300) for name, texts in fields.items()}
    lines = (make_element("li", make_element("code", name), " ", detail) for name, detail in details.items())
    return join_html(text, make_element("ul", *lines, class_="errors") if details else "")
