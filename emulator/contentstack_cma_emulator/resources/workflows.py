"""Workflows: the stages that the entries of some content types go through in some branches."""

from typing import Any, cast

from contentstack_cma_emulator.auth.built_in_roles import ADMIN
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import MAIN_BRANCH, Answer, Call
from contentstack_cma_emulator.engine.declared import Resource, missing_as
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.field_rules import Errors, required
from contentstack_cma_emulator.engine.field_rules import texts as are_texts
from contentstack_cma_emulator.engine.kinds import PUBLISH_RULE, ROLE, WORKFLOW
from contentstack_cma_emulator.engine.paging import Order
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.relations import Owner, Reference, declare
from contentstack_cma_emulator.engine.system_fields import System
from contentstack_cma_emulator.rules.workflow_access import ALL, overlap, texts, written_access

FEWEST, MOST = 2, 20

STAGE = ("description", "color", "position")
"""What is kept of a stage as it was sent."""

NOTED = ("allStages", "allUsers", "specificStages", "specificUsers")
"""What the web application notes about a stage, and nobody keeps."""

NOT_LOCKED = "$none"

OF_THE_SERVER = ("deleted_at", "deleted_by", "org_uid", "api_key", "_id")
"""What a workflow that was read has besides, and what nobody can write."""

DEFAULTS: Document = {"branches": [MAIN_BRANCH], "enabled": False, "deleted_at": False, "workflow_stages": []}


def prepare(call: Call, sent: Document) -> Document:
    """Answer a workflow as it is kept: its name trimmed, its stages with uids and with what people may do there."""
    kept = {name: value for name, value in sent.items() if name not in OF_THE_SERVER}
    if isinstance(kept.get("name"), str):
        kept["name"] = kept["name"].strip()
    if isinstance(kept.get("workflow_stages"), list):
        kept["workflow_stages"] = kept_stages(call, kept["workflow_stages"])
    is_new = "workflow_uid" not in call.path
    admins = {"admin_users": kept_admins(call, kept.get("admin_users"))} if is_new or "admin_users" in kept else {}
    return kept | admins


def kept_stages(call: Call, sent: list[Any]) -> list[Document]:
    """Answer the stages as they are kept.

    One that the workflow of the path has keeps its uid, any other gets one; where the stages refer to each other by
    uids that were sent, those are replaced too.
    """
    stages = [cast("Document", stage) if isinstance(stage, dict) else {} for stage in sent]
    known = known_stages(call)
    uids = [s["uid"] if s.get("uid") in known else call.state.clock.uid() for s in stages]
    renamed = {stage["uid"]: uid for stage, uid in zip(stages, uids, strict=True) if isinstance(stage.get("uid"), str)}
    return [kept_stage(stage, uid, renamed) for stage, uid in zip(stages, uids, strict=True)]


def kept_stage(stage: Document, uid: str, renamed: dict[str, str]) -> Document:
    """Answer a stage as it is kept, under its uid."""
    following = texts(stage["next_available_stages"]) if "next_available_stages" in stage else [ALL]
    name: Any = stage.get("name")
    lock = stage.get("entry_lock", NOT_LOCKED)
    return {
        "name": name.strip() if isinstance(name, str) else name,
        "uid": uid,
        **{field: stage[field] for field in STAGE if field in stage},
        "SYS_ACL": written_access(stage.get("SYS_ACL"), lock),
        "next_available_stages": [renamed.get(following_uid, following_uid) for following_uid in following],
        **({} if lock == NOT_LOCKED else {"entry_lock": lock}),
    }


def known_stages(call: Call) -> set[str]:
    """Answer the uids of the stages of the workflow in the path, if there is one."""
    stored = call.store.get(call.stack_key(WORKFLOW, call.path.get("workflow_uid", "")))
    return {stage["uid"] for stage in stored["workflow_stages"]} if stored else set()


def kept_admins(call: Call, sent: Any) -> Document:
    """Answer who may do everything with a workflow: without any role, those who are admins of the stack."""
    admins = cast("Document", sent) if isinstance(sent, dict) else {}
    roles = texts(admins.get("roles"))
    return {"users": texts(admins.get("users")), "roles": roles or admin_roles(call)}


def admin_roles(call: Call) -> list[str]:
    """Answer the uid of the stack's role that may do everything."""
    return [role["uid"] for role in call.store.find(call.stack_scope(ROLE)) if role["name"] == ADMIN]


def right_stages(call: Call, document: Document) -> Errors:
    """Demand 2 to 20 stages, each with a name, and that those they name as users and roles are on the stack."""
    stages: list[Document] = document["workflow_stages"] or []
    if not FEWEST <= len(stages) <= MOST:
        return {"workflow_stages": [f"should have {FEWEST} to {MOST} stages."]}
    wrong = {f"workflow_stages.{index}.name": [errors.REQUIRED] for index, s in enumerate(stages) if not s["name"]}
    known = {
        "users": {ALL, *call.stack["user_uids"]},
        "roles": {ALL, *(role["uid"] for role in call.store.find(call.stack_scope(ROLE)))},
    }
    for index, stage in enumerate(stages):
        if any(set(texts(stage["SYS_ACL"][part].get("uids"))) - uids for part, uids in known.items()):
            wrong[f"workflow_stages.{index}.users"] = [errors.NOT_VALID]
    return wrong


def check_overlap(call: Call, document: Document) -> None:
    """Refuse that two workflows are in force for the same content type in the same branch."""
    others = [other for other in WORKFLOWS.all(call) if other["uid"] != document["uid"] and other["enabled"]]
    if document["enabled"] and any(overlap(document, other) for other in others):
        raise WORKFLOWS.refused("creation", {"content_types": ["are part of another workflow in the same branch."]})


def show(call: Call, document: Document) -> Document:
    """Answer a workflow with the organization and the stack it belongs to."""
    return document | {"org_uid": call.stack["org_uid"], "api_key": call.api_key}


WORKFLOWS = Resource(
    kind=WORKFLOW,
    key="workflow",
    plural="workflows",
    noun="Workflow",
    address="workflow_uid",
    system=System(acl=None, versioned=False, updated_when_new=False),
    defaults=DEFAULTS,
    prepare=prepare,
    unique=("name",),
    rules=(required("name"), are_texts("content_types"), are_texts("branches"), right_stages),
    before_write=check_overlap,
    show=show,
    order=Order("created_at"),
    missing=missing_as("Workflow", status=404),
)
WORKFLOWS.register_all_but("create", "delete")
declare(
    Owner("Workflow", WORKFLOWS.items, WORKFLOWS.remove_at),
    [Reference("admin_users.roles", ROLE), Reference("workflow_stages.SYS_ACL.roles.uids", ROLE)],
)


@operation("create_workflow")
def create_workflow(call: Call) -> Answer:
    """Store a new workflow. Its answer alone repeats what the web application notes about the stages."""
    sent = WORKFLOWS.sent(call)
    seen = show(call, WORKFLOWS.add(call, sent))
    pairs = zip(seen["workflow_stages"], sent["workflow_stages"], strict=True)
    stages = [stage | {name: noted[name] for name in NOTED if name in noted} for stage, noted in pairs]
    return WORKFLOWS.answer("created", seen | {"workflow_stages": stages}, 201)


@operation("delete_workflow")
def delete_workflow(call: Call) -> Answer:
    """Remove a workflow. One in force that publish rules speak of stays (409); else its rules go with it."""
    document = WORKFLOWS.find(call)
    rules = call.store.find(call.stack_scope(PUBLISH_RULE))
    if document["enabled"] and any(rule["workflow"] == document["uid"] for rule in rules):
        text = "is enabled, and publish rules use it. Disable it first."
        raise errors.refused("Workflow", "deletion", {"workflow": [text]}, 141, 409)
    WORKFLOWS.remove(call, document)
    gone = show(call, document) | {"deleted_at": call.now, "deleted_by": call.actor}
    return WORKFLOWS.answer("deleted", gone, 200)


@operation("enable_workflow")
def enable_workflow(call: Call) -> Answer:
    """Put a workflow into force."""
    return switch(call, {"enabled": True}, "enabled")


@operation("disable_workflow")
def disable_workflow(call: Call) -> Answer:
    """Take a workflow out of force. Entries keep their stages, and are in them again when it comes back into force."""
    return switch(call, {"enabled": False}, "disabled")


def switch(call: Call, change: Document, done: str) -> Answer:
    """Write a change over a workflow and answer that it was done."""
    document = WORKFLOWS.find(call)
    changed = document | change | call.change()
    check_overlap(call, changed)
    call.store.put(call.stack_key(WORKFLOW, document["uid"]), changed)
    return WORKFLOWS.answer(done, show(call, changed), 200)
