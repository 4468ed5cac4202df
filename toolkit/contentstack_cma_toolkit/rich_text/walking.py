"""Walk through a tree: find nodes, replace them, list what it refers to, exchange its images."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, TypeVar

from .building import AssetLike, asset
from .nodes import Child, Node, Text, read_kept

T = TypeVar("T")

Match: TypeAlias = str | Callable[[Node], bool]
"""The nodes that are meant: those of a type, or those for which a function returns true."""


class ReferenceKind(StrEnum):
    """What a reference refers to."""

    ASSET = "asset"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference in rich text.

    Attributes:
        kind: What it refers to.
        uid: The uid of the asset or entry.
        content_type_uid: The content type of the entry; `sys_assets` for an asset. None: the node does not say.
        locale: The locale of the entry. None: that of the entry which the rich text is in.
        node: The node, to change it.
    """

    kind: ReferenceKind
    uid: str
    content_type_uid: str | None
    locale: str | None
    node: Node


ImageResult: TypeAlias = "str | Node | AssetLike | None"
"""What may stand for an image: an asset or its uid, any node, or None to leave the image as it is."""

OnImage: TypeAlias = Callable[[str, str], ImageResult]
AsyncOnImage: TypeAlias = Callable[[str, str], Awaitable[ImageResult]]


def walk(root: Node) -> Iterator[Child]:
    """Iterate over a node and everything in it, in the order of the text.

        for node in walk(doc):
            print(node)

    Children that are added to a node while it is visited are visited too.
    """
    pending: list[Child] = [root]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, Node):
            pending.extend(reversed(node.children))


def find(root: Node, match: Match) -> Iterator[Node]:
    """Iterate over the nodes of a type, or over those that a function chooses.

        for link in find(doc, "a"):
            link.attrs["target"] = "_blank"
        headings = list(find(doc, lambda node: node.type in {"h1", "h2"}))

    Args:
        root: Where to search; it is included.
        match: A type, or a function that is called with each node.
    """
    is_meant = _to_function(match)
    return (node for node in walk(root) if isinstance(node, Node) and is_meant(node))


def replace(root: Node, match: Match, make: Callable[[Node], Child | Iterable[Child] | None]) -> int:
    """Replace nodes in place, and return how many were replaced.

        replace(doc, "h1", lambda node: Node("h2", node.children))

    What is put in is not searched.

    Args:
        root: Where to search. It is not replaced itself.
        match: A type, or a function that is called with each node.
        make: Called with each node. It returns what takes its place: a node, a text, several of them, or None to
            remove it. If it returns the node itself, that is left as it is, and searched.
    """
    is_meant = _to_function(match)
    count = 0
    pending = [root]
    while pending:
        parent = pending.pop()
        children: list[Child] = []
        for child in parent.children:
            made = make(child) if isinstance(child, Node) and is_meant(child) else child
            if made is child and isinstance(child, Node):
                pending.append(child)
            count += made is not child
            children.extend(_to_list(made))
        parent.children[:] = children
    return count


def references(root: Node) -> Iterator[Reference]:
    """Iterate over the references to assets and entries.

        for reference in references(doc):
            print(reference.kind, reference.uid, reference.content_type_uid, reference.locale)

    Links to assets are references as well.
    """
    return (found for node in walk(root) if isinstance(node, Node) and (found := read_reference(node)))


def read_reference(node: Node) -> Reference | None:
    """Return what a node refers to. None: it is not a reference, or one without a uid."""
    attrs = node.attrs
    names = ("asset-uid", "entry-uid") if node.type == "reference" else ("data-sys-asset-uid", "data-sys-entry-uid")
    if node.type not in {"reference", "a"}:
        return None
    content_type_uid = _text_or_none(attrs.get("content-type-uid"))
    locale = _text_or_none(attrs.get("locale"))
    for kind, name in zip((ReferenceKind.ASSET, ReferenceKind.ENTRY), names, strict=True):
        uid = attrs.get(name)
        if isinstance(uid, str) and uid:
            return Reference(kind, uid, content_type_uid, locale, node)
    return None


def images(root: Node) -> Iterator[Node]:
    """Iterate over the images that are given by a URL, and not by an asset."""
    return find(root, lambda node: node.type == "img" and bool(read_image_url(node)))


def read_image_url(node: Node) -> str:
    """Return the URL of an image; empty if it has none."""
    return _text_or_none(node.attrs.get("url")) or ""


def read_image_text(node: Node) -> str:
    """Return the alternative text of an image; empty if it has none."""
    return _text_or_none(node.attrs.get("alt")) or _text_or_none(read_kept(node.attrs).get("alt")) or ""


def replace_images(root: Node, on_image: OnImage) -> int:
    """Let a function upload the images, and refer to the assets instead; return how many images were replaced.

        replace_images(doc, lambda url, alt: stack.assets.upload(fetch(url), file_name="image.png"))

    An image that occurs several times is passed to the function once.

    Args:
        root: Where to search.
        on_image: Called with the URL and the alternative text of each image. It returns the asset or its uid, any
            node, or None to leave the image as it is. What it raises passes through.
    """
    made: dict[str, ImageResult] = {}
    for image in images(root):
        url = read_image_url(image)
        if url not in made:
            made[url] = on_image(url, read_image_text(image))
    return _put_images(root, made)


async def areplace_images(root: Node, on_image: AsyncOnImage) -> int:
    """Do as `replace_images`, with an async function.

    await areplace_images(doc, upload)
    """
    made: dict[str, ImageResult] = {}
    for image in images(root):
        url = read_image_url(image)
        if url not in made:
            made[url] = await on_image(url, read_image_text(image))
    return _put_images(root, made)


def fold(root: Node, on_text: Callable[[Text, Node], T], on_node: Callable[[Node, list[T]], T]) -> T:
    """Compute a value from the leaves up: that of a node from those of its children.

    Args:
        root: The node whose value is returned.
        on_text: Called with each text and the node around it.
        on_node: Called with each node and the values of its children.
    """
    open_nodes: list[tuple[Node, Iterator[Child], list[T]]] = [(root, iter(root.children), [])]
    while True:
        node, children, values = open_nodes[-1]
        child = next(children, None)
        if isinstance(child, Text):
            values.append(on_text(child, node))
        elif child is not None:
            open_nodes.append((child, iter(child.children), []))
        else:
            open_nodes.pop()
            value = on_node(node, values)
            if not open_nodes:
                return value
            open_nodes[-1][2].append(value)


def _put_images(root: Node, made: dict[str, ImageResult]) -> int:
    return replace(
        root,
        lambda node: node.type == "img" and made.get(read_image_url(node)) is not None,
        lambda node: _to_node(node, made[read_image_url(node)]),
    )


def _to_node(image: Node, result: ImageResult) -> Node:
    if isinstance(result, Node):
        return result.copy()
    if isinstance(result, str):
        return _keep_looks(image, asset(result))
    if result is None or not isinstance(getattr(result, "uid", None), str):
        raise TypeError(f"on_image must return an asset, its uid, a node or None, not {result!r}")
    return _keep_looks(image, asset(result))


def _keep_looks(image: Node, made: Node) -> Node:
    """Take over what an image says of itself: its text, caption, size, position and link."""
    same = {"style": "style", "width": "width", "caption": "asset-caption", "anchorLink": "link", "target": "target"}
    made.attrs.update({there: image.attrs[here] for here, there in same.items() if image.attrs.get(here)})
    alt = read_image_text(image)
    if alt:
        made.attrs["asset-alt"] = alt
    made.attrs.setdefault("asset-link", read_image_url(image))
    return made


def _to_function(match: Match) -> Callable[[Node], bool]:
    return (lambda node: node.type == match) if isinstance(match, str) else match


def _to_list(made: Child | Iterable[Child] | None) -> list[Child]:
    if made is None:
        return []
    return [made] if isinstance(made, (Node, Text)) else list(made)


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None
