"""What an entry refers to: other entries and assets, in its fields and inside rich text."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules.field_values import asset_uid, read_reference
from contentstack_cma_emulator.rules.fields import ASSETS, Leaf, Schema, is_custom, is_rich_text, leaves

FindEntry = Callable[[str, str], Document | None]
"""Answers an entry as it is read, by the uids of its content type and its own, or None."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One reference: where it stands, and what it names; assets are of the type `sys_assets`.

    `path` is that of the field, `place` the same with the uids of instances of groups and blocks.
    """

    path: str
    content_type_uid: str
    uid: str
    embedded: bool = False
    place: str = field(default="", compare=False)


def mentions(schema: Schema, entry: Document) -> Iterator[Mention]:
    """Go through everything that an entry refers to."""
    for leaf in leaves(schema, entry):
        yield from _mentions(leaf)


def included(value: Any, path: Sequence[str], find_entry: FindEntry) -> Any:
    """Answer a value in which the references at a path of field uids are replaced by the entries they name.

    The path may lead on through the entries put in. A reference to an entry that does not exist is left out.
    """
    if isinstance(value, list):
        items = [included(item, path, find_entry) for item in cast("Sequence[Any]", value)]
        return [item for item in items if item is not None]
    if not isinstance(value, dict):
        return value
    fields = _entry_or_self(cast("Document", value), find_entry)
    if fields is None or not path or path[0] not in fields:
        return fields
    return fields | {path[0]: included(fields[path[0]], path[1:], find_entry)}


def _entry_or_self(value: Document, find_entry: FindEntry) -> Document | None:
    uid, content_type_uid = value.get("uid"), value.get("_content_type_uid")
    if set(value) != {"uid", "_content_type_uid"} or not isinstance(uid, str):
        return value
    entry = find_entry(str(content_type_uid), uid)
    return None if entry is None else entry | {"_content_type_uid": content_type_uid}


def _mentions(leaf: Leaf) -> Iterator[Mention]:
    if is_custom(leaf.field):
        return
    if leaf.field["data_type"] == "reference":
        reference = read_reference(leaf.field, leaf.value)
        if reference:
            yield Mention(leaf.path, reference.content_type_uid, reference.uid, place=leaf.place)
    elif leaf.field["data_type"] == "file":
        uid = asset_uid(leaf.value)
        if uid:
            yield Mention(leaf.path, ASSETS, uid, place=leaf.place)
    elif is_rich_text(leaf.field):
        yield from _embedded(leaf.value, leaf)


def _embedded(node: Any, leaf: Leaf) -> Iterator[Mention]:
    if not isinstance(node, dict):
        return
    element = cast("Document", node)
    named, inner = element.get("attrs"), element.get("children")
    attrs = cast("Document", named) if isinstance(named, dict) else {}
    if element.get("type") == "reference" and isinstance(attrs.get("asset-uid"), str):
        yield Mention(leaf.path, ASSETS, attrs["asset-uid"], embedded=True, place=leaf.place)
    elif element.get("type") == "reference" and isinstance(attrs.get("entry-uid"), str):
        content_type_uid = str(attrs.get("content-type-uid"))
        yield Mention(leaf.path, content_type_uid, attrs["entry-uid"], embedded=True, place=leaf.place)
    for child in cast("list[object]", inner) if isinstance(inner, list) else ():
        yield from _embedded(child, leaf)
