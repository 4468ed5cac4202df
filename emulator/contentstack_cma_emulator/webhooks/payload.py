"""What a webhook hears of, and what it is told: decisions without any store."""

import base64
import json
from typing import Any, cast

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.events import Event

ALL = "$all"

SHORT = {
    "entry": ("uid", "title", "locale", "_version"),
    "asset": ("uid", "title", "filename", "url", "_version"),
    "content_type": ("uid", "title"),
    "global_field": ("uid", "title"),
}
"""What is left of a thing in a concise payload, by module; of others it is the uid and the name."""

OTHERS = ("uid", "title", "name", "code")


def hears(webhook: Document, event: Event, branch: str) -> bool:
    """Answer whether a webhook that is not at rest watches one of the event's channels, in this branch."""
    branches: list[str] = webhook.get("branches") or [ALL]
    here = branch in branches or ALL in branches
    return not webhook["disabled"] and here and not set(event.channels).isdisjoint(webhook["channels"])


def event_data(event: Event, data: Document, api_key: str, *, concise: bool) -> Document:
    """Answer what an execution keeps of an event; `data` is that of the event with whole things in it."""
    told = shortened(event.module, data) if concise else data
    return {"module": event.module, "api_key": api_key, "event": event.event, "data": told}


def shortened(module: str, data: Document) -> Document:
    """Answer the data of an event in which only the most important fields of each thing are left.

    Those of a content type or global field stand by themselves; all others stand under the name of their module.
    """
    short: Document = {name: _short(name, value) for name, value in data.items()}
    thing: Any = short.get(module)
    if module not in ("content_type", "global_field") or not isinstance(thing, dict):
        return short
    return cast("Document", thing) | {name: value for name, value in short.items() if name != module}


def body_of(event: Document, triggered_at: str) -> Document:
    """Answer the body of a call that tells of an event."""
    return {"triggered_at": triggered_at, **event}


def written(body: Document) -> bytes:
    """Write a body as JSON in the shortest form, which is also what a receiver gets that writes it again."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")


def headers_of(destination: Document) -> dict[str, str | None]:
    """Answer the headers of a call without its signature: who signs in, and what the webhook adds."""
    custom = {
        header["header_name"]: header.get("value") or ""
        for header in destination.get("custom_header") or ()
        if header.get("header_name")
    }
    fixed = {"Content-Type": "application/json", "User-Agent": "Contentstack", "Authorization": _basic(destination)}
    return fixed | custom


def _basic(destination: Document) -> str | None:
    user, password = destination.get("http_basic_auth"), destination.get("http_basic_password")
    if not user and not password:
        return None
    pair = f"{user or ''}:{password or ''}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def _short(name: str, value: Any) -> Any:
    document = cast("Document", value)
    if not isinstance(value, dict) or name == "branch":
        return document
    return {field: document[field] for field in SHORT.get(name, OTHERS) if field in document}
