"""The values of an entry, field by field, with other references."""

from collections.abc import Callable, Sequence

from .documents import Document, get_document, get_documents, get_text, get_texts, is_document, is_list
from .html import map_html
from .rich_text import map_document
from .texts import map_custom_text, map_uid, map_urls
from .uids import Keeper, Reference, Resolver

Schema = Sequence[Document]
METADATA = "_metadata"
"""The key with the uid of an instance of a group or a block, which stays the same."""

REFERENCE_KEYS = ("uid", "_content_type_uid")


def map_fields(schema: Schema, values: Document, resolver: Resolver) -> dict[str, object]:
    """Return the values of the fields of a schema, in the form in which they are written.

    Values of other fields are left out, as the server ignores them. A group or global field without a schema is
    treated as a custom field.
    """
    fields = {get_text(field, "uid"): field for field in schema}
    return {
        name: map_value(fields[name], value, resolver) if name in fields else value
        for name, value in values.items()
        if name in fields or name == METADATA
    }


def map_value(field: Document, value: object, resolver: Resolver) -> object:
    """Return the value of a field. What is mandatory keeps its references, so that it does not become empty."""
    if value is None:
        return None
    changed = _map_any(field, value, resolver)
    if _is_lacking(field, value, changed):
        return _map_any(field, value, Keeper(resolver))
    return changed


def _is_lacking(field: Document, before: object, after: object) -> bool:
    if not before or before == after:
        return False
    least = field.get("min_instance")
    if isinstance(least, int) and is_list(before) and is_list(after):
        return len(after) < min(least, len(before)) or (bool(field.get("mandatory")) and not after)
    return bool(field.get("mandatory")) and not after


def _map_any(field: Document, value: object, resolver: Resolver) -> object:
    map_item = _map_unknown if is_custom(field) else _KINDS.get(get_text(field, "data_type"), _map_unknown)
    if not is_list(value):
        return map_item(field, value, resolver)
    changed = [(item, map_item(field, item, resolver)) for item in value]
    return [after for before, after in changed if after is not None or before is None]


def is_custom(field: Document) -> bool:
    """Return whether an extension edits the values of a field."""
    return bool(field.get("extension_uid"))


def map_custom(value: object, resolver: Resolver) -> object:
    """Return the value of a custom field, of which nothing is known but that uids and URLs may be in it."""
    if isinstance(value, str):
        return map_custom_text(value, resolver)
    if is_list(value):
        return [map_custom(item, resolver) for item in value]
    if is_document(value):
        return {map_uid(key, resolver): map_custom(item, resolver) for key, item in value.items()}
    return value


def _map_reference(field: Document, value: object, resolver: Resolver) -> object:
    """Return a reference as it was given: an object, or a bare uid in old fields. None leaves it out."""
    targets = get_texts(field, "reference_to")
    only = targets[0] if len(targets) == 1 else None
    if isinstance(value, str) and value:
        return resolver.resolve(Reference("entry", value, only))
    if not is_document(value) or not get_text(value, "uid"):
        return value
    content_type = get_text(value, "_content_type_uid") or only
    uid = resolver.resolve(Reference("entry", get_text(value, "uid"), content_type))
    if uid is None:
        return None
    return {"uid": uid} if content_type is None else {"uid": uid, "_content_type_uid": content_type}


def _map_file(_field: Document, value: object, resolver: Resolver) -> object:
    uid = get_text(value, "uid") if is_document(value) else value
    return resolver.resolve(Reference("asset", uid)) if isinstance(uid, str) and uid else value


def _map_text(_field: Document, value: object, resolver: Resolver) -> object:
    return map_html(value, resolver) if isinstance(value, str) else value


def _map_link(_field: Document, value: object, resolver: Resolver) -> object:
    if not is_document(value):
        return value
    return {key: map_urls(item, resolver) if isinstance(item, str) else item for key, item in value.items()}


def _map_json(field: Document, value: object, resolver: Resolver) -> object:
    is_rich_text = bool(get_document(field, "field_metadata").get("allow_json_rte"))
    if is_rich_text and is_document(value):
        return map_document(value, resolver)
    return map_custom(value, resolver)


def _map_group(field: Document, value: object, resolver: Resolver) -> object:
    if not is_document(value) or not is_list(field.get("schema")):
        return map_custom(value, resolver)
    return map_fields(get_documents(field, "schema"), value, resolver)


def _map_block(field: Document, value: object, resolver: Resolver) -> object:
    """Return a block: an object with the uid of the block as its key."""
    if not is_document(value):
        return value
    blocks = {get_text(block, "uid"): block for block in get_documents(field, "blocks")}
    return {
        name: _map_group(blocks.get(name, {}), inner, resolver) if name != METADATA else inner
        for name, inner in value.items()
    }


def _keep(_field: Document, value: object, _resolver: Resolver) -> object:
    return value


def _map_unknown(_field: Document, value: object, resolver: Resolver) -> object:
    return map_custom(value, resolver)


_KINDS: dict[str, Callable[[Document, object, Resolver], object]] = {
    "blocks": _map_block,
    "boolean": _keep,
    "file": _map_file,
    "global_field": _map_group,
    "group": _map_group,
    "isodate": _keep,
    "json": _map_json,
    "link": _map_link,
    "number": _keep,
    "reference": _map_reference,
    "taxonomy": _keep,
    "text": _map_text,
}
