"""Languages: addressed by code, each branch with its own."""

import httpx
import pytest

from contentstack_cma_emulator.rules.locale_names import make_locale_name
from tests.emulator.support.error_responses import parse_error

PATH = "/v3/locales"


def create(stack: httpx.Client, code: str, **fields: object) -> httpx.Response:
    return stack.post(PATH, json={"locale": {"code": code, **fields}})


def test_the_life_of_a_language(new_stack: httpx.Client) -> None:
    created = create(new_stack, "de-de", name="German")
    assert created.status_code == 201
    assert created.json()["notice"] == "Language added successfully."
    made = created.json()["locale"]
    assert (made["code"], made["name"], made["fallback_locale"]) == ("de-de", "German", "en-us")
    assert new_stack.get(f"{PATH}/de-de").json() == {"locale": made | {"ACL": []}}
    body = {"locale": {"name": "Deutsch", "code": "fr-fr"}}
    updated = new_stack.put(f"{PATH}/de-de", json=body).json()
    assert updated["notice"] == "Language updated successfully."
    assert (updated["locale"]["name"], updated["locale"]["code"]) == ("Deutsch", "de-de")
    assert new_stack.delete(f"{PATH}/de-de").json() == {"notice": "Language removed successfully."}
    assert new_stack.get(f"{PATH}/de-de").status_code == 422


def test_a_new_stack_has_its_master_language(new_stack: httpx.Client) -> None:
    response = new_stack.get(PATH, params={"include_count": "true", "include_branch": "true"}).json()
    assert response["count"] == 1
    assert response["locales"][0]["code"] == "en-us"
    assert response["locales"][0]["_branch"] == "main"


def test_a_language_exists_once(new_stack: httpx.Client) -> None:
    assert parse_error(create(new_stack, "en-us"))[:2] == (422, 247)
    assert "code" in parse_error(create(new_stack, "EN-US"))[2]


@pytest.mark.parametrize("code", ["", "x", "de_de", "a/b"])
def test_a_code_that_is_none(new_stack: httpx.Client, code: str) -> None:
    assert parse_error(create(new_stack, code))[2] == {"code": ["is not valid."]}


def test_a_fallback_must_exist_and_not_go_round(new_stack: httpx.Client) -> None:
    assert "fallback_locale" in parse_error(create(new_stack, "de-at", fallback_locale="de-de"))[2]
    create(new_stack, "de-de")
    create(new_stack, "de-at", fallback_locale="de-de")
    body = {"locale": {"fallback_locale": "de-at"}}
    assert "fallback_locale" in parse_error(new_stack.put(f"{PATH}/de-de", json=body))[2]
    body = {"locale": {"fallback_locale": "de-de"}}
    assert "fallback_locale" in parse_error(new_stack.put(f"{PATH}/de-de", json=body))[2]


def test_the_message_says_what_failed(new_stack: httpx.Client) -> None:
    body = {"locale": {"code": "de-de", "fallback_locale": "de-zz"}}
    assert new_stack.post(PATH, json=body).json()["error_message"].startswith("Language creation failed.")
    create(new_stack, "de-de")
    assert new_stack.put(f"{PATH}/de-de", json=body).json()["error_message"].startswith("Language updation failed.")


def test_a_fallback_is_one_level_deep(new_stack: httpx.Client) -> None:
    for code, fallback in (("de-de", "en-us"), ("de-at", "de-de"), ("it-it", "en-us")):
        assert create(new_stack, code, fallback_locale=fallback).status_code == 201
    assert "fallback_locale" in parse_error(create(new_stack, "de-ch", fallback_locale="de-at"))[2]
    body = {"locale": {"fallback_locale": "it-it"}}
    assert "fallback_locale" in parse_error(new_stack.put(f"{PATH}/de-de", json=body))[2]
    assert new_stack.put(f"{PATH}/de-at", json=body).status_code == 200
    assert new_stack.put(f"{PATH}/de-de", json=body).status_code == 200


def test_the_children_of_a_removed_language_fall_back_on_its_parent(new_stack: httpx.Client) -> None:
    create(new_stack, "de-de")
    create(new_stack, "de-at", fallback_locale="de-de")
    new_stack.delete(f"{PATH}/de-de")
    assert new_stack.get(f"{PATH}/de-at").json()["locale"]["fallback_locale"] == "en-us"


def test_the_master_language_stays(new_stack: httpx.Client) -> None:
    assert new_stack.delete(f"{PATH}/en-us").status_code == 422
    body = {"locale": {"name": "American", "fallback_locale": "en-us"}}
    assert new_stack.put(f"{PATH}/en-us", json=body).json()["locale"]["fallback_locale"] is None


def test_each_branch_has_its_own(new_stack: httpx.Client) -> None:
    new_stack.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}})
    headers = {"branch": "next"}
    assert new_stack.post(PATH, json={"locale": {"code": "it-it"}}, headers=headers).status_code == 201
    assert new_stack.get(f"{PATH}/it-it", headers=headers).status_code == 200
    assert new_stack.get(f"{PATH}/it-it").status_code == 422


@pytest.mark.parametrize(
    ("code", "name"),
    [("en-us", "English - United States"), ("ar-bh", "Arabic - Bahrain"), ("es", "Spanish"), ("xx-us", "xx-us")],
)
def test_the_usual_names(code: str, name: str) -> None:
    assert make_locale_name(code) == name


def test_a_locale_without_a_name_has_the_usual_one(new_stack: httpx.Client) -> None:
    assert new_stack.get(f"{PATH}/en-us").json()["locale"]["name"] == "English - United States"
    assert create(new_stack, "hi-in").json()["locale"]["name"] == "Hindi - India"
