"""Which stage of a workflow an entry is in, and its way from one stage to another."""

from typing import Any, cast

from contentstack_cma_emulator.auth.rights import roles_of
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.kinds import WORKFLOW
from contentstack_cma_emulator.rules import workflow_access
from contentstack_cma_emulator.rules.workflow_access import Actor
from contentstack_cma_emulator.stores.entry_store import EntryStore, checked_locale
from contentstack_cma_emulator.stores.schema_store import find_content_type
from contentstack_cma_emulator.stores.task_store import Task, assignees, give

STAGE_REFUSED = 366
TOKEN_REFUSED = 141
NOT_MOVED = "The workflow stage of the entry could not be changed."

KEPT = ("comment", "due_date", "notify")
"""What is kept of what was said when an entry was moved, beside whom it was given to."""

NOBODY: Document = {"assigned_to": [], "assigned_by_roles": []}


def set_stage(call: Call, content_type_uid: str, entry_uid: str, locale: str, stage_body: Document) -> None:
    """Move an entry, in the copy that a locale reads, to the stage that `stage_body` names by its `uid`.

    The stage is one of the workflow that is in force for the content type. `assigned_to` and `assigned_by_roles` are
    given the entry as a task.

    Raises:
        CmaError: 422, there is no such content type, locale or entry; or a management token calls, and the stage is
            neither for all users nor for all roles (422/141). 412/366, there is no such stage, it cannot be reached
            from the present one, or whoever calls may not move the entry.
    """
    store = EntryStore.holding(call, find_content_type(call, content_type_uid))
    entry = store.read(entry_uid, checked_locale(call, locale))
    workflow, stage = _wanted(call, content_type_uid, stage_body)
    if call.signed_in.kind == "management_token" and not workflow_access.is_open_to_all(stage):
        raise CmaError(422, TOKEN_REFUSED, NOT_MOVED, {"workflow_stage": ["is not open to all users."]})
    current = workflow_access.stage_with(workflow, _stage_uid(entry))
    if current and not workflow_access.leads_to(current, stage["uid"]):
        raise refused(f"is not available from the stage '{current['name']}'.")
    if current and not workflow_access.may(workflow, current, actor_of(call), "transit"):
        raise refused(f"cannot be left by you: the stage '{current['name']}' is closed.")
    record = NOBODY | _said(stage_body) | _record(call, stage, entry["_version"])
    store.change(entry["uid"], entry["locale"], {"_workflow": record})
    users = assignees(call, record["assigned_to"], record["assigned_by_roles"])
    give(store, entry, _task(workflow, stage, record), users)


def starting(call: Call, content_type_uid: str, version: int) -> Document:
    """Answer the fields that put a new copy of an entry into the first stage; none where no workflow is in force."""
    workflow = workflow_of(call, content_type_uid)
    if workflow is None:
        return {}
    return {"_workflow": NOBODY | _record(call, workflow_access.start_of(workflow), version)}


def shown_stage(call: Call, content_type_uid: str, entry: Document) -> Document | None:
    """Answer the stage of an entry as reads show it; None where it is in none, or in one that is gone."""
    workflow = workflow_of(call, content_type_uid)
    stage = workflow_access.stage_with(workflow, _stage_uid(entry)) if workflow else None
    if stage is None:
        return None
    record: Document = entry["_workflow"]
    return record | {"name": stage["name"], "color": stage.get("color")}


def check_writing(call: Call, content_type_uid: str, entry: Document) -> None:
    """Refuse (403) to change an entry to somebody for whom it is locked in its stage."""
    workflow = workflow_of(call, content_type_uid) if "_workflow" in entry else None
    stage = workflow_access.stage_with(workflow, _stage_uid(entry)) if workflow else None
    if workflow and stage and not workflow_access.may(workflow, stage, actor_of(call), "write"):
        raise errors.forbidden(f"You don't have permission to edit an entry in the stage '{stage['name']}'.")


def workflow_of(call: Call, content_type_uid: str) -> Document | None:
    """Answer the workflow in force for a content type in the branch of the call, or None."""
    workflows = call.store.find(call.stack_scope(WORKFLOW))
    enabled = (workflow for workflow in workflows if workflow["enabled"])
    return next((w for w in enabled if workflow_access.covers(w, content_type_uid, call.branch)), None)


def actor_of(call: Call) -> Actor:
    """Answer who makes a call, with their roles. A token of the stack's own is held back by no stage."""
    user = call.principal
    if user is None or user.kind == "management_token":
        return Actor(unbound=True)
    return Actor(user.uid, frozenset(roles_of(call.state, call.stack, user.uid)), user.uid == call.stack["owner_uid"])


def refused(text: str) -> CmaError:
    """412/366: the entry cannot be moved to the stage."""
    return CmaError(412, STAGE_REFUSED, NOT_MOVED, {"workflow_stage": [text]})


def _wanted(call: Call, content_type_uid: str, stage_body: Document) -> tuple[Document, Document]:
    workflow = workflow_of(call, content_type_uid)
    if workflow is None:
        raise refused("is of no workflow that is enabled for the content type.")
    stage = workflow_access.stage_with(workflow, stage_body.get("uid"))
    if stage is None:
        raise refused(errors.NOT_VALID)
    return workflow, stage


def _stage_uid(entry: Document) -> Any:
    return cast("Document", entry.get("_workflow") or {}).get("uid")


def _said(stage_body: Document) -> Document:
    named = {name: stage_body[name] for name in NOBODY if isinstance(stage_body.get(name), list)}
    return {name: stage_body[name] for name in KEPT if name in stage_body} | named


def _task(workflow: Document, stage: Document, record: Document) -> Task:
    job: Document = {
        "workflow": {"uid": workflow["uid"], "name": workflow["name"]},
        "workflow_stage": {"uid": stage["uid"], "title": stage["name"], "color": stage.get("color")},
    }
    return Task("workflow_stage", "stage", record, {}, job)


def _record(call: Call, stage: Document, version: int) -> Document:
    return {"uid": stage["uid"], "version": version} | call.change()
