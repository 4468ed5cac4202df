"""Attempts to sign in. One caller makes an attempt, and all others wait for its result. No I/O."""

from collections.abc import Callable, Hashable
from copy import copy
from threading import Event, Lock
from typing import TYPE_CHECKING

from ..errors import ApiError, ContentstackError

if TYPE_CHECKING:
    from .steps import Steps

_CLIENT_FAULT = 400
_SERVER_FAULT = 500
_CERTAIN = frozenset({400, 401, 422})
"""Statuses that are about the request itself, even if a gateway sends them; others may be about something else."""
_MAY_PASS = frozenset({408, 425, 429})


class Attempt:
    """One attempt to get a token. Its steps run to their end, even if the call that started them is cancelled.

    Attributes:
        steps: The steps, which return the token. They are set before the attempt is started.
        http: The HTTP client on which the steps run.
        token: The new token, once there is one.
        error: Why there is none. Without token and error, the attempt was abandoned.
        can_be_repeated: Whether another attempt may start before the server has responded to this one.
        needs_another: Whether the callers make another attempt instead of raising the error.
        is_lost: Tells whether nothing runs the steps any more, because their event loop was closed.
    """

    def __init__(self, room: "Room | None" = None) -> None:
        self.steps: Steps[str] | None = None
        self.http: object = None
        self.token: str | None = None
        self.error: Exception | None = None
        self.can_be_repeated: bool = False
        self.needs_another: bool = False
        self.is_lost: Callable[[], bool] = _is_never_lost
        self._room = room
        self._ended = Event()

    @property
    def is_done(self) -> bool:
        """Whether the attempt has ended. One that is lost ends here, so that nobody waits for it forever."""
        if not self._ended.is_set() and self.is_lost():
            if self.steps is not None:
                self.steps.close()  # releases the lock of the token store
            self.end()
        return self._ended.is_set()

    def wait(self, seconds: float) -> bool:
        """Block until the attempt has ended, for at most so many seconds. Return whether it has."""
        return self._ended.wait(seconds)

    def abandon(self) -> None:
        """Let others make their own attempt, if that is harmless. The steps of this one continue."""
        if self.can_be_repeated:
            self.end()

    def end(self, token: str | None = None, error: Exception | None = None) -> None:
        """Record the result, and let others make the next attempt."""
        if self._ended.is_set():
            return
        self.token, self.error = token, error
        if self._room is not None:
            self._room.leave(self)
        self._ended.set()


def _is_never_lost() -> bool:
    return False


class Room:
    """Where callers meet who need a token: the attempt under way, and the last rejection by the server."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._attempt: Attempt | None = None
        self._refusal: tuple[Hashable, ContentstackError] | None = None

    @property
    def attempt(self) -> Attempt | None:
        """The attempt under way."""
        return self._attempt

    def enter(self) -> tuple[Attempt, bool]:
        """Return the attempt under way and False; or a new one and True, if the caller is the one to make it."""
        with self._lock:
            if self._attempt is not None:
                return self._attempt, False
            self._attempt = Attempt(self)
            return self._attempt, True

    def leave(self, attempt: Attempt) -> None:
        """Let the next caller make an attempt."""
        with self._lock:
            if self._attempt is attempt:
                self._attempt = None

    def refuse(self, credentials: Hashable, error: ContentstackError) -> None:
        """Remember that the server rejected these credentials."""
        self._refusal = credentials, copy_error(error)

    def check_refusal(self, credentials: Hashable) -> None:
        """Raise the remembered error of these credentials, if there is one."""
        refusal = self._refusal
        if refusal is not None and refusal[0] == credentials:
            raise copy_error(refusal[1])

    def forget_refusal(self) -> None:
        """Let the next caller try again."""
        self._refusal = None

    def reset_after_fork(self) -> None:
        """Forget the attempt of the parent process, whose threads do not exist here."""
        self._lock = Lock()
        self._attempt = None


def is_refusal(error: Exception) -> bool:
    """Return whether the server rejected the credentials, so that another attempt with them cannot help."""
    if not isinstance(error, ApiError):
        return False
    if error.status in _CERTAIN:
        return True
    is_from_api = error.args[0].is_from_api or error.error_code is not None
    return is_from_api and _CLIENT_FAULT <= error.status < _SERVER_FAULT and error.status not in _MAY_PASS


def copy_error(error: ContentstackError) -> ContentstackError:
    """Return a copy of an exception without its traceback and causes: two threads must not raise the same object."""
    twin = copy(error)
    notes = vars(twin).get("__notes__")
    if notes is not None:
        vars(twin)["__notes__"] = list(notes)
    return twin
