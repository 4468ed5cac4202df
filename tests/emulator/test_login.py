"""Signing in and out, with and without a second factor."""

from datetime import UTC, datetime

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.auth.secrets import compute_one_time_code, is_valid_code
from tests.emulator.support.error_responses import parse_error

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def log_in(client: httpx.Client, email: str, password: str, **more: str) -> httpx.Response:
    return client.post("/v3/user-session", json={"user": {"email": email, "password": password, **more}})


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_one_time_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    assert compute_one_time_code(RFC_SECRET, datetime.fromtimestamp(seconds, UTC)) == code


def test_a_code_holds_one_step_longer_and_one_earlier() -> None:
    at = [datetime.fromtimestamp(second, UTC) for second in (1_000_000_020, 1_000_000_050, 1_000_000_080)]
    code = compute_one_time_code(RFC_SECRET, at[0])
    assert [is_valid_code(RFC_SECRET, code, moment) for moment in at] == [True, True, False]


def test_log_in_and_out(emulator: Emulator, bare: httpx.Client) -> None:
    response = log_in(bare, emulator.email, emulator.password)
    assert response.status_code == 200
    assert response.json()["notice"] == "Login Successful."
    user = response.json()["user"]
    assert user["email"] == emulator.email
    headers = {"authtoken": user["authtoken"]}
    assert bare.get("/v3/user", headers=headers).json()["user"]["uid"] == user["uid"]
    assert bare.delete("/v3/user-session", headers=headers).json()["notice"] == "You've logged out successfully!"
    assert parse_error(bare.get("/v3/user", headers=headers)) == (401, 105, {"authtoken": ["is not valid."]})


def test_the_response_can_include_organizations_and_roles(emulator: Emulator, bare: httpx.Client) -> None:
    flags = {"include_orgs": "true", "include_orgs_roles": "true", "include_stack_roles": "true"}
    login = {"user": {"email": emulator.email, "password": emulator.password}}
    user = bare.post("/v3/user-session", json=login, params=flags).json()["user"]
    assert user["organizations"][0]["uid"] == emulator.organization_uid
    assert user["organizations"][0]["org_roles"][0]["name"] == "owner"
    assert "Admin" in [role["name"] for role in user["roles"]]
    assert not {"organizations", "roles"} & log_in(bare, emulator.email, emulator.password).json()["user"].keys()


@pytest.mark.parametrize(("email", "password"), [("demo@example.com", "wrong"), ("nobody@example.com", "x"), ("", "")])
def test_a_wrong_pair(bare: httpx.Client, email: str, password: str) -> None:
    assert parse_error(log_in(bare, email, password)) == (422, 104, {})


def test_failed_logins_are_counted_until_one_succeeds(emulator: Emulator, bare: httpx.Client) -> None:
    log_in(bare, emulator.email, "wrong")
    headers = {"authtoken": emulator.authtoken}
    assert bare.get("/v3/user", headers=headers).json()["user"]["failed_attempts"] > 0
    log_in(bare, emulator.email, emulator.password)
    assert bare.get("/v3/user", headers=headers).json()["user"]["failed_attempts"] == 0


@pytest.mark.parametrize(("user", "field"), [({}, "email"), ({"email": "a@example.com"}, "password")])
def test_a_login_without_its_parts(bare: httpx.Client, user: dict[str, str], field: str) -> None:
    status, code, errors = parse_error(bare.post("/v3/user-session", json={"user": user}))
    assert (status, code) == (422, 104)
    assert errors[field] == ["is a required field."]


def test_a_login_with_nothing_for_an_address(bare: httpx.Client) -> None:
    user = {"email": None, "password": None}
    assert parse_error(bare.post("/v3/user-session", json={"user": user}))[:2] == (422, 104)
    assert parse_error(bare.post("/v3/user-session", json={}))[:2] == (422, 104)


def test_the_second_factor(emulator: Emulator, bare: httpx.Client) -> None:
    email, password = emulator.tfa_email, emulator.tfa_password
    needed = log_in(bare, email, password)
    assert (needed.status_code, needed.json()["error_code"]) == (401, 294)
    assert needed.json()["tfa_type"]
    code = compute_one_time_code(emulator.totp_secret, emulator.clock.now())
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert log_in(bare, email, password, tfa_token=wrong).json()["error_code"] == 295
    assert log_in(bare, email, "wrong", tfa_token=code).json()["error_code"] == 104
    assert log_in(bare, email, password, tfa_token=code).json()["user"]["tfa_status"] == "verified"


def test_a_code_by_sms(emulator: Emulator, bare: httpx.Client) -> None:
    email, password = emulator.tfa_email, emulator.tfa_password
    user = {"user": {"email": email, "password": password}}
    assert bare.post("/v3/user/request_token_sms", json=user).status_code == 200
    message = emulator.messages[-1]
    assert (message.kind, message.to) == ("sms_code", email)
    assert log_in(bare, email, password, tfa_token=message.token).status_code == 200
    bad = {"user": {"email": email, "password": "wrong"}}
    assert bare.post("/v3/user/request_token_sms", json=bad).json()["error_code"] == 104
