"""Pieces of text in the views: links, uids, times, chips, sizes, notes."""

from collections.abc import Iterable

from contentstack_cma_emulator.admin.page.html import Html, join_html, make_element

MAX_CELL = 160
"""Maximum number of characters in a table cell."""

THOUSAND = 1000


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


def render_button(text: str, href: str) -> Html:
    """Render a link that looks like a button."""
    return make_element("a", text, href=href, class_="button")


def render_note(text: str) -> Html:
    """Render an explanation. An empty one is omitted."""
    return make_element("p", text, class_="quiet") if text else Html("")


def render_empty(text: str) -> Html:
    """Render the text that replaces missing content."""
    return make_element("p", text, class_="empty")


def indent(text: Html, depth: int) -> Html:
    """Indent a text by its depth in a tree."""
    return make_element("span", text, class_=f"depth{min(depth, 6)}")


def render_choice_link(text: str, href: str, *, is_current: bool) -> Html:
    """Render a link to one of several alternatives, such as a branch or a version."""
    return make_element("a", text, href=href, aria_current="true" if is_current else None)


def describe_speed(speed: float) -> str:
    """Return the speed of a clock in words."""
    return f"{speed:g} times as fast" if speed else "stopped"
