# Derived from _async/collections.py by generator/unasync.py: edit that, not this.
"""The resources of a stack by module, all with the same three methods."""

from collections.abc import Mapping
from typing import Any, Protocol, cast

from contentstack_cma import Stack
from contentstack_cma.types import Page

from ..modules import Module


class Readable(Protocol):
    """A model of the SDK."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as the server sent it."""
        ...


class Collection(Protocol):
    """What environments, roles and others have in common in the SDK."""

    def list(self) -> Page[Any]:
        """Iterate over all of them."""
        ...

    def create(self, fields: Mapping[str, Any], /) -> Readable:
        """Create one."""
        ...

    def update(self, name: str, fields: Mapping[str, Any], /) -> Readable | None:
        """Update one. Some updates return only a notice."""
        ...


class Roles:
    """The roles of a stack, which are listed without their rules otherwise."""

    def __init__(self, stack: Stack) -> None:
        self._roles = stack.roles

    def list(self) -> Page[Any]:
        """Iterate over all of them."""
        return self._roles.list(include_rules=True)

    def create(self, fields: Mapping[str, Any], /) -> Readable:
        """Create one."""
        return self._roles.create(dict[str, Any](fields))

    def update(self, name: str, fields: Mapping[str, Any], /) -> Readable | None:
        """Update one."""
        return self._roles.update(name, dict[str, Any](fields))


class VariantGroups:
    """The variant groups of a stack, whose fields are arguments otherwise."""

    def __init__(self, stack: Stack) -> None:
        self._groups = stack.variant_groups

    def list(self) -> Page[Any]:
        """Iterate over all of them."""
        return self._groups.list(include_variant_info=True)

    def create(self, fields: Mapping[str, Any], /) -> Readable:
        """Create one."""
        return self._groups.create(**fields)

    def update(self, name: str, fields: Mapping[str, Any], /) -> Readable | None:
        """Update one."""
        return self._groups.update(name, **fields)


def find_collection(stack: Stack, module: Module) -> Collection:
    """Return the resources of a module."""
    if module == "roles":
        return Roles(stack)
    if module == "variants":
        return VariantGroups(stack)
    return cast("Collection", getattr(stack, module))
