"""What can go wrong in a generated call."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx


class ContentstackError(Exception):
    """Base of every error of this package."""


class DecodeError(ContentstackError, ValueError):
    """The server answered with success, but with something that is not what the call answers.

    The work has been done. `response` holds what came.
    """

    def __init__(self, message: str, response: "httpx.Response") -> None:
        super().__init__(message, response)  # all of it, so that it can be pickled
        self.response = response

    def __str__(self) -> str:
        return str(self.args[0])


class UnexpectedStatus(ContentstackError):
    """The server answered with a status that is not a success. `response` holds what came."""

    def __init__(self, message: str, response: "httpx.Response") -> None:
        super().__init__(message, response)  # all of it, so that it can be pickled
        self.response = response

    def __str__(self) -> str:
        return str(self.args[0])
