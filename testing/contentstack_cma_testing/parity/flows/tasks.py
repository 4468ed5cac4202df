"""Tasks: entries whose workflow stage is assigned to the user."""

from contentstack_cma_testing.parity.flow import Need, Steps, flow
from contentstack_cma_testing.parity.preparing import (
    create_content_type,
    create_entry,
    create_workflow,
    entries,
    read_user,
)

TASKS = "/v3/user/assignments"


@flow("Tasks", "An entry assigned to the user is a task.", calls=10, needs=[Need.USER, Need.WORKFLOWS, Need.TASKS])
def assign(steps: Steps) -> None:
    """Assign an entry to the user, without a notification."""
    user = read_user(steps)
    content_type = create_content_type(steps)
    _, stages = create_workflow(steps, content_type)
    entry = create_entry(steps, content_type)
    stage = {"uid": stages[1], "comment": "", "notify": False, "assigned_to": [{"uid": user}]}
    sent = {"workflow": {"workflow_stage": stage}}
    steps.call("assign", "POST", f"{entries(content_type)}/{entry}/workflow", json=sent)
    steps.call("list", "GET", TASKS, query={"limit": 1})
    steps.call("sort by what is not JSON", "GET", TASKS, query={"sort": "{"})
