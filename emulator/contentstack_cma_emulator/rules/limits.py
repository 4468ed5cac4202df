"""Limits of single documents that the OpenAPI description cannot express. They are the same on every plan.

`engine/plan.py` limits the number of documents of a kind.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine.documents import Document, as_list, is_list_of_texts
from contentstack_cma_emulator.engine.errors import Errors, too_long, too_many
from contentstack_cma_emulator.rules.fields import (
    GlobalFields,
    GlobalFieldsWith,
    Schema,
    expand_global_fields,
    is_rich_text,
    walk_fields,
)
from contentstack_cma_emulator.rules.schemas import find_global_field_uses

MAX_FIELDS = 500
MAX_GLOBAL_FIELDS = 25
MAX_GLOBAL_FIELD_LEVELS = 5
MAX_RICH_TEXT_FIELDS = 15
MAX_TAXONOMY_FIELDS = 1
MAX_DISPLAY_NAME = 200
MAX_RULE_PARTS = 5
"""The maximum number of conditions, and of targets, in a field rule."""

MAX_INSTANCES = 100
"""The maximum number of values of a multiple field, and of modular blocks."""

MAX_TERMS = 25
"""The maximum number of terms of an entry. A content type has at most one taxonomy field."""

MAX_TAGS = 50
MAX_TAG = 50

MAX_TERM_LEVELS = 10
MAX_RELEASE_ITEMS = 500
MAX_SLUG = 255

MEGABYTE = 1024 * 1024
MAX_FILE = 100 * MEGABYTE


def check_content_type_limits(
    schema: Schema, rules: Sequence[Document], global_fields: GlobalFields
) -> Iterator[tuple[str, str]]:
    """Yield the limits that a content type exceeds, as the key concerned and a message.

    The fields of the global fields in its schema count as its own. `rules` are its field rules.
    """
    yield from (("schema", text) for text in check_field_counts(schema, global_fields))
    yield from (("schema", text) for text in check_field_details(schema))
    yield from (("field_rules", text) for rule in rules for text in _check_rule_limits(rule))


def check_field_counts(schema: Schema, global_fields: GlobalFields) -> list[str]:
    """Return a message for each limit on numbers of fields that the schema of a content type exceeds."""
    fields = [field for _, field in walk_fields(expand_global_fields(schema, global_fields))]
    counts = (
        (len(fields), MAX_FIELDS, "fields, with those of its global fields"),
        (len(list(find_global_field_uses(schema))), MAX_GLOBAL_FIELDS, "global fields"),
        (sum(map(is_rich_text, fields)), MAX_RICH_TEXT_FIELDS, "fields of JSON rich text"),
        (sum(field["data_type"] == "taxonomy" for field in fields), MAX_TAXONOMY_FIELDS, "taxonomy field"),
    )
    return [too_many(most, what) for count, most, what in counts if count > most]


def check_owners_limits(owners: Iterable[Document], before: GlobalFields, changed: Document) -> Iterator[str]:
    """Yield a message for each limit that one of the content types would exceed after a change of a global field."""
    after = GlobalFieldsWith(before, changed)
    for owner in owners:
        schema: Schema = owner["schema"]
        if next(find_global_field_uses(schema), None) is not None:
            new = set(check_field_counts(schema, after)) - set(check_field_counts(schema, before))
            yield from (f"is held by the content type '{owner['uid']}', which {text}" for text in sorted(new))


def check_global_field_limits(
    uid: str, schema: Schema, global_fields: Mapping[str, Document]
) -> Iterator[tuple[str, str]]:
    """Yield the limits that a global field exceeds, as the key concerned and a message."""
    yield from (("schema", text) for text in check_field_details(schema))
    if next(find_global_field_uses(schema), None) is None:
        return
    # A global field that contains others may make the global fields around it too deep.
    contained = {other: _find_global_field_uids(document["schema"]) for other, document in global_fields.items()}
    contained[uid] = _find_global_field_uids(schema)
    if max(_count_levels(other, contained, ()) for other in contained) > MAX_GLOBAL_FIELD_LEVELS:
        yield "schema", too_many(MAX_GLOBAL_FIELD_LEVELS, "levels of global fields")


def check_field_details(schema: Schema, path: str = "") -> Iterator[str]:
    """Yield a message for each display name that is too long and each taxonomy field inside a group or block."""
    for field in schema:
        here = f"{path}{field['uid']}"
        name = field.get("display_name")
        if isinstance(name, str) and len(name) > MAX_DISPLAY_NAME:
            yield f"has a field '{here}' whose display_name {too_long(MAX_DISPLAY_NAME)}"
        if path and field["data_type"] == "taxonomy":
            yield f"has a taxonomy field '{here}' inside of a group or a block."
        yield from check_field_details(field.get("schema") or (), f"{here}.")
        for block in field.get("blocks") or ():
            yield from check_field_details(block.get("schema") or (), f"{here}.{block['uid']}.")


def check_tags(tags: Any) -> Errors:
    """Return what is wrong with the tags of an entry, by field."""
    if not is_list_of_texts(tags):
        return {"tags": ["is not a list of texts."]}
    texts = cast("list[str]", tags)
    if len(texts) > MAX_TAGS:
        return {"tags": [too_many(MAX_TAGS, "tags")]}
    return {"tags": [f"has a tag that {too_long(MAX_TAG)}"]} if any(len(tag) > MAX_TAG for tag in texts) else {}


def check_file_size(size: int) -> str | None:
    """Return what is wrong with a file of this size in bytes, or None."""
    return f"is larger than {MAX_FILE // MEGABYTE} MB." if size > MAX_FILE else None


def _check_rule_limits(rule: Document) -> Iterator[str]:
    for name, what in (("conditions", "conditions"), ("actions", "targets")):
        if len(as_list(rule.get(name))) > MAX_RULE_PARTS:
            yield f"has a rule that {too_many(MAX_RULE_PARTS, what)}"


def _find_global_field_uids(schema: Schema) -> set[str]:
    return {uid for uid, _ in find_global_field_uses(schema)}


def _count_levels(uid: str, contained: Mapping[str, set[str]], above: tuple[str, ...]) -> int:
    """Return the number of levels of global fields from this one down. Recursion stops at one that contains itself."""
    if uid in above or len(above) > MAX_GLOBAL_FIELD_LEVELS:
        return 0
    inner = [_count_levels(other, contained, (*above, uid)) for other in contained.get(uid, ())]
    return 1 + max(inner, default=0)
