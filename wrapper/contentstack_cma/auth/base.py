"""Base class of the credentials."""

from functools import cached_property
from typing import ClassVar

import httpx

from ..errors import AuthMethodError
from ..regions import Hosts
from ..sending.attempts import Attempt
from ..wire.requests import AuthName


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

    def get_session(self, hosts: Hosts | None = None) -> str | None:  # noqa: ARG002 - others need it
        """Return the token of the session that `logout` ends; None if there is no session.

        Raises:
            AuthMethodError: These credentials have no sessions.
        """
        raise AuthMethodError(f"cannot log out: {self.name} credentials have no session")

    def forget(self) -> None:
        """Forget the session."""

    def forget_session(self, hosts: Hosts) -> None:
        """Forget the session at these hosts, which has been ended."""

    def attach(self, http: object, hosts: Hosts) -> None:
        """Note that a client, known by its HTTP client, uses these credentials."""

    def detach(self, http: object, hosts: Hosts) -> str | None:  # noqa: ARG002 - others need it
        """Note that a client has been closed. Return the token of the session to end, if there is one."""
        return None

    def find_attempt(self, hosts: Hosts) -> Attempt | None:  # noqa: ARG002 - others need it
        """Return the attempt to sign in that is under way."""
        return None
