"""The rights that each operation needs: the table of permissions."""

from collections.abc import Mapping
from dataclasses import dataclass

from contentstack_cma_emulator.engine.actions import ACTIONS, Right
from contentstack_cma_emulator.engine.description import Operation
from contentstack_cma_emulator.engine.tags import TAGS


@dataclass(frozen=True, slots=True)
class Need:
    """A right to a module, or (`inside`) to what its objects contain: the entries of a content type."""

    module: str
    right: Right
    inside: bool = False


SPECIAL: Mapping[str, Need] = {
    "share_stack": Need("stack_user", "create"),
    "unshare_stack": Need("stack_user", "delete"),
    "update_stack_user_roles": Need("stack", "update"),
    "update_stack": Need("stack", "update"),
    "update_stack_settings": Need("stack", "update"),
    "reset_stack_settings": Need("stack", "update"),
    "list_management_tokens": Need("stack", "update"),
    "get_management_token": Need("stack", "update"),
    "create_management_token": Need("stack", "update"),
    "update_management_token": Need("stack", "update"),
    "delete_management_token": Need("stack", "update"),
    "add_to_release_in_bulk": Need("release", "update"),
    "update_release_items_in_bulk": Need("release", "update"),
}
"""Operations whose needs do not follow from their tag. Only owner and admins may change the stack itself."""


def find_right(operation: Operation) -> Right:
    """Return the right that an operation needs."""
    return ACTIONS[operation.action].right if operation.action else "read"


def find_needs(operation: Operation) -> tuple[Need, ...]:
    """Return what an operation on a stack needs. One of several is enough; without any, all may call it."""
    special = SPECIAL.get(operation.id)
    if special:
        return (special,)
    right = find_right(operation)
    return () if right == "read" and TAGS[operation.tag].is_readable else make_needs(operation.tag, right)


def make_needs(tag: str, right: Right) -> tuple[Need, ...]:
    """Return the needs of operations of a tag that need this right. One of several is enough."""
    return tuple(Need(subject.module, right, subject.inside) for subject in TAGS[tag].subjects)
