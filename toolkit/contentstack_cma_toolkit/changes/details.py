"""What is different, in words. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields as list_attributes
from typing import TYPE_CHECKING, TypeGuard

from ..model import Block, Choice, ContentType, Custom, Embed, Field, GlobalField, Other, Reference, Select, Taxonomy
from ..model.texts import shorten
from .adopting import walk_terms
from .fields import FieldChange, compare_fields, is_reordered, list_differences
from .plans import Detail

if TYPE_CHECKING:
    from .declarations import Declared

_LONGEST = 60
_FLAGS = ("required", "unique", "multiple")


def describe_new(declared: Declared) -> list[Detail]:
    """Return what something new has in it: its fields or terms."""
    if isinstance(declared, ContentType | GlobalField):
        return [Detail("+", f"field {each.uid!r}: {describe_field(each)}") for each in declared.fields]
    if isinstance(declared, Taxonomy):
        return [Detail("+", f"term {term.uid!r}") for term in walk_terms(declared.terms)]
    return []


def describe_differences(before: Declared, after: Declared) -> list[Detail]:
    """Return what is different between what the stack has and what is declared.

    Args:
        before: As the stack has it.
        after: As it is declared, completed by what the stack has.
    """
    own = ["fields", "terms"]
    found = [_describe_attribute(name, before, after) for name in list_differences(before, after) if name not in own]
    if isinstance(before, Taxonomy) and isinstance(after, Taxonomy):
        found += _describe_terms(before, after)
    if isinstance(before, ContentType | GlobalField) and isinstance(after, ContentType | GlobalField):
        found += map(describe_field_change, compare_fields(before.fields, after.fields))
        if is_reordered(before.fields, after.fields):
            found.append(Detail("~", "order of the fields"))
    return found or [Detail("~", "order")]


def describe_field(declared: Field | Block) -> str:
    """Return the kind of a field in words: `Text, required, unique`."""
    if isinstance(declared, Block):
        return "block" if declared.global_field is None else f"block with the global field {declared.global_field!r}"
    flags = [flag for flag in _FLAGS if getattr(declared, flag)]
    return ", ".join([_describe_kind(declared), *flags])


def _describe_kind(declared: Field) -> str:
    kind = type(declared).__name__
    if isinstance(declared, Custom | Other):
        return f"{kind} ({declared.kind})"
    if isinstance(declared, Embed):
        return f"global field {declared.global_field!r}"
    if isinstance(declared, Reference):
        return f"{kind} to {', '.join(declared.to)}"
    return kind


def describe_field_change(change: FieldChange) -> Detail:
    """Return the difference of a field or block in words."""
    noun = "block" if isinstance(change.after or change.before, Block) else "field"
    if change.before is None and change.after is not None:
        return Detail("+", f"{noun} {change.path!r}: {describe_field(change.after)}")
    if change.after is None or change.before is None:
        return Detail("-", f"{noun} {change.path!r}")
    return Detail("~", f"{noun} {change.path!r}: {', '.join(_list_field_differences(change.before, change.after))}")


def _list_field_differences(before: Field | Block, after: Field | Block) -> Iterator[str]:
    if type(before) is not type(after):
        yield f"{describe_field(before)} -> {describe_field(after)}"
        return
    for name in list_differences(before, after):
        if name == "choices" and isinstance(before, Select) and isinstance(after, Select):
            yield from _list_choice_differences(before, after)
        else:
            yield _describe_values(name, getattr(before, name), getattr(after, name))


def _list_choice_differences(before: Select, after: Select) -> Iterator[str]:
    added = [value for value in after.values if value not in before.values]
    removed = [value for value in before.values if value not in after.values]
    if added:
        yield f"choices {shorten(added, _LONGEST)} added"
    if removed:
        yield f"choices {shorten(removed, _LONGEST)} removed"
    if not added and not removed:
        yield "labels or order of the choices"


def _describe_attribute(name: str, before: object, after: object) -> Detail:
    return Detail("~", _describe_values(name, getattr(before, name), getattr(after, name)))


def _describe_values(name: str, before: object, after: object) -> str:
    if _is_object(before) and _is_object(after):
        keys = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
        return f"{name} ({', '.join(keys)})"
    if _is_list(before) and _is_list(after):
        return f"{name}: {_describe_lists(before, after)}"
    return f"{name}: {shorten(before, _LONGEST)} -> {shorten(after, _LONGEST)}"


def _is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, Mapping)


def _is_list(value: object) -> TypeGuard[tuple[object, ...]]:
    return isinstance(value, tuple)


def _describe_lists(before: Sequence[object], after: Sequence[object]) -> str:
    added = [_name(each) for each in after if each not in before]
    removed = [_name(each) for each in before if each not in after]
    texts = [f"~{each}" for each in added if each in removed]
    texts += [f"+{each}" for each in added if each not in removed] + [
        f"-{each}" for each in removed if each not in added
    ]
    return ", ".join(texts) or "order"


def _name(value: object) -> str:
    """Return what identifies an item of a list."""
    if _is_object(value):
        return str(value.get("module") or value.get("name") or "rule")
    if isinstance(value, Choice):
        return repr(value.value)
    names = [each.name for each in list_attributes(value)] if hasattr(value, "__dataclass_fields__") else []  # type: ignore[arg-type]
    return repr(getattr(value, names[0])) if names else shorten(value, _LONGEST)


def _describe_terms(before: Taxonomy, after: Taxonomy) -> Iterator[Detail]:
    known, wanted = list_places(before), list_places(after)
    for uid in known:
        if uid not in wanted:
            yield Detail("-", f"term {uid!r}")
    for uid, (name, parent) in wanted.items():
        if uid not in known:
            yield Detail("+", f"term {uid!r}" + (f" below {parent!r}" if parent else ""))
            continue
        old_name, old_parent = known[uid]
        if name != old_name:
            yield Detail("~", f"term {uid!r}: name: {old_name!r} -> {name!r}")
        if parent != old_parent:
            yield Detail("~", f"term {uid!r}: moved {'to the root' if parent is None else f'below {parent!r}'}")


def list_places(taxonomy: Taxonomy) -> dict[str, tuple[str, str | None]]:
    """Return the name and the parent of each term by its uid, from the top down."""
    found: dict[str, tuple[str, str | None]] = {term.uid: (term.name, None) for term in taxonomy.terms}
    for term in walk_terms(taxonomy.terms):
        found |= {inner.uid: (inner.name, term.uid) for inner in term.terms}
    return found


__all__ = ["describe_differences", "describe_field", "describe_field_change", "describe_new", "list_places"]
