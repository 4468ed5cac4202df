"""Which events a webhook matches, and the payload it sends. No I/O."""

import base64
import json
from typing import Any, cast

from contentstack_cma_emulator.engine.documents import ALL, Document, omit
from contentstack_cma_emulator.engine.events import Event

CONCISE_FIELDS = {
    "entry": ("uid", "title", "locale", "_version"),
    "asset": ("uid", "title", "filename", "url", "_version"),
    "content_type": ("uid", "title"),
    "global_field": ("uid", "title"),
}
"""The fields of an object in a concise payload, by module."""

DEFAULT_FIELDS = ("uid", "title", "name", "code")


def matches(webhook: Document, event: Event, branch: str) -> bool:
    """Return whether a webhook is enabled and subscribed to a channel of the event in this branch."""
    branches: list[str] = webhook.get("branches") or [ALL]
    here = branch in branches or ALL in branches
    return not webhook["disabled"] and here and not set(event.channels).isdisjoint(webhook["channels"])


def build_event_data(event: Event, data: Document, api_key: str, *, concise: bool) -> Document:
    """Return what an execution stores of an event. `data` is that of the event, with whole objects."""
    shown = shorten(event.module, data) if concise else data
    return {"module": event.module, "api_key": api_key, "event": event.event, "data": shown}


def shorten(module: str, data: Document) -> Document:
    """Return the data of an event with only the most important fields of each object.

    The fields of a content type or global field are at the top level, all other objects under the name of their module.
    """
    short: Document = {name: _shorten_value(name, value) for name, value in data.items()}
    main: Any = short.get(module)
    if module not in ("content_type", "global_field") or not isinstance(main, dict):
        return short
    return cast("Document", main) | omit(short, module)


def encode(body: Document) -> bytes:
    """Encode a body as compact JSON, so that a receiver that decodes and encodes it gets the same bytes to verify."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")


def build_headers(destination: Document) -> dict[str, str | None]:
    """Return the headers of a request without its signature: credentials, and custom headers of the destination."""
    custom = {
        header["header_name"]: header.get("value") or ""
        for header in destination.get("custom_header") or ()
        if header.get("header_name")
    }
    fixed = {
        "Content-Type": "application/json",
        "User-Agent": "Contentstack",
        "Authorization": _build_basic_auth(destination),
    }
    return fixed | custom


def _build_basic_auth(destination: Document) -> str | None:
    user, password = destination.get("http_basic_auth"), destination.get("http_basic_password")
    if not user and not password:
        return None
    pair = f"{user or ''}:{password or ''}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def _shorten_value(name: str, value: Any) -> Any:
    document = cast("Document", value)
    if not isinstance(value, dict) or name == "branch":
        return document
    return {field: document[field] for field in CONCISE_FIELDS.get(name, DEFAULT_FIELDS) if field in document}
