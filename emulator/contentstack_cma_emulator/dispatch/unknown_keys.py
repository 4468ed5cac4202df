"""Drop keys that the description does not have from a body, as the CMA does.

Free-form values (`x-free-form`, or an object without described properties) and members of unions that cannot be told
apart are kept as they are.
"""

from collections.abc import Mapping
from typing import Any, cast

from contentstack_cma_emulator.engine.description import JsonObject, resolve
from contentstack_cma_emulator.engine.documents import Document


class KnownKeys:
    """Finds the keys of a body that one description has."""

    def __init__(self, document: JsonObject) -> None:
        self._document = document
        self._tags: dict[int, dict[Any, JsonObject]] = {}

    def keep_known(self, schema: JsonObject, body: Document) -> Document:
        """Return a body without the keys that its schema does not have."""
        return cast("Document", self._keep_known(schema, body))

    def _keep_known(self, schema: JsonObject, value: Any) -> Any:
        if not isinstance(value, dict | list):
            return value
        schema = self._choose_member(resolve(self._document, schema), cast("Document | list[Any]", value))
        if isinstance(value, list):
            return [self._keep_known(schema.get("items", {}), item) for item in cast("list[object]", value)]
        fields, properties = cast("Document", value), self._find_properties(schema)
        if properties is None:
            return fields
        return {name: self._keep_known(properties[name], inner) for name, inner in fields.items() if name in properties}

    def _find_properties(self, schema: JsonObject) -> Mapping[str, JsonObject] | None:
        """Return the described properties of an object, or None if all keys are kept."""
        is_free = schema.get("x-free-form") or isinstance(schema.get("additionalProperties"), dict)
        return None if is_free else schema.get("properties")

    def _choose_member(self, schema: JsonObject, value: Document | list[Any]) -> JsonObject:
        """Return the member of a union that describes a value; an empty schema if there is not exactly one."""
        if "anyOf" not in schema:
            return schema
        if "discriminator" in schema and isinstance(value, dict):
            return self._choose_by_tag(schema, value)
        members = [resolve(self._document, member) for member in schema["anyOf"]]
        kind = "object" if isinstance(value, dict) else "array"
        fitting = [member for member in members if kind in member.get("type", "") or "anyOf" in member]
        return self._choose_member(fitting[0], value) if len(fitting) == 1 else {}

    def _choose_by_tag(self, schema: JsonObject, value: Document) -> JsonObject:
        """Return the member of a union with the right tag, or the last. The members are cached."""
        tag = schema["discriminator"]["propertyName"]
        members = self._tags.get(id(schema))
        if members is None:
            *tagged, last = (resolve(self._document, member) for member in schema["anyOf"])
            members = {member["properties"][tag]["const"]: member for member in tagged} | {None: last}
            self._tags[id(schema)] = members
        name: Any = value.get(tag)
        return members.get(name if isinstance(name, str) else None, members[None])
