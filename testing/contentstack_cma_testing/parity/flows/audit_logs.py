"""The audit log."""

from contentstack_cma_testing.parity.flow import Need, Steps, flow
from contentstack_cma_testing.parity.preparing import create_content_type

LOGS = "/v3/audit-logs"


@flow("Audit log", "What a flow does is in the log, newest first.", calls=5, needs=[Need.USER])
def read(steps: Steps) -> None:
    """Read the log after a content type was created."""
    create_content_type(steps)
    listed = steps.call("list", "GET", LOGS, query={"limit": 2, "include_count": "true"})
    record = listed.find("logs", 0, "uid")
    steps.call("get", "GET", f"{LOGS}/{record or 'none'}")
    steps.call("get one that does not exist", "GET", f"{LOGS}/bltparityunknown")
