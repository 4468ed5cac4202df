"""Functions that make nodes, so that a tree reads like the text that it is.

Document([heading(1, "News"), paragraph("Hello ", bold("world"), ".")])
"""

from collections.abc import Iterable, Sequence
from typing import Literal, Protocol, TypeAlias

from .kinds import ASSETS, is_block
from .marks import Mark
from .nodes import Attributes, Node, Text

Content: TypeAlias = Node | Text | str
"""What may be in a node: nodes, texts, and strings for plain texts."""

AssetDisplay = Literal["display", "link", "download"]
EntryDisplay = Literal["block", "inline", "link"]

DEFAULT_WIDTH = 250
"""Width of a column in pixels, which the editor takes where nothing is said."""


class AssetLike(Protocol):
    """What has the uid of an asset, such as an `Asset` of the SDK."""

    @property
    def uid(self) -> object:
        """The uid."""
        ...


def bold(text: str | Text) -> Text:
    """Make bold text: `bold("loud")`, or `bold(italic("loud"))`."""
    return _mark(text, Mark.BOLD)


def italic(text: str | Text) -> Text:
    """Make italic text: `italic("so")`."""
    return _mark(text, Mark.ITALIC)


def underline(text: str | Text) -> Text:
    """Make underlined text: `underline("here")`."""
    return _mark(text, Mark.UNDERLINE)


def strikethrough(text: str | Text) -> Text:
    """Make text that is struck through: `strikethrough("gone")`."""
    return _mark(text, Mark.STRIKETHROUGH)


def superscript(text: str | Text) -> Text:
    """Make raised text: `superscript("2")`."""
    return _mark(text, Mark.SUPERSCRIPT)


def subscript(text: str | Text) -> Text:
    """Make lowered text: `subscript("2")`."""
    return _mark(text, Mark.SUBSCRIPT)


def inline_code(text: str | Text) -> Text:
    """Make code within text: `inline_code("print()")`."""
    return _mark(text, Mark.INLINE_CODE)


def line_break() -> Text:
    """Make a line break within a paragraph."""
    made = Text("\n")
    made.marks["break"] = False
    return made


def paragraph(*content: Content) -> Node:
    """Make a paragraph: `paragraph("Hello ", bold("world"))`."""
    return _block("p", content)


def heading(level: int, *content: Content) -> Node:
    """Make a heading: `heading(2, "News")`.

    Raises:
        ValueError: The level is not 1 to 6.
    """
    if level not in range(1, 7):
        raise ValueError(f"a heading has a level from 1 to 6, not {level!r}")
    return _block(f"h{level}", content)


def blockquote(*content: Content) -> Node:
    """Make a quotation, of text or of paragraphs."""
    return _block("blockquote", content)


def code_block(text: str, *, language: str | None = None) -> Node:
    """Make a block of code: `code_block("print()", language="python")`."""
    attrs: Attributes = {} if language is None else {"language": language}
    return _block("code", [text], attrs)


def rule() -> Node:
    """Make a horizontal line."""
    return _block("hr", ())


def bullet_list(*items: Content) -> Node:
    """Make a list of texts and items.

    bullet_list("one", list_item("two", bullet_list("deeper")))
    """
    return Node("ul", [_to_item(item) for item in items])


def numbered_list(*items: Content, start: int = 1) -> Node:
    """Make a numbered list: `numbered_list("one", "two")`. `start` is the first number."""
    attrs: Attributes = {} if start == 1 else {"redactor-attributes": {"start": str(start)}}
    return Node("ol", [_to_item(item) for item in items], attrs)


def list_item(*content: Content) -> Node:
    """Make an item of a list: text, or text and blocks such as another list."""
    return _block("li", _wrap_text(content))


def link(url: str, *content: Content, title: str | None = None, new_tab: bool = False) -> Node:
    """Make a link: `link("https://example.com", "Example")`. Without content, its text is the URL."""
    attrs: Attributes = {"url": url}
    if title is not None:
        attrs["title"] = title
    if new_tab:
        attrs["target"] = "_blank"
    return Node("a", content or [url], attrs)


def image(url: str, alt: str = "", *, caption: str | None = None) -> Node:
    """Make an image that is somewhere else: `image("https://example.com/a.png", "A cat")`. See also `asset()`."""
    attrs: Attributes = {"url": url}
    if alt:
        attrs["redactor-attributes"] = {"alt": alt}
    if caption is not None:
        attrs["caption"] = caption
    return _block("img", (), attrs)


def embed(url: str) -> Node:
    """Make an embedded page or video, which `to_html()` shows in a frame."""
    return _block("embed", (), {"src": url})


def social_embed(url: str) -> Node:
    """Make an embedded post of a social network, or a video of one."""
    return _block("social-embeds", (), {"src": url})


def table(rows: Iterable[Sequence[Content]], *, header: Sequence[Content] | None = None) -> Node:
    """Make a table: `table([["1", "2"], ["3", bold("4")]], header=["a", "b"])`.

    Args:
        rows: The rows. A cell is a text or a node; for several paragraphs, pass a `Node("td", …)`.
        header: The row above them. Default: none.
    """
    lines = [Node("tr", [_to_cell("td", cell) for cell in row]) for row in rows]
    head = [] if header is None else [Node("tr", [_to_cell("th", cell) for cell in header])]
    columns = max((len(line.children) for line in [*head, *lines]), default=0)
    attrs: Attributes = {"rows": len(head) + len(lines), "cols": columns, "colWidths": [DEFAULT_WIDTH] * columns}
    groups = [Node(name, group) for name, group in (("thead", head), ("tbody", lines)) if group or name == "tbody"]
    return Node("table", groups, attrs)


def asset(
    target: AssetLike | str,
    *,
    url: str | None = None,
    filename: str | None = None,
    media_type: str | None = None,
    alt: str | None = None,
    caption: str | None = None,
    display: AssetDisplay = "display",
    text: str = "",
) -> Node:
    """Make a reference to an asset: `asset(stack.assets.upload("photo.jpg"), alt="A cat")`.

    Args:
        target: The asset, which has the rest of what is to be known, or its uid.
        url: Where the file is. Default: that of the asset.
        filename: Its name. Default: that of the asset.
        media_type: Its media type, such as `image/png`. Default: that of the asset.
        alt: Alternative text.
        caption: Text below it.
        display: Show it, or link to it.
        text: The text of a link.
    """
    uid = target if isinstance(target, str) else target.uid
    attrs: Attributes = {
        "type": "asset",
        "asset-uid": uid,
        "asset-link": url or _read(target, "url"),
        "asset-name": filename or _read(target, "filename"),
        "asset-type": media_type or _read(target, "content_type"),
        "content-type-uid": ASSETS,
        "display-type": display,
        "class-name": "embedded-asset",
        "asset-alt": alt,
        "asset-caption": caption,
    }
    return Node("reference", [text], {name: value for name, value in attrs.items() if value is not None})


def entry(
    uid: str, content_type_uid: str, *, locale: str | None = None, display: EntryDisplay = "block", text: str = ""
) -> Node:
    """Make a reference to an entry: `entry("blt1", "author", display="inline")`.

    Args:
        uid: The uid of the entry.
        content_type_uid: The uid of its content type.
        locale: The code of its locale. Default: the locale of the entry which the rich text is in.
        display: As a block, within text, or as a link.
        text: The text of a link, or what shows where the entry cannot.
    """
    attrs: Attributes = {
        "type": "entry",
        "entry-uid": uid,
        "content-type-uid": content_type_uid,
        "display-type": display,
        "class-name": f"embedded-entry {display}-entry",
    }
    return Node("reference", [text], attrs if locale is None else {**attrs, "locale": locale})


def _block(kind: str, content: Iterable[Content], attrs: Attributes | None = None) -> Node:
    """Make a node that has a text, if only an empty one: the editor needs a place for the cursor."""
    node = Node(kind, content, attrs)
    if not node.children:
        node.children.append(Text(""))
    return node


def _mark(text: str | Text, mark: Mark) -> Text:
    made = Text(text) if isinstance(text, str) else text.copy()
    made.marks[mark.value] = True
    return made


def _to_item(item: Content) -> Node:
    return item if isinstance(item, Node) and item.type == "li" else list_item(item)


def _to_cell(kind: str, content: Content) -> Node:
    return content if isinstance(content, Node) and content.type in {"td", "th"} else _block(kind, [content])


def _wrap_text(content: Iterable[Content]) -> list[Content]:
    """Put text that stands beside blocks into fragments, as the editor does."""
    parts = [Text(part) if isinstance(part, str) else part for part in content]
    if not any(map(is_block, parts)):
        return list(parts)
    wrapped: list[Content] = []
    for part in parts:
        last = wrapped[-1] if wrapped else None
        if is_block(part):
            wrapped.append(part)
        elif isinstance(last, Node) and last.type == "fragment":
            last.children.append(part)
        else:
            wrapped.append(Node("fragment", [part]))
    return wrapped


def _read(target: object, name: str) -> str | None:
    value = getattr(target, name, None)
    return value if isinstance(value, str) else None
