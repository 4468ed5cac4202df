"""Branches: independent copies of the content types and content of a stack."""

import re
from dataclasses import replace
from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import MAIN_BRANCH, ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.kinds import BRANCH, BRANCH_ALIAS
from contentstack_cma_emulator.engine.listing import filter_by_query, list_rendered
from contentstack_cma_emulator.engine.lookup import find_branch_by_name, find_branches, list_branch_names
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.relations import Reference, remove_references
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.resources.delivery_tokens import TOKENS
from contentstack_cma_emulator.resources.management_tokens import TOKENS as MANAGEMENT_TOKENS
from contentstack_cma_emulator.resources.roles import ROLES
from contentstack_cma_emulator.stores import asset_store, variant_store
from contentstack_cma_emulator.stores.publishing.jobs import TASK
from contentstack_cma_emulator.stores.publishing.queue import QUEUE

PENDING = "ordered_branch"
"""The kind of a branch that is being created."""

DELETING = "leaving_branch"
"""The kind that marks a branch that is being deleted."""

SETTINGS = "settings"

UID = re.compile(r"[a-z0-9_]{1,15}")
WRONG_UID = "should have at most 15 characters: lower-case letters, digits and underscores."

CREATE_INVALID = 903
NOT_FOUND = 905
DELETE_REJECTED = 909
EXISTS = 910

for holder, path in ((ROLES, "rules"), (TOKENS, "scope"), (MANAGEMENT_TOKENS, "scope")):
    holder.register_references(Reference(f"{path}.branches", BRANCH), Reference(f"{path}.branch_aliases", BRANCH_ALIAS))


@operation("list_branches")
def list_branches(call: Call) -> ApiResponse:
    """Return a page of the branches."""
    found = filter_by_query(call, find_branches(call.store, call.api_key))
    return list_rendered(call, "branches", found, lambda branch: show_branch(call, branch))


@operation("get_branch")
def get_branch(call: Call) -> ApiResponse:
    """Return one branch."""
    return ApiResponse({"branch": show_branch(call, require_branch_by_uid(call, call.path["branch_uid"]))})


@operation("create_branch")
def create_branch(call: Call) -> ApiResponse:
    """Start to create a branch as a copy of its source."""
    sent = call.body["branch"]
    check_new(call, sent["uid"])
    branch = build_branch(call, sent["uid"], require_source(call, sent["source"]))
    call.store.put(Key(PENDING, branch["uid"], call.api_key), branch)
    call.run_soon("create_branch", branch)
    return ApiResponse({"notice": build_progress_notice("create"), "branch": branch}, 201)


@work("create_branch")
def make_branch(call: Call, branch: Document) -> None:
    """Copy the source branch as it is now; do nothing if it was deleted."""
    call.store.delete(Key(PENDING, branch["uid"], call.api_key))
    if call.store.get(Key(BRANCH, branch["source"], call.api_key)):
        copy_branch(call, branch)


def copy_branch(call: Call, branch: Document) -> None:
    """Store a new branch with a copy of its source, without the entry variants."""
    call.store.put(Key(BRANCH, branch["uid"], call.api_key), branch)
    call.store.copy_branch(call.api_key, branch["source"], branch["uid"])
    variant_store.delete_all_changes(replace(call, branch=branch["uid"]))


@operation("update_branch_settings")
def update_settings(call: Call) -> ApiResponse:
    """Update the settings of a branch, such as its linked asset workspaces."""
    branch = require_branch_by_uid(call, call.path["branch_uid"])
    settings = branch.get(SETTINGS, {}) | call.body["branch"][SETTINGS]
    changed = branch | {SETTINGS: settings} | call.build_update_fields()
    call.store.put(Key(BRANCH, branch["uid"], call.api_key), changed)
    call.set_changed_document(show_branch(call, changed))
    return ApiResponse({"notice": "Branch settings updated successfully."})


@operation("delete_branch")
def delete_branch(call: Call) -> ApiResponse:
    """Start to delete a branch and its content. Requires `force`; the main branch cannot be deleted."""
    branch = require_branch_by_uid(call, call.path["branch_uid"])
    check_delete(call, branch["uid"])
    call.store.put(Key(DELETING, branch["uid"], call.api_key), {"uid": branch["uid"]})
    call.run_soon("delete_branch", {"uid": branch["uid"]})
    return ApiResponse({"notice": build_progress_notice("delete"), "branch": show_branch(call, branch)})


@work("delete_branch")
def remove_branch(call: Call, payload: Document) -> None:
    """Delete a branch, its content, its aliases and all references to them."""
    branch = require_branch_by_uid(call, payload["uid"])
    remove_references(call, BRANCH, branch)
    for alias in branch["alias"]:
        remove_references(call, BRANCH_ALIAS, alias)
    branch_call = replace(call, branch=branch["uid"])
    asset_store.delete_assets(branch_call, [asset["uid"] for asset in asset_store.list_assets(branch_call)])
    call.store.delete_all(Scope(None, call.api_key, branch["uid"], version=None))
    for kind in (QUEUE, TASK):
        call.store.delete_all(Scope(kind, call.api_key, parent=branch["uid"]))
    for kind in (BRANCH, DELETING):
        call.store.delete(Key(kind, branch["uid"], call.api_key))


def require_branch_by_uid(call: Call, uid: str) -> Document:
    """Return the branch with this uid. Raises `CmaError` (422/905) if it does not exist."""
    return errors.require_found(call.store.get(Key(BRANCH, uid, call.api_key)), branch_not_found(uid))


def require_branch_by_name(call: Call, name: str, field: str) -> Document:
    """Return the branch with this uid or alias. Raises `CmaError` (422/905) about `field` if it does not exist."""
    return errors.require_found(find_branch_by_name(call.store, call.api_key, name), branch_not_found(name, field))


def require_source(call: Call, name: str) -> str:
    """Return the uid of the branch to copy. Raises `CmaError` (422/903) if it does not exist or is being deleted."""
    branch = find_branch_by_name(call.store, call.api_key, name)
    if branch is None or call.store.has(Key(DELETING, branch["uid"], call.api_key)):
        raise errors.action_failed("Branch", "creation", {"source": [errors.NOT_VALID]}, CREATE_INVALID)
    return str(branch["uid"])


def show_branch(call: Call, branch: Document) -> Document:
    """Return a branch as responses show it, with its settings if the call has `include_settings`."""
    settings: Any = branch.get(SETTINGS, {})
    seen = omit(branch, SETTINGS)
    return seen | {SETTINGS: settings} if call.has_flag("include_settings") else seen


def build_branch(call: Call, uid: str, source: str) -> Document:
    """Return a new branch."""
    return {"uid": uid, "source": source, **call.build_creation_fields(), "alias": [], "deleted_at": False}


def check_new(call: Call, uid: str) -> None:
    """Raise `CmaError` (422) if the uid is taken or not valid."""
    existing = [*find_branches(call.store, call.api_key), *find_pending(call)]
    if any(uid in list_branch_names(branch) for branch in existing):
        raise errors.action_failed("Branch", "creation", {"uid": [errors.NOT_UNIQUE]}, EXISTS)
    if not UID.fullmatch(uid):
        raise errors.action_failed("Branch", "creation", {"uid": [WRONG_UID]}, CREATE_INVALID)


def check_delete(call: Call, uid: str) -> None:
    """Raise `CmaError` (422/909) for the main branch, the source of another branch, or a call without `force`."""
    existing = [*find_branches(call.store, call.api_key), *find_pending(call)]
    if uid == MAIN_BRANCH:
        raise build_delete_error("The main branch cannot be deleted.")
    if any(branch["source"] == uid for branch in existing):
        raise build_delete_error("A branch that others were copied from cannot be deleted before them.")
    if call.store.has(Key(DELETING, uid, call.api_key)):
        raise build_delete_error("The branch is being deleted.")
    if not call.has_flag("force"):
        raise build_delete_error("Deleting a branch needs force.")


def find_pending(call: Call) -> list[Document]:
    """Return the branches that are being created."""
    return call.store.find(Scope(PENDING, call.api_key, ""))


def branch_not_found(name: str, field: str = "uid") -> errors.CmaError:
    """Return the error (422/905) for a branch that does not exist."""
    return errors.not_found(NOT_FOUND, f"The Branch '{name}' was not found. Please try again.", field)


def build_delete_error(text: str) -> errors.CmaError:
    """Return the error (422/909) for a branch that cannot be deleted."""
    return errors.action_failed("Branch", "deletion", {"branch": [text]}, DELETE_REJECTED)


def build_progress_notice(what: str) -> str:
    """Return the notice of a call that is processed in the background."""
    return f"Your request to {what} branch is in progress. Please check organization bulk task queue for more details."
