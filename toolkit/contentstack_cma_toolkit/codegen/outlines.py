"""What generated classes are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contentstack_cma_toolkit.model import Blocks, ContentType, Embed, Reference

from .taken_names import ALWAYS_THERE, ENTRY_NAMES, GROUP_NAMES, MODULES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from contentstack_cma_toolkit.model import Field, GlobalField
    from contentstack_cma_toolkit.model.names import ClassNames


@dataclass(frozen=True)
class Outline:
    """What a class is made of.

    Attributes:
        name: Its name.
        path: Its dotted name.
        base: What it derives from.
        texts: Paragraphs of its docstring.
        fields: Its fields.
        declared: The content type or global field.
        field: The uid of the field, of a group or block.
        block: The uid of the block.
    """

    name: str
    path: str
    base: str
    texts: Sequence[str]
    fields: Sequence[Field]
    declared: ContentType | GlobalField | None = None
    field: str | None = None
    block: str | None = None

    @property
    def is_entry(self) -> bool:
        """Whether instances are entries."""
        return isinstance(self.declared, ContentType)

    @property
    def taken(self) -> Collection[str]:
        """Names that its attributes cannot have."""
        if not self.is_entry:
            return GROUP_NAMES
        return ENTRY_NAMES | (ALWAYS_THERE - {field.uid for field in self.fields})

    @property
    def is_shared(self) -> bool:
        """Whether it is a block that has its fields from the class of a global field."""
        return ", " in self.base


def list_visible(outline: Outline, names: ClassNames) -> set[str]:
    """Return the names that the body of a class uses, and that no class in it can have therefore.

    Args:
        outline: What the class is made of.
        names: Names of the classes of the model.
    """
    targets = {target for field in outline.fields for target in _list_targets(field, names)}
    return {*MODULES, outline.path.partition(".")[0], *targets}


def _list_targets(field: Field, names: ClassNames) -> list[str]:
    if isinstance(field, Reference):
        return [names.content_types[uid] for uid in field.to if uid in names.content_types]
    if isinstance(field, Embed):
        return [names.global_fields[field.global_field]]
    blocks = field.blocks if isinstance(field, Blocks) else ()
    return [names.global_fields[block.global_field] for block in blocks if block.global_field is not None]


__all__ = ["Outline", "list_visible"]
