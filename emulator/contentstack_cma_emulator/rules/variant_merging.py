"""What a variant changes in an entry, and the entry with that in it: decisions without any store.

A change set holds paths of field uids. Inside of a list of groups or blocks the uid of the instance follows, as it
stands in its `_metadata`: `seo.title`, `links.cs1.url`, `sections.hero.cs2.heading`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules.fields import NESTING, Schema

METADATA = "_metadata"

Tree = dict[str, "Tree"]
"""Paths by their first step; a step after which nothing follows stands for all that is there."""


def paths_of(schema: Schema, values: Document, prefix: str = "") -> Iterator[str]:
    """Go through the paths of the fields that hold values; only a single group is entered."""
    for field in schema:
        uid, value = field["uid"], values.get(field["uid"])
        inner = field.get("schema") or () if field["data_type"] in NESTING and not field.get("multiple") else ()
        if inner and isinstance(value, dict):
            yield from paths_of(inner, cast("Document", value), f"{prefix}{uid}.")
        elif uid in values:
            yield f"{prefix}{uid}"


def known_paths(schema: Schema, paths: Iterable[str]) -> list[str]:
    """Answer the paths that begin with a field of the schema, each once, in the order in which they came."""
    uids = {field["uid"] for field in schema}
    return list(dict.fromkeys(path for path in paths if path.split(".", maxsplit=1)[0] in uids))


def overlaid(below: Document, above: Document, paths: Iterable[str]) -> Document:
    """Answer the values below with those above in the places that the paths name."""
    return _overlaid(below, above, _tree(paths))


def merged(entry: Document, variant: Document) -> Document:
    """Answer an entry with what a variant changes in it, lists of instances in the order that the variant gives."""
    details: Document = variant["_variant"]
    seen = overlaid(entry, variant, details["_change_set"])
    for order in details["_order"]:
        for path, places in order.items():
            seen = _ordered(seen, variant, path.split("."), [place.rpartition(".")[2] for place in places])
    return seen


def _tree(paths: Iterable[str]) -> Tree:
    tree: Tree = {}
    for path in paths:
        place = tree
        for step in path.split("."):
            place = place.setdefault(step, {})
    return tree


def _overlaid(below: Document, above: Document, tree: Tree) -> Document:
    changed = {name: _value(below.get(name), above[name], inner) for name, inner in tree.items() if name in above}
    return below | changed


def _value(below: Any, above: Any, tree: Tree) -> Any:
    if not tree:
        return above
    if isinstance(below, dict) and isinstance(above, dict):
        return _overlaid(cast("Document", below), cast("Document", above), tree)
    if isinstance(below, list) and isinstance(above, list):
        return _instances(cast("Sequence[Any]", below), cast("Sequence[Any]", above), tree)
    return above


def _instances(below: Sequence[Any], above: Sequence[Any], tree: Tree) -> list[Any]:
    """Answer the instances below, changed where there is one of the same uid above, and then those that are new."""
    ours, theirs = _by_uid(below), _by_uid(above)
    changed = [_instance(item, theirs.get(uid), uid, tree) for uid, item in ours.items()]
    return changed + [item for uid, item in theirs.items() if uid not in ours]


def _instance(below: Any, above: Any, uid: str, tree: Tree) -> Any:
    """Answer one instance, changed where the paths name it; those of a block go on under the name of the block."""
    block = _block(below)
    named = tree.get(block, {}) if block else tree
    if above is None or uid not in named:
        return below
    return _value(below, above, {block: named[uid]} if block else named[uid])


def _ordered(values: Document, variant: Document, path: Sequence[str], uids: Sequence[str]) -> Document:
    """Answer the values with the list at a path in order; what the order does not name comes last."""
    name, rest = path[0], path[1:]
    value, other = values.get(name), variant.get(name)
    if rest and isinstance(value, dict):
        inner = cast("Document", other) if isinstance(other, dict) else {}
        return values | {name: _ordered(cast("Document", value), inner, rest, uids)}
    known = _by_uid(other) | _by_uid(value)
    sorted_uids = [uid for uid in uids if uid in known]
    return values | {name: [known[uid] for uid in dict.fromkeys([*sorted_uids, *_by_uid(value)])]} if known else values


def _by_uid(items: Any) -> dict[str, Document]:
    """Answer the instances of a list by their uids; one without a uid by its place."""
    listed = cast("Sequence[Any]", items) if isinstance(items, list) else ()
    return {_uid(item) or str(index): item for index, item in enumerate(listed)}


def _uid(item: Any) -> str | None:
    block = _block(item)
    values = item[block] if block else item
    found: Any = cast("Document", values).get(METADATA) if isinstance(values, dict) else None
    return cast("Document", found).get("uid") if isinstance(found, dict) else None


def _block(item: Any) -> str | None:
    """Answer the name of a block, None for anything else: a block has its `_metadata` one level further down."""
    if not isinstance(item, dict) or len(cast("Document", item)) != 1:
        return None
    name, values = next(iter(cast("Document", item).items()))
    return name if isinstance(values, dict) and METADATA in values else None
