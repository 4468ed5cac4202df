"""Base classes of the credentials."""

from collections.abc import AsyncGenerator, Generator
from functools import cached_property
from threading import Lock
from time import monotonic
from typing import ClassVar

import httpx

from ..error_mapping import read_error_details
from ..errors import AuthMethodError, DeadlineExceededError, build_message
from ..forking import register_at_fork
from ..regions import Hosts
from ..sending.steps import Steps, send_request
from ..wire.delivery import get_delivery
from ..wire.requests import AuthName

_UNAUTHORIZED = 401
_NOT_ABOUT_TOKEN = frozenset({161, 294})
"""Error codes of a 401 that a new token does not fix: missing environment, two-factor code required."""


class Credentials(httpx.Auth):
    """Base of all credentials. One object can be shared by clients, threads and tasks.

    Attributes:
        name: The API's name for this kind of credentials.
    """

    name: ClassVar[AuthName]

    @cached_property
    def pace_key(self) -> int:
        """Key of the rate limit: the server may give some credentials a lower limit than others."""
        return id(self)

    @property
    def hosts(self) -> Hosts | None:
        """Hosts of the region, if these credentials know it."""
        return None

    def get_session(self) -> str | None:
        """Return the token of the session that `logout` ends; None if there is no session.

        Raises:
            AuthMethodError: These credentials have no sessions.
        """
        raise AuthMethodError(f"cannot log out: {self.name} credentials have no session")

    def forget(self) -> None:
        """Forget the session."""


class RenewableCredentials(Credentials):
    """Credentials with a token that can be renewed.

    The first caller that finds the token missing or rejected fetches a new one; all others wait for it.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        register_at_fork(self)

    def reset_after_fork(self) -> None:
        """Replace the lock: a thread of the parent may have been signing in."""
        self._lock = Lock()

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign and send `request` in a thread."""
        from ..sending._sync.sign_in import yield_requests

        return yield_requests(self.send_signed(request))

    def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Sign and send `request` in a task."""
        from ..sending._async.sign_in import yield_requests

        return yield_requests(self.send_signed(request))

    def send_signed(self, request: httpx.Request) -> Steps[httpx.Response]:
        """Sign and send `request`; after a 401, fetch a new token and retry once."""
        token = self._get_usable_token() or (yield from self._renew(request, rejected=None))
        self._sign(request, token)
        response = yield from send_request(request)
        if _may_help(response) and get_delivery(request).can_be_sent:
            self._sign(request, (yield from self._renew(request, rejected=token)))
            response = yield from send_request(request)
        return response

    def _renew(self, request: httpx.Request, rejected: str | None) -> Steps[str]:
        """Return a token other than `rejected`, fetched here or by another caller in the meantime."""
        while not (lock := self._lock).acquire(blocking=False):
            if get_delivery(request).story.time_left(monotonic()) == 0:
                raise DeadlineExceededError(
                    build_message(request, "the deadline passed while another call was signing in")
                )
            yield None
        try:
            token = self._get_usable_token()
            if token is not None and token != rejected:
                return token
            return (yield from self._fetch_token(request))
        finally:
            lock.release()

    def _get_usable_token(self) -> str | None:
        """Return the current token, if it is usable."""
        raise NotImplementedError

    def _sign(self, request: httpx.Request, token: str) -> None:
        raise NotImplementedError

    def _fetch_token(self, request: httpx.Request) -> Steps[str]:
        """Fetch a token for `request` and store it."""
        raise NotImplementedError


def _may_help(response: httpx.Response) -> bool:
    return response.status_code == _UNAUTHORIZED and read_error_details(response).error_code not in _NOT_ABOUT_TOKEN
