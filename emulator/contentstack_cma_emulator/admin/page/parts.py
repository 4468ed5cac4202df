"""Components of the views: headings, sections, tables, source texts, form fields."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from contentstack_cma_emulator.admin.page.html import Html, join_html, make_element, make_void
from contentstack_cma_emulator.admin.page.inline import render_button, render_empty, render_note
from contentstack_cma_emulator.admin.page.visit import Content, Visit
from contentstack_cma_emulator.http.masking import mask_value

MAX_JSON = 512 * 1024
"""Maximum number of characters of a source text."""

Row = Sequence[str]


def render_view(title: str, *parts: str, beside: Sequence[str] = (), kind: str = "") -> Content:
    """Render a view: its heading and its parts."""
    return Content(title, join_html(render_heading(title, *beside, kind=kind), *parts))


def render_heading(title: str, *beside: str, kind: str = "") -> Html:
    """Render the heading of a view: title, kind, and links or chips beside it."""
    above = make_element("p", kind, class_="kicker") if kind else ""
    texts = make_element("div", above, make_element("h1", make_element("bdi", title)), class_="titles")
    return make_element("header", texts, make_element("div", *beside, class_="beside"), class_="heading")


def render_section(uid: str, title: str, count: int | str | None, *content: str) -> Html:
    """Render a section with a heading and, unless None, a count."""
    shown = "" if count is None else join_html(" ", make_element("span", str(count), class_="count"))
    head = make_element("h2", title, shown, id=f"{uid}-title")
    return make_element("section", head, *content, id=uid, aria_labelledby=f"{uid}-title")


def render_table(uid: str, columns: Row, rows: Sequence[Row], nothing: str, keys: Row = ()) -> Html:
    """Render a table that can be scrolled by keyboard, or `nothing` if there are no rows.

    `keys` identify the rows when the page is updated.
    """
    if not rows:
        return render_empty(nothing)
    head = make_element("tr", *(make_element("th", column, scope="col") for column in columns))
    names: Sequence[str | None] = keys or [None] * len(rows)
    body = (
        make_element("tr", *(make_element("td", cell) for cell in row), data_key=key)
        for row, key in zip(rows, names, strict=True)
    )
    whole = make_element("table", make_element("thead", head), make_element("tbody", *body))
    return make_element("div", whole, class_="scroll", tabindex="0", role="group", aria_labelledby=f"{uid}-title")


def render_table_section(uid: str, title: str, columns: Row, rows: Sequence[Row], nothing: str, *more: str) -> Html:
    """Render a section with a table, the number of its rows, and what follows the table."""
    return render_section(uid, title, len(rows), render_table(uid, columns, rows, nothing), *more)


def render_facts(pairs: Mapping[str, str]) -> Html:
    """Render a list of names and values. Empty values are omitted."""
    known = ((name, text) for name, text in pairs.items() if text)
    shown = (make_element("div", make_element("dt", name), make_element("dd", text)) for name, text in known)
    return make_element("dl", *shown, class_="facts")


def render_json(visit: Visit, value: Any) -> Html:
    """Render a value as indented JSON with a copy button. Credentials are masked by default."""
    shown = value if visit.shows_secrets else mask_value(value)
    text = json.dumps(shown, indent=2, ensure_ascii=False)
    return render_section("json", "JSON", None, render_source(text, "json-text"))


def render_source(text: str, uid: str, *, is_secret: bool = False) -> Html:
    """Render a source text with a copy button, which can be scrolled by keyboard.

    If it `is_secret`, it may be masked, and the button copies the original.
    """
    cut = text[:MAX_JSON]
    note = f"Showing the first {MAX_JSON:,} of {len(text):,} characters." if cut != text else ""
    button = render_copy_button(uid, is_secret=is_secret, class_="button copy")
    code = make_element("pre", make_element("code", cut, id=uid), tabindex="0", role="group", aria_label="Source")
    return make_element("div", button, code, render_note(note), class_="source")


def render_copy_button(uid: str, *, is_secret: bool, **attributes: str) -> Html:
    """Render a button that copies the text of an element. The script of the page enables it."""
    return make_element(
        "button",
        "Copy",
        type="button",
        data_copy=uid,
        data_secret=is_secret,
        data_enable=True,
        disabled=True,
        **attributes,
    )


def render_secrets_link(visit: Visit) -> Html:
    """Render the link that shows or hides credentials."""
    if visit.shows_secrets:
        return render_button("Hide secrets", visit.link_with(secrets=""))
    return render_button("Show secrets", visit.link_with(secrets="true"))


def render_select(label: str, name: str, options: Mapping[str, str], chosen: str | None = None) -> Html:
    """Render a form field with a choice of values, by label."""
    shown = (make_element("option", text, value=value, selected=value == chosen) for value, text in options.items())
    return make_element("label", make_element("span", label), make_element("select", *shown, name=name))


def render_hidden(name: str, value: str) -> Html:
    """Render a hidden form field."""
    return make_void("input", type="hidden", name=name, value=value)
