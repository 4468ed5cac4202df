"""OAuth: the page a browser sees, consent without a browser, PKCE, tokens, refreshing and revoking."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from contentstack_cma_emulator import Emulator, OAuthApp
from contentstack_cma_emulator.auth.secrets import compute_code_challenge, compute_one_time_code
from tests.emulator.support.error_responses import parse_error

VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123456789"


def request_of(app: OAuthApp, **changes: str | None) -> dict[str, str]:
    request = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uri,
        "code_challenge": compute_code_challenge(VERIFIER),
        "code_challenge_method": "S256",
    } | changes
    return {name: value for name, value in request.items() if value is not None}


def consent(emulator: Emulator, hub: httpx.Client, app: OAuthApp, **changes: str | None) -> httpx.Response:
    path = f"/manifests/{app.app_id}/authorize"
    return hub.post(path, json=request_of(app, **changes), headers={"authtoken": emulator.authtoken})


def code_of(response: httpx.Response) -> str:
    url: str = response.json()["data"]["redirect_url"]
    return parse_qs(urlsplit(url).query)["code"][0]


def exchange(hub: httpx.Client, app: OAuthApp, code: str | None, **changes: str | None) -> httpx.Response:
    form = {
        "grant_type": "authorization_code",
        "client_id": app.client_id,
        "code": code,
        "redirect_uri": app.redirect_uri,
        "code_verifier": VERIFIER,
    } | changes
    return hub.post("/token", data={name: value for name, value in form.items() if value is not None})


def refresh(hub: httpx.Client, app: OAuthApp, token: str, **more: str) -> httpx.Response:
    form = {"grant_type": "refresh_token", "client_id": app.client_id, "redirect_uri": app.redirect_uri}
    return hub.post("/token", data=form | {"refresh_token": token} | more)


def is_dead(response: httpx.Response) -> bool:
    """Return whether a refresh was rejected because its token is no longer valid."""
    return (response.status_code, response.json()) == (400, {"message": ["invalid refresh_token"]})


def sign_in_to(hub: httpx.Client, emulator: Emulator) -> dict[str, Any]:
    app = emulator.oauth
    tokens: dict[str, Any] = exchange(hub, app, code_of(consent(emulator, hub, app))).json()
    return tokens


def test_consent_without_a_browser_gives_tokens_that_work(emulator: Emulator, hub: httpx.Client) -> None:
    tokens = sign_in_to(hub, emulator)
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 3600
    assert tokens["organization_uid"] == emulator.organization_uid
    assert tokens["authorization_type"] == "user"
    headers = {"authorization": f"Bearer {tokens['access_token']}", "api_key": emulator.stack.api_key}
    assert hub.get("/v3/environments", headers=headers).status_code == 200
    assert hub.get("/v3/user", headers=headers).json()["user"]["uid"] == tokens["user_uid"]


def test_the_redirect_names_the_region(emulator: Emulator, hub: httpx.Client) -> None:
    redirect: str = consent(emulator, hub, emulator.oauth).json()["data"]["redirect_url"]
    url = urlsplit(redirect)
    assert f"{url.scheme}://{url.netloc}" == emulator.oauth.redirect_uri
    assert parse_qs(url.query)["location"] == ["NA"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "other"}, "invalid_client"),
        ({"redirect_uri": "http://evil.example"}, "invalid_request"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"scope": "cm.everything:write"}, "invalid_scope"),
    ],
)
def test_a_consent_that_cannot_be_given(
    emulator: Emulator, hub: httpx.Client, changes: dict[str, str | None], error: str
) -> None:
    response = consent(emulator, hub, emulator.oauth, **changes)
    assert response.status_code in (400, 401)
    assert response.json()["error"] == error


@pytest.mark.parametrize("field", ["response_type", "code_challenge_method"])
def test_a_consent_that_the_description_does_not_allow(emulator: Emulator, hub: httpx.Client, field: str) -> None:
    assert parse_error(consent(emulator, hub, emulator.oauth, **{field: "plain"}))[2] == {field: ["is not valid."]}


def test_consent_needs_a_signed_in_user_and_the_organization(emulator: Emulator, hub: httpx.Client) -> None:
    app = emulator.oauth
    path = f"/manifests/{app.app_id}/authorize"
    assert hub.post(path, json=request_of(app)).status_code == 401
    headers = {"authtoken": emulator.authtoken, "organization_uid": "blt0"}
    assert hub.post(path, json=request_of(app), headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "another-verifier"}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_grant"),
        ({"redirect_uri": "http://localhost:1"}, "invalid_grant"),
        ({"code": "none"}, "invalid_grant"),
        ({"client_id": "none"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_an_exchange_that_does_not_fit(
    emulator: Emulator, hub: httpx.Client, changes: dict[str, str | None], error: str
) -> None:
    code = code_of(consent(emulator, hub, emulator.oauth))
    response = exchange(hub, emulator.oauth, **{"code": code, **changes})
    assert response.json()["error"] == error
    assert response.status_code == (401 if error == "invalid_client" else 400)


def test_a_code_works_once(emulator: Emulator, hub: httpx.Client) -> None:
    code = code_of(consent(emulator, hub, emulator.oauth))
    assert exchange(hub, emulator.oauth, code).status_code == 200
    assert exchange(hub, emulator.oauth, code).json()["error"] == "invalid_grant"


def test_a_code_of_another_app(emulator: Emulator, hub: httpx.Client) -> None:
    code = code_of(consent(emulator, hub, emulator.oauth))
    secret = emulator.confidential_oauth.client_secret
    response = exchange(hub, emulator.confidential_oauth, code, client_secret=secret)
    assert response.json()["error"] == "invalid_grant"


def test_a_confidential_app_proves_itself_by_its_secret(emulator: Emulator, hub: httpx.Client) -> None:
    app = emulator.confidential_oauth
    no_challenge = {"code_challenge": None, "code_challenge_method": None}
    code = code_of(consent(emulator, hub, app, **no_challenge))
    assert exchange(hub, app, code, code_verifier=None).json()["error"] == "invalid_client"
    assert exchange(hub, app, code, code_verifier=None, client_secret="wrong").status_code == 401
    tokens = exchange(hub, app, code, code_verifier=None, client_secret=app.client_secret).json()
    assert refresh(hub, app, tokens["refresh_token"]).json()["error"] == "invalid_client"
    secret = app.client_secret or ""
    assert refresh(hub, app, tokens["refresh_token"], client_secret=secret).status_code == 200


def test_refresh_tokens_rotate(emulator: Emulator, hub: httpx.Client) -> None:
    first = sign_in_to(hub, emulator)
    second = refresh(hub, emulator.oauth, first["refresh_token"]).json()
    assert second["access_token"] != first["access_token"]
    assert second["refresh_token"] != first["refresh_token"]
    assert is_dead(refresh(hub, emulator.oauth, first["refresh_token"]))
    assert refresh(hub, emulator.oauth, second["refresh_token"]).status_code == 200


def test_scopes_are_kept_when_refreshed(emulator: Emulator, hub: httpx.Client) -> None:
    scope = "cm.environments.management:read"
    app = emulator.oauth
    tokens = exchange(hub, app, code_of(consent(emulator, hub, app, scope=scope))).json()
    tokens = refresh(hub, app, tokens["refresh_token"]).json()
    headers = {"authorization": f"Bearer {tokens['access_token']}", "api_key": emulator.stack.api_key}
    assert hub.get("/v3/environments", headers=headers).status_code == 200
    assert hub.delete("/v3/environments/production", headers=headers).status_code == 403


def test_revoking_ends_every_token(emulator: Emulator, hub: httpx.Client) -> None:
    tokens = sign_in_to(hub, emulator)
    bearer = {"authorization": f"Bearer {tokens['access_token']}"}
    path = f"/manifests/{emulator.oauth.app_id}/authorizations"
    listed = hub.get(path, headers=bearer).json()["data"]
    mine = next(item for item in listed if item["user"]["uid"] == tokens["user_uid"])
    assert hub.delete(f"{path}/{mine['authorization_uid']}", headers=bearer).is_success
    assert hub.get("/v3/user", headers=bearer).status_code == 401
    assert is_dead(refresh(hub, emulator.oauth, tokens["refresh_token"]))


def test_the_page_behind_the_fragment(emulator: Emulator, hub: httpx.Client) -> None:
    page = hub.get("/")
    assert page.headers["content-type"].startswith("text/html")
    script = re.search(r'<script[^>]* src="([^"]+)"', page.text)
    assert script
    code = hub.get(script[1]).text
    assert "location.hash" in code
    assert "/authorize$/" in code
    assert emulator.oauth.authorize_url == f"{emulator.url}/#!/apps/{emulator.oauth.app_id}/authorize"


def test_consent_on_the_page(emulator: Emulator, hub: httpx.Client) -> None:
    app = emulator.oauth
    path = f"/apps/{app.app_id}/authorize"
    request = request_of(app, state="s&1", scope="cm.environments.management:read")
    page = hub.get(path, params=request)
    assert page.status_code == 200
    assert "cm.environments.management:read" in page.text
    form = {"email": emulator.email, "password": "wrong", "decision": "allow"}
    assert "password is invalid" in hub.post(path, params=request, data=form).text
    response = hub.post(path, params=request, data=form | {"password": emulator.password})
    assert response.status_code == 302
    back = parse_qs(urlsplit(response.headers["location"]).query)
    assert back["state"] == ["s&1"]
    assert exchange(hub, app, back["code"][0]).status_code == 200


def test_consent_on_the_page_with_a_second_factor(emulator: Emulator, hub: httpx.Client) -> None:
    app = emulator.oauth
    path = f"/apps/{app.app_id}/authorize"
    form = {"email": emulator.tfa_email, "password": emulator.tfa_password, "decision": "allow"}
    assert hub.post(path, params=request_of(app), data=form).status_code == 401
    code = compute_one_time_code(emulator.totp_secret, emulator.clock.now())
    assert hub.post(path, params=request_of(app), data=form | {"tfa_token": code}).status_code == 302


def test_consent_denied_on_the_page(emulator: Emulator, hub: httpx.Client) -> None:
    app = emulator.oauth
    path = f"/apps/{app.app_id}/authorize"
    response = hub.post(path, params=request_of(app, state="s1"), data={"decision": "deny"})
    assert parse_qs(urlsplit(response.headers["location"]).query) == {"error": ["access_denied"], "state": ["s1"]}


def test_the_page_does_not_send_a_browser_to_an_unknown_address(emulator: Emulator, hub: httpx.Client) -> None:
    app = emulator.oauth
    request = request_of(app, redirect_uri="http://evil.example/<script>")
    response = hub.get(f"/apps/{app.app_id}/authorize", params=request)
    assert response.status_code == 400
    assert "evil.example" not in response.text


def test_the_redirect_address_can_be_chosen() -> None:
    with Emulator(redirect_uri="http://127.0.0.1:9/callback", demo=False) as emulator:
        assert emulator.oauth.redirect_uri == "http://127.0.0.1:9/callback"
