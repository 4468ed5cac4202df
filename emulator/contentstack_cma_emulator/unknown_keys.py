"""Drops from a body what the description does not have, as the CMA does.

One rule: of an object, the described properties are kept. What is free-form (`x-free-form`, or an object without any
described property) is kept as it is, and so is what a union leaves open.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine.store import Document
from contentstack_cma_emulator.spec import JsonObject, resolve


class Descriptions:
    """The schemas of one description, asked which keys of a value they know."""

    def __init__(self, document: JsonObject) -> None:
        self._document = document

    def known_part(self, schema: JsonObject, body: Document) -> Document:
        """Return a body without the keys that its schema does not describe."""
        return cast("Document", self._known(schema, body))

    def _known(self, schema: JsonObject, value: Any) -> Any:
        if not isinstance(value, dict | list):
            return value
        schema = self._chosen(resolve(self._document, schema), value)
        if isinstance(value, list):
            return [self._known(schema.get("items", {}), item) for item in value]
        fields, properties = cast("Document", value), self._properties(schema)
        if properties is None:
            return fields
        return {name: self._known(properties[name], inner) for name, inner in fields.items() if name in properties}

    def _properties(self, schema: JsonObject) -> Mapping[str, JsonObject] | None:
        """Return the described properties of an object, or None if any key is kept."""
        is_free = schema.get("x-free-form") or isinstance(schema.get("additionalProperties"), dict)
        return None if is_free else schema.get("properties")

    def _chosen(self, schema: JsonObject, value: Document | list[Any]) -> JsonObject:
        """Return the member of a union that describes a value; an empty schema if that is not clear."""
        if "anyOf" not in schema:
            return schema
        members = [resolve(self._document, member) for member in schema["anyOf"]]
        tag = schema.get("discriminator", {}).get("propertyName")
        if tag is not None and isinstance(value, dict):
            return self._tagged(members, tag, value.get(tag))
        kind = "object" if isinstance(value, dict) else "array"
        fitting = [member for member in members if kind in member.get("type", "") or "anyOf" in member]
        return self._chosen(fitting[0], value) if len(fitting) == 1 else {}

    def _tagged(self, members: Sequence[JsonObject], tag: str, value: Any) -> JsonObject:
        *tagged, last = members
        return next((each for each in tagged if each["properties"][tag]["const"] == value), last)
