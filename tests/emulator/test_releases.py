"""Releases: what they hold, who may change them, and what deploying one does."""

from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support.entries import Entries, Fields, upload_asset
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import WORK_DELAY

NEWER = {"release_version": "2.0"}

MISSING = "blt0000000000000000"

PATH = "/v3/releases"


@pytest.fixture
def stack(still_stack: httpx.Client) -> httpx.Client:
    """A stack that publishes what a locale reads from its fallback."""
    settings = {"stack_settings": {"language_fallback": True}}
    assert still_stack.post("/v3/stacks/settings", json=settings).is_success
    return still_stack


@pytest.fixture
def uid(notes: Entries) -> str:
    uid: str = notes.add({"title": "Note", "text": "one"})["uid"]
    return uid


@dataclass(frozen=True, slots=True)
class Release:
    """A release, and the calls on it."""

    client: httpx.Client
    uid: str

    @property
    def path(self) -> str:
        return f"{PATH}/{self.uid}"

    def add(self, *items: Fields, **headers: str) -> httpx.Response:
        return self.client.post(f"{self.path}/items", json={"items": items}, headers=headers)

    def remove(self, body: Fields | None, **query: str) -> httpx.Response:
        return self.client.request("DELETE", f"{self.path}/items", json=body, params=query)

    def items(self, **headers: str) -> list[Fields]:
        found: list[Fields] = self.client.get(f"{self.path}/items", headers=headers).json()["items"]
        return found

    def fetch(self, **headers: str) -> Fields:
        found: Fields = self.client.get(self.path, headers=headers).json()["release"]
        return found

    def deploy(self, *environments: str, **more: object) -> httpx.Response:
        body = {"environments": environments, "action": "publish", **more}
        return self.client.post(f"{self.path}/deploy", json={"release": body})

    def lock(self) -> None:
        assert self.client.put(self.path, json={"release": {"locked": True}}).is_success


def add_release(stack: httpx.Client, name: str = "Spring", **more: object) -> Release:
    response = stack.post(PATH, json={"release": {"name": name, **more}})
    assert response.status_code == 201, response.text
    return Release(stack, response.json()["release"]["uid"])


@pytest.fixture
def release(stack: httpx.Client) -> Release:
    return add_release(stack)


def item(notes: Entries, uid: str, version: int = 1, locale: str = "en-us", action: str = "publish") -> Fields:
    return {
        "uid": uid,
        "version": version,
        "locale": locale,
        "content_type_uid": notes.content_type,
        "action": action,
    }


def asset_item(uid: str) -> Fields:
    return {"uid": uid, "version": 1, "locale": "en-us", "content_type_uid": "built_io_upload", "action": "publish"}


def details(notes: Entries, uid: str) -> list[Fields]:
    found: list[Fields] = notes.fetch(uid, include_publish_details="true")["publish_details"]
    return found


class TestRelease:
    def test_a_release_is_created_empty(self, still: Emulator, stack: httpx.Client) -> None:
        response = stack.post(PATH, json={"release": {"name": "Spring", "description": "March", "items": [1]}})
        body = response.json()
        now, user = still.clock.stamp(), body["release"]["created_by"]
        assert response.status_code == 201
        assert body == {
            "notice": "Release created successfully.",
            "release": {
                "name": "Spring",
                "description": "March",
                "locked": False,
                "uid": body["release"]["uid"],
                "created_by": user,
                "updated_by": user,
                "created_at": now,
                "updated_at": now,
                "status": [],
                "_deploy_latest": False,
            },
        }

    def test_the_newer_form(self, stack: httpx.Client, release: Release, notes: Entries, uid: str) -> None:
        release.add(item(notes, uid))
        newer, older = release.fetch(**NEWER), release.fetch()
        assert newer["sys_version"] == 2
        assert newer["items"] == [{**item(notes, uid), "title": "Note", "variant_id": None}]
        assert "sys_version" not in older
        assert older["items"] == [{**item(notes, uid), "title": "Note"}]
        listed = stack.get(PATH, headers=NEWER, params={"include_branch": "true"}).json()["releases"][0]
        assert (listed["sys_version"], listed["_branch"]) == (2, "main")

    def test_releases_are_listed_with_their_number_of_items(
        self, stack: httpx.Client, notes: Entries, uid: str
    ) -> None:
        first, second = add_release(stack, "First"), add_release(stack, "Second")
        first.add(item(notes, uid))
        listed = stack.get(PATH, params={"include_items_count": "true", "include_count": "true"}).json()
        assert listed["count"] == 2
        assert {r["name"]: r["items_count"] for r in listed["releases"]} == {"First": 1, "Second": 0}
        assert not any("items" in r for r in listed["releases"])
        assert stack.get(PATH, params={"count": "true"}).json() == {"releases": 2}
        assert len(stack.get(PATH, params={"skip": "1", "limit": "1"}).json()["releases"]) == 1
        assert second.items() == []

    @pytest.mark.parametrize("body", [{"release": {}}, {"release": {"name": ""}}, {"release": {"name": None}}])
    def test_a_name_is_needed(self, stack: httpx.Client, body: Fields) -> None:
        status, code, wrong = parse_error(stack.post(PATH, json=body))
        assert (status, code, list(wrong)) == (422, 141, ["name"])

    def test_an_update_changes_only_what_may_be_changed(self, release: Release) -> None:
        response = release.client.put(release.path, json={"release": {"name": "Autumn", "status": ["x"], "uid": "y"}})
        assert response.json()["notice"] == "Release updated successfully."
        assert (release.fetch()["name"], release.fetch()["status"]) == ("Autumn", [])

    def test_a_deleted_release_is_gone(self, release: Release) -> None:
        assert release.client.delete(release.path).json() == {"notice": "Release deleted successfully."}
        assert parse_error(release.client.get(release.path))[:2] == (422, 141)

    def test_deleting_with_a_content_type_and_no_body(self, release: Release) -> None:
        response = release.client.delete(release.path, headers={"content-type": "application/json"})
        assert response.status_code == 400
        assert "Body cannot be empty when content-type is set to 'application/json'" in response.json()["error_message"]
        assert release.client.request("DELETE", release.path, json={}).status_code == 200

    def test_a_copy_is_unlocked_and_has_the_same_items(self, release: Release, notes: Entries, uid: str) -> None:
        release.add(item(notes, uid))
        release.lock()
        response = release.client.post(f"{release.path}/clone", json={"release": {"name": "Again"}})
        copy = response.json()["release"]
        assert (response.status_code, response.json()["notice"]) == (201, "Release cloned successfully.")
        assert (copy["name"], copy["locked"], copy["status"]) == ("Again", False, [])
        assert copy["items"] == release.fetch()["items"]
        assert copy["uid"] != release.uid

    def test_one_that_is_not_there(self, stack: httpx.Client, notes: Entries, uid: str) -> None:
        nowhere = Release(stack, MISSING)
        responses = [
            stack.get(nowhere.path),
            stack.put(nowhere.path, json={"release": {"name": "x"}}),
            stack.delete(nowhere.path),
            stack.get(f"{nowhere.path}/items"),
            nowhere.add(item(notes, uid)),
            nowhere.remove(None, all="true"),
            nowhere.deploy("production"),
            stack.post(f"{nowhere.path}/clone", json={"release": {"name": "x"}}),
        ]
        assert {parse_error(response)[:2] for response in responses} == {(422, 141)}
        assert "Release does not exist" in responses[0].json()["error_message"]

    def test_each_branch_has_its_own(self, still: Emulator, release: Release) -> None:
        release.client.post("/v3/stacks/branches", json={"branch": {"uid": "dev", "source": "main"}})
        still.clock.advance(WORK_DELAY)
        body = {"release": {"name": "Only here"}}
        uid = release.client.post(PATH, json=body, headers={"branch": "dev"}).json()["release"]["uid"]
        assert parse_error(release.client.get(f"{PATH}/{uid}"))[:2] == (422, 141)
        assert release.client.get(f"{PATH}/{uid}", headers={"branch": "dev"}).is_success


class TestItems:
    def test_an_item_is_added_once(self, release: Release, notes: Entries, uid: str) -> None:
        response = release.client.post(f"{release.path}/item", json={"item": item(notes, uid)})
        body = response.json()
        assert (response.status_code, body["notice"]) == (201, "Item added to release successfully.")
        assert body["release"]["items"] == [{**item(notes, uid), "title": "Note"}]
        assert body["release"] | {"ACL": [], "app_user_object_uid": None, "_version": 2, "tags": []} == body["release"]
        again = release.client.post(f"{release.path}/item", json={"item": item(notes, uid)})
        assert parse_error(again)[:2] == (422, 141)

    def test_many_items_are_added_together(self, release: Release, notes: Entries, uid: str) -> None:
        asset = upload_asset(release.client)
        response = release.add(item(notes, uid), asset_item(asset), item(notes, uid, locale="fr-fr"))
        assert response.json()["notice"] == "Item(s) send to add to release successfully."
        assert response.status_code == 201
        assert [found["title"] for found in release.items()] == ["Note", "note.txt", "Note"]
        assert release.add(item(notes, uid, action="unpublish"), asset_item(asset)).is_success
        assert [found["action"] for found in release.items()] == ["publish"] * 3

    def test_fallback_publishing_can_be_disabled(self, release: Release, notes: Entries, uid: str) -> None:
        release.client.post("/v3/stacks/settings/reset", json={"stack_settings": {}})
        french = item(notes, uid, locale="fr-fr")
        response = release.add(item(notes, uid), french)
        text = "Item(s) not localized in the selected locale. Fallback publishing is disabled for this stack:"
        assert parse_error(response) == (422, 141, {"items": [f"{text} fr-fr : {uid}."]})
        assert parse_error(release.client.post(f"{release.path}/item", json={"item": french}))[:2] == (422, 141)
        notes.change(uid, {"title": "La note"}, locale="fr-fr")
        assert release.add(french).is_success

    def test_items_are_paged(self, release: Release, notes: Entries, uid: str) -> None:
        release.add(item(notes, uid), item(notes, uid, locale="fr-fr"))
        page = release.client.get(f"{release.path}/items", params={"skip": "1", "limit": "5"}).json()["items"]
        assert [found["locale"] for found in page] == ["fr-fr"]

    @pytest.mark.parametrize(
        "change",
        [
            {"uid": MISSING},
            {"uid": ".."},
            {"version": 7},
            {"version": "soon"},
            {"locale": "xx-xx"},
            {"content_type_uid": "nothing"},
            {"content_type_uid": "built_io_upload"},
            {"action": "burn"},
        ],
    )
    def test_invalid_items_are_rejected(self, release: Release, notes: Entries, uid: str, change: Fields) -> None:
        response = release.add(item(notes, uid), item(notes, uid) | change)
        assert parse_error(response)[:2] == (422, 141)
        assert response.json()["error_message"] == "Failed to add item(s) to release."
        assert release.items() == []

    def test_more_than_25_items_are_rejected(self, release: Release, notes: Entries, uid: str) -> None:
        assert parse_error(release.add(*[item(notes, uid)] * 26))[:2] == (422, 141)

    def test_a_version_as_text(self, release: Release, notes: Entries, uid: str) -> None:
        assert release.add(item(notes, uid) | {"version": "1"}).is_success
        assert [found["version"] for found in release.items()] == [1]

    def test_items_are_removed_by_locale(self, release: Release, notes: Entries, uid: str) -> None:
        release.add(item(notes, uid), item(notes, uid, locale="fr-fr"))
        response = release.remove({"items": [item(notes, uid)]})
        assert response.json()["notice"] == "Item(s) send to remove from release successfully."
        assert len(response.json()["release"]["items"]) == 2
        assert [found["locale"] for found in release.items()] == ["fr-fr"]
        one = {"item": {"uid": uid, "locale": "fr-fr"}}
        assert release.client.request("DELETE", f"{release.path}/item", json=one, headers=NEWER).is_success
        assert release.items() == []
        assert parse_error(release.client.request("DELETE", f"{release.path}/item", json=one))[:2] == (422, 141)

    def test_all_items_are_removed_only_on_request(self, release: Release, notes: Entries, uid: str) -> None:
        release.add(item(notes, uid), item(notes, uid, locale="fr-fr"))
        assert parse_error(release.remove(None))[:2] == (422, 141)
        assert release.remove(None, all="true").is_success
        assert release.items() == []

    def test_an_item_whose_entry_is_deleted(self, release: Release, notes: Entries, uid: str) -> None:
        other = notes.add({"title": "Other"})["uid"]
        release.add(item(notes, uid), item(notes, other))
        notes.delete(uid)
        assert [found["uid"] for found in release.items()] == [other]
        listed = release.client.get(PATH, params={"include_items_count": "true"}).json()["releases"]
        assert listed[0]["items_count"] == 1

    def test_items_are_updated_to_their_latest_versions(self, release: Release, notes: Entries, uid: str) -> None:
        release.add(item(notes, uid), item(notes, uid, locale="fr-fr"))
        notes.change(uid, {"title": "Note, revised"})
        notes.change(uid, {"title": "La note"}, locale="fr-fr")
        response = release.client.put(f"{release.path}/update_items", json={"items": ["$all"]})
        assert response.json()["notice"] == "Release items updated to their latest versions successfully."
        found = [(i["locale"], i["version"], i["title"]) for i in response.json()["release"]["items"]]
        assert found == [("en-us", 2, "Note, revised"), ("fr-fr", 1, "La note")]

    def test_only_newer_releases_update_single_items(self, release: Release, notes: Entries, uid: str) -> None:
        release.add(item(notes, uid), item(notes, uid, locale="fr-fr"))
        notes.change(uid, {"text": "two"})
        body = {"items": [{"uid": uid, "locale": "fr-fr"}]}
        assert parse_error(release.client.put(f"{release.path}/update_items", json=body))[:2] == (422, 141)
        assert release.client.put(f"{release.path}/update_items", json=body, headers=NEWER).is_success
        assert [found["version"] for found in release.items()] == [1, 2]

    @pytest.mark.parametrize(("method", "key"), [("POST", "items"), ("POST", "item"), ("PUT", "items")])
    def test_items_are_moved_to_another_release(
        self, release: Release, notes: Entries, uid: str, method: str, key: str
    ) -> None:
        target = add_release(release.client, "Target")
        release.add(item(notes, uid), item(notes, uid, locale="fr-fr"))
        target.add(item(notes, uid))
        path = f"{release.path}/items/move"
        body = {"release_uid": target.uid, key: [{"uid": uid, "locale": "fr-fr"}]}
        assert release.client.request(method, path, json=body, headers=NEWER).is_success
        assert [i["locale"] for i in release.items()] == ["en-us"]
        assert [i["locale"] for i in target.items()] == ["en-us", "fr-fr"]
        assert release.client.request(method, path, json={"release_uid": target.uid, key: ["$all"]}).is_success
        assert (release.items(), len(target.items())) == ([], 2)
        assert parse_error(release.client.request(method, path, json=body))[:2] == (422, 141)
        assert parse_error(release.client.request(method, path, json=body | {"release_uid": MISSING}))[:2] == (422, 141)

    def test_moving_inside_of_a_release(self, release: Release, notes: Entries, uid: str) -> None:
        release.add(item(notes, uid), item(notes, uid, locale="fr-fr"))
        body = {"items": [{"uid": uid, "locale": "en-us", "content_type": notes.content_type}]}
        assert release.client.put(f"{release.path}/items/move", json=body).is_success
        assert [i["locale"] for i in release.items()] == ["fr-fr", "en-us"]


class TestLock:
    def test_a_locked_release_cannot_be_changed(self, release: Release, notes: Entries, uid: str) -> None:
        release.add(item(notes, uid))
        release.lock()
        move = {"release_uid": add_release(release.client).uid, "items": ["$all"]}
        responses = [
            release.add(item(notes, uid, locale="fr-fr")),
            release.client.post(f"{release.path}/item", json={"item": item(notes, uid, locale="fr-fr")}),
            release.remove(None, all="true"),
            release.client.put(f"{release.path}/update_items", json={"items": ["$all"]}),
            release.client.post(f"{release.path}/items/move", json=move),
            release.client.put(release.path, json={"release": {"name": "x"}}),
        ]
        assert {parse_error(response)[:2] for response in responses} == {(422, 141)}
        assert len(release.items()) == 1
        assert release.client.put(release.path, json={"release": {"locked": False}}).is_success
        assert release.add(item(notes, uid, locale="fr-fr")).is_success

    def test_a_locked_release_can_be_deployed_and_deleted(self, still: Emulator, release: Release) -> None:
        release.lock()
        assert release.deploy("production").is_success
        still.clock.advance(WORK_DELAY * 2)
        assert len(release.fetch()["status"]) == 1
        assert release.client.delete(release.path).is_success

    def test_the_items_of_a_deployed_release_stay(
        self, still: Emulator, release: Release, notes: Entries, uid: str
    ) -> None:
        release.deploy("production")
        still.clock.advance(WORK_DELAY * 2)
        assert parse_error(release.add(item(notes, uid)))[:2] == (422, 141)
        copy = release.client.post(f"{release.path}/clone", json={"release": {"name": "Again"}}).json()["release"]
        assert Release(release.client, copy["uid"]).add(item(notes, uid)).is_success


class TestDeployment:
    def test_a_deployment_takes_time(self, still: Emulator, release: Release, notes: Entries, uid: str) -> None:
        release.add(item(notes, uid))
        response = release.deploy("production")
        assert response.json() == {"notice": "Release sent successfully for deployment."}
        production = release.client.get("/v3/environments/production").json()["environment"]["uid"]
        (queued,) = release.client.get("/v3/publish-queue").json()["queue"]
        assert (queued["type"], queued["action"], queued["environment"]) == ("release", "deploy", [production])
        assert queued["entry"]["release"] == {"uid": release.uid, "title": "Spring"}
        assert (queued["publish_details"], release.fetch()["status"]) == ({"status": "pending"}, [])
        still.clock.advance(WORK_DELAY)
        assert (details(notes, uid), release.fetch()["status"]) == ([], [])
        still.clock.advance(WORK_DELAY)
        (status,) = release.fetch()["status"]
        now = still.clock.stamp()
        assert status == {"environment": production, "status": "success", "user": queued["user"], "time": now}
        assert [(d["environment"], d["version"]) for d in details(notes, uid)] == [(production, 1)]
        (queued,) = release.client.get("/v3/publish-queue").json()["queue"]
        assert (queued["publish_details"], queued["published_at"]) == ({"status": "success"}, now)

    def test_each_item_is_done_by_its_action(self, still: Emulator, release: Release, notes: Entries, uid: str) -> None:
        other = notes.add({"title": "Other"})["uid"]
        asset = upload_asset(release.client)
        notes.send(other, "publish", {"entry": {"environments": ["production"], "locales": ["en-us"]}})
        release.add(item(notes, uid), item(notes, other, action="unpublish"), asset_item(asset))
        release.deploy("production")
        still.clock.advance(WORK_DELAY * 2)
        assert len(details(notes, uid)) == 1
        assert details(notes, other) == []
        assert len(release.client.get(f"/v3/assets/{asset}").json()["asset"]["publish_details"]) == 1
        assert release.deploy("production", action="unpublish").is_success
        still.clock.advance(WORK_DELAY * 2)
        assert details(notes, uid) == []

    def test_a_deployment_is_a_bulk_job(self, still: Emulator, release: Release, notes: Entries, uid: str) -> None:
        release.add(item(notes, uid))
        release.deploy("production", "development", locales=["en-us", "fr-fr"])
        still.clock.advance(WORK_DELAY * 2)
        (job_id,) = {status["job_id"] for status in release.fetch(**NEWER)["status"]}
        headers = {"api_version": "3.2"}
        job = release.client.get(f"/v3/bulk/jobs/{job_id}", headers=headers).json()
        assert (job["status"], job["summary"]["success"]) == ("complete", 4)
        found = release.client.get("/v3/publish-queue", params={"bulkJobId": job_id}, headers=headers).json()["queue"]
        assert {(i["environment"][0], i["locale"][0]) for i in found} == {
            (d["environment"], d["locale"]) for d in details(notes, uid)
        }

    def test_a_locale_with_a_copy_of_its_own_gets_that(
        self, still: Emulator, release: Release, notes: Entries, uid: str
    ) -> None:
        other = notes.add({"title": "Other"})["uid"]
        for text in ("two", "three"):
            notes.change(uid, {"text": text})
            notes.change(other, {"text": text})
        for entry in (uid, other):
            notes.change(entry, {"text": "un"}, locale="fr-fr")
            notes.change(entry, {"text": "deux"}, locale="fr-fr")
        release.add(item(notes, uid, 2), item(notes, other, 3), item(notes, other, 1, "fr-fr"))
        release.deploy("production", locales=["en-us", "fr-fr"])
        still.clock.advance(WORK_DELAY * 2)

        def list_live(entry: str) -> set[tuple[str, int]]:
            return {(detail["locale"], detail["version"]) for detail in details(notes, entry)}

        assert list_live(uid) == {("en-us", 2), ("fr-fr", 2)}
        assert list_live(other) == {("en-us", 3), ("fr-fr", 1)}

    def test_a_scheduled_deployment_can_be_cancelled(
        self, still: Emulator, release: Release, notes: Entries, uid: str
    ) -> None:
        release.add(item(notes, uid))
        at = (still.clock.now() + timedelta(hours=1)).isoformat()
        assert release.deploy("production", scheduledAt=at).is_success
        assert release.deploy("development", scheduled_at=at).is_success
        production = release.client.get("/v3/publish-queue", params={"environment": "production"}).json()["queue"]
        response = release.client.get(f"/v3/publish-queue/{production[0]['uid']}/unschedule")
        assert response.json() == {"notice": "Release unscheduled successfully."}
        still.clock.advance(3600 - 1)
        assert details(notes, uid) == []
        still.clock.advance(1 + WORK_DELAY)
        assert len(details(notes, uid)) == len(release.fetch()["status"]) == 1

    def test_a_release_that_is_gone(self, still: Emulator, release: Release) -> None:
        release.deploy("production")
        release.client.delete(release.path)
        still.clock.advance(WORK_DELAY * 2)
        (queued,) = release.client.get("/v3/publish-queue").json()["queue"]
        assert queued["publish_details"]["status"] == "failed"

    def test_the_action_may_be_left_out(self, release: Release) -> None:
        body = {"release": {"environments": ["production"], "scheduledAt": ""}}
        assert release.client.post(f"{release.path}/deploy", json=body).is_success

    @pytest.mark.parametrize(
        "change", [{"environments": []}, {"locales": ["xx-xx"]}, {"scheduled_at": "soon"}, {"action": "burn"}]
    )
    def test_invalid_deployments_are_rejected(self, release: Release, change: Fields) -> None:
        status, code, wrong = parse_error(release.deploy("production", **change))
        assert (status, code, list(wrong)) == (422, 141, list(change))

    def test_an_environment_that_is_not_there(self, release: Release) -> None:
        assert parse_error(release.deploy("nowhere"))[:2] == (401, 161)
