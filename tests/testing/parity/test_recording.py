from typing import Any

import pytest

from contentstack_cma_testing.parity.comparing import Difference, compare, compare_calls, name_duration
from contentstack_cma_testing.parity.findings import group
from contentstack_cma_testing.parity.recording import Exchange, Recording, describe_headers, name_kind, record
from contentstack_cma_testing.parity.replies import Answer, FlowStoppedError
from contentstack_cma_testing.parity.vocabulary import find_operation


def exchange(body: Any = None, status: int = 200, headers: dict[str, str] | None = None, **more: Any) -> Exchange:
    recorded = record(Answer("call", status, body, headers or {}), "GET", "get_label", str)
    return Exchange(**{name: getattr(recorded, name) for name in Exchange.__slots__} | more)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("blt0123456789abcdef", "uid"),
        ("2026-01-31T09:30:00.123Z", "date"),
        ("2026-01-31T09:30:00Z", "date without milliseconds"),
        ("2026-01-31", "date of another form"),
        ("https://example.com/a b", "address"),
        ("17", "digits"),
        ("17 apples", "text"),
        ("", "empty text"),
        (True, "boolean"),
        (1, "integer"),
        (1.5, "number"),
        (None, "null"),
        ([], "empty list"),
        ([1], "list"),
        ({}, "empty object"),
        ({"a": 1}, "object"),
    ],
)
def test_kinds(value: object, kind: str) -> None:
    assert name_kind(value) == kind


def test_items_of_a_list_are_merged() -> None:
    assert exchange({"labels": [{"name": "a"}, {"name": None, "parent": []}]}).kinds == {
        "": ("object",),
        "labels": ("list",),
        "labels[]": ("object",),
        "labels[].name": ("null", "text"),
        "labels[].parent": ("empty list",),
    }


def test_no_value_is_recorded() -> None:
    body = {"error_message": "secret one", "error_code": 141, "errors": {"uid": ["secret two"]}, "more": "secret three"}
    recorded = exchange(body, 422, {"x-request-id": "secret four", "content-type": "application/json; charset=secret"})
    assert "secret" not in repr(recorded)
    assert (recorded.status, recorded.error_code, recorded.error_keys) == (422, 141, ("uid",))


def test_an_error_code_that_is_no_number_is_not_recorded() -> None:
    assert exchange({"error_code": "secret"}, 422).error_code == "not a number"


def test_errors_as_a_list() -> None:
    assert exchange({"errors": [{"name": ["a"]}, {"uid": ["b"]}, "c"]}, 422).error_keys == ("name", "uid")


def test_a_body_that_is_very_deep_ends_somewhere() -> None:
    body: Any = 1
    for _ in range(500):
        body = {"a": body}
    assert len(exchange(body).kinds) < 20


def test_headers_of_servers_and_caches_are_left_out() -> None:
    headers = {"date": "today", "x-cache-hits": "1", "x-runtime": "3ms", "x-ratelimit-limit": "10"}
    assert describe_headers(headers) == {"x-ratelimit-limit": "digits", "x-runtime": "text"}


def test_what_is_missing_in_an_object_or_list_that_is_missing_is_no_difference() -> None:
    ours = exchange({"labels": [{"name": "a"}], "one": {"two": {"three": 1}}})
    theirs = exchange({"labels": []})
    found = [(each.aspect, each.place) for each in compare_calls(ours, theirs)]
    assert found == [("kind", "labels"), ("key", "one")]


def test_an_object_without_keys_lacks_them() -> None:
    found = list(compare_calls(exchange({"one": {"two": 1}}), exchange({"one": {}})))
    assert [(each.aspect, each.place, each.live) for each in found] == [
        ("kind", "one", "empty object"),
        ("key", "one.two", "none"),
    ]


def test_the_body_of_an_error_is_not_compared_with_that_of_a_success() -> None:
    ours, theirs = exchange({"label": {"uid": "a"}}), exchange({"error_code": 141, "errors": {"uid": []}}, 422)
    assert [each.aspect for each in compare_calls(ours, theirs)] == ["status"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "no wait"),
        (0.2, "less than 10 s"),
        (9.9, "less than 10 s"),
        (12, "less than 30 s"),
        (59, "less than a minute"),
    ],
)
def test_durations_are_compared_coarsely(seconds: float | None, words: str) -> None:
    assert name_duration(exchange(seconds=seconds)) == words


def test_work_that_does_not_end_differs() -> None:
    ours, theirs = exchange(seconds=1.0), exchange(seconds=60.0, is_as_expected=False)
    assert [(each.aspect, each.live) for each in compare_calls(ours, theirs)] == [("timing", "not within a minute")]


def test_a_flow_that_stops_is_one_difference() -> None:
    ours = Recording(calls={"one": exchange(), "two": exchange()})
    theirs = Recording(calls={"one": exchange()}, end="stopped after 'one', whose response has no uid")
    (found,) = compare(ours, theirs)
    assert (found.aspect, found.emulator, found.live) == ("end", "ran to its end", theirs.end)


def test_a_flow_that_did_not_run_does_not_differ() -> None:
    assert compare(Recording(calls={"one": exchange()}), Recording(missing="branches")) == []


def test_a_difference_of_many_flows_is_reported_once() -> None:
    header = Difference("get", "header", "x-new", "none", "text", "get_label")
    key = Difference("get", "key", "label.new", "none", "text", "get_label")
    status = Difference("get", "status", "", "200", "404", "get_label")
    findings = group({"a.one": [header, key, status], "a.two": [header, key, status]})
    assert [(each.aspect, each.operation, each.shown_by) for each in findings] == [
        ("header", "", ["a.one: get", "a.two: get"]),
        ("key", "get_label", ["a.one: get", "a.two: get"]),
        ("status", "get_label", ["a.one: get"]),
        ("status", "get_label", ["a.two: get"]),
    ]


def test_values_of_a_response() -> None:
    answer = Answer("get", 200, {"labels": [{"uid": "a"}]}, {})
    assert (
        answer.find("labels", 0, "uid") == answer.find("labels", -1, "uid") == answer.require("labels", 0, "uid") == "a"
    )
    for path in (("labels", 1), ("labels", -2), ("labels", "uid"), ("label", "uid"), (0,)):
        assert answer.find(*path) is None
    with pytest.raises(FlowStoppedError, match=r"get: the response has no label\.uid"):
        answer.require("label", "uid")


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("GET", "/v3/content_types/a/entries/b", "get_entry"),
        ("POST", "/v3/bulk/publish", "publish_in_bulk"),
        ("GET", "/v3/assets/images", "list_image_assets"),
        ("GET", "/v3/assets/a", "get_asset"),
        ("PATCH", "/v3/assets/a", ""),
        ("GET", "/v3/nowhere", ""),
    ],
)
def test_operations_by_path(method: str, path: str, operation: str) -> None:
    assert find_operation(method, path) == operation
