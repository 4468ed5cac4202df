"""Which changes of fields concern stored values, and the question that tells how many entries. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..model import (
    Block,
    ContentType,
    Custom,
    Embed,
    Field,
    Group,
    Link,
    Model,
    Other,
    Reference,
    Schema,
    list_embedded,
    walk_fields,
)
from .fields import FieldChange, changes_form, compare_fields, join
from .unfit import list_unfit, list_unfit_targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from contentstack_cma.types import JsonValue

    from .plans import Change

_HAS_VALUE: Mapping[str, JsonValue] = {"$exists": True, "$nin": [None, "", []]}
_MAY_HAVE_VALUE: Mapping[str, JsonValue] = {"$exists": True}
_MOST_PARTS = 30
"""Fields of a group that a query asks for one by one."""
_HAS_ITEMS: Mapping[str, JsonValue] = {"$exists": True, "$nin": [[]]}
"""Of a list, some items of which may be empty: conditions on a list concern each item, too."""
_HAS_NO_VALUE: Mapping[str, JsonValue] = {"$in": [None, "", []]}


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the stack: how many entries match.

    Attributes:
        field: Path of the field.
        outcome: What is said of the entries that match: a verb in the plural, and `{field}` for the field.
        conditions: Conditions on the field; None for all entries; an empty object if the API cannot count them.
        suffix: Path in the value that the conditions concern.
        loses_values: Whether their values are lost.
        is_exact: Whether entries that match have a value in any case, not only perhaps.
        parts: Paths in the value; the conditions concern any of them. None: the value itself.
        is_for_translations: Whether only locales other than the master locale count.
    """

    field: str
    outcome: str
    conditions: Mapping[str, JsonValue] | None
    suffix: str = ""
    loses_values: bool = False
    is_exact: bool = True
    parts: tuple[str, ...] = ()
    is_for_translations: bool = False

    @property
    def query(self) -> dict[str, JsonValue] | None:
        """The query for the entries; None for all of them."""
        if self.conditions is None:
            return None
        conditions = dict(self.conditions)
        if self.parts:
            return {"$or": [{join(self.field, part): conditions} for part in self.parts]}
        return {f"{self.field}{self.suffix}": conditions}


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
    if isinstance(before, Field) and isinstance(after, Field):
        return list(_ask_about_field(change, before, after, current, declared))
    return list(_ask_about_target(change, current, declared))


def _ask_about_field(
    change: FieldChange, before: Field, after: Field, current: Model, declared: Model
) -> Iterator[Question]:
    if changes_form(before, after):
        former = "hold a value of {field} of the former kind, which would be lost"
        yield replace(_ask_about_loss(change), outcome=former)
        return
    if isinstance(before, Embed) and isinstance(after, Embed) and before.global_field != after.global_field:
        yield from _ask_about_target(change, current, declared)
    if before.localizable and not after.localizable:
        outcome = "hold a value of {field} in another locale than the master locale, which may be lost"
        yield replace(_ask_about_loss(change), outcome=outcome, is_for_translations=True)
    yield from _ask_about_rules(change.path, before, after)
    for suffix, conditions in (*list_unfit(before, after), *list_unfit_targets(before, after)):
        yield _ask_about_unfit(change.path, "values of {field} that no longer fit", conditions, suffix)


def _ask_about_loss(change: FieldChange) -> Question:
    """Return the question how many entries have a value. In a list, an entry can have several values, or nulls."""
    before = change.before
    is_block = isinstance(before, Block)
    outcome = f"hold {'blocks' if is_block else 'a value of'} {{field}}, which would be lost"
    if change.is_in_list or isinstance(before, Custom | Other):
        return Question(change.path, outcome, _MAY_HAVE_VALUE, loses_values=True, is_exact=is_block)
    if isinstance(before, Field) and before.multiple and not before.always_list:
        return Question(change.path, outcome, _HAS_ITEMS, loses_values=True)
    return Question(change.path, outcome, _HAS_VALUE, loses_values=True, parts=_list_parts(before))


def _list_parts(declared: Field | Block | None) -> tuple[str, ...]:
    """Return the paths of what can have a value in a group or link: they have none if all of these are empty."""
    if isinstance(declared, Link):
        return ("title", "href")
    if not isinstance(declared, Group) or any(_is_open(inner) for _, inner in walk_fields(declared.fields)):
        return ()
    parts = tuple(part for each in declared.fields for part in _list_inner_parts(each))
    return parts if len(parts) <= _MOST_PARTS else ()


def _list_inner_parts(field: Field) -> list[str]:
    return [join(field.uid, part) for part in _list_parts(field)] or [field.uid]


def _is_open(field: Field) -> bool:
    """Return whether a condition cannot tell if a field has a value: it has several, or any JSON."""
    return isinstance(field, Custom | Other) or (field.multiple and not field.always_list)


def _ask_about_new(change: FieldChange) -> Iterator[Question]:
    if isinstance(change.after, Field) and change.after.required and not change.is_in_list:
        outcome = "have no value of {field}, which is required: they stay, but cannot be saved without one"
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
    """Yield questions about what is required, unique or shorter now."""
    if after.required and not before.required:
        outcome = "have no value of {field}, which becomes required: they stay, but cannot be saved without one"
        yield Question(path, outcome, _HAS_NO_VALUE)
    if after.unique and not before.unique:
        yield Question(path, "may share a value of {field}: they stay, but cannot be saved until it is unique", {})
    most, before_most = _find_most(after), _find_most(before)
    if most is not None and (before_most is None or most < before_most):
        yield _ask_about_unfit(path, f"more than {most} values of {{field}}", {"$exists": True}, f".{most}")


def _find_most(declared: Field) -> int | None:
    """Return how many values a list can have."""
    if isinstance(declared, Reference) and not declared.multiple:
        return 1
    return declared.max_instances if declared.is_list else None


def _ask_about_unfit(path: str, what: str, conditions: Mapping[str, JsonValue], suffix: str) -> Question:
    return Question(path, f"hold {what}: they stay, but cannot be saved as they are", conditions, suffix)


@dataclass(frozen=True, slots=True)
class Use:
    """Where a global field is in a content type, directly or in another global field."""

    content_type: str
    path: str
    is_in_list: bool


def find_uses(model: Model, uid: str) -> list[Use]:
    """Return where the content types of a model have a global field."""
    return [use for each in model.content_types for use in _find_in(each, each, model, uid, "", is_in_list=False)]


def list_affected_types(changes: Sequence[Change], current: Model) -> list[str]:
    """Return the uids of the content types whose entries may lose values.

    Args:
        changes: The changes.
        current: The model of the stack.
    """
    changed = [change for change in changes if change.action != "create"]
    if any(change.kind in ("taxonomy", "locale") for change in changed):
        return [each.uid for each in current.content_types]
    found = {change.name for change in changed if change.kind == "content type"}
    embedded = [change.name for change in changed if change.kind == "global field"]
    found |= {use.content_type for uid in embedded for use in find_uses(current, uid)}
    return [each.uid for each in current.content_types if each.uid in found]


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
    moved = replace(question, field=join(use.path, question.field))
    if use.is_in_list and question.conditions in (_HAS_VALUE, _HAS_ITEMS):
        return replace(moved, conditions=_MAY_HAVE_VALUE, is_exact=False, parts=())
    return moved


__all__ = ["Question", "Use", "find_uses", "list_affected_types", "list_questions", "move_question"]
