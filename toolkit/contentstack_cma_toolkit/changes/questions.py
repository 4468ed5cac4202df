"""What to ask a stack about a plan. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model import ContentType, GlobalField, Locale, Model, Taxonomy, Workflow
from .declarations import PARTS, Declared
from .details import list_places
from .fields import compare_fields
from .losses import Question, find_uses, list_questions, move_question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contentstack_cma.types import JsonValue

    from .plans import Change, Json


@dataclass(frozen=True, slots=True)
class EntryQuestion:
    """A question about the entries of content types.

    Attributes:
        content_types: Uids of the content types.
        outcome: What is said of the entries that match: a verb in the plural.
        query: The query; None for all entries; an empty object if the API cannot count them.
        locale: Code of the only locale that counts; None for all.
        is_for_translations: Whether only locales other than the master locale count.
        loses_values: Whether values are lost.
        is_exact: Whether all entries that match are concerned.
    """

    content_types: tuple[str, ...]
    outcome: str
    query: Json | None = None
    locale: str | None = None
    is_for_translations: bool = False
    loses_values: bool = True
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class TermQuestion:
    """A question about the uses of a taxonomy.

    Attributes:
        taxonomy: Uid of the taxonomy.
        terms: Uids of its terms that are removed; None for the taxonomy as a whole.
    """

    taxonomy: str
    terms: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What is known without asking."""

    text: str
    loses_values: bool = True


AnyQuestion = EntryQuestion | TermQuestion | Statement


def list_change_questions(change: Change, current: Model, declared: Model) -> Iterator[AnyQuestion]:
    """Iterate over what to ask about a change.

    Args:
        change: The change.
        current: The model of the stack.
        declared: The declared model.
    """
    before, after = _read(change, change.before), _read(change, change.after)
    if before is None:
        return
    if after is None:
        yield from _ask_about_deletion(before, current)
    elif isinstance(before, Taxonomy) and isinstance(after, Taxonomy):
        gone = [uid for uid in list_places(before) if uid not in list_places(after)]
        yield from [TermQuestion(before.uid, tuple(gone))] if gone else []
    elif isinstance(before, Workflow) and isinstance(after, Workflow):
        yield from _ask_about_stages(before, after)
    elif isinstance(before, ContentType) and isinstance(after, ContentType):
        yield from _ask_about_content_type(before, after, current, declared)
    elif isinstance(before, GlobalField) and isinstance(after, GlobalField):
        yield from _ask_about_global_field(before, after, current, declared)


def _read(change: Change, document: Json | None) -> Declared | None:
    return None if document is None else PARTS[change.kind].read(document)


def _ask_about_deletion(before: Declared, current: Model) -> Iterator[AnyQuestion]:
    uids = tuple(each.uid for each in current.content_types)
    if isinstance(before, ContentType):
        yield EntryQuestion((before.uid,), "are deleted with it")
    elif isinstance(before, GlobalField):
        for use in find_uses(current, before.uid):
            query: dict[str, JsonValue] = {use.path: {"$exists": True}}
            yield EntryQuestion((use.content_type,), f"hold values in {use.path!r}, which would be lost", query)
    elif isinstance(before, Taxonomy):
        yield TermQuestion(before.uid)
    elif isinstance(before, Locale):
        outcome = f"are localized in {before.code!r}, and would lose that"
        yield EntryQuestion(uids, outcome, locale=before.code)
    else:
        yield Statement(_DELETIONS[type(before).__name__])


_DELETIONS = {
    "Environment": "what is published to it is not published there any more",
    "Role": "users lose what only this role permits",
    "Workflow": "entries lose their workflow stage, and its publish rules are deleted",
    "Label": "content types lose the label; no content is concerned",
}


def _ask_about_stages(before: Workflow, after: Workflow) -> Iterator[AnyQuestion]:
    wanted = {stage.name for stage in after.stages}
    for stage in before.stages:
        if stage.name not in wanted:
            yield Statement(f"entries in the stage {stage.name!r} lose it (their number is unknown)")


def _ask_about_content_type(
    before: ContentType, after: ContentType, current: Model, declared: Model
) -> Iterator[AnyQuestion]:
    if after.is_singleton and not before.is_singleton:
        outcome = "exist; only one is allowed, and others can be neither added nor localized"
        yield EntryQuestion((before.uid,), outcome, loses_values=False)
    for found in compare_fields(before.fields, after.fields):
        for question in list_questions(found, current, declared):
            yield _build_question(before.uid, question)


def _ask_about_global_field(
    before: GlobalField, after: GlobalField, current: Model, declared: Model
) -> Iterator[AnyQuestion]:
    uses = find_uses(current, before.uid)
    for found in compare_fields(before.fields, after.fields):
        for question in list_questions(found, current, declared):
            for use in uses:
                yield _build_question(use.content_type, move_question(question, use))


def _build_question(content_type: str, question: Question) -> AnyQuestion:
    outcome = question.outcome.format(field=repr(question.field))
    if question.conditions == {}:
        return Statement(f"entries of {content_type!r} {outcome} (their number is unknown)", question.loses_values)
    return EntryQuestion(
        (content_type,),
        outcome,
        question.query,
        is_for_translations=question.is_for_translations,
        loses_values=question.loses_values,
        is_exact=question.is_exact,
    )


__all__ = ["AnyQuestion", "EntryQuestion", "Statement", "TermQuestion", "list_change_questions"]
