"""The form in which an entry is kept, and the form in which it is shown."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules.field_values import REFERENCE_KEYS, TERM_KEYS, asset_uid, read_reference
from contentstack_cma_emulator.rules.fields import NESTING, Schema, is_custom, is_rich_text

METADATA = "_metadata"

MakeUid = Callable[[], str]
FindAsset = Callable[[str], Document | None]


def unchanged(value: Document) -> Document:
    """Answer an instance as it is."""
    return value


@dataclass(frozen=True, slots=True)
class Shaper:
    """Goes through the values of an entry.

    `leaf` changes a value without fields of its own (None drops it from a list); `instance` changes what stands
    for one element of a list of groups or of modular blocks.
    """

    leaf: Callable[[Document, Any], Any]
    instance: Callable[[Document], Document] = unchanged

    def values(self, schema: Schema, values: Document) -> Document:
        """Answer the values of the schema's fields, changed; other keys are left out."""
        return {field["uid"]: self._value(field, values[field["uid"]]) for field in schema if field["uid"] in values}

    def _value(self, field: Document, value: Any) -> Any:
        if field["data_type"] == "reference" and value and not isinstance(value, list) and not is_custom(field):
            value = [value]
        if not isinstance(value, list):
            return self._item(field, value)
        changed = [self._item(field, item) for item in cast("Sequence[Any]", value)]
        return [item for item in changed if item is not None]

    def _item(self, field: Document, value: Any) -> Any:
        if value is None:
            return None
        if field["data_type"] in (*NESTING, "blocks") and not isinstance(value, dict):
            # It was written when the field was of another kind, as in an earlier version.
            return None
        if field["data_type"] == "blocks":
            return self._block(field, cast("Document", value))
        if field["data_type"] in NESTING:
            values = cast("Document", value)
            return self._group(field.get("schema") or (), values, is_instance=bool(field.get("multiple")))
        return self.leaf(field, value)

    def _group(self, schema: Schema, value: Document, *, is_instance: bool) -> Document:
        changed = self.values(schema, value)
        if METADATA in value:
            changed[METADATA] = value[METADATA]
        return self.instance(changed) if is_instance else changed

    def _block(self, field: Document, value: Document) -> Document | None:
        for block in field.get("blocks") or ():
            if block["uid"] in value:
                inner = self._group(block.get("schema") or (), value[block["uid"]], is_instance=True)
                return {block["uid"]: inner}
        return None


def with_node_uids(node: Document, make_uid: MakeUid) -> Document:
    """Return a node of rich text in which it and every element below has a uid; texts have none."""
    children: Any = node.get("children")
    if "text" in node and children is None:
        return node
    named = node | {"uid": node.get("uid") or make_uid()}
    if not isinstance(children, list):
        return named
    nodes = cast("list[object]", children)
    return named | {
        "children": [with_node_uids(cast("Document", n), make_uid) if isinstance(n, dict) else n for n in nodes]
    }


def kept(schema: Schema, values: Document, version: int, make_uid: MakeUid, make_node_uid: MakeUid) -> Document:
    """Answer valid values in the form in which they are kept.

    Assets are named by their uid, a single reference is a list too, instances of groups and blocks have a uid in
    `_metadata`, rich text has the version of the entry in which it was written and a uid in every node; fields that
    the schema does not have are left out.
    """

    def leaf(field: Document, value: Any) -> Any:
        if field["data_type"] == "file" and not is_custom(field):
            return asset_uid(value) or None
        if field["data_type"] == "taxonomy" and isinstance(value, dict):
            return {name: cast("Document", value)[name] for name in TERM_KEYS}
        if is_rich_text(field) and isinstance(value, dict):
            return with_node_uids(cast("Document", value), make_node_uid) | {"_version": version}
        return value

    def instance(value: Document) -> Document:
        old: Any = value.get(METADATA)
        given = cast("Document", old) if isinstance(old, dict) else {}
        return value | {METADATA: given | {"uid": given.get("uid") or make_uid()}}

    return Shaper(leaf, instance).values(schema, values)


def in_written_form(schema: Schema, values: Document) -> Document:
    """Return the values of an exported entry as a client writes them: references and assets by their names only."""

    def leaf(field: Document, value: Any) -> Any:
        if is_custom(field) or not isinstance(value, dict):
            return value
        if field["data_type"] == "file":
            return asset_uid(cast("Document", value))
        if field["data_type"] == "reference":
            return {name: part for name, part in cast("Document", value).items() if name in REFERENCE_KEYS}
        return cast("Document", value)

    return values | Shaper(leaf).values(schema, values)


def with_typed_references(schema: Schema, values: Document, names: Collection[str]) -> Document:
    """Return the values of an entry in which bare uids of entries say their content type, in fields with these uids.

    Fields that may refer to one content type only can hold bare uids.
    """

    def leaf(field: Document, value: Any) -> Any:
        is_bare = field["data_type"] == "reference" and field["uid"] in names and isinstance(value, str) and value
        reference = read_reference(field, value) if is_bare and not is_custom(field) else None
        return {"uid": reference.uid, "_content_type_uid": reference.content_type_uid} if reference else value

    return values | Shaper(leaf).values(schema, values) if names else values


def shown(schema: Schema, values: Document, find_asset: FindAsset) -> Document:
    """Answer kept values in the form in which they are read: assets whole, those that are gone as null."""

    def leaf(field: Document, value: Any) -> Any:
        is_asset = field["data_type"] == "file" and isinstance(value, str) and not is_custom(field)
        return find_asset(value) if is_asset else value

    return Shaper(leaf).values(schema, values)
