"""What all ways to sign in share: one script of steps, carried out by threads and by tasks alike."""

from collections.abc import AsyncGenerator, Generator
from threading import Lock
from time import monotonic, sleep
from typing import ClassVar, TypeVar

import httpx

from ..errors import AuthMethodError, DeadlineExceededError, message_about, refusal_of
from ..forking import on_fork
from ..regions import Hosts
from ..wire import AuthName, delivery_of

T = TypeVar("T")

Steps = Generator[httpx.Request | None, httpx.Response | None, T]
"""A script: it yields a request and is sent the answer, or yields None to wait for somebody else a moment."""

MOMENT = 0.01
"""Seconds between two looks whether somebody else is done."""

_UNAUTHORIZED = 401
_NO_CURE = frozenset({161, 294})
"""Codes of a 401 that a new token would not cure: environment missing, two-factor code demanded."""


class Credentials(httpx.Auth):
    """A way to sign in. One object may serve many clients, threads and tasks at once.

    Attributes:
        name: What the API calls it.
    """

    name: ClassVar[AuthName]

    @property
    def pace_key(self) -> int:
        """Tells the server's budgets apart: it may give some credentials a lower rate than others."""
        return id(self)

    def steps(self, request: httpx.Request) -> Steps[None]:
        """The requests it takes to send `request` signed."""
        raise NotImplementedError

    @property
    def hosts(self) -> Hosts | None:
        """Where the region answers that one signs in to, if this way to sign in knows."""
        return None

    def session(self) -> str | None:
        """The token of the session that `logout` ends; None if there is none at present.

        Raises:
            AuthMethodError: This way to sign in has no sessions.
        """
        raise AuthMethodError(f"there is no session to log out of: signed in with {self.name}")

    def forget(self) -> None:
        """Forget the session."""

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Carry out the steps in a thread."""
        steps = self.steps(request)
        try:
            step = next(steps)
            while True:
                if step is None:
                    sleep(MOMENT)
                    step = next(steps)
                    continue
                response = yield step
                if response.is_error or step is not request:
                    response.read()
                step = steps.send(response)
        except StopIteration:
            return
        finally:
            steps.close()

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Carry out the steps in a task."""
        from anyio import sleep as pause

        steps = self.steps(request)
        try:
            step = next(steps)
            while True:
                if step is None:
                    await pause(MOMENT)
                    step = next(steps)
                    continue
                response = yield step
                if response.is_error or step is not request:
                    await response.aread()
                step = steps.send(response)
        except StopIteration:
            return
        finally:
            steps.close()


class RenewableCredentials(Credentials):
    """A way to sign in by a token that can be fetched anew.

    Whoever first finds the token missing or refused fetches one; all others wait for it.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        on_fork(self)

    def after_fork(self) -> None:
        """Replace the lock: a thread of the parent may have been signing in."""
        self._lock = Lock()

    def steps(self, request: httpx.Request) -> Steps[None]:
        """Sign and send; if that is refused, fetch a new token and send once more."""
        yield from self.answered(request)

    def answered(self, request: httpx.Request) -> Steps[httpx.Response]:
        """The answer to `request`, signed."""
        token = self._usable_token() or (yield from self._renewed(request, refused=None))
        self._sign(request, token)
        response = yield from asked(request)
        if _may_help(response) and delivery_of(request).can_be_sent:
            self._sign(request, (yield from self._renewed(request, refused=token)))
            response = yield from asked(request)
        return response

    def _renewed(self, request: httpx.Request, refused: str | None) -> Steps[str]:
        """A token other than `refused`: fetched here, or by somebody else in the meantime."""
        while not (lock := self._lock).acquire(blocking=False):
            if delivery_of(request).story.time_left(monotonic()) == 0:
                raise DeadlineExceededError(message_about(request, "its deadline is over while another call signs in"))
            yield None
        try:
            token = self._usable_token()
            if token is not None and token != refused:
                return token
            return (yield from self._fetched(request))
        finally:
            lock.release()

    def _usable_token(self) -> str | None:
        """The token at hand, if it is worth sending."""
        raise NotImplementedError

    def _sign(self, request: httpx.Request, token: str) -> None:
        raise NotImplementedError

    def _fetched(self, request: httpx.Request) -> Steps[str]:
        """Fetch a token, so that `request` can be sent, and keep it."""
        raise NotImplementedError


def asked(request: httpx.Request) -> Steps[httpx.Response]:
    """The answer to one request."""
    response = yield request
    if response is None:
        raise RuntimeError("a request was not answered")
    return response


def _may_help(response: httpx.Response) -> bool:
    return response.status_code == _UNAUTHORIZED and refusal_of(response).error_code not in _NO_CURE
