"""Roles: those that every stack has, those with rules of one's own, and the people who have them."""

from typing import Any

import httpx

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.auth.built_in_roles import DESCRIPTIONS
from contentstack_cma_emulator.resources.role_permissions import compute_permission
from tests.emulator.support.entries import build_title
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.users import find_role, hire_colleague

PATH = "/v3/roles"

READING = {"module": "content_type", "content_types": ["$all"], "acl": {"read": True, "sub_acl": {"read": True}}}
MAIN = {"module": "branch", "branches": ["main"], "acl": {"read": True}}


def create(stack: httpx.Client, name: str = "Reader", **fields: object) -> httpx.Response:
    return stack.post(PATH, json={"role": {"name": name, "rules": [MAIN, READING], **fields}})


def get(stack: httpx.Client, uid: str, **params: str) -> dict[str, Any]:
    role: dict[str, Any] = stack.get(f"{PATH}/{uid}", params=params).json()["role"]
    return role


def test_every_stack_begins_with_three(emulator: Emulator, new_stack: httpx.Client) -> None:
    listed = new_stack.get(PATH, params={"include_rules": "true"}).json()["roles"]
    by_name = {role["name"]: role for role in listed}
    assert by_name.keys() == DESCRIPTIONS.keys()
    assert "rules" not in by_name["Admin"]
    assert by_name["Developer"]["rules"]
    assert by_name["Admin"]["owner"] == emulator.email
    assert by_name["Admin"]["stack"]["api_key"] == new_stack.headers["api_key"]
    assert by_name["Admin"]["users"] == new_stack.get("/v3/stacks").json()["stack"]["user_uids"]


def test_making_and_reading_a_role(new_stack: httpx.Client) -> None:
    response = create(new_stack, description="Looks only.")
    assert response.status_code == 201
    assert response.json()["notice"] == "The role created successfully."
    made = response.json()["role"]
    assert (made["rules"], made["users"], made["roles"]) == ([MAIN, READING], [], [])
    assert made["api_key"] == new_stack.headers["api_key"]
    assert {"uid", "org_uid", "created_at", "created_by", "updated_at", "updated_by"} <= made.keys()
    read = get(new_stack, made["uid"])
    assert not {"rules", "permissions"} & read.keys()
    assert (read["description"], read["SYS_ACL"]) == ("Looks only.", {})
    assert get(new_stack, made["uid"], include_rules="true")["rules"] == made["rules"]


def test_roles_are_paged_and_counted(new_stack: httpx.Client) -> None:
    create(new_stack)
    assert [role["name"] for role in new_stack.get(PATH, params={"limit": "1"}).json()["roles"]] == ["Reader"]
    assert len(new_stack.get(PATH, params={"skip": "1"}).json()["roles"]) == 3
    assert new_stack.get(PATH, params={"include_count": "true"}).json()["count"] == 4


def test_an_update_changes_a_role(new_stack: httpx.Client) -> None:
    uid = create(new_stack, description="Old").json()["role"]["uid"]
    sent = get(new_stack, uid, include_rules="true") | {"name": "Looker", "rules": [MAIN, READING]}
    response = new_stack.put(f"{PATH}/{uid}", json={"role": sent})
    assert response.json()["notice"] == "The role updated successfully."
    assert response.json()["role"]["rules"] == [MAIN, READING]
    read = get(new_stack, uid)
    assert (read["name"], read["description"]) == ("Looker", "Old")
    everywhere = {"module": "branch", "branches": ["$all"], "acl": {"read": True}}
    none: tuple[list[object] | None, ...] = ([], None)
    for nothing in none:
        new_stack.put(f"{PATH}/{uid}", json={"role": {"rules": [MAIN]}})
        without = new_stack.put(f"{PATH}/{uid}", json={"role": {"name": "Looker", "rules": nothing}})
        assert (without.json()["role"]["rules"], without.json()["role"]["description"]) == ([everywhere], "Old")
    assert parse_error(new_stack.put(f"{PATH}/{uid}", json={"role": {"rules": "all"}})) == (
        422,
        119,
        {"rules": ["is not valid."]},
    )


def test_an_update_keeps_what_it_leaves_out(new_stack: httpx.Client) -> None:
    made = create(new_stack, description="Old").json()["role"]
    changed = new_stack.put(f"{PATH}/{made['uid']}", json={"role": {"name": "Looker"}}).json()["role"]
    assert changed["name"] == "Looker"
    assert all(changed[name] == made[name] for name in ("description", "rules", "org_uid", "api_key"))


def test_invalid_roles_are_rejected(new_stack: httpx.Client) -> None:
    create(new_stack)
    taken = {"name": ["is not a unique."]}
    assert parse_error(create(new_stack)) == (422, 119, taken)
    assert parse_error(create(new_stack, "Admin")) == (422, 119, taken)
    assert parse_error(create(new_stack, "")) == (422, 119, {"name": ["is a required field."]})
    assert parse_error(create(new_stack, "x" * 161))[2].keys() == {"name"}
    assert parse_error(create(new_stack, "New", description="x" * 321))[2].keys() == {"description"}
    many = READING | {"content_types": [f"t{number}" for number in range(101)]}
    assert parse_error(create(new_stack, "New", rules=[MAIN, many]))[2].keys() == {"rules"}
    lists: list[dict[str, Any]] = [
        {"module": "field", "content_type": "page", "fields": []},
        {"module": "taxonomy", "taxonomies": ["t"], "terms": []},
        {"module": "folder", "folders": []},
    ]
    for rule in lists:
        name = next(key for key, value in rule.items() if value == [])
        long = rule | {name: [f"t{number}" for number in range(101)], "acl": {"read": True}}
        assert parse_error(create(new_stack, "New", rules=[MAIN, long]))[2].keys() == {"rules"}
    assert parse_error(create(new_stack, "New", users=["blt0"])) == (422, 119, {"users": ["is not valid."]})
    for wrong in ("all", [7], [MAIN, None]):
        assert parse_error(create(new_stack, "New", rules=wrong)) == (422, 119, {"rules": ["is not valid."]})
    assert parse_error(new_stack.get(f"{PATH}/blt0"))[:2] == (422, 141)
    assert new_stack.get(PATH, params={"include_count": "true"}).json()["count"] == 4


def test_roles_that_every_stack_has_stay(new_stack: httpx.Client) -> None:
    for name in DESCRIPTIONS:
        uid = find_role(new_stack, name)
        assert parse_error(new_stack.delete(f"{PATH}/{uid}"))[:2] == (422, 119)
        assert parse_error(new_stack.put(f"{PATH}/{uid}", json={"role": {"name": "Mine"}})) == (
            422,
            119,
            {"name": ["cannot be changed."]},
        )


def test_the_places_of_a_role_that_every_stack_has(new_stack: httpx.Client) -> None:
    uid = find_role(new_stack, "Content Manager")
    before = get(new_stack, uid, include_rules="true")
    english = {"module": "locale", "locales": ["en-us"], "acl": {"read": True}}
    sent = {"role": {"name": "Content Manager", "rules": [english, READING]}}
    assert new_stack.put(f"{PATH}/{uid}", json=sent).is_success
    after = get(new_stack, uid, include_rules="true")
    kept = [rule for rule in before["rules"] if rule["module"] != "locale"]
    assert after["rules"] == [*kept, english]
    assert after["description"] == before["description"]


def test_people_have_roles(emulator: Emulator, new_stack: httpx.Client) -> None:
    with hire_colleague(emulator, new_stack) as colleague:
        uid = create(new_stack, users=[colleague.uid]).json()["role"]["uid"]
        assert get(new_stack, uid)["users"] == [colleague.uid]
        assert colleague.client.get("/v3/content_types").is_success
        response = new_stack.put(
            f"{PATH}/{uid}", json={"role": {"name": "Reader", "rules": [MAIN, READING], "users": []}}
        )
        assert response.json()["role"]["users"] == []
        assert colleague.client.get("/v3/content_types").status_code == 403


def test_whoever_has_a_role_loses_it_when_it_is_deleted(emulator: Emulator, new_stack: httpx.Client) -> None:
    with hire_colleague(emulator, new_stack) as colleague:
        uid = create(new_stack, users=[colleague.uid]).json()["role"]["uid"]
        assert new_stack.delete(f"{PATH}/{uid}").json() == {"notice": "The role deleted successfully."}
        assert colleague.client.get("/v3/content_types").status_code == 403
        people = {person["uid"]: person["roles"] for person in new_stack.get("/v3/stacks/users").json()["users"]}
        assert people[colleague.uid] == []
        assert new_stack.get(f"{PATH}/{uid}").status_code == 422


def test_an_environment_that_is_deleted_leaves_the_rules(new_stack: httpx.Client) -> None:
    uids = [
        new_stack.post("/v3/environments", json={"environment": {"name": name}}).json()["environment"]["uid"]
        for name in ("a", "b")
    ]
    rule = {"module": "environment", "environments": uids, "acl": {"read": True}}
    uid = create(new_stack, rules=[MAIN, rule]).json()["role"]["uid"]
    new_stack.delete("/v3/environments/a")
    assert get(new_stack, uid, include_rules="true")["rules"] == [MAIN, rule | {"environments": uids[1:]}]


def test_what_rules_come_to(new_stack: httpx.Client) -> None:
    for uid in ("blog", "page"):
        new_stack.post(
            "/v3/content_types", json={"content_type": {"title": uid, "uid": uid, "schema": [build_title()]}}
        )
    environment = new_stack.post("/v3/environments", json={"environment": {"name": "a"}}).json()["environment"]["uid"]
    new_stack.post("/v3/environments", json={"environment": {"name": "b"}})
    locale = new_stack.get("/v3/locales/en-us").json()["locale"]["uid"]
    blog = READING | {"content_types": ["blog"]}
    places = [
        {"module": "environment", "environments": [environment], "acl": {"read": True}},
        {"module": "locale", "locales": ["en-us"], "acl": {"read": True}},
    ]
    uid = create(new_stack, rules=[MAIN, blog, *places]).json()["role"]["uid"]
    found = get(new_stack, uid, include_permissions="true")["permissions"]
    types = {item["uid"]: item["SYS_ACL"] for item in found["content_types"]}
    assert types == {"blog": {"read": True, "sub_acl": {"read": True}}, "page": {"sub_acl": {}}}
    assert found["environments"] == [{"uid": environment, "SYS_ACL": {"read": True}}]
    assert found["locales"] == [{"uid": locale, "SYS_ACL": {"read": True}}]
    admin = get(new_stack, find_role(new_stack, "Admin"), include_permissions="true")["permissions"]
    assert all(item["SYS_ACL"]["sub_acl"]["publish"] for item in admin["content_types"])
    assert len(admin["environments"]) == 2


def test_the_most_permissive_rule_counts_and_then_the_exceptions() -> None:
    no_deletion = READING | {"acl": {"read": True, "sub_acl": {"delete": False}}, "restrict": True}
    all_of = READING | {"acl": {"read": True, "sub_acl": {"read": True, "delete": True}}}
    none_of = READING | {"acl": {"read": False, "sub_acl": {"read": False}}}
    found = compute_permission([no_deletion, all_of, none_of], "content_type", "blog", {"blog"})
    assert found == {"uid": "blog", "SYS_ACL": {"read": True, "sub_acl": {"read": True, "delete": False}}}
