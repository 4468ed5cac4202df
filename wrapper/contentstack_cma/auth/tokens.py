"""Credentials from an existing token, or none."""

from collections.abc import Generator
from functools import cached_property
from typing import ClassVar

import httpx

from ..regions import Hosts
from ..wire.headers import check_header_value
from ..wire.requests import AuthName
from .base import Credentials


class _TokenCredentials(Credentials):
    """Credentials that send one token in a header."""

    _header: ClassVar[str]
    _token: str

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign and send the request."""
        request.headers[self._header] = self._token
        yield request

    @cached_property
    def pace_key(self) -> int:
        """Key of the rate limit: the same for the same token."""
        return hash((self.name, self._token))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


class Authtoken(_TokenCredentials):
    """A user's authtoken, from an earlier sign-in. It has the permissions of the user.

    >>> Authtoken("blt0123456789abcdef")
    Authtoken(…)
    """

    name: ClassVar[AuthName] = "authtoken"
    _header = "authtoken"

    def __init__(self, token: str) -> None:
        self._token = check_header_value(token, "authtoken")

    def get_session(self, hosts: Hosts | None = None) -> str:  # noqa: ARG002 - the token was passed for any host
        """Return the token."""
        return self._token


class ManagementToken(_TokenCredentials):
    """A stack's management token. It works for that stack only, and may be read-only.

    >>> ManagementToken("cs0123456789abcdef")
    ManagementToken(…)
    """

    name: ClassVar[AuthName] = "management_token"
    _header = "authorization"

    def __init__(self, token: str) -> None:
        self._token = check_header_value(token, "management_token")


class Anonymous(Credentials):
    """No credentials, for calls that need none, such as `client.users.forgot_password(...)`."""

    name: ClassVar[AuthName] = "anonymous"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request unsigned."""
        yield request

    def __repr__(self) -> str:
        return "Anonymous()"
