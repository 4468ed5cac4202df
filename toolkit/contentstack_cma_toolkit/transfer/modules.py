"""The parts of a stack that are transferred, in the order of an import. No I/O."""

from collections.abc import Iterable
from typing import Literal, get_args

Module = Literal[
    "branches",
    "locales",
    "environments",
    "settings",
    "assets",
    "taxonomies",
    "extensions",
    "global_fields",
    "content_types",
    "roles",
    "workflows",
    "publish_rules",
    "entries",
    "variants",
    "labels",
    "webhooks",
    "releases",
    "publishing",
]
"""Name of a part of a stack. `publishing` is the state of publishing that entries and assets have."""

MODULES: tuple[Module, ...] = get_args(Module)
"""All modules, in the order of an import: what refers to something comes after it, as far as that is possible."""


def choose_modules(chosen: Iterable[str] | None) -> tuple[Module, ...]:
    """Return the chosen modules in the order of an import.

    Args:
        chosen: Names of modules. Default: all.

    Raises:
        ValueError: There is no module of a name, or none is chosen.
        TypeError: It is a single string.
    """
    if chosen is None:
        return MODULES
    if isinstance(chosen, str):
        raise TypeError(f"modules must be a list of names, such as [{chosen!r}], not the string {chosen!r}")
    names = set(chosen)
    if unknown := sorted(map(repr, names.difference(MODULES))):
        raise ValueError(f"unknown modules: {', '.join(unknown)}. There are: {', '.join(MODULES)}.")
    if not names:
        raise ValueError(f"no modules: name at least one of {', '.join(MODULES)}, or pass None for all")
    return tuple(module for module in MODULES if module in names)
