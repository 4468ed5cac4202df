"""How a content model differs from the one that code was made from, and which code that breaks. Pure functions.

A difference reads like this: content type 'article', field 'price': is required now (breaks writers).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model import Block, Blocks, ContentType, Field, Group, Model, Schema
from ..model.checks import describe_schema
from .field_changes import Breaks, Change, compare_members, describe_kind, list_changes
from .limits import list_few_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from contentstack_cma.types import JsonValue


@dataclass(frozen=True)
class Difference:
    """A difference between two models.

    Attributes:
        subject: What differs: `content type 'article'`.
        path: Dotted path of the field in it; empty if it differs as a whole.
        text: How it differs, as the end of a sentence: `is required now`.
        breaks: Which code it breaks.
    """

    subject: str
    path: str
    text: str
    breaks: Breaks

    def __str__(self) -> str:
        place = f"{self.subject}, field {self.path!r}" if self.path else self.subject
        return f"{place}: {self.text} ({self.breaks})"

    def to_dict(self) -> dict[str, JsonValue]:
        """Return the difference as JSON."""
        return {
            "subject": self.subject,
            "field": self.path or None,
            "change": self.text,
            "breaks_readers": Breaks.READERS in self.breaks,
            "breaks_writers": Breaks.WRITERS in self.breaks,
        }


def compare_models(coded: Model, actual: Model) -> list[Difference]:
    """Return how a model differs from the one that code was made from, as far as types depend on it.

    Names, help texts, default values and rules for editors are not compared. A change of a global field is reported
    once, not for each content type that contains it. Locales, environments, workflow stages and taxonomies are compared
    if both models have some.

    Args:
        coded: The model that the code was made from.
        actual: The model as it is.

    Returns:
        The differences: those of global fields, of content types, then others.
    """
    return [*_compare_schemas(coded, actual), *_compare_taxonomies(coded, actual), *_compare_settings(coded, actual)]


def _compare_schemas(coded: Model, actual: Model) -> Iterator[Difference]:
    before = {describe_schema(each): each for each in coded.schemas}
    after = {describe_schema(each): each for each in actual.schemas}
    for subject in sorted({**before, **after}, key=lambda subject: (subject.startswith("content"), subject)):
        if subject not in after:
            yield Difference(subject, "", "is not there any more", Breaks.BOTH)
        elif subject not in before:
            yield Difference(subject, "", "is new", Breaks.NOTHING)
        else:
            yield from _compare_schema(subject, before[subject], after[subject])


def _compare_schema(subject: str, old: Schema, new: Schema) -> Iterator[Difference]:
    if isinstance(old, ContentType) and isinstance(new, ContentType) and old.is_singleton != new.is_singleton:
        if new.is_singleton:
            yield Difference(subject, "", "can have only one entry now", Breaks.WRITERS)
        else:
            yield Difference(subject, "", "can have several entries now", Breaks.READERS)
    for path, change in _compare_fields(old.fields, new.fields, ""):
        yield Difference(subject, path, change.text, change.breaks)


def _compare_fields(old: Sequence[Field], new: Sequence[Field], path: str) -> Iterator[tuple[str, Change]]:
    """Iterate over the changes of fields and of those in them, each with the path of the field."""
    before = {each.uid: each for each in old}
    after = {each.uid: each for each in new}
    for uid in (*before, *(uid for uid in after if uid not in before)):
        here = f"{path}{uid}"
        if uid not in after:
            yield here, Change("is not there any more", Breaks.BOTH)
        elif uid not in before:
            yield here, _describe_new(after[uid], is_top=not path)
        else:
            yield from ((here, change) for change in list_changes(before[uid], after[uid]))
            yield from _compare_inner(before[uid], after[uid], f"{here}.")


def _describe_new(field: Field, *, is_top: bool) -> Change:
    """Return the change of a new field. The API gives a new entry the default values of its own fields."""
    kind = describe_kind(field)
    if not field.required:
        return Change(f"is new, and optional: {kind}", Breaks.NOTHING)
    if is_top and getattr(field, "default", None) not in (None, "", []):
        return Change(f"is new, and required with a default value: {kind}", Breaks.NOTHING)
    return Change(f"is new, and required: {kind}", Breaks.WRITERS)


def _compare_inner(old: Field, new: Field, path: str) -> Iterator[tuple[str, Change]]:
    if isinstance(old, Group) and isinstance(new, Group):
        yield from _compare_fields(old.fields, new.fields, path)
    elif isinstance(old, Blocks) and isinstance(new, Blocks):
        before = {each.uid: each for each in old.blocks}
        for block in new.blocks:
            if block.uid in before:
                yield from _compare_block(before[block.uid], block, f"{path}{block.uid}")


def _compare_block(old: Block, new: Block, path: str) -> Iterator[tuple[str, Change]]:
    if old.global_field != new.global_field:
        sources = [
            f"the global field {uid!r}" if uid else "its own fields" for uid in (new.global_field, old.global_field)
        ]
        yield path, Change(f"has {sources[0]} now, not {sources[1]}", Breaks.BOTH)
    else:
        yield from _compare_fields(old.fields, new.fields, f"{path}.")


def _compare_taxonomies(coded: Model, actual: Model) -> Iterator[Difference]:
    """Yield changes of taxonomies, and of the terms of those that have few: types list only these."""
    before, after = [each.uid for each in coded.taxonomies], [each.uid for each in actual.taxonomies]
    yield from _compare_names("taxonomy", dict.fromkeys(before), dict.fromkeys(after))
    for uid in (uid for uid in before if uid in after):
        old, new = list_few_terms(coded, uid), list_few_terms(actual, uid)
        changes = compare_members(sorted(old), sorted(new), "term") if old and new else _compare_listing(old, new)
        yield from (Difference(f"taxonomy {uid!r}", "", text, breaks) for text, breaks in changes)


def _compare_listing(old: Sequence[str] | None, new: Sequence[str] | None) -> Iterator[Change]:
    if old:
        yield Change("has terms that types do not list any more", Breaks.READERS)
    elif new:
        yield Change("has few terms now, which types list", Breaks.WRITERS)


def _compare_settings(coded: Model, actual: Model) -> Iterator[Difference]:
    yield from _compare_names("locale", _list_locales(coded), _list_locales(actual))
    yield from _compare_names("environment", _list_environments(coded), _list_environments(actual))
    yield from _compare_names("workflow stage", _list_stages(coded), _list_stages(actual))


def _list_locales(model: Model) -> dict[str, str | None]:
    return {each.code: None for each in model.locales}


def _list_environments(model: Model) -> dict[str, str | None]:
    return {each.name: each.uid for each in model.environments}


def _list_stages(model: Model) -> dict[str, str | None]:
    return {f"{flow.name} > {each.name}": each.uid for flow in model.workflows for each in flow.stages}


def _compare_names(
    noun: str, before: Mapping[str, str | None], after: Mapping[str, str | None]
) -> Iterator[Difference]:
    """Yield what was added and removed of what constants name, and what has another uid now."""
    if not before or not after:
        return
    for name in sorted({**before, **after}):
        subject = f"{noun} {name!r}"
        if name not in after:
            yield Difference(subject, "", "is not there any more", Breaks.BOTH)
        elif name not in before:
            yield Difference(subject, "", "is new", Breaks.NOTHING)
        elif before[name] and after[name] and before[name] != after[name]:
            yield Difference(subject, "", f"has the uid {after[name]} now, not {before[name]}", Breaks.BOTH)


__all__ = ["Breaks", "Difference", "compare_models"]
