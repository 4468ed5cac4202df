# Derived from asynchronous/test_bulk_publishing.py by generator/unasync.py: edit that, not this.
"""`publish_many` and `unpublish_many`, over real HTTP, to the emulator."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma import (
    Client,
    Hooks,
    ManagementToken,
    NotFoundError,
    Stack,
    ValidationError,
    bulk,
)
from contentstack_cma.bulk import ItemState, PublishSource
from contentstack_cma.hooks import RequestEvent, ResponseEvent
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import sync_list
from tests.wrapper.synchronous.publishing import (
    BULK,
    EVERYWHERE,
    HERE,
    SINGLE,
    count_calls,
    count_publishes,
    count_queued,
    create_entries,
    read_published,
)


@pytest.fixture
def stock() -> Iterator[Emulator]:
    with Emulator(work_delay=0) as emulator:
        yield emulator


@pytest.fixture
def stack(stock: Emulator) -> Iterator[Stack]:
    with Client(auth=ManagementToken(stock.management_token), base_url=stock.url) as client:
        yield client.stack(stock.stack.api_key)


def test_many_entries_are_published_by_both_kinds_of_calls_each_once(stock: Emulator, stack: Stack) -> None:
    uids = create_entries(stack, 45)
    report = stack.publish_many([("blog_post", uid) for uid in uids], **EVERYWHERE).finish()
    assert report.counts == {ItemState.QUEUED: 45}
    assert count_publishes(stock) == dict.fromkeys(uids, 1)
    assert count_calls(stock, BULK) > 0
    assert len(count_publishes(stock)) > 10 * count_calls(stock, BULK)
    places = {
        (uid, name, code) for uid in uids for name in EVERYWHERE["environments"] for code in EVERYWHERE["locales"]
    }
    assert read_published(stack, uids) == places
    report = stack.unpublish_many([("blog_post", uid) for uid in uids], **HERE).finish()
    assert report.counts == {ItemState.QUEUED: 45}
    assert count_publishes(stock, "unpublish") == dict.fromkeys(uids, 1)
    assert read_published(stack, uids) == {place for place in places if place[1:] != ("production", "en-us")}


def test_every_form_of_item(stock: Emulator, stack: Stack) -> None:
    uids = create_entries(stack, 4)
    entry = stack.entries("blog_post").get(uids[1])
    photo, other, third = [stack.assets.upload(b"x", file_name=f"{name}.txt") for name in "abc"]
    items: list[PublishSource] = [
        ("blog_post", uids[0]),
        ("blog_post", entry),
        {"uid": uids[2], "_content_type_uid": "blog_post"},
        bulk.entry("blog_post", uids[3], version=1, locale="en-us"),
        photo,
        bulk.asset(other.uid, version=1),
        {"uid": third.uid, "content_type": "sys_assets"},
    ]
    outcomes = sync_list(stack.publish_many(items, **HERE))
    assert [(outcome.key, outcome.error) for outcome in outcomes if outcome.is_failure] == []
    assert count_publishes(stock) == dict.fromkeys([*uids, photo.uid, other.uid, third.uid], 1)
    assert len(read_published(stack, uids)) == 4
    for asset in (photo, other, third):
        assert len((stack.assets.get(asset.uid)).publish_details or []) == 1


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("blt1", "a uid alone may be that of an entry or an asset"),
        ({"uid": "blt1"}, "has no content_type"),
        ({"uid": "", "content_type": "blog_post"}, "uid must not be empty"),
        ({"uid": "blt1", "content_type": "blog_post", "verson": 2}, "unknown key 'verson'"),
        ({"uid": "blt1", "content_type": "blog_post", "version": 0}, "version must be at least 1"),
        (("blog_post",), "a pair must be"),
        (("blog_post", 7), "a pair must be"),
    ],
)
def test_an_item_that_says_nothing_clear_fails_and_the_others_are_published(
    stock: Emulator, stack: Stack, item: Any, message: str
) -> None:
    uids = create_entries(stack, 2)
    items: list[Any] = [("blog_post", uids[0]), item, ("blog_post", uids[1])]
    report = stack.publish_many(items, **HERE).finish()
    assert [failure.position for failure in report.failures] == [2]
    assert message in str(report.failures[0].error)
    assert count_publishes(stock) == dict.fromkeys(uids, 1)


def test_an_unknown_entry_fails_and_no_bulk_call_contains_it(stock: Emulator, stack: Stack) -> None:
    uids = create_entries(stack, 15)
    items = [("blog_post", uid) for uid in [*uids[:7], "blt0123456789abcdef", *uids[7:]]]
    report = stack.publish_many(items, **HERE).finish()
    assert [failure.key for failure in report.failures] == ["blt0123456789abcdef"]
    assert isinstance(report.failures[0].error, NotFoundError | ValidationError)
    assert report.counts[ItemState.QUEUED] == 15
    assert count_calls(stock, BULK) > 0
    assert count_publishes(stock) == dict.fromkeys(uids, 1)


def test_a_rejected_bulk_call_fails_no_good_item(stock: Emulator, stack: Stack) -> None:
    uids = create_entries(stack, 12)
    stock.fail_next(status=422, body={"error_message": "Bulk publish failed.", "error_code": 141}, path=BULK)
    stock.fail_next(status=422, body={"error_message": "Not this one."}, path=SINGLE)
    report = stack.publish_many([("blog_post", uid) for uid in uids], **HERE).finish()
    assert report.counts == {ItemState.QUEUED: 11, ItemState.FAILED: 1}
    good = [uid for uid in uids if uid != report.failures[0].key]
    assert count_publishes(stock) == dict.fromkeys(good, 1)


def test_entries_in_the_wrong_stage_fail_alone(stock: Emulator, stack: Stack) -> None:
    uids = create_entries(stack, 14)
    stages: Any = [{"uid": uid, "name": uid, "color": "#112233", "SYS_ACL": {}} for uid in ("draft", "done")]
    definition: Any = {
        "name": "Review",
        "content_types": ["blog_post"],
        "branches": ["main"],
        "enabled": True,
        "workflow_stages": stages,
    }
    workflow = stack.workflows.create(definition)
    draft, done = [str(stage.uid) for stage in workflow.workflow_stages or []]
    for number, uid in enumerate(uids):
        stack.entries("blog_post").set_workflow_stage(uid, draft if number in {3, 8} else done)
    production = stack.environments.get("production")
    stack.publish_rules.create(
        {
            "workflow": workflow.uid,
            "workflow_stage": done,
            "environment": production.uid,
            "actions": ["publish"],
            "branches": ["main"],
            "content_types": ["$all"],
            "locales": ["en-us"],
            "approvers": {"users": [], "roles": []},
        }
    )
    report = stack.publish_many([("blog_post", uid) for uid in uids], **HERE).finish()
    assert {failure.key for failure in report.failures} == {uids[3], uids[8]}
    assert all("stage" in str(failure.error) for failure in report.failures)
    assert [request.status for request in stock.requests if request.path == BULK] == [200]
    assert count_publishes(stock) == dict.fromkeys({*uids} - {uids[3], uids[8]}, 1)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("path", [BULK, SINGLE])
def test_a_lost_response_is_looked_up_before_a_retry(stock: Emulator, stack: Stack, when: Any, path: str) -> None:
    uids = create_entries(stack, 12)
    stock.drop_next(when=when, path=path)
    report = stack.publish_many([("blog_post", uid) for uid in uids], **EVERYWHERE).finish()
    assert report.counts == {ItemState.QUEUED: 12}
    assert len(read_published(stack, uids)) == 48
    assert count_queued(stack) == dict.fromkeys(uids, 4)


def test_what_waits_in_the_queue_is_not_published_again() -> None:
    with Emulator(work_delay=3600) as slow:
        with Client(auth=ManagementToken(slow.management_token), base_url=slow.url) as client:
            there = client.stack(slow.stack.api_key)
            uids = create_entries(there, 12)
            slow.drop_next(when="after", path=BULK)
            slow.drop_next(when="after", path=SINGLE)
            report = there.publish_many([("blog_post", uid) for uid in uids], **EVERYWHERE).finish()
            assert report.counts == {ItemState.QUEUED: 12}
            assert count_queued(there) == dict.fromkeys(uids, 4)


def test_a_lost_unpublish_is_looked_up(stock: Emulator, stack: Stack) -> None:
    uids = create_entries(stack, 1)
    stack.publish_many([("blog_post", uids[0])], **HERE).finish()
    stock.drop_next(when="after", path=SINGLE.replace("publish", "unpublish"))
    report = stack.unpublish_many([("blog_post", uids[0])], **HERE).finish()
    assert report.counts == {ItemState.QUEUED: 1}
    assert count_publishes(stock, "unpublish")[uids[0]] <= 1
    assert read_published(stack, uids) == set()


def test_a_429_of_bulk_calls_stalls_nothing(stock: Emulator, stack: Stack) -> None:
    uids = create_entries(stack, 30)
    stock.fail_next(status=429, retry_after=30, path=BULK)
    report = stack.publish_many([("blog_post", uid) for uid in uids], **HERE).finish()
    assert report.counts == {ItemState.QUEUED: 30}
    assert report.seconds < 10
    assert count_publishes(stock) == dict.fromkeys(uids, 1)
    assert count_calls(stock, BULK) == 1


def test_a_third_job_is_not_started_while_two_are_active() -> None:
    with Emulator(work_delay=3600) as busy:
        with Client(auth=ManagementToken(busy.management_token), base_url=busy.url) as client:
            stack = client.stack(busy.stack.api_key)
            uids = create_entries(stack, 99)
            busy.delay_next(0.05, 99, path=SINGLE)
            run = stack.publish_many([("blog_post", uid) for uid in uids], concurrency=2, **HERE)
            report = run.finish()
        assert report.counts == {ItemState.QUEUED: 99}
        assert report.seconds > 2.2
        assert count_calls(busy, BULK) == 2


def test_bulk_calls_go_on_when_jobs_are_done(stock: Emulator, stack: Stack) -> None:
    uids = create_entries(stack, 99)
    stock.delay_next(0.1, 99, path=SINGLE)
    report = stack.publish_many([("blog_post", uid) for uid in uids], concurrency=2, **HERE).finish()
    assert report.counts == {ItemState.QUEUED: 99}
    assert count_calls(stock, BULK) > 2


def test_an_unknown_environment_or_locale_is_an_error_before_anything_is_sent(stock: Emulator, stack: Stack) -> None:
    uids = create_entries(stack, 1)
    items = [("blog_post", uids[0])]
    with pytest.raises(ValueError, match="no environment 'live': it has blt"):
        stack.publish_many(items, environments=["production", "live"], locales=["en-us"]).finish()
    with pytest.raises(ValueError, match="no locale 'de-de': it has en-us, fr-fr"):
        stack.publish_many(items, environments=["production"], locales=["de-de"]).finish()
    assert count_publishes(stock) == {}


def test_wrong_arguments_are_errors_at_once(stack: Stack) -> None:
    items = [("blog_post", "blt1")]
    with pytest.raises(TypeError, match="environments must be a list"):
        stack.publish_many(items, environments="production", locales=["en-us"])
    with pytest.raises(ValueError, match="locales must not be empty"):
        stack.publish_many(items, environments=["production"], locales=[])
    with pytest.raises(ValueError, match="no time zone"):
        stack.publish_many(items, scheduled_at=datetime(2031, 1, 1), **HERE)  # noqa: DTZ001 -- the point of the test
    with pytest.raises(ValueError, match="wait=True would wait until scheduled_at"):
        stack.publish_many(items, scheduled_at="2031-01-01T00:00:00Z", wait=True, **HERE)
    with pytest.raises(ValueError, match="wait_timeout must be a positive number of seconds"):
        stack.publish_many(items, wait=True, wait_timeout=0, **HERE)
    with pytest.raises(ValueError, match="concurrency must be at least 1"):
        stack.publish_many(items, concurrency=0, **HERE)
    with pytest.raises(TypeError, match="items must be a list"):
        stack.publish_many("blt1", **HERE)  # type: ignore[arg-type]


def test_schedules_of_the_run_and_of_items(stock: Emulator, stack: Stack) -> None:
    uids = create_entries(stack, 12)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    later = tomorrow + timedelta(days=1)
    items = [bulk.entry("blog_post", uid, version=1, locale="en-us") for uid in uids[:10]]
    items += [bulk.entry("blog_post", uids[10], scheduled_at=later), bulk.entry("blog_post", uids[11])]
    report = stack.publish_many(items, scheduled_at=tomorrow, **HERE).finish()
    assert report.counts == {ItemState.QUEUED: 12}
    assert read_published(stack, uids) == set()
    queue = sync_list(stack.publish_queue.list(action="publish"))
    days = {str(item.entry.uid): str(item.scheduled_at)[:10] for item in queue if item.entry}
    assert days == dict.fromkeys(uids, str(tomorrow.date())) | {uids[10]: str(later.date())}
    assert count_calls(stock, BULK) == 1


def test_more_environments_than_a_bulk_call_takes(stock: Emulator, stack: Stack) -> None:
    uids = create_entries(stack, 5)
    names = [f"place-{number}" for number in range(11)]
    for name in names:
        stack.environments.create({"name": name, "urls": []})
    report = stack.publish_many([("blog_post", uid) for uid in uids], environments=names, locales=["en-us"]).finish()
    assert report.counts == {ItemState.QUEUED: 5}
    assert count_calls(stock, BULK) == 0
    assert len(read_published(stack, uids)) == 55


def test_environments_may_be_uids(stack: Stack) -> None:
    uids = create_entries(stack, 1)
    production = stack.environments.get("production")
    stack.publish_many([("blog_post", uids[0])], environments=[production.uid], locales=["en-us"]).finish()
    assert read_published(stack, uids) == {(uids[0], "production", "en-us")}


def test_a_checkpoint_goes_on_after_an_interruption(stock: Emulator, stack: Stack, tmp_path: Path) -> None:
    uids = create_entries(stack, 40)
    items = [("blog_post", uid) for uid in uids]
    path = tmp_path / "publish.jsonl"
    run = stack.publish_many(items, checkpoint=path, concurrency=2, **HERE)
    for outcome in run:
        assert outcome.outcome is ItemState.QUEUED
        if run.report.total >= 15:
            break
    run.close()
    report = stack.publish_many(items, checkpoint=path, **HERE).finish()
    assert report.is_success
    assert 15 <= report.resumed < 40
    assert count_publishes(stock) == dict.fromkeys(uids, 1)


def test_items_in_flight_when_a_run_was_killed_are_looked_up(stock: Emulator, stack: Stack, tmp_path: Path) -> None:
    uids = create_entries(stack, 12)
    items = [("blog_post", uid) for uid in uids]
    path = tmp_path / "publish.jsonl"
    stack.publish_many(items, checkpoint=path, **HERE).finish()
    lines = path.read_text().splitlines()
    path.write_text("\n".join(line for line in lines if '"queued"' not in line) + "\n")
    report = stack.publish_many(items, checkpoint=path, **HERE).finish()
    assert report.counts == {ItemState.QUEUED: 12}
    assert count_publishes(stock) == dict.fromkeys(uids, 1)


def test_variants_are_published(stock: Emulator, stack: Stack) -> None:
    uids = create_entries(stack, 1)
    item = bulk.entry("blog_post", uids[0], variants=["cs1", {"uid": "cs2"}])
    report = stack.publish_many([item], **HERE).finish()
    assert report.counts == {ItemState.QUEUED: 1}
    sent = next(json.loads(each.body.text or "{}") for each in stock.requests if each.path.endswith("/publish"))
    assert sent["entry"]["variants"] == [{"uid": "cs1"}, {"uid": "cs2"}]
    assert count_calls(stock, BULK) == 0


def test_the_same_item_twice_is_an_error_and_two_versions_are_not(stock: Emulator, stack: Stack) -> None:
    uids = create_entries(stack, 4)
    items = [("blog_post", uid) for uid in [*uids, uids[0]]]
    report = stack.publish_many([*items, bulk.entry("blog_post", uids[1], version=1, locale="en-us")], **HERE).finish()
    assert [failure.position for failure in report.failures] == [5]
    assert count_publishes(stock) == {uids[0]: 1, uids[1]: 2, uids[2]: 1, uids[3]: 1}


@pytest.mark.parametrize("concurrency", [1, 3])
def test_concurrency_caps_both_kinds_of_calls_together(stock: Emulator, concurrency: int) -> None:
    in_flight: list[int] = [0]

    def note_request(event: RequestEvent) -> None:
        if event.method == "POST":
            in_flight.append(in_flight[-1] + 1)

    def note_response(event: ResponseEvent) -> None:
        if event.method == "POST":
            in_flight.append(in_flight[-1] - 1)

    hooks = Hooks(on_request=note_request, on_response=note_response)
    with Client(auth=ManagementToken(stock.management_token), base_url=stock.url) as client:
        stack = client.stack(stock.stack.api_key)
        uids = create_entries(stack, 30)
        stock.delay_next(0.05, 40, method="POST")
        watched = stack.with_options(hooks=hooks)
        report = watched.publish_many([("blog_post", uid) for uid in uids], concurrency=concurrency, **HERE).finish()
    assert report.counts == {ItemState.QUEUED: 30}
    assert max(in_flight) == concurrency
    assert count_calls(stock, BULK) > 0


def test_items_are_read_as_they_are_needed(stock: Emulator, stack: Stack) -> None:
    uids = create_entries(stack, 3)
    seen: list[str] = []

    def produce() -> Iterator[tuple[str, str]]:
        for uid in uids:
            seen.append(uid)
            yield "blog_post", uid

    run = stack.publish_many(produce(), **HERE)
    assert seen == []
    assert (run.finish()).counts == {ItemState.QUEUED: 3}
    assert count_publishes(stock) == dict.fromkeys(uids, 1)
