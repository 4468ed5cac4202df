"""What a run does after a failed write, and what a look at the server says about it."""

from typing import Any

import pytest

from contentstack_cma import AuthenticationError, ConnectionLostError, StackNotFoundError, ValidationError
from contentstack_cma.bulk.decisions import Verdict, compare_update, contains, is_ambiguous, is_fatal, may_exist
from contentstack_cma.errors import ErrorDetails, Outcome


def build_error(
    kind: Any, outcome: Outcome = Outcome.REJECTED, errors: dict[str, tuple[str, ...]] | None = None
) -> Any:
    error = kind(ErrorDetails(status=422, method="POST", path="/", errors=errors or {}))
    error.outcome = outcome
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (build_error(AuthenticationError), True),
        (build_error(StackNotFoundError), True),
        (build_error(ValidationError), False),
        (ConnectionLostError("lost"), False),
        (ValueError("x"), False),
        (None, False),
    ],
)
def test_what_fails_all_other_items_too(error: Exception | None, expected: bool) -> None:
    assert is_fatal(error) is expected


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [(Outcome.UNKNOWN, True), (Outcome.DONE, True), (Outcome.REJECTED, False), (Outcome.NOT_SENT, False)],
)
def test_a_write_is_in_doubt_by_the_outcome_of_its_call(outcome: Outcome, expected: bool) -> None:
    assert is_ambiguous(build_error(ValidationError, outcome)) is expected
    assert not is_ambiguous(OSError("no file"))


@pytest.mark.parametrize(
    ("error", "key", "is_in_doubt", "expected"),
    [
        (build_error(ValidationError, errors={"title": ("is not unique.",)}), "title", False, True),
        (build_error(ValidationError, errors={"url": ("is not unique.",)}), "title", False, False),
        (build_error(ValidationError, errors={"url": ("is not unique.",)}), "title", True, True),
        (build_error(ValidationError, errors={"title": ("is not unique.",)}), None, True, False),
        (build_error(AuthenticationError), "title", False, False),
        (build_error(AuthenticationError), "title", True, True),
    ],
)
def test_when_a_rejected_create_may_mean_that_the_entry_exists(
    error: Exception, key: str | None, is_in_doubt: bool, expected: bool
) -> None:
    assert may_exist(error, key, is_in_doubt=is_in_doubt) is expected


@pytest.mark.parametrize(
    ("before", "version", "found", "expected"),
    [
        (3, 3, {"title": "new"}, Verdict.NOT_DONE),
        (3, 4, {"title": "new", "uid": "e"}, Verdict.DONE),
        (3, 4, {"title": "other"}, Verdict.CHANGED),
        (None, 4, {"title": "new"}, Verdict.DONE),
        (None, 4, {"title": "other"}, Verdict.NOT_DONE),
    ],
)
def test_what_an_entry_says_about_an_update(
    before: int | None, version: int, found: dict[str, str], expected: Verdict
) -> None:
    assert compare_update(before, version, {"title": "new"}, found) is expected


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ({"a": 1, "b": 2}, {"a": 1}),
        ({"a": {"b": 1, "_metadata": {}}}, {"a": {"b": 1}}),
        ([{"uid": "1", "x": 1}, {"uid": "2"}], [{"uid": "1"}, {"uid": "2"}]),
        ({"uid": "file", "url": "…"}, "file"),
        (None, ""),
        ([], None),
        ([1, 2], (1, 2)),
    ],
)
def test_what_the_server_adds_does_not_count(found: object, wanted: object) -> None:
    assert contains(found, wanted)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ({"a": 1}, {"a": 2}),
        ({}, {"a": 1}),
        ("text", {"a": 1}),
        ([1, 2], [1]),
        ([2, 1], [1, 2]),
        (None, [1]),
        ({"uid": "other"}, "file"),
        (0, ""),
        (False, None),
    ],
)
def test_another_value_is_seen(found: object, wanted: object) -> None:
    assert not contains(found, wanted)
