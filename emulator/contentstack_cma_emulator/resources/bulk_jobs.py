"""Bulk jobs: how far they are, and how their items went."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.listing import shown_listing
from contentstack_cma_emulator.engine.paging import read_page
from contentstack_cma_emulator.engine.registry import operation, tolerate
from contentstack_cma_emulator.rules.fields import ASSETS
from contentstack_cma_emulator.stores.publishing import jobs
from contentstack_cma_emulator.stores.publishing.jobs import COMPLETE, IN_QUEUE, JOB_ID, RUNS, WAITS, items_of, summary
from contentstack_cma_emulator.stores.publishing.queue import DEPTH, FAILED

STATES = {WAITS: "1", IN_QUEUE: "2", RUNS: "3", COMPLETE: "4", FAILED: "6"}
"""The numbers by which the list of tasks is filtered."""

PARTLY = "5"
"""That of a job that is complete, though not all went well."""

tolerate("list_bulk_jobs", "bulk_version")
tolerate("get_bulk_job", "api_version")
tolerate("list_bulk_job_items", "api_version", "status", "type")


@operation("list_bulk_jobs")
def list_tasks(call: Call) -> Answer:
    """Answer a page of the items of the jobs that the call asks for."""
    found = [job | item for job in jobs.jobs(call) for item in tasks(call, job)]
    return shown_listing(call, "jobItems", found, shown_task)


@operation("get_bulk_job")
def get_job(call: Call) -> Answer:
    """Answer a job, bare."""
    return Answer(jobs.shown(call, find_job(call)))


@operation("list_bulk_job_items")
def list_items(call: Call) -> Answer:
    """Answer a page of the items of a job."""
    found = [item for item in items_of(call, find_job(call)) if fits(call, item)]
    page = read_page(call.number("skip"), call.number("limit"))
    body: Document = {"items": [shown_item(item) for item in page.of(found)]}
    if call.flag("include_count"):
        body |= {"skip": page.skip, "limit": page.limit, "total_count": len(found)}
    return Answer(body)


def find_job(call: Call) -> Document:
    """Answer the job of the path. Raises `CmaError` (422/141) if there is none."""
    job = jobs.find(call, call.path["job_id"])
    if job is None:
        raise errors.object_not_found()
    return job


def fits(call: Call, item: Document) -> bool:
    """Answer whether an item is one of those that the parameters of the call ask for.

    Those it refers to are among them unless the call says that it does not want them.
    """
    status, type_ = call.text("status"), call.text("type")
    content_types = [uid for text in call.texts("ct[]") for uid in text.split(",")]
    return (
        (status is None or item["publish_details"]["status"] == status)
        and (type_ is None or item["type"] == type_)
        and (not content_types or content_type_of(item) in content_types)
        and (call.text("include_reference") != "false" or not item[DEPTH])
    )


def content_type_of(item: Document) -> str:
    """Answer the content type of an item; `sys_assets` for an asset."""
    return str(item.get("content_type", {}).get("uid", ASSETS))


def shown_item(item: Document) -> Document:
    """Answer an item of a job as it is read."""
    details, entry = item["publish_details"], item["entry"]
    reason = {"failure_reason": details["message"]} if "message" in details else {}
    is_asset = content_type_of(item) == ASSETS
    return {
        "uid": entry["uid"],
        "locale": entry.get("locale") or "",
        "version": entry["version"],
        "title": entry["title"],
        "type": item["type"],
        "publish_details": {"status": details["status"], **reason},
        "publish_locale": next(iter(item["locale"]), None),
        "environment": next(iter(item["environment"]), None),
        "action": item["action"],
        "published_at": item["published_at"],
        "scheduled_at": item.get("scheduled_at", ""),
        "user": item["user"],
        "depth": item[DEPTH],
        **({} if is_asset else {"content_type": item["content_type"]}),
    }


def tasks(call: Call, job: Document) -> list[Document]:
    """Answer the items of a job, if it is one of those that the parameters of the call ask for."""
    found = items_of(call, job)
    day, since, until = job["created_at"][:10], call.text("from"), call.text("to")
    is_wanted = (
        state_number(job, found) in listed(call, "status", state_number(job, found))
        and job["created_by"] in listed(call, "users", job["created_by"])
        and (since is None or since[:10] <= day)
        and (until is None or day <= until[:10])
    )
    return found if is_wanted else []


def listed(call: Call, name: str, default: str) -> list[str]:
    """Answer the values of a parameter that are separated by commas; the default where there is none."""
    return [text.strip() for text in (call.text(name) or default).split(",")]


def state_number(job: Document, found: list[Document]) -> str:
    """Answer the number of the state that a job is in; none where it was called off."""
    if job["status"] == COMPLETE and summary(job, found)["unsuccess"]:
        return PARTLY
    return STATES.get(job["status"], "")


def shown_task(item: Document) -> Document:
    """Answer an item as the queue of bulk tasks shows it."""
    details, entry = item["publish_details"], item["entry"]
    failure = {"errored": True, "errors": [{"path": "uid", "errorKey": details.get("message", "")}]}
    return {
        "_id": item["uid"].replace("-", "")[:24],
        "action": item["action"],
        "job_id": item[JOB_ID],
        "uid": entry["uid"],
        "content_type_uid": content_type_of(item),
        "title": entry["title"],
        "locale": next(iter(item["locale"]), ""),
        "version": entry["version"],
        "created_at": item["created_at"],
        "updated_at": item["updated_at"],
        **({"reference": True} if item[DEPTH] else {}),
        **(failure if details["status"] == FAILED else {}),
    }
