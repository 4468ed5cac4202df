"""Publish rules: their life, the list for a content type, and what they keep from being published."""

from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine.kinds import ASSIGNMENT, PUBLISH_REQUEST
from contentstack_cma_emulator.engine.store import Scope
from tests.emulator.support.entries import Entries, Fields, build_field, create_model
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.users import find_role
from tests.emulator.support.workflows import RULES, WORKFLOWS, add, hire_for_role


@pytest.fixture
def notes(new_stack: httpx.Client) -> Entries:
    """A content type in a stack of its own, which has two environments."""
    for name in ("live", "test"):
        new_stack.post("/v3/environments", json={"environment": {"name": name}})
    return create_model(new_stack, build_field("text"))


def environment_uid(client: httpx.Client, name: str) -> str:
    return str(client.get(f"/v3/environments/{name}").json()["environment"]["uid"])


def create(client: httpx.Client, **more: Any) -> httpx.Response:
    default: Fields = {
        "actions": [],
        "branches": ["main"],
        "content_types": ["$all"],
        "locales": ["en-us"],
        "environment": environment_uid(client, "live"),
    }
    if "workflow" not in more:
        default["workflow"] = add(client)["uid"]
    return client.post(RULES, json={"publishing_rule": default | more})


def add_rule(client: httpx.Client, **more: Any) -> Fields:
    response = create(client, **more)
    assert response.status_code == 201, response.text
    rule: Fields = response.json()["publishing_rule"]
    return rule


def publish(notes: Entries, uid: str, client: httpx.Client | None = None, **more: Any) -> httpx.Response:
    body = {"entry": {"environments": ["live"], "locales": ["en-us"], **more}}
    return (client or notes.client).post(f"{notes.path}/{uid}/publish", json=body)


def ask(notes: Entries, uid: str, rule: Fields, status: int, client: httpx.Client | None = None) -> httpx.Response:
    sent = {"uid": rule["uid"], "action": "publish", "status": status, "notify": False, "comment": "Please"}
    body = {"workflow": {"publishing_rule": sent}}
    return (client or notes.client).post(f"{notes.path}/{uid}/workflow", json=body)


def test_the_life_of_a_rule(notes: Entries) -> None:
    client = notes.client
    response = create(client, environment="live")
    assert (response.status_code, response.json()["notice"]) == (201, "Publish rule created successfully.")
    rule = response.json()["publishing_rule"]
    assert rule["environment"] == environment_uid(client, "live")
    assert (rule["status"], rule["disable_approver_publishing"]) == (True, False)
    assert rule["approvers"] == {"users": [], "roles": []}
    assert rule["api_key"] == client.headers["api_key"]
    assert "updated_at" not in rule
    path = f"{RULES}/{rule['uid']}"
    assert client.get(path).json() == {"publishing_rule": rule}
    response = client.put(path, json={"publishing_rule": rule | {"locales": ["en-us", "fr-fr"]}})
    assert response.json() == {"notice": "Publish rule updated successfully."}
    updated = client.get(path).json()["publishing_rule"]
    assert (updated["locales"], updated["updated_by"]) == (["en-us", "fr-fr"], rule["created_by"])
    assert client.delete(path).json() == {"notice": "Publish rule deleted successfully."}
    assert parse_error(client.get(path))[:2] == (422, 141)


def test_the_same_rule_twice(notes: Entries) -> None:
    workflow = add(notes.client)["uid"]
    first, second = (add_rule(notes.client, workflow=workflow) for _ in range(2))
    assert first["uid"] != second["uid"]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"workflow": "blt0"}, "workflow"),
        ({"environment": "nowhere"}, "environment"),
        ({"content_types": []}, "content_types"),
        ({"locales": []}, "locales"),
        ({"workflow_stage": "blt0"}, "workflow_stage"),
    ],
)
def test_a_rule_about_what_does_not_exist(notes: Entries, fields: Fields, path: str) -> None:
    status, code, errors = parse_error(create(notes.client, **fields))
    assert (status, code, list(errors)) == (422, 119, [path])


def test_rules_are_listed_and_filtered(notes: Entries) -> None:
    workflow = add(notes.client)["uid"]
    for content_types in (["a"], ["b", "c"], ["$all"]):
        add_rule(notes.client, workflow=workflow, content_types=content_types)

    def list_rules(**params: str) -> list[list[str]]:
        response = notes.client.get(RULES, params=params).json()
        return [rule["content_types"] for rule in response["publishing_rules"]]

    assert list_rules() == [["$all"], ["b", "c"], ["a"]]
    assert list_rules(content_types="b") == [["$all"], ["b", "c"]]
    assert list_rules(content_types="a, c", limit="1", skip="1") == [["b", "c"]]
    counted = notes.client.get(RULES, params={"include_count": "true", "content_types": "a"}).json()
    assert counted["count"] == 2


def test_the_list_for_a_content_type(emulator: Emulator, notes: Entries) -> None:
    client = notes.client
    workflow = add(client)["uid"]
    with hire_for_role(emulator, client, "Developer") as (uid, _):
        approvers = {"users": [uid], "roles": [find_role(client, "Developer")]}
        rule = add_rule(client, workflow=workflow, locales=["en-us", "fr-fr"], approvers=approvers)
        add_rule(client, workflow=workflow, actions=["unpublish"], environment="test", locales=["$all"])
        add_rule(client, workflow=workflow, content_types=["other"])
        add_rule(client, workflow=workflow, branches=["next"])
        path = f"{WORKFLOWS}/content_type/{notes.content_type}"

        def list_rules(**params: str) -> list[tuple[str, str, str]]:
            rules = client.get(path, params=params).json()["publishing_rules"]
            return [(r["locale"], r["action"], r["uid"]) for r in rules]

        listed = client.get(path, params={"action": "publish"}).json()["publishing_rules"]
    assert [item["locale"] for item in listed] == ["fr-fr", "en-us"]
    assert listed[0]["approvers"] == [uid]
    assert not {"locales", "actions", "content_types"} & listed[0].keys()
    assert {item["uid"] for item in listed} == {rule["uid"]}
    assert list_rules(action="publish", locale="fr-fr") == [("fr-fr", "publish", rule["uid"])]
    assert len(list_rules(action="unpublish")) == 3
    assert len(list_rules(action="unpublish", environment=environment_uid(client, "test"))) == 1
    assert list_rules(action="publish", environment="nowhere") == []
    assert parse_error(client.get(path))[:2] == (422, 141)


def test_an_entry_must_be_in_a_stage(notes: Entries) -> None:
    workflow = add(notes.client)
    done = workflow["workflow_stages"][1]["uid"]
    add_rule(notes.client, workflow=workflow["uid"], workflow_stage=done, actions=["publish"])
    uid = notes.add({"title": "Note"})["uid"]
    wanted = {"publishing_rules": ["needs another workflow stage."]}
    assert parse_error(publish(notes, uid)) == (422, 141, wanted)
    assert publish(notes, uid, environments=["test"]).is_success
    assert notes.send(uid, "unpublish", {"entry": {"environments": ["live"], "locales": ["en-us"]}}).is_success
    notes.send(uid, "workflow", {"workflow": {"workflow_stage": {"uid": done}}})
    assert publish(notes, uid).is_success


def test_somebody_must_approve(emulator: Emulator, notes: Entries) -> None:
    uid = notes.add({"title": "Note"})["uid"]
    with hire_for_role(emulator, notes.client, "Developer") as (approver, other):
        rule = add_rule(notes.client, approvers={"users": [approver]})
        assert parse_error(publish(notes, uid)) == (422, 141, {"publishing_rules": ["needs an approval."]})
        assert ask(notes, uid, rule, 0).json() == {"notice": "Publish request sent successfully."}
        (task,) = emulator._state.store.find(Scope(ASSIGNMENT, notes.client.headers["api_key"]))
        assert (task["type"], task["assigned_to"], task["action"]) == ("publishing_rule", [approver], "publish")
        assert task["job"]["publishing_rule"] == {"uid": rule["uid"], "status": 0}
        assert ask(notes, uid, rule, -1).status_code == 403
        assert ask(notes, uid, rule, 1).json() == {"notice": "Publish request sent successfully."}
        assert publish(notes, uid).status_code == 422
        assert ask(notes, uid, rule, -1, other).json() == {"notice": "Publish request rejected successfully."}
        assert publish(notes, uid).status_code == 422
        assert ask(notes, uid, rule, 1, other).json() == {"notice": "Publish request approved successfully."}
        assert publish(notes, uid).is_success
        notes.change(uid, {"text": "changed"})
        assert publish(notes, uid).status_code == 422
        assert publish(notes, uid, other).is_success
    notes.delete(uid)
    for kind in (ASSIGNMENT, PUBLISH_REQUEST):
        assert emulator._state.store.count(Scope(kind, notes.client.headers["api_key"])) == 0


def test_nobody_approves_their_own_change(emulator: Emulator, notes: Entries) -> None:
    role = find_role(notes.client, "Developer")
    rule = add_rule(notes.client, approvers={"roles": [role]}, disable_approver_publishing=True)
    uid = notes.add({"title": "Note"})["uid"]
    with hire_for_role(emulator, notes.client, "Developer") as (_, author):
        author.put(f"{notes.path}/{uid}", json={"entry": {"text": "mine"}})
        assert publish(notes, uid, author).status_code == 422
        assert ask(notes, uid, rule, -1, author).status_code == 403
        with hire_for_role(emulator, notes.client, "Developer") as (_, other):
            assert ask(notes, uid, rule, 1, other).is_success
        assert publish(notes, uid, author).is_success


def test_a_request_that_makes_no_sense(notes: Entries) -> None:
    rule = add_rule(notes.client, actions=["unpublish"])
    uid = notes.add({"title": "Note"})["uid"]
    assert parse_error(ask(notes, uid, {"uid": "blt0"}, 1))[:2] == (422, 141)
    assert parse_error(ask(notes, uid, rule, 1))[2] == {"publishing_rule.action": ["is not valid."]}
    both = add_rule(notes.client, workflow=rule["workflow"])
    assert parse_error(ask(notes, uid, both, 7))[2] == {"publishing_rule.status": ["is not valid."]}
    assert parse_error(ask(notes, "blt0", both, 1))[:2] == (422, 141)


def test_a_rule_goes_with_its_environment(notes: Entries) -> None:
    rule = add_rule(notes.client)
    assert notes.client.delete("/v3/environments/live").is_success
    assert parse_error(notes.client.get(f"{RULES}/{rule['uid']}"))[:2] == (422, 141)
