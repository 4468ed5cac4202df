"""Shows results of calls: statuses, and what was wrong."""

from http import HTTPStatus
from typing import Any

from contentstack_cma_emulator.admin.page.html import Html, element, together
from contentstack_cma_emulator.admin.page.parts import shorten
from contentstack_cma_emulator.http.request_log import Received


def status_chip(status: int) -> Html:
    """Show the status of a response; 0 is a connection that was dropped."""
    return element("span", str(status or "dropped"), class_=f"status {colour(status)}")


def colour(status: int) -> str:
    """Return whether a status is good, a rejection or a failure."""
    if 0 < status < HTTPStatus.BAD_REQUEST:
        return "good"
    return "refused" if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR else "failed"


def result(received: Received) -> Html:
    """Show the status of a request, and the fault that was injected."""
    fault = element("span", f"fault: {received.fault}", class_="chip other") if received.fault else ""
    return together(status_chip(received.status), " ", fault)


def wrong(received: Received) -> Html:
    """Show what was wrong with a request, field by field; nothing if nothing was."""
    if received.error is None:
        return Html("")
    code = received.error.get("error_code")
    message = shorten(received.error["error_message"], 1000)
    text = element("p", message, f" ({code})" if code is not None else "", class_="message")
    fields: dict[str, Any] = received.error.get("errors") or {}
    lines = [element("li", element("code", name), " ", shorten(" ".join(texts), 300)) for name, texts in fields.items()]
    return together(text, element("ul", *lines, class_="errors") if lines else "")
