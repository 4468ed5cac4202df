"""Bulk operations."""

from typing import Any

from contentstack_cma_testing.parity.describing import describe_outcome, describe_rate_limit_headers
from contentstack_cma_testing.parity.flow import Need, Steps, flow
from contentstack_cma_testing.parity.preparing import (
    JOBS,
    MASTER_LOCALE,
    create_content_type,
    create_entry,
    create_environment,
    create_workflow,
    entries,
    is_published,
)

MAX_ITEMS = 10


def build_entry(entry: str, content_type: str) -> dict[str, Any]:
    """Build the first version of an entry as bulk calls name it."""
    return {"uid": entry, "content_type": content_type, "version": 1, "locale": MASTER_LOCALE}


@flow("Bulk operations", "Entries are published and unpublished in the background.", calls=27)
def publish_and_unpublish(steps: Steps) -> None:
    """Publish an entry and unpublish it, in bulk."""
    environment = create_environment(steps)
    content_type = create_content_type(steps)
    entry = create_entry(steps, content_type)
    body = {
        "entries": [build_entry(entry, content_type)],
        "locales": [MASTER_LOCALE],
        "environments": [environment],
    }
    path, query = f"{entries(content_type)}/{entry}", {"include_publish_details": "true"}
    steps.call("publish", "POST", "/v3/bulk/publish", json=body)
    steps.wait("wait until it is published", "GET", path, is_published, query=query)
    steps.call("unpublish", "POST", "/v3/bulk/unpublish", json=body, headers=JOBS)
    steps.wait("wait until it is unpublished", "GET", path, lambda reply: not is_published(reply), query=query)


@flow("Bulk operations", "Most items of a bulk call.", calls=7, answers=["bulk_more_than_ten"])
def more_than_ten(steps: Steps) -> None:
    """Publish ten items and eleven, of which only the first exists."""
    environment = create_environment(steps)
    content_type = create_content_type(steps)
    named = [create_entry(steps, content_type), *(f"bltparityunknown{number}" for number in range(MAX_ITEMS))]
    items = [build_entry(uid, content_type) for uid in named]
    common = {"locales": [MASTER_LOCALE], "environments": [environment]}
    ten = steps.call("ten items", "POST", "/v3/bulk/publish", json={**common, "entries": items[:MAX_ITEMS]})
    eleven = steps.call("eleven items", "POST", "/v3/bulk/publish", json={**common, "entries": items})
    fact = f"Ten items, of which one exists, are {describe_outcome(ten)}; eleven are {describe_outcome(eleven)}."
    steps.answer("bulk_more_than_ten", fact)


@flow("Bulk operations", "Entries are deleted in the background.", calls=16, answers=["bulk_rate_limit_headers"])
def delete(steps: Steps) -> None:
    """Delete two entries in bulk."""
    content_type = create_content_type(steps)
    items = [build_entry(create_entry(steps, content_type, what), content_type) for what in ("one", "other")]
    deleted = steps.call("delete", "POST", "/v3/bulk/delete", json={"entries": items})
    steps.answer("bulk_rate_limit_headers", f"A bulk call has the headers: {describe_rate_limit_headers(deleted)}.")
    steps.wait("wait until they are deleted", "GET", entries(content_type), lambda reply: reply.find("entries") == [])
    steps.call("get one of them", "GET", f"{entries(content_type)}/{items[0]['uid']}")


@flow("Bulk operations", "What is wrong with a bulk call.", calls=5)
def invalid(steps: Steps) -> None:
    """Publish nothing, nowhere, and to an environment that does not exist."""
    content_type = create_content_type(steps)
    item = build_entry("bltparityunknown", content_type)
    everywhere = {"locales": [MASTER_LOCALE], "environments": ["parity-unknown"]}
    steps.call("no items", "POST", "/v3/bulk/publish", json={**everywhere, "entries": []})
    steps.call("unknown environment", "POST", "/v3/bulk/publish", json={**everywhere, "entries": [item]})
    steps.call("asset with an empty uid", "POST", "/v3/bulk/publish", json={**everywhere, "assets": [{"uid": ""}]})


@flow("Bulk operations", "Entries in the same stage move to another together.", calls=9, needs=[Need.WORKFLOWS])
def set_stage(steps: Steps) -> None:
    """Move two entries to the second stage."""
    content_type = create_content_type(steps)
    _, stages = create_workflow(steps, content_type)
    items = [build_entry(create_entry(steps, content_type, what), content_type) for what in ("one", "other")]
    stage = {"uid": stages[1], "comment": "", "notify": False}
    body = {"entries": items, "workflow": {"workflow_stage": stage}}
    steps.call("set the stage", "POST", "/v3/bulk/workflow", json=body)
    query = {"include_workflow": "true"}
    steps.call("list the entries", "GET", entries(content_type), query=query)
