"""Converts entries between the form in which they are stored and the forms in which they are read and written."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from contentstack_cma_emulator.engine.documents import Document, get_object
from contentstack_cma_emulator.rules.field_values import REFERENCE_KEYS, TERM_KEYS, read_asset_uid, read_reference
from contentstack_cma_emulator.rules.fields import METADATA, NESTING, Schema, is_custom, is_rich_text

MakeUid = Callable[[], str]
FindAsset = Callable[[str], Document | None]


@dataclass(frozen=True, slots=True)
class ValueMapper:
    """Maps the values of an entry.

    `map_leaf` maps a value that has no fields of its own; None drops it from a list. `map_instance` maps one element of
    a list of groups or modular blocks.
    """

    map_leaf: Callable[[Document, Any], Any]
    map_instance: Callable[[Document], Document] = lambda value: value

    def map_values(self, schema: Schema, values: Document) -> Document:
        """Return the mapped values of the schema's fields, without other keys."""
        return {f["uid"]: self._map_value(f, values[f["uid"]]) for f in schema if f["uid"] in values}

    def _map_value(self, field: Document, value: Any) -> Any:
        if field["data_type"] == "reference" and value and not isinstance(value, list) and not is_custom(field):
            value = [value]
        if not isinstance(value, list):
            return self._map_item(field, value)
        changed = [self._map_item(field, item) for item in cast("Sequence[Any]", value)]
        return [item for item in changed if item is not None]

    def _map_item(self, field: Document, value: Any) -> Any:
        if value is None:
            return None
        if field["data_type"] in (*NESTING, "blocks") and not isinstance(value, dict):
            # Earlier versions of an entry keep values from when the field had another type.
            return None
        if field["data_type"] == "blocks":
            return self._map_block(field, cast("Document", value))
        if field["data_type"] in NESTING:
            values = cast("Document", value)
            return self._map_group(field.get("schema") or (), values, is_instance=bool(field.get("multiple")))
        return self.map_leaf(field, value)

    def _map_group(self, schema: Schema, value: Document, *, is_instance: bool) -> Document:
        changed = self.map_values(schema, value)
        if METADATA in value:
            changed[METADATA] = value[METADATA]
        return self.map_instance(changed) if is_instance else changed

    def _map_block(self, field: Document, value: Document) -> Document | None:
        for block in field.get("blocks") or ():
            if block["uid"] in value:
                inner = self._map_group(block.get("schema") or (), value[block["uid"]], is_instance=True)
                return {block["uid"]: inner}
        return None


def with_node_uids(node: Document, make_uid: MakeUid) -> Document:
    """Return a rich text node in which it and every element below has a uid. Text nodes have none."""
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


def to_stored(schema: Schema, values: Document, version: int, make_uid: MakeUid, make_node_uid: MakeUid) -> Document:
    """Convert valid values to the form in which they are stored.

    Assets become their uid and a single reference becomes a list. Instances of groups and blocks get a uid in
    `_metadata`. Rich text gets the version of the entry in which it was written, and a uid in every node. Fields that
    are not in the schema are dropped.
    """

    def map_leaf(field: Document, value: Any) -> Any:
        if field["data_type"] == "file" and not is_custom(field):
            return read_asset_uid(value) or None
        if not isinstance(value, dict):
            return value
        values = cast("Document", value)
        if field["data_type"] == "taxonomy":
            return {name: values[name] for name in TERM_KEYS}
        return with_node_uids(values, make_node_uid) | {"_version": version} if is_rich_text(field) else values

    def map_instance(value: Document) -> Document:
        metadata = get_object(value, METADATA)
        return value | {METADATA: metadata | {"uid": metadata.get("uid") or make_uid()}}

    return ValueMapper(map_leaf, map_instance).map_values(schema, values)


def to_writable(schema: Schema, values: Document) -> Document:
    """Convert values as exported to values that a client may send: without the contents of references and assets."""

    def map_leaf(field: Document, value: Any) -> Any:
        if is_custom(field) or not isinstance(value, dict):
            return value
        if field["data_type"] == "file":
            return read_asset_uid(cast("Document", value))
        if field["data_type"] == "reference":
            return {name: part for name, part in cast("Document", value).items() if name in REFERENCE_KEYS}
        return cast("Document", value)

    return values | ValueMapper(map_leaf).map_values(schema, values)


def with_typed_references(schema: Schema, values: Document, names: Collection[str]) -> Document:
    """Add the content type to bare entry uids in the reference fields with these names.

    Only fields that may refer to a single content type can hold bare uids.
    """

    def map_leaf(field: Document, value: Any) -> Any:
        is_bare = field["data_type"] == "reference" and field["uid"] in names and isinstance(value, str) and value
        reference = read_reference(field, value) if is_bare and not is_custom(field) else None
        return {"uid": reference.uid, "_content_type_uid": reference.content_type_uid} if reference else value

    return values | ValueMapper(map_leaf).map_values(schema, values) if names else values


def expand_assets(schema: Schema, values: Document, find_asset: FindAsset) -> Document:
    """Replace the uids of assets in stored values with the assets, or with null where an asset no longer exists."""

    def map_leaf(field: Document, value: Any) -> Any:
        is_asset = field["data_type"] == "file" and isinstance(value, str) and not is_custom(field)
        return find_asset(value) if is_asset else value

    return ValueMapper(map_leaf).map_values(schema, values)
