"""What is wrong with a content model as a whole. Pure functions."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from .content_types import ContentType, Schema
from .errors import ModelError
from .fields import Blocks, Embed, Field, Group, Reference, Taxonomies
from .models import Model, list_embedded, walk_fields

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

ASSETS = "sys_assets"
"""What references and rich text call assets."""

_SCHEMA_UID = re.compile(r"[a-z0-9_]+")
_FIELD_UID = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def check_model(model: Model) -> None:
    """Check that the parts of a model fit together.

    Raises:
        ModelError: They do not; the message lists every problem, each with its content type and field.
    """
    problems = list(list_problems(model))
    if problems:
        raise ModelError("\n".join(problems))


def list_problems(model: Model) -> Iterator[str]:
    """Iterate over what is wrong with a model."""
    content_types = [each.uid for each in model.content_types]
    global_fields = [each.uid for each in model.global_fields]
    yield from _list_repeated(content_types, "content type")
    yield from _list_repeated(global_fields, "global field")
    yield from _list_repeated([each.uid for each in model.taxonomies], "taxonomy")
    for schema in model.schemas:
        where = describe_schema(schema)
        yield from _list_uid_problems(schema, where)
        yield from _list_field_problems(schema.fields, where)
        yield from _list_missing_targets(schema, where, content_types, global_fields)
    yield from _list_cycles(model)


def describe_schema(schema: Schema) -> str:
    """Return what a schema is, for messages: `content type 'article'`."""
    kind = "content type" if isinstance(schema, ContentType) else "global field"
    return f"{kind} {schema.uid!r}"


def _list_repeated(uids: Sequence[str], kind: str) -> Iterator[str]:
    for uid, count in Counter(uids).items():
        if count > 1:
            yield f"{kind} {uid!r} is declared {count} times"


def _list_uid_problems(schema: Schema, where: str) -> Iterator[str]:
    if not _SCHEMA_UID.fullmatch(schema.uid):
        yield f"{where}: the uid must consist of lower-case letters, digits and underscores"
    if not isinstance(schema, ContentType):
        return
    uids = {each.uid for each in schema.fields}
    if "title" not in uids:
        yield f"{where} has no field 'title', which every content type needs"
    if schema.is_page and "url" not in uids:
        yield f"{where} has no field 'url', which every page needs"


def _list_field_problems(fields: Sequence[Field], where: str, path: str = "") -> Iterator[str]:
    for uid, count in Counter(each.uid for each in fields).items():
        if count > 1:
            yield f"{where}, field '{path}{uid}': the uid is used {count} times"
        if not _FIELD_UID.fullmatch(uid):
            yield f"{where}, field '{path}{uid}': the uid must consist of letters, digits and underscores"
    for each in fields:
        if isinstance(each, Group):
            yield from _list_field_problems(each.fields, where, f"{path}{each.uid}.")
        elif isinstance(each, Blocks):
            yield from _list_block_problems(each, where, f"{path}{each.uid}.")


def _list_block_problems(declared: Blocks, where: str, path: str) -> Iterator[str]:
    for uid, count in Counter(each.uid for each in declared.blocks).items():
        if count > 1:
            yield f"{where}, block '{path}{uid}': the uid is used {count} times"
    for block in declared.blocks:
        yield from _list_field_problems(block.fields, where, f"{path}{block.uid}.")


def _list_missing_targets(
    schema: Schema, where: str, content_types: Collection[str], global_fields: Collection[str]
) -> Iterator[str]:
    for path, target in list_embedded(schema.fields):
        if target not in global_fields:
            yield f"{where}, field {path!r} contains the global field {target!r}, which is not in the model"
    for path, each in walk_fields(schema.fields):
        for target in each.to if isinstance(each, Reference) else ():
            if target not in content_types and target != ASSETS:
                yield f"{where}, field {path!r} refers to the content type {target!r}, which is not in the model"
        if isinstance(each, Taxonomies) and not each.taxonomies:
            yield f"{where}, field {path!r} names no taxonomy"
        if isinstance(each, Embed) and not each.global_field:
            yield f"{where}, field {path!r} names no global field"


def _list_cycles(model: Model) -> Iterator[str]:
    """Yield global fields that contain themselves, each cycle once."""
    inner = {each.uid: [uid for _, uid in list_embedded(each.fields)] for each in model.global_fields}
    reported: set[frozenset[str]] = set()
    for uid in inner:
        cycle = _find_cycle(uid, inner, ())
        if cycle and frozenset(cycle) not in reported:
            reported.add(frozenset(cycle))
            yield f"global field {uid!r} contains itself: {' > '.join((*cycle, uid))}"


def _find_cycle(uid: str, inner: Mapping[str, Sequence[str]], path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the way from a global field back to itself, or nothing."""
    here = (*path, uid)
    for target in inner.get(uid, ()):
        if target == here[0]:
            return here
        if target not in here and (found := _find_cycle(target, inner, here)):
            return found
    return ()


__all__ = ["ASSETS", "check_model", "describe_schema", "list_problems"]
