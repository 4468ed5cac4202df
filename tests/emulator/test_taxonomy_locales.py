"""Names of taxonomies and terms in several locales."""

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.entries import create_model
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.taxonomies import (
    PATH,
    add_term,
    add_terms,
    build_taxonomy_field,
    build_term,
    list_terms,
    list_uids,
)

FRENCH = {"locale": "fr-fr"}
SWISS = {"locale": "fr-ch"}

TERM = f"{PATH}/regions/terms/europe"


@pytest.fixture
def stack(new_stack: httpx.Client) -> httpx.Client:
    """A stack in which fr-ch falls back on fr-fr, and with a taxonomy of regions."""
    for code, fallback in (("fr-fr", "en-us"), ("fr-ch", "fr-fr")):
        new_stack.post("/v3/locales", json={"locale": {"code": code, "fallback_locale": fallback}})
    add_terms(new_stack, "regions", "europe")
    return new_stack


def localize(stack: httpx.Client, path: str, name: str, **params: str) -> httpx.Response:
    key = "term" if "/terms/" in path else "taxonomy"
    return stack.post(path, json={key: {"name": name}}, params=params)


def name_in(stack: httpx.Client, path: str, **params: str) -> tuple[str, str] | int:
    response = stack.get(path, params=params)
    if response.status_code != 200:
        return response.status_code
    seen = next(iter(response.json().values()))
    return seen["locale"], seen["name"]


@pytest.mark.parametrize("path", [f"{PATH}/regions", TERM])
def test_a_copy_comes_and_goes(stack: httpx.Client, path: str) -> None:
    assert name_in(stack, path, **FRENCH) == 404
    made = localize(stack, path, "Un nom", **FRENCH)
    assert made.status_code == 201
    assert next(iter(made.json().values()))["locale"] == "fr-fr"
    assert name_in(stack, path, **FRENCH) == ("fr-fr", "Un nom")
    assert name_in(stack, path)[0] == "en-us"  # type: ignore[index]
    assert parse_error(localize(stack, path, "Encore", **FRENCH))[0] == 409
    assert parse_error(localize(stack, path, "Again", locale="en-us"))[0] == 409
    assert parse_error(localize(stack, path, "Nom"))[2] == {"locale": ["is a required field."]}
    assert parse_error(localize(stack, path, "Nome", locale="it-it"))[2] == {"locale": ["is not valid."]}
    assert stack.delete(path, params=FRENCH).status_code == 204
    assert name_in(stack, path, **FRENCH) == 404
    assert stack.delete(path, params=FRENCH).status_code == 404
    assert stack.delete(path, params={"locale": "en-us"}).status_code == 422
    assert stack.get(path).status_code == 200


@pytest.mark.parametrize("path", [f"{PATH}/regions", TERM])
def test_a_locale_falls_back_where_the_call_says_so(stack: httpx.Client, path: str) -> None:
    localize(stack, path, "Un nom", **FRENCH)
    assert name_in(stack, path, **SWISS) == 404
    assert name_in(stack, path, **SWISS, include_fallback="true") == ("fr-fr", "Un nom")
    assert name_in(stack, path, **SWISS, fallback_locale="en-us")[0] == "en-us"  # type: ignore[index]
    stack.delete(path, params=FRENCH)
    assert name_in(stack, path, **SWISS, include_fallback="true")[0] == "en-us"  # type: ignore[index]


@pytest.mark.parametrize("path", [f"{PATH}/regions", TERM])
def test_a_name_is_changed_in_one_locale(stack: httpx.Client, path: str) -> None:
    key = "term" if "/terms/" in path else "taxonomy"
    assert stack.put(path, json={key: {"name": "Nouveau"}}, params=FRENCH).status_code == 404
    localize(stack, path, "Un nom", **FRENCH)
    changed = stack.put(path, json={key: {"name": "Nouveau"}}, params=FRENCH).json()[key]
    assert (changed["locale"], changed["name"]) == ("fr-fr", "Nouveau")
    assert name_in(stack, path, **FRENCH) == ("fr-fr", "Nouveau")
    assert name_in(stack, path) != ("en-us", "Nouveau")


@pytest.mark.parametrize("path", [f"{PATH}/regions", TERM])
def test_the_locales_of_a_name(stack: httpx.Client, path: str) -> None:
    localize(stack, path, "Un nom", **FRENCH)
    response = stack.get(f"{path}/locales").json()
    copies = response["terms" if "/terms/" in path else "taxonomies"]
    assert [(copy["locale"], copy["localized"]) for copy in copies] == [
        ("en-us", True),
        ("fr-fr", True),
        ("fr-ch", False),
    ]
    assert copies[1]["name"] == "Un nom"
    assert response["count"] == 3
    assert len(next(iter(stack.get(f"{path}/locales", params={"limit": 1}).json().values()))) == 1


def test_lists_hold_what_the_locale_has(stack: httpx.Client) -> None:
    add_terms(stack, "topics", "news")
    add_term(stack, "regions", "norway", "europe")
    localize(stack, f"{PATH}/regions", "Régions", **FRENCH)
    localize(stack, TERM, "L\u2019Europe", **FRENCH)
    assert list_uids(stack.get(PATH, params=FRENCH).json()["taxonomies"]) == ["regions"]
    assert len(stack.get(PATH, params={**FRENCH, "include_fallback": "true"}).json()["taxonomies"]) == 2
    assert list_uids(list_terms(stack, "regions", depth=0, **FRENCH)) == ["europe"]
    found = list_terms(stack, "regions", depth=0, include_fallback="true", asc="uid", **FRENCH)
    assert [(term["uid"], term["locale"]) for term in found] == [("europe", "fr-fr"), ("norway", "en-us")]
    assert [above["name"] for above in found[1]["ancestors"]] == ["Régions", "L\u2019Europe"]


def test_each_branch_has_its_own_fallbacks(stack: httpx.Client) -> None:
    localize(stack, f"{PATH}/regions", "Régions", **FRENCH)
    stack.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}})
    stack.put("/v3/locales/fr-ch", json={"locale": {"fallback_locale": "en-us"}}, headers={"branch": "next"})
    asked = {**SWISS, "include_fallback": "true"}
    there = stack.get(f"{PATH}/regions", params=asked, headers={"branch": "next"}).json()["taxonomy"]
    older_form = stack.get(f"{PATH}/regions", params={**asked, "branch": "next"}).json()["taxonomy"]
    assert there["locale"] == older_form["locale"] == "en-us"
    assert name_in(stack, f"{PATH}/regions", **asked) == ("fr-fr", "Régions")


def test_terms_that_all_locales_share(stack: httpx.Client) -> None:
    add_terms(stack, "colors", "red", "blue")
    mixed = build_taxonomy_field("regions", "colors")
    mixed["taxonomies"][0]["non_localizable"] = True
    entries = create_model(stack, mixed)
    uid = entries.add({"title": "One", "taxonomies": [build_term("regions", "europe"), build_term("colors", "red")]})[
        "uid"
    ]
    entries.change(uid, {"title": "Un", "taxonomies": [build_term("colors", "blue")]}, **FRENCH)
    shown = [build_term("regions", "europe"), build_term("colors", "blue")]
    assert entries.fetch(uid, **FRENCH)["taxonomies"] == shown
    assert entries.list(**FRENCH).json()["entries"][0]["taxonomies"] == shown
    entries.change(uid, {"taxonomies": []})
    assert entries.fetch(uid, **FRENCH)["taxonomies"] == [build_term("colors", "blue")]
    assert entries.titles({"taxonomies.regions": "europe"}, **FRENCH) == set()


@pytest.mark.parametrize("path", [f"{PATH}/regions", TERM])
def test_a_management_token_removes_a_copy_but_not_the_whole(
    emulator: Emulator, stack: httpx.Client, path: str
) -> None:
    localize(stack, path, "Régions", **FRENCH)
    main = {"module": "branch", "branches": ["main"], "acl": {"read": True}}
    scope = [{"module": "taxonomy", "acl": {"read": True, "write": True}}, main]
    made = stack.post("/v3/stacks/management_tokens", json={"token": {"name": "Import", "scope": scope}}).json()
    headers = {"api_key": stack.headers["api_key"], "authorization": made["token"]["token"]}
    with httpx.Client(base_url=emulator.url, headers=headers) as token:
        assert parse_error(token.delete(path, params={"force": "true"}))[:2] == (401, 105)
        assert token.delete(path, params=FRENCH).status_code == 204
    assert name_in(stack, path, **FRENCH) != ("fr-fr", "Régions")
    assert stack.get(path).status_code == 200
