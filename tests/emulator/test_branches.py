"""Branches: made as copies, removed with force."""

from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.entries import build_field, create_model, upload_asset
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect

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
    assert parse_error(new_stack.get(f"{PATH}/next"))[:2] == (422, 905)
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
    status, found, errors = parse_error(create(new_stack, uid, source))
    assert (status, found, list(errors)) == (422, code, [field])


def test_removing_needs_force_and_spares_main(new_stack: httpx.Client) -> None:
    create(new_stack, "next")
    assert new_stack.delete(f"{PATH}/next").status_code == 422
    assert parse_error(new_stack.delete(f"{PATH}/next", params={"force": "false"}))[:2] == (422, 909)
    assert parse_error(new_stack.delete(f"{PATH}/main", params={"force": "true"}))[:2] == (422, 909)
    assert parse_error(new_stack.delete(f"{PATH}/none", params={"force": "true"}))[:2] == (422, 905)


def test_what_a_branch_has_of_its_own(new_stack: httpx.Client) -> None:
    upload_asset(new_stack)
    pages = create_model(new_stack, build_field("text"))
    uid = pages.add({"title": "One", "text": "first"})["uid"]
    pages.change(uid, {"text": "second"})
    create(new_stack, "next")
    pages.change(uid, {"text": "third"})
    new_stack.headers["branch"] = "next"
    assert pages.fetch(uid)["text"] == "second"
    assert pages.fetch(uid, version="1")["text"] == "first"
    assert [entry["uid"] for entry in pages.list({"text": "second"}).json()["entries"]] == [uid]
    pages.add({"title": "Two", "text": "only here"})
    assert len(new_stack.get("/v3/assets").json()["assets"]) == 1
    assert new_stack.get("/v3/environments", headers={"branch": "next"}).status_code == 200
    new_stack.headers["branch"] = "main"
    assert pages.titles() == {"One"}
    assert pages.fetch(uid)["text"] == "third"


def test_files_stay_as_long_as_a_branch_has_them(new_stack: httpx.Client) -> None:
    create(new_stack, "next")
    kept, only_there = upload_asset(new_stack), ""
    create(new_stack, "later")
    new_stack.headers["branch"] = "next"
    only_there = upload_asset(new_stack)
    url = new_stack.get(f"/v3/assets/{only_there}").json()["asset"]["url"]
    assert new_stack.get(url).content == b"hello"
    del new_stack.headers["branch"]
    for uid in ("next", "later"):
        assert new_stack.delete(f"{PATH}/{uid}", params={"force": "true"}).is_success
    assert new_stack.get(url).status_code in (404, 422)
    assert new_stack.get(new_stack.get(f"/v3/assets/{kept}").json()["asset"]["url"]).content == b"hello"


def test_a_source_cannot_go_before_its_copies(new_stack: httpx.Client) -> None:
    create(new_stack, "next")
    create(new_stack, "later", "next")
    assert parse_error(new_stack.delete(f"{PATH}/next", params={"force": "true"}))[:2] == (422, 909)
    assert new_stack.delete(f"{PATH}/later", params={"force": "true"}).is_success
    assert new_stack.delete(f"{PATH}/next", params={"force": "true"}).is_success


def test_settings_of_a_branch_are_written_and_read(new_stack: httpx.Client) -> None:
    workspace = {"uid": "main", "space_uid": "amspace", "is_default": True}
    settings = {"am_v2": {"linked_workspaces": [workspace]}}
    response = new_stack.post(f"{PATH}/main/settings", json={"branch": {"settings": settings}})
    assert response.status_code == 200
    assert response.json()["notice"]
    assert "settings" not in new_stack.get(f"{PATH}/main").json()["branch"]
    read = new_stack.get(f"{PATH}/main", params={"include_settings": "true"}).json()["branch"]
    assert read["settings"] == settings
    assert new_stack.post(f"{PATH}/none/settings", json={"branch": {"settings": {}}}).status_code == 422


def test_branches_are_found_and_paged(new_stack: httpx.Client) -> None:
    create(new_stack, "next")
    assert [b["uid"] for b in new_stack.get(PATH, params={"query": '{"source": "main"}'}).json()["branches"]] == [
        "next"
    ]
    assert len(new_stack.get(PATH, params={"limit": "1", "skip": "1"}).json()["branches"]) == 1


def test_a_branch_that_goes_leaves_tokens_and_roles(new_stack: httpx.Client) -> None:
    create(new_stack, "next")
    rule: dict[str, Any] = {"module": "branch", "branches": ["main", "next"], "acl": {"read": True}}
    role = new_stack.post("/v3/roles", json={"role": {"name": "Two", "rules": [rule]}}).json()["role"]
    scope = [{"module": "content_type", "acl": {"read": True}}, rule]
    made = new_stack.post("/v3/stacks/management_tokens", json={"token": {"name": "Two", "scope": scope}})
    token = made.json()["token"]
    new_stack.delete(f"{PATH}/next", params={"force": "true"})
    read = new_stack.get(f"/v3/roles/{role['uid']}", params={"include_rules": "true"}).json()["role"]
    assert read["rules"][0]["branches"] == ["main"]
    left = new_stack.get(f"/v3/stacks/management_tokens/{token['uid']}").json()["token"]
    assert left["scope"][1]["branches"] == ["main"]


def test_while_a_branch_comes_and_goes() -> None:
    with Emulator(work_delay=60) as emulator:
        emulator.clock.stop()
        with connect(emulator, authtoken=emulator.authtoken, api_key=emulator.stack.api_key) as stack:
            created = create(stack, "next").json()["branch"]
            assert (created["uid"], created["source"], created["alias"]) == ("next", "main", [])
            assert parse_error(stack.get(f"{PATH}/next"))[:2] == (422, 905)
            assert [branch["uid"] for branch in stack.get(PATH).json()["branches"]] == ["main"]
            assert parse_error(create(stack, "next"))[:2] == (422, 910)
            assert parse_error(create(stack, "later", "next"))[:2] == (422, 903)
            emulator.clock.step(60)
            assert stack.delete(f"{PATH}/next", params={"force": "true"}).is_success
            assert stack.get(f"{PATH}/next").is_success
            assert parse_error(stack.delete(f"{PATH}/next", params={"force": "true"}))[:2] == (422, 909)
            assert parse_error(create(stack, "later", "next"))[:2] == (422, 903)
            emulator.clock.step(60)
            assert parse_error(stack.get(f"{PATH}/next"))[:2] == (422, 905)
            assert create(stack, "next").is_success
