"""Merge content types and global fields of one branch into another, in a job.

A merge is applied as a whole or not at all. It does not merge entries; they are adapted to their new content types.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document, omit
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.kinds import CONTENT_TYPE, GLOBAL_FIELD
from contentstack_cma_emulator.engine.paging import list_documents
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.resources import content_types, global_fields
from contentstack_cma_emulator.resources.branch_comparison import (
    RESOURCES,
    find_differing_pairs,
    name_branches,
    read_branches,
)
from contentstack_cma_emulator.resources.branches import (
    CREATE_INVALID,
    build_branch,
    copy_branch,
    require_branch_by_uid,
)
from contentstack_cma_emulator.resources.global_fields import NESTED_VERSION, embeds
from contentstack_cma_emulator.resources.schema_rules import INVALID
from contentstack_cma_emulator.rules.schema_comparison import Pair
from contentstack_cma_emulator.rules.schema_merging import Step, plan_step, read_definition
from contentstack_cma_emulator.stores.entry_adaptation import adapt_entries

MERGE_JOB = "merge_job"

MERGE_OPTIONS = ("default_merge_strategy", "merge_comment")

NOTHING_TO_MERGE = "No items available for merge"

RULES = {GLOBAL_FIELD: global_fields.RULES, CONTENT_TYPE: content_types.RULES}

PLURALS = {kind: resource.plural for kind, resource in RESOURCES.items()}


class MergeError(CmaError):
    """A failed merge. The job shows `reasons` as its errors."""

    def __init__(self, reasons: Sequence[str | Document]) -> None:
        super().__init__(422, INVALID, "The branches could not be merged.")
        self.reasons = list(reasons)


@operation("merge_branches")
def merge_branches(call: Call) -> ApiResponse:
    """Start a merge job. The response shows the job in another form than the queue.

    If the branches do not differ, the job fails, as a recorded one did. Only one source says, by inference, that the
    call itself may be rejected (422).
    """
    base, compare = read_branches(call)
    if base == compare:
        text = "is the branch that is merged into."
        raise errors.action_failed("Branch", "merge", {"compare_branch": [text]}, CREATE_INVALID)
    job = build_job(call, base, compare)
    call.store.put(Key(MERGE_JOB, job["uid"], call.api_key), job)
    strategies: list[Document] = call.body.get("item_merge_strategies") or []
    call.run_soon("merge_branches", {"uid": job["uid"], "items": strategies})
    started = omit(job, "stack", "errors")
    started["merge_details"] = {**name_branches(base, compare), "status": "in_progress"}
    return ApiResponse(started | {"api_key": call.api_key, "merge_comment": call.get_text("merge_comment")})


@operation("list_merge_jobs")
def list_jobs(call: Call) -> ApiResponse:
    """Return a page of the merge jobs, newest first, or only the job with the `uid` of the query."""
    jobs = call.store.find(Scope(MERGE_JOB, call.api_key, ""))
    wanted = call.get_text("uid")
    return list_documents(call, "queue", [job for job in jobs if wanted in (None, job["uid"])])


@operation("get_merge_job")
def get_job(call: Call) -> ApiResponse:
    """Return one merge job, as a list of one."""
    job = call.store.get(Key(MERGE_JOB, call.path["merge_job_uid"], call.api_key))
    if job is None:
        raise errors.object_not_found()
    return ApiResponse({"queue": [job]})


def record_failure(call: Call, payload: Document, error: CmaError) -> None:
    """Store in a job why it failed."""
    reasons = error.reasons if isinstance(error, MergeError) else [error.message]
    finish(call, payload["uid"], "failed", {"errors": reasons})


@work("merge_branches", record_failure)
def run_merge(call: Call, payload: Document) -> None:
    """Merge two branches. Copies the base branch first, unless the job has `no_revert`."""
    job: Document = call.store.get(Key(MERGE_JOB, payload["uid"], call.api_key)) or {}
    details = job["merge_details"]
    base, compare = (require_branch_by_uid(call, details[name])["uid"] for name in ("base_branch", "compare_branch"))
    chosen = {(item["type"], item["uid"]): item["merge_strategy"] for item in payload["items"]}
    configuration = details["configuration"]
    steps = choose_steps(
        find_differing_pairs(call, base, compare, list(RESOURCES)), chosen, configuration["default_merge_strategy"]
    )
    if not steps:
        raise MergeError([NOTHING_TO_MERGE])
    if not configuration.get("no_revert"):
        copy_branch(call, build_branch(call, f"revert_{call.state.clock.make_token('')[:8]}", base))
    branch_call = replace(call, branch=base, headers={"api_version": NESTED_VERSION}, query={"force": ("true",)})
    apply_steps(branch_call, steps)
    finish(call, payload["uid"], "complete", {"merged_at": call.now})


def choose_steps(pairs: Sequence[Pair], chosen: Mapping[tuple[str, str], str], default: str) -> list[Step]:
    """Return the steps of a merge. `chosen` holds the strategy by kind and uid; `default` applies to the rest."""
    steps = (plan_step(pair, chosen.get((pair.kind, pair.uid), default)) for pair in pairs)
    return [step for step in steps if step]


def apply_steps(call: Call, steps: Sequence[Step]) -> None:
    """Apply steps to the branch of the call and adapt its entries. Raises `MergeError` if the result is not valid."""
    with adapt_entries(call):
        for step in steps:
            (remove if step.event == "delete" else save)(call, step)
    problems = [(step, find_problems(call, step)) for step in steps]
    reasons: list[Document] = [build_job_error(step, found) for step, found in problems if found]
    if reasons:
        raise MergeError(reasons)


def remove(call: Call, step: Step) -> None:
    """Remove a document that the compared branch does not have; a content type with its entries."""
    if step.pair.base:
        RESOURCES[step.pair.kind].remove(call, step.pair.base)


def save(call: Call, step: Step) -> None:
    """Create a document, or store a new version if its definition changed."""
    pair, resource = step.pair, RESOURCES[step.pair.kind]
    if pair.base is None:
        resource.save(call, (pair.compare or {}) | step.values | call.build_creation_fields() | {"_version": 1})
    elif read_definition(pair.base) != step.values:
        kept = omit(pair.base, *read_definition(pair.base))
        version = {"_version": pair.base["_version"] + 1}
        resource.save(call, kept | step.values | call.build_update_fields() | version)


def find_problems(call: Call, step: Step) -> errors.FieldErrors:
    """Return what is wrong with the branch after a step, by key."""
    kind, uid = step.pair.kind, step.pair.uid
    others = [other for other in call.store.find(Scope(kind, call.api_key, call.branch)) if other["uid"] != uid]
    if step.event != "delete":
        document: Document = call.store.get(Key(kind, uid, call.api_key, call.branch)) or {}
        return RULES[kind].find_problems(call, document, others, step.pair.base or {})
    owners = (owner for kind in RESOURCES for owner in call.store.find(Scope(kind, call.api_key, call.branch)))
    is_used = kind != CONTENT_TYPE and any(embeds(owner, uid) for owner in owners)
    return {kind: ["is in use."]} if is_used else {}


def build_job_error(step: Step, problems: errors.FieldErrors) -> Document:
    """Return the error of a step as the job shows it."""
    noun, action = RESOURCES[step.pair.kind].noun, f"{step.event.removesuffix('e')}ion"
    error = errors.action_failed(noun, action, problems, INVALID)
    kind = PLURALS[step.pair.kind]
    return {"event": step.event, "type": kind, "uid": step.pair.uid, "error": json.dumps(error.to_body())}


def build_job(call: Call, base: str, compare: str) -> Document:
    """Return a new job as the queue shows it."""
    configuration: Document = {**name_branches(base, compare), **{name: call.get_text(name) for name in MERGE_OPTIONS}}
    if call.get_text("no_revert"):
        configuration["no_revert"] = call.has_flag("no_revert")
    details = {**name_branches(base, compare), "status": "in_progress", "configuration": configuration}
    system: Any = {"uid": call.state.clock.make_uuid(), "stack": call.api_key, **call.build_creation_fields()}
    return {**system, "merge_details": details, "merged_at": None, "errors": []}


def finish(call: Call, uid: str, status: str, result: Document) -> None:
    """Store the result of a job."""
    key = Key(MERGE_JOB, uid, call.api_key)
    job: Document = call.store.get(key) or {}
    details = job["merge_details"] | {"status": status}
    call.store.put(key, job | {"merge_details": details, "updated_at": call.now} | result)
