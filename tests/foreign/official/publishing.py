"""Releases and their items, calls in bulk, the publish queue."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.foreign.official.tour import Stop, Tour, uid

BULK = {"bulk_version": "2.0"}
LATER = (datetime.now(UTC) + timedelta(days=300)).strftime("%Y-%m-%dT00:00:00.000Z")
"""The API schedules nothing that is more than 12 months ahead."""


def visit(tour: Tour) -> None:
    """Take the steps of all, with two entries made for them."""
    step = tour.at("dishes")
    dishes = [dish(tour, step, title) for title in ("Stew", "Salad")]
    releases(tour, dishes)
    items(tour, dishes)
    queue(tour, dishes[0])
    bulk(tour, dishes)


def dish(tour: Tour, step: Stop, title: str) -> str:
    """Create an entry and return its uid."""
    body = step(title, lambda: tour.stack.content_types("recipe").entry().create({"entry": {"title": title}}))
    return uid(body, "entry")


def item(of: str, action: str = "publish") -> dict[str, Any]:
    """Make an item of a release."""
    return {"uid": of, "content_type_uid": "recipe", "version": 1, "locale": "en-us", "action": action}


def releases(tour: Tour, dishes: list[str]) -> None:
    """Take the steps of releases."""
    step = tour.at("releases")
    sent = {"release": {"name": "Spring", "description": "Menu", "locked": False, "archived": False}}
    made = uid(step("create", lambda: tour.stack.releases().create(sent)), "release")
    step("find", lambda: tour.stack.releases().find())
    step("fetch", lambda: tour.stack.releases(made).fetch())
    step("update", lambda: tour.stack.releases(made).update({"release": {"name": "Summer"}}))
    step("add an item", lambda: tour.stack.releases(made).item().create({"item": item(dishes[0])}))
    deployment = {"release": {"environments": ["production"], "locales": ["en-us"], "action": "publish"}}
    step("deploy", lambda: tour.stack.releases(made).deploy(deployment))
    clone = {"release": {"name": "Autumn", "description": "A copy"}}
    copied = uid(step("clone", lambda: tour.stack.releases(made).clone(clone)), "release")
    step("delete", lambda: tour.stack.releases(copied).delete())
    step("fetch after delete", lambda: tour.stack.releases(copied).fetch())


def items(tour: Tour, dishes: list[str]) -> None:
    """Take the steps of the items of a release, and those in bulk."""
    step = tour.at("release items")
    makes = [lambda name=name: tour.stack.releases().create({"release": {"name": name}}) for name in ("One", "Two")]
    one, two = (uid(step(f"create release {n}", make), "release") for n, make in enumerate(makes, 1))

    def inside(of: str, headers: dict[str, str] | None = None) -> Any:
        return tour.stack.releases(of, headers).item()

    step("create", lambda: inside(one).create({"item": item(dishes[0])}))
    step("create the same", lambda: inside(one).create({"item": item(dishes[0])}))
    step("create multiple", lambda: inside(one).create_multiple({"items": [item(dishes[1])]}))
    step("find", lambda: inside(one).find())
    step("update", lambda: inside(one).update({"items": ["$all"]}))
    moved = {"release_uid": two, "items": [{"uid": dishes[1], "locale": "en-us"}]}
    step("move", lambda: inside(one, {"release_version": "2.0"}).move(moved))
    step("delete", lambda: inside(one).delete({"items": [item(dishes[0])]}))
    step("find after delete", lambda: inside(one).find())
    added = {
        "release": two,
        "action": "publish",
        "locale": ["en-us"],
        "reference": False,
        "items": [{"uid": dishes[0], "content_type_uid": "recipe"}],
    }
    step("add in bulk", lambda: tour.stack.bulk_operation().add_items(added, dict(BULK)))
    found = step.until("find what was added in bulk", lambda: inside(two).find(), lambda body: bool(body.get("items")))
    assert found is not None
    updated = {"release": two, "items": ["$all"]}
    step("update in bulk", lambda: tour.stack.bulk_operation().update_items(updated, dict(BULK)))
    step("delete multiple", lambda: inside(two).delete_multiple({"items": [item(dishes[0])]}))


def queue(tour: Tour, of: str) -> None:
    """Take the steps of the publish queue, with something published and something scheduled."""
    step = tour.at("publish queue")

    def entry() -> Any:
        return tour.stack.content_types("recipe").entry(of)

    sent = {"entry": {"environments": ["production"], "locales": ["en-us"]}, "locale": "en-us", "version": 1}
    step("schedule", lambda: entry().publish(sent | {"scheduled_at": LATER}))
    body = step("find", lambda: tour.stack.publish_queue().find())
    waiting = [one["uid"] for one in (body or {}).get("queue", []) if one.get("scheduled_at") or one.get("publish_at")]
    planned = waiting[0] if waiting else "missing"
    step("fetch", lambda: tour.stack.publish_queue(planned).fetch())
    step("cancel", lambda: tour.stack.publish_queue(planned).cancel())


def bulk(tour: Tour, dishes: list[str]) -> None:
    """Take the steps in bulk, and see what became of them."""
    step = tour.at("bulk")

    def operation() -> Any:
        return tour.stack.bulk_operation()

    entries = [{"uid": of, "content_type": "recipe", "version": 1, "locale": "en-us"} for of in dishes]
    sent = {"entries": entries, "locales": ["en-us"], "environments": ["production"], "rules": {"approvals": "false"}}
    step("publish without a version", lambda: operation().publish(sent))
    versioned = operation()
    versioned.add_header("api_version", "3.2")
    body = step("publish", lambda: versioned.publish(sent | {"publish_with_reference": True}))
    job = str((body or {}).get("job_id", "missing"))
    step("job status", lambda: operation().job_status(job, {"api_version": "3.2"}))
    published = tour.stack.content_types("recipe").entry(dishes[0])
    published.add_param("include_publish_details", "true")
    step.until("published", published.fetch, lambda body: bool(body.get("entry", {}).get("publish_details")))
    step("unpublish", lambda: operation().unpublish(sent))
    stage = {"comment": "Later", "notify": False, "uid": "missing", "assigned_to": [], "assigned_by_roles": []}
    moved = {"entries": entries, "workflow": {"workflow_stage": stage}}
    step("update to a stage that does not exist", lambda: operation().update(moved))
    gone = [{"content_type": "recipe", "uid": of, "locale": "en-us"} for of in dishes]
    step("delete", lambda: operation().delete({"entries": gone}))
    step.until("deleted", lambda: tour.stack.content_types("recipe").entry(dishes[0]).fetch(), is_missing)


def is_missing(body: dict[str, Any]) -> bool:
    """Return whether an entry is gone."""
    return "error_code" in body
