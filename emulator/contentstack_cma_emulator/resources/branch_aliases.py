"""Branch aliases: alternative names that calls accept wherever they accept a branch.

An alias is stored in its branch, and read as that branch.
"""

from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.kinds import BRANCH, BRANCH_ALIAS
from contentstack_cma_emulator.engine.listing import filter_by_query
from contentstack_cma_emulator.engine.lookup import find_branches, list_branch_names
from contentstack_cma_emulator.engine.paging import list_documents
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.relations import remove_references
from contentstack_cma_emulator.engine.store import Key
from contentstack_cma_emulator.resources.branches import (
    CREATE_INVALID,
    DELETE_REJECTED,
    EXISTS,
    NOT_FOUND,
    SETTINGS,
    UID,
    WRONG_UID,
    branch_not_found,
    find_pending,
    require_branch_by_uid,
)


@operation("list_branch_aliases")
def list_aliases(call: Call) -> ApiResponse:
    """Return a page of the aliases."""
    return list_documents(call, "branch_aliases", filter_by_query(call, find_aliases(call)))


@operation("get_branch_alias")
def get_alias(call: Call) -> ApiResponse:
    """Return one alias."""
    return ApiResponse({"branch_alias": require_alias(call)})


@operation("assign_branch_alias")
def assign_alias(call: Call) -> ApiResponse:
    """Assign an alias to a branch: create the alias, or move it from another branch."""
    uid = call.path["branch_alias_uid"]
    target = require_target(call)
    check_name(call, uid)
    unassign(call, uid)
    branch = require_branch_by_uid(call, target["uid"])
    changed = branch | {"alias": [*branch["alias"], {"uid": uid}]} | call.build_update_fields()
    call.store.put(Key(BRANCH, branch["uid"], call.api_key), changed)
    return ApiResponse({"notice": "Branch alias assigned successfully.", "branch_alias": show_alias(changed, uid)})


@operation("delete_branch_alias")
def delete_alias(call: Call) -> ApiResponse:
    """Delete an alias and the references to it, but not its branch. Requires `force`."""
    alias = require_alias(call)
    call.set_changed_document(alias)
    if not call.has_flag("force"):
        text = "Deleting an alias needs force."
        raise errors.action_failed("Branch alias", "deletion", {BRANCH_ALIAS: [text]}, DELETE_REJECTED)
    remove_references(call, BRANCH_ALIAS, {"uid": alias["alias"]})
    unassign(call, alias["alias"])
    return ApiResponse({"notice": "Branch alias deleted successfully."})


def find_aliases(call: Call) -> list[Document]:
    """Return all aliases, each as its branch."""
    return [
        show_alias(branch, alias["uid"])
        for branch in find_branches(call.store, call.api_key)
        for alias in branch["alias"]
    ]


def require_alias(call: Call) -> Document:
    """Return the alias of the path. Raises `CmaError` (422/905) if it does not exist."""
    uid = call.path["branch_alias_uid"]
    found = next((alias for alias in find_aliases(call) if alias["alias"] == uid), None)
    if found is None:
        raise errors.not_found(NOT_FOUND, f"The Branch alias '{uid}' was not found. Please try again.")
    return found


def require_target(call: Call) -> Document:
    """Return the branch with the uid in the body. Raises `CmaError` (422/905) if it does not exist."""
    target: Any = call.body["branch_alias"]["target_branch"]
    found = [branch for branch in find_branches(call.store, call.api_key) if branch["uid"] == target]
    if not found:
        raise branch_not_found(cast("str", target), "target_branch")
    return found[0]


def show_alias(branch: Document, alias: str) -> Document:
    """Return an alias as responses show it: its branch, with the uid of the alias."""
    return omit(branch, SETTINGS) | {"alias": alias}


def check_name(call: Call, uid: str) -> None:
    """Raise `CmaError` (422) if the uid of an alias is not valid or is that of a branch, or the plan allows no more."""
    existing = find_branches(call.store, call.api_key)
    if uid in {branch["uid"] for branch in (*existing, *find_pending(call))}:
        raise errors.action_failed("Branch alias", "assignment", {"uid": ["is the uid of a branch."]}, EXISTS)
    if not UID.fullmatch(uid):
        raise errors.action_failed("Branch alias", "assignment", {"uid": [WRONG_UID]}, CREATE_INVALID)
    known = {name for branch in existing for name in list_branch_names(branch)[1:]}
    limit = call.state.plan.branch_aliases
    if limit is not None and uid not in known and len(known) >= limit:
        raise errors.action_failed("Branch alias", "assignment", {"branch_aliases": [errors.plan_limit_reached(limit)]})


def unassign(call: Call, uid: str) -> None:
    """Remove an alias from its branch."""
    for branch in find_branches(call.store, call.api_key):
        remaining = [alias for alias in branch["alias"] if alias["uid"] != uid]
        if remaining != branch["alias"]:
            changed = branch | {"alias": remaining} | call.build_update_fields()
            call.store.put(Key(BRANCH, branch["uid"], call.api_key), changed)
