"""What changes of a field mean for code that reads and writes it. Pure functions."""

from __future__ import annotations

from enum import Flag
from typing import TYPE_CHECKING, NamedTuple

from ..model import (
    Blocks,
    Custom,
    Date,
    Embed,
    Field,
    File,
    Html,
    Number,
    Other,
    Reference,
    RichText,
    Select,
    Taxonomies,
    TaxonomyRule,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class Breaks(Flag):
    """Which code a difference breaks."""

    NOTHING = 0
    READERS = 1
    """Code that reads entries: a value can be what it does not expect."""
    WRITERS = 2
    """Code that writes entries: the API rejects what was right, or ignores it."""
    BOTH = READERS | WRITERS

    def __str__(self) -> str:
        return _BREAKS_TEXTS[self]


_BREAKS_TEXTS = {
    Breaks.NOTHING: "breaks nothing",
    Breaks.READERS: "breaks readers",
    Breaks.WRITERS: "breaks writers",
    Breaks.BOTH: "breaks readers and writers",
}


class Change(NamedTuple):
    """A change of something, as the end of a sentence about it."""

    text: str
    breaks: Breaks


_UNIQUE = Change("must be unique now", Breaks.WRITERS)
_NOT_UNIQUE = Change("need not be unique any more", Breaks.NOTHING)
_LOCALIZABLE = Change("can be localized now", Breaks.NOTHING)
_NOT_LOCALIZABLE = Change("cannot be localized any more", Breaks.WRITERS)
_WITH_TIME = Change("has a time now", Breaks.READERS)
_WITHOUT_TIME = Change("has no time any more", Breaks.READERS)
_IMAGES_ONLY = Change("must be an image now", Breaks.WRITERS)
_ANY_FILE = Change("need not be an image any more", Breaks.READERS)
_TERM_REQUIRED = Change("must have a term now", Breaks.WRITERS)
_TERM_OPTIONAL = Change("need not have a term any more", Breaks.NOTHING)
_SEVERAL_TERMS = Change("can have several terms now", Breaks.READERS)
_SINGLE_TERM = Change("cannot have several terms any more", Breaks.WRITERS)


def describe_kind(field: Field) -> str:
    """Return the kind of a field for people: `Number`, or `list of Number`."""
    kind = type(field).__name__
    if isinstance(field, Custom | Other):
        kind = f"{kind} ({field.kind})"
    return f"list of {kind}" if field.multiple and not field.always_list else kind


def list_changes(old: Field, new: Field) -> Iterator[Change]:
    """Iterate over the changes of a field, without those of the fields in it."""
    if type(old) is not type(new):
        yield Change(f"is {describe_kind(new)} now, not {describe_kind(old)}", _find_broken_by_kind(old, new))
        return
    if isinstance(old, Custom | Other) and old.kind != new.kind:  # type: ignore[attr-defined]
        yield Change(f"is {describe_kind(new)} now, not {describe_kind(old)}", Breaks.BOTH)
        return
    yield from _compare_common(old, new)
    for kind, compare in _COMPARISONS:
        if isinstance(old, kind):
            yield from compare(old, new)


def _find_broken_by_kind(old: Field, new: Field) -> Breaks:
    """Return what a new kind breaks: a select is a text or number, of which only some are right."""
    if old.multiple == new.multiple:
        if isinstance(old, Select) and type(new) is _find_free_kind(old):
            return Breaks.READERS
        if isinstance(new, Select) and type(old) is _find_free_kind(new):
            return Breaks.WRITERS
    return Breaks.BOTH


def _find_free_kind(field: Select) -> type[Field]:
    return Number if field.is_numeric else Text


def _compare_common(old: Field, new: Field) -> Iterator[Change]:
    if old.required != new.required:
        # A list that is missing reads as an empty one.
        optional = Breaks.NOTHING if new.always_list else Breaks.READERS
        yield Change("is required now", Breaks.WRITERS) if new.required else Change("is optional now", optional)
    if old.multiple != new.multiple:
        yield _compare_multiple(new)
    yield from compare_bound(old.min_instances, new.min_instances, "minimum number of values", is_least=True)
    yield from compare_bound(old.max_instances, new.max_instances, "maximum number of values")
    yield from _compare_switch(old.unique, new.unique, _UNIQUE, _NOT_UNIQUE)
    yield from _compare_switch(old.localizable, new.localizable, _LOCALIZABLE, _NOT_LOCALIZABLE)


def _compare_multiple(new: Field) -> Change:
    if new.multiple:
        return Change("can have several values now", Breaks.READERS if new.always_list else Breaks.BOTH)
    return Change("has a single value now", Breaks.WRITERS if new.always_list else Breaks.BOTH)


def compare_bound(old: object, new: object, name: str, *, is_least: bool = False) -> Iterator[Change]:
    """Yield the change of a bound. A tighter one breaks writers.

    Args:
        old: The bound as it was; None without one.
        new: The bound as it is.
        name: What it is called.
        is_least: Whether values must not be below it. Default: not above.
    """
    if old == new:
        return
    if new is None:
        yield Change(f"has no {name} any more", Breaks.NOTHING)
        return
    is_tighter = old is None or ((old < new) is is_least)  # type: ignore[operator]
    yield Change(f"the {name} is {new} now", Breaks.WRITERS if is_tighter else Breaks.NOTHING)


def _compare_switch(old: bool, new: bool, on: Change, off: Change) -> Iterator[Change]:  # noqa: FBT001
    """Yield the change of what is so or not so, if there is one."""
    if old != new:
        yield on if new else off


def compare_members(old: Iterable[object], new: Iterable[object], name: str) -> Iterator[Change]:
    """Yield what was added to the values that are possible, and what was removed. Readers may handle all of them.

    Args:
        old: The values that were possible.
        new: The values that are possible.
        name: What one is called.
    """
    before, after = list(old), list(new)
    for each in after:
        if each not in before:
            yield Change(f"has the new {name} {each!r}", Breaks.READERS)
    for each in before:
        if each not in after:
            yield Change(f"has no {name} {each!r} any more", Breaks.WRITERS)


def _compare_texts(old: Text, new: Text) -> Iterator[Change]:
    yield from compare_bound(old.min, new.min, "minimum length", is_least=True)
    yield from compare_bound(old.max, new.max, "maximum length")
    if old.pattern != new.pattern:
        is_free = not new.pattern
        text = "has no pattern any more" if is_free else f"has the pattern {new.pattern} now"
        yield Change(text, Breaks.NOTHING if is_free else Breaks.WRITERS)


def _compare_numbers(old: Number, new: Number) -> Iterator[Change]:
    yield from compare_bound(old.min, new.min, "minimum", is_least=True)
    yield from compare_bound(old.max, new.max, "maximum")


def _compare_selects(old: Select, new: Select) -> Iterator[Change]:
    yield from compare_members(old.values, new.values, "choice")


def _compare_dates(old: Date, new: Date) -> Iterator[Change]:
    yield from _compare_switch(old.time, new.time, _WITH_TIME, _WITHOUT_TIME)
    yield from compare_bound(old.earliest, new.earliest, "earliest date", is_least=True)
    yield from compare_bound(old.latest, new.latest, "latest date")


def _compare_files(old: File, new: File) -> Iterator[Change]:
    yield from _compare_switch(old.images_only, new.images_only, _IMAGES_ONLY, _ANY_FILE)
    if old.extensions and new.extensions:
        yield from compare_members(old.extensions, new.extensions, "file name extension")
    elif old.extensions != new.extensions:
        yield (
            Change(f"must have the extension {' or '.join(new.extensions)} now", Breaks.WRITERS)
            if new.extensions
            else Change("can have any file name extension now", Breaks.READERS)
        )
    yield from compare_bound(old.min_size, new.min_size, "minimum size in MB", is_least=True)
    yield from compare_bound(old.max_size, new.max_size, "maximum size in MB")
    if old.dimension != new.dimension:
        yield Change("has other bounds of width and height now", Breaks.WRITERS if new.dimension else Breaks.NOTHING)


def _compare_references(old: Reference, new: Reference) -> Iterator[Change]:
    yield from compare_members(old.to, new.to, "target")
    if old.has_bare_uids != new.has_bare_uids:
        form = "uids" if new.has_bare_uids else "uids with content types"
        yield Change(f"has {form} as references now", Breaks.BOTH)


def _compare_embeds(old: Html | RichText, new: Html | RichText) -> Iterator[Change]:
    yield from compare_members(old.embeds, new.embeds, "embedded type")


def _compare_embedded(old: Embed, new: Embed) -> Iterator[Change]:
    if old.global_field != new.global_field:
        text = f"contains the global field {new.global_field!r} now, not {old.global_field!r}"
        yield Change(text, Breaks.BOTH)


def _compare_blocks(old: Blocks, new: Blocks) -> Iterator[Change]:
    yield from compare_members((each.uid for each in old.blocks), (each.uid for each in new.blocks), "block")


def _compare_taxonomies(old: Taxonomies, new: Taxonomies) -> Iterator[Change]:
    before = {each.taxonomy: each for each in old.taxonomies}
    yield from compare_members(before, (each.taxonomy for each in new.taxonomies), "taxonomy")
    for rule in new.taxonomies:
        if rule.taxonomy in before:
            for change in _compare_rules(before[rule.taxonomy], rule):
                yield Change(f"{change.text}, of the taxonomy {rule.taxonomy!r}", change.breaks)


def _compare_rules(old: TaxonomyRule, new: TaxonomyRule) -> Iterator[Change]:
    yield from _compare_switch(old.required, new.required, _TERM_REQUIRED, _TERM_OPTIONAL)
    yield from _compare_switch(old.multiple, new.multiple, _SEVERAL_TERMS, _SINGLE_TERM)
    yield from compare_bound(old.max_terms, new.max_terms, "maximum number of terms")


_COMPARISONS: tuple[tuple[type[Field], Callable[..., Iterator[Change]]], ...] = (
    (Text, _compare_texts),
    (Number, _compare_numbers),
    (Select, _compare_selects),
    (Date, _compare_dates),
    (File, _compare_files),
    (Reference, _compare_references),
    (Html, _compare_embeds),
    (RichText, _compare_embeds),
    (Embed, _compare_embedded),
    (Blocks, _compare_blocks),
    (Taxonomies, _compare_taxonomies),
)

__all__ = ["Breaks", "Change", "compare_bound", "compare_members", "describe_kind", "list_changes"]
