"""Which changes of fields concern stored values, and the question that tells how many entries. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from contentstack_cma.types import JsonValue

from ..model import (
    Block,
    ContentType,
    Date,
    Embed,
    Field,
    Model,
    Number,
    Reference,
    Schema,
    Select,
    Taxonomies,
    Text,
    list_embedded,
    walk_fields,
)
from .fields import FieldChange, changes_form, compare_fields, join

_HAS_VALUE: Mapping[str, JsonValue] = {"$exists": True, "$nin": [None, "", []]}
_MAY_HAVE_VALUE: Mapping[str, JsonValue] = {"$exists": True}
_HAS_NO_VALUE: Mapping[str, JsonValue] = {"$in": [None, "", []]}


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the stack: how many entries match.

    Attributes:
        path: Path of the field.
        outcome: What is said of the entries that match, with the verb in the plural.
        conditions: Conditions on the field; None for all entries; an empty object if the API cannot count them.
        loses_values: Whether their values are lost.
        is_exact: Whether entries that match have a value in any case, not only perhaps.
    """

    path: str
    outcome: str
    conditions: Mapping[str, JsonValue] | None
    loses_values: bool = False
    is_exact: bool = True


def list_questions(change: FieldChange, current: Model, declared: Model) -> list[Question]:
    """Return what to ask about the values that a changed field has.

    Args:
        change: The change.
        current: The model of the stack, for the global fields in it.
        declared: The declared model.
    """
    before, after = change.before, change.after
    if before is None:
        return list(_ask_about_new(change))
    if after is None:
        return [_ask_about_loss(change)]
    if isinstance(before, Block) or isinstance(after, Block):
        return list(_ask_about_target(change, current, declared))
    if isinstance(before, Embed) and isinstance(after, Embed) and before.global_field != after.global_field:
        return list(_ask_about_target(change, current, declared))
    if changes_form(before, after):
        return [replace(_ask_about_loss(change), outcome=f"hold a value of {change.path!r} of the former kind, which would be lost")]
    return [*_ask_about_rules(change.path, before, after), *_ask_about_bounds(change, before, after)]


def _ask_about_loss(change: FieldChange) -> Question:
    """Return the question how many entries have a value. In a list, an entry can have several values, or nulls."""
    noun = "blocks" if isinstance(change.before, Block) else "a value of"
    outcome = f"hold {noun} {change.path!r}, which would be lost"
    if change.is_in_list:
        is_block = isinstance(change.before, Block)
        return Question(change.path, outcome, _MAY_HAVE_VALUE, loses_values=True, is_exact=is_block)
    return Question(change.path, outcome, _HAS_VALUE, loses_values=True)


def _ask_about_new(change: FieldChange) -> Iterator[Question]:
    if isinstance(change.after, Field) and change.after.required and not change.is_in_list:
        outcome = f"have no value of {change.path!r}, which is required: they stay, but cannot be saved without one"
        yield Question(change.path, outcome, None)


def _ask_about_target(change: FieldChange, current: Model, declared: Model) -> Iterator[Question]:
    """Yield questions for a field or block that gets another global field, or fields of its own."""
    before, after = _list_inner(change.before, current), _list_inner(change.after, declared)
    is_in_list = change.is_in_list or isinstance(change.before, Block)
    for inner in compare_fields(before, after, change.path, is_in_list=is_in_list):
        yield from list_questions(inner, current, declared)


def _list_inner(declared: Field | Block | None, model: Model) -> tuple[Field, ...]:
    if isinstance(declared, Embed) or (isinstance(declared, Block) and declared.global_field is not None):
        found = model.find_global_field(str(declared.global_field))
        return () if found is None else tuple(found.fields)
    return tuple(declared.fields) if isinstance(declared, Block) else ()


def _ask_about_rules(path: str, before: Field, after: Field) -> Iterator[Question]:
    """Yield questions about what is required, unique, localizable or a list now."""
    if after.required and not before.required:
        outcome = f"have no value of {path!r}, which becomes required: they stay, but cannot be saved without one"
        yield Question(path, outcome, _HAS_NO_VALUE)
    if after.unique and not before.unique:
        yield Question(path, f"that share a value of {path!r} stay, but cannot be saved until it is unique", {})
    if before.localizable and not after.localizable:
        yield Question(path, f"may lose the values of {path!r} that are not in the master locale when they are saved", {}, True)
    most = after.max_instances if after.is_list else None
    if isinstance(before, Reference) and before.multiple and not after.multiple:
        most = 1
    if most is not None and (before.max_instances is None or most < before.max_instances):
        yield _ask_about_unfit(f"{path}.{most}", f"more than {most} values of {path!r}", {"$exists": True})


def _ask_about_unfit(path: str, what: str, conditions: Mapping[str, JsonValue]) -> Question:
    return Question(path, f"hold {what}: they stay, but cannot be saved as they are", conditions)


def _ask_about_bounds(change: FieldChange, before: Field, after: Field) -> Iterator[Question]:
    """Yield questions about values that do not fit any more."""
    path, what = change.path, f"values of {change.path!r} that no longer fit"
    for conditions in _list_unfit(before, after):
        yield _ask_about_unfit(path, what, conditions)
    for inner, conditions in _list_unfit_targets(path, before, after):
        yield _ask_about_unfit(inner, what, conditions)


def _list_unfit(before: Field, after: Field) -> Iterator[Mapping[str, JsonValue]]:
    if isinstance(before, Select) and isinstance(after, Select):
        removed = [value for value in before.values if value not in after.values]
        yield from [{"$in": list[JsonValue](removed)}] if removed else []
    elif isinstance(before, Number) and isinstance(after, Number):
        yield from _list_out_of_bounds(before.max, after.max, before.min, after.min)
    elif isinstance(before, Date) and isinstance(after, Date):
        yield from [{"$gt": after.latest}] if after.latest and after.latest != before.latest else []
        yield from [{"$lt": after.earliest}] if after.earliest and after.earliest != before.earliest else []
    elif isinstance(before, Text) and isinstance(after, Text):
        yield from _list_unfit_texts(before, after)


def _list_out_of_bounds(
    old_max: float | None, new_max: float | None, old_min: float | None, new_min: float | None
) -> Iterator[Mapping[str, JsonValue]]:
    if new_max is not None and (old_max is None or new_max < old_max):
        yield {"$gt": new_max}
    if new_min is not None and (old_min is None or new_min > old_min):
        yield {"$lt": new_min}


def _list_unfit_texts(before: Text, after: Text) -> Iterator[Mapping[str, JsonValue]]:
    if after.max is not None and (before.max is None or after.max < before.max):
        yield {"$regex": f"^[\\s\\S]{{{int(after.max) + 1},}}$"}
    if after.min is not None and after.min > 1 and (before.min is None or after.min > before.min):
        yield {"$regex": f"^[\\s\\S]{{1,{int(after.min) - 1}}}$"}
    if after.pattern and after.pattern != before.pattern:
        yield {}


def _list_unfit_targets(path: str, before: Field, after: Field) -> Iterator[tuple[str, Mapping[str, JsonValue]]]:
    if isinstance(before, Reference) and isinstance(after, Reference):
        removed = [uid for uid in before.to if uid not in after.to]
        if removed:
            yield f"{path}._content_type_uid", {"$in": list[JsonValue](removed)}
    if isinstance(before, Taxonomies) and isinstance(after, Taxonomies):
        wanted = {rule.taxonomy for rule in after.taxonomies}
        gone = [rule.taxonomy for rule in before.taxonomies if rule.taxonomy not in wanted]
        if gone:
            yield f"{path}.taxonomy_uid", {"$in": list[JsonValue](gone)}


@dataclass(frozen=True, slots=True)
class Use:
    """Where a global field is in a content type, directly or in another global field."""

    content_type: str
    path: str
    is_in_list: bool


def find_uses(model: Model, uid: str) -> list[Use]:
    """Return where the content types of a model have a global field."""
    return [use for each in model.content_types for use in _find_in(each, each, model, uid, "", is_in_list=False)]


def _find_in(
    owner: ContentType, schema: Schema, model: Model, uid: str, path: str, *, is_in_list: bool
) -> Iterator[Use]:
    lists = [inner for inner, field in walk_fields(schema.fields) if field.is_list]
    for inner, target in list_embedded(schema.fields):
        here = join(path, inner)
        is_deep = is_in_list or any(inner == each or inner.startswith(f"{each}.") for each in lists)
        if target == uid:
            yield Use(owner.uid, here, is_deep)
        elif (found := model.find_global_field(target)) is not None:
            yield from _find_in(owner, found, model, uid, here, is_in_list=is_deep)


def move_question(question: Question, use: Use) -> Question:
    """Return a question about a field of a global field as one about a content type that has the global field."""
    outcome = question.outcome.replace(repr(question.path), repr(join(use.path, question.path)))
    is_uncertain = use.is_in_list and question.conditions == _HAS_VALUE
    conditions = _MAY_HAVE_VALUE if is_uncertain else question.conditions
    is_exact = question.is_exact and not is_uncertain
    return replace(question, path=join(use.path, question.path), outcome=outcome, conditions=conditions, is_exact=is_exact)


__all__ = ["Question", "Use", "find_uses", "list_questions", "move_question"]
