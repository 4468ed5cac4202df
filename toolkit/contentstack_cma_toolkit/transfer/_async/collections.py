"""The resources of a stack by module, all with the same three methods."""

from collections.abc import Mapping
from typing import Any, Protocol, cast

from contentstack_cma import AsyncStack
from contentstack_cma.types import AsyncPages

from ..modules import Module


class Readable(Protocol):
    """A model of the SDK."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as the server sent it."""
        ...


class AsyncCollection(Protocol):
    """What environments, roles and others have in common in the SDK."""

    def list(self) -> AsyncPages[Any]:
        """Iterate over all of them."""
        ...

    async def create(self, fields: Mapping[str, Any], /) -> Readable:
        """Create one."""
        ...

    async def update(self, name: str, fields: Mapping[str, Any], /) -> Readable | None:
        """Update one. Some updates return only a notice."""
        ...


class AsyncRoles:
    """The roles of a stack, which are listed without their rules otherwise."""

    def __init__(self, stack: AsyncStack) -> None:
        self._roles = stack.roles

    def list(self) -> AsyncPages[Any]:
        """Iterate over all of them."""
        return self._roles.list(include_rules=True)

    async def create(self, fields: Mapping[str, Any], /) -> Readable:
        """Create one."""
        return await self._roles.create(dict[str, Any](fields))

    async def update(self, name: str, fields: Mapping[str, Any], /) -> Readable | None:
        """Update one."""
        return await self._roles.update(name, dict[str, Any](fields))


class AsyncVariantGroups:
    """The variant groups of a stack, whose fields are arguments otherwise."""

    def __init__(self, stack: AsyncStack) -> None:
        self._groups = stack.variant_groups

    def list(self) -> AsyncPages[Any]:
        """Iterate over all of them."""
        return self._groups.list(include_variant_info=True)

    async def create(self, fields: Mapping[str, Any], /) -> Readable:
        """Create one."""
        return await self._groups.create(**fields)

    async def update(self, name: str, fields: Mapping[str, Any], /) -> Readable | None:
        """Update one."""
        return await self._groups.update(name, **fields)


def find_collection(stack: AsyncStack, module: Module) -> AsyncCollection:
    """Return the resources of a module."""
    if module == "roles":
        return AsyncRoles(stack)
    if module == "variants":
        return AsyncVariantGroups(stack)
    return cast("AsyncCollection", getattr(stack, module))
