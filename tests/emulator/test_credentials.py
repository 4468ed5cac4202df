"""Who is let in: every way to sign in, with a wrong credential, with none, and with one that may not do this."""

from collections.abc import Iterator

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.error_responses import parse_error

NOT_VALID = ["is not valid."]
UNKNOWN_STACK = (412, 109, {"api_key": NOT_VALID})


def call(emulator: Emulator, path: str = "/v3/environments", method: str = "GET", **headers: str) -> httpx.Response:
    return httpx.request(method, emulator.url + path, headers=headers)


def test_every_credential_opens_the_stack(emulator: Emulator) -> None:
    key = emulator.stack.api_key
    bearer = f"Bearer {emulator.grant_oauth().access_token}"
    assert call(emulator, api_key=key, authtoken=emulator.authtoken).status_code == 200
    assert call(emulator, api_key=key, authorization=emulator.management_token).status_code == 200
    assert call(emulator, api_key=key, authorization=emulator.read_only_management_token).status_code == 200
    assert call(emulator, api_key=key, authorization=bearer).status_code == 200


@pytest.mark.parametrize("api_key", [None, "", "blt0000000000000000"])
def test_a_stack_that_is_missing_or_unknown(emulator: Emulator, api_key: str | None) -> None:
    headers = {"authtoken": emulator.authtoken} | ({} if api_key is None else {"api_key": api_key})
    assert parse_error(call(emulator, **headers)) == UNKNOWN_STACK


def test_a_wrong_stack_is_told_before_a_wrong_credential(emulator: Emulator) -> None:
    assert parse_error(call(emulator, api_key="blt0", authtoken="blt0")) == UNKNOWN_STACK


@pytest.mark.parametrize(
    ("headers", "field"),
    [
        ({}, "authtoken"),
        ({"authtoken": "blt0"}, "authtoken"),
        ({"authorization": "cs0"}, "authorization"),
        ({"authorization": ""}, "authtoken"),
        ({"authorization": "Bearer cs0"}, "access_token"),
        ({"authorization": "Bearer"}, "authorization"),
    ],
)
def test_a_bad_credential(emulator: Emulator, headers: dict[str, str], field: str) -> None:
    response = call(emulator, api_key=emulator.stack.api_key, **headers)
    assert parse_error(response) == (401, 105, {field: NOT_VALID})


def test_a_bad_credential_beside_a_good_one_does_no_harm(emulator: Emulator) -> None:
    key, good = emulator.stack.api_key, emulator.authtoken
    assert call(emulator, api_key=key, authorization="cs0", authtoken=good).status_code == 200
    token = emulator.management_token
    assert call(emulator, api_key=key, authorization=token, authtoken="blt0").status_code == 200


def test_a_management_token_is_good_for_its_own_stack_only(emulator: Emulator, new_stack: httpx.Client) -> None:
    response = call(emulator, api_key=new_stack.headers["api_key"], authorization=emulator.management_token)
    assert parse_error(response) == (401, 105, {"authorization": NOT_VALID})


@pytest.mark.parametrize("path", ["/v3/stacks/settings", "/v3/stacks/users", "/v3/organizations", "/v3/user"])
def test_a_management_token_where_it_is_no_way_in(emulator: Emulator, path: str) -> None:
    response = call(emulator, path, api_key=emulator.stack.api_key, authorization=emulator.management_token)
    assert parse_error(response) == (401, 105, {"authtoken": NOT_VALID})


def test_a_read_only_token_cannot_write(emulator: Emulator) -> None:
    headers = {"api_key": emulator.stack.api_key, "authorization": emulator.read_only_management_token}
    response = httpx.post(f"{emulator.url}/v3/environments", headers=headers, json={"environment": {"name": "no"}})
    assert response.status_code == 403
    assert call(emulator, "/v3/environments/no", **headers).status_code == 422


def test_an_oauth_token_needs_the_scope(emulator: Emulator) -> None:
    token = emulator.grant_oauth(["cm.environments.management:read"]).access_token
    headers = {"api_key": emulator.stack.api_key, "authorization": f"Bearer {token}"}
    assert call(emulator, **headers).status_code == 200
    response = httpx.post(f"{emulator.url}/v3/environments", headers=headers, json={"environment": {"name": "no"}})
    assert response.status_code == 403


@pytest.fixture
def emulator_of_its_own() -> Iterator[Emulator]:
    with Emulator() as running:
        yield running


def test_an_access_token_lives_for_an_hour(emulator_of_its_own: Emulator) -> None:
    emulator = emulator_of_its_own
    key = emulator.stack.api_key
    bearer = f"Bearer {emulator.grant_oauth().access_token}"
    emulator.clock.advance(3590)
    assert call(emulator, api_key=key, authorization=bearer).status_code == 200
    emulator.clock.advance(20)
    response = call(emulator, api_key=key, authorization=bearer)
    assert response.status_code == 401
    assert "invalid" in response.json()["error_message"]


def test_tokens_can_be_made_invalid(emulator_of_its_own: Emulator) -> None:
    emulator = emulator_of_its_own
    key = emulator.stack.api_key
    access = emulator.grant_oauth().access_token
    for name, token in (
        ("authtoken", emulator.authtoken),
        ("authorization", emulator.management_token),
        ("authorization", f"Bearer {access}"),
    ):
        assert call(emulator, api_key=key, **{name: token}).status_code == 200
        emulator.expire_token(token.removeprefix("Bearer "))
        assert call(emulator, api_key=key, **{name: token}).status_code == 401


def test_an_unknown_token_cannot_be_expired(emulator: Emulator) -> None:
    with pytest.raises(KeyError):
        emulator.expire_token("blt0")


def test_the_oldest_of_more_than_twenty_sessions_ends(emulator_of_its_own: Emulator) -> None:
    emulator = emulator_of_its_own
    login = {"user": {"email": emulator.email, "password": emulator.password}}
    tokens = [httpx.post(f"{emulator.url}/v3/user-session", json=login).json()["user"]["authtoken"] for _ in range(20)]
    key = emulator.stack.api_key
    assert call(emulator, api_key=key, authtoken=emulator.authtoken).status_code == 401
    assert call(emulator, api_key=key, authtoken=tokens[0]).status_code == 200


def test_somebody_who_does_not_work_on_the_stack(emulator: Emulator, new_stack: httpx.Client) -> None:
    from contentstack_cma_emulator.auth.secrets import compute_one_time_code

    code = compute_one_time_code(emulator.totp_secret, emulator.clock.now())
    second = {"email": emulator.tfa_email, "password": emulator.tfa_password, "tfa_token": code}
    token = new_stack.post("/v3/user-session", json={"user": second}).json()["user"]["authtoken"]
    assert call(emulator, api_key=new_stack.headers["api_key"], authtoken=token).status_code == 403
    assert call(emulator, api_key=emulator.stack.api_key, authtoken=token).status_code == 200


def test_no_secret_is_shown(emulator: Emulator) -> None:
    tokens = emulator.grant_oauth()
    call(emulator, api_key=emulator.stack.api_key, authtoken=emulator.authtoken)
    shown = repr((emulator, emulator.oauth, emulator.confidential_oauth, tokens, emulator.requests))
    secret = emulator.confidential_oauth.client_secret
    assert secret
    for value in (emulator.password, emulator.authtoken, tokens.access_token, tokens.refresh_token, secret):
        assert value not in shown
