"""Publishing of entries over HTTP: where, in which locale, which version, now or later."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.emulator.support.dates import LATER
from tests.emulator.support.entries import Entries, Fields
from tests.emulator.support.error_responses import parse_error


@pytest.fixture
def uid(notes: Entries) -> str:
    """An entry in its second version."""
    uid: str = notes.add({"title": "Note", "text": "one"})["uid"]
    notes.change(uid, {"text": "two"})
    return uid


@pytest.fixture
def environments(stack: httpx.Client) -> dict[str, str]:
    """The uids of the demo stack's environments by name."""
    return {item["name"]: item["uid"] for item in stack.get("/v3/environments").json()["environments"]}


def order(*environments: str, locales: tuple[str, ...] = ("en-us",), **more: Any) -> Fields:
    return {"entry": {"environments": list(environments), "locales": list(locales)}} | more


def details(notes: Entries, uid: str, **query: str) -> list[Fields]:
    found: list[Fields] = notes.fetch(uid, include_publish_details="true", **query)["publish_details"]
    return found


def places(notes: Entries, uid: str) -> set[tuple[str, str, int]]:
    return {(item["environment"], item["locale"], item["version"]) for item in details(notes, uid)}


def eventually(check: Callable[[], bool]) -> bool:
    """Look again and again, for five seconds at most."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if check():
            return True
        time.sleep(0.1)
    return False


def test_nothing_is_published_at_first(notes: Entries, uid: str) -> None:
    assert details(notes, uid) == []


def test_publishing_adds_publish_details(notes: Entries, uid: str, environments: dict[str, str]) -> None:
    response = notes.send(uid, "publish", order("production"))
    assert response.is_success
    assert response.json()["notice"] == "The requested action has been performed."
    (detail,) = details(notes, uid)
    assert (detail["environment"], detail["locale"], detail["version"]) == (environments["production"], "en-us", 2)
    assert detail["user"] == notes.fetch(uid)["created_by"]
    assert datetime.fromisoformat(detail["time"]).tzinfo
    assert notes.fetch(uid)["_version"] == 2
    (listed,) = notes.list(include_publish_details="true").json()["entries"]
    assert listed["publish_details"] == [detail]


def test_environments_are_named_by_uid_too(notes: Entries, uid: str, environments: dict[str, str]) -> None:
    assert notes.send(uid, "publish", order(environments["production"], "development")).is_success
    assert {place[0] for place in places(notes, uid)} == set(environments.values())


@pytest.mark.parametrize("way", ["single", "single in a job", "bulk"])
def test_a_target_named_twice_is_published_once(
    notes: Entries, uid: str, environments: dict[str, str], way: str
) -> None:
    twice = order("production", environments["production"], "production", locales=("en-us", "fr-fr", "en-us"))
    entry = {"uid": uid, "content_type": notes.content_type, "locale": "en-us"}
    if way == "bulk":
        response = notes.client.post("/v3/bulk/publish", json={"entries": [entry], **twice["entry"]})
    else:
        headers = {"api_version": "3.2"} if way == "single in a job" else {}
        response = notes.client.post(f"{notes.path}/{uid}/publish", json=twice, headers=headers)
    assert response.is_success, response.text
    queue = notes.client.get("/v3/publish-queue").json()["queue"]
    assert len([item for item in queue if item["entry"]["uid"] == uid]) == 2
    assert {place[1] for place in places(notes, uid)} == {"en-us", "fr-fr"}


def test_publishing_again_takes_the_place_of_what_was_there(
    notes: Entries, uid: str, environments: dict[str, str]
) -> None:
    production = environments["production"]
    notes.send(uid, "publish", order("production", version=1))
    assert places(notes, uid) == {(production, "en-us", 1)}
    notes.change(uid, {"text": "three"})
    assert places(notes, uid) == {(production, "en-us", 1)}
    notes.send(uid, "publish", order("production"))
    assert places(notes, uid) == {(production, "en-us", 3)}


def test_locales_are_published_and_unpublished_separately(
    notes: Entries, uid: str, environments: dict[str, str]
) -> None:
    production = environments["production"]
    assert notes.send(uid, "publish", order("production", locales=("en-us", "fr-fr"), locale="en-us")).is_success
    assert places(notes, uid) == {(production, "en-us", 2), (production, "fr-fr", 2)}
    notes.send(uid, "unpublish", order("production", locales=("fr-fr",)))
    assert places(notes, uid) == {(production, "en-us", 2)}


BOTH = ("en-us", "fr-fr")


@pytest.mark.parametrize("headers", [{}, {"api_version": "3.2"}])
@pytest.mark.parametrize(
    ("wish", "versions"),
    [
        ({"locales": BOTH}, {("en-us", 2), ("fr-fr", 1)}),
        ({"locales": BOTH, "locale": "en-us", "version": 1}, {("en-us", 1), ("fr-fr", 1)}),
        ({"locales": BOTH, "locale": "fr-fr"}, {("en-us", 2), ("fr-fr", 1)}),
        ({"locales": ("fr-fr",)}, {("fr-fr", 1)}),
        ({"locales": ("fr-fr",), "version": 1}, {("fr-fr", 1)}),
        ({"locales": ("fr-fr",), "locale": "en-us"}, {("fr-fr", 1)}),
    ],
)
def test_a_copy_is_published_in_its_own_version(
    notes: Entries, uid: str, wish: Fields, versions: set[tuple[str, int]], headers: dict[str, str]
) -> None:
    notes.change(uid, {"text": "un"}, locale="fr-fr")
    path = f"{notes.path}/{uid}/publish"
    assert notes.client.post(path, json=order("production", **wish), headers=headers).is_success
    assert eventually(lambda: {place[1:] for place in places(notes, uid)} == versions)


def test_unpublishing_removes_publish_details(notes: Entries, uid: str, environments: dict[str, str]) -> None:
    notes.send(uid, "publish", order("production", "development"))
    response = notes.send(uid, "unpublish", order("production"))
    assert response.is_success
    assert response.json()["notice"]
    assert places(notes, uid) == {(environments["development"], "en-us", 2)}
    assert notes.send(uid, "unpublish", order("development")).is_success
    assert details(notes, uid) == []


def test_a_version_list_shows_what_is_published(notes: Entries, uid: str, environments: dict[str, str]) -> None:
    notes.send(uid, "publish", order("production", version=1))
    response = notes.get(f"{uid}/versions", include_publish_details="true").json()["versions"]
    published: dict[int, list[Fields]] = {item["_version"]: item.get("publish_details") or [] for item in response}
    assert [detail["environment"] for detail in published[1]] == [environments["production"]]
    assert published[2] == []


@pytest.mark.parametrize("action", ["publish", "unpublish"])
def test_an_environment_that_is_not_there(notes: Entries, uid: str, action: str) -> None:
    response = notes.send(uid, action, order("production", "nowhere"))
    assert response.status_code in (401, 422)
    assert response.json()["error_code"] in (141, 161)
    assert details(notes, uid) == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"entry": {}},
        {"entry": {"environments": ["production"]}},
        {"entry": {"locales": ["en-us"]}},
        {"entry": {"environments": [], "locales": ["en-us"]}},
        {"entry": {"environments": ["production"], "locales": []}},
        {"entry": {"environments": ["production"], "locales": ["xx-xx"]}},
        {"entry": {"environments": ["production"], "locales": ["en-us"]}, "version": 9},
        {"entry": {"environments": ["production"], "locales": ["en-us"]}, "version": 0},
        {"entry": {"environments": ["production"], "locales": ["en-us"]}, "scheduled_at": "soon"},
    ],
)
def test_an_order_that_cannot_be(notes: Entries, uid: str, body: Fields) -> None:
    assert parse_error(notes.send(uid, "publish", body))[0] == 422
    assert details(notes, uid) == []


def test_an_entry_that_is_not_there(notes: Entries) -> None:
    for action in ("publish", "unpublish"):
        assert parse_error(notes.send("blt0000000000000000", action, order("production")))[:2] == (422, 141)


def in_a_moment() -> str:
    return (datetime.now(UTC) + timedelta(seconds=1)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_a_scheduled_publication_publishes_the_version_of_its_request(
    notes: Entries, uid: str, environments: dict[str, str]
) -> None:
    at = in_a_moment()
    assert notes.send(uid, "publish", order("production", scheduled_at=at)).is_success
    assert details(notes, uid) == []
    notes.change(uid, {"text": "three"})
    assert eventually(lambda: places(notes, uid) == {(environments["production"], "en-us", 2)})
    (detail,) = details(notes, uid)
    assert datetime.fromisoformat(detail["time"]) == datetime.fromisoformat(at)


def test_a_scheduled_unpublication_waits_for_its_time(notes: Entries, uid: str) -> None:
    notes.send(uid, "publish", order("production"))
    assert notes.send(uid, "unpublish", order("production", scheduled_at=in_a_moment())).is_success
    assert len(details(notes, uid)) == 1
    assert eventually(lambda: details(notes, uid) == [])


def test_far_off_orders_wait(notes: Entries, uid: str) -> None:
    assert notes.send(uid, "publish", order("production", scheduled_at=LATER)).is_success
    assert details(notes, uid) == []


def test_the_nested_publishing_of_version_3_2(notes: Entries, uid: str) -> None:
    path = f"{notes.path}/{uid}/publish"
    response = notes.client.post(path, json=order("production", locale="en-us"), headers={"api_version": "3.2"})
    assert response.is_success
    assert response.json()["notice"]
    job = notes.client.get(f"/v3/bulk/jobs/{response.json()['job_id']}", headers={"api_version": "3.2"}).json()
    assert job["action"] == "publish"
    assert len(details(notes, uid)) == 1


def test_a_copy_that_is_gone_is_published_nowhere(notes: Entries, uid: str, environments: dict[str, str]) -> None:
    notes.change(uid, {"title": "La note"}, locale="fr-fr")
    notes.send(uid, "publish", order("production", locale="en-us"))
    notes.send(uid, "publish", order("production", locales=("fr-fr",), locale="fr-fr"))
    notes.delete(uid, locale="fr-fr")
    assert {(place[0], place[1]) for place in places(notes, uid)} == {(environments["production"], "en-us")}
