"""Sessions and the account of the user. No flow signs the user out, or signs in as anybody who exists."""

from contentstack_cma_testing.parity.flow import Need, Steps, flow

NOBODY = {"user": {"email": "nobody@parity.invalid", "password": "parity-nobody"}}


@flow("User session", "An unknown email is rejected like a wrong password.", calls=2)
def unknown_email(steps: Steps) -> None:
    """Sign in as nobody, with and without a password."""
    steps.call("unknown email", "POST", "/v3/user-session", json=NOBODY, has_stack=False)
    empty = {"user": {**NOBODY["user"], "password": ""}}
    steps.call("empty password", "POST", "/v3/user-session", json=empty, has_stack=False)


@flow("User session", "An unknown authtoken is rejected, with and without a stack.", calls=2)
def unknown_authtoken(steps: Steps) -> None:
    """Read with an authtoken that does not exist."""
    headers = {"authtoken": "parity-unknown"}
    steps.call("without a stack", "GET", "/v3/user", headers=headers, has_stack=False)
    steps.call("with a stack", "GET", "/v3/content_types", headers=headers)


@flow("Users", "The account of the user, with its organizations and roles on request.", calls=3, needs=[Need.USER])
def current_user(steps: Steps) -> None:
    """Read the account in three ways."""
    steps.call("plain", "GET", "/v3/user", has_stack=False).require("user", "uid")
    steps.call("with organizations", "GET", "/v3/user", query={"include_orgs": "true"}, has_stack=False)
    flags = {"include_orgs_roles": "true", "include_stack_roles": "true", "include_user_settings": "true"}
    steps.call("with roles and settings", "GET", "/v3/user", query=flags, has_stack=False)
