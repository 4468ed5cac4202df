"""The publish queue, and what entries show of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from contentstack_cma_testing.parity.describing import describe_shape
from contentstack_cma_testing.parity.flow import Reply, Steps, flow
from contentstack_cma_testing.parity.preparing import (
    MASTER_LOCALE,
    create_content_type,
    create_entry,
    create_environment,
    entries,
    is_published,
)

QUEUE = "/v3/publish-queue"


def create_publishable(steps: Steps) -> tuple[str, dict[str, Any]]:
    """Create an entry and an environment; return the path of the entry and the body to publish it. Takes 5 calls."""
    environment = create_environment(steps)
    content_type = create_content_type(steps)
    entry = create_entry(steps, content_type)
    body = {
        "entry": {"environments": [environment], "locales": [MASTER_LOCALE]},
        "locale": MASTER_LOCALE,
        "version": 1,
    }
    return f"{entries(content_type)}/{entry}", body


@flow(
    "Publish queue",
    "An entry shows where it is published, and the queue how it got there.",
    calls=17,
    answers=["publish_details_form"],
)
def publish(steps: Steps) -> None:
    """Publish an entry, and read its publish details."""
    path, body = create_publishable(steps)
    steps.call("publish", "POST", f"{path}/publish", json=body)
    query = {"include_publish_details": "true"}
    entry = steps.wait("wait until it is published", "GET", path, is_published, query=query)
    steps.call("queue", "GET", QUEUE, query={"limit": 1, "include_count": "true"})
    steps.answer(
        "publish_details_form", f"publish_details is {describe_shape(entry.find('entry', 'publish_details'))}."
    )


@flow("Publish queue", "What is scheduled can be unscheduled, once.", calls=20)
def unschedule(steps: Steps) -> None:
    """Schedule the publishing of an entry for tomorrow, and cancel it twice."""
    path, body = create_publishable(steps)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    steps.call("schedule", "POST", f"{path}/publish", json={**body, "scheduled_at": tomorrow})
    entry = path.rpartition("/")[2]

    def find_items(listed: Reply) -> list[str]:
        items: list[dict[str, Any]] = listed.find("queue") or []
        return [str(item["uid"]) for item in items if item.get("entry", {}).get("uid") == entry]

    listed = steps.wait("wait until it is listed", "GET", QUEUE, lambda reply: bool(find_items(reply)))
    item = f"{QUEUE}/{next(iter(find_items(listed)), 'none')}"
    steps.later("GET", f"{item}/unschedule")
    steps.call("get", "GET", item)
    steps.call("unschedule", "GET", f"{item}/unschedule")
    steps.call("unschedule again", "GET", f"{item}/unschedule")


@flow("Publish queue", "An item that does not exist.", calls=2)
def unknown(steps: Steps) -> None:
    """Read and unschedule an item that does not exist."""
    steps.call("get", "GET", f"{QUEUE}/bltparityunknown")
    steps.call("unschedule", "GET", f"{QUEUE}/bltparityunknown/unschedule")
