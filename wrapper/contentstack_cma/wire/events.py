"""Build the events that hooks receive. No I/O."""

from itertools import count
from typing import TYPE_CHECKING, TypedDict

from ..errors import get_call
from ..hooks import RequestEvent, ResponseEvent, RetryEvent
from ..retry import Failure, read_retry_after

if TYPE_CHECKING:
    import httpx

    from contentstack_cma_client.errors import Outcome

    from ..hooks import RetryReason
    from .delivery import Delivery

_numbers = count(1)

_REASONS: dict[Failure, "RetryReason"] = {
    Failure.RATE_LIMITED: "rate_limited",
    Failure.NOT_SENT: "not_sent",
    Failure.UNAVAILABLE: "unavailable",
    Failure.FAULT: "fault",
    Failure.INTERRUPTED: "interrupted",
}


class CallFields(TypedDict):
    """What all events of a call have in common."""

    call_id: int
    call: str
    method: str
    url: str
    path: str
    path_template: str
    api_key: str | None
    branch: str | None
    is_sign_in: bool


class AttemptFields(CallFields):
    """What all events of a request have in common."""

    attempt: int
    waited: float


def describe_call(request: "httpx.Request", delivery: "Delivery") -> CallFields:
    """Return what all events of a call have in common."""
    url = request.url
    path = _show_parameters(url.raw_path.partition(b"?")[0].decode("ascii"))
    query = f"?{url.query.decode('ascii')}" if url.query else ""
    if delivery.story.number == 0:
        delivery.story.number = next(_numbers)
    return {
        "call_id": delivery.story.number,
        "call": get_call(request),
        "method": request.method,
        "url": f"{url.scheme}://{url.netloc.decode('ascii')}{path}{query}",
        "path": path,
        "path_template": path if delivery.path_template is None else delivery.path_template,
        "api_key": delivery.api_key,
        "branch": delivery.branch,
        "is_sign_in": delivery.is_sign_in,
    }


def _show_parameters(path: str) -> str:
    """Return a path with the braces around the names of its secret parameters."""
    return path.replace("%7B", "{").replace("%7D", "}")


def build_response_event(
    about: AttemptFields, response: "httpx.Response", *, duration: float, outcome: "Outcome", error: Exception | None
) -> ResponseEvent:
    """Return the event for a response."""
    return ResponseEvent(
        **about,
        status=response.status_code,
        duration=duration,
        outcome=outcome,
        request_id=response.headers.get("x-request-id"),
        retry_after=read_retry_after(response),
        error=error,
    )


def build_failure_event(
    about: AttemptFields, error: BaseException, *, duration: float, outcome: "Outcome"
) -> ResponseEvent:
    """Return the event for a request without a complete response."""
    return ResponseEvent(
        **about, status=None, duration=duration, outcome=outcome, request_id=None, retry_after=None, error=error
    )


def build_retry_event(about: AttemptFields, ended: ResponseEvent, failure: Failure, wait: float) -> RetryEvent:
    """Return the event for a retry of the request that has just ended."""
    return RetryEvent(
        **about,
        reason=_REASONS[failure],
        wait=wait,
        status=ended.status,
        retry_after=ended.retry_after,
        error=ended.error,
    )


def build_request_event(about: AttemptFields) -> RequestEvent:
    """Return the event for a request that is about to be sent."""
    return RequestEvent(**about)
