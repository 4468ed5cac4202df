"""The workflow stages of entries, and moving an entry from one stage to another."""

from typing import Any, cast

from contentstack_cma_emulator.auth.rights import find_stack_roles
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.kinds import WORKFLOW
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.rules import workflow_access
from contentstack_cma_emulator.rules.workflow_access import Actor
from contentstack_cma_emulator.stores.entry_store import EntryStore, check_locale
from contentstack_cma_emulator.stores.task_store import Task, assign, find_assignees

STAGE_REJECTED = 366
TOKEN_REJECTED = 141
NOT_MOVED = "The workflow stage of the entry could not be changed."

KEPT_FIELDS = ("comment", "due_date", "notify")
"""Fields that an entry keeps of the call that moved it, besides its assignees."""

UNASSIGNED: Document = {"assigned_to": [], "assigned_by_roles": []}


def set_stage(call: Call, content_type_uid: str, entry_uid: str, locale: str, stage_body: Document) -> None:
    """Move the localization of an entry that a locale reads to another stage of its workflow.

    `stage_body` has the `uid` of the stage. Its `assigned_to` and `assigned_by_roles` get the entry as a task.

    Raises:
        CmaError: 422: no such content type, locale or entry; or the caller is a management token, and the stage is
            not open to all users or roles (422/141). 412/366: the workflow has no such stage, it cannot be reached
            from the current one, or the caller may not move the entry.
    """
    store = EntryStore.require_store(call, content_type_uid)
    entry = store.require(entry_uid, check_locale(call, locale))
    workflow, stage = _require_stage(call, content_type_uid, stage_body)
    if call.signed_in_principal.kind == "management_token" and not workflow_access.is_open_to_all(stage):
        raise CmaError(422, TOKEN_REJECTED, NOT_MOVED, {"workflow_stage": ["is not open to all users."]})
    current = workflow_access.find_stage(workflow, _read_stage_uid(entry))
    if current and not workflow_access.can_move_to(current, stage["uid"]):
        raise build_stage_error(f"is not available from the stage '{current['name']}'.")
    if current and not workflow_access.has_right(workflow, current, identify_actor(call), "transit"):
        raise build_stage_error(f"cannot be left by you: the stage '{current['name']}' is closed.")
    record = UNASSIGNED | _read_details(stage_body) | _build_record(call, stage, entry["_version"])
    store.change(entry["uid"], entry["locale"], {"_workflow": record})
    users = find_assignees(call, record["assigned_to"], record["assigned_by_roles"])
    assign(store, entry, _build_task(workflow, stage, record), users)


def build_first_stage(call: Call, content_type_uid: str, version: int) -> Document:
    """Return the fields that put a new localization into the first stage. Empty without a workflow."""
    workflow = find_workflow(call, content_type_uid)
    if workflow is None:
        return {}
    return {"_workflow": UNASSIGNED | _build_record(call, workflow_access.find_start_stage(workflow), version)}


def show_stage(call: Call, content_type_uid: str, entry: Document) -> Document | None:
    """Return the stage of an entry as responses show it, or None if it has none or the stage was deleted."""
    workflow = find_workflow(call, content_type_uid)
    stage = workflow_access.find_stage(workflow, _read_stage_uid(entry)) if workflow else None
    if stage is None:
        return None
    record: Document = entry["_workflow"]
    return record | {"name": stage["name"], "color": stage.get("color")}


def check_writing(call: Call, content_type_uid: str, entry: Document) -> None:
    """Raise `CmaError` (403) if the stage that an entry is in does not let the caller edit it."""
    workflow = find_workflow(call, content_type_uid)
    stage = workflow_access.find_stage(workflow, _read_stage_uid(entry)) if workflow else None
    if workflow and stage and not workflow_access.has_right(workflow, stage, identify_actor(call), "write"):
        raise errors.forbidden(f"You don't have permission to edit an entry in the stage '{stage['name']}'.")


def find_workflow(call: Call, content_type_uid: str) -> Document | None:
    """Return the enabled workflow of a content type in the branch of the call, or None."""
    workflows = call.store.find(Scope(WORKFLOW, call.api_key, ""))
    enabled = (workflow for workflow in workflows if workflow["enabled"])
    return next((w for w in enabled if workflow_access.covers(w, content_type_uid, call.branch)), None)


def identify_actor(call: Call) -> Actor:
    """Return the caller and their roles. Stages do not restrict management tokens."""
    user = call.principal
    if user is None or user.kind == "management_token":
        return Actor(unbound=True)
    roles = frozenset(find_stack_roles(call.state, call.stack, user.uid))
    return Actor(user.uid, roles, user.uid == call.stack["owner_uid"])


def build_stage_error(text: str) -> CmaError:
    """Return the error (412/366) of an entry that cannot be moved to a stage."""
    return CmaError(412, STAGE_REJECTED, NOT_MOVED, {"workflow_stage": [text]})


def _require_stage(call: Call, content_type_uid: str, stage_body: Document) -> tuple[Document, Document]:
    workflow = find_workflow(call, content_type_uid)
    if workflow is None:
        raise build_stage_error("is of no workflow that is enabled for the content type.")
    stage = workflow_access.find_stage(workflow, stage_body.get("uid"))
    if stage is None:
        raise build_stage_error(errors.NOT_VALID)
    return workflow, stage


def _read_stage_uid(entry: Document) -> Any:
    return cast("Document", entry.get("_workflow") or {}).get("uid")


def _read_details(stage_body: Document) -> Document:
    named = {name: stage_body[name] for name in UNASSIGNED if isinstance(stage_body.get(name), list)}
    return {name: stage_body[name] for name in KEPT_FIELDS if name in stage_body} | named


def _build_task(workflow: Document, stage: Document, record: Document) -> Task:
    job: Document = {
        "workflow": {"uid": workflow["uid"], "name": workflow["name"]},
        "workflow_stage": {"uid": stage["uid"], "title": stage["name"], "color": stage.get("color")},
    }
    return Task("workflow_stage", "stage", record, {}, job)


def _build_record(call: Call, stage: Document, version: int) -> Document:
    return {"uid": stage["uid"], "version": version} | call.build_update_fields()
