"""References by name in a seed, and the order to create things in."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from contentstack_cma_emulator.engine.documents import as_list, as_object

Item = TypeVar("Item")
Name = TypeVar("Name", bound=Hashable)

ENTRY = "$entry"
ASSET = "$asset"

Names = Mapping[tuple[str, str], Any]
"""Values to replace names with, by `$entry` or `$asset` and the name."""


def find_names(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the names in a value: objects that contain only `$entry` or `$asset`."""
    name = _read_name(value)
    if name:
        yield name
        return
    for inner in _get_children(value):
        yield from find_names(inner)


def resolve_names(value: Any, names: Names) -> Any:
    """Return a value with its names replaced. Raises `KeyError` for an unknown name."""
    name = _read_name(value)
    if name:
        return names[name]
    if isinstance(value, dict):
        return {key: resolve_names(inner, names) for key, inner in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [resolve_names(inner, names) for inner in cast("Sequence[Any]", value)]
    return value


def find_referenced_schemas(value: Any) -> set[tuple[str, str]]:
    """Return the content types and global fields that a field, or anything that contains fields, refers to."""
    field = as_object(value)
    kind = "global_fields" if field.get("data_type") == "global_field" else "content_types"
    targets = as_list(field.get("reference_to")) or [field.get("reference_to")]
    found = {(kind, target) for target in targets if isinstance(target, str)}
    for inner in _get_children(value):
        found |= find_referenced_schemas(inner)
    return found


def sort_by_dependencies(
    items: Iterable[Item], name: Callable[[Item], Name | None], needs: Callable[[Item], Collection[Name]]
) -> list[Item]:
    """Sort items so that each comes after those it needs, except in circles."""
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


def _read_name(value: Any) -> tuple[str, str] | None:
    fields = as_object(value)
    kind, name = next(iter(fields.items()), ("", ""))
    return (kind, str(name)) if len(fields) == 1 and kind in (ENTRY, ASSET) else None


def _get_children(value: Any) -> list[Any]:
    return [*as_object(value).values(), *as_list(value)]
