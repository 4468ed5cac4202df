"""Workflows, and the stages of entries."""

from contentstack_cma_testing.parity.describing import describe_shape
from contentstack_cma_testing.parity.flow import Need, Steps, flow
from contentstack_cma_testing.parity.preparing import (
    build_workflow,
    create_content_type,
    create_entry,
    create_workflow,
    entries,
)

WORKFLOWS = "/v3/workflows"


@flow("Workflows", "A workflow is disabled and enabled with GET.", calls=10, needs=[Need.WORKFLOWS])
def switch(steps: Steps) -> None:
    """Create a workflow, rename it, disable it and enable it."""
    content_type = create_content_type(steps)
    uid, _ = create_workflow(steps, content_type)
    workflow = f"{WORKFLOWS}/{uid}"
    found = steps.call("get", "GET", workflow).require("workflow")
    kept = {name: found[name] for name in ("content_types", "branches", "enabled", "workflow_stages") if name in found}
    steps.call("rename", "PUT", workflow, json={"workflow": {**kept, "name": steps.name("renamed")}})
    steps.call("disable", "GET", f"{workflow}/disable")
    steps.call("enable", "GET", f"{workflow}/enable")
    steps.call("list", "GET", WORKFLOWS, query={"include_count": "true", "limit": 1})


@flow("Workflows", "What is wrong with a new workflow.", calls=8, needs=[Need.WORKFLOWS])
def invalid(steps: Steps) -> None:
    """Create workflows with one stage, with a name that is taken, and for a content type that has one."""
    content_type = create_content_type(steps)
    create_workflow(steps, content_type)
    whole = build_workflow(steps, content_type)["workflow"]
    stages = whole["workflow_stages"]
    for label, sent in (
        ("one stage", {**whole, "name": steps.name("short"), "workflow_stages": stages[:1]}),
        ("content type that has one", {**whole, "name": steps.name("second")}),
    ):
        reply = steps.call(label, "POST", WORKFLOWS, json={"workflow": sent})
        if reply.is_success:
            steps.later("DELETE", f"{WORKFLOWS}/{reply.require('workflow', 'uid')}")
    steps.call("get one that does not exist", "GET", f"{WORKFLOWS}/bltparityunknown")


@flow(
    "Workflows",
    "What an entry shows of its workflow stage.",
    calls=10,
    needs=[Need.WORKFLOWS],
    answers=["workflow_stage_read"],
)
def stage_of_entry(steps: Steps) -> None:
    """Set the stage of an entry, and read it."""
    content_type = create_content_type(steps)
    _, stages = create_workflow(steps, content_type)
    path = f"{entries(content_type)}/{create_entry(steps, content_type)}"
    query = {"include_workflow": "true"}
    before = steps.call("before", "GET", path, query=query)
    sent = {"workflow": {"workflow_stage": {"uid": stages[1], "comment": "", "notify": False}}}
    steps.call("set the stage", "POST", f"{path}/workflow", json=sent)
    after = steps.call("after", "GET", path, query=query)
    steps.call("unknown stage", "POST", f"{path}/workflow", json={"workflow": {"workflow_stage": {"uid": "bltparity"}}})
    shapes = [describe_shape(reply.find("entry", "_workflow")) for reply in (before, after)]
    fact = f"_workflow of an entry whose stage was never set is {shapes[0]}; afterwards it is {shapes[1]}."
    steps.answer("workflow_stage_read", fact)
