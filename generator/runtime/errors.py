"""Exceptions of generated calls, and what they say about the work that was asked for."""

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx


ATTEMPTS = "contentstack_cma.attempts"
"""Response extension: how many requests were made for the call."""


class Outcome(StrEnum):
    """What became of a call that failed, over all its attempts. Later members outweigh earlier ones."""

    NOT_SENT = "not_sent"
    """Certainly not processed: no complete request left this machine."""
    REJECTED = "rejected"
    """Certainly not processed: the API rejected it."""
    UNKNOWN = "unknown"
    """May have been processed."""
    DONE = "done"
    """Certainly processed; only its response could not be used."""


class ContentstackError(Exception):
    """Base of every error of this package.

    Attributes:
        outcome: What became of the call, over all its attempts.
        attempts: How many requests were made for it.
    """

    outcome: Outcome = Outcome.NOT_SENT
    attempts: int = 0


class ResponseError(ContentstackError):
    """Base of errors about a response. Holds what may be shown of it: never the request, nor the body.

    Attributes:
        status: HTTP status.
        content_type: Media type of the response, or an empty text.
    """

    def __init__(self, message: str, status: int = 0, content_type: str = "") -> None:
        super().__init__(message, status, content_type)  # all of it, so that it can be pickled
        self.status = status
        self.content_type = content_type

    def __str__(self) -> str:
        return str(self.args[0])


class DecodeError(ResponseError, ValueError):
    """The status is a success, but the response cannot be read: it is not what the call returns."""


class UnexpectedStatus(ResponseError):
    """The status is not a success."""


class ListChangedError(ContentstackError):
    """A list became shorter while it was iterated over, so that its next page would skip items.

    `snapshot()` raises it if the list keeps changing while its uids are read.

    Attributes:
        before: The number of items before.
        now: The number of items now.
        readings: How many times `snapshot()` read the uids; 0 while a list is iterated over.
    """

    def __init__(self, before: int, now: int, readings: int = 0) -> None:
        super().__init__(before, now, readings)  # all of it, so that it can be pickled
        self.before = before
        self.now = now
        self.readings = readings
        self.outcome = Outcome.DONE
        self.attempts = 1

    def __str__(self) -> str:
        if self.readings:
            return (
                f"the list changed each of the {self.readings} times that snapshot() read its uids, at last from "
                f"{self.before} to {self.now} items. Narrow the query, or read it when less is changed"
            )
        return (
            f"the list had {self.before} items and has {self.now} now: its next page would skip items. Use snapshot() "
            "to read all of a list before you delete items or change what it filters on"
        )


class ListChangedWarning(UserWarning):
    """A list became longer while it was iterated over, so that some items may come twice."""


def is_json(response: "httpx.Response") -> bool:
    """Whether a response says that it is JSON, as those of the API do and pages of gateways do not."""
    return "json" in response.headers.get("content-type", "")


def about_response(kind: type[ResponseError], message: str, response: "httpx.Response") -> ResponseError:
    """Return an error about `response`, which is not kept."""
    return kind(message, response.status_code, response.headers.get("content-type", ""))
