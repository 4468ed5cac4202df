"""Where generated annotations are, and which names they use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .taken_names import BUILTINS, MODULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contentstack_cma_toolkit.model import Model
    from contentstack_cma_toolkit.model.names import ClassNames

_NAME = re.compile(r"[A-Za-z_][\w.]*")


@dataclass
class Module:
    """A module that is being written.

    Attributes:
        model: The model.
        names: Names of the classes of the model.
        used: Names that were used so far.
        checked: Names that only checkers need so far.
    """

    model: Model
    names: ClassNames
    used: set[str] = field(default_factory=set[str])
    checked: set[str] = field(default_factory=set[str])

    @property
    def has_descriptions(self) -> bool:
        """Whether the module has a class that describes itself."""
        return "TypedEntry" in self.used or "TypedGroup" in self.used


@dataclass(frozen=True)
class Scope:
    """A class in a module.

    Attributes:
        module: The module.
        path: Dotted name of the class.
        parts: Names of the classes and aliases in it, as of `name_parts`.
    """

    module: Module
    path: str
    parts: Mapping[tuple[str, ...], str]

    @property
    def model(self) -> Model:
        """The model."""
        return self.module.model

    @property
    def names(self) -> ClassNames:
        """Names of the classes of the model."""
        return self.module.names

    def find_part(self, *uids: str) -> str:
        """Return the dotted name of a class or alias in the class."""
        return f"{self.path}.{self.parts[uids]}"

    def skip_at_runtime(self) -> Scope:
        """Return the scope of the part of the class that only checkers see."""
        return replace(self, module=replace(self.module, used=self.module.checked))

    def note_names(self, *names: str) -> None:
        """Note that names are used."""
        self.module.used.update(names)

    def note(self, annotation: str) -> str:
        """Return an annotation that will be quoted, and note the names in it."""
        self.module.checked.update(_list_names(annotation))
        return annotation

    def quote(self, annotation: str) -> str:
        """Return an annotation as it is in code: quoted if it names generated classes."""
        names = _list_names(annotation)
        if names <= MODULES.keys() | BUILTINS:
            self.note_names(*names)
            return annotation
        return f'"{self.note(annotation)}"'


def _list_names(annotation: str) -> set[str]:
    return {name.partition(".")[0] for name in _NAME.findall(annotation)}


__all__ = ["Module", "Scope"]
