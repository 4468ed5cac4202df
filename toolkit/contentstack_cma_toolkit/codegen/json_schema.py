"""JSON Schema of the entries of a content type, as they are written. No I/O.

    from contentstack_cma_toolkit.codegen.json_schema import build_json_schema
    from contentstack_cma_toolkit.pull import pull_model

    schema = build_json_schema(pull_model(stack), "blog_post")

It is meant for forms, and for language models that fill them. What a JSON Schema cannot say is in the descriptions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..model import (
    Block,
    Blocks,
    Choice,
    Custom,
    Date,
    Embed,
    Field,
    File,
    Group,
    Html,
    Markdown,
    Model,
    Other,
    Reference,
    RichText,
    Select,
    Taxonomies,
    TaxonomyRule,
    list_embedded,
)
from .json_schema_values import JsonSchema, build_closed, build_value
from .limits import MOST_INSTANCES, MOST_TERMS, list_few_terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contentstack_cma.types import JsonValue

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_NO_TEXT: tuple[Any, ...] = (None, "")
_NO_ITEMS: tuple[Any, ...] = (None, [])
_METADATA: JsonSchema = {"type": "object", "description": "Set by the server. Leave it out of what is new."}
_TAGS: JsonSchema = {"type": "array", "items": {"type": "string", "maxLength": 50}, "maxItems": 50}
_RICH_TEXT = 'JSON rich text, as in {"type": "doc", "children": [{"type": "p", "children": [{"text": "Hello"}]}]}.'


def build_json_schema(model: Model, content_type_uid: str) -> dict[str, JsonValue]:
    """Return the JSON Schema, draft 2020-12, of what is sent to create an entry.

    An entry that the API accepts is valid, if its values are in the form in which they are read: references are a list,
    each with its content type. Not all valid ones are accepted: that a value is unique, and that an asset
    or entry exists, only the API knows. Fields that are not required can be null. `format` is an annotation: the API
    takes dates with and without a time. Patterns of fields that Python cannot compile are left out.

    Args:
        model: The model, with the global fields of the content type. Of taxonomies that it lacks, or that have many
            terms, all terms are valid.
        content_type_uid: Uid of the content type.

    Returns:
        The schema. Global fields are in its `$defs`.

    Raises:
        ValueError: The model does not have the content type.
    """
    content_type = model.find_content_type(content_type_uid)
    if content_type is None:
        known = ", ".join(each.uid for each in model.content_types) or "none"
        raise ValueError(f"the model has no content type {content_type_uid!r}; it has {known}")
    builder = _Builder(model)
    built = builder.build_object(content_type.fields, has_defaults=True)
    del built["properties"]["_metadata"]
    built["properties"].setdefault("tags", {"title": "Tags", **_TAGS})
    head = {"$schema": DIALECT, **_describe(content_type.title, content_type.description)}
    definitions = builder.build_definitions(content_type.fields)
    return {**head, **built, **({"$defs": definitions} if definitions else {})}


class _Builder:
    """Builds schemas of fields.

    Args:
        model: The model that has the global fields and taxonomies.
    """

    def __init__(self, model: Model) -> None:
        self._model = model

    def build_definitions(self, fields: Sequence[Field]) -> JsonSchema:
        """Return the schemas of the global fields that fields need, by uid."""
        found: JsonSchema = {}
        missing = [uid for _, uid in list_embedded(fields)]
        while missing:
            uid = missing.pop()
            if uid in found:
                continue
            global_field = self._model.find_global_field(uid)
            if global_field is None:
                found[uid] = {"type": "object", "description": f"The global field {uid!r} is not in the model."}
                continue
            described = _describe(global_field.title, global_field.description)
            found[uid] = {**described, **self.build_object(global_field.fields)}
            missing += [inner for _, inner in list_embedded(global_field.fields)]
        return dict(sorted(found.items()))

    def build_object(self, fields: Sequence[Field], *, has_defaults: bool = False) -> JsonSchema:
        """Return the schema of an object with fields.

        Args:
            fields: The fields.
            has_defaults: Whether the server sets the default values of fields that are missing.
        """
        required = [each.uid for each in fields if each.required and not (has_defaults and _has_default(each))]
        return {
            "type": "object",
            "properties": {**{each.uid: self._build_field(each) for each in fields}, "_metadata": _METADATA},
            **({"required": required} if required else {}),
            "additionalProperties": False,
        }

    def _build_field(self, field: Field) -> JsonSchema:
        item = self._build_value(field)
        built = _build_list(field, item) if field.is_list and _is_known(field) else _require_value(field, item)
        return {**_describe(field.name, _explain(field)), **built, **_write_default(field)}

    def _build_value(self, field: Field) -> JsonSchema:
        """Return the schema of one value of a field."""
        if isinstance(field, Embed):
            return {"$ref": f"#/$defs/{field.global_field}"}
        if isinstance(field, Group):
            return self.build_object(field.fields)
        if isinstance(field, Blocks):
            return _choose([self._build_block(each) for each in field.blocks])
        if isinstance(field, Taxonomies):
            return _choose([self._build_term(each) for each in field.taxonomies])
        return build_value(field)

    def _build_block(self, block: Block) -> JsonSchema:
        if block.global_field is None:
            inner = self.build_object(block.fields)
        else:
            inner = {"$ref": f"#/$defs/{block.global_field}"}
        return {"title": block.title, **build_closed({block.uid: inner})}

    def _build_term(self, rule: TaxonomyRule) -> JsonSchema:
        terms = list_few_terms(self._model, rule.taxonomy)
        uid: JsonSchema = {"type": "string", "minLength": 1} if terms is None else {"enum": terms}
        return build_closed({"taxonomy_uid": {"const": rule.taxonomy}, "term_uid": uid})


def _describe(title: str, description: str) -> JsonSchema:
    return {"title": title, **({"description": description} if description else {})}


def _explain(field: Field) -> str:
    """Return the help text of a field, with what the schema cannot say."""
    parts = [field.help]
    if isinstance(field, Select):
        parts += [f"{each.value}: {each.label}." for each in field.choices if isinstance(each, Choice) and each.label]
    if field.unique:
        parts.append("No other entry has the same value.")
    if isinstance(field, Date):
        parts += [f"Not before {field.earliest}."] if field.earliest else []
        parts += [f"Not after {field.latest}."] if field.latest else []
    if isinstance(field, Html):
        parts.append("HTML.")
    if isinstance(field, Markdown):
        parts.append("Markdown.")
    if isinstance(field, File):
        parts.append(f"Uid of an {'image' if field.images_only else 'asset'}.")
    if isinstance(field, RichText):
        parts.append(_RICH_TEXT)
    return " ".join(part for part in parts if part)


def _is_known(field: Field) -> bool:
    """Return whether the form of the value is known: of references that an extension edits, it is not."""
    return not isinstance(field, Other) and not (isinstance(field, Custom) and field.kind == "reference")


def _require_value(field: Field, built: JsonSchema) -> JsonSchema:
    """Return the schema of a value that can be missing if the field is not required."""
    if not field.required:
        return _allow_nothing(built)
    if not built:
        return {"not": {"enum": [*_NO_TEXT, []]}}
    is_text = built.get("type") == "string"
    return {**built, "minLength": max(1, built.get("minLength", 0))} if is_text else built


def _allow_nothing(built: JsonSchema) -> JsonSchema:
    """Return the schema of a value that can be missing: null, or an empty text."""
    if not built:
        return {}
    if "enum" in built:
        nothing = _NO_TEXT if all(isinstance(each, str) for each in built["enum"]) else (None,)
        return {**built, "enum": [*built["enum"], *(each for each in nothing if each not in built["enum"])]}
    if "type" not in built:
        return {"anyOf": [built, {"type": "null"}]}
    if "pattern" in built or "minLength" in built:
        return {"anyOf": [built, {"enum": list(_NO_TEXT)}]}
    return {**built, "type": [*_list_types(built), "null"]}


def _list_types(built: JsonSchema) -> list[str]:
    found: str | list[str] = built["type"]
    return [found] if isinstance(found, str) else found


def _build_list(field: Field, item: JsonSchema) -> JsonSchema:
    least, most = field.min_instances or 0, _find_most(field)
    built: JsonSchema = {"type": "array", "items": item or True}
    if not item and isinstance(field, Blocks | Reference | Taxonomies):
        built["items"] = False
    if least := max(least, 1 if field.required else 0):
        built["minItems"] = least
    if most is not None:
        built["maxItems"] = most
    counts = [found for each in _list_rules(field) if (found := _count_terms(each))]
    if counts:
        built["allOf"] = counts
    if field.required:
        return built
    if least or any("minContains" in each for each in counts):
        return {"anyOf": [built, {"enum": list(_NO_ITEMS)}]}
    return {**built, "type": ["array", "null"]}


def _find_most(field: Field) -> int | None:
    """Return how many values a field can have."""
    if isinstance(field, Taxonomies):
        return MOST_TERMS
    if isinstance(field, Reference):
        return field.max_instances if field.multiple else 1
    return min(field.max_instances or MOST_INSTANCES, MOST_INSTANCES)


def _list_rules(field: Field) -> Iterable[TaxonomyRule]:
    return field.taxonomies if isinstance(field, Taxonomies) else ()


def _count_terms(rule: TaxonomyRule) -> JsonSchema:
    """Return the schema of how many terms of a taxonomy there can be; empty if any number can."""
    most = rule.max_terms or (None if rule.multiple else 1)
    if most is None and not rule.required:
        return {}
    return {
        "contains": {"properties": {"taxonomy_uid": {"const": rule.taxonomy}}},
        "minContains": 1 if rule.required else 0,
        **({} if most is None else {"maxContains": most}),
    }


def _choose(built: Sequence[JsonSchema]) -> JsonSchema:
    """Return the schema of a value that is one of several; an empty one if there are none."""
    return built[0] if len(built) == 1 else {"oneOf": list(built)} if built else {}


def _has_default(field: Field) -> bool:
    return getattr(field, "default", None) not in (None, "", [])


def _write_default(field: Field) -> JsonSchema:
    """Return the default value, if it is one that an entry can have."""
    default = getattr(field, "default", None)
    is_scalar = isinstance(default, str | int | float) and default != ""
    return {"default": default} if is_scalar and not field.is_list else {}


__all__ = ["DIALECT", "build_json_schema"]
