"""What generated classes are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contentstack_cma_toolkit.model import ContentType

from .taken_names import ENTRY_NAMES, GROUP_NAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from contentstack_cma_toolkit.model import Field, GlobalField


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
        return ENTRY_NAMES if self.is_entry else GROUP_NAMES

    @property
    def is_shared(self) -> bool:
        """Whether it is a block that has its fields from the class of a global field."""
        return ", " in self.base


__all__ = ["Outline"]
