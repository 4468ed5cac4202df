"""The table of what the emulator was asked last."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from itertools import islice
from typing import Any

from contentstack_cma_emulator.admin.page.html import Html, element, together
from contentstack_cma_emulator.admin.request_log import Received

MOST = 200


def requests_table(received: Sequence[Received]) -> Html:
    """Answer the last requests, the newest first, each with what was wrong with it."""
    if not received:
        return element("p", "Nothing was asked yet.", class_="empty")
    columns = ("Time", "Method", "Path", "Operation", "Status", "Took")
    head = element("tr", *(element("th", column, scope="col") for column in columns))
    body = (row(item) for item in islice(reversed(received), MOST))
    whole = element("table", element("thead", head), element("tbody", *body))
    return element("div", whole, class_="scroll", tabindex="0", role="group", aria_labelledby="requests-title")


def row(item: Received) -> Html:
    """Answer one request."""
    query = "&".join(f"{name}={value}" for name, values in item.query.items() for value in values)
    path = element("code", item.path, element("span", f"?{query}", class_="quiet") if query else "", class_="path")
    return element(
        "tr",
        element("td", element("time", item.time[11:23], datetime=item.time)),
        element("td", element("code", item.method, class_="method")),
        element("td", path, wrong(item)),
        element("td", item.operation or "", class_="quiet"),
        element("td", status(item)),
        element("td", f"{item.seconds * 1000:.1f} ms", class_="number"),
    )


def status(item: Received) -> Html:
    """Answer the status of an answer, and the fault that the call met."""
    fault = element("span", f"fault: {item.fault}", class_="chip other") if item.fault else ""
    return together(element("span", str(item.status or "dropped"), class_=f"status {colour(item.status)}"), " ", fault)


def colour(code: int) -> str:
    """Answer whether a status is good, a refusal or a failure."""
    if 0 < code < HTTPStatus.BAD_REQUEST:
        return "good"
    return "refused" if HTTPStatus.BAD_REQUEST <= code < HTTPStatus.INTERNAL_SERVER_ERROR else "failed"


def wrong(item: Received) -> str:
    """Answer what was wrong with a request, field by field, or nothing."""
    if item.error is None:
        return ""
    code = item.error.get("error_code")
    text = element("p", str(item.error["error_message"]), f" ({code})" if code is not None else "", class_="message")
    fields: Mapping[str, Any] = item.error.get("errors") or {}
    lines = (element("li", element("code", name), " ", " ".join(texts)) for name, texts in fields.items())
    return together(text, element("ul", *lines, class_="errors") if fields else "")
