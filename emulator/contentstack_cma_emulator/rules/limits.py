"""The limits of single documents that the description cannot say, decided without any store.

They hold for every plan. How many documents there may be of a kind is a matter of `engine/plan.py`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import too_long, too_many
from contentstack_cma_emulator.rules.fields import GlobalFields, Schema, With, expanded, is_rich_text, walk
from contentstack_cma_emulator.rules.schemas import global_field_uses

Errors = dict[str, list[str]]

MAX_FIELDS = 500
MAX_GLOBAL_FIELDS = 25
MAX_GLOBAL_FIELD_LEVELS = 5
MAX_RICH_TEXT_FIELDS = 15
MAX_TAXONOMY_FIELDS = 1
MAX_DISPLAY_NAME = 200
MAX_RULE_PARTS = 5
"""How many conditions, and how many targets, a field rule may have."""

MAX_INSTANCES = 100
"""How many values a field that holds many may have, and how many blocks."""

MAX_TERMS = 25
"""How many terms an entry may have; a content type has one field for them."""

MAX_TAGS = 50
MAX_TAG = 50

MAX_TERM_LEVELS = 10
MAX_RELEASE_ITEMS = 500
MAX_SLUG = 255

MEGABYTE = 1024 * 1024
MAX_FILE = 100 * MEGABYTE


def oversized_content_type(
    schema: Schema, rules: Sequence[Document], global_fields: GlobalFields
) -> Iterator[tuple[str, str]]:
    """Go through what is too much in a content type: the key it is about, and the text.

    Args:
        schema: Its fields, as they are sent.
        rules: Its field rules.
        global_fields: All global fields of the branch, by uid; their fields count as those of the type.
    """
    yield from (("schema", text) for text in oversized_fields(schema, global_fields))
    yield from (("schema", text) for text in misplaced_fields(schema))
    yield from (("field_rules", text) for rule in rules for text in _oversized_rule(rule))


def oversized_fields(schema: Schema, global_fields: GlobalFields) -> list[str]:
    """Return the texts about what there are too many of in the schema of a content type."""
    fields = [field for _, field in walk(expanded(schema, global_fields))]
    counts = (
        (len(fields), MAX_FIELDS, "fields, with those of its global fields"),
        (len(list(global_field_uses(schema))), MAX_GLOBAL_FIELDS, "global fields"),
        (sum(map(is_rich_text, fields)), MAX_RICH_TEXT_FIELDS, "fields of JSON rich text"),
        (sum(field["data_type"] == "taxonomy" for field in fields), MAX_TAXONOMY_FIELDS, "taxonomy field"),
    )
    return [too_many(most, what) for count, most, what in counts if count > most]


def oversized_holders(owners: Iterable[Document], before: GlobalFields, changed: Document) -> Iterator[str]:
    """Go through the texts about content types in which there would be too much after a change of a global field.

    Args:
        owners: Content types.
        before: All global fields as they are.
        changed: The global field as it would be.
    """
    after = With(before, changed)
    for owner in owners:
        schema: Schema = owner["schema"]
        if next(global_field_uses(schema), None) is not None:
            new = set(oversized_fields(schema, after)) - set(oversized_fields(schema, before))
            yield from (f"is held by the content type '{owner['uid']}', which {text}" for text in sorted(new))


def oversized_global_field(
    uid: str, schema: Schema, global_fields: Mapping[str, Document]
) -> Iterator[tuple[str, str]]:
    """Go through what is too much in a global field: the key it is about, and the text.

    Args:
        uid: Its uid.
        schema: Its fields, as they are sent.
        global_fields: All global fields of the branch, by uid.
    """
    yield from (("schema", text) for text in misplaced_fields(schema))
    if next(global_field_uses(schema), None) is None:
        return
    # One that takes in others may make those too deep that take it in.
    held = {other: _held(document["schema"]) for other, document in global_fields.items()} | {uid: _held(schema)}
    if max(_levels(other, held, ()) for other in held) > MAX_GLOBAL_FIELD_LEVELS:
        yield "schema", too_many(MAX_GLOBAL_FIELD_LEVELS, "levels of global fields")


def misplaced_fields(schema: Schema, path: str = "") -> Iterator[str]:
    """Go through the texts about fields with a display name that is too long, or with terms in a group or a block."""
    for field in schema:
        here = f"{path}{field['uid']}"
        name = field.get("display_name")
        if isinstance(name, str) and len(name) > MAX_DISPLAY_NAME:
            yield f"has a field '{here}' whose display_name {too_long(MAX_DISPLAY_NAME)}"
        if path and field["data_type"] == "taxonomy":
            yield f"has a taxonomy field '{here}' inside of a group or a block."
        yield from misplaced_fields(field.get("schema") or (), f"{here}.")
        for block in field.get("blocks") or ():
            yield from misplaced_fields(block.get("schema") or (), f"{here}.{block['uid']}.")


def wrong_tags(tags: Any) -> Errors:
    """Return what is wrong with the tags of an entry, by field."""
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in cast("list[object]", tags)):
        return {"tags": ["is not a list of texts."]}
    texts = cast("list[str]", tags)
    if len(texts) > MAX_TAGS:
        return {"tags": [too_many(MAX_TAGS, "tags")]}
    return {"tags": [f"has a tag that {too_long(MAX_TAG)}"]} if any(len(tag) > MAX_TAG for tag in texts) else {}


def wrong_file_size(size: int) -> str | None:
    """Return what is wrong with a file of so many bytes, or None."""
    return f"is larger than {MAX_FILE // MEGABYTE} MB." if size > MAX_FILE else None


def _oversized_rule(rule: Document) -> Iterator[str]:
    for name, what in (("conditions", "conditions"), ("actions", "targets")):
        parts = rule.get(name)
        if isinstance(parts, list) and len(cast("list[object]", parts)) > MAX_RULE_PARTS:
            yield f"has a rule that {too_many(MAX_RULE_PARTS, what)}"


def _held(schema: Schema) -> set[str]:
    return {uid for uid, _ in global_field_uses(schema)}


def _levels(uid: str, held: Mapping[str, set[str]], above: tuple[str, ...]) -> int:
    """Return how many levels of global fields there are from one down; one that holds itself ends there."""
    if uid in above or len(above) > MAX_GLOBAL_FIELD_LEVELS:
        return 0
    inner = [_levels(other, held, (*above, uid)) for other in held.get(uid, ())]
    return 1 + max(inner, default=0)
