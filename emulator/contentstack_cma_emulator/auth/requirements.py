"""What an operation needs of whoever calls it: the table of permissions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from contentstack_cma_emulator.engine.changes import module_of
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
"""By the first word of the operation id; any other that changes something is an update."""


@dataclass(frozen=True, slots=True)
class Need:
    """To do `action` with the things of `module`, or (`inside`) with what is in them: entries of a content type.

    `address` is the path parameter that says which thing it is; where a path has none, any will do.
    """

    module: str
    action: Action
    address: str = ""
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """Which module the operations of a tag need. `inside` is as in `Need`."""

    module: str
    address: str
    inside: bool = False


SUBJECTS: Mapping[str, tuple[Subject, ...]] = {
    "Content types": (Subject("content_type", "content_type_uid"),),
    "Entries": (Subject("content_type", "content_type_uid", inside=True), Subject("entry", "entry_uid")),
    "Entry variants": (Subject("content_type", "content_type_uid", inside=True), Subject("entry", "entry_uid")),
    "Assets": (Subject("asset", "asset_uid"), Subject("folder", "folder_uid", inside=True)),
    "Environments": (Subject("environment", "environment_name"),),
    "Languages": (Subject("locale", "code"),),
    "Branches": (Subject("branch", "branch_uid"),),
    "Aliases": (Subject("branch_alias", "branch_alias_uid"),),
    "Taxonomy": (Subject("taxonomy", "taxonomy_uid"),),
    "Terms": (Subject("taxonomy", "taxonomy_uid", inside=True),),
}
"""By tag; one of several is enough. The module of any other tag is called after it."""

OPEN_TAGS = ("Stacks", "Bulk operations", "Publish queue", "Metadata", "Tasks")
"""Whoever works on a stack may call these; those that deal in content ask for what that content needs."""

GUARDED_READING = ("token", "webhook", "audit_log")
"""What only those may see who may do something with it. Other settings can be read by all who work on the stack."""

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
"""Operations that need something else than their tag says. Only owner and admins may change the stack itself."""


def action_of(operation: Operation) -> Action:
    """Answer what an operation does with its things."""
    if not operation.changes:
        return "read"
    return VERBS.get(operation.id.split("_", maxsplit=1)[0], "update")


def needs_of(operation: Operation) -> tuple[Need, ...]:
    """Answer what an operation of a stack needs, of which one is enough; nothing where all may call it."""
    special = SPECIAL.get(operation.id)
    if special or operation.tag in OPEN_TAGS:
        return (special,) if special else ()
    action = action_of(operation)
    if operation.tag in SUBJECTS:
        return needs_of_content(operation.tag, action)
    module = module_of(operation.tag).name
    return () if action == "read" and module not in GUARDED_READING else (Need(module, action),)


def needs_of_content(tag: str, action: Action) -> tuple[Need, ...]:
    """Answer what it needs to do something with one entry or asset (`tag`), of which one is enough."""
    return tuple(_need(subject, action) for subject in SUBJECTS[tag])


def _need(subject: Subject, action: Action) -> Need:
    return Need(subject.module, action, subject.address, subject.inside)
