"""Signing in with e-mail address and password."""

from collections.abc import Callable
from typing import ClassVar, cast

import httpx

from contentstack_cma_client.errors import DecodeError, about_response

from ..errors import exception_of, refusal_of
from ..wire import AuthName, delivery_of, header_value, own_request
from .base import RenewableCredentials, Steps, asked
from .totp import secret_key, totp

_TWO_FACTOR = 294


class Login(RenewableCredentials):
    """E-mail address and password. Logs in when the first call is made, and once more when the session has ended.

    An account with two-factor authentication needs one of `tfa_token` and `totp_secret`; without, the first call
    raises `TwoFactorRequired`. The session lasts until `client.logout()`: closing a client does not end it.

    Args:
        email: E-mail address of the account.
        password: Its password.
        tfa_token: The code an authenticator app shows or an SMS brings, good for one login; or a function that
            returns one, called when the server asks for it.
        totp_secret: What the authenticator app was set up with, in base 32. The codes are computed here.

    >>> Login("me@example.com", "secret")
    Login('me@example.com', …)
    """

    name: ClassVar[AuthName] = "authtoken"

    def __init__(
        self,
        email: str,
        password: str,
        *,
        tfa_token: str | Callable[[], str] | None = None,
        totp_secret: str | None = None,
    ) -> None:
        super().__init__()
        if not email or not password:
            raise ValueError("email and password must not be empty")
        if tfa_token is not None and totp_secret is not None:
            raise ValueError("give tfa_token or totp_secret, not both")
        self._email = email
        self._password = password
        self._tfa_token = tfa_token
        self._totp_key = None if totp_secret is None else secret_key(totp_secret)
        self._token: str | None = None

    @property
    def pace_key(self) -> int:
        """The same for the same account."""
        return hash((self.name, self._email))

    def session(self) -> str | None:
        """The token of the session, once logged in."""
        return self._token

    def forget(self) -> None:
        """Forget the session. The next call logs in anew."""
        self._token = None

    def __repr__(self) -> str:
        return f"Login({self._email!r}, …)"

    def _usable_token(self) -> str | None:
        return self._token

    def _sign(self, request: httpx.Request, token: str) -> None:
        request.headers["authtoken"] = token

    def _fetched(self, request: httpx.Request) -> Steps[str]:
        answer = yield from asked(self._login_request(request, None))
        if _wants_code(answer) and (code := self._code()):
            answer = yield from asked(self._login_request(request, code))
        if not answer.is_success:
            raise exception_of(answer)
        self._token = _token_in(answer)
        return self._token

    def _login_request(self, asker: httpx.Request, code: str | None) -> httpx.Request:
        user = {"email": self._email, "password": self._password}
        if code is not None:
            user["tfa_token"] = code
        delivery = delivery_of(asker)
        return own_request("POST", f"{delivery.hosts.api}/v3/user-session", delivery, json={"user": user})

    def _code(self) -> str | None:
        """A two-factor code that has not been used, if one can be had."""
        if self._totp_key is not None:
            return totp(self._totp_key)
        if callable(self._tfa_token):
            return self._tfa_token()
        code, self._tfa_token = self._tfa_token, None
        return code


def _wants_code(answer: httpx.Response) -> bool:
    return answer.is_error and refusal_of(answer).error_code == _TWO_FACTOR


def _token_in(answer: httpx.Response) -> str:
    try:
        token = answer.json()["user"]["authtoken"]
        return header_value(cast("str", token), "authtoken")
    except (KeyError, RecursionError, TypeError, ValueError):
        raise about_response(DecodeError, "the response to the login holds no authtoken", answer) from None
