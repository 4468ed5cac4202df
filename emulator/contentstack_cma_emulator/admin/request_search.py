"""Search the request log, and convert requests to JSON for the control API. Pure functions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.http.logged_bodies import LoggedBody
from contentstack_cma_emulator.http.request_log import LoggedRequest

STATUSES = ("2xx", "3xx", "4xx", "5xx", "dropped", "fault")
"""Values of the status filter, besides single statuses."""


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """Criteria for requests. Empty means any; `status` is a status such as `422`, or one of `STATUSES`."""

    method: str = ""
    status: str = ""
    operation: str = ""
    text: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "RequestFilter":
        """Read `method`, `status`, `operation` and `q` of a query."""
        return cls(query.get("method", ""), query.get("status", ""), query.get("operation", ""), query.get("q", ""))

    def matches(self, received: LoggedRequest) -> bool:
        """Return whether a request matches."""
        return (
            self.method.upper() in ("", received.method)
            and self.operation in ("", received.operation)
            and has_status(received, self.status)
            and (not self.text or matches_text(received, self.text.casefold()))
        )


def has_status(received: LoggedRequest, status: str) -> bool:
    """Return whether a request has a status or status class; always true if `status` is empty."""
    if status == "fault":
        return received.fault is not None
    if status == "dropped":
        return not received.status
    if status.endswith("xx"):
        return str(received.status)[0] == status[0]
    return status in ("", str(received.status))


def matches_text(received: LoggedRequest, text: str) -> bool:
    """Return whether a request or its response contains `text`, in lower case. Credentials are ignored."""
    query = "&".join(f"{name}={value}" for name, values in received.query.items() for value in values)
    error = received.error["error_message"] if received.error else ""
    head = f"{received.path}?{query}\n{received.operation}\n{error}"
    return text in head.casefold() or any(_holds(body, text) for body in (received.body, received.response_body))


def _holds(body: LoggedBody, text: str) -> bool:
    """Return whether a body contains a text. Its raw bytes are searched first, because masking is slow."""
    is_there = text in body.content.decode("utf-8", "replace").casefold()
    return is_there and text in (body.text or "").casefold()


def find_requests(requests: Iterable[LoggedRequest], wanted: RequestFilter) -> Iterator[LoggedRequest]:
    """Return the requests that match, in their order."""
    return filter(wanted.matches, requests)


def describe_request(received: LoggedRequest) -> Document:
    """Return a request as JSON, without bodies."""
    return {
        "id": received.id,
        "time": received.time,
        "method": received.method,
        "path": received.path,
        "query": received.query,
        "headers": received.headers,
        "operation": received.operation,
        "principal": received.principal,
        "status": received.status,
        "seconds": received.seconds,
        "error": received.error,
        "fault": received.fault,
        "body_size": received.body.size,
        "response_body_size": received.response_body.size,
    }


def describe_details(received: LoggedRequest) -> Document:
    """Return a request as JSON, with the bodies as far as they are kept."""
    return describe_request(received) | {
        "body": describe_body(received.body),
        "response_headers": received.response_headers,
        "response_body": describe_body(received.response_body),
    }


def describe_body(body: LoggedBody) -> Document:
    """Return a body: as JSON if it is complete, otherwise as text; only size and type if it is binary."""
    described: Document = {
        "content_type": body.content_type,
        "size": body.size,
        "complete": body.is_complete,
        "truncated": body.is_truncated,
    }
    content = body.json
    if content is not None:
        return described | {"json": content}
    return described | {"text": body.text}
