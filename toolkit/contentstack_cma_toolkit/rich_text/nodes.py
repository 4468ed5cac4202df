"""The tree of JSON rich text: elements and texts.

Nothing here recurses, so that the depth of a tree is limited by memory only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self, TypeAlias, cast

Attributes: TypeAlias = dict[str, Any]
"""The attributes of a node: free-form, as JSON has them."""

_NO_UID = frozenset({"uid"})


class Text:
    r"""A piece of text with its marks.

        Text("Hello", bold=True)

    Texts can be changed in place, and are equal if their JSON is.

    Args:
        text: The text. A line break is `"\n"`.
        attrs: Attributes, such as `{"style": {"color": "red"}}`. None: it has none.
        marks: Every other key of its JSON: `bold=True`, marks that this package does not know, `id`, `classname`.

    Attributes:
        text: The text.
        attrs: Its attributes, or None.
        marks: Its other keys.
    """

    __slots__ = ("attrs", "marks", "text")

    def __init__(self, text: str, attrs: Attributes | None = None, **marks: Any) -> None:
        self.text = text
        self.attrs = attrs
        self.marks: dict[str, Any] = marks

    __hash__ = None  # type: ignore[assignment]  # It can change.

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.to_dict() == other.to_dict()

    def __repr__(self) -> str:
        marks = "".join(f", {name}={value!r}" for name, value in self.marks.items())
        return f"Text({shorten(self.text)!r}{marks})"

    @property
    def style(self) -> dict[str, str]:
        """Its CSS properties, such as `{"color": "red"}`; a copy."""
        return _read_style(self.attrs)

    def has(self, mark: str) -> bool:
        """Return whether it has a mark, such as `Mark.BOLD` or `"bold"`."""
        return bool(self.marks.get(mark))

    def copy(self) -> Text:
        """Return a copy that shares nothing that can be changed."""
        return Text.from_dict(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Return its JSON."""
        attrs = {} if self.attrs is None else {"attrs": _copy_json(self.attrs)}
        return {"text": self.text, **{name: _copy_json(value) for name, value in self.marks.items()}, **attrs}

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Text:
        """Return the text that a JSON object describes.

        Raises:
            ValueError: It has no `text`, or one that is not a string.
        """
        if not isinstance(value.get("text"), str):
            raise ValueError(f"a text of rich text needs a string as `text`, not {value.get('text')!r}")
        keys = {name: _copy_json(part) for name, part in value.items() if name != "text"}
        text = cls(value["text"])
        if isinstance(keys.get("attrs"), dict):
            text.attrs = keys.pop("attrs")
        text.marks = keys
        return text


class Node:
    """An element of rich text, such as a paragraph, a list or a reference.

        Node("p", ["Hello ", Text("world", bold=True)])

    Nodes can be changed in place, and are equal if their JSON is. A type, attribute or key that this package does not
    know is kept.

    Args:
        type: The type, such as `"p"`, `"h1"`, `"ul"` or `"reference"`.
        children: Nodes, texts, and strings for plain texts.
        attrs: Attributes, such as `{"url": "https://example.com"}`.
        uid: The uid of the node. None: `to_json()` makes one.

    Attributes:
        type: The type.
        children: Nodes and texts.
        attrs: The attributes.
        uid: The uid, or None.
        extra: Other keys of its JSON.
    """

    __slots__ = ("_omitted", "attrs", "children", "extra", "type", "uid")

    def __init__(
        self,
        type: str,  # noqa: A002 -- the name that the format gives it
        children: Iterable[Child | str] = (),
        attrs: Attributes | None = None,
        *,
        uid: str | None = None,
    ) -> None:
        self.type = type
        self.attrs: Attributes = {} if attrs is None else attrs
        self.children: list[Child] = (
            [Text(child) if isinstance(child, str) else child for child in children] if children else []
        )
        self.uid = uid
        self.extra: dict[str, Any] = {}
        self._omitted = _NO_UID

    __hash__ = None  # type: ignore[assignment]  # It can change.

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and _are_equal(self, other)

    def __repr__(self) -> str:
        attrs = f", attrs={self.attrs!r}" if self.attrs else ""
        return f"{type(self).__name__}({self.type!r}, {len(self.children)} children{attrs})"

    @property
    def text(self) -> str:
        """All text within, without anything between the blocks. See `to_text()` for readable text."""
        parts: list[str] = []
        pending: list[Child] = [self]
        while pending:
            node = pending.pop()
            if isinstance(node, Text):
                parts.append(node.text)
            else:
                pending.extend(reversed(node.children))
        return "".join(parts)

    @property
    def style(self) -> dict[str, str]:
        """Its CSS properties, such as `{"text-align": "right"}`; a copy."""
        return _read_style(self.attrs)

    def copy(self) -> Self:
        """Return a copy that shares nothing that can be changed."""
        return self.from_dict(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Return its JSON, exactly as it was read. See `to_json()` for what to write to an entry."""
        result: dict[str, Any] = {}
        pending: list[tuple[Child, list[Any] | None]] = [(self, None)]
        while pending:
            node, siblings = pending.pop()
            own = node.to_dict() if isinstance(node, Text) else node.to_shallow_dict()
            if siblings is None:
                result = own
            else:
                siblings.append(own)
            if isinstance(node, Node) and isinstance(own.get("children"), list):
                pending.extend((child, own["children"]) for child in reversed(node.children))
        return result

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Self:
        """Return the node that a JSON object describes.

        Raises:
            ValueError: Something in it is not an object that could be a node or a text. The message says where.
        """
        root = cls.__new__(cls)
        pending: list[tuple[Node, Mapping[str, Any]]] = [(root, _require_object(value, "the node"))]
        while pending:
            node, source = pending.pop()
            for child in node._read(source):  # noqa: SLF001 -- a node as well
                if "text" in child and "children" not in child and isinstance(child["text"], str):
                    node.children.append(Text.from_dict(child))
                else:
                    made = Node.__new__(Node)
                    node.children.append(made)
                    pending.append((made, child))
        return root

    def _read(self, source: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Take over all keys but the children, which are returned. What has an odd type is kept among the others."""
        kind, uid, children = source.get("type"), source.get("uid"), source.get("children")
        attrs: object = source.get("attrs")
        self.type = kind if isinstance(kind, str) else ""
        self.uid = uid if isinstance(uid, str) else None
        self.attrs = _copy_json(cast("dict[str, Any]", attrs)) if isinstance(attrs, dict) else {}
        self.children = []
        fits = {
            "type": isinstance(kind, str),
            "uid": isinstance(uid, str),
            "attrs": isinstance(attrs, dict),
            "children": isinstance(children, list),
        }
        self._omitted = frozenset(name for name, is_there in fits.items() if not is_there)
        self.extra = {name: _copy_json(part) for name, part in source.items() if not fits.get(name)}
        listed = cast("list[object]", children) if isinstance(children, list) else []
        return [_require_object(child, f"children[{at}] of {self.type!r}") for at, child in enumerate(listed)]

    def to_shallow_dict(self) -> dict[str, Any]:
        """Return its JSON with an empty list of children."""
        values = {"type": self.type, "uid": self.uid, "attrs": self.attrs, "children": self.children}
        keys = {name: _copy_json(part) for name, part in self.extra.items()}
        for name, value in values.items():
            if value or (value is not None and name not in self._omitted):
                keys[name] = [] if name == "children" else _copy_json(value)
        return keys


Child: TypeAlias = Node | Text
"""What a node has as children."""


def _are_equal(one: Node, other: Node) -> bool:
    pending: list[tuple[Child, Child]] = [(one, other)]
    while pending:
        left, right = pending.pop()
        if isinstance(left, Text) or isinstance(right, Text):
            if not (isinstance(left, Text) and isinstance(right, Text) and left.to_dict() == right.to_dict()):
                return False
        elif left.to_shallow_dict() != right.to_shallow_dict() or len(left.children) != len(right.children):
            return False
        else:
            pending.extend(zip(left.children, right.children, strict=True))
    return True


def _copy_json(value: Any) -> Any:
    """Return a copy of JSON. Attributes are flat, so that this may recurse."""
    if isinstance(value, dict):
        return {name: _copy_json(part) for name, part in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_copy_json(part) for part in cast("list[object]", value)]
    return value


def read_kept(attrs: Attributes) -> Attributes:
    """Return the attributes of HTML that rich text keeps but does not use, such as `lang` or `rel`; a copy."""
    kept: object = attrs.get("redactor-attributes")
    return dict(cast("Attributes", kept)) if isinstance(kept, dict) else {}


def _read_style(attrs: Attributes | None) -> dict[str, str]:
    style: object = (attrs or {}).get("style")
    if not isinstance(style, dict):
        return {}
    return {name: value for name, value in cast("dict[str, Any]", style).items() if isinstance(value, str)}


def _require_object(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{where} must be a JSON object, not {shorten(repr(value))}")
    return cast("Mapping[str, Any]", value)


def shorten(text: str) -> str:
    """Return the beginning of a text, for messages."""
    most = 60
    return text if len(text) <= most else text[: most - 1] + "…"
