"""What bulk calls can publish, when they are used, and what the server's state says about a lost response."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contentstack_cma import (
    AuthenticationError,
    ConnectionLostError,
    ContentstackError,
    RateLimitError,
    ValidationError,
    bulk,
    models,
)
from contentstack_cma.bulk.published import (
    Failure,
    Seen,
    Sight,
    choose_version,
    is_applied,
    judge,
    map_details,
    map_newest,
    map_waiting,
)
from contentstack_cma.bulk.publishing import (
    BulkGate,
    Reaction,
    StackPlaces,
    StageRule,
    Target,
    choose_types,
    judge_failure,
    must_be_single,
    read_rules,
)
from contentstack_cma.errors import ErrorDetails, Outcome

HERE = Target("publish", ("production",), ("en-us",))
LATER = datetime(2031, 1, 1, tzinfo=UTC)
PLACE = ("env1", "en-us")
OTHER = ("env1", "fr-fr")


def test_a_gate_is_open_for_one_call_per_second_and_two_jobs() -> None:
    gate = BulkGate()
    assert gate.is_open(10.0)
    gate.note_sent(10.0)
    gate.note_job("a")
    assert not gate.is_open(10.9)
    assert gate.is_open(11.0)
    gate.note_sent(11.0)
    gate.note_job("b")
    assert not gate.is_open(13.0)
    gate.note_status("a", "in_progress")
    assert not gate.is_open(13.0)
    gate.note_status("a", "complete")
    assert gate.is_open(13.0)


def test_a_gate_looks_at_its_jobs_in_turn_and_not_too_often() -> None:
    gate = BulkGate()
    gate.note_job("a")
    assert gate.choose_job(1.0) is None
    gate.note_job("b")
    assert [gate.choose_job(now) for now in (1.0, 1.1, 1.6, 2.2)] == ["a", None, "b", "a"]


def test_a_job_without_an_id_or_a_status_keeps_no_gate_closed() -> None:
    gate = BulkGate()
    for job_id in (None, "a", "b"):
        gate.note_job(job_id)
    assert not gate.is_open(1.0)
    gate.note_status("b", None)
    assert gate.is_open(1.0)


def test_a_gate_that_was_closed_longer_stays_closed() -> None:
    gate = BulkGate()
    gate.close(1.0, 30.0)
    gate.note_sent(2.0)
    assert not gate.is_open(30.0)
    assert gate.is_open(31.0)


@pytest.mark.parametrize(
    ("item", "target", "expected"),
    [
        (bulk.entry("post", "e"), HERE, False),
        (bulk.asset("a", version=2), Target("publish", ("production",), ("fr-fr",)), False),
        (bulk.entry("post", "e", variants=["v"]), HERE, True),
        (bulk.entry("post", "e", scheduled_at=LATER), HERE, True),
        (bulk.entry("post", "e"), Target("publish", ("p",), ("en-us",), LATER), True),
        (bulk.entry("post", "e", version=2), Target("publish", ("p",), ("en-us",), LATER), False),
        (bulk.entry("post", "e", version=2), HERE, False),
        (bulk.entry("post", "e", version=2), Target("publish", ("p",), ("fr-fr",)), True),
        (bulk.entry("post", "e", version=2, locale="fr-fr"), Target("publish", ("p",), ("fr-fr",)), False),
    ],
)
def test_what_a_bulk_call_can_express(item: bulk.PublishItem, target: Target, expected: bool) -> None:
    assert must_be_single(item, target, "en-us") is expected


@pytest.mark.parametrize("count", [10, 11])
def test_a_bulk_call_takes_ten_environments_and_locales(count: int) -> None:
    names = tuple(map(str, range(count)))
    assert Target("publish", names, ("en-us",)).fits_bulk is (count == 10)
    assert Target("publish", ("production",), names).fits_bulk is (count == 10)


def test_a_content_type_with_few_items_is_not_looked_up() -> None:
    items = [*(bulk.entry("post", f"p{number}") for number in range(3)), bulk.entry("page", "p"), bulk.asset("a")]
    assert choose_types(items) == {"post": ["p0", "p1", "p2"]}


def build_error(kind: Any, outcome: Outcome, status: int = 422) -> ContentstackError:
    error: ContentstackError = kind(ErrorDetails(status=status, method="POST", path="/"))
    error.outcome = outcome
    return error


@pytest.mark.parametrize(
    ("kind", "outcome", "reaction"),
    [
        (AuthenticationError, Outcome.REJECTED, Reaction.END),
        (ValidationError, Outcome.REJECTED, Reaction.SINGLY),
        (RateLimitError, Outcome.REJECTED, Reaction.LATER),
        (ValidationError, Outcome.UNKNOWN, Reaction.DOUBT),
    ],
)
def test_what_follows_a_rejected_bulk_call(kind: Any, outcome: Outcome, reaction: Reaction) -> None:
    assert judge_failure(build_error(kind, outcome)) is reaction


def test_what_follows_a_bulk_call_without_a_response() -> None:
    error = ConnectionLostError("lost")
    assert judge_failure(error) is Reaction.LATER
    error.outcome = Outcome.UNKNOWN
    assert judge_failure(error) is Reaction.DOUBT


def test_publish_rules_that_apply_say_which_entries_are_at_risk() -> None:
    def build(**fields: Any) -> models.PublishRule:
        return models.PublishRule.from_dict({"uid": "r", "environment": "env1", **fields})

    rules = read_rules(
        [
            build(content_types=["post"], workflow_stage="done", actions=["publish"]),
            build(content_types=["page"], approvers={"users": ["u"], "roles": []}),
            build(content_types=["note"], approvers={"users": [], "roles": []}),
            build(content_types=["post"], environment="env2", workflow_stage="x"),
            build(content_types=["post"], workflow_stage="y", actions=["unpublish"]),
        ],
        "publish",
        [PLACE],
    )
    assert [(rule.stage, rule.needs_approval) for rule in rules] == [("done", False), (None, True), (None, False)]
    assert not rules[0].forbids("post", "done")
    assert rules[0].forbids("post", None)
    assert not rules[0].forbids("page", None)
    assert rules[1].forbids("page", "done")
    assert not rules[2].forbids("note", None)
    assert StageRule(frozenset({"$all"}), "done", needs_approval=False).forbids("any", "draft")


def test_an_unknown_place_is_named_with_the_known_ones() -> None:
    places = StackPlaces({"production": "env1", "env1": "env1"}, ("en-us",), "en-us")
    places.check(Target("publish", ("env1", "production"), ("en-us",)))
    assert places.list_places(HERE) == [PLACE]
    with pytest.raises(ValueError, match=r"no environment 'live': it has env1, production$"):
        places.check(Target("publish", ("live",), ("en-us",)))
    with pytest.raises(ValueError, match=r"no locale 'de': it has en-us$"):
        places.check(Target("publish", ("production",), ("de",)))


@pytest.mark.parametrize(
    ("published", "waiting", "is_scheduled", "expected"),
    [
        ({PLACE: 3, OTHER: 2}, {}, False, True),
        ({PLACE: 2, OTHER: 2}, {}, False, False),
        ({PLACE: 3}, {}, False, False),
        ({PLACE: 3}, {OTHER: 2}, False, True),
        ({PLACE: 3}, {OTHER: 1}, False, False),
        ({PLACE: 3, OTHER: 2}, {}, True, False),
        ({}, {PLACE: 3, OTHER: 2}, True, True),
    ],
)
def test_whether_a_publish_was_processed(published: Any, waiting: Any, is_scheduled: bool, expected: bool) -> None:
    seen = Seen({PLACE: 3, OTHER: 2}, published, waiting)
    assert is_applied("publish", seen, is_scheduled=is_scheduled) is expected


@pytest.mark.parametrize(
    ("published", "waiting", "expected"), [({}, {}, True), ({PLACE: 3}, {}, False), ({PLACE: 3}, {PLACE: 3}, True)]
)
def test_whether_an_unpublish_was_processed(published: Any, waiting: Any, expected: bool) -> None:
    assert is_applied("unpublish", Seen({PLACE: None}, published, waiting), is_scheduled=False) is expected


@pytest.mark.parametrize(
    ("item", "read_locale", "expected"),
    [
        (bulk.entry("post", "e"), "fr-fr", 7),
        (bulk.entry("post", "e", version=2), "en-us", 2),
        (bulk.entry("post", "e", version=2, locale="en-us"), "en-us", 2),
        (bulk.entry("post", "e", version=2, locale="en-us"), "fr-fr", 7),
        (bulk.entry("post", "e", version=2, locale="fr-fr"), "fr-fr", 2),
    ],
)
def test_the_version_that_a_locale_gets(item: bulk.PublishItem, read_locale: str, expected: int) -> None:
    assert choose_version(item, "fr-fr", read_locale, 7) == expected


def test_publish_details_are_read_in_each_form() -> None:
    detail = models.PublishDetail.from_dict({"environment": "env1", "locale": "en-us", "version": 3})
    assert map_details([detail]) == map_details(detail) == {PLACE: 3}
    assert map_details(None) == map_details([]) == {}


def test_only_what_waits_in_the_queue_for_the_same_action_counts() -> None:
    def build(**fields: Any) -> models.PublishQueueItem:
        base = {
            "uid": "q",
            "action": "publish",
            "entry": {"uid": "e", "version": 3},
            "environment": ["env1"],
            "locale": ["en-us"],
            "publish_details": {"status": "In Progress"},
        }
        return models.PublishQueueItem.from_dict(base | fields)

    assert map_waiting([build()], "e", "publish") == {PLACE: 3}
    others = [
        build(action="unpublish"),
        build(entry={"uid": "f"}),
        build(publish_details={"status": "success"}),
        build(publish_details=None),
        build(environment=None),
    ]
    assert map_waiting(others, "e", "publish") == {}


@pytest.mark.parametrize(
    ("details", "status", "expected"),
    [
        ([{"environment": "env1", "locale": "en-us", "version": 3}], None, Sight.DONE),
        ([{"environment": "env1", "locale": "en-us", "version": 2}], None, Sight.WAITING),
        ([], "pending", Sight.WAITING),
        ([{"environment": "env1", "locale": "en-us", "version": 2}], "success", Sight.DONE),
        ([], "skipped", Sight.DONE),
        ([], "failed", Failure(PLACE, "no such thing")),
    ],
)
def test_what_a_look_at_an_accepted_item_says(details: Any, status: str | None, expected: Any) -> None:
    entry = models.Entry.from_dict({"uid": "e", "_version": 3, "locale": "en-us", "publish_details": details})
    queue = [
        models.PublishQueueItem.from_dict(
            {
                "uid": f"q{each}",
                "action": "publish",
                "entry": {"uid": "e"},
                "environment": ["env1"],
                "locale": ["en-us"],
                "publish_details": {"status": each, "message": "no such thing"},
            }
        )
        for each in ([status, "failed"] if status else [])
    ]
    readings = {("post", "e", "en-us"): entry}
    newest = map_newest(queue, "publish")
    assert judge("publish", bulk.entry("post", "e"), [PLACE], readings, newest) == expected


def test_a_deleted_entry_is_unpublished_and_not_published() -> None:
    assert judge("unpublish", bulk.entry("post", "e"), [PLACE], {}, {}) is Sight.DONE
    assert judge("publish", bulk.entry("post", "e"), [PLACE], {}, {}) is Sight.WAITING
