"""Organizations: roles, members, invitations, stacks and the log."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.auth.secrets import compute_one_time_code
from tests.emulator.support.error_responses import parse_error


@pytest.fixture
def path(emulator: Emulator) -> str:
    return f"/v3/organizations/{emulator.organization_uid}"


@pytest.fixture
def guest(user: httpx.Client, path: str) -> Iterator[str]:
    """Somebody invited for the test, removed after it."""
    email = "guest@example.com"
    body = {"share": {"users": {email: [role(user, path, "member")]}, "message": "Welcome"}}
    assert user.post(f"{path}/share", json=body).is_success
    yield email
    user.request("DELETE", f"{path}/share", json={"emails": [email]})


def role(user: httpx.Client, path: str, name: str) -> str:
    found = user.get(f"{path}/roles").json()["roles"]
    return next(str(item["uid"]) for item in found if item["name"] == name)


def shares(user: httpx.Client, path: str, **params: str) -> dict[str, dict[str, object]]:
    found = user.get(f"{path}/share", params=params).json()["shares"]
    return {share["email"]: share for share in found}


def test_organizations_are_listed_and_fetched_alike(emulator: Emulator, user: httpx.Client, path: str) -> None:
    (listed,) = user.get("/v3/organizations").json()["organizations"]
    assert listed["uid"] == emulator.organization_uid
    assert listed["owner"] is True
    assert user.get(path).json()["organization"] == listed
    plan = user.get(path, params={"include_plan": "true"}).json()["organization"]["plan"]
    assert {"getLimit", "limit", "bulkLimit"} <= {feature["uid"] for feature in plan["features"]}
    assert user.get("/v3/organizations", params={"typeahead": "demo"}).json()["organizations"]
    assert user.get("/v3/organizations", params={"typeahead": "none"}).json() == {"organizations": []}


def test_an_organization_that_is_not_ones_own(user: httpx.Client) -> None:
    assert parse_error(user.get("/v3/organizations/blt0"))[0] == 422


def test_roles_of_an_organization_can_include_those_of_its_stacks(user: httpx.Client, path: str) -> None:
    response = user.get(f"{path}/roles", params={"include_count": "true"}).json()
    assert response["count"] == 3
    assert {item["name"] for item in response["roles"]} == {"owner", "admin", "member"}
    with_stacks = user.get(f"{path}/roles", params={"include_stack_roles": "true"}).json()["roles"]
    assert "Developer" in {item["name"] for item in with_stacks}


def test_who_has_a_role(emulator: Emulator, user: httpx.Client, path: str) -> None:
    me = user.get("/v3/user").json()["user"]["uid"]
    found = user.get(f"{path}/roles", params={"include_stack_roles": "true"}).json()["roles"]
    assert next(item for item in found if item["name"] == "owner")["users"] == [me]
    mine = [item for item in found if item.get("api_key") == emulator.stack.api_key]
    assert me in next(item for item in mine if item["name"] == "Admin")["users"]


def test_the_plan_is_shown_only_on_request(user: httpx.Client, path: str) -> None:
    assert "plan" not in user.get(path).json()["organization"]
    for response in (
        user.get(path, params={"include_plan": "true"}).json()["organization"],
        user.get("/v3/organizations", params={"include_plan": "true"}).json()["organizations"][0],
    ):
        limits = {feature["uid"]: feature["limit"] for feature in response["plan"]["features"]}
        assert limits == {"users": 100, "limit": 10, "getLimit": 10, "bulkLimit": 1}


def test_stacks_of_an_organization_name_owner_and_users(emulator: Emulator, user: httpx.Client, path: str) -> None:
    listed = user.get(f"{path}/stacks").json()["stacks"]
    demo = next(item for item in listed if item["api_key"] == emulator.stack.api_key)
    assert demo["owner"]["email"] == emulator.email
    assert demo["users"] == {"count": len(demo["user_uids"])}
    assert user.get(f"{path}/stacks", params={"typeahead": "zzz"}).json() == {"stacks": []}


def test_members_and_invited(emulator: Emulator, user: httpx.Client, path: str, guest: str) -> None:
    found = shares(user, path)
    assert found[emulator.email]["status"] == "accepted"
    assert found[guest]["status"] == "pending"
    assert list(shares(user, path, typeahead="guest@")) == [guest]
    detailed = shares(user, path, include_roles="true", include_user_details="true", include_invited_by="true")[guest]
    assert detailed["username"] == "guest"
    assert detailed["message"] == "Welcome"
    assert isinstance(detailed["invited_by"], dict)
    assert detailed["invited_by"]["email"] == emulator.email


def test_members_are_found_by_email_in_any_case(user: httpx.Client, path: str, guest: str) -> None:
    body = {"emails": [guest.upper(), "nobody@example.com"]}
    found = user.post(f"{path}/share/search", json=body, params={"include_count": "true"}).json()
    assert (found["count"], found["shares"][0]["email"]) == (1, guest)


def test_an_invitation_is_accepted_by_activating(
    emulator: Emulator, user: httpx.Client, bare: httpx.Client, path: str, guest: str
) -> None:
    token = next(message.token for message in reversed(emulator.messages) if message.kind == "activation")
    names = {"first_name": "Gu", "last_name": "Est", "password": "Secret@1", "password_confirmation": "Secret@1"}
    wrong = {"user": names | {"password_confirmation": "other"}}
    assert bare.post(f"/v3/user/activate/{token}", json=wrong).status_code == 422
    response = bare.post(f"/v3/user/activate/{token}", json={"user": names})
    assert response.json()["notice"] == "Your account has been activated."
    assert shares(user, path)[guest]["status"] == "accepted"
    login = {"user": {"email": guest, "password": "Secret@1"}}
    account = bare.post("/v3/user-session", json=login).json()["user"]
    assert account["first_name"] == "Gu"
    member = {"authtoken": account["authtoken"]}
    assert bare.get(path, headers=member).status_code == 200
    assert bare.get(f"{path}/stacks", headers=member).json() == {"stacks": []}
    assert bare.request("DELETE", f"{path}/share", headers=member, json={"emails": []}).status_code == 403
    assert bare.post(f"/v3/user/activate/{token}", json={"user": names}).status_code == 422


def test_an_invitation_can_open_stacks(emulator: Emulator, user: httpx.Client, path: str, stack: httpx.Client) -> None:
    email = "worker@example.com"
    invited: dict[str, Any] = {"users": {email: []}, "stacks": {email: {emulator.stack.api_key: []}}}
    assert user.post(f"{path}/share", json={"share": invited}).is_success
    flags = {"include_collaborators": "true"}

    def people() -> list[str]:
        return [person["email"] for person in stack.get("/v3/stacks", params=flags).json()["stack"]["collaborators"]]

    assert email in people()
    user.request("DELETE", f"{path}/share", json={"emails": [email]})
    assert email not in people()


def test_invitations_that_are_rejected(emulator: Emulator, user: httpx.Client, path: str) -> None:
    def invite(email: str, roles: list[str]) -> httpx.Response:
        return user.post(f"{path}/share", json={"share": {"users": {email: roles}}})

    assert invite("new@example.com", ["blt0"]).status_code == 422
    assert invite(emulator.email, []).status_code == 422
    assert "new@example.com" not in shares(user, path)


def test_an_invitation_is_sent_again(emulator: Emulator, user: httpx.Client, path: str, guest: str) -> None:
    found = shares(user, path)
    sent = len(emulator.messages)
    response = user.get(f"{path}/share/{found[guest]['uid']}/resend_invitation")
    if found[guest]["status"] == "pending":
        assert response.json()["notice"] == "The invitation has been resent successfully."
        assert len(emulator.messages) == sent + 1
    else:
        assert response.status_code == 422
    assert user.get(f"{path}/share/{found[emulator.email]['uid']}/resend_invitation").status_code == 422


def test_members_are_removed_but_neither_the_owner_nor_strangers(
    emulator: Emulator, user: httpx.Client, path: str, guest: str
) -> None:
    def remove(email: str) -> httpx.Response:
        return user.request("DELETE", f"{path}/share", json={"emails": [email]})

    assert remove(emulator.email).status_code == 422
    assert remove("nobody@example.com").status_code == 422
    assert remove(guest).json()["notice"] == "The invitation has been deleted successfully."
    assert guest not in shares(user, path)


def test_giving_it_away(emulator: Emulator, user: httpx.Client, bare: httpx.Client, path: str) -> None:
    code = compute_one_time_code(emulator.totp_secret, emulator.clock.now())
    login = {"email": emulator.tfa_email, "password": emulator.tfa_password, "tfa_token": code}
    admin = {"authtoken": bare.post("/v3/user-session", json={"user": login}).json()["user"]["authtoken"]}
    body = {"transfer_to": emulator.tfa_email}
    assert bare.post(f"{path}/transfer-ownership", json=body, headers=admin).status_code == 403
    assert user.post(f"{path}/transfer-ownership", json=body).is_success
    assert user.get(path).json()["organization"]["is_transfer_set"] is True
    assert user.post(f"{path}/transfer-ownership", json={"transfer_to": "nobody@example.com"}).status_code == 422


def test_the_log_records_invitations(user: httpx.Client, path: str, guest: str) -> None:
    newest = user.get(f"{path}/logs").json()["logs"][0]
    assert newest["event_type"] == "invite"
    assert newest["metadata"]["title"] == guest
    assert user.get(f"{path}/logs/{newest['uid']}").json() == {"log": newest}
    assert user.get(f"{path}/logs/blt0").status_code == 422


def test_the_log_comes_in_small_pages(user: httpx.Client, path: str) -> None:
    for _ in range(13):
        uid = user.post(f"{path}/teams", json={"name": "Short-lived"}).json()["uid"]
        user.delete(f"{path}/teams/{uid}")

    def read(**params: str) -> list[str]:
        return [log["created_at"] for log in user.get(f"{path}/logs", params=params).json()["logs"]]

    assert len(read()) == 25
    assert len(read(limit="26")) == 26
    assert read(limit="1", skip="1") == read()[1:2]
    assert read() == sorted(read(), reverse=True)
