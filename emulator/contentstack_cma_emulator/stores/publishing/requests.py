"""The way of a request to publish an entry: asked for, then approved or rejected by one of the rule's approvers."""

from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import PUBLISH_RULE
from contentstack_cma_emulator.engine.lookup import find_environment
from contentstack_cma_emulator.rules.publishing import Action
from contentstack_cma_emulator.stores.entry_store import EntryStore
from contentstack_cma_emulator.stores.publishing.rule_checks import (
    APPROVED,
    PENDING,
    REJECTED,
    actions_of,
    may_approve,
    write_request,
)
from contentstack_cma_emulator.stores.task_store import Task, assignees, give, take

NOTICES = {
    PENDING: "Publish request sent successfully.",
    APPROVED: "Publish request approved successfully.",
    REJECTED: "Publish request rejected successfully.",
}


def step(store: EntryStore, entry: Document, sent: Document) -> str:
    """Ask for an approval (`status` 0), give it (1) or refuse it (-1); answer the message that it was done.

    Somebody who may not approve asks with 1 too. Raises `CmaError`: 422/141 where there is no such rule, 422/119 on
    another status or an action the rule is not for, 403 where whoever refuses the request is none of the approvers.
    """
    call = store.call
    rule = _rule(call, sent.get("uid"))
    action, status = _action(rule, sent.get("action")), _status(sent.get("status"))
    if status == APPROVED and not may_approve(call, rule, entry):
        status = PENDING
    if status == REJECTED and not may_approve(call, rule, entry):
        raise errors.forbidden("You are none of those who may reject this.")
    task = _task(call, rule, action, sent)
    if status == PENDING:
        give(store, entry, task, assignees(call, rule["approvers"]["users"], rule["approvers"]["roles"]))
    else:
        take(store, entry, task)
    write_request(store, entry, rule, action, status)
    return NOTICES[status]


def _rule(call: Call, uid: Any) -> Document:
    rule = call.store.get(call.stack_key(PUBLISH_RULE, uid)) if isinstance(uid, str) else None
    if rule is None:
        raise errors.object_not_found()
    return rule


def _action(rule: Document, sent: Any) -> Action:
    for action in actions_of(rule):
        if sent in (action, None):
            return action
    raise _refused("action")


def _status(sent: Any) -> int:
    status = PENDING if sent is None else sent
    if isinstance(status, bool) or status not in NOTICES:
        raise _refused("status")
    return int(status)


def _task(call: Call, rule: Document, action: Action, sent: Document) -> Task:
    environment = find_environment(call, rule["environment"]) or {}
    job: Document = {
        "environment": environment.get("name"),
        "publishing_rule": {"uid": rule["uid"], "status": PENDING},
    }
    fields: Document = {"action": action, "environment": rule["environment"]}
    return Task("publishing_rule", f"{rule['uid']}.{action}", sent, fields, job)


def _refused(name: str) -> errors.CmaError:
    message = "The publish request could not be taken."
    return errors.invalid(119, message, {f"publishing_rule.{name}": [errors.NOT_VALID]})
