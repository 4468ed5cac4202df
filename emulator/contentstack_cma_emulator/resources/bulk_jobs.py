"""Bulk jobs: their status and the results of their items."""

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.listing import list_rendered
from contentstack_cma_emulator.engine.paging import read_call_page
from contentstack_cma_emulator.engine.registry import operation, tolerate
from contentstack_cma_emulator.rules.fields import ASSETS
from contentstack_cma_emulator.stores.publishing import jobs
from contentstack_cma_emulator.stores.publishing.queue import DEPTH, FAILED

STATES = {jobs.WAITING: "1", jobs.IN_QUEUE: "2", jobs.IN_PROGRESS: "3", jobs.COMPLETE: "4", FAILED: "6"}
"""The values of the `status` filter of the task list."""

PARTLY_FAILED = "5"
"""The value for a complete job with failed items."""

tolerate("list_bulk_jobs", "bulk_version")
tolerate("get_bulk_job", "api_version")
tolerate("list_bulk_job_items", "api_version", "status", "type")


@operation("list_bulk_jobs")
def list_tasks(call: Call) -> ApiResponse:
    """Return a page of the items of the jobs that match the filters."""
    found = [
        job | item for job, items in jobs.list_jobs_with_items(call) if fits_filters(call, job, items) for item in items
    ]
    return list_rendered(call, "jobItems", found, show_task)


@operation("get_bulk_job")
def get_job(call: Call) -> ApiResponse:
    """Return one job, without an envelope."""
    return ApiResponse(jobs.show_job(call, require_job(call)))


@operation("list_bulk_job_items")
def list_items(call: Call) -> ApiResponse:
    """Return a page of the items of a job."""
    found = [item for item in jobs.list_job_items(call, require_job(call)) if fits(call, item)]
    page = read_call_page(call)
    body: Document = {"items": [show_item(item) for item in page.slice(found)]}
    if call.has_flag("include_count"):
        body |= {"skip": page.skip, "limit": page.limit, "total_count": len(found)}
    return ApiResponse(body)


def require_job(call: Call) -> Document:
    """Return the job of the path. Raises `CmaError` (422/141) if it does not exist."""
    return errors.require_found(jobs.find(call, call.path["job_id"]), errors.object_not_found())


def fits(call: Call, item: Document) -> bool:
    """Return whether an item matches the filters of the call. `include_reference=false` excludes referenced items."""
    status, type_ = call.get_text("status"), call.get_text("type")
    content_types = [uid for text in call.get_texts("ct[]") for uid in text.split(",")]
    return (
        (status is None or item["publish_details"]["status"] == status)
        and (type_ is None or item["type"] == type_)
        and (not content_types or get_content_type_uid(item) in content_types)
        and (call.get_text("include_reference") != "false" or not item[DEPTH])
    )


def get_content_type_uid(item: Document) -> str:
    """Return the uid of the content type of an item; `sys_assets` for an asset."""
    return str(item.get("content_type", {}).get("uid", ASSETS))


def show_item(item: Document) -> Document:
    """Return an item as the list of a job shows it."""
    details, entry = item["publish_details"], item["entry"]
    reason = {"failure_reason": details["message"]} if "message" in details else {}
    is_asset = get_content_type_uid(item) == ASSETS
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


def fits_filters(call: Call, job: Document, items: list[Document]) -> bool:
    """Return whether a job with these items matches the filters of the call."""
    day, since, until = job["created_at"][:10], call.get_text("from"), call.get_text("to")
    state = get_state_number(job, items)
    return (
        state in split_parameter(call, "status", state)
        and job["created_by"] in split_parameter(call, "users", job["created_by"])
        and (since is None or since[:10] <= day)
        and (until is None or day <= until[:10])
    )


def split_parameter(call: Call, name: str, default: str) -> list[str]:
    """Return the comma-separated values of a query parameter."""
    return [text.strip() for text in (call.get_text(name) or default).split(",")]


def get_state_number(job: Document, found: list[Document]) -> str:
    """Return the number of a job's status; an empty string for a canceled job."""
    if job["status"] == jobs.COMPLETE and jobs.summarize(job, found)["unsuccess"]:
        return PARTLY_FAILED
    return STATES.get(job["status"], "")


def show_task(item: Document) -> Document:
    """Return an item as the queue of bulk tasks shows it."""
    details, entry = item["publish_details"], item["entry"]
    failure = {"errored": True, "errors": [{"path": "uid", "errorKey": details.get("message", "")}]}
    return {
        "_id": item["uid"].replace("-", "")[:24],
        "action": item["action"],
        "job_id": item[jobs.JOB_ID],
        "uid": entry["uid"],
        "content_type_uid": get_content_type_uid(item),
        "title": entry["title"],
        "locale": next(iter(item["locale"]), ""),
        "version": entry["version"],
        "created_at": item["created_at"],
        "updated_at": item["updated_at"],
        **({"reference": True} if item[DEPTH] else {}),
        **(failure if details["status"] == FAILED else {}),
    }
