"""Ways to sign in with something one has already."""

from typing import ClassVar

import httpx

from ..wire import AuthName, header_value
from .base import Credentials, Steps


class Authtoken(Credentials):
    """A user's token, from an earlier login. It may do what the user may do.

    >>> Authtoken("blt0123456789abcdef")
    Authtoken(…)
    """

    name: ClassVar[AuthName] = "authtoken"

    def __init__(self, token: str) -> None:
        self._token = header_value(token, "authtoken")

    def steps(self, request: httpx.Request) -> Steps[None]:
        """Sign and send."""
        request.headers["authtoken"] = self._token
        yield request

    @property
    def pace_key(self) -> int:
        """The same for the same token."""
        return hash((self.name, self._token))

    def session(self) -> str:
        """The token itself."""
        return self._token

    def __repr__(self) -> str:
        return "Authtoken(…)"


class ManagementToken(Credentials):
    """A stack's management token. It makes calls about that stack only, and reads only if it was made so.

    >>> ManagementToken("cs0123456789abcdef")
    ManagementToken(…)
    """

    name: ClassVar[AuthName] = "management_token"

    def __init__(self, token: str) -> None:
        self._token = header_value(token, "management_token")

    def steps(self, request: httpx.Request) -> Steps[None]:
        """Sign and send."""
        request.headers["authorization"] = self._token
        yield request

    @property
    def pace_key(self) -> int:
        """The same for the same token."""
        return hash((self.name, self._token))

    def __repr__(self) -> str:
        return "ManagementToken(…)"


class Anonymous(Credentials):
    """Nobody: for the calls that need no sign-in, such as `client.users.forgot_password(...)`."""

    name: ClassVar[AuthName] = "anonymous"

    def steps(self, request: httpx.Request) -> Steps[None]:
        """Send."""
        yield request

    def __repr__(self) -> str:
        return "Anonymous()"
