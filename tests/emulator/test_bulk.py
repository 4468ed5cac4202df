"""Bulk operations and their jobs: many things in one call, done step by step in the background."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from tests.emulator.support import workflows
from tests.emulator.support.entries import Entries, Fields, build_field, build_reference, create_model, upload_asset
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import WORK_DELAY
from tests.emulator.support.users import hire_colleague

NESTED = {"api_version": "3.2"}
V2 = {"bulk_version": "2.0"}

MISSING = "blt0000000000000000"


@pytest.fixture
def stack(still_stack: httpx.Client) -> httpx.Client:
    return still_stack


@pytest.fixture
def uids(notes: Entries) -> list[str]:
    return [notes.add({"title": title})["uid"] for title in ("One", "Two", "Three")]


def name_entry(notes: Entries, uid: str, **more: Any) -> Fields:
    return {"uid": uid, "content_type": notes.content_type, **more}


def body(notes: Entries, *uids: str, **more: Any) -> Fields:
    entries = [name_entry(notes, uid) for uid in uids]
    return {"entries": entries, "locales": ["en-us"], "environments": ["production"], **more}


def bulk(
    stack: httpx.Client, action: str, sent: Fields, headers: Mapping[str, str] = NESTED, **query: str
) -> httpx.Response:
    return stack.post(f"/v3/bulk/{action}", json=sent, headers=headers, params=query)


def read_job_id(response: httpx.Response) -> str:
    assert response.status_code == 200, response.text
    uid: str = response.json()["job_id"]
    return uid


def job(stack: httpx.Client, uid: str) -> Fields:
    found: Fields = stack.get(f"/v3/bulk/jobs/{uid}", headers=NESTED).json()
    return found


def items(stack: httpx.Client, uid: str, **query: str) -> list[Fields]:
    response = stack.get(f"/v3/bulk/jobs/{uid}/items", headers=NESTED, params=query)
    assert response.status_code == 200, response.text
    found: list[Fields] = response.json()["items"]
    return found


def states(stack: httpx.Client, uid: str) -> list[str]:
    return [item["publish_details"]["status"] for item in items(stack, uid)]


def details(notes: Entries, uid: str) -> list[Fields]:
    found: list[Fields] = notes.fetch(uid, include_publish_details="true")["publish_details"]
    return found


def finish(still: Emulator) -> None:
    still.clock.advance(WORK_DELAY * 2)


class TestPublish:
    def test_step_by_step(self, still: Emulator, stack: httpx.Client, notes: Entries, uids: list[str]) -> None:
        ordered_at = still.clock.stamp()
        response = bulk(stack, "publish", body(notes, *uids))
        notice = "Your bulk publish request is in progress. Please check publish queue for more details."
        assert response.json() == {"notice": notice, "job_id": read_job_id(response)}
        uid = read_job_id(response)
        assert (job(stack, uid)["status"], states(stack, uid)) == ("in_queue", ["pending"] * 3)
        still.clock.advance(WORK_DELAY)
        assert (job(stack, uid)["status"], states(stack, uid)) == ("in_progress", ["pending"] * 3)
        assert details(notes, uids[0]) == []
        still.clock.advance(WORK_DELAY)
        now, production = still.clock.stamp(), stack.get("/v3/environments/production").json()["environment"]["uid"]
        user = notes.fetch(uids[0])["created_by"]
        assert job(stack, uid) == {
            "uid": uid,
            "created_by": user,
            "updated_by": "",
            "created_at": ordered_at,
            "updated_at": now,
            "action": "publish",
            "api_key": still.stack.api_key,
            "status": "complete",
            "body": {
                "branch": "main",
                "locales": ["en-us"],
                "environments": [production],
                "published_at": now,
                "scheduled_at": "",
            },
            "summary": {
                "top_level_items": 3,
                "total_processed": 3,
                "success": 3,
                "unsuccess": 0,
                "skip": 0,
                "approvals": 0,
                "state": "completed",
            },
        }
        assert items(stack, uid)[0] == {
            "uid": uids[0],
            "locale": "en-us",
            "version": 1,
            "title": "One",
            "type": "entry",
            "publish_details": {"status": "success"},
            "publish_locale": "en-us",
            "environment": production,
            "action": "publish",
            "published_at": now,
            "scheduled_at": "",
            "user": user,
            "depth": 0,
            "content_type": {"uid": notes.content_type},
        }
        assert all(len(details(notes, each)) == 1 for each in uids)

    def test_without_api_version_no_job_is_named(self, stack: httpx.Client, notes: Entries, uids: list[str]) -> None:
        assert list(bulk(stack, "publish", body(notes, *uids), {}).json()) == ["notice"]
        assert len(stack.get("/v3/publish-queue").json()["queue"]) == 3

    def test_other_forms_of_the_body(
        self, still: Emulator, stack: httpx.Client, notes: Entries, uids: list[str]
    ) -> None:
        notes.change(uids[0], {"text": "two"})
        first = {"uid": uids[0], "_content_type_uid": notes.content_type, "version": "1", "locale": "en-us"}
        asset = {"uid": upload_asset(stack)}
        sent = {**body(notes), "entries": [first], "assets": [asset], "rules": {"approvals": "true/false"}}
        uid = read_job_id(bulk(stack, "publish", sent))
        finish(still)
        assert [(i["type"], i["version"], i["locale"]) for i in items(stack, uid)] == [
            ("entry", 1, "en-us"),
            ("asset", 1, ""),
        ]
        assert "content_type" not in items(stack, uid)[1]
        assert [detail["version"] for detail in details(notes, uids[0])] == [1]

    def test_published_items_are_skipped(
        self, still: Emulator, stack: httpx.Client, notes: Entries, uids: list[str]
    ) -> None:
        read_job_id(bulk(stack, "publish", body(notes, uids[0])))
        finish(still)
        uid = read_job_id(bulk(stack, "publish", body(notes, *uids)))
        finish(still)
        assert states(stack, uid) == ["skipped", "success", "success"]
        assert (job(stack, uid)["summary"]["skip"], job(stack, uid)["summary"]["success"]) == (1, 2)
        (queued,) = stack.get("/v3/publish-queue", params={"status": "skipped"}).json()["queue"]
        text = "The entry is already published in the specified environment and locale."
        assert queued["publish_details"] == {"status": "skipped", "message": text, "error": text}

    def test_items_that_do_not_exist_fail_and_the_others_succeed(
        self, still: Emulator, stack: httpx.Client, notes: Entries, uids: list[str]
    ) -> None:
        sent = body(notes, uids[0], MISSING, "..")
        sent["entries"] += [name_entry(notes, uids[1], version=9), {"uid": uids[1], "content_type": "nothing"}]
        uid = read_job_id(bulk(stack, "publish", sent))
        finish(still)
        assert states(stack, uid) == ["success", *["failed"] * 4]
        assert items(stack, uid)[1]["publish_details"]["failure_reason"] == "The requested object doesn't exist."
        assert (job(stack, uid)["status"], job(stack, uid)["summary"]["unsuccess"]) == ("complete", 4)
        uid = read_job_id(bulk(stack, "publish", body(notes, MISSING)))
        finish(still)
        assert job(stack, uid)["status"] == "failed"

    @pytest.mark.parametrize(
        ("change", "key"),
        [
            ({"entries": []}, "entries"),
            ({"entries": [{"uid": "a", "content_type": "b"}] * 11}, "entries"),
            ({"assets": [{"uid": "a"}] * 10}, "entries"),
            ({"entries": [{"uid": "a"}]}, "entries.content_type"),
            ({"entries": [{"uid": "a", "content_type": "b", "version": "soon"}]}, "entries.version"),
            ({"locales": []}, "locales"),
            ({"locales": ["en-us"] * 11}, "locales"),
            ({"locales": ["xx-xx"]}, "locales"),
            ({"environments": []}, "environments"),
            ({"environments": ["production"] * 11}, "environments"),
            ({"scheduled_at": "soon"}, "scheduled_at"),
        ],
    )
    def test_invalid_jobs_are_rejected(
        self, stack: httpx.Client, notes: Entries, uids: list[str], change: Fields, key: str
    ) -> None:
        status, code, wrong = parse_error(bulk(stack, "publish", body(notes, *uids) | change))
        assert (status, code, list(wrong)) == (422, 141, [key])
        assert stack.get("/v3/publish-queue").json() == {"queue": []}

    def test_an_environment_that_is_not_there(self, stack: httpx.Client, notes: Entries, uids: list[str]) -> None:
        assert parse_error(bulk(stack, "publish", body(notes, *uids, environments=["nowhere"])))[:2] == (401, 161)

    def test_an_asset_without_a_uid(self, stack: httpx.Client, notes: Entries) -> None:
        assert bulk(stack, "publish", body(notes, assets=[{"uid": ""}])).status_code == 412

    def test_a_job_unpublishes_from_its_environments(
        self, still: Emulator, stack: httpx.Client, notes: Entries, uids: list[str]
    ) -> None:
        bulk(stack, "publish", body(notes, *uids, environments=["production", "development"]))
        finish(still)
        response = bulk(stack, "unpublish", body(notes, *uids))
        assert response.json()["notice"].startswith("Your bulk unpublish request is in progress.")
        finish(still)
        assert states(stack, read_job_id(response)) == ["success"] * 3
        assert [len(details(notes, uid)) for uid in uids] == [1, 1, 1]

    def test_a_scheduled_job_waits_and_can_be_unscheduled(
        self, still: Emulator, stack: httpx.Client, notes: Entries, uids: list[str]
    ) -> None:
        at = (still.clock.now() + timedelta(hours=1)).isoformat()
        uid, other = (read_job_id(bulk(stack, "publish", body(notes, *uids, scheduled_at=at))) for _ in range(2))
        assert (job(stack, uid)["status"], states(stack, uid)) == ("waiting", ["scheduled"] * 3)
        assert stack.get(f"/v3/publish-queue/{other}/unschedule", headers=NESTED).is_success
        assert (job(stack, other)["status"], states(stack, other)) == ("unscheduled", ["unscheduled"] * 3)
        first = stack.get("/v3/publish-queue", params={"bulkJobId": uid}).json()["queue"][0]
        stack.get(f"/v3/publish-queue/{first['uid']}/unschedule")
        still.clock.advance(3600 + WORK_DELAY)
        assert sorted(states(stack, uid)) == ["success", "success", "unscheduled"]

    def test_every_localized_copy(self, still: Emulator, stack: httpx.Client, notes: Entries, uids: list[str]) -> None:
        notes.change(uids[0], {"title": "Un"}, locale="fr-fr")
        uid = read_job_id(bulk(stack, "publish", body(notes, uids[0]), publish_all_localized="true"))
        finish(still)
        found = [(i["publish_locale"], i["locale"], i["title"]) for i in items(stack, uid)]
        assert found == [("en-us", "en-us", "One"), ("fr-fr", "fr-fr", "Un")]


class TestReferences:
    @pytest.fixture
    def tree(self, stack: httpx.Client, notes: Entries, uids: list[str]) -> tuple[Entries, str]:
        """An entry that refers to another, which refers to a note and to itself."""
        things = create_model(stack, build_field("title_2"))
        uid = things.content_type
        content_type = stack.get(f"/v3/content_types/{uid}").json()["content_type"]
        content_type["schema"].append(build_reference("to", uid, notes.content_type))
        stack.put(f"/v3/content_types/{uid}", json={"content_type": content_type})
        leaf = {"uid": uids[0], "_content_type_uid": notes.content_type}
        middle = things.add({"title": "Middle", "to": [leaf]})["uid"]
        itself = {"uid": middle, "_content_type_uid": uid}
        things.change(middle, {"to": [leaf, itself]})
        return things, things.add({"title": "Top", "to": [itself]})["uid"]

    @pytest.mark.parametrize(
        ("more", "query"),
        [({"publish_with_reference": True}, {}), ({}, {"nested": "true", "event_type": "bulk"})],
    )
    def test_references_are_taken_in(
        self, still: Emulator, stack: httpx.Client, tree: tuple[Entries, str], more: Fields, query: dict[str, str]
    ) -> None:
        things, top = tree
        response = stack.post("/v3/bulk/publish", json=body(things, top, **more), headers=NESTED, params=query)
        uid = read_job_id(response)
        finish(still)
        assert [(i["title"], i["depth"]) for i in items(stack, uid)] == [("Top", 0), ("Middle", 1), ("One", 2)]
        assert [i["title"] for i in items(stack, uid, include_reference="false")] == ["Top"]
        titles = [i["entry"]["title"] for i in stack.get("/v3/publish-queue").json()["queue"]]
        assert titles == ["Top"]
        nested = stack.get("/v3/publish-queue", headers=NESTED).json()["queue"]
        assert sorted(i["type"] for i in nested) == ["bulk-job", "entry", "entry", "entry"]

    def test_not_unless_asked(self, stack: httpx.Client, tree: tuple[Entries, str]) -> None:
        uid = read_job_id(bulk(stack, "publish", body(tree[0], tree[1])))
        assert len(items(stack, uid)) == 1

    def test_one_entry_with_its_references(
        self, still: Emulator, stack: httpx.Client, tree: tuple[Entries, str]
    ) -> None:
        things, top = tree
        sent = {"entry": {"environments": ["production"], "locales": ["en-us"]}}
        uid = read_job_id(stack.post(f"{things.path}/{top}/publish", json=sent, headers=NESTED))
        finish(still)
        assert [i["title"] for i in items(stack, uid)] == ["Top", "Middle", "One"]
        assert states(stack, uid) == ["success"] * 3


class TestJobs:
    def test_items_are_filtered_and_paged(
        self, still: Emulator, stack: httpx.Client, notes: Entries, uids: list[str]
    ) -> None:
        uid = read_job_id(bulk(stack, "publish", body(notes, *uids, MISSING, assets=[{"uid": upload_asset(stack)}])))
        finish(still)
        assert len(items(stack, uid, type="entry")) == 4
        assert len(items(stack, uid, status="failed")) == 1
        assert len(items(stack, uid, **{"ct[]": notes.content_type})) == 4
        assert len(items(stack, uid, ct="sys_assets")) == 1
        path = f"/v3/bulk/jobs/{uid}/items"
        page = stack.get(path, params={"include_count": "true", "skip": "4", "limit": "3"}).json()
        assert (len(page["items"]), page["skip"], page["limit"], page["total_count"]) == (1, 4, 3, 5)

    def test_one_that_is_not_there(self, stack: httpx.Client) -> None:
        for path in ("", "/items"):
            assert parse_error(stack.get(f"/v3/bulk/jobs/nothing{path}", headers=NESTED))[:2] == (422, 141)

    def test_in_the_queue(self, still: Emulator, stack: httpx.Client, notes: Entries, uids: list[str]) -> None:
        uid = read_job_id(bulk(stack, "publish", body(notes, *uids)))
        finish(still)
        query = {"bulkJobId": uid, "include_job_details": "true"}
        response = stack.get("/v3/publish-queue", headers=NESTED, params=query).json()
        assert {item["bulkJobId"] for item in response["queue"]} == {uid}
        found = response["jobDetails"]
        assert (found["type"], found["entry"]) == ("bulk-job", {"uid": uid, "title": uid})
        assert found["publish_details"] == {"status": "complete", "recordsCount": 3, "process_count": 3}
        assert found["summary"] == job(stack, uid)["summary"]
        assert stack.get(f"/v3/publish-queue/{uid}", headers=NESTED).json()["entry"] == found

    def test_jobs_are_listed_and_filtered(
        self, still: Emulator, stack: httpx.Client, notes: Entries, uids: list[str]
    ) -> None:
        published = read_job_id(bulk(stack, "publish", body(notes, uids[0], MISSING)))
        finish(still)
        deleted = read_job_id(bulk(stack, "delete", {"entries": [name_entry(notes, uids[1])]}))
        user = notes.fetch(uids[0])["created_by"]

        def tasks(**query: str) -> list[Fields]:
            response = stack.get("/v3/bulk/jobs", headers=V2, params=query)
            found: list[Fields] = response.json()["jobItems"]
            return found

        assert [(t["job_id"], t["action"]) for t in tasks(asc="created_at")] == [
            (published, "publish"),
            (published, "publish"),
            (deleted, "delete"),
        ]
        assert len(tasks(status="5")) == 2
        assert len(tasks(status="1,2")) == 1
        assert tasks(status="4") == []
        assert (len(tasks(users=user)), tasks(users="blt1")) == (3, [])
        today = still.clock.stamp()[:10]
        assert len(tasks(**{"from": today, "to": today})) == 3
        assert tasks(to="2001-01-01") == []
        failed = next(t for t in tasks() if t.get("errored"))
        assert failed["errors"] == [{"path": "uid", "errorKey": "The requested object doesn't exist."}]
        assert stack.get("/v3/bulk/jobs", params={"include_count": "true", "limit": "1"}).json()["count"] == 3


class TestDelete:
    def test_a_job_deletes_entries_copies_and_assets(
        self, still: Emulator, stack: httpx.Client, notes: Entries, uids: list[str]
    ) -> None:
        notes.change(uids[0], {"title": "Un"}, locale="fr-fr")
        asset = upload_asset(stack)
        entries = [name_entry(notes, uids[0], locale="fr-fr"), name_entry(notes, uids[1]), name_entry(notes, MISSING)]
        entries.append(name_entry(notes, uids[2], locale="fr-fr"))
        response = bulk(stack, "delete", {"entries": entries, "assets": [{"uid": asset}]}, {})
        notice = "Your bulk delete request is in progress. Please check bulk task queue for more details."
        assert response.json()["notice"] == notice
        assert notes.get(uids[1]).is_success
        finish(still)
        assert states(stack, read_job_id(response)) == ["success", "success", "failed", "failed", "success"]
        assert notes.titles() == {"One", "Three"}
        assert notes.fetch(uids[0], locale="fr-fr")["title"] == "One"
        assert parse_error(stack.get(f"/v3/assets/{asset}"))[:2] == (422, 141)

    def test_a_job_without_items_completes(self, still: Emulator, stack: httpx.Client) -> None:
        uid = read_job_id(bulk(stack, "delete", {"entries": []}))
        finish(still)
        assert (job(stack, uid)["status"], items(stack, uid)) == ("complete", [])


class TestReleaseItems:
    @pytest.fixture
    def release(self, stack: httpx.Client) -> str:
        uid: str = stack.post("/v3/releases", json={"release": {"name": "Spring"}}).json()["release"]["uid"]
        return uid

    def list_items(self, stack: httpx.Client, release: str) -> list[tuple[str, str, int]]:
        found = stack.get(f"/v3/releases/{release}/items").json()["items"]
        return [(item["title"], item["locale"], item["version"]) for item in found]

    def test_a_job_adds_items_to_a_release(
        self, still: Emulator, stack: httpx.Client, notes: Entries, uids: list[str], release: str
    ) -> None:
        sent = {
            "release": release,
            "action": "publish",
            "locale": ["en-us", "fr-fr"],
            "items": [
                {"uid": uids[0], "content_type_uid": notes.content_type},
                {"uid": uids[1], "content_type": notes.content_type, "locale": "en-us", "version": 1, "title": "x"},
                {"uid": uids[1], "content_type_uid": notes.content_type, "locale": "en-us"},
                {"uid": upload_asset(stack), "content_type_uid": "sys_assets", "locale": "en-us"},
                {"uid": MISSING, "content_type_uid": notes.content_type, "locale": "en-us"},
            ],
        }
        response = bulk(stack, "release/items", sent, V2)
        assert response.json()["notice"] == "Your add to release request is in progress."
        assert read_job_id(response).startswith("cs-")
        assert self.list_items(stack, release) == []
        finish(still)
        assert self.list_items(stack, release) == [
            ("One", "en-us", 1),
            ("One", "fr-fr", 1),
            ("Two", "en-us", 1),
            ("note.txt", "en-us", 1),
        ]
        found = stack.get("/v3/bulk/jobs", headers=V2, params={"asc": "created_at"}).json()["jobItems"]
        assert [task.get("errored", False) for task in found] == [False, False, False, True, False, True]
        assert found[3]["errors"] == [{"path": "uid", "errorKey": "This item has already been added to the release"}]
        assert found[4]["content_type_uid"] == "sys_assets"

    def test_adding_with_references(
        self, still: Emulator, stack: httpx.Client, notes: Entries, uids: list[str], release: str
    ) -> None:
        things = create_model(stack, build_reference("to", notes.content_type))
        top = things.add({"title": "Top", "to": [{"uid": uids[0], "_content_type_uid": notes.content_type}]})["uid"]
        item = {"uid": top, "content_type_uid": things.content_type}
        bulk(stack, "release/items", {"release": release, "reference": True, "items": [item]}, V2)
        finish(still)
        assert self.list_items(stack, release) == [("Top", "en-us", 1), ("One", "en-us", 1)]
        found = stack.get("/v3/bulk/jobs", headers=V2, params={"asc": "created_at"}).json()["jobItems"]
        assert [task.get("reference", False) for task in found] == [False, True]

    def test_a_job_updates_the_items_of_a_release(
        self, still: Emulator, stack: httpx.Client, notes: Entries, uids: list[str], release: str
    ) -> None:
        added = [{"uid": uid, "content_type_uid": notes.content_type} for uid in uids]
        bulk(stack, "release/items", {"release": release, "items": added}, {})
        finish(still)
        for uid in uids:
            notes.change(uid, {"text": "two"})
        one = {"release": release, "items": [{"uid": uids[0], "locale": "en-us"}]}
        assert stack.put("/v3/bulk/release/update_items", json=one, headers=V2).json()["job_id"]
        finish(still)
        assert [version for _, _, version in self.list_items(stack, release)] == [2, 1, 1]
        stack.put("/v3/bulk/release/update_items", json=one | {"items": ["$all"]})
        finish(still)
        assert [version for _, _, version in self.list_items(stack, release)] == [2, 2, 2]

    def test_invalid_requests_are_rejected(
        self, stack: httpx.Client, notes: Entries, uids: list[str], release: str
    ) -> None:
        item = {"uid": uids[0], "content_type_uid": notes.content_type}
        assert parse_error(bulk(stack, "release/items", {"release": MISSING, "items": [item]}, V2))[:2] == (422, 141)
        bad = {"release": release, "items": [{"uid": uids[0]}]}
        assert parse_error(bulk(stack, "release/items", bad, V2))[:2] == (422, 141)
        stack.put(f"/v3/releases/{release}", json={"release": {"locked": True}})
        assert parse_error(bulk(stack, "release/items", {"release": release, "items": [item]}, V2))[:2] == (422, 141)
        response = stack.put("/v3/bulk/release/update_items", json={"release": release, "items": ["$all"]})
        assert parse_error(response)[:2] == (422, 141)


@pytest.fixture
def stages(stack: httpx.Client) -> list[str]:
    """The uids of the stages of a workflow that is in force; entries begin in the first."""
    workflow = workflows.add(
        stack, workflow_stages=[workflows.build_stage(name) for name in ("Draft", "Review", "Done")]
    )
    return [stage["uid"] for stage in workflow["workflow_stages"]]


class TestWorkflow:
    def stage(self, notes: Entries, uid: str) -> str:
        found: str = notes.fetch(uid, include_workflow="true")["_workflow"]["uid"]
        return found

    @pytest.mark.parametrize("is_nested", [True, False])
    def test_entries_are_moved_to_a_stage_together(
        self, stack: httpx.Client, notes: Entries, stages: list[str], uids: list[str], is_nested: bool
    ) -> None:
        stage = {"uid": stages[1], "comment": "Have a look"}
        workflow = {"workflow_stage": stage} if is_nested else stage
        sent = {"entries": [name_entry(notes, uid, locale="en-us") for uid in uids], "workflow": workflow}
        response = bulk(stack, "workflow", sent, {})
        assert response.json() == {"notice": "Your request to update workflow stage is complete."}
        assert [self.stage(notes, uid) for uid in uids] == [stages[1]] * 3

    def test_all_or_none(self, stack: httpx.Client, notes: Entries, stages: list[str], uids: list[str]) -> None:
        workflow = {"workflow_stage": {"uid": stages[1]}}
        sent = {"entries": [name_entry(notes, uid) for uid in (uids[0], MISSING)], "workflow": workflow}
        assert parse_error(bulk(stack, "workflow", sent, {}))[:2] == (422, 141)
        assert self.stage(notes, uids[0]) == stages[0]
        bulk(stack, "workflow", {"entries": [name_entry(notes, uids[0])], "workflow": workflow}, {})
        sent = {"entries": [name_entry(notes, uid) for uid in uids], "workflow": {"workflow_stage": {"uid": stages[2]}}}
        assert parse_error(bulk(stack, "workflow", sent, {}))[:2] == (412, 366)
        assert [self.stage(notes, uid) for uid in uids] == [stages[1], stages[0], stages[0]]

    @pytest.mark.parametrize("workflow", [{}, {"workflow_stage": {}}, {"comment": "x"}, {"uid": 1}])
    def test_without_a_stage(
        self, stack: httpx.Client, notes: Entries, stages: list[str], uids: list[str], workflow: Fields
    ) -> None:
        sent = {"entries": [name_entry(notes, uids[0])], "workflow": workflow}
        assert bulk(stack, "workflow", sent, {}).status_code in (412, 422)
        assert self.stage(notes, uids[0]) == stages[0]

    def test_more_than_ten_entries_are_rejected(self, stack: httpx.Client, notes: Entries) -> None:
        sent = {"entries": [name_entry(notes, MISSING)] * 11, "workflow": {"workflow_stage": {"uid": "blt1"}}}
        assert parse_error(bulk(stack, "workflow", sent, {}))[0] == 422

    def test_together_with_unpublishing(
        self, stack: httpx.Client, notes: Entries, stages: list[str], uids: list[str]
    ) -> None:
        read_job_id(bulk(stack, "unpublish", body(notes, *uids, workflow={"workflow_stage": {"uid": stages[1]}})))
        assert [self.stage(notes, uid) for uid in uids] == [stages[1]] * 3


class TestPublishRules:
    def rule(self, stack: httpx.Client, **more: Any) -> None:
        """Make a rule about publishing to production."""
        rule = {
            "workflow": stack.get(workflows.WORKFLOWS).json()["workflows"][0]["uid"],
            "environment": stack.get("/v3/environments/production").json()["environment"]["uid"],
            "actions": ["publish"],
            "content_types": ["$all"],
            "locales": ["en-us"],
            "branches": ["main"],
            **more,
        }
        response = stack.post(workflows.RULES, json={"publishing_rule": rule})
        assert response.is_success, response.text

    @pytest.mark.parametrize("switch", ["query", "header", "body"])
    def test_a_rule_about_stages_stops_a_job_unless_it_is_skipped(
        self, still: Emulator, notes: Entries, stages: list[str], uids: list[str], switch: str
    ) -> None:
        stack = notes.client
        self.rule(stack, workflow_stage=stages[1])
        stage = {"entries": [name_entry(notes, uids[0])], "workflow": {"workflow_stage": {"uid": stages[1]}}}
        assert bulk(stack, "workflow", stage, {}).is_success
        status, code, wrong = parse_error(bulk(stack, "publish", body(notes, *uids)))
        assert (status, code, list(wrong)) == (422, 141, ["entries"])
        on = {"skip_workflow_stage_check": "true"}
        query, headers, more = (on if switch == place else {} for place in ("query", "header", "body"))
        uid = read_job_id(bulk(stack, "publish", body(notes, *uids, **more), {**NESTED, **headers}, **query))
        finish(still)
        assert states(stack, uid) == ["success", "skipped", "skipped"]
        assert parse_error(bulk(stack, "publish", body(notes, uids[1]), approvals="true"))[:2] == (422, 141)
        assert bulk(stack, "unpublish", body(notes, *uids)).is_success

    @pytest.mark.usefixtures("stages")
    def test_a_rule_about_approvals_stops_a_job_or_skips_its_items(
        self, still: Emulator, stack: httpx.Client, notes: Entries, uids: list[str]
    ) -> None:
        with hire_colleague(still, stack) as colleague:
            self.rule(stack, approvers={"users": [colleague.uid], "roles": []})
            assert parse_error(bulk(stack, "publish", body(notes, *uids)))[:2] == (422, 141)
            uid = read_job_id(bulk(stack, "publish", body(notes, *uids, rules={"approvals": True})))
            finish(still)
            assert states(stack, uid) == ["skipped"] * 3
            assert (job(stack, uid)["summary"]["approvals"], details(notes, uids[0])) == (3, [])
            colleague.take_built_in("Content Manager")
            assert bulk(colleague.client, "publish", body(notes, *uids)).is_success


def test_a_bulk_call_wants_the_rights_of_each_single_one(
    still: Emulator, stack: httpx.Client, notes: Entries, uids: list[str]
) -> None:
    with hire_colleague(still, stack) as colleague:
        may_read = [{"module": m, f"{m}s": ["$all"], "acl": {"read": True}} for m in ("locale", "environment")]
        content = {"module": "content_type", "content_types": [notes.content_type]}
        colleague.take_rules(*may_read, {**content, "acl": {"read": True, "sub_acl": {"read": True, "publish": True}}})
        assert bulk(colleague.client, "publish", body(notes, *uids)).is_success
        assert parse_error(bulk(colleague.client, "delete", {"entries": [name_entry(notes, uids[0])]}))[:2] == (
            403,
            162,
        )
        other = {"uid": uids[0], "content_type": "blog_post"}
        assert parse_error(bulk(colleague.client, "publish", body(notes, entries=[other])))[:2] == (403, 162)
