"""Stacks, their settings and those who share them."""

from typing import Any

from tests.foreign.official.people import NEW
from tests.foreign.official.tour import Tour

SETTINGS = {"stack_settings": {"stack_variables": {"enforce_unique_urls": True}, "rte": {"ignore_empty_text": True}}}


def visit(tour: Tour) -> None:
    """Take the steps of stacks, the last of them in a stack that was made for it."""
    step = tour.at("stacks")
    step("fetch", tour.stack.fetch)
    step("update", lambda: tour.stack.update({"stack": {"name": "Kitchen", "description": "Recipes"}}))
    step("users", tour.stack.users)
    settings(tour)
    sent = {"stack": {"name": "Another", "description": "", "master_locale": "en-us"}}
    own = tour.given["organization_uid"]
    step("create", lambda: tour.client().stack().create(own, sent))
    named = {"organization_uid": own}
    client = tour.client(authtoken=tour.given["authtoken"], headers=named)
    body = step("create with the organization in a header", lambda: client.stack().create(own, sent))
    api_key = (body or {}).get("stack", {}).get("api_key", "missing")
    step("delete", lambda: tour.client().stack(api_key).delete())
    step("fetch after delete", lambda: tour.client().stack(api_key).fetch())
    share(tour)


def settings(tour: Tour) -> None:
    """Take the steps of a stack's settings."""
    step = tour.at("stack settings")
    step("create", lambda: tour.stack.create_settings(SETTINGS))
    step("fetch", tour.stack.settings)
    step("reset", lambda: tour.stack.reset_settings({"stack_settings": {}}))


def share(tour: Tour) -> None:
    """Share the stack with somebody, give them another role, and end that."""
    step = tour.at("stack sharing")
    roles: dict[str, Any] = tour.stack.roles().find().json()
    uids = {role["name"]: role["uid"] for role in roles["roles"]}
    shared = {"emails": [NEW], "roles": {NEW: [uids["Content Manager"]]}}
    step("share", lambda: tour.stack.share(shared))
    people = tour.stack.users().json()["users"]
    member = next((person["uid"] for person in people if person["email"] == NEW), "missing")
    changed = {"users": {member: [uids["Developer"]]}}
    step("update a user's roles", lambda: tour.stack.update_user_role(changed))
    step("unshare", lambda: tour.stack.unshare({"email": NEW}))
    step("share again", lambda: tour.stack.share(shared))
    transfer(tour, member)


def transfer(tour: Tour, member: str) -> None:
    """Offer the stack to somebody who shares it, and who takes it."""
    step = tour.at("stack ownership")
    step("transfer", lambda: tour.stack.transfer_ownership({"transfer_to": NEW}))
    token = tour.read_mail("stack_ownership", NEW)
    step("accept", lambda: tour.client(authtoken=None).stack(tour.given["api_key"]).accept_ownership(member, token))
