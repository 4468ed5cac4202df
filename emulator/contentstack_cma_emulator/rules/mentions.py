"""The entries and assets that an entry refers to, in its fields and inside rich text."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from contentstack_cma_emulator.engine.documents import Document, as_list, as_object, get_object
from contentstack_cma_emulator.rules.field_values import read_asset_uid, read_reference
from contentstack_cma_emulator.rules.fields import ASSETS, Leaf, Schema, is_custom, is_rich_text, walk_leaves

FindEntry = Callable[[str, str], Document | None]
"""Returns an entry as it is read, by content type uid and entry uid, or None."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference to an entry or asset, with its position. The content type of assets is `sys_assets`.

    `path` is the path of the field, `place` the same with the uids of instances of groups and blocks.
    """

    path: str
    content_type_uid: str
    uid: str
    embedded: bool = False
    place: str = field(default="", compare=False)

    def refers_to(self, content_type_uid: str, uid: str) -> bool:
        """Return whether this is a reference to that entry or asset."""
        return (self.content_type_uid, self.uid) == (content_type_uid, uid)


def find_mentions(schema: Schema, entry: Document) -> Iterator[Mention]:
    """Iterate over everything that an entry refers to."""
    for leaf in walk_leaves(schema, entry):
        yield from _find_in_leaf(leaf)


def include_references(value: Any, path: Sequence[str], find_entry: FindEntry) -> Any:
    """Replace the references at a path of field uids with the entries they refer to.

    The path may continue through the included entries. References to entries that do not exist are dropped.
    """
    if isinstance(value, list):
        items = [include_references(item, path, find_entry) for item in cast("Sequence[Any]", value)]
        return [item for item in items if item is not None]
    if not isinstance(value, dict):
        return value
    fields = _resolve_reference(cast("Document", value), find_entry)
    if fields is None or not path or path[0] not in fields:
        return fields
    return fields | {path[0]: include_references(fields[path[0]], path[1:], find_entry)}


def _resolve_reference(value: Document, find_entry: FindEntry) -> Document | None:
    uid, content_type_uid = value.get("uid"), value.get("_content_type_uid")
    if set(value) != {"uid", "_content_type_uid"} or not isinstance(uid, str):
        return value
    entry = find_entry(str(content_type_uid), uid)
    return None if entry is None else entry | {"_content_type_uid": content_type_uid}


def _find_in_leaf(leaf: Leaf) -> Iterator[Mention]:
    if is_custom(leaf.field):
        return
    if leaf.field["data_type"] == "reference":
        reference = read_reference(leaf.field, leaf.value)
        if reference:
            yield Mention(leaf.path, reference.content_type_uid, reference.uid, place=leaf.place)
    elif leaf.field["data_type"] == "file":
        uid = read_asset_uid(leaf.value)
        if uid:
            yield Mention(leaf.path, ASSETS, uid, place=leaf.place)
    elif is_rich_text(leaf.field):
        yield from _find_embedded(leaf.value, leaf)


def _find_embedded(node: Any, leaf: Leaf) -> Iterator[Mention]:
    element = as_object(node)
    attrs = get_object(element, "attrs")
    if element.get("type") == "reference" and isinstance(attrs.get("asset-uid"), str):
        yield Mention(leaf.path, ASSETS, attrs["asset-uid"], embedded=True, place=leaf.place)
    elif element.get("type") == "reference" and isinstance(attrs.get("entry-uid"), str):
        content_type_uid = str(attrs.get("content-type-uid"))
        yield Mention(leaf.path, content_type_uid, attrs["entry-uid"], embedded=True, place=leaf.place)
    for child in as_list(element.get("children")):
        yield from _find_embedded(child, leaf)
