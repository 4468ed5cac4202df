"""What is most basic: who is signed in, the stack, and how duplicates and missing things are rejected."""

from contentstack_cma_testing.parity.flow import Need, Steps, flow


@flow("User session", "A user reads their own account, and a wrong authtoken is rejected.", calls=2, needs=[Need.USER])
def user(steps: Steps) -> None:
    """Read the user."""
    steps.call("get the user", "GET", "/v3/user", has_stack=False)
    wrong = {"authtoken": "blt0000000000000000"}
    steps.call("get the user with a wrong authtoken", "GET", "/v3/user", headers=wrong, has_stack=False)


@flow("Stacks", "A stack is fetched by its key, and an unknown key is rejected.", calls=2, needs=[Need.USER])
def stack(steps: Steps) -> None:
    """Fetch the stack."""
    steps.call("get the stack", "GET", "/v3/stacks")
    steps.call("get a stack with an unknown key", "GET", "/v3/stacks", headers={"api_key": "blt0000000000000000"})


@flow(
    "Content types",
    "A content type cannot have the uid of another.",
    calls=3,
    answers=["content_type_duplicate"],
)
def content_type_twice(steps: Steps) -> None:
    """Create a content type twice."""
    uid = steps.name("type")
    title = {"display_name": "Title", "uid": "title", "data_type": "text", "mandatory": True}
    body = {"content_type": {"title": uid, "uid": uid, "schema": [title]}}
    steps.later("DELETE", f"/v3/content_types/{uid}", query={"force": True})
    steps.call("create a content type", "POST", "/v3/content_types", json=body)
    second = steps.call("create it again", "POST", "/v3/content_types", json=body)
    steps.answer("content_type_duplicate", f"status {second.status}, code {second.find('error_code')}")


@flow("Entries", "An entry that does not exist is rejected.", calls=3, answers=["entry_not_found"])
def entry_not_found(steps: Steps) -> None:
    """Get an entry that does not exist."""
    uid = steps.name("empty")
    title = {"display_name": "Title", "uid": "title", "data_type": "text", "mandatory": True}
    steps.later("DELETE", f"/v3/content_types/{uid}", query={"force": True})
    body = {"content_type": {"title": uid, "uid": uid, "schema": [title]}}
    steps.call("create a content type", "POST", "/v3/content_types", json=body)
    missing = f"/v3/content_types/{uid}/entries/blt0000000000000000"
    reply = steps.call("get an entry that does not exist", "GET", missing)
    steps.answer("entry_not_found", f"status {reply.status}, code {reply.find('error_code')}")


@flow("Environments", "An environment that does not exist is rejected.", calls=1, answers=["environment_unknown"])
def environment_unknown(steps: Steps) -> None:
    """Get an environment that does not exist."""
    reply = steps.call("get an environment that does not exist", "GET", f"/v3/environments/{steps.name('nowhere')}")
    steps.answer("environment_unknown", f"status {reply.status}, code {reply.find('error_code')}")
