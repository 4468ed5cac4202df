"""The publish queue: what is published shows in it, before and after it is done; what is scheduled can be stopped."""

import json
from datetime import timedelta

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.dates import LATER
from tests.emulator.support.entries import Entries, Fields, upload_asset
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import WORK_DELAY, connect

DAY = 24 * 3600


@pytest.fixture
def stack(still_stack: httpx.Client) -> httpx.Client:
    return still_stack


@pytest.fixture
def uid(notes: Entries) -> str:
    uid: str = notes.add({"title": "Note"})["uid"]
    return uid


@pytest.fixture
def production(stack: httpx.Client) -> str:
    uid: str = stack.get("/v3/environments/production").json()["environment"]["uid"]
    return uid


def order(*environments: str, locales: tuple[str, ...] = ("en-us",), **more: str) -> Fields:
    return {"entry": {"environments": list(environments), "locales": list(locales)}} | more


def queue(stack: httpx.Client, **query: str) -> list[Fields]:
    response = stack.get("/v3/publish-queue", params=query)
    assert response.status_code == 200, response.text
    found: list[Fields] = response.json()["queue"]
    return found


def states(stack: httpx.Client) -> list[str]:
    return [item["publish_details"]["status"] for item in queue(stack)]


def details(notes: Entries, uid: str) -> list[Fields]:
    found: list[Fields] = notes.fetch(uid, include_publish_details="true")["publish_details"]
    return found


def tomorrow(still: Emulator) -> str:
    return (still.clock.now() + timedelta(days=1)).isoformat()


def test_an_item_is_pending_until_it_is_published(
    still: Emulator, stack: httpx.Client, notes: Entries, uid: str, production: str
) -> None:
    ordered_at = still.clock.stamp()
    notes.send(uid, "publish", order("production"))
    (item,) = queue(stack)
    assert item["publish_details"] == {"status": "pending"}
    assert item["published_at"] is None
    assert details(notes, uid) == []
    still.clock.advance(WORK_DELAY)
    (item,) = queue(stack)
    done_at = still.clock.stamp()
    user = notes.fetch(uid)["created_by"]
    assert item == {
        "uid": item["uid"],
        "stack": still.stack.api_key,
        "type": "entry",
        "action": "publish",
        "entry": {"uid": uid, "title": "Note", "version": 1, "locale": "en-us"},
        "content_type": {"uid": notes.content_type},
        "environment": [production],
        "locale": ["en-us"],
        "publish_details": {"status": "success"},
        "published_at": done_at,
        "user": user,
        "approval": False,
        "approved": True,
        "rejected": False,
        "created_at": ordered_at,
        "created_by": user,
        "updated_at": done_at,
        "updated_by": user,
    }
    assert [detail["time"] for detail in details(notes, uid)] == [done_at]


def test_each_environment_and_locale_is_an_item(stack: httpx.Client, notes: Entries, uid: str) -> None:
    notes.send(uid, "publish", order("production", "development", locales=("en-us", "fr-fr")))
    items = queue(stack)
    assert len({(item["environment"][0], item["locale"][0]) for item in items}) == 4
    assert stack.get("/v3/publish-queue", params={"count": "true"}).json() == {"queue": 4}
    response = stack.get("/v3/publish-queue", params={"limit": "3", "skip": "2", "include_count": "true"}).json()
    assert (len(response["queue"]), response["count"]) == (2, 4)


def test_assets_and_unpublishing(still: Emulator, stack: httpx.Client) -> None:
    uid = upload_asset(stack, "a.txt")
    body = {"asset": {"environments": ["production"], "locales": ["en-us"]}}
    stack.post(f"/v3/assets/{uid}/publish", json=body)
    still.clock.advance(WORK_DELAY)
    stack.post(f"/v3/assets/{uid}/unpublish", json=body)
    still.clock.advance(WORK_DELAY)
    newest, oldest = queue(stack)
    assert (newest["action"], oldest["action"]) == ("unpublish", "publish")
    assert (newest["type"], newest["entry"]) == ("asset", {"uid": uid, "title": "a.txt", "version": 1})
    assert "content_type" not in newest
    assert stack.get(f"/v3/assets/{uid}").json()["asset"]["publish_details"] == []


def test_the_queue_is_filtered(stack: httpx.Client, notes: Entries, uid: str, production: str) -> None:
    notes.send(uid, "publish", order("production", "development", locales=("en-us", "fr-fr")))
    notes.send(uid, "unpublish", order("production"))
    assert len(queue(stack, action="publish")) == 4
    assert len(queue(stack, locale="fr-fr")) == 2
    assert len(queue(stack, environment=production)) == len(queue(stack, environment="production")) == 3
    assert len(queue(stack, status="pending")) == 5
    assert queue(stack, status="success") == []
    assert len(queue(stack, query=json.dumps({"entry.uid": uid, "action": "unpublish"}))) == 1
    assert queue(stack, query='{"type": "asset"}') == []
    assert [item["_branch"] for item in queue(stack, include_branch="true", action="unpublish")] == ["main"]
    assert parse_error(stack.get("/v3/publish-queue", params={"query": "{"}))[0] == 422


def test_an_item_is_fetched_by_its_uid(stack: httpx.Client, notes: Entries, uid: str) -> None:
    notes.send(uid, "publish", order("production"))
    (item,) = queue(stack)
    assert stack.get(f"/v3/publish-queue/{item['uid']}").json() == {"entry": item}
    assert parse_error(stack.get("/v3/publish-queue/blt0000000000000000"))[:2] == (422, 141)


def test_scheduled_publishing_happens_at_its_time(
    still: Emulator, stack: httpx.Client, notes: Entries, uid: str
) -> None:
    at = tomorrow(still)
    notes.send(uid, "publish", order("production", scheduled_at=at))
    still.clock.advance(DAY - 1)
    (item,) = queue(stack)
    assert (item["publish_details"]["status"], details(notes, uid)) == ("scheduled", [])
    still.clock.advance(1)
    assert states(stack) == ["success"]
    assert [detail["time"] for detail in details(notes, uid)] == [item["scheduled_at"]]


def test_a_scheduled_item_can_be_unscheduled(still: Emulator, stack: httpx.Client, notes: Entries, uid: str) -> None:
    notes.send(uid, "publish", order("production", "development", scheduled_at=tomorrow(still)))
    first, second = queue(stack)
    response = stack.get(f"/v3/publish-queue/{first['uid']}/unschedule", headers={"api_version": "3.2"})
    assert response.json() == {"notice": "Entry unscheduled successfully."}
    assert sorted(states(stack)) == ["scheduled", "unscheduled"]
    still.clock.advance(DAY)
    assert sorted(states(stack)) == ["success", "unscheduled"]
    assert [detail["environment"] for detail in details(notes, uid)] == second["environment"]
    for item in (first, second):
        assert parse_error(stack.get(f"/v3/publish-queue/{item['uid']}/unschedule"))[:2] == (422, 141)
    assert parse_error(stack.get("/v3/publish-queue/blt0/unschedule"))[:2] == (422, 141)


def test_an_entry_that_is_gone_cannot_be_published(
    still: Emulator, stack: httpx.Client, notes: Entries, uid: str
) -> None:
    notes.send(uid, "publish", order("production", scheduled_at=tomorrow(still)))
    notes.delete(uid)
    still.clock.advance(DAY)
    (item,) = queue(stack)
    assert (item["publish_details"]["status"], item["published_at"]) == ("failed", None)
    assert item["publish_details"]["message"] == "The requested object doesn't exist."


def test_an_environment_that_is_gone(still: Emulator, stack: httpx.Client, notes: Entries, uid: str) -> None:
    stack.post("/v3/environments", json={"environment": {"name": "brief"}})
    notes.send(uid, "publish", order("brief"))
    stack.delete("/v3/environments/brief")
    still.clock.advance(WORK_DELAY)
    assert (states(stack), details(notes, uid)) == (["failed"], [])


def test_an_entry_that_lacks_what_has_become_mandatory(
    still: Emulator, stack: httpx.Client, notes: Entries, uid: str
) -> None:
    assert notes.fetch(uid)["_in_progress"] is False
    content_type = stack.get(f"/v3/content_types/{notes.content_type}").json()["content_type"]
    content_type["schema"][1]["mandatory"] = True
    stack.put(f"/v3/content_types/{notes.content_type}", json={"content_type": content_type})
    assert notes.fetch(uid)["_in_progress"] is True
    notes.send(uid, "publish", order("production"))
    still.clock.advance(WORK_DELAY)
    (item,) = queue(stack)
    assert item["publish_details"]["error"].startswith("The entry you want to publish is in-progress.")
    notes.change(uid, {"text": "here"})
    assert notes.fetch(uid)["_in_progress"] is False


def test_the_queue_goes_back_thirty_days(still: Emulator, stack: httpx.Client, notes: Entries, uid: str) -> None:
    notes.send(uid, "publish", order("production"))
    notes.send(uid, "unpublish", order("development", scheduled_at=LATER))
    still.clock.advance(30 * DAY)
    token = still.management_token
    with connect(still, authorization=token, api_key=still.stack.api_key) as later:
        assert len(queue(later)) == 2
        still.clock.advance(DAY)
        assert states(later) == ["scheduled"]


def test_each_branch_has_its_own(still: Emulator, stack: httpx.Client, notes: Entries, uid: str) -> None:
    notes.send(uid, "publish", order("production"))
    stack.post("/v3/stacks/branches", json={"branch": {"uid": "dev", "source": "main"}})
    still.clock.advance(WORK_DELAY)
    assert stack.get("/v3/publish-queue", headers={"branch": "dev"}).json() == {"queue": []}
    path = f"{notes.path}/{uid}/publish"
    stack.post(path, json=order("development"), headers={"branch": "dev"})
    assert len(stack.get("/v3/publish-queue", headers={"branch": "dev"}).json()["queue"]) == 1
    assert len(queue(stack)) == 1
    stack.delete("/v3/stacks/branches/dev", params={"force": "true"})
    still.clock.advance(WORK_DELAY)
    stack.post("/v3/stacks/branches", json={"branch": {"uid": "dev", "source": "main"}})
    still.clock.advance(WORK_DELAY)
    assert stack.get("/v3/publish-queue", headers={"branch": "dev"}).json() == {"queue": []}
