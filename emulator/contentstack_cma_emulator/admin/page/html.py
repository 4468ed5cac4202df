"""Build HTML, with everything escaped that is not our own markup."""

from html import escape


class Html(str):
    """Markup."""

    __slots__ = ()


def make_element(name: str, /, *content: str, **attributes: str | bool | None) -> Html:
    """Return an element. Content that is not `Html` is escaped; attributes that are None or False are omitted.

    In names of attributes, a trailing underscore is dropped, and others become hyphens.
    """
    return Html(f"<{name}{_write_attributes(attributes)}>{join_html(*content)}</{name}>")


def make_void(name: str, /, **attributes: str | bool | None) -> Html:
    """Return a void element, such as `input`."""
    return Html(f"<{name}{_write_attributes(attributes)}>")


def join_html(*parts: str) -> Html:
    """Concatenate parts. Those that are not `Html` are escaped."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts))


def _write_attributes(attributes: dict[str, str | bool | None]) -> str:
    given = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    written = (
        f" {name}" if value is True else f' {name}="{escape(value)}"'
        for name, value in given.items()
        if value is not None and value is not False
    )
    return "".join(written)
