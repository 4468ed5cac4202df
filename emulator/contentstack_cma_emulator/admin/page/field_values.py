"""Shows the values of an entry by the fields of its schema."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, cast

from contentstack_cma_emulator.admin.page.html import Html, element, together
from contentstack_cma_emulator.admin.page.lookups import entry_link
from contentstack_cma_emulator.admin.page.parts import named, shorten
from contentstack_cma_emulator.admin.page.visit import Visit
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules.field_values import asset_uid, read_reference
from contentstack_cma_emulator.rules.fields import ASSETS, block_schema

LONG = 400
"""Characters of a value from which it is folded."""

MAX_TEXT = 20_000
"""Characters of a value that are shown; the JSON of the entry has more."""

MAX_ITEMS = 100
"""Elements of a list that are shown."""


def show_fields(visit: Visit, schema: Sequence[Document], values: Document) -> Html:
    """Show the values of fields, each beside the name of its field."""
    rows = (
        element(
            "div",
            element(
                "dt", element("bdi", named(field.get("display_name"), field["uid"])), element("code", field["uid"])
            ),
            element("dd", show_value(visit, field, values.get(field["uid"]))),
        )
        for field in schema
    )
    return element("dl", *rows, class_="fields")


def show_value(visit: Visit, field: Document, value: Any) -> Html:
    """Show the value of a field; of a list each element."""
    if value is None or value in ([], ""):
        return element("span", "empty", class_="quiet")
    if isinstance(value, list):
        items = cast("Sequence[Any]", value)
        shown = [element("li", show_item(visit, field, item)) for item in items[:MAX_ITEMS]]
        more = element("li", f"… and {len(items) - MAX_ITEMS:,} more", class_="quiet") if items[MAX_ITEMS:] else ""
        return element("ol", *shown, more, class_="values")
    return show_item(visit, field, value)


def show_item(visit: Visit, field: Document, value: Any) -> Html:
    """Show one value: a link to what it refers to, the fields of a group or a block, or a text."""
    kind = field["data_type"]
    if kind == "reference" and (reference := read_reference(field, value)):
        return entry_link(visit, reference.content_type_uid, reference.uid)
    if kind == "file" and (uid := asset_uid(value)):
        return entry_link(visit, ASSETS, uid)
    if isinstance(value, dict) and kind in ("group", "global_field"):
        return show_fields(visit, field.get("schema") or (), cast("Document", value))
    if isinstance(value, dict) and kind == "blocks":
        return together(*_blocks(visit, field, cast("Document", value)))
    return show_text(value)


def show_text(value: Any) -> Html:
    """Show a value without fields of its own; a long one is folded."""
    if not isinstance(value, str):
        text = json.dumps(value, indent=2, ensure_ascii=False)
        shown = element("code", shorten(text, MAX_TEXT), class_="whole")
    else:
        text = value
        shown = element("span", shorten(text, MAX_TEXT), dir="auto", class_="whole")
    if len(text) <= LONG:
        return shown
    summary = element("summary", f"{shorten(' '.join(text[:LONG].split()), 80)} ({len(text):,} characters)", dir="auto")
    return element("details", summary, shown)


def _blocks(visit: Visit, field: Document, value: Document) -> Iterator[Html]:
    for uid, values in value.items():
        schema = block_schema(field, uid)
        if schema is not None and isinstance(values, dict):
            yield element("p", element("code", uid), class_="block")
            yield show_fields(visit, schema, cast("Document", values))
