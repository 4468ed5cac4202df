import ssl
from datetime import UTC, datetime

import httpx
import pytest

from contentstack_cma.retry import Failure, RetryPolicy, failure_of_error, failure_of_status, retry_after_seconds


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


@pytest.mark.parametrize("failure", [Failure.RATE_LIMITED, Failure.NOT_CONNECTED])
def test_what_the_server_cannot_have_done_is_repeated_for_every_call(failure: Failure) -> None:
    assert wait(failure) == 0.5


@pytest.mark.parametrize("failure", [Failure.UNAVAILABLE, Failure.INTERRUPTED])
def test_what_the_server_may_have_done_is_repeated_for_repeatable_calls_only(failure: Failure) -> None:
    assert wait(failure) is None
    assert wait(failure, repeatable=True) == 0.5


@pytest.mark.parametrize("failure", [Failure.UNAVAILABLE, Failure.INTERRUPTED])
def test_a_caller_may_opt_writes_in(failure: Failure) -> None:
    assert wait(failure, policy=RetryPolicy(retry_writes=True)) == 0.5


def test_waits_grow_and_are_bounded() -> None:
    policy = RetryPolicy(max_retries=9)
    waits = [wait(Failure.RATE_LIMITED, policy=policy, retries=number) for number in range(7)]
    assert waits == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]


def test_waits_are_random_from_zero_on() -> None:
    assert wait(Failure.RATE_LIMITED, chance=0.0) == 0.0
    assert wait(Failure.RATE_LIMITED, chance=0.5, retries=1) == 0.5


def test_retries_are_counted() -> None:
    assert wait(Failure.RATE_LIMITED, retries=2) is not None
    assert wait(Failure.RATE_LIMITED, retries=3) is None


def test_no_retries() -> None:
    assert wait(Failure.RATE_LIMITED, policy=RetryPolicy(max_retries=0), retry_after=1) is None


def test_negative_retries_are_refused() -> None:
    with pytest.raises(ValueError, match="max_retries must be at least 0"):
        RetryPolicy(max_retries=-1)


def test_retry_after_is_obeyed_up_to_a_minute() -> None:
    assert wait(Failure.RATE_LIMITED, retry_after=7.0, chance=0.0) == 7.0
    assert wait(Failure.RATE_LIMITED, retry_after=3600.0) == 60.0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("5", 5.0),
        (" 0 ", 0.0),
        ("Tue, 24 Nov 2026 10:00:30 GMT", 30.0),
        ("Tue, 24 Nov 2026 09:00:00 GMT", 0.0),
        ("Tue, 24 Nov 2026 10:00:30 -0000", 30.0),
        ("soon", None),
        ("-3", None),
    ],
)
def test_retry_after_header(header: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(header, datetime(2026, 11, 24, 10, tzinfo=UTC)) == seconds


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (200, None),
        (400, None),
        (401, None),
        (422, None),
        (429, Failure.RATE_LIMITED),
        (500, None),
        (502, Failure.UNAVAILABLE),
        (503, Failure.UNAVAILABLE),
        (504, Failure.UNAVAILABLE),
        (520, None),
    ],
)
def test_failure_of_status(status: int, failure: Failure | None) -> None:
    assert failure_of_status(status) is failure


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (httpx.ConnectError(""), Failure.NOT_CONNECTED),
        (httpx.ConnectTimeout(""), Failure.NOT_CONNECTED),
        (httpx.ReadTimeout(""), Failure.INTERRUPTED),
        (httpx.WriteTimeout(""), Failure.INTERRUPTED),
        (httpx.ReadError(""), Failure.INTERRUPTED),
        (httpx.WriteError(""), Failure.INTERRUPTED),
        (httpx.RemoteProtocolError(""), Failure.INTERRUPTED),
        (httpx.PoolTimeout(""), None),
        (httpx.LocalProtocolError(""), None),
        (httpx.UnsupportedProtocol(""), None),
        (httpx.ProxyError(""), None),
    ],
)
def test_failure_of_error(error: httpx.TransportError, failure: Failure | None) -> None:
    assert failure_of_error(error) is failure


def test_a_refused_certificate_is_not_tried_again() -> None:
    error = httpx.ConnectError("")
    error.__cause__ = ssl.SSLCertVerificationError("self-signed")
    assert failure_of_error(error) is None
