# Derived from asynchronous/test_one_attempt.py by generator/unasync.py: edit that, not this.
"""Signing in once for all who wait, what they share, and signing out."""

import logging
import traceback
from contextlib import suppress
from threading import Event
from time import monotonic
from typing import Any

import pytest

from contentstack_cma import (
    AuthenticationError,
    Authtoken,
    Client,
    ContentstackError,
    DeadlineExceededError,
    Login,
    OAuthToken,
    RequestTimeoutError,
    ServerError,
    TwoFactorRequired,
)
from tests.wrapper.support.concurrency import sync_run_together
from tests.wrapper.support.raw_server import RawResponse, Received, sync_serve
from tests.wrapper.support.scripted_transport import (
    Scripted,
    build_environments,
    build_error,
    build_login,
    build_response,
    build_unauthorized,
)
from tests.wrapper.support.sign_in_server import SignInServer, build_app

MANY = 64


def try_together(client: Client, count: int = MANY) -> list[ContentstackError]:
    """The errors of so many calls at once."""
    stack = client.stack("key")

    def call(_: int) -> ContentstackError | None:
        try:
            stack.environments.list()
        except ContentstackError as error:
            return error
        return None

    return [error for error in sync_run_together(call, range(count)) if error is not None]


def test_many_with_a_wrong_password_send_one_login() -> None:
    script = SignInServer()
    with sync_serve(script) as server:
        login = Login("e", "wrong")
        with Client(auth=login, base_url=server.url) as client:
            errors = try_together(client)
            errors += try_together(client, 2)
            assert script.logins == 1
            login.forget()
            errors += try_together(client, 2)
    assert (script.logins, script.logouts, script.calls) == (2, 0, 0)
    assert len(errors) == MANY + 4
    assert all(isinstance(error, AuthenticationError) and error.error_code == 104 for error in errors)


def test_each_caller_gets_an_exception_of_its_own() -> None:
    with (
        sync_serve(SignInServer()) as server,
        Client(auth=Login("e", "wrong"), base_url=server.url) as client,
    ):
        errors = try_together(client, 8)
        errors += try_together(client, 1)
    assert len({id(error) for error in errors}) == 9
    assert len({str(error) for error in errors}) == 1
    assert str(errors[0]).startswith("signing in: POST ")
    for error in errors:
        assert error.__context__ is None
        assert error.__cause__ is None
        assert len(traceback.extract_tb(error.__traceback__)) < 40


def test_a_refused_refresh_is_not_repeated_until_there_is_another_token() -> None:
    script = SignInServer()
    with sync_serve(script) as server:
        oauth = build_app(server.url, token=OAuthToken("a0", "r0", 1.0))
        with Client(auth=oauth) as client:
            errors = try_together(client)
            errors += try_together(client, 2)
    assert (script.refused, len(errors)) == (1, MANY + 2)
    assert all("invalid refresh_token" in str(error) for error in errors)


def test_a_failure_that_may_pass_is_shared_by_those_who_waited_only() -> None:
    is_over = Event()

    def serve(request: Received, _: int) -> RawResponse:
        if request.target == "/v3/environments?include_count=true&limit=100":
            return 200, {}, b'{"environments":[]}'
        if request.method == "DELETE":
            return 200, {}, b"{}"
        logins.append(request.target)
        if len(logins) > 1:
            return 200, {}, b'{"user":{"authtoken":"s"}}'
        is_over.wait(0.3)
        return 500, {}, b'{"error_message":"busy"}'

    logins: list[str] = []
    with sync_serve(serve) as server, Client(auth=Login("e", "p"), base_url=server.url) as client:
        errors = try_together(client, 8)
        assert {type(error) for error in errors} == {ServerError}
        assert try_together(client, 8) == []
    assert len(logins) == 2


def test_a_code_is_asked_for_once() -> None:
    def serve(request: Received, _: int) -> RawResponse:
        if request.target != "/v3/user-session":
            return 200, {}, b'{"environments":[]}'
        bodies.append(request.body)
        if request.method == "DELETE" or b'"123456"' in request.body:
            return 200, {}, b'{"user":{"authtoken":"s"}}'
        return 422, {}, b'{"error_code":294,"error_message":"code, please"}'

    def ask() -> str:
        asked.append(1)
        return "123456"

    bodies: list[bytes] = []
    asked: list[int] = []
    login = Login("e", "p", tfa_token=ask)
    with sync_serve(serve) as server, Client(auth=login, base_url=server.url) as client:
        assert try_together(client, 16) == []
        assert (len(asked), len(bodies)) == (1, 2)


def test_an_account_that_has_no_code_is_not_asked_again_but_a_function_is() -> None:
    server = Scripted(build_error(422, 294), build_error(422, 294), build_login("s"), build_environments())
    with Client(auth=Login("e", "p"), transport=server.transport) as client:
        for _ in range(2):
            with pytest.raises(TwoFactorRequired):
                client.stack("key").environments.list()
    codes = ["", "123456"]
    with Client(auth=Login("e", "p", tfa_token=lambda: codes.pop(0)), transport=server.transport) as client:
        with pytest.raises(TwoFactorRequired):
            client.stack("key").environments.list()
        server.add(build_error(422, 294), first=True)
        client.stack("key").environments.list()
    assert codes == []


def test_a_function_that_fails_is_asked_again() -> None:
    def ask() -> str:
        if not asked:
            asked.append(1)
            raise EOFError("no terminal")
        return "123456"

    asked: list[int] = []
    server = Scripted(build_error(422, 294), build_login("s"), build_environments())
    with Client(auth=Login("e", "p", tfa_token=ask), transport=server.transport) as client:
        with pytest.raises(EOFError):
            client.stack("key").environments.list()
        client.stack("key").environments.list()
    assert b"123456" in server.requests[1].content


@pytest.mark.parametrize("kind", ["login", "refresh"])
def test_signing_in_keeps_the_timeout_and_is_sent_once(kind: str) -> None:
    script = SignInServer(holds=True)
    with sync_serve(script) as server:
        auth: Any = Login("e", "right") if kind == "login" else build_app(server.url)
        with Client(auth=auth, base_url=server.url, timeout=0.2) as client:
            with pytest.raises(RequestTimeoutError, match=r"signing in: POST .*"):
                client.stack("key").environments.list()
            script.may_answer.set()
    assert script.logins + script.refreshes == 1


@pytest.mark.parametrize("kind", ["login", "refresh"])
def test_a_deadline_that_passes_while_signing_in_loses_nothing(kind: str) -> None:
    script = SignInServer(holds=True)
    with sync_serve(script) as server:
        auth: Any = Login("e", "right") if kind == "login" else build_app(server.url)
        with Client(auth=auth, base_url=server.url, deadline=0.3) as client:
            with pytest.raises(DeadlineExceededError, match=r"environments.list\(\).*while signing in"):
                client.stack("key").environments.list()
            script.may_answer.set()
            client.with_options(deadline=20).stack("key").environments.list()
    assert script.logins + script.refreshes == 1
    assert script.refused == 0


def test_a_login_is_retried_if_it_was_not_processed(waits: list[float]) -> None:
    server = Scripted(build_error(429, 0), build_login("s"), build_environments())
    with Client(auth=Login("e", "p"), transport=server.transport) as client:
        client.stack("key").environments.list()
    assert len(waits) == 1


def test_the_last_client_signs_out() -> None:
    script = SignInServer()
    login = Login("e", "right")
    with sync_serve(script) as server:
        first = Client(auth=login, base_url=server.url)
        with Client(auth=login, base_url=server.url) as second:
            first.stack("key").environments.list()
            second.stack("key").environments.list()
        assert (script.logins, script.logouts) == (1, 0)
        first.stack("key").environments.list()
        first.close()
        first.close()
        assert (script.logins, script.logouts, script.sessions) == (1, 1, set())
        with Client(auth=login, base_url=server.url):
            pass
        assert (script.logins, script.logouts) == (1, 1)
        with Client(auth=login, base_url=server.url) as third:
            third.stack("key").environments.list()
            third.logout()
    assert (script.logins, script.logouts) == (2, 2)


def test_a_client_that_was_dropped_does_not_keep_the_session() -> None:
    script = SignInServer()
    login = Login("e", "right")
    with sync_serve(script) as server, Client(auth=login, base_url=server.url) as client:
        Client(auth=login, base_url=server.url)
        client.stack("key").environments.list()
    assert script.logouts == 1


def test_a_session_can_be_kept() -> None:
    script = SignInServer()
    login = Login("e", "right", keep_session=True)
    with sync_serve(script) as server:
        for _ in range(2):
            with Client(auth=login, base_url=server.url) as client:
                client.stack("key").environments.list()
    assert (script.logins, script.logouts) == (1, 0)


def test_a_client_can_keep_the_session_of_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    script = SignInServer()
    monkeypatch.setenv("CONTENTSTACK_EMAIL", "e")
    monkeypatch.setenv("CONTENTSTACK_PASSWORD", "right")
    with sync_serve(script) as server:
        for keep_session in (True, False):
            with Client(base_url=server.url, keep_session=keep_session) as client:
                client.stack("key").environments.list()
    assert (script.logins, script.logouts) == (2, 1)


def test_a_session_that_somebody_else_opened_is_not_ended() -> None:
    script = SignInServer()
    script.sessions.add("t")
    with sync_serve(script) as server, Client(auth=Authtoken("t"), base_url=server.url) as client:
        client.stack("key").environments.list()
    assert script.logouts == 0


def test_an_error_in_the_block_signs_out_too() -> None:
    script = SignInServer()
    with sync_serve(script) as server:
        client = Client(auth=Login("e", "right"), base_url=server.url)
        client.stack("key").environments.list()
        with suppress(KeyError), client:
            raise KeyError("mine")
    assert script.logouts == 1


@pytest.mark.parametrize("answer", [build_error(500, 0), build_unauthorized(), ConnectionError("gone")])
def test_signing_out_raises_nothing(answer: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "contentstack_cma")
    server = Scripted(build_login("hunter2"), build_environments(), answer)
    with Client(auth=Login("e", "p"), transport=server.transport) as client:
        client.stack("key").environments.list()
    assert server.calls[-1] == "DELETE /v3/user-session"
    assert {record.levelname for record in caplog.records} <= {"DEBUG", "INFO"}
    assert "hunter2" not in caplog.text


def test_signing_out_at_a_server_that_hangs_ends(short_grace: None) -> None:
    def serve(request: Received, _: int) -> RawResponse:
        if request.method == "DELETE":
            is_over.wait(60)
        if request.target == "/v3/user-session":
            return 200, {}, b'{"user":{"authtoken":"s"}}'
        return 200, {}, b'{"environments":[]}'

    is_over = Event()
    with sync_serve(serve) as server:
        client = Client(auth=Login("e", "p"), base_url=server.url)
        client.stack("key").environments.list()
        start = monotonic()
        client.close()
        assert monotonic() - start < 3
        is_over.set()


def test_a_session_is_not_sent_to_another_host() -> None:
    scripts = SignInServer(), SignInServer()
    login = Login("e", "right")
    with sync_serve(scripts[0]) as first, sync_serve(scripts[1]) as second:
        for server in (first, second):
            with Client(auth=login, base_url=server.url) as client:
                client.stack("key").environments.list()
                other = second if server is first else first
                with Client(auth=login, base_url=other.url) as elsewhere:
                    elsewhere.stack("key").environments.list()
    for script, server in zip(scripts, (first, second), strict=True):
        assert (script.logins, script.logouts, script.calls) == (2, 2, 2)
        assert not [request for request in server.requests if "authtoken" in request.headers and script.calls > 2]


def test_a_password_is_in_no_exception() -> None:
    with (
        sync_serve(SignInServer()) as server,
        Client(auth=Login("e", "hunter2"), base_url=server.url) as client,
    ):
        (error,) = try_together(client, 1)
    assert "hunter2" not in "".join(traceback.format_exception(error)) + repr(vars(error))


def test_a_response_without_a_list_of_messages_says_what_is_wrong() -> None:
    server = Scripted(build_response(400, message=["invalid refresh_token", 7]))
    with (
        Client(
            auth=build_app("http://localhost:1"), base_url="http://localhost:1", transport=server.transport
        ) as client,
        pytest.raises(AuthenticationError, match=r"400 invalid refresh_token; sign in again"),
    ):
        client.stack("key").environments.list()
