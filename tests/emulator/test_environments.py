"""Environments: addressed by name, shared by all branches."""

import httpx

from tests.emulator.support.entries import create_model
from tests.emulator.support.error_responses import parse_error

PATH = "/v3/environments"


def create(stack: httpx.Client, name: str, **fields: object) -> httpx.Response:
    return stack.post(PATH, json={"environment": {"name": name, **fields}})


def test_the_life_of_an_environment(stack: httpx.Client) -> None:
    urls = [{"locale": "en-us", "url": "https://example.com"}]
    created = create(stack, "staging", urls=urls)
    assert created.status_code == 201
    assert created.json()["notice"] == "Environment created successfully."
    made = created.json()["environment"]
    assert made["urls"] == urls
    assert made["_version"] == 1
    assert made["created_by"] == made["updated_by"]
    assert stack.get(f"{PATH}/staging").json() == {"environment": made | {"ACL": []}}
    body = {"environment": {"name": "stage", "uid": "mine"}}
    updated = stack.put(f"{PATH}/staging", json=body).json()["environment"]
    assert (updated["name"], updated["uid"], updated["_version"]) == ("stage", made["uid"], 2)
    assert updated["urls"] == urls
    assert updated["created_at"] == made["created_at"]
    assert stack.get(f"{PATH}/staging").status_code == 422
    assert stack.delete(f"{PATH}/stage").json() == {"notice": "Environment deleted successfully."}
    assert parse_error(stack.get(f"{PATH}/stage"))[:2] == (422, 141)


def test_two_environments_cannot_share_a_name(stack: httpx.Client) -> None:
    assert parse_error(create(stack, "production")) == (422, 119, {"name": ["is not unique."]})
    body = {"environment": {"name": "production"}}
    assert parse_error(stack.put(f"{PATH}/development", json=body)) == (422, 119, {"name": ["is not unique."]})
    same = stack.put(f"{PATH}/production", json=body)
    assert same.status_code == 200


def test_a_name_that_could_not_be_an_address(stack: httpx.Client) -> None:
    for name in ("a b", "a/b", ""):
        assert parse_error(create(stack, name)) == (422, 119, {"name": ["is not valid."]})


def test_sorting_and_paging(new_stack: httpx.Client) -> None:
    for name in ("b", "a", "c"):
        create(new_stack, name)

    def names(**params: str) -> list[str]:
        return [item["name"] for item in new_stack.get(PATH, params=params).json()["environments"]]

    assert names() == ["c", "a", "b"]
    assert names(asc="name") == ["a", "b", "c"]
    assert names(desc="name") == ["c", "b", "a"]
    assert names(asc="name", skip="1", limit="1") == ["b"]
    assert names(skip="3") == []
    assert new_stack.get(PATH, params={"include_count": "true", "limit": "1"}).json()["count"] == 3


def test_every_branch_has_the_same_environments(new_stack: httpx.Client) -> None:
    create(new_stack, "live")
    new_stack.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}})
    listed = new_stack.get(PATH, headers={"branch": "next"}).json()["environments"]
    assert [item["name"] for item in listed] == ["live"]


def test_nothing_is_published_to_an_environment_that_is_gone(new_stack: httpx.Client) -> None:
    entries = create_model(new_stack)
    uid = entries.add({"title": "One"})["uid"]
    for name in ("live", "test"):
        create(new_stack, name)
    entries.send(uid, "publish", {"entry": {"environments": ["live", "test"], "locales": ["en-us"]}})
    kept = new_stack.get(f"{PATH}/test").json()["environment"]["uid"]
    new_stack.delete(f"{PATH}/live")
    details = entries.fetch(uid, include_publish_details="true")["publish_details"]
    assert [detail["environment"] for detail in details] == [kept]
