"""Content types and global fields: in which order they are created, and with what."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .documents import (
    SERVER_KEYS,
    Document,
    get_document,
    get_documents,
    get_list,
    get_text,
    get_texts,
    is_document,
    is_list,
    omit,
)
from .fields import Schema, map_custom
from .uids import IsToCome, Keeper, Mapper, Note, Reference, Resolver, Rewritten, Uids
from .waves import plan_waves

SchemaKind = Literal["content_type", "global_field"]

ASSETS = "sys_assets"
"""The name of assets among the content types that rich text can embed."""

_SERVER_KEYS = SERVER_KEYS - {"uid"} | {
    "DEFAULT_ACL",
    "_metadata",
    "abilities",
    "extension_refs",
    "inbuilt_class",
    "labels",
    "last_activity",
    "maintain_revisions",
    "non_localizable_fields",
    "referred_content_types",
    "referred_global_fields",
    "tags",
}
_FIRST_FIELDS = ("title", "url")


@dataclass(frozen=True, slots=True, order=True)
class SchemaName:
    """A content type or global field.

    Attributes:
        kind: Which of the two.
        uid: Its uid, which is the same in source and target.
    """

    kind: SchemaKind
    uid: str


@dataclass(frozen=True, slots=True)
class SchemaOrder:
    """The order in which content types and global fields are created.

    Attributes:
        names: All of them. Each may be created once those before it exist.
        empty_first: Those that are created with `empty_schema`, and updated once all exist.
    """

    names: tuple[SchemaName, ...]
    empty_first: frozenset[SchemaName]


def order_schemas(content_types: Iterable[Document], global_fields: Iterable[Document]) -> SchemaOrder:
    """Return the order in which content types and global fields are created, so that few must be created empty.

    Examples:
        >>> person = {"uid": "person", "schema": [{"uid": "likes", "data_type": "reference", "reference_to": ["dish"]}]}
        >>> dish = {"uid": "dish", "schema": [{"uid": "cook", "data_type": "reference", "reference_to": ["person"]}]}
        >>> order = order_schemas([person, dish], [])
        >>> [name.uid for name in order.names], [name.uid for name in order.empty_first]
        (['person', 'dish'], ['person'])
    """
    needs = {SchemaName("global_field", get_text(each, "uid")): _find_needs(each) for each in global_fields}
    needs |= {SchemaName("content_type", get_text(each, "uid")): _find_needs(each) for each in content_types}
    plan = plan_waves(needs)
    return SchemaOrder(tuple(name for wave in plan.waves for name in wave), frozenset(plan.late))


def _find_needs(document: Document) -> list[SchemaName]:
    """Return what must exist before a schema is accepted."""
    found: list[SchemaName] = []
    for field in _walk(get_documents(document, "schema")):
        kind = get_text(field, "data_type")
        if kind == "global_field" or "data_type" not in field:  # a block that uses a global field has no data_type
            found += [SchemaName("global_field", uid) for uid in get_texts(field, "reference_to")]
        else:
            found += [SchemaName("content_type", uid) for uid in get_texts(field, "reference_to") if uid != ASSETS]
    return found


def _walk(schema: Schema) -> list[Document]:
    """Return all fields and blocks of a schema, without those inside global fields."""
    found: list[Document] = []
    for field in schema:
        found.append(field)
        if get_text(field, "data_type") != "global_field" and not _is_shared_block(field):
            found += _walk(get_documents(field, "schema")) + _walk(get_documents(field, "blocks"))
    return found


def _is_shared_block(field: Document) -> bool:
    """Return whether a block uses a global field."""
    return "data_type" not in field and bool(get_text(field, "reference_to"))


def expand_schema(schema: Schema, global_fields: Mapping[str, Document]) -> list[dict[str, object]]:
    """Return a schema with the fields of its global fields in them.

    A global field that is not among `global_fields`, or that contains itself, keeps the `schema` it has.

    Args:
        schema: The fields of a content type.
        global_fields: Global fields by uid.
    """
    return [_expand(field, global_fields) for field in schema]


def _expand(field: Document, global_fields: Mapping[str, Document]) -> dict[str, object]:
    if get_text(field, "data_type") == "global_field" or _is_shared_block(field):
        uid = get_text(field, "reference_to")
        if uid not in global_fields:
            return dict(field)
        others = {name: each for name, each in global_fields.items() if name != uid}
        return {**field, "schema": expand_schema(get_documents(global_fields[uid], "schema"), others)}
    return _map_inner(field, lambda inner: _expand(inner, global_fields))


def _map_inner(field: Document, change: Callable[[Document], dict[str, object]]) -> dict[str, object]:
    """Return a field with all fields and blocks in it changed."""
    changed = dict(field)
    for key in ("schema", "blocks"):
        if is_list(field.get(key)):
            changed[key] = [change(each) if is_document(each) else each for each in get_list(field, key)]
    return changed


def rewrite_schema(document: Document, uids: Uids, is_to_come: IsToCome = lambda _uid: False) -> Rewritten:
    """Return a content type or global field in the form in which it is created or updated.

    Field rules may compare with entries, which are created after content types: such a rule keeps the uid of the
    source, `missing` has the entries, and `late_fields` has `field_rules`.

    Examples:
        >>> from contentstack_cma_toolkit.transfer.mapping import UidTable
        >>> field = {"uid": "colour", "data_type": "text", "extension_uid": "blt1"}
        >>> content_type = {"uid": "paint", "title": "Paint", "_version": 3, "schema": [field]}
        >>> rewrite_schema(content_type, UidTable({"extension": {"blt1": "blt9"}})).fields
        {'uid': 'paint', 'title': 'Paint', 'schema': [{'uid': 'colour', 'data_type': 'text', 'extension_uid': 'blt9'}]}

    Args:
        document: The content type or global field as exported.
        uids: The uids of the target.
        is_to_come: Says whether an entry of the source will be created later. Default: none.
    """
    mapper = Mapper(uids, is_to_come)
    fields = omit(document, _SERVER_KEYS)
    if is_list(document.get("schema")):
        fields["schema"] = [_map_field(field, mapper) for field in get_documents(document, "schema")]
    before_rules = set(mapper.missing)
    if is_list(document.get("field_rules")):
        fields["field_rules"] = [_map_rule(rule, mapper) for rule in get_list(document, "field_rules")]
    late = ["schema"] if before_rules else []
    return mapper.finish(fields, late + (["field_rules"] if set(mapper.missing) - before_rules else []))


def _map_field(field: Document, resolver: Resolver) -> dict[str, object]:
    if get_text(field, "data_type") == "global_field" or _is_shared_block(field):
        return omit(field, {"schema"})
    changed = _map_inner(field, lambda inner: _map_field(inner, resolver))
    if get_text(field, "extension_uid"):
        changed["extension_uid"] = resolver.resolve(Reference("extension", get_text(field, "extension_uid")))
    if is_list(field.get("plugins")):
        changed["plugins"] = [_map_plugin(each, resolver) for each in get_list(field, "plugins")]
    if "config" in field:
        changed["config"] = map_custom(field["config"], resolver)
    return changed | _map_default(field, resolver)


def _map_plugin(plugin: object, resolver: Resolver) -> object:
    return resolver.resolve(Reference("extension", plugin)) if isinstance(plugin, str) and plugin else plugin


def _map_default(field: Document, resolver: Resolver) -> dict[str, object]:
    metadata = get_document(field, "field_metadata")
    if "default_value" not in metadata:
        return {}
    return {"field_metadata": {**metadata, "default_value": map_custom(metadata["default_value"], resolver)}}


def _map_rule(rule: object, resolver: Resolver) -> object:
    if not is_document(rule) or not is_list(rule.get("conditions")):
        return rule
    conditions = [_map_condition(each, resolver) for each in get_list(rule, "conditions")]
    return {**rule, "conditions": conditions}


def _map_condition(condition: object, resolver: Resolver) -> object:
    if not is_document(condition) or "value" not in condition:
        return condition
    return {**condition, "value": _map_rule_value(condition["value"], resolver)}


def _map_rule_value(value: object, resolver: Resolver) -> object:
    """Return what a field is compared with. Several uids are joined by dots."""
    if isinstance(value, str):
        return ".".join(_map_known(part, resolver) for part in value.split("."))
    if is_list(value):
        return [_map_rule_value(item, resolver) for item in value]
    return map_custom(value, resolver)


def _map_known(part: str, resolver: Resolver) -> str:
    reference = resolver.recognize(part) if part else None
    return part if reference is None else Keeper(resolver).resolve(reference)


def omit_unknown_types(document: Document, known: Collection[str]) -> Rewritten:
    """Return a schema whose fields refer only to content types that exist, with a note on each of the others.

    A stack keeps schemas that refer to content types which were deleted, but accepts no new ones.

    Args:
        document: The content type or global field as exported.
        known: Uids of content types.
    """
    unknown: dict[str, None] = {}

    def change(field: Document) -> dict[str, object]:
        changed = _map_inner(field, change)
        if is_list(field.get("reference_to")):
            kept = [each for each in get_texts(field, "reference_to") if each in known or each == ASSETS]
            unknown.update(dict.fromkeys(each for each in get_texts(field, "reference_to") if each not in kept))
            changed["reference_to"] = kept
        return changed

    changed = _map_inner(document, change)
    text = "refers to the content type {!r}, which exists neither in the export nor in the target; this was left out"
    notes = tuple(Note("content_type", uid, text.format(uid)) for uid in unknown)
    return Rewritten(changed, notes=notes)


def empty_schema(document: Document) -> dict[str, object]:
    """Return the smallest form of a content type or global field that can be created, to be updated later.

    Examples:
        >>> fields = [{"uid": "title", "data_type": "text"}, {"uid": "cook", "data_type": "reference"}]
        >>> empty_schema({"uid": "dish", "title": "Dish", "schema": fields, "field_rules": []})
        {'uid': 'dish', 'title': 'Dish', 'schema': [{'uid': 'title', 'data_type': 'text'}]}

    Args:
        document: The content type or global field as exported.
    """
    fields = omit(document, _SERVER_KEYS | {"field_rules", "global_field_refs"})
    return {**fields, "schema": _choose_first_fields(get_documents(document, "schema"))}


def _choose_first_fields(schema: Sequence[Document]) -> list[Document]:
    first = [field for field in schema if get_text(field, "uid") in _FIRST_FIELDS and _is_plain(field)]
    return first or [next((field for field in schema if _is_plain(field)), _PLACEHOLDER)]


def _is_plain(field: Document) -> bool:
    return get_text(field, "data_type") in {"text", "number", "boolean", "isodate"} and not (
        field.get("extension_uid") or field.get("reference_to")
    )


_PLACEHOLDER: Document = {"uid": "title", "display_name": "Title", "data_type": "text"}
