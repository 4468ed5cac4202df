"""Branches: copies of a stack's schemas and content that go their own ways."""

import re

from contentstack_cma_emulator.content.bulk_jobs import TASK
from contentstack_cma_emulator.content.publish_queue import QUEUE
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import MAIN_BRANCH, Answer, Call
from contentstack_cma_emulator.engine.lookup import BRANCH
from contentstack_cma_emulator.engine.paging import listing
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Document, Scope
from contentstack_cma_emulator.engine.work import work

ORDERED = "ordered_branch"
"""The kind of a branch that is not there yet."""

UID = re.compile(r"[a-z0-9_]{1,15}")

CREATE_INVALID = 903
NOT_FOUND = 905
DELETE_REFUSED = 909
EXISTS = 910


@operation("list_branches")
def list_branches(call: Call) -> Answer:
    """Answer a page of the branches."""
    return listing(call, "branches", call.store.find(call.stack_scope(BRANCH)))


@operation("get_branch")
def get_branch(call: Call) -> Answer:
    """Answer one branch."""
    return Answer({"branch": find_branch(call, call.path["branch_uid"])})


@operation("create_branch")
def create_branch(call: Call) -> Answer:
    """Order a copy of the source branch, which is there a little later."""
    sent = call.body["branch"]
    uid, source = sent["uid"], sent["source"]
    check_new(call, uid, source)
    branch = new_branch(call, uid, source)
    call.store.put(call.stack_key(ORDERED, uid), branch)
    call.soon("create_branch", branch)
    return Answer({"notice": in_progress("create"), "branch": branch}, 201)


@work("create_branch")
def copy_branch(call: Call, branch: Document) -> None:
    """Copy what is in the source branch now; if that is gone, there is no new branch."""
    uid, source = branch["uid"], branch["source"]
    call.store.delete(call.stack_key(ORDERED, uid))
    if call.store.get(call.stack_key(BRANCH, source)):
        call.store.put(call.stack_key(BRANCH, uid), branch)
        call.store.copy_branch(call.api_key, source, uid)


@operation("delete_branch")
def delete_branch(call: Call) -> Answer:
    """Order the removal of a branch and all that is in it, if ``force`` is true. The main branch stays."""
    branch = find_branch(call, call.path["branch_uid"])
    if branch["uid"] == MAIN_BRANCH:
        raise refuse_delete("The main branch cannot be deleted.")
    if not call.flag("force"):
        raise refuse_delete("Deleting a branch needs force.")
    call.soon("delete_branch", {"uid": branch["uid"]})
    return Answer({"notice": in_progress("delete"), "branch": branch})


@work("delete_branch")
def remove_branch(call: Call, branch: Document) -> None:
    """Remove a branch and all that is in it."""
    call.store.delete_all(Scope(None, call.api_key, branch["uid"], version=None))
    for kind in (QUEUE, TASK):
        call.store.delete_all(Scope(kind, call.api_key, parent=branch["uid"]))
    call.store.delete(call.stack_key(BRANCH, branch["uid"]))


def find_branch(call: Call, uid: str) -> Document:
    """Answer the branch with this uid. Raises ``CmaError`` (422/905) if there is none."""
    branch = call.store.get(call.stack_key(BRANCH, uid))
    if branch is None:
        raise errors.not_found(NOT_FOUND, f"The Branch '{uid}' was not found. Please try again.")
    return branch


def new_branch(call: Call, uid: str, source: str) -> Document:
    """Make the document of a branch."""
    return {"uid": uid, "source": source, **call.creation(), "alias": [], "deleted_at": False}


def check_new(call: Call, uid: str, source: str) -> None:
    """Refuse a uid that is taken or cannot be one, and a source that does not exist."""
    if any(call.store.get(call.stack_key(kind, uid)) for kind in (BRANCH, ORDERED)):
        raise errors.refused("Branch", "creation", {"uid": [errors.NOT_UNIQUE]}, EXISTS)
    if not UID.fullmatch(uid):
        text = "should have at most 15 characters: lower-case letters, digits and underscores."
        raise errors.refused("Branch", "creation", {"uid": [text]}, CREATE_INVALID)
    if not call.store.get(call.stack_key(BRANCH, source)):
        raise errors.refused("Branch", "creation", {"source": [errors.NOT_VALID]}, CREATE_INVALID)


def refuse_delete(text: str) -> errors.CmaError:
    """422/909: the branch is not deleted."""
    return errors.refused("Branch", "deletion", {"branch": [text]}, DELETE_REFUSED)


def in_progress(what: str) -> str:
    """Answer the notice of a call that the CMA does in the background."""
    return f"Your request to {what} branch is in progress. Please check organization bulk task queue for more details."
