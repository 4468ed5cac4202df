"""A script for `serve`: sign-in with password, and a token endpoint whose refresh tokens work once."""

import json
from threading import Event, Lock
from time import time
from typing import Any
from urllib.parse import parse_qs

from contentstack_cma import OAuth, OAuthToken
from tests.wrapper.support.raw_server import RawResponse, Received

TIMEOUT = 20.0
ENVIRONMENTS: RawResponse = 200, {}, b'{"environments":[]}'
REFUSED: RawResponse = 400, {}, b'{"message":["invalid refresh_token"]}'


class SignInServer:
    """Counts what it is asked for, and hands out tokens with numbers.

    Attributes:
        is_asked: Set when a sign-in or a refresh has arrived.
        may_answer: Set when it may be answered.
    """

    def __init__(self, *, holds: bool = False) -> None:
        self.logins = self.refreshes = self.refused = self.logouts = self.calls = 0
        self.number = 1
        self.tokens = {"a1"}
        self.sessions: set[str] = set()
        self.is_asked = Event()
        self.may_answer = Event()
        self._lock = Lock()
        if not holds:
            self.may_answer.set()

    def __call__(self, request: Received, _: int) -> RawResponse:
        if request.target == "/token":
            return self._refresh(request)
        if request.target == "/v3/user-session":
            return self._open_session(request) if request.method == "POST" else self._close_session(request)
        return self._serve(request)

    def _serve(self, request: Received) -> RawResponse:
        with self._lock:
            self.calls += 1
            bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
            known = bearer in self.tokens or request.headers.get("authtoken") in self.sessions
        return ENVIRONMENTS if known else (401, {}, b'{"error_code":105,"error_message":"unknown token"}')

    def _refresh(self, request: Received) -> RawResponse:
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        with self._lock:
            if form.get("refresh_token") != f"r{self.number}":
                self.refused += 1
                return REFUSED
            self.refreshes += 1
            self.number += 1
            self.tokens.add(f"a{self.number}")
            answer = {"access_token": f"a{self.number}", "refresh_token": f"r{self.number}", "expires_in": 3600}
        self.is_asked.set()
        self.may_answer.wait(TIMEOUT)
        return 200, {}, json.dumps(answer).encode()

    def _open_session(self, request: Received) -> RawResponse:
        with self._lock:
            self.logins += 1
            token = f"s{self.logins}"
        self.is_asked.set()
        self.may_answer.wait(TIMEOUT)
        if json.loads(request.body)["user"]["password"] != "right":
            return 422, {}, b'{"error_code":104,"error_message":"wrong password"}'
        with self._lock:
            self.sessions.add(token)
        return 200, {}, json.dumps({"user": {"authtoken": token}}).encode()

    def _close_session(self, request: Received) -> RawResponse:
        with self._lock:
            self.logouts += 1
            self.sessions.discard(request.headers.get("authtoken", ""))
        return 200, {}, b'{"notice":"bye"}'


def build_app(url: str, **arguments: Any) -> OAuth:
    """An app of this server, by default with a token that must be refreshed."""
    arguments = {"token": build_expired_token(), **arguments}
    return OAuth(app_id="a", client_id="c", redirect_uri="http://localhost:8184", base_url=url, **arguments)


def build_expired_token() -> OAuthToken:
    """The first token of the server, just before its end."""
    return OAuthToken("a1", "r1", time() + 5)
