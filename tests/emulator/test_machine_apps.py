"""Machine-to-machine apps: a token for the credentials of the app, what it is good for, and introspection."""

from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.error_responses import parse_error

INTROSPECT = "/apps-api/introspect"


def ask(emulator: Emulator, hub: httpx.Client, **changes: str) -> httpx.Response:
    app = emulator.machine_oauth
    form = {"grant_type": "client_credentials", "client_id": app.client_id, "client_secret": app.client_secret}
    return hub.post("/token", data=form | changes)


def introspect(hub: httpx.Client, token: str, **more: str) -> dict[str, Any]:
    response = hub.post(INTROSPECT, data={"token": token} | more)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


@pytest.fixture
def headers(emulator: Emulator, hub: httpx.Client) -> dict[str, str]:
    """What a machine-to-machine app signs its calls with."""
    return {"authorization": f"Bearer {ask(emulator, hub).json()['access_token']}"}


def test_an_app_gets_a_token_of_its_own(emulator: Emulator, hub: httpx.Client) -> None:
    token = ask(emulator, hub).json()
    assert "refresh_token" not in token
    assert (token["token_type"], token["expires_in"], token["authorization_type"]) == ("Bearer", 3600, "app")
    assert (token["organization_uid"], token["user_uid"]) == (emulator.organization_uid, "")


def test_a_token_works_in_its_organization(emulator: Emulator, hub: httpx.Client, headers: dict[str, str]) -> None:
    organization = f"/v3/organizations/{emulator.organization_uid}"
    assert hub.get(f"{organization}/share", headers=headers).json()["shares"]
    body = {"name": "Robots", "users": [], "stackRoleMapping": []}
    in_organization = headers | {"organization_uid": emulator.organization_uid}
    team = hub.post("/v4/teams", json=body, headers=in_organization).json()
    assert (team["name"], team["createdBy"]) == ("Robots", "")
    assert hub.delete(f"/v4/teams/{team['uid']}", headers=in_organization).status_code == 200


def test_a_token_works_nowhere_else(emulator: Emulator, hub: httpx.Client, headers: dict[str, str]) -> None:
    assert parse_error(hub.get(f"/v3/organizations/{emulator.organization_uid}/logs", headers=headers))[:2] == (
        403,
        162,
    )
    assert hub.get("/v3/organizations/blt0/share", headers=headers).status_code == 422
    for path in ("/v3/user", "/v3/stacks", "/v3/organizations"):
        assert hub.get(path, headers=headers).status_code == 403
    in_stack = headers | {"api_key": emulator.stack.api_key}
    for path in ("/v3/environments", "/v3/content_types", "/v3/stacks"):
        assert hub.get(path, headers=in_stack).status_code == 403


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"client_id": "other"}, 401, "invalid_client"),
    ],
)
def test_credentials_that_are_wrong(
    emulator: Emulator, hub: httpx.Client, changes: dict[str, str], status: int, error: str
) -> None:
    response = ask(emulator, hub, **changes)
    assert (response.status_code, response.json()["error"]) == (status, error)


def test_a_machine_app_has_nothing_to_refresh(emulator: Emulator, hub: httpx.Client) -> None:
    response = ask(emulator, hub, grant_type="refresh_token", refresh_token="none")
    assert (response.status_code, response.json()) == (400, {"message": ["invalid refresh_token"]})


def test_each_kind_of_app_has_its_own_grants(emulator: Emulator, hub: httpx.Client) -> None:
    confidential, machine = emulator.confidential_oauth, emulator.machine_oauth
    secret = confidential.client_secret or ""
    standard = ask(emulator, hub, client_id=confidential.client_id, client_secret=secret)
    assert (standard.status_code, standard.json()["error"]) == (400, "unauthorized_client")
    public = ask(emulator, hub, client_id=emulator.oauth.client_id)
    assert public.json()["error"] == "unauthorized_client"
    request = {"client_id": machine.client_id, "redirect_uri": "http://localhost:8184", "response_type": "code"}
    consent = hub.post(
        f"/manifests/{machine.app_id}/authorize", json=request, headers={"authtoken": emulator.authtoken}
    )
    assert consent.json()["error"] == "unauthorized_client"


def test_introspection_says_whether_a_token_is_active(emulator: Emulator, hub: httpx.Client) -> None:
    token = ask(emulator, hub).json()["access_token"]
    assert introspect(hub, token) == {"active": True, "scope": " ".join(emulator.machine_oauth.scopes)}
    emulator.expire_token(token)
    assert introspect(hub, token) == {"active": False}
    granted = emulator.grant_oauth(["user:read"])
    assert introspect(hub, granted.access_token, token_type_hint="access_token")["scope"] == "user:read"
    assert introspect(hub, granted.refresh_token, token_type_hint="refresh_token")["active"]
    assert introspect(hub, "none") == {"active": False}
    assert introspect(hub, emulator.authtoken) == {"active": False}
    missing = hub.post(INTROSPECT, data={"token_type_hint": "access_token"})
    assert (missing.status_code, missing.json()["error"]) == (400, "invalid_request")


def test_a_token_ends_after_an_hour(still: Emulator) -> None:
    with httpx.Client(base_url=still.url) as hub:
        token = ask(still, hub).json()["access_token"]
        still.clock.advance(3601)
        assert introspect(hub, token) == {"active": False}


def test_the_secret_is_not_shown(emulator: Emulator) -> None:
    assert emulator.machine_oauth.client_secret not in repr(emulator.machine_oauth)
