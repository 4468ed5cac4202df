"""Base classes of the credentials. Signing in is a generator of steps, which threads and tasks both can run."""

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
"""A generator that yields a request and receives the response, or yields None to wait briefly for another caller."""

MOMENT = 0.01
"""Seconds between checks whether another caller has finished signing in."""

_UNAUTHORIZED = 401
_NOT_ABOUT_TOKEN = frozenset({161, 294})
"""Error codes of a 401 that a new token does not fix: missing environment, two-factor code required."""


class Credentials(httpx.Auth):
    """Base of all credentials. One object can be shared by clients, threads and tasks.

    Attributes:
        name: The API's name for this kind of credentials.
    """

    name: ClassVar[AuthName]

    @property
    def pace_key(self) -> int:
        """Key of the rate limit: the server may give some credentials a lower limit than others."""
        return id(self)

    def steps(self, request: httpx.Request) -> Steps[None]:
        """Yield the requests needed to sign and send `request`."""
        raise NotImplementedError

    @property
    def hosts(self) -> Hosts | None:
        """Hosts of the region, if these credentials know it."""
        return None

    def session(self) -> str | None:
        """Return the token of the session that `logout` ends; None if there is no session.

        Raises:
            AuthMethodError: These credentials have no sessions.
        """
        raise AuthMethodError(f"cannot log out: {self.name} credentials have no session")

    def forget(self) -> None:
        """Forget the session."""

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Run the steps in a thread."""
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
        """Run the steps in a task."""
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
    """Credentials with a token that can be renewed.

    The first caller that finds the token missing or rejected fetches a new one; all others wait for it.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        on_fork(self)

    def after_fork(self) -> None:
        """Replace the lock: a thread of the parent may have been signing in."""
        self._lock = Lock()

    def steps(self, request: httpx.Request) -> Steps[None]:
        """Sign and send; after a 401, fetch a new token and retry once."""
        yield from self.send_signed(request)

    def send_signed(self, request: httpx.Request) -> Steps[httpx.Response]:
        """Sign and send `request`, and return the response."""
        token = self._usable_token() or (yield from self._renew(request, refused=None))
        self._sign(request, token)
        response = yield from send_request(request)
        if _may_help(response) and delivery_of(request).can_be_sent:
            self._sign(request, (yield from self._renew(request, refused=token)))
            response = yield from send_request(request)
        return response

    def _renew(self, request: httpx.Request, refused: str | None) -> Steps[str]:
        """Return a token other than `refused`, fetched here or by another caller in the meantime."""
        while not (lock := self._lock).acquire(blocking=False):
            if delivery_of(request).story.time_left(monotonic()) == 0:
                raise DeadlineExceededError(
                    message_about(request, "the deadline passed while another call was signing in")
                )
            yield None
        try:
            token = self._usable_token()
            if token is not None and token != refused:
                return token
            return (yield from self._fetch_token(request))
        finally:
            lock.release()

    def _usable_token(self) -> str | None:
        """Return the current token, if it is usable."""
        raise NotImplementedError

    def _sign(self, request: httpx.Request, token: str) -> None:
        raise NotImplementedError

    def _fetch_token(self, request: httpx.Request) -> Steps[str]:
        """Fetch a token for `request` and store it."""
        raise NotImplementedError


def send_request(request: httpx.Request) -> Steps[httpx.Response]:
    """Send one request and return the response."""
    response = yield request
    if response is None:
        raise RuntimeError("the steps were resumed without a response")
    return response


def _may_help(response: httpx.Response) -> bool:
    return response.status_code == _UNAUTHORIZED and refusal_of(response).error_code not in _NOT_ABOUT_TOKEN
