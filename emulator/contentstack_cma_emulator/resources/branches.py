"""Branches: copies of a stack's schemas and content that go their own ways."""

import re
from dataclasses import replace
from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import MAIN_BRANCH, Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import BRANCH, BRANCH_ALIAS
from contentstack_cma_emulator.engine.listing import matching, shown_listing
from contentstack_cma_emulator.engine.lookup import branch_names, branches, named_branch
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.relations import Owner, Reference, declare, let_go
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.resources.delivery_tokens import TOKENS
from contentstack_cma_emulator.resources.management_tokens import TOKENS as MANAGEMENT_TOKENS
from contentstack_cma_emulator.resources.roles import ROLES
from contentstack_cma_emulator.stores import asset_store, variant_store
from contentstack_cma_emulator.stores.publishing.jobs import TASK
from contentstack_cma_emulator.stores.publishing.queue import QUEUE

ORDERED = "ordered_branch"
"""The kind of a branch that is not there yet."""

LEAVING = "leaving_branch"
"""The kind that says of a branch that it is about to go."""

SETTINGS = "settings"

UID = re.compile(r"[a-z0-9_]{1,15}")
WRONG_UID = "should have at most 15 characters: lower-case letters, digits and underscores."

CREATE_INVALID = 903
NOT_FOUND = 905
DELETE_REFUSED = 909
EXISTS = 910

for holder, path in ((ROLES, "rules"), (TOKENS, "scope"), (MANAGEMENT_TOKENS, "scope")):
    declare(
        Owner(holder.noun, holder.items, holder.remove_at),
        [Reference(f"{path}.branches", BRANCH), Reference(f"{path}.branch_aliases", BRANCH_ALIAS)],
    )


@operation("list_branches")
def list_branches(call: Call) -> Answer:
    """Answer a page of the branches."""
    found = matching(call, branches(call.store, call.api_key))
    return shown_listing(call, "branches", found, lambda branch: shown(call, branch))


@operation("get_branch")
def get_branch(call: Call) -> Answer:
    """Answer one branch."""
    return Answer({"branch": shown(call, find_branch(call, call.path["branch_uid"]))})


@operation("create_branch")
def create_branch(call: Call) -> Answer:
    """Order a copy of the source branch, which is there a little later."""
    sent = call.body["branch"]
    check_new(call, sent["uid"])
    branch = new_branch(call, sent["uid"], find_source(call, sent["source"]))
    call.store.put(call.stack_key(ORDERED, branch["uid"]), branch)
    call.soon("create_branch", branch)
    return Answer({"notice": in_progress("create"), "branch": branch}, 201)


@work("create_branch")
def make_branch(call: Call, branch: Document) -> None:
    """Copy what is in the source branch now; if that is gone, there is no new branch."""
    call.store.delete(call.stack_key(ORDERED, branch["uid"]))
    if call.store.get(call.stack_key(BRANCH, branch["source"])):
        copy_branch(call, branch)


def copy_branch(call: Call, branch: Document) -> None:
    """Store a new branch with copies of all that its source has, but for what variants change in entries."""
    call.store.put(call.stack_key(BRANCH, branch["uid"]), branch)
    call.store.copy_branch(call.api_key, branch["source"], branch["uid"])
    variant_store.remove_all(replace(call, branch=branch["uid"]))


@operation("update_branch_settings")
def update_settings(call: Call) -> Answer:
    """Set which asset workspaces are linked to a branch, and whatever else its settings say."""
    branch = find_branch(call, call.path["branch_uid"])
    settings = branch.get(SETTINGS, {}) | call.body["branch"][SETTINGS]
    changed = branch | {SETTINGS: settings} | call.change()
    call.store.put(call.stack_key(BRANCH, branch["uid"]), changed)
    call.speaks_of(shown(call, changed))
    return Answer({"notice": "Branch settings updated successfully."})


@operation("delete_branch")
def delete_branch(call: Call) -> Answer:
    """Order the removal of a branch and all that is in it, if `force` is true. The main branch stays."""
    branch = find_branch(call, call.path["branch_uid"])
    check_removal(call, branch["uid"])
    call.store.put(call.stack_key(LEAVING, branch["uid"]), {"uid": branch["uid"]})
    call.soon("delete_branch", {"uid": branch["uid"]})
    return Answer({"notice": in_progress("delete"), "branch": shown(call, branch)})


@work("delete_branch")
def remove_branch(call: Call, payload: Document) -> None:
    """Remove a branch and all that is in it, with its aliases; nothing names either of them any more."""
    branch = find_branch(call, payload["uid"])
    let_go(call, BRANCH, branch, "Branch")
    for alias in branch["alias"]:
        let_go(call, BRANCH_ALIAS, alias, "Alias")
    inside = replace(call, branch=branch["uid"])
    asset_store.remove(inside, [asset["uid"] for asset in asset_store.assets(inside)])
    call.store.delete_all(Scope(None, call.api_key, branch["uid"], version=None))
    for kind in (QUEUE, TASK):
        call.store.delete_all(Scope(kind, call.api_key, parent=branch["uid"]))
    for kind in (BRANCH, LEAVING):
        call.store.delete(call.stack_key(kind, branch["uid"]))


def find_branch(call: Call, uid: str) -> Document:
    """Answer the branch with this uid. Raises `CmaError` (422/905) if there is none."""
    branch = call.store.get(call.stack_key(BRANCH, uid))
    if branch is None:
        raise not_found(uid)
    return branch


def find_named(call: Call, name: str, field: str) -> Document:
    """Answer the branch with this uid or alias, which came in `field`. Raises `CmaError` (422/905)."""
    branch = named_branch(call.store, call.api_key, name)
    if branch is None:
        raise not_found(name, field)
    return branch


def find_source(call: Call, name: str) -> str:
    """Answer the uid of the branch to copy. Raises `CmaError` (422/903) if there is none, or not for much longer."""
    branch = named_branch(call.store, call.api_key, name)
    if branch is None or call.store.has(call.stack_key(LEAVING, branch["uid"])):
        raise errors.refused("Branch", "creation", {"source": [errors.NOT_VALID]}, CREATE_INVALID)
    return str(branch["uid"])


def shown(call: Call, branch: Document) -> Document:
    """Answer a branch as it is read; with its settings if the call asks for them."""
    settings: Any = branch.get(SETTINGS, {})
    seen = {name: value for name, value in branch.items() if name != SETTINGS}
    return seen | {SETTINGS: settings} if call.flag("include_settings") else seen


def new_branch(call: Call, uid: str, source: str) -> Document:
    """Make the document of a branch."""
    return {"uid": uid, "source": source, **call.creation(), "alias": [], "deleted_at": False}


def check_new(call: Call, uid: str) -> None:
    """Raise `CmaError` (422) for a uid that is taken or cannot be one."""
    there = [*branches(call.store, call.api_key), *ordered(call)]
    if any(uid in branch_names(branch) for branch in there):
        raise errors.refused("Branch", "creation", {"uid": [errors.NOT_UNIQUE]}, EXISTS)
    if not UID.fullmatch(uid):
        raise errors.refused("Branch", "creation", {"uid": [WRONG_UID]}, CREATE_INVALID)


def check_removal(call: Call, uid: str) -> None:
    """Refuse to remove the main branch, one that others were copied from, and any without `force`."""
    there = [*branches(call.store, call.api_key), *ordered(call)]
    if uid == MAIN_BRANCH:
        raise refuse_delete("The main branch cannot be deleted.")
    if any(branch["source"] == uid for branch in there):
        raise refuse_delete("A branch that others were copied from cannot be deleted before them.")
    if call.store.has(call.stack_key(LEAVING, uid)):
        raise refuse_delete("The branch is being deleted.")
    if not call.flag("force"):
        raise refuse_delete("Deleting a branch needs force.")


def ordered(call: Call) -> list[Document]:
    """Answer the branches that are not there yet."""
    return call.store.find(call.stack_scope(ORDERED))


def not_found(name: str, field: str = "uid") -> errors.CmaError:
    """422/905: there is no such branch."""
    return errors.not_found(NOT_FOUND, f"The Branch '{name}' was not found. Please try again.", field)


def refuse_delete(text: str) -> errors.CmaError:
    """422/909: the branch is not deleted."""
    return errors.refused("Branch", "deletion", {"branch": [text]}, DELETE_REFUSED)


def in_progress(what: str) -> str:
    """Answer the notice of a call that the CMA does in the background."""
    return f"Your request to {what} branch is in progress. Please check organization bulk task queue for more details."
