"""What a plan consists of. No I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contentstack_cma.types import JsonValue

Action = Literal["create", "update", "delete"]
Mark = Literal["+", "~", "-"]
Kind = Literal[
    "taxonomy", "global field", "content type", "locale", "environment", "role", "workflow", "label"
]  # in the order in which they are written

Json: TypeAlias = "Mapping[str, JsonValue]"
"""A JSON object."""

KINDS: tuple[Kind, ...] = get_args(Kind)
MARKS: Mapping[Action, Mark] = {"create": "+", "update": "~", "delete": "-"}


@dataclass(frozen=True, slots=True)
class Detail:
    """A part of a change: a field, a term, or an attribute.

    Attributes:
        mark: `+` if it is added, `-` if it is removed, `~` if it is changed.
        text: What it is, and what is different.
    """

    mark: Mark
    text: str

    def __str__(self) -> str:
        return f"{self.mark} {self.text}"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to stored content.

    Attributes:
        text: A sentence.
        loses_values: Whether values are lost, unless `count` is 0.
        count: How many entries it concerns, over all locales; None if the API cannot say it.
        by_locale: The same by locale.
    """

    text: str
    loses_values: bool = False
    count: int | None = None
    by_locale: Mapping[str, int] = field(default_factory=dict[str, int])

    def __str__(self) -> str:
        return f"! {self.text}" if self.is_loss else f"  {self.text}"

    @property
    def is_loss(self) -> bool:
        """Whether something is lost."""
        return self.loses_values and self.count != 0


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one part of the model.

    Attributes:
        action: What is done.
        kind: What it is.
        name: Its uid, code or name.
        details: What is different.
        effects: What it does to stored content.
        before: The declaration as JSON, as the stack has it; None for a new one.
        after: The declaration as JSON, as the stack will have it; None for a deletion.
    """

    action: Action
    kind: Kind
    name: str
    details: tuple[Detail, ...] = ()
    effects: tuple[Effect, ...] = ()
    before: Json | None = None
    after: Json | None = None

    @property
    def title(self) -> str:
        """What is done, in words."""
        return f"{self.action} {self.kind} {self.name!r}"

    @property
    def is_destructive(self) -> bool:
        """Whether something is deleted, or values of entries are lost."""
        return self.action == "delete" or any(effect.is_loss for effect in self.effects)

    def __str__(self) -> str:
        warning = "  (destructive)" if self.is_destructive else ""
        lines = [f"{MARKS[self.action]} {self.kind} {self.name!r}{warning}"]
        lines += [f"    {detail}" for detail in self.details]
        return "\n".join([*lines, *(f"    {effect}" for effect in self.effects)])

    def list_losses(self) -> list[str]:
        """Return what is lost, a line each; nothing if nothing is lost."""
        lost = [f"{self.kind} {self.name!r}: {effect.text}" for effect in self.effects if effect.is_loss]
        return lost or ([self.title] if self.is_destructive else [])


@dataclass(frozen=True, slots=True)
class Plan:
    """What must be changed in a stack so that it has the declared model.

    Attributes:
        changes: The changes, in the order in which they are written.
        notes: What a person should know.
        kinds: The kinds that the model manages.
        seen: Hashes of what the stack had when the plan was made, by kind and name: `content type/article`.
    """

    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    seen: Mapping[str, str] = field(default_factory=dict[str, str])

    def __bool__(self) -> bool:
        """Return whether something is to be changed."""
        return bool(self.changes)

    @property
    def fingerprint(self) -> str:
        """A hash of the model that the stack had when the plan was made."""
        from ..model.hashing import hash_json

        return hash_json(dict(self.seen))

    @property
    def is_destructive(self) -> bool:
        """Whether something is deleted, or values of entries are lost."""
        return any(change.is_destructive for change in self.changes)

    def list_losses(self) -> list[str]:
        """Return what is lost, a line each."""
        return [line for change in self.changes for line in change.list_losses()]

    def count(self, action: Action) -> int:
        """Return how many changes do this."""
        return sum(change.action == action for change in self.changes)

    def __str__(self) -> str:
        if not self.changes:
            return "\n".join(["Nothing to change: the stack has the declared model.", *self._write_notes()])
        counts = (
            f"{self.count('create')} to create, {self.count('update')} to update",
            f"{self.count('delete')} to delete",
        )
        return "\n".join([*map(str, self.changes), *self._write_notes(), ", ".join(counts) + "."])

    def _write_notes(self) -> Sequence[str]:
        return [f"Note: {note}" for note in self.notes]

    def to_dict(self) -> dict[str, JsonValue]:
        """Return the plan as JSON."""
        from .plan_files import write_plan

        return write_plan(self)

    @classmethod
    def from_dict(cls, document: Json) -> Plan:
        """Return the plan of a JSON object.

        Raises:
            PlanError: It is not a plan, or one of another version.
        """
        from .plan_files import read_plan

        return read_plan(document)


__all__ = ["KINDS", "Action", "Change", "Detail", "Effect", "Json", "Kind", "Mark", "Plan"]
