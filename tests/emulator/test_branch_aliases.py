"""Aliases: further names of branches, good wherever a branch is named."""

from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.entries import build_field, create_model
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect

PATH = "/v3/stacks/branch_aliases"
BRANCHES = "/v3/stacks/branches"
FORCE = {"force": "true"}


@pytest.fixture
def branched(new_stack: httpx.Client) -> httpx.Client:
    """A stack with a branch `next`."""
    response = new_stack.post(BRANCHES, json={"branch": {"uid": "next", "source": "main"}})
    assert response.status_code == 201
    return new_stack


def assign(stack: httpx.Client, alias: str, target: Any) -> httpx.Response:
    return stack.put(f"{PATH}/{alias}", json={"branch_alias": {"target_branch": target}})


def aliases_of(stack: httpx.Client, branch: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = stack.get(f"{BRANCHES}/{branch}").json()["branch"]["alias"]
    return found


def test_the_life_of_an_alias(branched: httpx.Client) -> None:
    response = assign(branched, "live", "next")
    assert response.status_code == 200
    assert response.json()["notice"] == "Branch alias assigned successfully."
    alias = response.json()["branch_alias"]
    assert (alias["uid"], alias["alias"], alias["source"], alias["deleted_at"]) == ("next", "live", "main", False)
    assert branched.get(f"{PATH}/live").json()["branch_alias"] == alias
    assert branched.get(PATH, params={"include_count": "true"}).json() == {"branch_aliases": [alias], "count": 1}
    assert aliases_of(branched, "next") == [{"uid": "live"}]
    removed = branched.delete(f"{PATH}/live", params=FORCE)
    assert removed.json() == {"notice": "Branch alias deleted successfully."}
    assert aliases_of(branched, "next") == []
    assert parse_error(branched.get(f"{PATH}/live"))[:2] == (422, 905)
    assert parse_error(branched.delete(f"{PATH}/live", params=FORCE))[:2] == (422, 905)
    assert branched.get(f"{BRANCHES}/next").is_success


def test_an_alias_is_pointed_elsewhere(branched: httpx.Client) -> None:
    assign(branched, "live", "next")
    assign(branched, "preview", "next")
    assert [alias["alias"] for alias in branched.get(PATH).json()["branch_aliases"]] == ["preview", "live"]
    assert assign(branched, "live", "main").json()["branch_alias"]["uid"] == "main"
    assert aliases_of(branched, "main") == [{"uid": "live"}]
    assert aliases_of(branched, "next") == [{"uid": "preview"}]
    assert assign(branched, "live", "main").is_success
    assert aliases_of(branched, "main") == [{"uid": "live"}]


def test_calls_by_an_alias_work_on_its_branch(branched: httpx.Client) -> None:
    pages = create_model(branched, build_field("text"))
    pages.add({"title": "On main"})
    assign(branched, "live", "next")
    by_alias = {"branch": "live"}
    assert branched.get("/v3/content_types", headers=by_alias).json()["content_types"] == []
    assign(branched, "live", "main")
    listed = branched.get(pages.path, headers=by_alias, params={"include_branch": "true"}).json()["entries"]
    assert [(entry["title"], entry["_branch"]) for entry in listed] == [("On main", "main")]
    assert (
        branched.post(BRANCHES, json={"branch": {"uid": "copy", "source": "live"}}).json()["branch"]["source"] == "main"
    )
    branched.delete(f"{PATH}/live", params=FORCE)
    assert parse_error(branched.get(pages.path, headers=by_alias))[:2] == (422, 905)


@pytest.mark.parametrize(
    ("alias", "target", "code", "field_name"),
    [
        ("next", "main", 910, "uid"),
        ("longer_than_fifteen", "main", 903, "uid"),
        ("Upper", "main", 903, "uid"),
        ("live", "nowhere", 905, "target_branch"),
        ("live", 7, 903, "target_branch"),
    ],
)
def test_an_alias_that_cannot_be(branched: httpx.Client, alias: str, target: Any, code: int, field_name: str) -> None:
    status, found, errors = parse_error(assign(branched, alias, target))
    assert (status, found, list(errors)) == (422, code, [field_name])


def test_a_branch_cannot_be_called_like_an_alias(branched: httpx.Client) -> None:
    assign(branched, "live", "next")
    response = branched.post(BRANCHES, json={"branch": {"uid": "live", "source": "main"}})
    assert parse_error(response)[:2] == (422, 910)


def test_removing_needs_force(branched: httpx.Client) -> None:
    assign(branched, "live", "next")
    assert branched.delete(f"{PATH}/live").status_code == 422
    assert parse_error(branched.delete(f"{PATH}/live", params={"force": "false"}))[:2] == (422, 909)
    assert branched.get(f"{PATH}/live").is_success


def test_aliases_go_with_their_branch(branched: httpx.Client) -> None:
    assign(branched, "live", "next")
    rule: dict[str, Any] = {"module": "branch_alias", "branch_aliases": ["live"], "acl": {"read": True}}
    scope = [{"module": "content_type", "acl": {"read": True}}, rule]
    made = branched.post("/v3/stacks/management_tokens", json={"token": {"name": "Live", "scope": scope}})
    branched.delete(f"{BRANCHES}/next", params=FORCE)
    assert branched.get(PATH).json()["branch_aliases"] == []
    token = branched.get(f"/v3/stacks/management_tokens/{made.json()['token']['uid']}").json()["token"]
    assert token["scope"][1]["branch_aliases"] == []


def test_a_token_for_an_alias(emulator: Emulator, branched: httpx.Client) -> None:
    assign(branched, "live", "next")
    rule: dict[str, Any] = {"module": "branch_alias", "branch_aliases": ["live"], "acl": {"read": True}}
    scope = [{"module": "content_type", "acl": {"read": True}}, rule]
    made = branched.post("/v3/stacks/management_tokens", json={"token": {"name": "Live", "scope": scope}}).json()
    api_key, token = branched.headers["api_key"], made["token"]["token"]
    with connect(emulator, api_key=api_key, authorization=token) as reader:
        assert reader.get("/v3/content_types", headers={"branch": "live"}).status_code == 200
        assert reader.get("/v3/content_types").status_code == 403
