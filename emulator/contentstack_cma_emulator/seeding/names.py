"""What a seed refers to by name, and the order in which things can be made."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

Item = TypeVar("Item")
Name = TypeVar("Name", bound=Hashable)

ENTRY = "$entry"
ASSET = "$asset"

Names = Mapping[tuple[str, str], Any]
"""What stands for a name, by `$entry` or `$asset` and the name."""


def named(value: Any) -> Iterator[tuple[str, str]]:
    """Go through the names in a value: objects that have `$entry` or `$asset` and nothing else."""
    name = _name(value)
    if name:
        yield name
        return
    for inner in _contents(value):
        yield from named(inner)


def resolved(value: Any, names: Names) -> Any:
    """Answer a value with what the names in it stand for. Raises `KeyError` for one that stands for nothing."""
    name = _name(value)
    if name:
        return names[name]
    if isinstance(value, dict):
        return {key: resolved(inner, names) for key, inner in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [resolved(inner, names) for inner in cast("Sequence[Any]", value)]
    return value


def referred_schemas(value: Any) -> set[tuple[str, str]]:
    """Answer the content types and global fields that a field, or anything with fields in it, refers to."""
    found: set[tuple[str, str]] = set()
    if isinstance(value, dict):
        field = cast("Mapping[str, Any]", value)
        kind = "global_fields" if field.get("data_type") == "global_field" else "content_types"
        targets = field.get("reference_to")
        found |= {(kind, str(target)) for target in _listed(targets)}
    for inner in _contents(value):
        found |= referred_schemas(inner)
    return found


def in_order(
    items: Iterable[Item], name: Callable[[Item], Name | None], needs: Callable[[Item], Collection[Name]]
) -> list[Item]:
    """Answer the items so that each comes after those it needs, where they do not need each other in a circle."""
    waiting = list(items)
    by_name = {name(item): item for item in waiting}
    ordered: list[Item] = []
    seen: set[int] = set()

    def visit(item: Item) -> None:
        if id(item) in seen:
            return
        seen.add(id(item))
        for need in needs(item):
            if need in by_name:
                visit(by_name[need])
        ordered.append(item)

    for item in waiting:
        visit(item)
    return ordered


def _name(value: Any) -> tuple[str, str] | None:
    if not isinstance(value, dict) or len(cast("Mapping[str, Any]", value)) != 1:
        return None
    ((kind, name),) = cast("Mapping[str, Any]", value).items()
    return (kind, str(name)) if kind in (ENTRY, ASSET) else None


def _contents(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return cast("Mapping[str, Any]", value).values()
    return cast("Sequence[Any]", value) if isinstance(value, list) else ()


def _listed(value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    return cast("Sequence[Any]", value) if isinstance(value, list) else (value,)
