"""The rights that each operation needs: the table of permissions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from contentstack_cma_emulator.engine.changes import find_module
from contentstack_cma_emulator.engine.description import Operation

Action = Literal["read", "create", "update", "delete", "publish"]

VERBS: Mapping[str, Action] = {
    "create": "create",
    "upload": "create",
    "import": "create",
    "clone": "create",
    "share": "create",
    "delete": "delete",
    "unshare": "delete",
    "publish": "publish",
    "unpublish": "publish",
    "deploy": "publish",
}
"""By the first word of the operation id. Other operations that write are updates."""


@dataclass(frozen=True, slots=True)
class Need:
    """The right to perform `action` in `module`, or (`inside`) on what it contains: the entries of a content type."""

    module: str
    action: Action
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """A module whose rights the operations of a tag need. `inside` is as in `Need`."""

    module: str
    inside: bool = False


SUBJECTS: Mapping[str, tuple[Subject, ...]] = {
    "Content types": (Subject("content_type"),),
    "Entries": (Subject("content_type", inside=True), Subject("entry")),
    "Entry variants": (Subject("content_type", inside=True), Subject("entry")),
    "Assets": (Subject("asset"), Subject("folder", inside=True)),
    "Environments": (Subject("environment"),),
    "Languages": (Subject("locale"),),
    "Branches": (Subject("branch"),),
    "Aliases": (Subject("branch_alias"),),
    "Taxonomy": (Subject("taxonomy"),),
    "Terms": (Subject("taxonomy", inside=True),),
}
"""By tag. A right to one of several is enough. For other tags, the module has the name of the tag."""

OPEN_TAGS = ("Stacks", "Bulk operations", "Publish queue", "Metadata", "Tasks")
"""Open to everyone who works on a stack. Operations on content check the rights to that content themselves."""

GUARDED_READING = ("token", "webhook", "audit_log")
"""Only users with a right to these modules may read them. Other settings are readable by all who work on the stack."""

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


def find_action(operation: Operation) -> Action:
    """Return what an operation does."""
    if not operation.changes:
        return "read"
    return VERBS.get(operation.id.split("_", maxsplit=1)[0], "update")


def find_needs(operation: Operation) -> tuple[Need, ...]:
    """Return what an operation on a stack needs. One of several is enough; without any, all may call it."""
    special = SPECIAL.get(operation.id)
    if special or operation.tag in OPEN_TAGS:
        return (special,) if special else ()
    action = find_action(operation)
    if operation.tag in SUBJECTS:
        return find_content_needs(operation.tag, action)
    module = find_module(operation.tag).name
    return () if action == "read" and module not in GUARDED_READING else (Need(module, action),)


def find_content_needs(tag: str, action: Action) -> tuple[Need, ...]:
    """Return what an action on one entry or asset (`tag`) needs. One of several is enough."""
    return tuple(Need(subject.module, action, subject.inside) for subject in SUBJECTS[tag])
