"""Sign in with email and password."""

from collections.abc import Callable
from functools import cached_property
from typing import ClassVar, cast

import httpx

from contentstack_cma_client.errors import DecodeError, make_response_error

from ..error_mapping import build_exception, read_error_details
from ..errors import TwoFactorRequired
from ..regions import Hosts
from ..sending.attempts import Attempt, copy_error, is_refusal
from ..sending.steps import Steps, send_request
from ..wire.delivery import Delivery, get_delivery
from ..wire.headers import check_header_value
from ..wire.requests import AuthName
from ..wire.sign_in_requests import build_sign_in_request
from .renewable import RenewableCredentials
from .session import Session
from .totp import compute_totp, decode_secret

_TWO_FACTOR = 294
_WRONG_CODE = 295
_HINT = "later calls raise this error without a request: pass a Login with other credentials, or call login.forget()"


class Login(RenewableCredentials):
    """Credentials from email and password. Signs in on the first call, and again when the session has expired.

    Closing the client signs out, unless another open client uses the same `Login`. If the server rejects the email or
    the password, later calls raise the same error without a request, until you call `forget()`.

    An account with two-factor authentication needs `tfa_token` or `totp_secret`; otherwise the first call raises
    `TwoFactorRequired`.

    Args:
        email: Email address of the account.
        password: Password of the account.
        tfa_token: A two-factor code from an authenticator app or SMS, valid once; or a function that returns one,
            called when the server requires it.
        totp_secret: The base-32 secret of the authenticator app, to compute the codes from.
        keep_session: Keep the session on the server when the client is closed, for the next client with this `Login`.

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
        keep_session: bool = False,
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
        self._keep_session = keep_session
        self._sessions: dict[str, Session] = {}

    @cached_property
    def pace_key(self) -> int:
        """Key of the rate limit: the same for the same account."""
        return hash((self.name, self._email))

    def get_session(self, hosts: Hosts | None = None) -> str | None:
        """Return the token of the session at these hosts, by default at any; None before the first call."""
        sessions = list(self._sessions.values()) if hosts is None else [self._get_room(hosts)]
        return next((session.token for session in sessions if session.token is not None), None)

    def forget(self) -> None:
        """Forget the sessions and remembered errors. The next call signs in again."""
        for session in list(self._sessions.values()):
            session.forget()

    def forget_session(self, hosts: Hosts) -> None:
        """Forget the session at these hosts, which has been ended."""
        self._get_room(hosts).forget()

    def attach(self, http: object, hosts: Hosts) -> None:
        """Note that a client, known by its HTTP client, uses these credentials."""
        self._get_room(hosts).add_user(http)

    def detach(self, http: object, hosts: Hosts) -> str | None:
        """Note that a client has been closed. Return the token of the session to end, if there is one."""
        session = self._get_room(hosts)
        is_last = session.remove_user(http)
        return session.take_own_token() if is_last and not self._keep_session else None

    def reset_after_fork(self) -> None:
        """Leave the sessions to the parent process: it ends them."""
        for session in self._sessions.values():
            session.reset_after_fork()

    def __repr__(self) -> str:
        return f"Login({self._email!r}, …)"

    def _get_room(self, hosts: Hosts) -> Session:
        """Return the session at these hosts: its token must not be sent to others."""
        return self._sessions.get(hosts.api) or self._sessions.setdefault(hosts.api, Session())

    def _get_usable_token(self, hosts: Hosts) -> str | None:
        return self._get_room(hosts).token

    def _sign(self, request: httpx.Request, token: str) -> None:
        request.headers["authtoken"] = token

    def _prepare(self, attempt: Attempt, request: httpx.Request, rejected: str | None) -> Steps[str | Steps[str]]:  # noqa: ARG002 - OAuth needs it
        """Return the steps that sign in. If the server wants a code, ask for it here, in the thread of the call."""
        attempt.can_be_repeated = True
        yield from ()  # it is a generator, as that of other credentials
        delivery = get_delivery(request)
        session = self._get_room(delivery.hosts)
        session.check_refusal(None)
        code: str | None = None
        if session.challenge is not None and callable(self._tfa_token):
            code = self._tfa_token()
            challenge, session.challenge = session.challenge, None
            if not code:
                raise copy_error(challenge)
        return self._sign_in(attempt, session, delivery, code)

    def _sign_in(self, attempt: Attempt, session: Session, delivery: Delivery, code: str | None) -> Steps[str]:
        response = yield from send_request(self._build_request(delivery, code))
        if code is None and _wants_code(response) and (code := self._take_code()):
            response = yield from send_request(self._build_request(delivery, code))
        if not response.is_success:
            raise self._note_failure(attempt, session, response)
        token = _read_token(response)
        session.open(token)
        return token

    def _note_failure(self, attempt: Attempt, session: Session, response: httpx.Response) -> Exception:
        """Return the exception for a rejected sign-in; remember it, if another attempt cannot help."""
        error = build_exception(response)
        if isinstance(error, TwoFactorRequired):
            if callable(self._tfa_token):
                session.challenge, attempt.needs_another = error, True
            elif self._totp_key is None:
                session.refuse(None, error)
        elif is_refusal(error) and read_error_details(response).error_code != _WRONG_CODE:
            error = build_exception(response, _HINT)
            session.refuse(None, error)
        return error

    def _build_request(self, delivery: Delivery, code: str | None) -> httpx.Request:
        user = {"email": self._email, "password": self._password}
        if code is not None:
            user["tfa_token"] = code
        return build_sign_in_request("POST", f"{delivery.hosts.api}/v3/user-session", delivery, json={"user": user})

    def _take_code(self) -> str | None:
        """Return an unused two-factor code, if there is one without asking the user."""
        if self._totp_key is not None:
            return compute_totp(self._totp_key)
        if callable(self._tfa_token):
            return None
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
