# Derived from asynchronous/test_sign_in.py by generator/unasync.py: edit that, not this.
"""Each way to sign in, and logging in."""

import json
from collections.abc import Callable

import httpx
import pytest

from contentstack_cma import (
    Anonymous,
    AuthenticationError,
    AuthMethodError,
    Authtoken,
    Client,
    DecodeError,
    Login,
    ManagementToken,
    MissingCredentialsError,
    NotFoundError,
    ServerError,
    TwoFactorRequired,
)
from contentstack_cma.auth.totp import compute_totp, decode_secret
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


def test_an_authtoken_is_sent_in_its_header() -> None:
    server = Scripted(build_environments())
    with Client(auth=Authtoken("t"), transport=server.transport) as client:
        client.stack("key").environments.list()
    assert server.header_values("authtoken") == ["t"]
    assert server.header_values("authorization") == [None]


def test_management_token_goes_without_bearer() -> None:
    server = Scripted(build_environments())
    with Client(auth=ManagementToken("t"), transport=server.transport) as client:
        client.stack("key").environments.list()
    assert server.header_values("authorization") == ["t"]
    assert server.header_values("authtoken") == [None]


def test_tokens_may_be_given_as_arguments_of_the_client() -> None:
    server = Scripted(build_environments(), build_environments())
    with Client(authtoken="a", transport=server.transport) as client:
        client.stack("key").environments.list()
    with Client(management_token="m", transport=server.transport) as client:
        client.stack("key").environments.list()
    assert server.header_values("authtoken") == ["a", None]
    assert server.header_values("authorization") == [None, "m"]


def test_a_call_that_cannot_take_the_token_is_rejected_before_anything_is_sent() -> None:
    server = Scripted()
    with Client(management_token="hunter2", transport=server.transport) as client:
        with pytest.raises(AuthMethodError, match="does not accept a management token; use an authtoken") as caught:
            client.users.get_current()
        with pytest.raises(AuthMethodError, match="no session"):
            client.logout()
    assert server.requests == []
    assert "hunter2" not in str(caught.value)


def test_a_rejected_token_is_not_sent_again() -> None:
    server = Scripted(build_unauthorized())
    with Client(authtoken="t", transport=server.transport) as client:
        stack = client.stack("key")
        with pytest.raises(AuthenticationError):
            stack.environments.list()


def test_calls_that_need_nobody_signed_in_get_no_credentials() -> None:
    server = Scripted(build_response(notice="Sent."), build_response(notice="Sent."))
    for client in (
        Client(auth=Login("e", "p"), transport=server.transport),
        Client(auth=Anonymous(), transport=server.transport),
    ):
        client.users.forgot_password(email="e")
    assert server.calls == ["POST /v3/user/forgot_password"] * 2
    assert server.header_values("authtoken") == [None, None]


def test_nobody_cannot_make_other_calls() -> None:
    with Client(auth=Anonymous(), transport=Scripted().transport) as client:
        stack = client.stack("key")
        with pytest.raises(MissingCredentialsError, match="needs credentials: use an authtoken"):
            stack.environments.list()


def test_nothing_to_sign_in_with() -> None:
    with pytest.raises(MissingCredentialsError, match="CONTENTSTACK_AUTHTOKEN"):
        Client()


def test_credentials_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENTSTACK_MANAGEMENT_TOKEN", "m")
    monkeypatch.setenv("CONTENTSTACK_REGION", "eu")
    server = Scripted(build_environments())
    with Client(transport=server.transport) as client:
        client.stack("key").environments.list()
    assert server.requests[0].url.host == "eu-api.contentstack.com"
    assert server.header_values("authorization") == ["m"]


def bodies(server: Scripted) -> list[dict[str, dict[str, str]]]:
    return [json.loads(request.content) for request in server.requests if request.method == "POST"]


def test_login_happens_at_the_first_call_and_once() -> None:
    server = Scripted(build_login("s"), build_environments(), build_environments())
    with Client(auth=Login("me@example.com", "p"), transport=server.transport) as client:
        assert server.requests == []
        client.stack("key").environments.list()
        client.stack("key").environments.list()
    *calls, last = server.calls
    assert calls == ["POST /v3/user-session", "GET /v3/environments", "GET /v3/environments"]
    assert last == "DELETE /v3/user-session"
    assert bodies(server) == [{"user": {"email": "me@example.com", "password": "p"}}]
    assert server.header_values("authtoken") == [None, "s", "s", "s"]
    assert server.header_values("api_key") == [None, "key", "key", None]


def test_login_again_when_the_session_has_ended() -> None:
    server = Scripted(
        build_login("s1"),
        build_environments(),
        build_unauthorized(),
        build_login("s2"),
        build_response(environment={"uid": "u", "name": "n"}),
    )
    with Client(auth=Login("e", "p", keep_session=True), transport=server.transport) as client:
        client.stack("key").environments.list()
        client.stack("key").environments.create({"name": "n"})
    assert server.header_values("authtoken") == [None, "s1", "s1", None, "s2"]
    assert server.requests[4].content == server.requests[2].content


def test_login_again_once_only() -> None:
    server = Scripted(build_login("s1"), build_unauthorized(), build_login("s2"), build_unauthorized())
    with Client(auth=Login("e", "p"), transport=server.transport) as client:
        stack = client.stack("key")
        with pytest.raises(AuthenticationError):
            stack.environments.list()


def test_a_missing_environment_is_no_reason_to_log_in_again() -> None:
    server = Scripted(build_login("s1"), build_error(401, 161))
    with Client(auth=Login("e", "p"), transport=server.transport) as client:
        stack = client.stack("key")
        with pytest.raises(NotFoundError):
            stack.environments.get("nowhere")


SECRET = "GEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("login", "code"),
    [
        (lambda: Login("e", "p", tfa_token="123456"), lambda: "123456"),
        (lambda: Login("e", "p", tfa_token=lambda: "654321"), lambda: "654321"),
        (lambda: Login("e", "p", totp_secret=SECRET), lambda: compute_totp(decode_secret(SECRET))),
    ],
)
@pytest.mark.parametrize("status", [401, 422])
def test_two_factor_code(status: int, login: Callable[[], Login], code: Callable[[], str]) -> None:
    server = Scripted(build_error(status, 294), build_login("s"), build_environments())
    before = code()
    with Client(auth=login(), transport=server.transport) as client:
        client.stack("key").environments.list()
    first, second = bodies(server)
    assert "tfa_token" not in first["user"]
    assert second["user"]["tfa_token"] in {before, code()}
    assert SECRET.encode() not in b"".join(request.content for request in server.requests)


def test_a_two_factor_code_is_good_for_one_login() -> None:
    server = Scripted(build_error(401, 294), build_login("s"), build_unauthorized(), build_error(401, 294))
    with Client(auth=Login("e", "p", tfa_token="123456"), transport=server.transport) as client:
        stack = client.stack("key")
        with pytest.raises(TwoFactorRequired):
            stack.environments.list()


def test_a_wrong_two_factor_code() -> None:
    server = Scripted(build_error(401, 294), build_error(422, 295))
    with Client(auth=Login("e", "p", tfa_token="000000"), transport=server.transport) as client:
        stack = client.stack("key")
        with pytest.raises(AuthenticationError) as caught:
            stack.environments.list()
    assert caught.value.error_code == 295


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"user":{}}', b'{"user":{"authtoken":7}}'])
def test_login_that_brings_no_token(body: bytes) -> None:
    server = Scripted(httpx.Response(200, content=body))
    with Client(auth=Login("e", "p"), transport=server.transport) as client:
        stack = client.stack("key")
        with pytest.raises(DecodeError, match="authtoken"):
            stack.environments.list()


def test_login_is_not_sent_twice_when_its_response_gets_lost(waits: list[float]) -> None:
    server = Scripted(httpx.ReadTimeout("slow"), build_login("s"), build_environments())
    with Client(auth=Login("e", "p"), transport=server.transport) as client:
        with pytest.raises(TimeoutError, match="/v3/user-session"):
            client.stack("key").environments.list()
        client.stack("key").environments.list()
    assert waits == []


def test_calls_at_once_log_in_once() -> None:
    def serve(request: Received, _: int) -> RawResponse:
        if request.method == "DELETE":
            return 200, {}, b'{"notice":"You\'ve logged out successfully."}'
        if request.target == "/v3/user-session":
            return 200, {}, b'{"user":{"authtoken":"s"}}'
        return 200, {}, b'{"environments":[]}'

    with sync_serve(serve) as server, Client(auth=Login("e", "p"), base_url=server.url) as client:
        stack = client.stack("key")

        def count(_: int) -> int:
            return len((stack.environments.list()).items)

        sync_run_together(count, range(8))
    assert [request.method for request in server.requests].count("POST") == 1
    assert len(server.requests) == 10


def test_calls_at_once_log_in_again_once() -> None:
    def serve(request: Received, number: int) -> RawResponse:
        if request.method == "DELETE":
            return 200, {}, b'{"notice":"You\'ve logged out successfully."}'
        if request.target == "/v3/user-session":
            logins.append(number)
            return 200, {}, b'{"user":{"authtoken":"s%d"}}' % len(logins)
        if request.headers["authtoken"] == "s1" and number > 2:
            return 401, {}, b'{"error_code":105}'
        return 200, {}, b'{"environments":[]}'

    logins: list[int] = []
    with sync_serve(serve) as server, Client(auth=Login("e", "p"), base_url=server.url) as client:
        stack = client.stack("key")

        def count(_: int) -> int:
            return len((stack.environments.list()).items)

        count(0)
        sync_run_together(count, range(8))
    assert len(logins) == 2


def test_a_login_that_failed_for_a_moment_lets_others_try() -> None:
    server = Scripted(build_error(500, 0), build_login("s"), build_environments())
    with Client(auth=Login("e", "p"), transport=server.transport) as client:
        with pytest.raises(ServerError):
            client.stack("key").environments.list()
        client.stack("key").environments.list()


def test_logout_before_anything_happened() -> None:
    server = Scripted()
    with Client(auth=Login("e", "p"), transport=server.transport) as client:
        client.logout()
    assert server.requests == []


def test_logout_of_an_authtoken() -> None:
    server = Scripted(build_response(notice="Logged out."))
    with Client(authtoken="t", transport=server.transport) as client:
        client.logout()
    assert server.calls == ["DELETE /v3/user-session"]
    assert server.header_values("authtoken") == ["t"]
