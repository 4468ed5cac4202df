"""Entries in the stages of a workflow: where they begin, which way they may go, who may do it, and who has the work."""

from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules import workflow_access as access
from contentstack_cma_emulator.rules.workflow_access import Actor
from tests.emulator.support.entries import Entries, Fields, build_field, create_model
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.users import find_role
from tests.emulator.support.workflows import WORKFLOWS, add, build_stage, hire_for_role

OWNER = Actor("o", unbound=True)


def build_stored_stage(**more: object) -> Document:
    return {"uid": "s1", "name": "Draft", "next_available_stages": ["s2"], "SYS_ACL": {}} | more


@pytest.mark.parametrize(
    ("named", "actor", "right", "allowed"),
    [
        ({"users": {"uids": ["$all"], "transit": True}}, Actor("a"), "transit", True),
        ({"users": {"uids": ["a"], "transit": True}}, Actor("a"), "transit", True),
        ({"users": {"uids": ["a"], "transit": True}, "others": {"transit": False}}, Actor("b"), "transit", False),
        ({"roles": {"uids": ["r"], "write": True}}, Actor("a", frozenset({"r"})), "write", True),
        ({"roles": {"uids": ["r"], "write": True}}, Actor("a", frozenset({"q"})), "write", False),
        ({"users": {"uids": ["a"], "write": False}, "others": {"write": True}}, Actor("a"), "write", False),
        ({"others": {"write": True}}, Actor("a"), "write", True),
        ({}, OWNER, "transit", True),
        ({}, Actor("admin"), "transit", True),
        ({}, Actor("a", frozenset({"admins"})), "transit", True),
        ({}, Actor("a"), "read", False),
    ],
)
def test_rights_in_a_stage(named: Document, actor: Actor, right: access.Right, allowed: bool) -> None:
    workflow: Document = {"admin_users": {"users": ["admin"], "roles": ["admins"]}}
    assert access.has_right(workflow, build_stored_stage(SYS_ACL=named), actor, right) is allowed


def test_ways_out_of_a_stage() -> None:
    assert access.can_move_to(build_stored_stage(), "s2")
    assert access.can_move_to(build_stored_stage(), "s1")
    assert not access.can_move_to(build_stored_stage(), "s3")
    assert access.can_move_to(build_stored_stage(next_available_stages=["$all"]), "s3")


def test_entries_begin_in_the_stage_that_says_so() -> None:
    first, second = build_stored_stage(), build_stored_stage(uid="s2", position="start_stage")
    assert access.find_start_stage({"workflow_stages": [first, second]}) == second
    assert access.find_start_stage({"workflow_stages": [first]}) == first


@pytest.mark.parametrize(("lock", "writers"), [("$none", 3), ("$others", 2), ("$all", 0)])
def test_a_lock_takes_away_the_right_to_write(lock: str, writers: int) -> None:
    kept = access.build_access(None, lock)
    assert sum(part["write"] for part in kept.values()) == writers
    assert kept["users"]["uids"] == ["$all"]


def test_what_was_sent_about_a_right_wins() -> None:
    sent = {"users": {"uids": ["a"], "transit": False}, "others": {"transit": True}}
    kept = access.build_access(sent, "$none")
    assert kept["users"] == {"uids": ["a"], "read": True, "write": True, "transit": False}
    assert kept["others"]["transit"] is True
    assert access.build_access({"roles": {"uids": ["r"]}}, "$none")["users"]["uids"] == ["$all"]


@pytest.fixture
def notes(new_stack: httpx.Client) -> Entries:
    """A content type in a stack of its own."""
    return create_model(new_stack, build_field("text"))


def current(notes: Entries, uid: str, **params: str) -> Fields | None:
    return notes.fetch(uid, include_workflow="true", **params).get("_workflow")


def move(notes: Entries, uid: str, stage_uid: str, client: httpx.Client | None = None, **more: Any) -> httpx.Response:
    body = {"workflow": {"workflow_stage": {"uid": stage_uid, **more}}}
    return (client or notes.client).post(f"{notes.path}/{uid}/workflow", json=body)


def test_an_entry_goes_from_stage_to_stage(notes: Entries) -> None:
    before = notes.add({"title": "Before"})
    draft, review = add(notes.client)["workflow_stages"]
    assert current(notes, before["uid"]) is None
    entry = notes.add({"title": "After"})
    shown = current(notes, entry["uid"])
    assert shown is not None
    assert shown | {"updated_at": ""} == {
        "uid": draft["uid"],
        "name": "Draft",
        "color": "#2196f3",
        "version": 1,
        "updated_at": "",
        "updated_by": entry["created_by"],
        "assigned_to": [],
        "assigned_by_roles": [],
    }
    notes.change(entry["uid"], {"text": "more"})
    response = move(notes, entry["uid"], review["uid"], comment="Look", notify=False, due_date="Thu Dec 01 2018")
    assert response.json() == {"notice": "Workflow stage updated successfully."}
    seen = current(notes, entry["uid"])
    assert seen is not None
    assert (seen["uid"], seen["name"], seen["version"], seen["comment"]) == (review["uid"], "Review", 2, "Look")
    assert notes.fetch(entry["uid"])["_version"] == 2
    assert "_workflow" not in notes.fetch(entry["uid"])
    notes.change(entry["uid"], {"text": "still"})
    (listed,) = notes.list({"_workflow.uid": review["uid"]}, include_workflow="true").json()["entries"]
    assert listed["_workflow"] == seen
    assert move(notes, before["uid"], review["uid"]).is_success


def test_a_move_that_is_rejected(notes: Entries) -> None:
    entry = notes.add({"title": "Note"})
    assert parse_error(move(notes, entry["uid"], "blt1"))[:2] == (412, 366)
    workflow = add(notes.client)
    first, second = workflow["workflow_stages"]
    assert parse_error(move(notes, entry["uid"], "blt1")) == (412, 366, {"workflow_stage": ["is not valid."]})
    assert move(notes, entry["uid"], first["uid"]).is_success
    first["next_available_stages"] = [first["uid"]]
    notes.client.put(f"{WORKFLOWS}/{workflow['uid']}", json={"workflow": workflow})
    assert parse_error(move(notes, entry["uid"], second["uid"]))[:2] == (412, 366)
    assert move(notes, entry["uid"], first["uid"], comment="Again").is_success
    assert parse_error(move(notes, "blt0", first["uid"]))[:2] == (422, 141)
    assert parse_error(notes.send(entry["uid"], "workflow", {"workflow": {}}))[:2] == (422, 119)
    wrong = notes.send(entry["uid"], "workflow", {"workflow": {"workflow_stage": {"uid": first["uid"]}}}, locale="xx")
    assert parse_error(wrong)[:2] == (422, 141)


def test_who_may_move_and_change_an_entry(emulator: Emulator, notes: Entries) -> None:
    admin = find_role(notes.client, "Admin")
    closed = {"users": {"uids": []}, "roles": {"uids": [find_role(notes.client, "Developer")]}}
    stages = [build_stage("Draft", SYS_ACL=closed, entry_lock="$others"), build_stage("Done")]
    draft, done = add(notes.client, workflow_stages=stages, admin_users={"roles": [admin]})["workflow_stages"]
    entry = notes.add({"title": "Note"})
    path = f"{notes.path}/{entry['uid']}"
    with hire_for_role(emulator, notes.client, "Content Manager") as (_, other):
        assert parse_error(move(notes, entry["uid"], done["uid"], other))[:2] == (412, 366)
        assert other.put(path, json={"entry": {"text": "mine"}}).status_code == 403
    with hire_for_role(emulator, notes.client, "Developer") as (_, other):
        assert other.put(path, json={"entry": {"text": "mine"}}).status_code == 200
        assert move(notes, entry["uid"], done["uid"], other).is_success
        assert move(notes, entry["uid"], draft["uid"], other).is_success
    with hire_for_role(emulator, notes.client, "Admin") as (_, other):
        assert move(notes, entry["uid"], done["uid"], other).is_success
    assert move(notes, entry["uid"], draft["uid"]).is_success


def test_a_stage_that_is_gone(notes: Entries) -> None:
    workflow = add(notes.client)
    entry = notes.add({"title": "Note"})
    path = f"{WORKFLOWS}/{workflow['uid']}"
    notes.client.get(f"{path}/disable")
    assert current(notes, entry["uid"]) is None
    notes.client.get(f"{path}/enable")
    assert current(notes, entry["uid"]) is not None
    second = workflow["workflow_stages"][1]
    notes.client.put(path, json={"workflow": workflow | {"workflow_stages": [second, build_stage("Other")]}})
    assert current(notes, entry["uid"]) is None
    assert move(notes, entry["uid"], second["uid"]).is_success
    notes.client.delete(path)
    assert current(notes, entry["uid"]) is None


def test_each_locale_has_a_stage_of_its_own(notes: Entries) -> None:
    notes.client.post("/v3/locales", json={"locale": {"code": "fr-fr"}})
    draft, review = add(notes.client)["workflow_stages"]
    uid = notes.add({"title": "Note"})["uid"]
    move(notes, uid, review["uid"])
    notes.change(uid, {"title": "Nota"}, locale="fr-fr")
    french, english = current(notes, uid, locale="fr-fr"), current(notes, uid)
    assert french is not None
    assert english is not None
    assert (french["uid"], english["uid"]) == (draft["uid"], review["uid"])


def test_only_the_branches_of_a_workflow_have_its_stages(notes: Entries) -> None:
    add(notes.client, branches=["next"])
    notes.client.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}})
    assert current(notes, notes.add({"title": "On main"})["uid"]) is None
    notes.client.headers["branch"] = "next"
    assert current(notes, notes.add({"title": "On next"})["uid"]) is not None


def tasks(client: httpx.Client) -> list[Fields]:
    """What the one who is signed in has to do."""
    found: list[Fields] = client.get("/v3/user/assignments").json()["assignments"]
    return found


def test_an_entry_that_is_given_to_somebody(emulator: Emulator, notes: Entries) -> None:
    workflow = add(notes.client)
    draft, review = workflow["workflow_stages"]
    entry = notes.add({"title": "Note"})
    with hire_for_role(emulator, notes.client, "Developer") as (uid, other):
        people: dict[str, Any] = {
            "assigned_to": [{"uid": uid, "name": "Ann", "email": "ann@example.com"}],
            "assigned_by_roles": [{"uid": find_role(notes.client, "Developer"), "name": "Developer"}],
        }
        told = len(emulator.messages)
        move(notes, entry["uid"], review["uid"], notify=True, due_date="2026-12-01", comment="Please", **people)
        (task,) = tasks(other)
        assert task["type"] == "workflow_stage"
        assert (task["content_type"], task["entry"], task["locale"]) == (notes.content_type, entry["uid"], "en-us")
        assert (task["assigned_to"], task["assigned_by"]) == ([uid], entry["created_by"])
        assert (task["due_date"], task["comment"], task["version"]) == ("2026-12-01", "Please", 1)
        assert task["job"]["entry"] == "Note"
        assert task["job"]["workflow"] == {"uid": workflow["uid"], "name": workflow["name"]}
        assert task["job"]["workflow_stage"] == {"uid": review["uid"], "title": "Review", "color": "#2196f3"}
        assert [message.kind for message in emulator.messages[told:]] == ["task"]
        shown = current(notes, entry["uid"])
        assert shown is not None
        assert shown["assigned_to"] == people["assigned_to"]
        move(notes, entry["uid"], draft["uid"])
        assert tasks(other) == []
        move(notes, entry["uid"], draft["uid"], **people)
        assert len(tasks(other)) == 1
        notes.delete(entry["uid"])
        assert tasks(other) == []


def test_the_names_of_versions_survive_a_move(notes: Entries) -> None:
    review = add(notes.client)["workflow_stages"][1]
    uid = notes.add({"title": "Note"})["uid"]
    body = {"entry": {"_version_name": "First", "locale": "en-us"}}
    notes.client.post(f"{notes.path}/{uid}/versions/1/name", json=body)
    move(notes, uid, review["uid"])
    (version,) = notes.client.get(f"{notes.path}/{uid}/versions").json()["versions"]
    assert version["_version_name"]["title"] == "First"
