"""Who signs in: users, organizations, and the log of what they did."""

from tests.foreign.official.tour import Tour, uid

NEW = "new@example.com"


def sign_in(tour: Tour) -> None:
    """Sign in by password, with a code if there is a secret, and sign out."""
    step = tour.at("session")
    given = tour.given
    client = tour.client(authtoken=None)
    step("login", lambda: client.login(given["email"], given["password"], mfa_secret=given.get("totp_secret")))
    step("user", lambda: client.user().fetch())
    step("stack", lambda: client.stack(given["api_key"]).fetch())
    wrong = tour.client(authtoken=None)
    step("login with a wrong password", lambda: wrong.login(given["email"], "wrong"))
    step("logout", client.logout)


def visit(tour: Tour) -> None:
    """Take the steps of users, organizations and the audit log."""
    organizations(tour)
    users(tour)
    audit(tour)


def users(tour: Tour) -> None:
    """Take the steps of a user: the one who signs in, and one who was invited."""
    step = tour.at("users")
    step("fetch", lambda: tour.client().user().fetch())
    step("update", lambda: tour.client().user().update({"user": {"first_name": "Ada", "company": "Engines"}}))
    nobody = tour.client(authtoken=None)
    password = {"password": "Secret-123", "password_confirmation": "Secret-123"}
    names = {"first_name": "New", "last_name": "Member"}
    token = tour.read_mail("activation", NEW)
    step("activate", lambda: nobody.user().activate(token, {"user": names | password}))
    step("forgot password", lambda: nobody.user().forgot_password({"user": {"email": NEW}}))
    reset = {"user": {"reset_password_token": tour.read_mail("password_reset", NEW), **password}}
    step("reset password", lambda: nobody.user().reset_password(reset))
    step("login with the new password", lambda: tour.client(authtoken=None).login(NEW, "Secret-123"))


def organizations(tour: Tour) -> None:
    """Take the steps of organizations, with an invitation."""
    step = tour.at("organizations")
    own = tour.given["organization_uid"]
    step("find", lambda: tour.client().organizations().find())
    step("fetch", lambda: tour.client().organizations(own).fetch())
    body = step("roles", lambda: tour.client().organizations(own).roles())
    role = next((role["uid"] for role in (body or {}).get("roles", []) if role["name"] == "member"), "missing")
    invitation = {"share": {"users": {NEW: [role]}, "stacks": {}, "message": "Welcome"}}
    step("add users", lambda: tour.client().organizations(own).add_users(invitation))
    step("stacks", lambda: tour.client().organizations(own).stacks())
    step("logs", lambda: tour.client().organizations(own).logs())
    step("transfer ownership", lambda: tour.client().organizations(own).transfer_ownership({"transfer_to": NEW}))


def audit(tour: Tour) -> None:
    """Take the steps of the audit log."""
    step = tour.at("audit log")
    body = step("find", lambda: tour.stack.auditlog().find())
    logs = (body or {}).get("logs", [])
    step("fetch", lambda: tour.stack.auditlog(uid({"log": logs[0]} if logs else {}, "log")).fetch())
