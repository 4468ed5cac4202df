"""What a variant changes in an entry, and the entry with these changes.

A change set holds paths of field uids. In a list of groups or blocks, the `_metadata.uid` of the instance follows:
`seo.title`, `links.cs1.url`, `sections.hero.cs2.heading`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine.documents import Document, as_list, as_object, get_object
from contentstack_cma_emulator.rules.fields import METADATA, NESTING, Schema

PathTree = dict[str, "PathTree"]
"""Paths by their first step. A step without children means the whole value."""


def walk_paths(schema: Schema, values: Document, prefix: str = "") -> Iterator[str]:
    """Iterate over the paths of the fields that have values. Only groups that are not multiple are entered."""
    for field in schema:
        uid, value = field["uid"], values.get(field["uid"])
        inner = field.get("schema") or () if field["data_type"] in NESTING and not field.get("multiple") else ()
        if inner and isinstance(value, dict):
            yield from walk_paths(inner, cast("Document", value), f"{prefix}{uid}.")
        elif uid in values:
            yield f"{prefix}{uid}"


def filter_known_paths(schema: Schema, paths: Iterable[str]) -> list[str]:
    """Return the paths that begin with a field of the schema, in the given order and without duplicates."""
    uids = {field["uid"] for field in schema}
    return list(dict.fromkeys(path for path in paths if path.split(".", maxsplit=1)[0] in uids))


def overlay(below: Document, above: Document, paths: Iterable[str]) -> Document:
    """Return the values of `below`, with those of `above` at the given paths."""
    return _overlay_tree(below, above, _build_tree(paths))


def merge_variant(entry: Document, variant: Document) -> Document:
    """Return an entry with the changes of a variant, and with lists of instances in the variant's order."""
    details: Document = variant["_variant"]
    seen = overlay(entry, variant, details["_change_set"])
    for order in details["_order"]:
        for path, places in order.items():
            seen = _sort_instances(seen, variant, path.split("."), [place.rpartition(".")[2] for place in places])
    return seen


def _build_tree(paths: Iterable[str]) -> PathTree:
    tree: PathTree = {}
    for path in paths:
        place = tree
        for step in path.split("."):
            place = place.setdefault(step, {})
    return tree


def _overlay_tree(below: Document, above: Document, tree: PathTree) -> Document:
    changed = {n: _overlay_value(below.get(n), above[n], inner) for n, inner in tree.items() if n in above}
    return below | changed


def _overlay_value(below: Any, above: Any, tree: PathTree) -> Any:
    if not tree:
        return above
    if isinstance(below, dict) and isinstance(above, dict):
        return _overlay_tree(cast("Document", below), cast("Document", above), tree)
    if isinstance(below, list) and isinstance(above, list):
        return _overlay_instances(cast("Sequence[Any]", below), cast("Sequence[Any]", above), tree)
    return above


def _overlay_instances(below: Sequence[Any], above: Sequence[Any], tree: PathTree) -> list[Any]:
    """Return the instances below with the changes of those with the same uid above, followed by the new ones."""
    ours, theirs = _index_by_uid(below), _index_by_uid(above)
    changed = [_overlay_instance(item, theirs.get(uid), uid, tree) for uid, item in ours.items()]
    return changed + [item for uid, item in theirs.items() if uid not in ours]


def _overlay_instance(below: Any, above: Any, uid: str, tree: PathTree) -> Any:
    """Return an instance with the changes at its paths, which for a block continue with the name of the block."""
    block = _find_block_name(below)
    named = tree.get(block, {}) if block else tree
    if above is None or uid not in named:
        return below
    return _overlay_value(below, above, {block: named[uid]} if block else named[uid])


def _sort_instances(values: Document, variant: Document, path: Sequence[str], uids: Sequence[str]) -> Document:
    """Return the values with the list at a path sorted by uid. Instances not among the uids come last."""
    name, rest = path[0], path[1:]
    value, other = values.get(name), variant.get(name)
    if rest and isinstance(value, dict):
        return values | {name: _sort_instances(cast("Document", value), as_object(other), rest, uids)}
    known = _index_by_uid(other) | _index_by_uid(value)
    if not known:
        return values
    order = dict.fromkeys([*(uid for uid in uids if uid in known), *_index_by_uid(value)])
    return values | {name: [known[uid] for uid in order]}


def _index_by_uid(items: Any) -> dict[str, Document]:
    """Return the instances of a list by uid, those without a uid by their index."""
    return {_find_uid(item) or str(index): item for index, item in enumerate(as_list(items))}


def _find_uid(item: Any) -> str | None:
    block = _find_block_name(item)
    return get_object(as_object(item[block] if block else item), METADATA).get("uid")


def _find_block_name(item: Any) -> str | None:
    """Return the name of a block, whose `_metadata` is one level down, or None for any other value."""
    if not isinstance(item, dict) or len(cast("Document", item)) != 1:
        return None
    name, values = next(iter(cast("Document", item).items()))
    return name if isinstance(values, dict) and METADATA in values else None
