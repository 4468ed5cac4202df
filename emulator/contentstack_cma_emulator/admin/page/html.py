"""Writes HTML in which everything is escaped that is not markup of ours."""

from html import escape


class Html(str):
    """Markup."""

    __slots__ = ()


def element(name: str, /, *content: str, **attributes: str | bool | None) -> Html:
    """Make an element. What is not `Html` is escaped; attributes that are None or False are left out.

    An underscore at the end of an attribute's name is dropped, others become hyphens.
    """
    return Html(f"<{name}{_attributes(attributes)}>{together(*content)}</{name}>")


def void(name: str, /, **attributes: str | bool | None) -> Html:
    """Make an element that has no content."""
    return Html(f"<{name}{_attributes(attributes)}>")


def together(*parts: str) -> Html:
    """Put parts one after the other."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts))


def _attributes(attributes: dict[str, str | bool | None]) -> str:
    given = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    written = (
        f" {name}" if value is True else f' {name}="{escape(value)}"'
        for name, value in given.items()
        if value is not None and value is not False
    )
    return "".join(written)
