import ssl
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import httpx
import pytest

from contentstack_cma.retry import FAILURES, Failure, RetryPolicy, classify_error, parse_retry_after

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def wait(
    failure: Failure,
    *,
    policy: RetryPolicy | None = None,
    retries: int = 0,
    repeatable: bool = False,
    retry_after: float | None = None,
    chance: float = 1.0,
) -> float | None:
    return (policy or RetryPolicy()).wait(
        failure, retries=retries, repeatable=repeatable, retry_after=retry_after, chance=chance
    )


def wait_for_rate_limit(
    *,
    policy: RetryPolicy | None = None,
    rejections: int = 1,
    waited: float = 0.0,
    retry_after: float | None = None,
    is_paced: bool = False,
    chance: float = 1.0,
) -> float | None:
    return (policy or RetryPolicy()).wait_for_rate_limit(
        rejections=rejections, waited=waited, retry_after=retry_after, is_paced=is_paced, chance=chance
    )


def test_every_call_that_was_not_sent_is_retried() -> None:
    assert wait(Failure.NOT_SENT) == 0.5


@pytest.mark.parametrize("failure", [Failure.UNAVAILABLE, Failure.INTERRUPTED, Failure.FAULT])
def test_only_reads_are_retried_if_they_may_have_been_processed(failure: Failure) -> None:
    assert wait(failure) is None
    assert wait(failure, repeatable=True) == 0.5


@pytest.mark.parametrize("failure", [Failure.UNAVAILABLE, Failure.INTERRUPTED, Failure.FAULT])
def test_a_caller_may_opt_writes_in(failure: Failure) -> None:
    assert wait(failure, policy=RetryPolicy(retry_writes=True)) == 0.5


def test_waits_grow_and_are_bounded() -> None:
    policy = RetryPolicy(max_retries=9)
    waits = [wait(Failure.NOT_SENT, policy=policy, retries=number) for number in range(7)]
    assert waits == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]


def test_waits_are_random_from_half_on() -> None:
    assert wait(Failure.NOT_SENT, chance=0.0) == 0.25
    assert wait(Failure.NOT_SENT, chance=0.5, retries=1) == 0.75


def test_retries_are_counted() -> None:
    assert wait(Failure.NOT_SENT, retries=2) is not None
    assert wait(Failure.NOT_SENT, retries=3) is None


def test_a_fault_of_the_server_is_retried_twice_at_most() -> None:
    assert wait(Failure.FAULT, repeatable=True, retries=1) is not None
    assert wait(Failure.FAULT, repeatable=True, retries=2) is None
    assert wait(Failure.FAULT, repeatable=True, retries=1, policy=RetryPolicy(max_retries=1)) is None


def test_a_policy_without_retries_never_waits() -> None:
    assert wait(Failure.NOT_SENT, policy=RetryPolicy(max_retries=0), retry_after=1) is None


def test_retry_after_is_obeyed_up_to_a_minute_and_never_cut_short() -> None:
    assert wait(Failure.UNAVAILABLE, repeatable=True, retry_after=7.0, chance=0.0) == 7.0
    assert wait(Failure.UNAVAILABLE, repeatable=True, retry_after=3600.0) is None


def test_retry_after_of_zero_is_no_reason_to_hurry() -> None:
    assert wait(Failure.UNAVAILABLE, repeatable=True, retry_after=0.0) == 0.5


def test_without_a_pace_refusals_back_off_as_the_service_advises() -> None:
    assert [wait_for_rate_limit(rejections=count) for count in (1, 2, 3, 4, 5, 9)] == [1.0, 2.0, 4.0, 8.0, 8.0, 8.0]


def test_with_a_pace_only_the_third_refusal_backs_off() -> None:
    assert [wait_for_rate_limit(rejections=count, is_paced=True) for count in (1, 2, 3, 4)] == [0.0, 0.0, 1.0, 2.0]


def test_refusals_are_no_retries_but_end_after_the_longest_wait() -> None:
    none = RetryPolicy(max_retries=0)
    assert wait_for_rate_limit(policy=none, rejections=50, waited=111.9) == 8.0
    assert wait_for_rate_limit(policy=none, rejections=50, waited=112.1) is None


def test_retry_after_of_a_refusal_is_waited_for_if_there_is_time() -> None:
    assert wait_for_rate_limit(retry_after=7.0) == 7.0
    assert wait_for_rate_limit(retry_after=3600.0) is None


def test_refusals_can_be_raised_at_once() -> None:
    assert wait_for_rate_limit(policy=RetryPolicy(max_rate_limit_wait=0)) is None


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("max_retries", -1, ValueError),
        ("max_retries", "3", TypeError),
        ("max_retries", True, TypeError),
        ("max_retries", 1.5, TypeError),
        ("retry_writes", "no", TypeError),
        ("first_wait", -0.1, ValueError),
        ("longest_wait", float("nan"), ValueError),
        ("longest_retry_after", float("inf"), ValueError),
        ("max_rate_limit_wait", "120", TypeError),
        ("max_rate_limit_wait", None, TypeError),
    ],
)
def test_a_value_that_makes_no_sense_is_named(name: str, value: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=name):
        RetryPolicy(**{name: value})


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("5", 5.0),
        (" 0 ", 0.0),
        ("0.3", 0.3),
        ("Tue, 24 Nov 2026 10:00:30 GMT", 30.0),
        ("Tue, 24 Nov 2026 09:00:00 GMT", 0.0),
        ("Tue, 24 Nov 2026 10:00:30 -0000", 30.0),
        ("soon", None),
        ("", None),
        ("-3", 0.0),
        ("inf", None),
        ("nan", None),
        ("1e999", None),
        ("Fri, 31 Dec 99999 23:59:59 GMT", None),
        ("Fri, 99 Dec 2026 23:59:59 GMT", None),
    ],
)
def test_retry_after_header(header: str | None, seconds: float | None) -> None:
    assert parse_retry_after(header, format_datetime(NOW, usegmt=True)) == seconds


def test_a_date_is_read_by_the_clock_of_the_server() -> None:
    """The clock of this machine may be years off."""
    assert parse_retry_after("Mon, 01 Jan 2001 00:00:09 GMT", "Mon, 01 Jan 2001 00:00:00 GMT") == 9.0
    assert parse_retry_after("Mon, 01 Jan 2001 00:00:09 GMT") == 0.0


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (200, None),
        (400, None),
        (401, None),
        (408, Failure.FAULT),
        (422, None),
        (429, Failure.RATE_LIMITED),
        (500, Failure.FAULT),
        (501, None),
        (502, Failure.UNAVAILABLE),
        (503, Failure.UNAVAILABLE),
        (504, Failure.UNAVAILABLE),
        (520, Failure.FAULT),
        (524, Failure.FAULT),
        (525, None),
    ],
)
def test_failure_of_status(status: int, failure: Failure | None) -> None:
    assert FAILURES.get(status) is failure


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (httpx.ConnectError(""), Failure.NOT_SENT),
        (httpx.ConnectTimeout(""), Failure.NOT_SENT),
        (httpx.PoolTimeout(""), Failure.NOT_SENT),
        (httpx.ProxyError(""), Failure.NOT_SENT),
        (httpx.ReadTimeout(""), Failure.INTERRUPTED),
        (httpx.WriteTimeout(""), Failure.INTERRUPTED),
        (httpx.ReadError(""), Failure.INTERRUPTED),
        (httpx.WriteError(""), Failure.INTERRUPTED),
        (httpx.RemoteProtocolError(""), Failure.INTERRUPTED),
        (httpx.DecodingError(""), Failure.INTERRUPTED),
        (httpx.LocalProtocolError(""), None),
        (httpx.UnsupportedProtocol(""), None),
    ],
)
def test_failure_of_error(error: httpx.HTTPError, failure: Failure | None) -> None:
    assert classify_error(error, was_sent=True) is failure


@pytest.mark.parametrize("error", [httpx.ReadError(""), httpx.WriteTimeout(""), httpx.RemoteProtocolError("")])
def test_a_request_that_was_not_sent_whole_was_not_processed(error: httpx.HTTPError) -> None:
    assert classify_error(error, was_sent=False) is Failure.NOT_SENT


def test_a_rejected_certificate_is_not_retried() -> None:
    error = httpx.ConnectError("")
    error.__cause__ = ssl.SSLCertVerificationError("self-signed")
    assert classify_error(error, was_sent=True) is None
