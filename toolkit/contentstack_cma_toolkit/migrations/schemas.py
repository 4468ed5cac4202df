"""Read and change schemas in the form in which the API writes them. No I/O."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any, Protocol, cast

from .errors import StepError
from .target import Definition

_WRITTEN = ("uid", "title", "description", "schema", "options", "field_rules")
"""Keys of a content type or global field that are written. The server keeps the others."""

Schema = Sequence[Mapping[str, Any]]


class Declaration(Protocol):
    """A declared content type, global field or field, which knows its form in the API."""

    def to_wire(self) -> Mapping[str, Any]:
        """Return it as the API writes it."""
        ...


Declared = Mapping[str, Any] | Declaration
"""A content type, global field or field: as the API writes it, or as a declaration."""


def to_wire(declared: Declared) -> Definition:
    """Return a declaration as the API writes it.

    Raises:
        TypeError: It is neither a mapping nor a declaration.
        ValueError: It has no uid.
    """
    wire = declared if isinstance(declared, Mapping) else _call_to_wire(declared)
    definition = deepcopy(dict(wire))
    if not isinstance(definition.get("uid"), str) or not definition["uid"]:
        raise ValueError(f"a definition needs a uid: {definition!r} has none")
    return definition


def _call_to_wire(declared: object) -> Mapping[str, Any]:
    function = getattr(declared, "to_wire", None)
    if not callable(function):
        raise TypeError(f"a definition must be a mapping, or have a method to_wire(), not {type(declared).__name__}")
    return cast("Mapping[str, Any]", function())


def to_field(declared: Declared) -> Definition:
    """Return the declaration of a field as the API writes it, with a display name."""
    field = to_wire(declared)
    if "data_type" not in field:
        raise ValueError(f"the field {field['uid']!r} needs a data_type, such as 'text'")
    return {"display_name": field["uid"].replace("_", " ").capitalize(), **field}


def select_written(definition: Mapping[str, Any]) -> Definition:
    """Return what is written of a content type or global field that was read."""
    return deepcopy({name: definition[name] for name in _WRITTEN if name in definition})


def get_schema(definition: Mapping[str, Any]) -> list[Definition]:
    """Return the fields of a content type, a global field or a group."""
    return list_items(definition, "schema")


def list_items(definition: Mapping[str, Any], key: str) -> list[Definition]:
    """Return the objects under a key; none if it is missing or null."""
    items: list[Definition] = definition.get(key) or []
    return list(items)


def find_field(schema: Iterable[Definition], uid: str) -> Definition | None:
    """Return a field; None if it is not in the schema."""
    return next((field for field in schema if field["uid"] == uid), None)


def put_field(schema: Schema, field: Definition, after: str | None = None) -> list[Definition]:
    """Return a schema with a field: merged into the one with the same uid, or else after another one.

    Args:
        schema: The schema.
        field: The field.
        after: Uid of the field before it. Default: it comes last.
    """
    fields = [dict(each) for each in schema]
    uids = [each["uid"] for each in fields]
    if field["uid"] in uids:
        fields[uids.index(field["uid"])] |= deepcopy(field)  # the server may have added keys
        return fields
    place = uids.index(after) + 1 if after in uids else len(fields)
    return [*fields[:place], deepcopy(field), *fields[place:]]


def drop_fields(definition: Mapping[str, Any], uids: Iterable[str]) -> list[Definition]:
    """Return the schema of a content type without some fields.

    Raises:
        StepError: A field cannot be removed: the title, and the URL of pages.
    """
    dropped = set(uids)
    options: Mapping[str, Any] = definition.get("options") or {}
    always = {"title", "url"} if options.get("is_page") else {"title"}
    if kept := sorted(dropped & always):
        raise StepError(
            f"the field {kept[0]!r} cannot be removed: pass keep=True to a step that copies its value, or leave it"
        )
    return [dict(field) for field in get_schema(definition) if field["uid"] not in dropped]


def relax(field: Definition) -> Definition:
    """Return a field that need not have a value yet, at any depth."""
    relaxed = {**field, "mandatory": False, "unique": False}
    if field["data_type"] == "group":
        relaxed["schema"] = [relax(inner) for inner in get_schema(field)]
    return relaxed


def describe_kind(field: Mapping[str, Any]) -> tuple[object, ...]:
    """Return what a value of a field looks like: fields of the same kind have the same values."""
    metadata: Mapping[str, Any] = field.get("field_metadata") or {}
    is_multiple = field["data_type"] in {"blocks", "reference", "taxonomy"} or bool(field.get("multiple"))
    return (
        field["data_type"],
        is_multiple,
        bool(field.get("enum")),
        bool(metadata.get("allow_rich_text")),
        bool(metadata.get("allow_json_rte")),
        field.get("extension_uid") or None,
        field.get("reference_to") if field["data_type"] == "global_field" else None,
    )


def require_kind(content_type: str, field: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Check that a field is of a kind.

    Raises:
        StepError: It is not.
    """
    if describe_kind(field) != describe_kind(wanted):
        raise StepError(
            f"the content type {content_type!r} has a field {field['uid']!r} already, of another kind "
            f"({field['data_type']} instead of {wanted['data_type']}): choose another uid, or change its kind first"
        )


def rename_in_rules(definition: Mapping[str, Any], renamed: Mapping[str, str]) -> Definition:
    """Return a content type whose field rules name fields by their new uids.

    Args:
        definition: The content type.
        renamed: The new uids by the old ones.
    """
    rules = deepcopy(list_items(definition, "field_rules"))
    for rule in rules:
        for part, key in _list_rule_parts(rule):
            part[key] = renamed.get(part[key], part[key])
    return {**definition, **({"field_rules": rules} if rules else {})}


def list_rule_fields(definition: Mapping[str, Any]) -> set[str]:
    """Return the paths of the fields that field rules name."""
    rules = list_items(definition, "field_rules")
    return {str(part[key]) for rule in rules for part, key in _list_rule_parts(rule)}


def _list_rule_parts(rule: Definition) -> list[tuple[Definition, str]]:
    """Return the parts of a field rule that name a field, each with the key of the name."""
    conditions = [(part, "operand_field") for part in list_items(rule, "conditions")]
    actions = [(part, "target_field") for part in list_items(rule, "actions")]
    return [(part, key) for part, key in (*conditions, *actions) if key in part]


def find_lost_fields(before: Schema, after: Schema) -> list[str]:
    """Return the uids of top-level fields that lose values, wholly or in part, if one schema replaces another."""
    fields = {field["uid"]: field for field in after}
    return [field["uid"] for field in before if _loses(field, fields.get(field["uid"]))]


def _loses(old: Mapping[str, Any], new: Mapping[str, Any] | None) -> bool:
    if new is None or old["data_type"] != new["data_type"] or bool(old.get("multiple")) != bool(new.get("multiple")):
        return True
    if old["data_type"] == "blocks":
        blocks = {block["uid"]: block for block in list_items(new, "blocks")}
        return any(
            block["uid"] not in blocks or find_lost_fields(get_schema(block), get_schema(blocks[block["uid"]]))
            for block in list_items(old, "blocks")
        )
    return old["data_type"] == "group" and bool(find_lost_fields(get_schema(old), get_schema(new)))
