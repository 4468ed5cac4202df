"""The document: a whole rich text, as an entry holds it, with what a conversion could not keep."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self, cast
from uuid import uuid4

from .nodes import Attributes, Child, Node, shorten

if TYPE_CHECKING:
    from .problems import Problem


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
    fields = _read_fields(value)
    if not isinstance(fields.get("children"), list):
        raise ValueError(
            f"a field of JSON rich text holds an object with `children`, not {_show(value)}; an empty field is None"
        )
    return Document.from_dict(fields)


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


def _read_fields(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _show(value: object) -> str:
    return shorten(repr(value))
