"""Check typed entries before they are sent."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from .bases import TypedEntry
from .descriptions import list_global_fields
from .validation import EntryChecker, InvalidEntryError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contentstack_cma_toolkit.model import Taxonomy


def validate(entry: TypedEntry, *, taxonomies: Iterable[Taxonomy] = ()) -> None:
    """Check what the content type says about an entry: nothing is sent.

        article = Article(title="Hello", price=-1)
        validate(article)

    Checked are required values, lengths, formats, choices, bounds, the form and content type of references, and
    everything in groups, global fields and blocks. What only the stack knows is not: whether an entry or asset exists,
    and whether a unique value is taken.

    Args:
        entry: The entry, new or read.
        taxonomies: Taxonomies with all their terms, to check that terms exist.

    Raises:
        InvalidEntryError: The API would reject the entry; `problems` says why, field by field.
        TypeError: It is no entry of a generated class.
    """
    problems = find_problems(entry, taxonomies=taxonomies)
    if problems:
        raise InvalidEntryError(entry.content_type_uid, problems)


def find_problems(entry: TypedEntry, *, taxonomies: Iterable[Taxonomy] = ()) -> list[Problem]:
    """Return what is wrong with an entry, as `validate` does.

    Args:
        entry: The entry, new or read.
        taxonomies: Taxonomies with all their terms, to check that terms exist.

    Raises:
        TypeError: It is no entry of a generated class.
    """
    given: object = entry
    if not isinstance(given, TypedEntry):  # pyright: ignore[reportUnnecessaryIsInstance] -- callers may pass anything
        raise TypeError(f"an entry of a generated class is needed, such as Article(...), not {type(given).__name__}")
    known = list(taxonomies)
    checker = _make_checker(type(entry), known) if known else _get_checker(type(entry))
    return checker.find_problems(entry.writable())


def find_batch_problems(entries: Iterable[TypedEntry]) -> dict[int, list[Problem]]:
    """Return what is wrong with entries of one content type that are sent together, by the index of the entry.

    A unique value that an earlier entry has is a problem of the later one.

    Args:
        entries: The entries.

    Raises:
        TypeError: The entries are of different classes.
    """
    listed = list(entries)
    classes = {type(each) for each in listed}
    if len(classes) > 1:
        raise TypeError(f"the entries are of {len(classes)} classes: check those of each class apart")
    if not listed:
        return {}
    return _get_checker(classes.pop()).find_batch_problems(each.writable() for each in listed)


@cache
def _get_checker(entry_class: type[TypedEntry]) -> EntryChecker:
    return _make_checker(entry_class, ())


def _make_checker(entry_class: type[TypedEntry], taxonomies: Iterable[Taxonomy]) -> EntryChecker:
    global_fields = list_global_fields(entry_class)
    return EntryChecker(entry_class.describe(), global_fields=global_fields, taxonomies=taxonomies)


__all__ = ["find_batch_problems", "find_problems", "validate"]
