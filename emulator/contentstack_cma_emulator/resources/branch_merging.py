"""Merging branches: a job that brings changes of content types and global fields from one branch into another.

It is done as a whole or not at all. Entries stay; they follow the content types of their branch.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.kinds import CONTENT_TYPE
from contentstack_cma_emulator.engine.paging import listing
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.work import work
from contentstack_cma_emulator.resources.branch_comparison import RESOURCES, compared, differing, named, resource_of
from contentstack_cma_emulator.resources.branches import CREATE_INVALID, copy_branch, find_branch, new_branch
from contentstack_cma_emulator.resources.content_types import clear
from contentstack_cma_emulator.resources.global_fields import NESTED_VERSION
from contentstack_cma_emulator.resources.schema_resource import REFUSED
from contentstack_cma_emulator.rules.schema_comparison import Pair
from contentstack_cma_emulator.rules.schema_merging import Step, step_of, written
from contentstack_cma_emulator.rules.schemas import global_field_uses
from contentstack_cma_emulator.stores.entry_adaptation import adapted

MERGE_JOB = "merge_job"

OPTIONS = ("default_merge_strategy", "merge_comment")

NOTHING_TO_MERGE = "No items available for merge"

PLURALS = {kind: resource.plural for kind, resource in RESOURCES.items()}


class MergeRefused(CmaError):
    """A merge that cannot be done; `reasons` are what the job shows as its errors."""

    def __init__(self, reasons: Sequence[str | Document]) -> None:
        super().__init__(422, REFUSED, "The branches could not be merged.")
        self.reasons = list(reasons)


@operation("merge_branches")
def merge_branches(call: Call) -> Answer:
    """Order a merge; the response is the job as it begins, in another form than the queue has it.

    Where the branches do not differ, the job fails, as a recorded one did. That the call itself may be refused (422) is
    a guess of one source.
    """
    base, compare = compared(call)
    if base == compare:
        text = "is the branch that is merged into."
        raise errors.refused("Branch", "merge", {"compare_branch": [text]}, CREATE_INVALID)
    job = new_job(call, base, compare)
    call.store.put(call.stack_key(MERGE_JOB, job["uid"]), job)
    strategies: list[Document] = call.body.get("item_merge_strategies") or []
    call.soon("merge_branches", {"uid": job["uid"], "items": strategies})
    begun = {name: value for name, value in job.items() if name not in ("stack", "errors")}
    begun["merge_details"] = {**named(base, compare), "status": "in_progress"}
    return Answer(begun | {"api_key": call.api_key, "merge_comment": call.text("merge_comment")})


@operation("list_merge_jobs")
def list_jobs(call: Call) -> Answer:
    """Answer a page of the merge jobs, the newest first, or the one with the `uid` of the query."""
    jobs = call.store.find(call.stack_scope(MERGE_JOB))
    wanted = call.text("uid")
    return listing(call, "queue", [job for job in jobs if wanted in (None, job["uid"])])


@operation("get_merge_job")
def get_job(call: Call) -> Answer:
    """Answer one merge job, in a list as all of them."""
    job = call.store.get(call.stack_key(MERGE_JOB, call.path["merge_job_uid"]))
    if job is None:
        raise errors.object_not_found()
    return Answer({"queue": [job]})


def failed(call: Call, payload: Document, error: CmaError) -> None:
    """Note in the job why it could not be done."""
    reasons = error.reasons if isinstance(error, MergeRefused) else [error.message]
    finish(call, payload["uid"], "failed", {"errors": reasons})


@work("merge_branches", failed)
def do_merge(call: Call, payload: Document) -> None:
    """Merge, after a copy was made of the branch that is merged into, unless none is wanted."""
    job: Document = call.store.get(call.stack_key(MERGE_JOB, payload["uid"])) or {}
    details = job["merge_details"]
    base, compare = (find_branch(call, details[name])["uid"] for name in ("base_branch", "compare_branch"))
    chosen = {(item["type"], item["uid"]): item["merge_strategy"] for item in payload["items"]}
    configuration = details["configuration"]
    steps = chosen_steps(
        differing(call, base, compare, list(RESOURCES)), chosen, configuration["default_merge_strategy"]
    )
    if not steps:
        raise MergeRefused([NOTHING_TO_MERGE])
    if not configuration.get("no_revert"):
        copy_branch(call, new_branch(call, f"revert_{call.state.clock.token('')[:8]}", base))
    inside = replace(call, branch=base, headers={"api_version": NESTED_VERSION}, query={"force": ("true",)})
    take(inside, steps)
    finish(call, payload["uid"], "complete", {"merged_at": call.now})


def chosen_steps(pairs: Sequence[Pair], chosen: Mapping[tuple[str, str], str], default: str) -> list[Step]:
    """Answer what to do: with what is named one by one as chosen, with the rest as the default strategy says."""
    steps = (step_of(pair, chosen.get((pair.kind, pair.uid), default)) for pair in pairs)
    return [step for step in steps if step]


def take(call: Call, steps: Sequence[Step]) -> None:
    """Take the steps in the branch of the call, and then see whether all is well; entries follow their types."""
    with adapted(call):
        for step in steps:
            (remove if step.event == "delete" else save)(call, step)
    wrong = [(step, complaints(call, step)) for step in steps]
    reasons: list[Document] = [reason(step, found) for step, found in wrong if found]
    if reasons:
        raise MergeRefused(reasons)


def remove(call: Call, step: Step) -> None:
    """Remove what the compared branch does not have, a content type with its entries."""
    if step.pair.kind == CONTENT_TYPE and step.pair.base:
        clear(call, step.pair.base)
    resource_of(step.pair).remove(call, step.pair.uid)


def save(call: Call, step: Step) -> None:
    """Store something new, or a new version of what the branch has, if it says anything else than before."""
    pair = step.pair
    if pair.base is None:
        resource_of(pair).save(call, (pair.compare or {}) | step.values | call.creation() | {"_version": 1})
    elif written(pair.base) != step.values:
        kept = {name: value for name, value in pair.base.items() if name not in written(pair.base)}
        resource_of(pair).save(call, kept | step.values | call.change() | {"_version": pair.base["_version"] + 1})


def complaints(call: Call, step: Step) -> errors.FieldErrors:
    """Answer what is wrong with the branch after a step."""
    kind, uid = step.pair.kind, step.pair.uid
    others = [other for other in call.store.find(call.branch_scope(kind)) if other["uid"] != uid]
    if step.event != "delete":
        document: Document = call.store.get(call.branch_key(kind, uid)) or {}
        return resource_of(step.pair).wrong(call, document, others, step.pair.base)
    is_used = kind != CONTENT_TYPE and any(uid in uses(owner) for owner in owners(call))
    return {kind: ["is in use."]} if is_used else {}


def owners(call: Call) -> list[Document]:
    """Answer everything that may take in global fields."""
    return [document for kind in RESOURCES for document in call.store.find(call.branch_scope(kind))]


def uses(owner: Document) -> set[str]:
    """Answer the uids of the global fields that something takes in."""
    return {uid for uid, _ in global_field_uses(owner["schema"])}


def reason(step: Step, wrong: errors.FieldErrors) -> Document:
    """Answer how a job shows what is wrong with one thing."""
    resource = resource_of(step.pair)
    error = errors.refused(resource.noun, f"{step.event.removesuffix('e')}ion", wrong, REFUSED)
    kind = PLURALS[step.pair.kind]
    return {"event": step.event, "type": kind, "uid": step.pair.uid, "error": json.dumps(error.body())}


def new_job(call: Call, base: str, compare: str) -> Document:
    """Make the document of a job, as the queue shows it."""
    configuration: Document = {**named(base, compare), **{name: call.text(name) for name in OPTIONS}}
    if call.text("no_revert"):
        configuration["no_revert"] = call.flag("no_revert")
    details = {**named(base, compare), "status": "in_progress", "configuration": configuration}
    system: Any = {"uid": call.state.clock.uuid(), "stack": call.api_key, **call.creation()}
    return {**system, "merge_details": details, "merged_at": None, "errors": []}


def finish(call: Call, uid: str, status: str, result: Document) -> None:
    """Write down how a job ended."""
    key = call.stack_key(MERGE_JOB, uid)
    job: Document = call.store.get(key) or {}
    details = job["merge_details"] | {"status": status}
    call.store.put(key, job | {"merge_details": details, "updated_at": call.now} | result)
