"""Parts that several views of the page are made of."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contentstack_cma_emulator.admin.document_search import MAX_SCANNED, Results
from contentstack_cma_emulator.admin.page.html import Html, element, together, void
from contentstack_cma_emulator.admin.page.visit import PER_PAGE, Visit
from contentstack_cma_emulator.http.masking import mask_value

MAX_CELL = 160
"""Characters of a text in a table."""

MAX_JSON = 512 * 1024
"""Characters of a document that are shown as JSON."""

THOUSAND = 1000

Row = Sequence[str]


def heading(title: str, *beside: str, kind: str = "") -> Html:
    """Make the heading of a view: its title, what kind of thing it is, and links or chips beside it."""
    above = element("p", kind, class_="kicker") if kind else ""
    texts = element("div", above, element("h1", element("bdi", title)), class_="titles")
    return element("header", texts, element("div", *beside, class_="beside"), class_="heading")


def section(uid: str, title: str, count: int | str | None, *content: str) -> Html:
    """Make a section with a heading, and how much there is in it unless that is None."""
    shown = "" if count is None else together(" ", element("span", str(count), class_="count"))
    head = element("h2", title, shown, id=f"{uid}-title")
    return element("section", head, *content, id=uid, aria_labelledby=f"{uid}-title")


def table(uid: str, columns: Row, rows: Sequence[Row], nothing: str, keys: Row = ()) -> Html:
    """Make a table that can be scrolled by keyboard; `nothing` says that there are no rows.

    `keys` name the rows, so that they stay what they are when others come.
    """
    if not rows:
        return element("p", nothing, class_="empty")
    head = element("tr", *(element("th", column, scope="col") for column in columns))
    names: Sequence[str | None] = keys or [None] * len(rows)
    body = (
        element("tr", *(element("td", cell) for cell in row), data_key=key)
        for row, key in zip(rows, names, strict=True)
    )
    whole = element("table", element("thead", head), element("tbody", *body))
    return element("div", whole, class_="scroll", tabindex="0", role="group", aria_labelledby=f"{uid}-title")


def facts(pairs: Mapping[str, str]) -> Html:
    """Make a list of facts; those without a text are left out."""
    shown = (element("div", element("dt", name), element("dd", text)) for name, text in pairs.items() if text)
    return element("dl", *shown, class_="facts")


def results(visit: Visit, found: Results, shown: Html) -> Html:
    """Make the section of what was found, with links to its other pages."""
    note = "" if found.is_exact else f"Only the newest {MAX_SCANNED:,} were searched."
    more = element("p", note, class_="quiet") if note else ""
    return section("list", "Results", f"{found.count:,}", shown, pager(visit, len(found.items), found.count), more)


def pager(visit: Visit, shown: int, count: int) -> Html:
    """Say which part of what was found is shown, with links to the pages before and after."""
    first = (visit.page - 1) * PER_PAGE
    last = first + shown
    if shown:
        return _pages(visit, f"{first + 1:,} to {last:,} of {count:,}", is_last=last >= count)
    return _pages(visit, "" if visit.page == 1 else f"Page {visit.page} is empty.", is_last=True)


def _pages(visit: Visit, text: str, *, is_last: bool) -> Html:
    """Make the links to the page before and after this one."""
    previous = visit.same(page=str(visit.page - 1) if visit.page > 2 else "")  # noqa: PLR2004 - the first has no number
    links = (
        element("a", "Previous", href=previous, rel="prev", class_="button") if visit.page > 1 else "",
        "" if is_last else element("a", "Next", href=visit.same(page=str(visit.page + 1)), rel="next", class_="button"),
    )
    if not text and not any(links):
        return Html("")
    return element("nav", element("span", text), *links, class_="pager", aria_label="Pages")


def search_form(visit: Visit, *fields: Html, label: str = "Search") -> Html:
    """Make the form that filters a view: a text, and other fields."""
    kept = {"view": visit.view, "stack": visit.api_key, "branch": visit.branch}
    hidden = (void("input", type="hidden", name=name, value=value) for name, value in kept.items() if value)
    text = void(
        "input", type="search", name="q", id="q", value=visit.text("q"), placeholder="Text …", autocomplete="off"
    )
    return element(
        "form",
        *hidden,
        element("label", element("span", label), text),
        *fields,
        element("button", "Apply", type="submit", class_="button"),
        element("a", "Clear", href=visit.link(visit.view), class_="quiet"),
        method="get",
        action="/",
        role="search",
        class_="filters",
    )


def choice(visit: Visit, name: str, label: str, options: Mapping[str, str]) -> Html:
    """Make a field of a form that offers some values, by their texts; the first is the one for any."""
    chosen = visit.text(name)
    items = (
        element("option", text, value=value, selected=value == chosen) for value, text in {"": "Any", **options}.items()
    )
    return element("label", element("span", label), element("select", *items, name=name))


def chips(texts: Iterable[str], kind: str = "other") -> Html:
    """Make chips of some names."""
    return together(*(element("span", text, class_=f"chip {kind}") for text in texts))


def time(stamp: object) -> Html:
    """Show a moment."""
    text = str(stamp or "")
    return element("time", text.replace("T", " ").partition(".")[0], datetime=text) if text else Html("")


def size(count: int) -> str:
    """Write a number of bytes as people read it."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB"):
        if amount < THOUSAND:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= THOUSAND
    return f"{amount:.1f} GB"


def shorten(text: object, most: int = MAX_CELL) -> str:
    """Return a text, cut if it is too long for a cell."""
    whole = str(text)
    return whole if len(whole) <= most else f"{whole[:most]}…"


def named(title: object, uid: object = "") -> str:
    """Return a title to show, or the uid of what has none."""
    return shorten(title if title not in (None, "") else uid)


def link(text: object, href: str) -> Html:
    """Make a link with a text that may be in any direction of writing."""
    return element("a", element("bdi", shorten(text)), href=href)


def code(text: object) -> Html:
    """Show a uid or another name of the API."""
    return element("code", shorten(text))


def json_block(visit: Visit, value: Any, uid: str = "json", title: str = "JSON") -> Html:
    """Show a value as indented JSON that can be copied, with credentials masked unless asked for."""
    shown = value if visit.shows_secrets else mask_value(value)
    return section(uid, title, None, source(json.dumps(shown, indent=2, ensure_ascii=False), f"{uid}-text"))


def source(text: str, uid: str, *, is_secret: bool = False) -> Html:
    """Show a text of several lines that can be copied and scrolled by keyboard.

    If it `is_secret`, credentials in it are masked, and the button copies it with them.
    """
    cut = text[:MAX_JSON]
    note = f"The first {MAX_JSON:,} of {len(text):,} characters are shown." if cut != text else ""
    return element(
        "div",
        element(
            "button",
            "Copy",
            type="button",
            data_copy=uid,
            data_secret=is_secret,
            data_enable=True,
            disabled=True,
            class_="button copy",
        ),
        element("pre", element("code", cut, id=uid), tabindex="0", role="group", aria_label="Source"),
        element("p", note, class_="quiet") if note else "",
        class_="source",
    )


def secrets_link(visit: Visit) -> Html:
    """Make the link that shows or hides credentials."""
    if visit.shows_secrets:
        return element("a", "Hide secrets", href=visit.same(secrets=""), class_="button")
    return element("a", "Show secrets", href=visit.same(secrets="true"), class_="button")
