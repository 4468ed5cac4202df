"""Ask a stack what a plan does to its content."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contentstack_cma.bulk import call_many
from contentstack_cma.errors import BadRequestError, NotFoundError, ValidationError

from .plans import Change, Effect
from .questions import AnyQuestion, EntryQuestion, Statement, TermQuestion, list_change_questions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contentstack_cma import Stack
    from contentstack_cma.types import JsonValue

    from ..model import Model

_REJECTED = (BadRequestError, NotFoundError, ValidationError)
"""How the API says that it cannot count something."""

_SINGULAR = {"are": "is", "exist": "exists", "have": "has", "hold": "holds"}


def add_effects(stack: Stack, changes: Sequence[Change], current: Model, declared: Model) -> list[Change]:
    """Return changes with what they do to stored content, which is asked from the stack.

    Each count is a call: one per field that may lose values and per locale.

    Args:
        stack: The stack.
        changes: The changes.
        current: The model of the stack.
        declared: The declared model.
    """
    asked = [list(list_change_questions(change, current, declared)) for change in changes]
    entries = [each for questions in asked for each in questions if isinstance(each, EntryQuestion)]
    master_first = sorted(current.locales, key=lambda locale: locale.fallback is not None)
    counts = _count_entries(stack, entries, [locale.code for locale in master_first])
    return [
        replace(change, effects=tuple(_answer(stack, each, counts) for each in questions))
        for change, questions in zip(changes, asked, strict=True)
    ]


def _answer(stack: Stack, question: AnyQuestion, counts: Mapping[int, Mapping[str, int] | None]) -> Effect:
    if isinstance(question, Statement):
        return Effect(question.text, question.loses_values)
    if isinstance(question, TermQuestion):
        return _count_terms(stack, question)
    return describe_count(question, counts[id(question)])


def _count_entries(
    stack: Stack, questions: Sequence[EntryQuestion], locales: Sequence[str]
) -> dict[int, Mapping[str, int] | None]:
    """Return how many entries match each question, by locale; None if a call failed."""
    calls = [(each, uid, code) for each in questions for uid in each.content_types for code in _choose(each, locales)]
    found: dict[int, Mapping[str, int] | None] = {id(q): dict.fromkeys(_choose(q, locales), 0) for q in questions}

    def count(call: tuple[EntryQuestion, str, str]) -> int:
        question, uid, code = call
        return stack.entries(uid).count(locale=code, query=_build_query(question, code))

    for outcome in call_many(calls, count, title="effects of the plan"):
        question, _, code = outcome.item
        known = found[id(question)]
        if outcome.error is not None and not isinstance(outcome.error, _REJECTED):
            raise outcome.error
        if outcome.error is not None or known is None or outcome.result is None:
            found[id(question)] = None
        else:
            found[id(question)] = {**known, code: known[code] + outcome.result}
    return found


def _choose(question: EntryQuestion, locales: Sequence[str]) -> Sequence[str]:
    """Return the locales that count, of those of the stack, the master locale first."""
    if question.locale is not None:
        return [question.locale]
    return locales[1:] if question.is_for_translations else locales


def _build_query(question: EntryQuestion, locale: str) -> dict[str, JsonValue]:
    """Return the query for entries that are localized in a locale, not only shown in it."""
    own: dict[str, JsonValue] = {"locale": locale}
    return {"$and": [own, dict(question.query)]} if question.query else own


def describe_count(question: EntryQuestion, by_locale: Mapping[str, int] | None) -> Effect:
    """Return what a question found out.

    Args:
        question: The question.
        by_locale: How many entries match, by locale; None if that is not known.
    """
    if by_locale is None:
        return Effect(f"an unknown number of entries {question.outcome}", question.loses_values)
    counts = {code: count for code, count in by_locale.items() if count}
    total = sum(counts.values())
    return Effect(_describe(question, counts), question.loses_values, total, counts)


def _describe(question: EntryQuestion, counts: Mapping[str, int]) -> str:
    most = "" if question.is_exact else "at most "
    total = sum(counts.values())
    if len(counts) > 1:
        parts = ", ".join(f"{count} in {code}" for code, count in counts.items())
        return f"{most}{total} localized entries {question.outcome} ({parts})"
    if total == 1:
        return f"{most}1 entry {_inflect(question.outcome)}"
    return f"{most if total else ''}{total or 'no'} entries {question.outcome}"


def _inflect(outcome: str) -> str:
    verb, _, rest = outcome.partition(" ")
    return f"{_SINGULAR.get(verb, verb)} {rest}"


def _count_terms(stack: Stack, question: TermQuestion) -> Effect:
    """Return how many entries use a taxonomy, or terms of it that are removed."""
    try:
        total = _count_uses(stack, question)
    except _REJECTED:
        total = None
    what = "the taxonomy" if question.terms is None else f"the terms {', '.join(map(repr, question.terms))}"
    entries = (
        "an unknown number of entries" if total is None else "1 entry" if total == 1 else f"{total or 'no'} entries"
    )
    verb = "uses" if total == 1 else "use"
    return Effect(f"{entries} {verb} {what}, and would lose that", loses_values=True, count=total)


def _count_uses(stack: Stack, question: TermQuestion) -> int | None:
    if question.terms is None:
        taxonomy = stack.taxonomies.get(question.taxonomy, include_referenced_entries_count=True)
        return taxonomy.referenced_entries_count
    terms = stack.terms(question.taxonomy).list(depth=0, include_referenced_entries_count=True)
    counts = [term.referenced_entries_count for term in terms if term.uid in question.terms]
    return None if None in counts else sum(count or 0 for count in counts)


__all__ = ["add_effects", "describe_count"]
