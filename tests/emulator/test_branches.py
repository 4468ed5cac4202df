"""Branches: made as copies, removed with force."""

import httpx
import pytest

from tests.emulator.answers import refusal

PATH = "/v3/stacks/branches"


def create(stack: httpx.Client, uid: str, source: str = "main") -> httpx.Response:
    return stack.post(PATH, json={"branch": {"uid": uid, "source": source}})


def test_a_stack_begins_with_its_main_branch(new_stack: httpx.Client) -> None:
    (main,) = new_stack.get(PATH).json()["branches"]
    assert (main["uid"], main["source"], main["alias"], main["deleted_at"]) == ("main", "", [], False)


def test_the_life_of_a_branch(new_stack: httpx.Client) -> None:
    created = create(new_stack, "next")
    assert created.status_code == 201
    assert "in progress" in created.json()["notice"]
    assert new_stack.get(f"{PATH}/next").json()["branch"]["source"] == "main"
    assert new_stack.get(PATH, params={"include_count": "true"}).json()["count"] == 2
    assert new_stack.get("/v3/locales/en-us", headers={"branch": "next"}).status_code == 200
    removed = new_stack.delete(f"{PATH}/next", params={"force": "true"})
    assert removed.json()["branch"]["uid"] == "next"
    assert refusal(new_stack.get(f"{PATH}/next"))[:2] == (422, 905)
    assert new_stack.get("/v3/locales/en-us", headers={"branch": "next"}).status_code == 422


def test_a_branch_goes_its_own_way(new_stack: httpx.Client) -> None:
    new_stack.post("/v3/locales", json={"locale": {"code": "de-de"}})
    create(new_stack, "next")
    new_stack.delete("/v3/locales/de-de")
    assert new_stack.get("/v3/locales/de-de", headers={"branch": "next"}).status_code == 200
    assert create(new_stack, "later", "next").status_code == 201
    assert new_stack.get("/v3/locales/de-de", headers={"branch": "later"}).status_code == 200


@pytest.mark.parametrize(
    ("uid", "source", "code", "field"),
    [
        ("main", "main", 910, "uid"),
        ("longer_than_fifteen", "main", 903, "uid"),
        ("Upper", "main", 903, "uid"),
        ("next", "nowhere", 903, "source"),
    ],
)
def test_a_branch_that_cannot_be(new_stack: httpx.Client, uid: str, source: str, code: int, field: str) -> None:
    status, found, errors = refusal(create(new_stack, uid, source))
    assert (status, found, list(errors)) == (422, code, [field])


def test_removing_needs_force_and_spares_main(new_stack: httpx.Client) -> None:
    create(new_stack, "next")
    assert new_stack.delete(f"{PATH}/next").status_code == 422
    assert refusal(new_stack.delete(f"{PATH}/next", params={"force": "false"}))[:2] == (422, 909)
    assert refusal(new_stack.delete(f"{PATH}/main", params={"force": "true"}))[:2] == (422, 909)
    assert refusal(new_stack.delete(f"{PATH}/none", params={"force": "true"}))[:2] == (422, 905)
