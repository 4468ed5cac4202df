"""Requests to publish an entry, which the approvers of a publish rule approve or reject."""

from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import PUBLISH_RULE
from contentstack_cma_emulator.engine.lookup import find_environment
from contentstack_cma_emulator.engine.store import Key
from contentstack_cma_emulator.rules.publishing import Action
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.publishing.rule_checks import (
    APPROVED,
    PENDING,
    REJECTED,
    list_actions,
    may_approve,
    write_request,
)
from contentstack_cma_emulator.stores.task_store import Task, assign, find_assignees, withdraw

NOTICES = {
    PENDING: "Publish request sent successfully.",
    APPROVED: "Publish request approved successfully.",
    REJECTED: "Publish request rejected successfully.",
}


def process_request(store: EntryStore, entry: Document, sent: Document) -> str:
    """Request an approval (`status` 0), approve (1) or reject (-1) it, and return the notice.

    A caller who may not approve requests an approval with 1 too.

    Raises:
        CmaError: 422/141: no such rule. 422/119: another status, or an action that the rule does not cover. 403: the
            caller rejects the request, but is not an approver.
    """
    call = store.call
    rule = _require_rule(call, sent.get("uid"))
    action, status = _read_action(rule, sent.get("action")), _read_status(sent.get("status"))
    if status == APPROVED and not may_approve(call, rule, entry):
        status = PENDING
    if status == REJECTED and not may_approve(call, rule, entry):
        raise errors.forbidden("You are none of those who may reject this.")
    task = _build_task(call, rule, action, sent)
    if status == PENDING:
        assign(store, entry, task, find_assignees(call, rule["approvers"]["users"], rule["approvers"]["roles"]))
    else:
        withdraw(store, entry, task)
    write_request(store, entry, rule, action, status)
    return NOTICES[status]


def _require_rule(call: Call, uid: Any) -> Document:
    found = call.store.get(Key(PUBLISH_RULE, uid, call.api_key)) if isinstance(uid, str) else None
    if found is None:
        raise errors.object_not_found()
    return found


def _read_action(rule: Document, sent: Any) -> Action:
    for action in list_actions(rule):
        if sent in (action, None):
            return action
    raise _build_error("action")


def _read_status(sent: Any) -> int:
    status = PENDING if sent is None else sent
    if isinstance(status, bool) or status not in NOTICES:
        raise _build_error("status")
    return int(status)


def _build_task(call: Call, rule: Document, action: Action, sent: Document) -> Task:
    environment = find_environment(call, rule["environment"]) or {}
    job: Document = {"environment": environment.get("name"), "publishing_rule": {"uid": rule["uid"], "status": PENDING}}
    fields: Document = {"action": action, "environment": rule["environment"]}
    return Task("publishing_rule", f"{rule['uid']}.{action}", sent, fields, job)


def _build_error(name: str) -> errors.CmaError:
    message = "The publish request could not be taken."
    return errors.invalid(119, message, {f"publishing_rule.{name}": [errors.NOT_VALID]})
