"""Sign in with email and password."""

from collections.abc import Callable
from functools import cached_property
from typing import ClassVar, cast

import httpx

from contentstack_cma_client.errors import DecodeError, make_response_error

from ..error_mapping import build_exception, read_error_details
from ..sending.steps import Steps, send_request
from ..wire.delivery import get_delivery
from ..wire.headers import check_header_value
from ..wire.requests import AuthName, build_sign_in_request
from .base import RenewableCredentials
from .totp import compute_totp, decode_secret

_TWO_FACTOR = 294


class Login(RenewableCredentials):
    """Credentials from email and password. Signs in on the first call, and again when the session has expired.

    An account with two-factor authentication needs `tfa_token` or `totp_secret`; otherwise the first call raises
    `TwoFactorRequired`. The session lasts until `client.logout()`; closing the client does not end it.

    Args:
        email: Email address of the account.
        password: Password of the account.
        tfa_token: A two-factor code from an authenticator app or SMS, valid once; or a function that returns one,
            called when the server requires it.
        totp_secret: The base-32 secret of the authenticator app, to compute the codes from.

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
            raise ValueError("pass tfa_token or totp_secret, not both")
        self._email = email
        self._password = password
        self._tfa_token = tfa_token
        self._totp_key = None if totp_secret is None else decode_secret(totp_secret)
        self._token: str | None = None

    @cached_property
    def pace_key(self) -> int:
        """Key of the rate limit: the same for the same account."""
        return hash((self.name, self._email))

    def get_session(self) -> str | None:
        """Return the token of the session; None before the first call."""
        return self._token

    def forget(self) -> None:
        """Forget the session. The next call signs in again."""
        self._token = None

    def __repr__(self) -> str:
        return f"Login({self._email!r}, …)"

    def _get_usable_token(self) -> str | None:
        return self._token

    def _sign(self, request: httpx.Request, token: str) -> None:
        request.headers["authtoken"] = token

    def _fetch_token(self, request: httpx.Request) -> Steps[str]:
        response = yield from send_request(self._build_request(request, None))
        if _wants_code(response) and (code := self._take_code()):
            response = yield from send_request(self._build_request(request, code))
        if not response.is_success:
            raise build_exception(response)
        self._token = _read_token(response)
        return self._token

    def _build_request(self, asker: httpx.Request, code: str | None) -> httpx.Request:
        user = {"email": self._email, "password": self._password}
        if code is not None:
            user["tfa_token"] = code
        delivery = get_delivery(asker)
        return build_sign_in_request("POST", f"{delivery.hosts.api}/v3/user-session", delivery, json={"user": user})

    def _take_code(self) -> str | None:
        """Return an unused two-factor code, if there is one."""
        if self._totp_key is not None:
            return compute_totp(self._totp_key)
        if callable(self._tfa_token):
            return self._tfa_token()
        code, self._tfa_token = self._tfa_token, None
        return code


def _wants_code(response: httpx.Response) -> bool:
    return response.is_error and read_error_details(response).error_code == _TWO_FACTOR


def _read_token(response: httpx.Response) -> str:
    try:
        token = response.json()["user"]["authtoken"]
        return check_header_value(cast("str", token), "authtoken")
    except (KeyError, RecursionError, TypeError, ValueError):
        raise make_response_error(DecodeError, "the response to the sign-in contains no authtoken", response) from None
