"""Check entries by their content type before they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from .problems import InvalidEntryError, Problem, describe
from .rules import FieldRule, build_rules
from .system_keys import check_new_entry, check_update, is_system_key
from .uniqueness import find_repeated
from .values import as_object, read_object
from .write_form import SupportsToDict, write_entry

if TYPE_CHECKING:
    from contentstack_cma_toolkit.model import ContentType, GlobalField, Taxonomy

SentEntry = Mapping[str, object] | SupportsToDict
"""An entry to send: a mapping with the uids of fields as keys, or a model with `to_dict()`."""

METADATA = "_metadata"
"""The key of an element of a list of groups or blocks that has its uid."""

OPERATORS = frozenset({"PUSH", "PULL", "UPDATE", "ADD", "SUB"})
"""Atomic operators: they change what the server has, so their results cannot be checked here."""


class EntryChecker:
    """Finds what is wrong with entries of a content type. Make it once to check many.

    It does not know what a stack has: that assets and entries exist, what files they are, and which unique values are
    taken. A pattern that Python does not know, or that could take very long, accepts every value, and a value with an
    atomic operator, such as `push("a")`, is not checked; the API does so.

        checker = EntryChecker(article, global_fields={"seo": seo})
        checker.find_problems({"title": "Hi", "price": "free"})

    Args:
        content_type: The content type.
        global_fields: The global fields that it uses, by uid.
        taxonomies: Taxonomies with all their terms, to check that terms exist. One without terms is not checked.
    """

    def __init__(
        self,
        content_type: ContentType,
        *,
        global_fields: Mapping[str, GlobalField] | None = None,
        taxonomies: Iterable[Taxonomy] = (),
    ) -> None:
        self.content_type = content_type
        terms = {each.uid: frozenset(each.list_term_uids()) for each in taxonomies}
        self._rules = build_rules(content_type, global_fields or {}, terms)

    def find_problems(self, entry: SentEntry, *, partial: bool = False) -> list[Problem]:
        """Return what is wrong with an entry.

        Args:
            entry: The entry.
            partial: Whether it is an update, in which only the fields that are sent change. Default: a new entry.
        """
        values = write_entry(entry)
        return self._find_in_update(values) if partial else self._find_in_new(self._fill(values))

    def find_batch_problems(self, entries: Iterable[SentEntry], *, partial: bool = False) -> dict[int, list[Problem]]:
        """Return what is wrong with entries that are sent together, by the index of the entry.

        A unique value that an earlier entry has is a problem of the later one.

        Args:
            entries: The entries.
            partial: Whether they are updates of different entries.
        """
        sent = [write_entry(each) for each in entries]
        whole = sent if partial else [self._fill(each) for each in sent]
        find = self._find_in_update if partial else self._find_in_new
        repeated = find_repeated(self._rules, whole, () if partial else ("uid",))
        if self.content_type.is_singleton and not partial:
            repeated |= {index: [Problem("entry", _SINGLETON)] for index in range(1, len(whole))}
        found = {index: _merge(find(values), repeated.get(index, [])) for index, values in enumerate(whole)}
        return {index: problems for index, problems in found.items() if problems}

    def find_unknown_keys(self, entry: SentEntry) -> list[Problem]:
        """Return the keys of an entry that are no fields. The API ignores them: their values are lost.

        Args:
            entry: The entry.
        """
        return list(_find_unknown(self._rules, write_entry(entry), ""))

    def _fill(self, values: Mapping[str, object]) -> Mapping[str, object]:
        """Add the defaults of fields that a new entry does not set."""
        defaults = {rule.uid: rule.default for rule in self._rules if rule.default is not None}
        return {**defaults, **values}

    def _find_in_new(self, values: Mapping[str, object]) -> list[Problem]:
        known = _without_operators(values)
        rules = [rule for rule in self._rules if rule.uid in known or rule.uid not in values]
        return _merge(list(_check_fields(rules, known, "")), check_new_entry({"title": values.get("title"), **known}))

    def _find_in_update(self, values: Mapping[str, object]) -> list[Problem]:
        known = _without_operators(values)
        rules = [rule for rule in self._rules if rule.uid in known]
        return _merge(list(_check_fields(rules, known, "")), check_update(known))


def find_problems(
    content_type: ContentType,
    entry: SentEntry,
    *,
    global_fields: Mapping[str, GlobalField] | None = None,
    taxonomies: Iterable[Taxonomy] = (),
    partial: bool = False,
) -> list[Problem]:
    """Return what is wrong with an entry, by its content type. Make an `EntryChecker` to check many.

    Args:
        content_type: The content type.
        entry: The entry.
        global_fields: The global fields that the content type uses, by uid.
        taxonomies: Taxonomies with all their terms, to check that terms exist.
        partial: Whether it is an update, in which only the fields that are sent change. Default: a new entry.
    """
    checker = EntryChecker(content_type, global_fields=global_fields, taxonomies=taxonomies)
    return checker.find_problems(entry, partial=partial)


def find_batch_problems(
    content_type: ContentType,
    entries: Iterable[SentEntry],
    *,
    global_fields: Mapping[str, GlobalField] | None = None,
    taxonomies: Iterable[Taxonomy] = (),
    partial: bool = False,
) -> dict[int, list[Problem]]:
    """Return what is wrong with entries that are sent together, by the index of the entry.

    A unique value that an earlier entry has is a problem of the later one.

    Args:
        content_type: The content type.
        entries: The entries.
        global_fields: The global fields that the content type uses, by uid.
        taxonomies: Taxonomies with all their terms, to check that terms exist.
        partial: Whether they are updates of different entries. Default: new entries.
    """
    checker = EntryChecker(content_type, global_fields=global_fields, taxonomies=taxonomies)
    return checker.find_batch_problems(entries, partial=partial)


def check_entry(
    content_type: ContentType,
    entry: SentEntry,
    *,
    global_fields: Mapping[str, GlobalField] | None = None,
    taxonomies: Iterable[Taxonomy] = (),
    partial: bool = False,
) -> None:
    """Check that an entry fits its content type.

    Args:
        content_type: The content type.
        entry: The entry.
        global_fields: The global fields that the content type uses, by uid.
        taxonomies: Taxonomies with all their terms, to check that terms exist.
        partial: Whether it is an update, in which only the fields that are sent change. Default: a new entry.

    Raises:
        InvalidEntryError: It does not; `problems` has what is wrong.
    """
    problems = find_problems(content_type, entry, global_fields=global_fields, taxonomies=taxonomies, partial=partial)
    if problems:
        raise InvalidEntryError(content_type.uid, problems)


_SINGLETON = "is not the only one, but the content type allows only one"
_REQUIRED = "is required"


def is_empty(value: object) -> bool:
    """Return whether there is no value: null, an empty text or an empty list."""
    return value is None or value in ("", [])


def _check_fields(rules: Sequence[FieldRule], values: Mapping[str, object], path: str) -> Iterator[Problem]:
    for rule in rules:
        yield from _check_field(rule, values.get(rule.uid), f"{path}{rule.uid}")


def _check_field(rule: FieldRule, value: object, path: str) -> Iterator[Problem]:
    if is_empty(value) and (rule.is_required or not (rule.rejects_empty_list and value == [])):
        if rule.is_required:
            yield Problem(path, _REQUIRED)
    elif rule.is_list:
        yield from _check_list(rule, value, path)
    else:
        yield from _check_item(rule, value, path)


def _check_list(rule: FieldRule, value: object, path: str) -> Iterator[Problem]:
    if not isinstance(value, list) and not rule.takes_item:
        yield Problem(path, f"must be a list, not {describe(value)}")
        return
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    wrong = rule.check_list(items)
    if wrong:
        yield Problem(path, wrong)
    for index, item in enumerate(items):
        yield from _check_item(rule, item, f"{path}.{index}")


def _check_item(rule: FieldRule, value: object, path: str) -> Iterator[Problem]:
    if rule.blocks is not None:
        yield from _check_block(rule.blocks, value, path)
    elif rule.fields is not None:
        yield from _check_group(rule.fields, value, path)
    elif wrong := rule.check_item(value):
        yield Problem(path, wrong)


def _check_group(rules: Sequence[FieldRule], value: object, path: str) -> Iterator[Problem]:
    group = read_object(value)
    if group is None:
        yield Problem(path, f"must be an object, not {describe(value)}")
    else:
        yield from _check_fields(rules, group, f"{path}.")


def _check_block(blocks: Mapping[str, Sequence[FieldRule]], value: object, path: str) -> Iterator[Problem]:
    names = [key for key in as_object(value) if key != METADATA]
    if len(names) == 1 and names[0] in blocks:
        yield from _check_group(blocks[names[0]], as_object(value)[names[0]], f"{path}.{names[0]}")
    else:
        found = ", ".join(map(repr, names)) if names else describe(value)
        known = ", ".join(map(repr, blocks))
        yield Problem(path, f"must be an object with one block of {known} as its only key, not {found:.80}")


def _merge(found: Sequence[Problem], more: Sequence[Problem]) -> list[Problem]:
    """Return problems without those of `more` at paths that have one already."""
    paths = {each.path for each in found}
    return [*found, *(each for each in more if each.path not in paths)]


def _without_operators(values: Mapping[str, object]) -> Mapping[str, object]:
    """Return values without those that the server computes."""
    return {key: value for key, value in values.items() if not _has_operator(value)}


def _has_operator(value: object) -> bool:
    """Return whether a value is or has an atomic operator."""
    parts = as_object(value)
    return (len(parts) == 1 and not OPERATORS.isdisjoint(parts)) or any(map(_has_operator, parts.values()))


def _find_unknown(rules: Sequence[FieldRule], values: Mapping[str, object], path: str) -> Iterator[Problem]:
    known = {rule.uid: rule for rule in rules}
    for key, value in values.items():
        here = f"{path}{key}"
        if key in known:
            yield from _find_unknown_inside(known[key], value, here)
        elif not is_system_key(key, is_top=not path):
            yield Problem(here, f"is no field of the {'content type' if not path else 'group'}, and would be ignored")


def _find_unknown_inside(rule: FieldRule, value: object, path: str) -> Iterator[Problem]:
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    for index, item in enumerate(items):
        here = f"{path}.{index}." if isinstance(value, list) else f"{path}."
        if rule.fields is not None:
            yield from _find_unknown(rule.fields, as_object(item), here)
        for uid, fields in (rule.blocks or {}).items():
            yield from _find_unknown(fields, as_object(as_object(item).get(uid)), f"{here}{uid}.")


__all__ = ["EntryChecker", "SentEntry", "check_entry", "find_batch_problems", "find_problems"]
