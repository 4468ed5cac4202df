# Derived from asynchronous/test_waiting.py by generator/unasync.py: edit that, not this.
"""Waiting for jobs. The emulator's clock moves only while a wait pauses, so that no test takes its time."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

import contentstack_cma._sync.waiting
from contentstack_cma import (
    AuthenticationError,
    Authtoken,
    Client,
    JobTimeoutError,
    Outcome,
    Stack,
)
from contentstack_cma.bulk import FailedItem, JobResult, Progress
from contentstack_cma.models import FieldDict
from contentstack_cma_emulator import Emulator

LOCALES = ["en-us"]
ENVIRONMENTS = ["production"]
TITLE: FieldDict = {"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True, "unique": True}


class Intercepting(httpx.HTTPTransport):
    """Sends requests to the emulator, except those whose path has a response of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.responses: dict[str, tuple[int, dict[str, Any]]] = {}
        self.paths: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(f"{request.method} {request.url.path}")
        for prefix, (status, body) in self.responses.items():
            if request.url.path.startswith(prefix) and request.method == "GET":
                return httpx.Response(status, json=body, request=request)
        return super().handle_request(request)


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=1.0) as running:
        running.clock.stop()
        yield running


@pytest.fixture
def pauses(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses of a wait, which take no time but move the emulator's clock."""
    waited: list[float] = []

    def pause(seconds: float) -> None:
        waited.append(seconds)
        emulator.clock.advance(seconds)

    monkeypatch.setattr(contentstack_cma._sync.waiting, "sleep", pause)
    monkeypatch.setattr(contentstack_cma._sync.waiting, "monotonic", lambda: sum(waited))
    return waited


@pytest.fixture
def transport() -> Intercepting:
    return Intercepting()


@pytest.fixture
def stack(emulator: Emulator, transport: Intercepting, pauses: list[float]) -> Iterator[Stack]:
    with Client(auth=Authtoken(emulator.authtoken), base_url=emulator.url, transport=transport) as client:
        yield client.stack(emulator.stack.api_key)


def create_entry(stack: Stack, title: str) -> dict[str, Any]:
    entry = stack.entries("blog_post").create({"title": title, "url": f"/{title}"})
    return {"uid": entry.uid, "content_type": "blog_post", "locale": "en-us"}


def is_published(stack: Stack, uid: str) -> bool:
    entry = stack.entries("blog_post").get(uid, include_publish_details=True)
    return bool(entry.publish_details)


def test_a_bulk_call_waits_until_everything_is_published(stack: Stack, pauses: list[float]) -> None:
    entries = [create_entry(stack, f"bulk-{number}") for number in range(3)]
    published = stack.bulk.publish(entries=entries, locales=LOCALES, environments=ENVIRONMENTS, wait=True)
    assert (published.action, published.status, published.done, published.failures) == ("publish", "complete", 3, ())
    assert published.job_id is not None
    assert {is_published(stack, entry["uid"]) for entry in entries} == {True}
    assert sum(pauses) >= 2.0  # it begins after a second, and is done after another one

    unpublished = stack.bulk.unpublish(entries=entries, locales=LOCALES, environments=ENVIRONMENTS, wait=True)
    assert unpublished.raise_for_failures().done == 3
    assert {is_published(stack, entry["uid"]) for entry in entries} == {False}

    deleted = stack.bulk.delete(entries=entries, wait=True)
    assert deleted.raise_for_failures().done == 3
    assert stack.entries("blog_post").count(query={"uid": {"$in": [entry["uid"] for entry in entries]}}) == 0


def test_without_wait_a_bulk_call_returns_at_once(stack: Stack, pauses: list[float]) -> None:
    entry = create_entry(stack, "at-once")
    started = stack.bulk.publish(entries=[entry], locales=LOCALES, environments=ENVIRONMENTS, api_version="3.2")
    assert pauses == []
    result = stack.bulk_jobs.wait(started)
    assert result.job_id == started.job_id
    assert is_published(stack, entry["uid"])


def test_a_job_is_found_by_its_id(stack: Stack) -> None:
    entry = create_entry(stack, "by-id")
    started = stack.bulk.publish(entries=[entry], locales=LOCALES, environments=ENVIRONMENTS, api_version="3.2")
    assert started.job_id
    job = stack.bulk_jobs.get(started.job_id)
    assert stack.bulk_jobs.wait(job) == stack.bulk_jobs.wait(started.job_id)


def test_items_that_failed_are_named(stack: Stack) -> None:
    entries = [create_entry(stack, f"deleted-{number}") for number in range(2)]
    started = stack.bulk.publish(entries=entries, locales=LOCALES, environments=ENVIRONMENTS, api_version="3.2")
    stack.entries("blog_post").delete(entries[0]["uid"])
    result = stack.bulk_jobs.wait(started)
    assert (result.status, result.done, result.failed) == ("partial", 1, 1)
    (failure,) = result.failures
    assert (failure.uid, failure.kind, failure.content_type_uid) == (entries[0]["uid"], "entry", "blog_post")
    assert failure.locale == "en-us"
    assert failure.environment
    assert failure.reason


def test_a_job_that_was_canceled_is_finished(stack: Stack, transport: Intercepting) -> None:
    transport.responses["/v3/bulk/jobs/j1"] = (200, {"uid": "j1", "action": "publish", "status": "unscheduled"})
    transport.responses["/v3/bulk/jobs/j1/items"] = (200, {"items": []})
    transport.responses = dict(reversed(transport.responses.items()))  # the longer path first
    result = stack.bulk_jobs.wait("j1")
    assert result == JobResult(job_id="j1", action="publish", status="canceled")


def test_publish_details_end_a_job_that_goes_on_forever(
    stack: Stack, transport: Intercepting, pauses: list[float]
) -> None:
    transport.responses["/v3/bulk/jobs"] = (200, {"uid": "j1", "action": "publish", "status": "in_progress"})
    entry = create_entry(stack, "forever")
    result = stack.bulk.publish(entries=[entry], locales=LOCALES, environments=ENVIRONMENTS, wait=True)
    assert (result.status, result.done) == ("complete", 1)
    assert is_published(stack, entry["uid"])
    assert len(pauses) == 4


def test_the_body_of_a_job_says_which_publish_details_end_it(stack: Stack, transport: Intercepting) -> None:
    entry = create_entry(stack, "by-body")
    environment = stack.environments.get("production")
    body = {"entries": [entry], "locales": LOCALES, "environments": [environment.uid]}
    running = {"uid": "j1", "action": "publish", "status": 3, "body": body, "summary": {}}
    transport.responses["/v3/bulk/jobs"] = (200, running)
    stack.bulk.publish(entries=[entry], locales=LOCALES, environments=ENVIRONMENTS)
    result = stack.bulk_jobs.wait("j1")
    assert (result.job_id, result.status, result.done) == ("j1", "complete", 1)


def test_publish_details_decide_where_jobs_need_other_credentials(stack: Stack, transport: Intercepting) -> None:
    transport.responses["/v3/bulk/jobs"] = (401, {"error_code": 105, "error_message": "You're not allowed in here."})
    entry = create_entry(stack, "denied")
    result = stack.bulk.publish(entries=[entry], locales=LOCALES, environments=ENVIRONMENTS, wait=True)
    assert result.status == "complete"
    assert is_published(stack, entry["uid"])
    assert len([path for path in transport.paths if "/bulk/jobs" in path]) == 1


def test_where_jobs_need_other_credentials_an_id_alone_is_an_error_that_says_so(
    stack: Stack, transport: Intercepting
) -> None:
    transport.responses["/v3/bulk/jobs"] = (401, {"error_code": 105, "error_message": "You're not allowed in here."})
    with pytest.raises(AuthenticationError, match="need a management token") as caught:
        stack.bulk_jobs.wait("j1")
    assert caught.value.outcome == Outcome.REJECTED
    assert caught.value.attempts == 1


def test_a_job_that_is_late_is_named(stack: Stack, transport: Intercepting, pauses: list[float]) -> None:
    transport.responses["/v3/bulk/jobs"] = (200, {"uid": "j1", "action": "delete", "status": "in_progress"})
    with pytest.raises(
        JobTimeoutError, match=r"stack\.bulk_jobs\.wait\(\): job j1 .* 60 seconds \(in_progress\)"
    ) as caught:
        stack.bulk_jobs.wait("j1", timeout=60)
    assert sum(pauses) == 60.0
    assert isinstance(caught.value, TimeoutError)
    assert (caught.value.job_id, caught.value.outcome, caught.value.attempts) == (
        "j1",
        Outcome.UNKNOWN,
        len(pauses) + 1,
    )


def test_progress_is_called_until_the_end(stack: Stack, transport: Intercepting) -> None:
    calls: list[Progress] = []
    entries = [create_entry(stack, f"progress-{number}") for number in range(2)]
    stack.bulk.publish(entries=entries, locales=LOCALES, environments=ENVIRONMENTS, wait=True, progress=calls.append)
    assert (calls[0].done, calls[0].total) == (0, 2)
    assert (calls[-1].done, calls[-1].failed, calls[-1].total, calls[-1].time_left) == (2, 0, 2, 0.0)


def test_a_wrong_timeout_publishes_nothing(stack: Stack, transport: Intercepting) -> None:
    entry = create_entry(stack, "wrong-timeout")
    nothing: Any = None
    transport.paths.clear()
    with pytest.raises(ValueError, match="wait_timeout"):
        stack.bulk.publish(entries=[entry], locales=LOCALES, environments=ENVIRONMENTS, wait=True, wait_timeout=0)
    with pytest.raises(TypeError, match="progress"):
        stack.entries("blog_post").publish(
            entry["uid"],
            locales=LOCALES,
            environments=ENVIRONMENTS,
            wait=True,
            progress=nothing,
        )
    assert transport.paths == []


def test_an_entry_is_published_and_unpublished(stack: Stack) -> None:
    uid = (create_entry(stack, "entry"))["uid"]
    posts = stack.entries("blog_post")
    published = posts.publish(uid, locales=LOCALES, environments=ENVIRONMENTS, wait=True)
    assert published == JobResult(job_id=None, action="publish", status="complete", done=1)
    assert is_published(stack, uid)
    unpublished = posts.unpublish(uid, locales=LOCALES, environments=ENVIRONMENTS, wait=True)
    assert unpublished == JobResult(job_id=None, action="unpublish", status="complete", done=1)
    assert not is_published(stack, uid)


def test_each_locale_counts_although_the_entry_is_not_localized_in_it(stack: Stack) -> None:
    uid = (create_entry(stack, "two-locales"))["uid"]
    result = stack.entries("blog_post").publish(
        uid, locales=["en-us", "fr-fr"], environments=["production", "development"], wait=True
    )
    assert (result.status, result.done) == ("complete", 4)


def test_a_new_version_counts_and_not_the_one_that_is_published(stack: Stack, pauses: list[float]) -> None:
    uid = (create_entry(stack, "version"))["uid"]
    posts = stack.entries("blog_post")
    posts.publish(uid, locales=LOCALES, environments=ENVIRONMENTS, wait=True)
    posts.update(uid, {"title": "Second"})
    pauses.clear()
    posts.publish(uid, locales=LOCALES, environments=ENVIRONMENTS, wait=True)
    assert pauses
    entry = posts.get(uid, include_publish_details=True)
    assert isinstance(entry.publish_details, list)
    assert [each.version for each in entry.publish_details] == [2]


def test_an_edit_during_the_wait_does_not_keep_it_waiting(stack: Stack, emulator: Emulator) -> None:
    uid = (create_entry(stack, "edited"))["uid"]
    path = f"{emulator.url}/v3/content_types/blog_post/entries/{uid}"

    def edit(progress: Progress) -> None:
        keys = {"authtoken": emulator.authtoken, "api_key": emulator.stack.api_key}
        httpx.put(path, headers=keys, json={"entry": {"title": f"At {progress.elapsed}"}})

    result = stack.entries("blog_post").publish(
        uid, locales=LOCALES, environments=ENVIRONMENTS, wait=True, progress=edit
    )
    assert result.status == "complete"
    entry = stack.entries("blog_post").get(uid, include_publish_details=True)
    assert isinstance(entry.publish_details, list)
    assert (entry.version or 0) > 1
    assert [each.version for each in entry.publish_details] == [1]


def test_nested_publishing_waits_for_its_job(stack: Stack) -> None:
    uid = (create_entry(stack, "nested"))["uid"]
    result = stack.entries("blog_post").publish(uid, locales=LOCALES, environments=ENVIRONMENTS, nested=True, wait=True)
    assert result.job_id is not None
    assert result.done == 1


def test_an_asset_is_published_and_unpublished(stack: Stack) -> None:
    asset = stack.assets.upload(b"text", file_name="text.txt")
    published = stack.assets.publish(asset.uid, locales=LOCALES, environments=ENVIRONMENTS, wait=True)
    assert (published.status, published.done) == ("complete", 1)
    found = stack.assets.get(asset.uid, include_publish_details=True)
    assert found.publish_details
    unpublished = stack.assets.unpublish(asset.uid, locales=LOCALES, environments=ENVIRONMENTS, wait=True)
    assert (unpublished.status, unpublished.done) == ("complete", 1)


def test_the_publish_queue_says_why_an_entry_was_not_published(
    stack: Stack, transport: Intercepting, pauses: list[float]
) -> None:
    entry = create_entry(stack, "failing")
    environment = stack.environments.get("production")
    item = {
        "uid": "q1",
        "action": "publish",
        "entry": {"uid": entry["uid"]},
        "environment": [environment.uid],
        "locale": LOCALES,
        "publish_details": {"status": "failed", "message": "The disk is full."},
    }
    transport.responses["/v3/publish-queue"] = (200, {"queue": [item], "count": 1})
    transport.responses["/v3/content_types/blog_post/entries"] = (
        200,
        {"entries": [{"uid": entry["uid"], "locale": "en-us", "_version": 1, "publish_details": []}], "count": 1},
    )
    result = stack.entries("blog_post").publish(entry["uid"], locales=LOCALES, environments=ENVIRONMENTS, wait=True)
    assert (result.status, result.done, result.failed) == ("failed", 0, 1)
    assert result.failures == (
        FailedItem(
            uid=entry["uid"],
            kind="entry",
            content_type_uid="blog_post",
            locale="en-us",
            environment=environment.uid,
            reason="The disk is full.",
        ),
    )
    assert len(pauses) == 1


def test_without_rights_for_the_publish_queue_a_wait_ends_in_time(stack: Stack, transport: Intercepting) -> None:
    entry = create_entry(stack, "no-rights")
    transport.responses["/v3/publish-queue"] = (403, {"error_code": 162, "error_message": "No"})
    result = stack.entries("blog_post").publish(entry["uid"], locales=LOCALES, environments=ENVIRONMENTS, wait=True)
    assert result.status == "complete"
    assert len([path for path in transport.paths if "publish-queue" in path]) == 1


def test_a_branch_is_there_after_the_wait_and_gone_after_the_next(stack: Stack) -> None:
    branch = stack.branches.create({"uid": "dev", "source": "main"}, wait=True)
    assert branch == stack.branches.get("dev")
    stack.branches.delete("dev", force=True, wait=True)
    assert "dev" not in [branch.uid for branch in stack.branches.list()]


def test_a_branch_that_somebody_else_creates(stack: Stack, pauses: list[float]) -> None:
    stack.branches.create({"uid": "theirs", "source": "main"})
    assert pauses == []
    assert (stack.branches.wait("theirs")).uid == "theirs"
    with pytest.raises(JobTimeoutError, match=r"stack\.branches\.wait\(\): branch nobody's") as caught:
        stack.branches.wait("nobody's", timeout=1)
    assert caught.value.job_id == "nobody's"
    with pytest.raises(ValueError, match="branch_uid must not be empty"):
        stack.branches.wait("")


def test_a_merge_is_finished_after_the_wait(stack: Stack, emulator: Emulator) -> None:
    stack.branches.create({"uid": "feature", "source": "main"}, wait=True)
    with Client(auth=Authtoken(emulator.authtoken), base_url=emulator.url) as client:
        feature = client.stack(emulator.stack.api_key, branch="feature")
        feature.content_types.create({"uid": "landing", "title": "Landing", "schema": [TITLE]})
    result = merge(stack)
    assert (result.action, result.status, result.failures) == ("merge", "complete", ())
    assert (stack.content_types.get("landing")).uid == "landing"

    again = merge(stack)
    assert (again.status, again.failed) == ("failed", 1)
    assert again.failures[0].reason


def merge(stack: Stack) -> JobResult:
    return stack.branches.merge(
        compare_branch="feature",
        base_branch="main",
        default_merge_strategy="merge_prefer_compare",
        merge_comment="It is ready",
        no_revert=True,
        wait=True,
    )


def test_a_merge_that_was_started_before(stack: Stack, transport: Intercepting) -> None:
    job = {"uid": "m1", "merge_details": {"status": "failed"}, "errors": [{"uid": "page", "message": "No"}]}
    transport.responses["/v3/stacks/branches_queue/m1"] = (200, {"queue": job})
    result = stack.branches.wait_for_merge("m1")
    assert result.failures == (FailedItem(uid="page", reason="No"),)


def create_release(stack: Stack, *entries: dict[str, Any]) -> str:
    release = stack.releases.create({"name": json.dumps([entry["uid"][-6:] for entry in entries])})
    stack.release_items(release.uid).add(
        [
            {
                "uid": entry["uid"],
                "content_type_uid": "blog_post",
                "locale": "en-us",
                "version": 1,
                "action": "publish",
            }
            for entry in entries
        ]
    )
    return release.uid


def test_a_release_is_deployed_after_the_wait(stack: Stack) -> None:
    entry = create_entry(stack, "release")
    uid = create_release(stack, entry)
    result = stack.releases.deploy(uid, environments=["production", "development"], action="publish", wait=True)
    assert (result.action, result.status, result.done, result.failures) == ("deploy", "complete", 2, ())
    assert is_published(stack, entry["uid"])


def test_a_second_deployment_is_not_taken_for_the_first(stack: Stack, pauses: list[float]) -> None:
    uid = create_release(stack, create_entry(stack, "again"))
    stack.releases.deploy(uid, environments=ENVIRONMENTS, action="publish", wait=True)
    pauses.clear()
    stack.releases.deploy(uid, environments=ENVIRONMENTS, action="unpublish", wait=True)
    assert pauses


@pytest.mark.parametrize("version", [None, "2.0"])
def test_items_of_a_release_that_failed_are_named(stack: Stack, emulator: Emulator, version: Any) -> None:
    entry = create_entry(stack, f"lost-environment-{version}")
    uid = create_release(stack, entry)
    preview = stack.environments.create({"name": f"preview-{len(str(version))}", "urls": []})
    name = preview.name or ""

    def delete_environment(progress: Progress) -> None:
        """Delete it while the deployment waits."""
        keys = {"authtoken": emulator.authtoken, "api_key": emulator.stack.api_key}
        httpx.delete(f"{emulator.url}/v3/environments/{name}", headers=keys)

    result = stack.releases.deploy(
        uid,
        environments=["production", name],
        action="publish",
        release_version=version,
        wait=True,
        progress=delete_environment,
    )
    assert (result.action, result.status, result.done, result.failed) == ("deploy", "partial", 1, 1)
    assert result.failures == (
        FailedItem(
            uid=entry["uid"],
            kind="entry",
            content_type_uid="blog_post",
            locale="en-us",
            environment=preview.uid,
            reason="The environment was not found.",
        ),
    )


def test_a_deployment_without_rights_for_its_items_names_the_environment(stack: Stack, transport: Intercepting) -> None:
    uid = create_release(stack, create_entry(stack, "no-items"))
    environment = stack.environments.get("production")
    failed = {"environment": environment.uid, "status": "failed", "time": "2040-01-01T00:00:00.000Z", "job_id": "j1"}

    def fail_deployment(progress: Progress) -> None:
        transport.responses[f"/v3/releases/{uid}"] = (200, {"release": {"uid": uid, "status": [failed]}})
        transport.responses["/v3/bulk/jobs"] = (401, {"error_code": 105, "error_message": "No"})

    result = stack.releases.deploy(
        uid, environments=ENVIRONMENTS, action="publish", wait=True, progress=fail_deployment
    )
    assert (result.status, result.failed) == ("failed", 1)
    assert result.failures == (FailedItem(uid=uid, kind="release", environment=environment.uid),)
