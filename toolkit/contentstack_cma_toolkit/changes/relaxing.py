"""Accept stored entries that do not fit their content types, as stacks have them after changes of the model."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contentstack_cma import Stack

    from ..model import Model

_FOLDERS = ("content_types", "global_fields")
_RULES = frozenset(
    {"enum", "endDate", "format", "mandatory", "max", "max_instance", "min", "min_instance", "startDate", "unique"}
)
"""Keys of a field that reject values."""


def relax_export(folder: Path) -> None:
    """Remove from the schemas of an export what could reject entries that a stack has."""
    for name in _FOLDERS:
        for path in folder.rglob(f"{name}/*.json"):
            content: object = json.loads(path.read_text(encoding="utf-8"))
            path.write_text(json.dumps(relax(content)), encoding="utf-8")


def relax(value: object) -> object:
    """Return JSON in which no field has a rule for its values."""
    if isinstance(value, list):
        return [relax(each) for each in cast("Iterable[object]", value)]
    if not isinstance(value, dict):
        return value
    items = cast("dict[str, object]", value)
    dropped = _RULES if "data_type" in items or "taxonomy_uid" in items else frozenset[str]()
    return {key: relax(each) for key, each in items.items() if key not in dropped}


def restore_schemas(stack: "Stack", model: "Model") -> None:
    """Give a stack whose schemas were relaxed the schemas of a model again. Entries keep their values."""
    for global_field in model.global_fields:
        stack.global_fields.update(global_field.uid, global_field.to_wire())
    for content_type in model.content_types:
        stack.content_types.update(content_type.uid, content_type.to_wire())


__all__ = ["relax", "relax_export", "restore_schemas"]
