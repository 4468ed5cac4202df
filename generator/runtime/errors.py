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


def is_json(response: "httpx.Response") -> bool:
    """Whether a response says that it is JSON, as those of the API do and pages of gateways do not."""
    return "json" in response.headers.get("content-type", "")


def about_response(kind: type[ResponseError], message: str, response: "httpx.Response") -> ResponseError:
    """Return an error about `response`, which is not kept."""
    return kind(message, response.status_code, response.headers.get("content-type", ""))
