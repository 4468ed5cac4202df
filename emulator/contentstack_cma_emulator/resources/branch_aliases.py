"""Aliases: further names of branches, which can be pointed at others. Calls take them wherever they take branches.

An alias is kept with the branch it points at, and read as that branch.
"""

from typing import Any, cast

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import BRANCH, BRANCH_ALIAS
from contentstack_cma_emulator.engine.listing import matching
from contentstack_cma_emulator.engine.lookup import branch_names, branches
from contentstack_cma_emulator.engine.paging import listing
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.relations import let_go
from contentstack_cma_emulator.resources.branches import (
    CREATE_INVALID,
    DELETE_REFUSED,
    EXISTS,
    NOT_FOUND,
    SETTINGS,
    UID,
    WRONG_UID,
    find_branch,
    not_found,
    ordered,
)


@operation("list_branch_aliases")
def list_aliases(call: Call) -> Answer:
    """Answer a page of the aliases."""
    return listing(call, "branch_aliases", matching(call, aliases(call)))


@operation("get_branch_alias")
def get_alias(call: Call) -> Answer:
    """Answer one alias."""
    return Answer({"branch_alias": find_alias(call)})


@operation("assign_branch_alias")
def assign_alias(call: Call) -> Answer:
    """Point an alias at a branch: a new one, or one that pointed elsewhere until now."""
    uid = call.path["branch_alias_uid"]
    target = find_target(call)
    check_name(call, uid)
    unassign(call, uid)
    branch = find_branch(call, target["uid"])
    changed = branch | {"alias": [*branch["alias"], {"uid": uid}]} | call.change()
    call.store.put(call.stack_key(BRANCH, branch["uid"]), changed)
    return Answer({"notice": "Branch alias assigned successfully.", "branch_alias": shown(changed, uid)})


@operation("delete_branch_alias")
def delete_alias(call: Call) -> Answer:
    """Remove an alias, if `force` is true; its branch stays, and nothing names the alias any more."""
    alias = find_alias(call)
    call.speaks_of(alias)
    if not call.flag("force"):
        text = "Deleting an alias needs force."
        raise errors.refused("Branch alias", "deletion", {BRANCH_ALIAS: [text]}, DELETE_REFUSED)
    let_go(call, BRANCH_ALIAS, {"uid": alias["alias"]}, "Alias")
    unassign(call, alias["alias"])
    return Answer({"notice": "Branch alias deleted successfully."})


def aliases(call: Call) -> list[Document]:
    """Answer every alias, each as the branch it points at."""
    return [shown(branch, alias["uid"]) for branch in branches(call.store, call.api_key) for alias in branch["alias"]]


def find_alias(call: Call) -> Document:
    """Answer the alias of the path. Raises `CmaError` (422/905) if there is none."""
    uid = call.path["branch_alias_uid"]
    found = next((alias for alias in aliases(call) if alias["alias"] == uid), None)
    if found is None:
        raise errors.not_found(NOT_FOUND, f"The Branch alias '{uid}' was not found. Please try again.")
    return found


def find_target(call: Call) -> Document:
    """Answer the branch that the body names by its uid. Raises `CmaError` (422/905) if there is none."""
    target: Any = call.body["branch_alias"]["target_branch"]
    found = [branch for branch in branches(call.store, call.api_key) if branch["uid"] == target]
    if not found:
        raise not_found(cast("str", target), "target_branch")
    return found[0]


def shown(branch: Document, alias: str) -> Document:
    """Answer an alias as it is read: the branch it points at, with the uid of the alias."""
    return {name: value for name, value in branch.items() if name != SETTINGS} | {"alias": alias}


def check_name(call: Call, uid: str) -> None:
    """Refuse an alias that is called like a branch or cannot be called so, and more aliases than there may be."""
    there = branches(call.store, call.api_key)
    if uid in {branch["uid"] for branch in (*there, *ordered(call))}:
        raise errors.refused("Branch alias", "assignment", {"uid": ["is the uid of a branch."]}, EXISTS)
    if not UID.fullmatch(uid):
        raise errors.refused("Branch alias", "assignment", {"uid": [WRONG_UID]}, CREATE_INVALID)
    known = {name for branch in there for name in branch_names(branch)[1:]}
    most = call.state.plan.branch_aliases
    if most is not None and uid not in known and len(known) >= most:
        raise errors.refused("Branch alias", "assignment", {"branch_aliases": [errors.none_left(most)]})


def unassign(call: Call, uid: str) -> None:
    """Take an alias away from the branch it points at."""
    for branch in branches(call.store, call.api_key):
        left = [alias for alias in branch["alias"] if alias["uid"] != uid]
        if left != branch["alias"]:
            call.store.put(call.stack_key(BRANCH, branch["uid"]), branch | {"alias": left} | call.change())
