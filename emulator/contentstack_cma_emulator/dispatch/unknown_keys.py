"""Drops from a body what the description does not have, as the CMA does.

One rule: of an object, the described properties are kept. What is free-form (`x-free-form`, or an object without any
described property) is kept as it is, and so is what a union leaves open.
"""

from collections.abc import Mapping
from typing import Any, cast

from contentstack_cma_emulator.engine.description import JsonObject, resolve
from contentstack_cma_emulator.engine.documents import Document


class Descriptions:
    """The schemas of one description, asked which keys of a value they know."""

    def __init__(self, document: JsonObject) -> None:
        self._document = document
        self._tags: dict[int, dict[Any, JsonObject]] = {}

    def known_part(self, schema: JsonObject, body: Document) -> Document:
        """Return a body without the keys that its schema does not describe."""
        return cast("Document", self._known(schema, body))

    def _known(self, schema: JsonObject, value: Any) -> Any:
        if not isinstance(value, dict | list):
            return value
        schema = self._chosen(resolve(self._document, schema), cast("Document | list[Any]", value))
        if isinstance(value, list):
            return [self._known(schema.get("items", {}), item) for item in cast("list[object]", value)]
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
        if "discriminator" in schema and isinstance(value, dict):
            return self._tagged(schema, value)
        members = [resolve(self._document, member) for member in schema["anyOf"]]
        kind = "object" if isinstance(value, dict) else "array"
        fitting = [member for member in members if kind in member.get("type", "") or "anyOf" in member]
        return self._chosen(fitting[0], value) if len(fitting) == 1 else {}

    def _tagged(self, schema: JsonObject, value: Document) -> JsonObject:
        """Return the member of a union whose tag fits, else the last; the members are looked up once."""
        tag = schema["discriminator"]["propertyName"]
        members = self._tags.get(id(schema))
        if members is None:
            *tagged, last = (resolve(self._document, member) for member in schema["anyOf"])
            members = {member["properties"][tag]["const"]: member for member in tagged} | {None: last}
            self._tags[id(schema)] = members
        name: Any = value.get(tag)
        return members.get(name if isinstance(name, str) else None, members[None])
