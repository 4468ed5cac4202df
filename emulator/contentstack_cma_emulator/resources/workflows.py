"""Workflows: the stages of entries of some content types in some branches."""

from typing import Any

from contentstack_cma_emulator.auth.built_in_roles import ADMIN
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import MAIN_BRANCH, ApiResponse, Call
from contentstack_cma_emulator.engine.declared import Resource, report_missing
from contentstack_cma_emulator.engine.documents import ALL, Document, as_list, as_object, omit, read_texts
from contentstack_cma_emulator.engine.errors import Errors
from contentstack_cma_emulator.engine.field_rules import require, require_texts
from contentstack_cma_emulator.engine.kinds import PUBLISH_RULE, ROLE, WORKFLOW
from contentstack_cma_emulator.engine.paging import Order
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.relations import Reference
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.engine.system_fields import SystemFields
from contentstack_cma_emulator.rules.workflow_access import build_access, overlap

MIN_STAGES, MAX_STAGES = 2, 20

STAGE_FIELDS = ("description", "color", "position")
"""Fields of a stage that are stored as they were sent."""

DISPLAY_FIELDS = ("allStages", "allUsers", "specificStages", "specificUsers")
"""Fields of a stage that the web application sends, and that are not stored."""

NOT_LOCKED = "$none"

READ_ONLY = ("deleted_at", "deleted_by", "org_uid", "api_key", "_id")
"""Fields of a workflow that clients read but cannot write."""

DEFAULTS: Document = {"branches": [MAIN_BRANCH], "enabled": False, "deleted_at": False, "workflow_stages": []}


def prepare(call: Call, sent: Document, before: Document) -> Document:
    """Return a workflow as it is stored: with a trimmed name, and with uids and permissions for its stages."""
    stored = omit(sent, *READ_ONLY)
    if isinstance(stored.get("name"), str):
        stored["name"] = stored["name"].strip()
    if isinstance(stored.get("workflow_stages"), list):
        stored["workflow_stages"] = to_stored_stages(call, stored["workflow_stages"], before)
    if not before or "admin_users" in stored:
        stored["admin_users"] = to_stored_admins(call, stored.get("admin_users"))
    return stored


def to_stored_stages(call: Call, sent: list[Any], before: Document) -> list[Document]:
    """Return the stages as they are stored.

    A stage that the workflow had before, or in the stack that it comes from, keeps its uid, others get a new one.
    References between stages follow.
    """
    stages = [as_object(stage) for stage in sent]
    kept = stages if call.origin else as_list(before.get("workflow_stages"))
    known = {stage["uid"] for stage in kept if stage.get("uid")}
    uids = [s["uid"] if s.get("uid") in known else call.state.clock.make_uid() for s in stages]
    renamed = {stage["uid"]: uid for stage, uid in zip(stages, uids, strict=True) if isinstance(stage.get("uid"), str)}
    return [to_stored_stage(stage, uid, renamed) for stage, uid in zip(stages, uids, strict=True)]


def to_stored_stage(stage: Document, uid: str, renamed: dict[str, str]) -> Document:
    """Return a stage as it is stored, with this uid."""
    following = read_texts(stage["next_available_stages"]) if "next_available_stages" in stage else [ALL]
    name: Any = stage.get("name")
    lock = stage.get("entry_lock", NOT_LOCKED)
    return {
        "name": name.strip() if isinstance(name, str) else name,
        "uid": uid,
        **{field: stage[field] for field in STAGE_FIELDS if field in stage},
        "SYS_ACL": build_access(stage.get("SYS_ACL"), lock),
        "next_available_stages": [renamed.get(following_uid, following_uid) for following_uid in following],
        **({} if lock == NOT_LOCKED else {"entry_lock": lock}),
    }


def to_stored_admins(call: Call, sent: Any) -> Document:
    """Return the admins of a workflow. Default: the admins of the stack."""
    admins = as_object(sent)
    roles = read_texts(admins.get("roles"))
    return {"users": read_texts(admins.get("users")), "roles": roles or find_admin_roles(call)}


def find_admin_roles(call: Call) -> list[str]:
    """Return the uid of the admin role of the stack."""
    return [role["uid"] for role in call.store.find(Scope(ROLE, call.api_key, "")) if role["name"] == ADMIN]


def check_stages(call: Call, document: Document) -> Errors:
    """Check that there are 2 to 20 stages, each with a name, and that their users and roles are of the stack."""
    stages: list[Document] = document["workflow_stages"] or []
    if not MIN_STAGES <= len(stages) <= MAX_STAGES:
        return {"workflow_stages": [f"should have {MIN_STAGES} to {MAX_STAGES} stages."]}
    wrong = {f"workflow_stages.{index}.name": [errors.REQUIRED] for index, s in enumerate(stages) if not s["name"]}
    known = {
        "users": {ALL, *call.stack["user_uids"]},
        "roles": {ALL, *(role["uid"] for role in call.store.find(Scope(ROLE, call.api_key, "")))},
    }
    for index, stage in enumerate(stages):
        if any(set(read_texts(stage["SYS_ACL"][part].get("uids"))) - uids for part, uids in known.items()):
            wrong[f"workflow_stages.{index}.users"] = [errors.NOT_VALID]
    return wrong


def check_overlap(call: Call, document: Document) -> None:
    """Raise `CmaError` (422/119) if two enabled workflows have a content type and a branch in common."""
    others = [other for other in WORKFLOWS.find_all(call) if other["uid"] != document["uid"] and other["enabled"]]
    if document["enabled"] and any(overlap(document, other) for other in others):
        raise WORKFLOWS.build_error("creation", {"content_types": ["are part of another workflow in the same branch."]})


def show(call: Call, document: Document) -> Document:
    """Return a workflow with the organization and the stack that it belongs to."""
    return document | {"org_uid": call.stack["org_uid"], "api_key": call.api_key}


WORKFLOWS = Resource(
    kind=WORKFLOW,
    key="workflow",
    plural="workflows",
    noun="Workflow",
    address="workflow_uid",
    system=SystemFields(acl=None, versioned=False, updated_when_new=False),
    defaults=DEFAULTS,
    prepare=prepare,
    unique=("name",),
    rules=(require("name"), require_texts("content_types"), require_texts("branches"), check_stages),
    before_write=check_overlap,
    show=show,
    order=Order("created_at"),
    missing=report_missing("Workflow", status=404),
)
WORKFLOWS.register_all_but("create", "delete")
for path in ("admin_users.roles", "workflow_stages.SYS_ACL.roles.uids"):
    WORKFLOWS.register_references(Reference(path, ROLE))


@operation("create_workflow")
def create_workflow(call: Call) -> ApiResponse:
    """Create a workflow. Only this response repeats the display fields of the stages."""
    sent = WORKFLOWS.read_sent(call)
    shown = show(call, WORKFLOWS.add(call, sent))
    pairs = zip(shown["workflow_stages"], sent["workflow_stages"], strict=True)
    stages = [stage | {name: noted[name] for name in DISPLAY_FIELDS if name in noted} for stage, noted in pairs]
    return WORKFLOWS.build_response("created", shown | {"workflow_stages": stages}, 201)


@operation("delete_workflow")
def delete_workflow(call: Call) -> ApiResponse:
    """Delete a workflow and its publish rules. Raises `CmaError` (409/141) if it is enabled and has any."""
    document = WORKFLOWS.find(call)
    rules = call.store.find(Scope(PUBLISH_RULE, call.api_key, ""))
    if document["enabled"] and any(rule["workflow"] == document["uid"] for rule in rules):
        text = "is enabled, and publish rules use it. Disable it first."
        raise errors.action_failed("Workflow", "deletion", {"workflow": [text]}, 141, 409)
    WORKFLOWS.remove(call, document)
    gone = show(call, document) | {"deleted_at": call.now, "deleted_by": call.actor}
    return WORKFLOWS.build_response("deleted", gone)


@operation("enable_workflow", "disable_workflow")
def switch(call: Call) -> ApiResponse:
    """Enable or disable a workflow. While it is disabled, entries keep their stages, which do not apply."""
    document = WORKFLOWS.find(call)
    changed = document | {"enabled": call.action == "enable"} | call.build_update_fields()
    check_overlap(call, changed)
    WORKFLOWS.save(call, changed)
    return WORKFLOWS.build_response(f"{call.action}d", show(call, changed))
