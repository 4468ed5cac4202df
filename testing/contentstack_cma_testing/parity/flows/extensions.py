"""Extensions."""

from contentstack_cma_testing.parity.flow import Need, Steps, flow
from contentstack_cma_testing.parity.preparing import create_extension

EXTENSIONS = "/v3/extensions"


@flow("Extensions", "An extension, and a title that is taken.", calls=7, needs=[Need.EXTENSIONS])
def update(steps: Steps) -> None:
    """Create an extension with code, and give it a URL."""
    uid = create_extension(steps)
    extension = f"{EXTENSIONS}/{uid}"
    title = steps.call("get", "GET", extension).require("extension", "title")
    sent = {"title": title, "type": "field", "data_type": "text", "src": "https://parity.invalid/field.html"}
    steps.call("give it a URL", "PUT", extension, json={"extension": sent})
    taken = steps.call("title that is taken", "POST", EXTENSIONS, json={"extension": sent})
    if taken.is_success:
        steps.later("DELETE", f"{EXTENSIONS}/{taken.require('extension', 'uid')}")
    steps.call("list", "GET", EXTENSIONS, query={"limit": 1})


@flow("Extensions", "An extension that does not exist is status 404.", calls=2, needs=[Need.EXTENSIONS])
def unknown(steps: Steps) -> None:
    """Read and delete an extension that does not exist."""
    steps.call("get", "GET", f"{EXTENSIONS}/bltparityunknown")
    steps.call("delete", "DELETE", f"{EXTENSIONS}/bltparityunknown")
