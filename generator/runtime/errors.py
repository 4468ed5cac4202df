"""The base exceptions, and the outcome of a failed call."""

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx


ATTEMPTS = "contentstack_cma.attempts"
"""Response extension: number of requests sent for the call."""


class Outcome(StrEnum):
    """The outcome of a failed call, over all its attempts. Later members outweigh earlier ones."""

    NOT_SENT = "not_sent"
    """Not processed: no complete request left this machine."""
    REJECTED = "rejected"
    """Not processed: the API rejected it."""
    UNKNOWN = "unknown"
    """May have been processed."""
    DONE = "done"
    """Processed; only its response could not be used."""


class ContentstackError(Exception):
    """Base of every error of this package.

    Attributes:
        outcome: Whether the call was processed, over all its attempts.
        attempts: Number of requests sent for the call.
    """

    outcome: Outcome = Outcome.NOT_SENT
    attempts: int = 0


class ResponseError(ContentstackError):
    """Base of errors about a response. It never contains the request or the body.

    Attributes:
        status: HTTP status.
        content_type: Media type of the response, or an empty string.
    """

    def __init__(self, message: str, status: int = 0, content_type: str = "") -> None:
        super().__init__(message, status, content_type)  # all arguments, so that it can be pickled
        self.status = status
        self.content_type = content_type

    def __str__(self) -> str:
        return str(self.args[0])


class DecodeError(ResponseError, ValueError):
    """The status is a success, but the response cannot be decoded."""


class UnexpectedStatus(ResponseError):
    """The status is not a success."""


class ListChangedError(ContentstackError):
    """A list became shorter during iteration, so its next page would skip items.

    `snapshot()` raises it if the list keeps changing while its uids are read.

    Attributes:
        before: The number of items before.
        now: The number of items now.
        readings: Number of times `snapshot()` read the uids; 0 for iteration over a list.
    """

    def __init__(self, before: int, now: int, readings: int = 0) -> None:
        super().__init__(before, now, readings)  # all arguments, so that it can be pickled
        self.before = before
        self.now = now
        self.readings = readings
        self.outcome = Outcome.DONE
        self.attempts = 1

    def __str__(self) -> str:
        if self.readings:
            return (
                f"the list changed each of the {self.readings} times that snapshot() read its uids, last from "
                f"{self.before} to {self.now} items. Narrow the query, or retry when the list changes less"
            )
        return (
            f"the list had {self.before} items and has {self.now} now: its next page would skip items. Use snapshot() "
            "to read the whole list before you delete items or change what it filters on"
        )


class ListChangedWarning(UserWarning):
    """A list became longer during iteration, so some items may be returned twice."""


def is_json(response: "httpx.Response") -> bool:
    """Return whether the media type of a response is JSON. Pages of gateways are not."""
    return "json" in response.headers.get("content-type", "")


def make_response_error(kind: type[ResponseError], message: str, response: "httpx.Response") -> ResponseError:
    """Return an error about `response`, without keeping it."""
    return kind(message, response.status_code, response.headers.get("content-type", ""))
