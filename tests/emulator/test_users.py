"""The account of whoever is signed in, and a forgotten password."""

from collections.abc import Iterator

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.error_responses import parse_error

USER = "/v3/user"


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """Of its own for the module, because its user gets another password."""
    with Emulator(demo=False) as running:
        yield running


def test_reading_the_account(emulator: Emulator, user: httpx.Client) -> None:
    account = user.get(USER).json()["user"]
    assert account["email"] == emulator.email
    assert not {"password", "organizations", "roles", "settings"} & account.keys()
    assert account["authtoken"] == emulator.authtoken
    flags = {"include_orgs": "true", "include_user_settings": "true"}
    account = user.get(USER, params=flags).json()["user"]
    assert account["organizations"][0]["uid"] == emulator.organization_uid
    assert account["settings"] == {}


def test_changing_the_account(emulator: Emulator, user: httpx.Client) -> None:
    body = {"user": {"company": "Example", "email": "other@example.com", "uid": "blt0"}}
    response = user.put(USER, json=body).json()
    assert response["notice"] == "Profile updated successfully."
    assert (response["user"]["company"], response["user"]["email"]) == ("Example", emulator.email)
    assert user.get(USER).json()["user"] == response["user"] | {"authtoken": emulator.authtoken}


def test_a_forgotten_password(emulator: Emulator, user: httpx.Client, bare: httpx.Client) -> None:
    known = bare.post(f"{USER}/forgot_password", json={"user": {"email": emulator.email}})
    token = emulator.messages[-1].token
    unknown = bare.post(f"{USER}/forgot_password", json={"user": {"email": "nobody@example.com"}})
    assert known.json() == unknown.json()
    assert len(emulator.messages) == 1

    def reset(token: str, password: str, confirmation: str) -> httpx.Response:
        sent = {"reset_password_token": token, "password": password, "password_confirmation": confirmation}
        return bare.post(f"{USER}/reset_password", json={"user": sent})

    assert reset("none", "New@1234", "New@1234").status_code == 422
    assert reset(token, "New@1234", "other").status_code == 422
    assert reset(token, "New@1234", "New@1234").json()["notice"] == "Your password has been reset successfully."
    assert reset(token, "New@1234", "New@1234").status_code == 422
    assert user.get(USER).status_code == 401
    login = {"user": {"email": emulator.email, "password": "New@1234"}}
    assert bare.post("/v3/user-session", json=login).status_code == 200
    login["user"]["password"] = emulator.password
    assert bare.post("/v3/user-session", json=login).status_code == 422


def test_a_token_for_a_new_password_holds_for_an_hour(emulator: Emulator, bare: httpx.Client) -> None:
    bare.post(f"{USER}/forgot_password", json={"user": {"email": emulator.email}})
    sent = {"reset_password_token": emulator.messages[-1].token, "password": "A", "password_confirmation": "A"}
    emulator.clock.advance(3601)
    assert parse_error(bare.post(f"{USER}/reset_password", json={"user": sent}))[:2] == (422, 141)
