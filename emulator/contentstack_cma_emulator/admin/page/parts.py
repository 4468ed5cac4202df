"""Components of the views."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contentstack_cma_emulator.admin.document_search import MAX_SCANNED, Results
from contentstack_cma_emulator.admin.page.html import Html, join_html, make_element, make_void
from contentstack_cma_emulator.admin.page.visit import PER_PAGE, Visit
from contentstack_cma_emulator.http.masking import mask_value

MAX_CELL = 160
"""Maximum number of characters in a table cell."""

MAX_JSON = 512 * 1024
"""Maximum number of characters of a source text."""

THOUSAND = 1000

Row = Sequence[str]


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
        return make_element("p", nothing, class_="empty")
    head = make_element("tr", *(make_element("th", column, scope="col") for column in columns))
    names: Sequence[str | None] = keys or [None] * len(rows)
    body = (
        make_element("tr", *(make_element("td", cell) for cell in row), data_key=key)
        for row, key in zip(rows, names, strict=True)
    )
    whole = make_element("table", make_element("thead", head), make_element("tbody", *body))
    return make_element("div", whole, class_="scroll", tabindex="0", role="group", aria_labelledby=f"{uid}-title")


def render_facts(pairs: Mapping[str, str]) -> Html:
    """Render a list of names and values. Empty values are omitted."""
    shown = (
        make_element("div", make_element("dt", name), make_element("dd", text)) for name, text in pairs.items() if text
    )
    return make_element("dl", *shown, class_="facts")


def render_results(visit: Visit, found: Results, shown: Html) -> Html:
    """Render the section of a page of results, with links to the other pages."""
    note = "" if found.is_exact else f"Only the newest {MAX_SCANNED:,} documents were searched."
    more = make_element("p", note, class_="quiet") if note else ""
    return render_section(
        "list", "Results", f"{found.count:,}", shown, render_pager(visit, len(found.items), found.count), more
    )


def render_pager(visit: Visit, shown: int, count: int) -> Html:
    """Render the range of results that is shown, with links to the previous and the next page."""
    first = (visit.page - 1) * PER_PAGE
    last = first + shown
    if shown:
        return _render_page_links(visit, f"{first + 1:,} to {last:,} of {count:,}", is_last=last >= count)
    return _render_page_links(visit, "" if visit.page == 1 else f"Page {visit.page} is empty.", is_last=True)


def _render_page_links(visit: Visit, text: str, *, is_last: bool) -> Html:
    """Render the links to the previous and the next page."""
    previous = visit.link_with(page=str(visit.page - 1) if visit.page > 2 else "")  # noqa: PLR2004 - the first has no number
    links = (
        make_element("a", "Previous", href=previous, rel="prev", class_="button") if visit.page > 1 else "",
        ""
        if is_last
        else make_element("a", "Next", href=visit.link_with(page=str(visit.page + 1)), rel="next", class_="button"),
    )
    if not text and not any(links):
        return Html("")
    return make_element("nav", make_element("span", text), *links, class_="pager", aria_label="Pages")


def render_search_form(visit: Visit, *fields: Html, label: str = "Search") -> Html:
    """Render the form that filters a view: a text, and other fields."""
    kept = {"view": visit.view, "stack": visit.api_key, "branch": visit.branch}
    hidden = (make_void("input", type="hidden", name=name, value=value) for name, value in kept.items() if value)
    text = make_void(
        "input", type="search", name="q", id="q", value=visit.get("q"), placeholder="Text …", autocomplete="off"
    )
    return make_element(
        "form",
        *hidden,
        make_element("label", make_element("span", label), text),
        *fields,
        make_element("button", "Apply", type="submit", class_="button"),
        make_element("a", "Clear", href=visit.link(visit.view), class_="quiet"),
        method="get",
        action="/",
        role="search",
        class_="filters",
    )


def render_choice(visit: Visit, name: str, label: str, options: Mapping[str, str]) -> Html:
    """Render a form field with a choice of values, by label. The first is "Any"."""
    chosen = visit.get(name)
    items = (
        make_element("option", text, value=value, selected=value == chosen)
        for value, text in {"": "Any", **options}.items()
    )
    return make_element("label", make_element("span", label), make_element("select", *items, name=name))


def render_chips(texts: Iterable[str], kind: str = "other") -> Html:
    """Render chips."""
    return join_html(*(make_element("span", text, class_=f"chip {kind}") for text in texts))


def render_time(stamp: object) -> Html:
    """Render a timestamp."""
    text = str(stamp or "")
    return make_element("time", text.replace("T", " ").partition(".")[0], datetime=text) if text else Html("")


def format_size(count: int) -> str:
    """Return a number of bytes in readable units."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB"):
        if amount < THOUSAND:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= THOUSAND
    return f"{amount:.1f} GB"


def shorten(text: object, most: int = MAX_CELL) -> str:
    """Return a text, truncated if it is too long for a cell."""
    whole = str(text)
    return whole if len(whole) <= most else f"{whole[:most]}…"


def choose_title(title: object, uid: object = "") -> str:
    """Return a title, or the uid if it is empty."""
    return shorten(title if title not in (None, "") else uid)


def render_link(text: object, href: str) -> Html:
    """Render a link. Its text may be right-to-left."""
    return make_element("a", make_element("bdi", shorten(text)), href=href)


def render_code(text: object) -> Html:
    """Render a uid or another name of the API."""
    return make_element("code", shorten(text))


def render_json(visit: Visit, value: Any, uid: str = "json", title: str = "JSON") -> Html:
    """Render a value as indented JSON with a copy button. Credentials are masked by default."""
    shown = value if visit.shows_secrets else mask_value(value)
    return render_section(
        uid, title, None, render_source(json.dumps(shown, indent=2, ensure_ascii=False), f"{uid}-text")
    )


def render_source(text: str, uid: str, *, is_secret: bool = False) -> Html:
    """Render a source text with a copy button, which can be scrolled by keyboard.

    If it `is_secret`, it may be masked, and the button copies the original.
    """
    cut = text[:MAX_JSON]
    note = f"Showing the first {MAX_JSON:,} of {len(text):,} characters." if cut != text else ""
    return make_element(
        "div",
        make_element(
            "button",
            "Copy",
            type="button",
            data_copy=uid,
            data_secret=is_secret,
            data_enable=True,
            disabled=True,
            class_="button copy",
        ),
        make_element("pre", make_element("code", cut, id=uid), tabindex="0", role="group", aria_label="Source"),
        make_element("p", note, class_="quiet") if note else "",
        class_="source",
    )


def render_secrets_link(visit: Visit) -> Html:
    """Render the link that shows or hides credentials."""
    if visit.shows_secrets:
        return make_element("a", "Hide secrets", href=visit.link_with(secrets=""), class_="button")
    return make_element("a", "Show secrets", href=visit.link_with(secrets="true"), class_="button")
