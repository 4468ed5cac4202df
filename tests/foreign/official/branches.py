"""Branches and their aliases."""

from typing import Any

from tests.foreign.official.tour import Tour


def visit(tour: Tour) -> None:
    """Take the steps of both."""
    step = tour.at("branches")
    sent = {"branch": {"uid": "develop", "source": "main"}}
    step("create", lambda: tour.stack.branch().create(sent))
    step.until("fetch", lambda: tour.stack.branch("develop").fetch(), is_ready)
    step("create the same", lambda: tour.stack.branch().create(sent))
    step("find", lambda: tour.stack.branch().find())
    step("read a content type there", lambda: tour.stack.content_types("recipe", "develop").fetch())
    aliases(tour)
    step("delete", lambda: tour.stack.branch("develop").delete())
    step("delete by force", lambda: force(tour.stack.branch("develop")).delete())
    step.until("fetch after delete", lambda: tour.stack.branch("develop").fetch(), lambda body: "error_code" in body)


def is_ready(body: dict[str, Any]) -> bool:
    """Return whether a branch is there."""
    return "branch" in body


def force(thing: Any) -> Any:
    """Return the thing after saying that what depends on it may go too."""
    thing.add_param("force", "true")
    return thing


def aliases(tour: Tour) -> None:
    """Take the steps of aliases."""
    step = tour.at("aliases")
    step("assign", lambda: tour.stack.alias("next").assign({"branch_alias": {"target_branch": "develop"}}))
    step("find", lambda: tour.stack.alias().find())
    step("fetch", lambda: tour.stack.alias("next").fetch())
    step("read a content type by it", lambda: tour.stack.content_types("recipe", "next").fetch())
    step("assign to another", lambda: tour.stack.alias("next").assign({"branch_alias": {"target_branch": "main"}}))
    step("delete", lambda: tour.stack.alias("next").delete())
    step("delete by force", lambda: force(tour.stack.alias("next")).delete())
    step("fetch after delete", lambda: tour.stack.alias("next").fetch())
