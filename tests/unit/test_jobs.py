"""Decisions about jobs: whether they are finished, how they ended, and when to look again."""

import json
import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contentstack_cma import JobFailedError, JobTimeoutError
from contentstack_cma.bulk import FailedItem, JobResult, deployments, jobs, places
from contentstack_cma.bulk.jobs import Counts, Sighting, WaitOptions
from contentstack_cma.bulk.places import ASSETS, Goal, Place, Reading
from contentstack_cma.bulk.timeouts import check_timeout
from contentstack_cma.errors import Outcome
from contentstack_cma.models import (
    BulkJob,
    BulkJobItem,
    BulkJobSummary,
    BulkOperationResponse,
    BulkPublishEntryInput,
    MergeJob,
    PublishDetail,
    PublishQueueItem,
    PublishResponse,
    Release,
)

NOON = datetime(2026, 5, 13, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("complete", "complete"),
        ("completed", "complete"),
        ("Completed", "complete"),
        (4, "complete"),
        ("4", "complete"),
        (5, "partial"),
        ("partial complete", "partial"),
        ("partially-completed", "partial"),
        (6, "failed"),
        ("failed", "failed"),
        ("unscheduled", "canceled"),
        (1, "running"),
        (2, "running"),
        (3, "running"),
        ("in_progress", "running"),
        ("in-progress", "running"),
        ("something new", "running"),
        (None, "running"),
    ],
)
def test_statuses_are_read_in_every_known_form(status: object, state: str) -> None:
    assert jobs.read_state(status) == state


def test_pauses_grow_to_ten_seconds_and_end_at_the_timeout() -> None:
    pauses = [jobs.choose_pause(looks, elapsed=0.0, timeout=None) for looks in range(1, 200)]
    assert pauses[:3] == [0.25, 0.375, 0.5625]
    assert max(pause or 0.0 for pause in pauses) == pauses[-1] == 10.0
    assert jobs.choose_pause(30, elapsed=58.0, timeout=60.0) == 2.0
    assert jobs.choose_pause(30, elapsed=60.0, timeout=60.0) is None


@pytest.mark.parametrize("timeout", [0, -1.0, float("nan"), float("inf")])
def test_a_timeout_is_a_positive_number(timeout: float) -> None:
    with pytest.raises(ValueError, match="wait_timeout must be a positive number of seconds"):
        check_timeout(timeout, "wait_timeout")


@pytest.mark.parametrize("timeout", [True, "60"])
def test_a_timeout_is_a_number(timeout: Any) -> None:
    with pytest.raises(TypeError, match="wait_timeout must be a number of seconds or None"):
        check_timeout(timeout, "wait_timeout")


def test_options_are_checked_before_anything_is_sent() -> None:
    with pytest.raises(TypeError, match="progress must be"):
        WaitOptions(call="stack.bulk.publish()", timeout=None, progress=None)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="timeout must be"):
        WaitOptions(call="stack.bulk_jobs.wait()", timeout=-1, parameter="timeout")


@pytest.mark.parametrize(
    "job", ["j1", BulkJob(uid="j1"), BulkOperationResponse(job_id="j1"), PublishResponse(job_id="j1")]
)
def test_a_job_is_named_by_its_id_or_by_a_response(job: Any) -> None:
    assert jobs.get_job_id(job) == "j1"


def test_a_response_without_a_job_id_is_rejected_with_advice() -> None:
    with pytest.raises(ValueError, match="api_version"):
        jobs.get_job_id(PublishResponse(notice="Queued"))
    with pytest.raises(ValueError, match="must not be empty"):
        jobs.get_job_id("")
    with pytest.raises(TypeError, match="not int"):
        jobs.get_job_id(7)  # type: ignore[arg-type]


def describe_item(status: str, uid: str = "e1", **more: Any) -> BulkJobItem:
    return BulkJobItem.from_dict({"uid": uid, "publish_details": {"status": status, "failure_reason": "Why"}, **more})


def test_counts_come_from_the_summary_or_else_from_the_items() -> None:
    summary = BulkJobSummary.from_dict({"success": 3, "unsuccess": 1, "skip": 2})
    assert jobs.count_items(summary, []) == Counts(done=3, failed=1, skipped=2)
    items = [describe_item("success"), describe_item("failed"), describe_item("failed"), describe_item("skipped")]
    assert jobs.count_items(BulkJobSummary.from_dict({}), items) == Counts(done=1, failed=2, skipped=1)


def test_a_failed_item_says_what_where_and_why() -> None:
    entry = describe_item(
        "failed", type="entry", content_type={"uid": "blog_post"}, publish_locale="fr-fr", environment="blt1"
    )
    failure = jobs.name_failure(entry)
    assert failure == FailedItem(
        uid="e1", kind="entry", content_type_uid="blog_post", locale="fr-fr", environment="blt1", reason="Why"
    )
    assert str(failure) == "entry e1 (blog_post, fr-fr, blt1): Why"


def test_the_content_type_of_an_asset_is_none() -> None:
    item = describe_item("failed", type="asset", content_type_uid="sys_assets")
    assert jobs.name_failure(item) == FailedItem(uid="e1", kind="asset", reason="Why")


@pytest.mark.parametrize(
    ("state", "counts", "status"),
    [
        ("complete", Counts(done=2), "complete"),
        ("complete", Counts(done=2, failed=1), "partial"),
        ("complete", Counts(failed=1), "failed"),
        ("partial", Counts(), "partial"),
        ("failed", Counts(), "failed"),
        ("canceled", Counts(), "canceled"),
    ],
)
def test_items_that_failed_outweigh_the_status(state: Any, counts: Counts, status: str) -> None:
    assert jobs.build_result("j1", "publish", state, counts, []).status == status


def test_a_result_without_failures_is_returned() -> None:
    result = JobResult(job_id="j1", action="publish", status="complete", done=3)
    assert result.raise_for_failures() is result


def test_a_result_with_failures_raises_an_error_that_names_them() -> None:
    failures = tuple(FailedItem(uid=f"e{number}", kind="entry", reason="Why") for number in range(7))
    result = JobResult(job_id="j1", action="publish", status="partial", done=3, failed=7, failures=failures)
    with pytest.raises(JobFailedError) as caught:
        result.raise_for_failures()
    assert str(caught.value).startswith("publish job j1: 7 of 10 items failed: entry e0: Why; ")
    assert str(caught.value).endswith("; and 2 more")
    assert caught.value.result == result
    assert caught.value.outcome == Outcome.DONE
    assert pickle.loads(pickle.dumps(caught.value)).result == result


@pytest.mark.parametrize(("status", "text"), [("failed", "the job failed"), ("canceled", "the job was canceled")])
def test_a_job_that_names_no_item_raises_too(status: Any, text: str) -> None:
    with pytest.raises(JobFailedError, match=f"^publish job: {text}$"):
        JobResult(job_id=None, action="publish", status=status).raise_for_failures()


def test_a_timeout_error_survives_a_process_pool() -> None:
    error = JobTimeoutError("late")
    error.job_id = "j1"
    copied = pickle.loads(pickle.dumps(error))
    assert isinstance(copied, JobTimeoutError)
    assert issubclass(JobTimeoutError, TimeoutError)
    assert (str(copied), copied.job_id, copied.outcome) == ("late", "j1", Outcome.UNKNOWN)


def test_a_timeout_message_says_what_was_seen_and_what_to_do() -> None:
    options = WaitOptions(call="stack.bulk.publish()", timeout=60)
    seen: Sighting[JobResult] = Sighting(status="in_progress", done=2, failed=1, total=10)
    assert jobs.describe_timeout(options, "job j1", seen) == (
        "stack.bulk.publish(): job j1 was not finished after 60 seconds (in_progress); 3 of 10 items were finished. It "
        "goes on in the background: wait for it again, or pass a longer wait_timeout"
    )


def merge(status: str, **more: Any) -> MergeJob:
    return MergeJob.from_dict({"uid": "m1", "merge_details": {"status": status}, **more})


@pytest.mark.parametrize("status", ["in_progress", "in-progress", "new"])
def test_a_merge_goes_on(status: str) -> None:
    assert jobs.build_merge_result(merge(status)) is None


def test_a_merge_is_complete_by_its_status_or_its_time() -> None:
    complete = JobResult(job_id="m1", action="merge", status="complete")
    assert jobs.build_merge_result(merge("complete")) == complete
    assert jobs.build_merge_result(merge("new", merged_at="2026-05-13T12:00:00.000Z")) == complete


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        ("Everything is wrong", FailedItem(uid="", reason="Everything is wrong")),
        (
            {"uid": "seo", "type": "global_fields", "error": json.dumps({"error_message": "In use"})},
            FailedItem(uid="seo", kind="global_field", reason="In use"),
        ),
        (
            {"uid": "page", "type": "content_types", "error": '{"error_message": "No", "errors": {"schema": ["x"]}}'},
            FailedItem(uid="page", kind="content_type", reason='No {"schema": ["x"]}'),
        ),
        ({"uid": "page", "error": "not JSON"}, FailedItem(uid="page", reason="not JSON")),
        ({"uid": "page", "error": "[]"}, FailedItem(uid="page", reason="[]")),
        ({"field": "page", "message": "No", "code": 1}, FailedItem(uid="page", reason="No")),
    ],
)
def test_errors_of_a_merge_are_failures_in_every_form(error: object, failure: FailedItem) -> None:
    result = jobs.build_merge_result(merge("failed", errors=[error]))
    assert result is not None
    assert (result.status, result.failed, result.failures) == ("failed", 1, (failure,))


def test_a_complete_merge_with_errors_is_partial() -> None:
    result = jobs.build_merge_result(merge("complete", errors=["No"]))
    assert result is not None
    assert result.status == "partial"


def test_places_are_every_item_in_every_locale_and_environment() -> None:
    entry = BulkPublishEntryInput.from_dict({"uid": "e1", "content_type": "blog_post", "version": 3})
    found = places.list_places([entry], [{"uid": "a1"}], ["en-us"], ["blt1", "blt2"])
    assert found == (
        Place("blog_post", "e1", "en-us", "blt1", 3),
        Place("blog_post", "e1", "en-us", "blt2", 3),
        Place(ASSETS, "a1", "en-us", "blt1"),
        Place(ASSETS, "a1", "en-us", "blt2"),
    )


def test_a_version_counts_in_a_single_locale_only() -> None:
    entry = {"uid": "e1", "content_type": "blog_post", "version": 3}
    assert {place.version for place in places.list_places([entry], None, ["en-us", "fr-fr"], ["blt1"])} == {None}


def test_items_to_delete_are_in_their_own_locale() -> None:
    entry = {"uid": "e1", "content_type": "blog_post", "locale": "fr-fr"}
    found = places.list_places([entry], [{"uid": "a1"}], None, None)
    assert found == (Place("blog_post", "e1", "fr-fr"), Place(ASSETS, "a1", ""))


@pytest.mark.parametrize(
    "entry", [{"uid": "e1"}, {"content_type": "blog_post"}, "e1", {"uid": "e1", "content_type": "blog_post"}]
)
def test_a_body_that_does_not_name_everything_names_nothing(entry: object) -> None:
    known = {"uid": "e2", "content_type": "blog_post", "locale": "en-us"}
    assert places.list_places([known, entry], None, None, None) == ()


def job(**more: Any) -> BulkJob:
    body = {"entries": [{"uid": "e1", "content_type": "post"}], "locales": ["en-us"], "environments": ["blt1"]}
    created: dict[str, Any] = {"created_at": "2026-05-13T12:00:00.000Z"}
    return BulkJob.from_dict({"uid": "j1", "action": "publish", "body": body, **created, **more})


def test_the_body_of_a_job_says_what_it_is_to_do() -> None:
    assert places.read_goal(job()) == Goal(action="publish", places=(Place("post", "e1", "en-us", "blt1"),), since=NOON)


def test_a_job_without_a_usable_time_counts_older_publish_details_too() -> None:
    for text in (None, "yesterday"):
        goal = places.read_goal(job(created_at=text))
        assert goal is not None
        assert goal.since is None


def test_a_goal_is_named_by_its_item_or_their_number() -> None:
    both = (Place("post", "e1", "en-us", "blt1"), Place("post", "e1", "fr-fr", "blt1"))
    assert places.name_goal(Goal(action="publish", places=both)) == "publish of entry e1"
    several = (*both, Place(ASSETS, "a1", "en-us", "blt1"))
    assert places.name_goal(Goal(action="unpublish", places=several)) == "unpublish of 2 items"


@pytest.mark.parametrize(
    "more", [{"body": None}, {"action": "deploy"}, {"body": {"locales": ["en-us"], "environments": ["blt1"]}}]
)
def test_other_jobs_do_not(more: dict[str, Any]) -> None:
    assert places.read_goal(job(**more)) is None


def test_a_goal_without_environments_is_unknown() -> None:
    assert places.read_goal(job(body={"entries": [{"uid": "e1", "content_type": "post"}], "locales": ["x"]})) is None


def test_uids_are_read_once_per_content_type_and_locale() -> None:
    wanted = [Place("post", "e1", "en-us", "blt1"), Place("post", "e1", "en-us", "blt2"), Place("post", "e2", "en-us")]
    assert places.group_uids([*wanted, Place(ASSETS, "a1", "fr-fr")]) == {
        ("post", "en-us"): ["e1", "e2"],
        (ASSETS, "fr-fr"): ["a1"],
    }


def detail(
    version: int | None = 2, locale: str = "en-us", environment: str = "blt1", time: datetime = NOON
) -> PublishDetail:
    return PublishDetail(version=version, locale=locale, environment=environment, time=time)


HERE = Place("post", "e1", "en-us", "production")


def is_reached(action: Any, reading: Reading | None, place: Place = HERE, since: datetime | None = None) -> bool:
    goal = places.name_environments(Goal(action=action, places=(place,), since=since), {"production": "blt1"})
    return not places.find_unreached(goal, {} if reading is None else {("post", "en-us", "e1"): reading})


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ([detail()], True),
        ([detail(version=1)], False),
        ([detail(locale="fr-fr")], False),
        ([detail(environment="blt2")], False),
        ([], False),
    ],
)
def test_an_entry_is_published_if_its_latest_version_is(details: list[PublishDetail], expected: bool) -> None:
    assert is_reached("publish", Reading("en-us", 2, details)) is expected


def test_a_version_that_was_made_while_the_wait_went_on_counts() -> None:
    assert is_reached("publish", Reading("en-us", 2, [detail(version=3)]))
    assert is_reached("publish", Reading("en-us", None, [detail(version=None)]))


def test_an_older_version_counts_if_it_is_the_one_to_publish() -> None:
    place = Place("post", "e1", "en-us", "production", version=1)
    assert is_reached("publish", Reading("en-us", 2, [detail(version=1)]), place)
    assert not is_reached("publish", Reading("en-us", 2, [detail(version=2)]), place)


def test_what_was_published_before_the_job_does_not_count() -> None:
    reading = Reading("en-us", 2, [detail()])
    assert is_reached("publish", reading, since=NOON)
    assert not is_reached("publish", reading, since=NOON + timedelta(seconds=1))


def test_a_deleted_entry_is_unpublished_and_never_published() -> None:
    assert is_reached("unpublish", None)
    assert is_reached("delete", None)
    assert not is_reached("publish", None)


def test_an_entry_is_unpublished_if_no_details_are_left() -> None:
    assert is_reached("unpublish", Reading("en-us", 2, [detail(locale="fr-fr")]))
    assert not is_reached("unpublish", Reading("en-us", 2, [detail(version=1)]))


@pytest.mark.parametrize(("locale", "expected"), [("en-us", False), (None, False), ("de-de", True)])
def test_a_localization_is_deleted_if_its_fallback_is_read(locale: str | None, expected: bool) -> None:
    assert is_reached("delete", Reading(locale, 2, [])) is expected


def queue_item(status: str, minute: int, **more: Any) -> PublishQueueItem:
    return PublishQueueItem.from_dict(
        {
            "uid": f"q{minute}",
            "action": "publish",
            "entry": {"uid": "e1"},
            "environment": ["blt1"],
            "locale": ["en-us"],
            "created_at": f"2026-05-13T12:{minute:02}:00.000Z",
            "publish_details": {"status": status, "message": "Why"},
            **more,
        }
    )


def find_failures(*queue: PublishQueueItem) -> tuple[FailedItem, ...]:
    place = Place("post", "e1", "en-us", "blt1")
    return places.find_failures(Goal(action="publish", places=(place,)), [place], queue)


def test_the_newest_item_of_the_publish_queue_says_what_failed() -> None:
    failure = FailedItem(
        uid="e1", kind="entry", content_type_uid="post", locale="en-us", environment="blt1", reason="Why"
    )
    assert find_failures(queue_item("success", 1), queue_item("failed", 2)) == (failure,)
    assert find_failures(queue_item("failed", 1), queue_item("pending", 2)) == ()


@pytest.mark.parametrize(
    "more", [{"entry": {"uid": "e2"}}, {"environment": ["blt2"]}, {"locale": ["fr-fr"]}, {"action": "unpublish"}]
)
def test_items_about_something_else_do_not_count(more: dict[str, Any]) -> None:
    assert find_failures(queue_item("failed", 1, **more)) == ()


def release(*status: dict[str, Any], **more: Any) -> Release:
    return Release.from_dict({"uid": "r1", "status": list(status), **more})


def describe_deployment(environment: str, status: str = "success", minute: int = 0, **more: Any) -> dict[str, Any]:
    return {"environment": environment, "status": status, "time": f"2026-05-13T12:{minute:02}:00.000Z", **more}


def test_a_deployment_counts_if_it_is_new_and_finished() -> None:
    before = deployments.read_deployments(release(describe_deployment("blt1"), describe_deployment("blt2")))
    now = deployments.read_deployments(
        release(
            describe_deployment("blt1"),
            describe_deployment("blt2", minute=1),
            describe_deployment("blt3", "in_progress"),
        )
    )
    assert list(deployments.find_finished(["blt1", "blt2", "blt3", "blt4"], before, now)) == ["blt2"]


def test_a_failed_deployment_is_named_by_its_items_or_by_its_environment() -> None:
    found = deployments.read_deployments(
        release(describe_deployment("blt1", "failed", job_id="j1"), describe_deployment("blt2"))
    )
    item = FailedItem(uid="e1", environment="blt1", reason="Why")
    assert deployments.build_deployment_result("r1", found, [item]) == JobResult(
        job_id="j1", action="deploy", status="partial", done=1, failed=1, failures=(item,)
    )
    result = deployments.build_deployment_result("r1", found, [])
    assert result.failures == (FailedItem(uid="r1", kind="release", environment="blt1"),)


def test_a_deployment_is_partial_if_only_items_failed() -> None:
    found = deployments.read_deployments(release(describe_deployment("blt1")))
    item = FailedItem(uid="e1", environment="blt1", reason="Why")
    assert deployments.build_deployment_result("r1", found, [item]).status == "partial"


def test_a_release_is_to_publish_and_to_unpublish_its_items() -> None:
    items = [
        {"uid": "e1", "content_type_uid": "post", "locale": "en-us", "version": 2, "action": "publish"},
        {"uid": "a1", "content_type_uid": "built_io_upload", "locale": "en-us", "version": 1, "action": "unpublish"},
    ]
    wanted = release(items=items)
    publish, unpublish = deployments.list_goals(wanted, "publish", ["en-us", "fr-fr"], ["blt1"], "dev")
    assert publish == Goal(
        action="publish",
        places=(Place("post", "e1", "en-us", "blt1", 2), Place("post", "e1", "fr-fr", "blt1")),
        branch="dev",
    )
    assert [place.content_type_uid for place in unpublish.places] == [ASSETS, ASSETS]
    (everything,) = deployments.list_goals(wanted, "unpublish", [], ["blt1"], None)
    assert (everything.action, len(everything.places)) == ("unpublish", 2)
