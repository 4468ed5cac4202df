"""References in JSON rich text: embedded entries and assets, images and links."""

from collections.abc import Sequence

from .documents import Document, get_text, is_document, is_list
from .texts import map_uid, map_urls
from .uids import Reference, Resolver

_ENTRY_KEYS = frozenset({"entry-uid", "data-sys-entry-uid"})
_ASSET_KEYS = frozenset({"asset-uid", "data-sys-asset-uid", "asset_uid"})
_CONTENT_TYPE_KEYS = ("content-type-uid", "data-sys-content-type-uid")


class _LeftOutError(Exception):
    """A reference of a node is left out, and the node with it."""


def map_document(document: Document, resolver: Resolver) -> dict[str, object]:
    """Return JSON rich text with other references, and without the nodes whose reference is left out.

    Nodes, attributes and keys that are unknown are kept. A node without children gets an empty text, because the
    editor needs one.
    """
    children = document.get("children")
    changed = _map_node(document, resolver)
    if children and not changed.get("children"):
        changed["children"] = [{"type": "p", "attrs": {}, "children": [{"text": ""}]}]
    return changed


def _map_node(node: Document, resolver: Resolver) -> dict[str, object]:
    attrs = node.get("attrs")
    mapped = _map_attribute(attrs, "attrs", resolver) if is_document(attrs) else attrs
    changed: dict[str, object] = {}
    for key, value in node.items():
        if key == "attrs":
            changed[key] = mapped
        elif key == "children" and is_list(value):
            changed[key] = _map_children(node, value, resolver)
        else:
            changed[key] = _map_plain(value, resolver)
    return changed


def _map_children(node: Document, children: Sequence[object], resolver: Resolver) -> list[object]:
    kept: list[object] = []
    for child in children:
        try:
            kept.append(_map_node(child, resolver) if is_document(child) else child)
        except _LeftOutError:
            continue
    if children and not kept and node.get("type") != "doc":
        return [{"text": ""}]
    return kept


def _map_attribute(value: object, name: str, resolver: Resolver, content_type: str | None = None) -> object:
    """Return an attribute of a node. Attributes of older editors are nested in others."""
    if is_document(value):
        content_type = next((get_text(value, key) for key in _CONTENT_TYPE_KEYS if value.get(key)), content_type)
        return {key: _map_attribute(item, key, resolver, content_type) for key, item in value.items()}
    if is_list(value):
        return [_map_attribute(item, name, resolver, content_type) for item in value]
    if not isinstance(value, str) or not value:
        return value
    if name in _ENTRY_KEYS:
        return _resolve(Reference("entry", value, content_type), resolver)
    if name in _ASSET_KEYS:
        return _resolve(Reference("asset", value), resolver)
    return map_urls(map_uid(value, resolver), resolver)


def _resolve(reference: Reference, resolver: Resolver) -> str:
    target = resolver.resolve(reference)
    if target is None:
        raise _LeftOutError
    return target


def _map_plain(value: object, resolver: Resolver) -> object:
    if isinstance(value, str):
        return map_urls(value, resolver)
    if is_document(value):
        return {key: _map_plain(item, resolver) for key, item in value.items()}
    return [_map_plain(item, resolver) for item in value] if is_list(value) else value
