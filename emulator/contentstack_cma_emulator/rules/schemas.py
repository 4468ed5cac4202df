"""The rules that the schema of a content type or of a global field must keep."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import NOT_VALID, REQUIRED
from contentstack_cma_emulator.rules.fields import Schema, mapped, reference_targets, walk

Errors = dict[str, list[str]]

UID = re.compile(r"[a-z0-9_]+")
FIELD_UID = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

SYSTEM_FIELDS = frozenset(
    (
        "uid",
        "locale",
        "created_at",
        "created_by",
        "updated_at",
        "updated_by",
        "ACL",
        "_version",
        "_in_progress",
        "_metadata",
        "publish_details",
        "_workflow",
        "_branch",
        "_embedded_items",
        "_content_type_uid",
    )
)
"""What an entry has of its own, so that no field may be called so."""

FIELD_DEFAULTS: Document = {"mandatory": False, "unique": False, "non_localizable": False, "multiple": False}


@dataclass(frozen=True, slots=True)
class Known:
    """What a schema may name: uids of content types, of global fields and of taxonomies."""

    content_types: Container[str]
    global_fields: Container[str]
    taxonomies: Container[str]


def is_uid(uid: str) -> bool:
    """Answer whether a text can be the uid of a content type or of a global field."""
    return UID.fullmatch(uid) is not None


def unreadable(schema: Any) -> str | None:
    """Answer why a value is no list of fields at all, or None; the other rules take only what is one."""
    if not isinstance(schema, list):
        return REQUIRED
    return next(_unreadable(cast("Sequence[Any]", schema)), None)


def broken_rules(schema: Schema, known: Known) -> list[str]:
    """Answer what is wrong with the fields of a schema."""
    return [*_wrong_uids(schema, ""), *_wrong_names(schema, known)]


def missing_fields(schema: Schema, options: Document) -> Errors:
    """Answer which of the fields are missing that a content type must have: `title`, and `url` for a webpage."""
    uids = {field["uid"] for field in schema}
    errors: Errors = {}
    if "title" not in uids:
        errors["content_type"] = ["should have a 'title' field."]
    if options.get("is_page") and "url" not in uids:
        errors["schema"] = ["should have a 'url' field."]
    return errors


def completed(schema: Schema) -> list[Document]:
    """Answer a schema in which every field says whether it is mandatory, unique, multiple and not localizable."""
    fields = [mapped(field, completed) for field in schema]
    return [field | {name: value for name, value in FIELD_DEFAULTS.items() if name not in field} for field in fields]


def referred_content_types(schema: Schema) -> set[str]:
    """Answer the uids of the content types that a schema refers to or lets be embedded."""
    return {
        uid for _, field in walk(schema) if field["data_type"] != "global_field" for uid in reference_targets(field)
    }


def global_field_uses(schema: Schema, path: str = "") -> Iterator[tuple[str, str]]:
    """Go through the places that take a global field in: its uid and the path, such as `schema.3.schema.4`."""
    for index, field in enumerate(schema):
        here = f"{path}schema.{index}"
        if field["data_type"] == "global_field":
            yield from ((uid, here) for uid in reference_targets(field))
        else:
            yield from global_field_uses(field.get("schema") or (), f"{here}.")
        for number, block in enumerate(field.get("blocks") or ()):
            where = f"{here}.blocks.{number}"
            source: str | None = block.get("reference_to")
            if source:
                yield source, where
            else:
                yield from global_field_uses(block.get("schema") or (), f"{where}.")


def _unreadable(schema: Sequence[Any]) -> Iterator[str]:
    """Go through what keeps a schema from being read at all."""
    for field in schema:
        if not isinstance(field, dict):
            yield "should hold objects."
            return
        source = cast("Document", field)
        if not isinstance(source.get("uid"), str) or not isinstance(source.get("data_type"), str):
            yield "should hold fields with a uid and a data_type."
            return
        yield from _unreadable_inside(source)


def _unreadable_inside(field: Document) -> Iterator[str]:
    if field.get("schema") is not None:
        yield from _unreadable_list(field["schema"])
    if field.get("blocks") is None:
        return
    blocks = field["blocks"]
    if not isinstance(blocks, list) or not all(_is_block(block) for block in cast("Sequence[Any]", blocks)):
        yield "should hold blocks with a uid."
        return
    for block in cast("list[Document]", blocks):
        yield from _unreadable_list(block.get("schema") or [])


def _unreadable_list(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        yield from _unreadable(cast("Sequence[Any]", schema))
    else:
        yield "should be a list of fields."


def _is_block(block: Any) -> bool:
    return isinstance(block, dict) and isinstance(cast("Document", block).get("uid"), str)


def _wrong_uids(schema: Schema, path: str) -> Iterator[str]:
    yield from _repeated(schema, path)
    for field in schema:
        here = f"{path}{field['uid']}"
        if not FIELD_UID.fullmatch(field["uid"]) or (not path and field["uid"] in SYSTEM_FIELDS):
            yield f"has a field '{here}' whose uid {NOT_VALID}"
        yield from _wrong_uids(field.get("schema") or (), f"{here}.")
        blocks = field.get("blocks") or ()
        yield from _repeated(blocks, f"{here}.")
        for block in blocks:
            yield from _wrong_uids(block.get("schema") or (), f"{here}.{block['uid']}.")


def _repeated(fields: Schema, path: str) -> Iterator[str]:
    for uid, count in Counter(field["uid"] for field in fields).items():
        if count > 1:
            yield f"has the uid '{path}{uid}' more than once."


def _wrong_taxonomies(path: str, field: Document, known: Known) -> Iterator[str]:
    taxonomies: Any = field.get("taxonomies")
    if not isinstance(taxonomies, list) or not taxonomies:
        yield f"has a field '{path}' that takes terms from no taxonomy."
        return
    for taxonomy in cast("Sequence[Any]", taxonomies):
        uid: Any = cast("Document", taxonomy).get("taxonomy_uid") if isinstance(taxonomy, dict) else None
        if not isinstance(uid, str) or uid not in known.taxonomies:
            yield f"has a field '{path}' that takes terms from the taxonomy '{uid}', which does not exist."


def _wrong_names(schema: Schema, known: Known) -> Iterator[str]:
    for path, field in walk(schema):
        if field["data_type"] == "reference":
            for uid in reference_targets(field):
                if uid not in known.content_types:
                    yield f"has a field '{path}' that refers to the content type '{uid}', which does not exist."
        elif field["data_type"] == "taxonomy":
            yield from _wrong_taxonomies(path, field, known)
    for uid, _ in global_field_uses(schema):
        if uid not in known.global_fields:
            yield f"takes in the global field '{uid}', which does not exist."
