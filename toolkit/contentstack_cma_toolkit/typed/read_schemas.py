"""JSON Schema of entries as they are read, for pydantic, and so for FastAPI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contentstack_cma.models import Entry

from .descriptions import find_fields

if TYPE_CHECKING:
    from contentstack_cma_toolkit.model import Field

_TYPES = {"text": "string", "isodate": "string", "number": "number", "boolean": "boolean"}


def build_read_schema(owner: type) -> dict[str, Any]:
    """Return the JSON Schema of a generated class. An object inside it has no properties of its own."""
    system: dict[str, Any] = {}
    if issubclass(owner, Entry):
        system = Entry.__get_pydantic_json_schema__(None, None)["properties"]
    return {
        "type": "object",
        "title": owner.__name__,
        "properties": {**system, **{each.uid: _describe(each) for each in find_fields(owner) or ()}},
        "additionalProperties": True,
    }


def _describe(field: Field) -> dict[str, Any]:
    """Return the schema of a field, which allows every value if its kind is no scalar."""
    from contentstack_cma_toolkit.model import find_data_type

    texts = {"title": field.name, **({"description": field.help} if field.help else {})}
    kind = _TYPES.get(find_data_type(field))
    one: dict[str, Any] = {} if kind is None else {"type": [kind, "null"]}
    return {**texts, "type": ["array", "null"], "items": one} if field.is_list else {**texts, **one}


__all__ = ["build_read_schema"]
