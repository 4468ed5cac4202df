"""How the fields of two schemas differ. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields as list_attributes
from typing import TYPE_CHECKING

from ..model import Block, Blocks, Field, Group, find_data_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NESTED = frozenset({"fields", "blocks"})
"""Attributes that have fields, which are compared one by one."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field or block that is added, removed or changed.

    Attributes:
        path: Its dotted path.
        before: As the stack has it; None if it is added.
        after: As it is declared; None if it is removed.
        is_in_list: Whether it is inside a list, so that an entry can have several values of it.
    """

    path: str
    before: Field | Block | None
    after: Field | Block | None
    is_in_list: bool = False


def compare_fields(
    before: Sequence[Field], after: Sequence[Field], path: str = "", *, is_in_list: bool = False
) -> Iterator[FieldChange]:
    """Iterate over the differences of two lists of fields. Global fields are not entered.

    Args:
        before: The fields as the stack has them.
        after: The fields as declared.
        path: Path of what has them.
        is_in_list: Whether what has them is inside a list.
    """
    known = {each.uid: each for each in before}
    wanted = {each.uid: each for each in after}
    for uid, field in known.items():
        if uid not in wanted:
            yield FieldChange(join(path, uid), field, None, is_in_list)
    for uid, field in wanted.items():
        if uid not in known:
            yield FieldChange(join(path, uid), None, field, is_in_list)
        elif known[uid] != field:
            yield from _compare_field(known[uid], field, join(path, uid), is_in_list=is_in_list)


def _compare_field(before: Field, after: Field, path: str, *, is_in_list: bool) -> Iterator[FieldChange]:
    if type(before) is not type(after) or list_differences(before, after):
        yield FieldChange(path, before, after, is_in_list)
    if changes_form(before, after):
        return
    if isinstance(before, Group) and isinstance(after, Group):
        yield from compare_fields(before.fields, after.fields, path, is_in_list=is_in_list or before.multiple)
    elif isinstance(before, Blocks) and isinstance(after, Blocks):
        yield from _compare_blocks(before.blocks, after.blocks, path)


def _compare_blocks(before: Sequence[Block], after: Sequence[Block], path: str) -> Iterator[FieldChange]:
    known = {each.uid: each for each in before}
    wanted = {each.uid: each for each in after}
    for uid, block in known.items():
        if uid not in wanted:
            yield FieldChange(join(path, uid), block, None, is_in_list=True)
    for uid, block in wanted.items():
        old = known.get(uid)
        if old is None or list_differences(old, block):
            yield FieldChange(join(path, uid), old, block, is_in_list=True)
        if old is not None and old.global_field is None and block.global_field is None:
            yield from compare_fields(old.fields, block.fields, join(path, uid), is_in_list=True)


def list_differences(before: object, after: object) -> list[str]:
    """Return the attributes in which two declarations of the same kind differ, without those of `NESTED`."""
    names = [each.name for each in list_attributes(before) if each.compare and each.name not in NESTED]  # type: ignore[arg-type]
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def changes_form(before: Field, after: Field) -> bool:
    """Return whether values of a field do not survive a change: its type or `multiple` is another."""
    is_multiple_kept = before.multiple == after.multiple or (before.always_list and after.always_list)
    return find_data_type(before) != find_data_type(after) or not is_multiple_kept


def is_reordered(before: Sequence[Field], after: Sequence[Field]) -> bool:
    """Return whether the fields that two lists have in common have another order."""
    old, new = [each.uid for each in before], [each.uid for each in after]
    return [uid for uid in old if uid in new] != [uid for uid in new if uid in old]


def join(path: str, uid: str) -> str:
    """Return a dotted path."""
    return f"{path}.{uid}" if path else uid


__all__ = ["FieldChange", "changes_form", "compare_fields", "is_reordered", "join", "list_differences"]
