"""Render the values of an entry by the fields of its schema."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, cast

from contentstack_cma_emulator.admin.page.html import Html, join_html, make_element
from contentstack_cma_emulator.admin.page.inline import choose_title, shorten
from contentstack_cma_emulator.admin.page.lookups import render_entry_link
from contentstack_cma_emulator.admin.page.visit import Visit
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules.field_values import read_asset_uid, read_reference
from contentstack_cma_emulator.rules.fields import ASSETS, find_block_schema

FOLDED_FROM = 400
"""Number of characters above which a value is folded."""

MAX_TEXT = 20_000
"""Maximum number of characters of a value. The JSON of the entry shows more."""

MAX_ITEMS = 100
"""Maximum number of elements of a list."""


def render_fields(visit: Visit, schema: Sequence[Document], values: Document) -> Html:
    """Render the names and values of fields."""
    return make_element(
        "dl", *(_render_field(visit, field, values.get(field["uid"])) for field in schema), class_="fields"
    )


def _render_field(visit: Visit, field: Document, value: Any) -> Html:
    title = make_element("bdi", choose_title(field.get("display_name"), field["uid"]))
    name = make_element("dt", title, make_element("code", field["uid"]))
    return make_element("div", name, make_element("dd", render_value(visit, field, value)))


def render_value(visit: Visit, field: Document, value: Any) -> Html:
    """Render the value of a field; a list as its elements."""
    if value is None or value in ([], ""):
        return make_element("span", "empty", class_="quiet")
    if isinstance(value, list):
        items = cast("Sequence[Any]", value)
        shown = [make_element("li", render_item(visit, field, item)) for item in items[:MAX_ITEMS]]
        more = make_element("li", f"… and {len(items) - MAX_ITEMS:,} more", class_="quiet") if items[MAX_ITEMS:] else ""
        return make_element("ol", *shown, more, class_="values")
    return render_item(visit, field, value)


def render_item(visit: Visit, field: Document, value: Any) -> Html:
    """Render one value: a link to a referenced entry or asset, the fields of a group or block, or a text."""
    kind = field["data_type"]
    if kind == "reference" and (reference := read_reference(field, value)):
        return render_entry_link(visit, reference.content_type_uid, reference.uid)
    if kind == "file" and (uid := read_asset_uid(value)):
        return render_entry_link(visit, ASSETS, uid)
    if isinstance(value, dict) and kind in ("group", "global_field"):
        return render_fields(visit, field.get("schema") or (), cast("Document", value))
    if isinstance(value, dict) and kind == "blocks":
        return join_html(*_render_blocks(visit, field, cast("Document", value)))
    return render_text(value)


def render_text(value: Any) -> Html:
    """Render a value without fields. A long one is folded."""
    if not isinstance(value, str):
        text = json.dumps(value, indent=2, ensure_ascii=False)
        shown = make_element("code", shorten(text, MAX_TEXT), class_="whole")
    else:
        text = value
        shown = make_element("span", shorten(text, MAX_TEXT), dir="auto", class_="whole")
    if len(text) <= FOLDED_FROM:
        return shown
    start = shorten(" ".join(text[:FOLDED_FROM].split()), 80)
    summary = make_element("summary", f"{start} ({len(text):,} characters)", dir="auto")
    return make_element("details", summary, shown)


def _render_blocks(visit: Visit, field: Document, value: Document) -> Iterator[Html]:
    for uid, values in value.items():
        schema = find_block_schema(field, uid)
        if schema is not None and isinstance(values, dict):
            yield make_element("p", make_element("code", uid), class_="block")
            yield render_fields(visit, schema, cast("Document", values))
