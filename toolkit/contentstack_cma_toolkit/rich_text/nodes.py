"""The tree of JSON rich text: elements, texts, and the document with what a conversion could not keep.

Nothing here recurses, so that the depth of a tree is limited by memory only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self, TypeAlias, cast
from uuid import uuid4

from .problems import Problem

Attributes: TypeAlias = dict[str, Any]
"""The attributes of a node: free-form, as JSON has them."""

_NODE_KEYS = ("type", "uid", "attrs", "children")
_NO_UID = frozenset({"uid"})


class Text:
    """A piece of text with its marks.

        Text("Hello", bold=True)

    Texts can be changed in place, and are equal if their JSON is.

    Args:
        text: The text. A line break is `"\\n"`.
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
        return f"Text({_shorten(self.text)!r}{marks})"

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
            own = node.to_dict() if isinstance(node, Text) else node._own_keys()  # noqa: SLF001 -- a node as well
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
        kind, uid, attrs, children = (source.get(name) for name in _NODE_KEYS)
        self.type = kind if isinstance(kind, str) else ""
        self.uid = uid if isinstance(uid, str) else None
        self.attrs = _copy_json(attrs) if isinstance(attrs, dict) else {}
        self.children = []
        taken = {
            name
            for name, part, kept in zip(_NODE_KEYS, (kind, uid, attrs, children), (str, str, dict, list), strict=True)
            if isinstance(part, kept)
        }
        self._omitted = frozenset(_NODE_KEYS) - taken
        self.extra = {name: _copy_json(part) for name, part in source.items() if name not in taken}
        listed = cast("list[object]", children) if isinstance(children, list) else []
        return [_require_object(child, f"children[{at}] of {self.type!r}") for at, child in enumerate(listed)]

    def _own_keys(self) -> dict[str, Any]:
        """Return its JSON with an empty list of children. What was not in the JSON that it was read from stays out."""
        values = {"type": self.type, "uid": self.uid, "attrs": self.attrs, "children": self.children}
        keys = {name: _copy_json(part) for name, part in self.extra.items()}
        for name, value in values.items():
            if value or (value is not None and name not in self._omitted):
                keys[name] = [] if name == "children" else _copy_json(value)
        return keys


Child: TypeAlias = Node | Text
"""What a node has as children."""


class Document(Node):
    """A whole rich text: what an entry holds in a field of JSON rich text.

        doc = Document([paragraph("Hello")])

    Args:
        children: Paragraphs and other blocks, texts, and strings for plain texts.
        attrs: Attributes.
        uid: The uid of the node. None: `to_json()` makes one.

    Attributes:
        problems: What the conversion that made it could not keep. It is no part of the JSON.
    """

    __slots__ = ("problems",)

    def __init__(
        self, children: Iterable[Child | str] = (), attrs: Attributes | None = None, *, uid: str | None = None
    ) -> None:
        super().__init__("doc", children, attrs, uid=uid)
        self.problems: list[Problem] = []

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Self:
        """Return the document that a JSON object describes.

        Raises:
            ValueError: Something in it is not an object that could be a node or a text. The message says where.
        """
        document = super().from_dict(value)
        document.problems = []
        return document


def from_json(value: object) -> Document:
    """Return the document that an entry holds in a field of JSON rich text.

        doc = from_json(entry["body"])

    `to_json(from_json(value)) == value` for whatever the API returns, types and keys that nobody knows included.

    Args:
        value: The value of the field.

    Raises:
        ValueError: It is not an object with a list of `children`: for example None, which is an empty field.
    """
    if not isinstance(value, Mapping) or not isinstance(cast("Mapping[str, Any]", value).get("children"), list):
        raise ValueError(
            f"a field of JSON rich text holds an object with `children`, not {_shorten(repr(value))}; "
            "an empty field is None"
        )
    return Document.from_dict(cast("Mapping[str, Any]", value))


def to_json(document: Node) -> dict[str, Any]:
    """Return the value to write to a field of JSON rich text.

        stack.entries("blog_post").create({"title": "Hello", "body": to_json(doc)})

    Every node needs a uid. Those without one get one, and keep it.
    """
    pending: list[Node] = [document]
    while pending:
        node = pending.pop()
        node.uid = node.uid or uuid4().hex
        pending.extend(child for child in node.children if isinstance(child, Node))
    return document.to_dict()


def _are_equal(one: Node, other: Node) -> bool:
    pending: list[tuple[Child, Child]] = [(one, other)]
    while pending:
        left, right = pending.pop()
        if isinstance(left, Text) or isinstance(right, Text):
            if not (isinstance(left, Text) and isinstance(right, Text) and left.to_dict() == right.to_dict()):
                return False
        elif left._own_keys() != right._own_keys() or len(left.children) != len(right.children):  # noqa: SLF001
            return False
        else:
            pending.extend(zip(left.children, right.children, strict=True))
    return True


def _copy_json(value: Any) -> Any:
    """Return a copy of JSON. Attributes are flat, so that this may recurse."""
    if isinstance(value, dict):
        return {name: _copy_json(part) for name, part in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_copy_json(part) for part in cast("list[Any]", value)]
    return value


def _read_style(attrs: Attributes | None) -> dict[str, str]:
    style: object = (attrs or {}).get("style")
    if not isinstance(style, dict):
        return {}
    return {name: value for name, value in cast("dict[str, Any]", style).items() if isinstance(value, str)}


def _require_object(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{where} must be a JSON object, not {_shorten(repr(value))}")
    return cast("Mapping[str, Any]", value)


def _shorten(text: str) -> str:
    most = 60
    return text if len(text) <= most else text[: most - 1] + "…"
