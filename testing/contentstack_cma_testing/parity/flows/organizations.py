"""Organizations, which flows only read."""

from contentstack_cma_testing.parity.flow import Need, Steps, flow
from contentstack_cma_testing.parity.preparing import read_organization

ORGANIZATIONS = "/v3/organizations"


@flow("Organizations", "An organization, its plan and its roles.", calls=4, needs=[Need.USER])
def read(steps: Steps) -> None:
    """Read the organization of the stack."""
    uid = read_organization(steps)
    steps.call("list", "GET", ORGANIZATIONS, query={"limit": 1, "include_count": "true"}, has_stack=False)
    steps.call("get with its plan", "GET", f"{ORGANIZATIONS}/{uid}", query={"include_plan": "true"}, has_stack=False)
    steps.call("roles", "GET", f"{ORGANIZATIONS}/{uid}/roles", query={"limit": 2}, has_stack=False)


@flow(
    "Organizations",
    "What its owner and admins read: invitations, stacks and the log.",
    calls=4,
    needs=[Need.ORGANIZATION],
)
def read_as_admin(steps: Steps) -> None:
    """Read what only those read who manage the organization."""
    organization = f"{ORGANIZATIONS}/{read_organization(steps)}"
    for part in ("share", "stacks", "logs"):
        steps.call(part, "GET", f"{organization}/{part}", query={"limit": 1, "include_count": "true"}, has_stack=False)


@flow("Organizations", "An unknown organization.", calls=1, needs=[Need.USER])
def unknown(steps: Steps) -> None:
    """Get an organization that does not exist."""
    steps.call("get", "GET", f"{ORGANIZATIONS}/bltparityunknown", has_stack=False)
