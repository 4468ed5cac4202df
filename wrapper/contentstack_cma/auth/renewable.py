"""Credentials that sign in themselves, once for all callers."""

from collections.abc import AsyncGenerator, Generator, Hashable
from typing import Any

import httpx

from ..error_mapping import read_error_details
from ..errors import ContentstackError, DeadlineExceededError
from ..forking import register_at_fork
from ..regions import Hosts
from ..sending.attempts import Attempt, Room, copy_error, is_refusal
from ..sending.steps import Steps, send_request, wait_for
from ..wire.delivery import HTTP, get_delivery
from .base import Credentials

_UNAUTHORIZED = 401
_NOT_ABOUT_TOKEN = frozenset({161, 294})
"""Error codes of a 401 that a new token does not fix: missing environment, two-factor code required."""


class RenewableCredentials(Credentials):
    """Credentials with a token that can be renewed.

    The first caller that finds the token missing or rejected makes an attempt to get a new one. All others wait for it
    and share its result. The attempt runs in the background, so that it ends even if the call is cancelled. If the
    server rejects the credentials, later callers get the same error, without a request.
    """

    def __init__(self) -> None:
        register_at_fork(self)

    def reset_after_fork(self) -> None:
        """Forget the attempts of the parent process."""
        raise NotImplementedError

    def find_attempt(self, hosts: Hosts) -> Attempt | None:
        """Return the attempt to sign in that is under way."""
        return self._get_room(hosts).attempt

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign and send `request` in a thread."""
        from ..sending._sync.sign_in import yield_requests

        return yield_requests(self.send_signed(request), _get_http(request))

    def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Sign and send `request` in a task."""
        from ..sending._async.sign_in import yield_requests

        return yield_requests(self.send_signed(request), _get_http(request))

    def send_signed(self, request: httpx.Request) -> Steps[httpx.Response]:
        """Sign and send `request`; after a 401, get a new token and retry once."""
        hosts = get_delivery(request).hosts
        token = self._get_usable_token(hosts) or (yield from self._renew(request, rejected=None))
        self._sign(request, token)
        response = yield from send_request(request)
        if _may_help(response) and get_delivery(request).can_be_sent:
            self._sign(request, (yield from self._renew(request, rejected=token)))
            response = yield from send_request(request)
        return response

    def _renew(self, request: httpx.Request, rejected: str | None) -> Steps[str]:
        """Return a token other than `rejected`, from an attempt made here or by another caller."""
        hosts = get_delivery(request).hosts
        room = self._get_room(hosts)
        while True:
            attempt, is_mine = room.enter()
            if is_mine:
                yield from self._make(attempt, request, rejected)
                token = attempt.token
            else:
                yield from wait_for(attempt, request)
                token = attempt.token or self._get_usable_token(hosts)
            if token is not None and (is_mine or token != rejected):
                return token
            if not attempt.needs_another:
                _raise_error(attempt, is_mine=is_mine)

    def _make(self, attempt: Attempt, request: httpx.Request, rejected: str | None) -> Steps[None]:
        """Make an attempt: prepare it here, and then let it run in the background."""
        try:
            token = self._get_usable_token(get_delivery(request).hosts)
            if token is not None and token != rejected:
                attempt.end(token)
                return
            prepared = yield from self._prepare(attempt, request, rejected)
        except Exception as error:
            attempt.end(error=error)
            raise
        except BaseException:
            attempt.end()
            raise
        if isinstance(prepared, str):
            attempt.end(prepared)
            return
        attempt.steps = prepared
        yield attempt
        yield from wait_for(attempt, request)

    def _get_room(self, hosts: Hosts) -> Room:
        """Return where the callers of these hosts meet."""
        raise NotImplementedError

    def _get_usable_token(self, hosts: Hosts) -> str | None:
        """Return the current token, if it is usable."""
        raise NotImplementedError

    def _sign(self, request: httpx.Request, token: str) -> None:
        raise NotImplementedError

    def _prepare(self, attempt: Attempt, request: httpx.Request, rejected: str | None) -> Steps[str | Steps[str]]:
        """Return the steps that get a token, or a token that was found."""
        raise NotImplementedError


def _get_http(request: httpx.Request) -> Any:
    """Return the HTTP client that sends a request."""
    get_delivery(request)
    return request.extensions[HTTP]


def _may_help(response: httpx.Response) -> bool:
    return response.status_code == _UNAUTHORIZED and read_error_details(response).error_code not in _NOT_ABOUT_TOKEN


def _raise_error(attempt: Attempt, *, is_mine: bool) -> None:
    """Raise why an attempt failed, as an exception of this caller only; return if the caller must make its own."""
    error = attempt.error
    if is_mine and error is not None and not isinstance(error, ContentstackError):
        raise error
    if isinstance(error, ContentstackError) and (is_mine or not isinstance(error, DeadlineExceededError)):
        raise copy_error(error)


def remember_refusal(room: Room, credentials: Hashable, steps: Steps[str]) -> Steps[str]:
    """Run steps; if the server rejects these credentials, remember it."""
    try:
        return (yield from steps)
    except ContentstackError as error:
        if is_refusal(error):
            room.refuse(credentials, error)
        raise
