# Derived from asynchronous/test_secrets.py by generator/unasync.py: edit that, not this.
"""No exception and no line of a log shows a token, a password or what was sent."""

import gzip
import json
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import httpx
import pytest

from contentstack_cma import Client, ContentstackError, Login, OAuth, OAuthToken, Pace, ResponseEvent, RetryEvent
from contentstack_cma.models import Asset
from tests.wrapper.support.concurrency import sync_list
from tests.wrapper.support.leaks import SECRETS, find_secrets, find_secrets_in_log
from tests.wrapper.support.raw_server import DROP, RawResponse, sync_serve
from tests.wrapper.support.recording import Recorder
from tests.wrapper.support.scripted_transport import Scripted, build_error, build_response, build_unauthorized
from tests.wrapper.support.scripted_transport import Step as Scene

BODY: Any = {"name": "hidden-body"}
PAGE = httpx.Response(200, html="<html>Please wait</html>")
DEEP = b"[" * 100_000


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


def json_of(content: bytes, **headers: str) -> httpx.Response:
    stream = httpx.ByteStream(content)
    return httpx.Response(200, headers={"content-type": "application/json", **headers}, stream=stream)


def create(client: Client) -> None:
    client.stack("key").environments.create(BODY)


def upload(client: Client) -> None:
    client.stack("key").assets.upload(b"hidden-body", file_name="a.txt", title="hidden-body")


def raw(client: Client) -> None:
    client.request("POST", "/v3/x", json=BODY, headers={"x-more": "hidden-secret"})


def activate(client: Client) -> None:
    password = "hidden-password"
    user: Any = {"first_name": "A", "last_name": "B", "password": password, "password_confirmation": password}
    client.users.activate("hidden-once", **user)


def check(error: ContentstackError, server: Scripted) -> None:
    assert find_secrets(error) == []
    assert error.attempts == len(server.requests)


def check_events(seen: Recorder, requests: int) -> None:
    assert len(seen.requests) == len(seen.responses) == requests
    assert [event for event in seen.events if any(secret in repr(event) for secret in SECRETS)] == []
    ends: list[ResponseEvent | RetryEvent] = [*seen.responses, *seen.retries]
    errors = [event.error for event in ends if event.error is not None]
    assert [find_secrets(error) for error in errors] == [[]] * len(errors)


CALLS: list[Any] = [create, upload, raw, activate]
SCENES: dict[str, Callable[[], Scene]] = {
    **{f"status {status}": partial(build_error, status, 1) for status in (400, 403, 404, 409, 412, 422, 500)},
    "429": lambda: build_response(429),
    "429 for an hour": lambda: build_response(429, {"retry-after": "3600"}),
    "401": build_unauthorized,
    "page": lambda: PAGE,
    "page with 403": lambda: httpx.Response(403, html="<html>Blocked</html>"),
    "page with 502": lambda: httpx.Response(502, html="<html>Bad gateway</html>"),
    "redirect": lambda: httpx.Response(302, headers={"location": "https://other.example/hidden"}),
    "redirect to nowhere": lambda: httpx.Response(302, headers={"location": "http://[::1"}),
    "no JSON": lambda: json_of(b"{"),
    "deep JSON": lambda: json_of(DEEP),
    "no object": lambda: json_of(b"[]"),
    "no UTF-8": lambda: json_of(b'{"a": "\xff"}'),
    "no gzip": lambda: json_of(b"no gzip", **{"content-encoding": "gzip"}),
    "half of a gzip": lambda: json_of(gzip.compress(b"{}" * 500)[:30], **{"content-encoding": "gzip"}),
    **{
        kind.__name__: partial(kind, "broken")
        for kind in (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.PoolTimeout,
            httpx.ProxyError,
            httpx.ReadError,
            httpx.ReadTimeout,
            httpx.RemoteProtocolError,
            httpx.LocalProtocolError,
            httpx.WriteError,
            httpx.WriteTimeout,
            httpx.UnsupportedProtocol,
            RuntimeError,
            OSError,
        )
    },
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("scene", SCENES)
def test_a_call_that_fails(scene: str, call: Any, waits: list[float], caplog: pytest.LogCaptureFixture) -> None:
    server = Scripted(*(SCENES[scene]() for _ in range(4)))
    seen = Recorder()
    client = Client(
        authtoken="hidden-token", transport=server.transport, max_rate_limit_wait=2, pace=Pace(writes=1000), hooks=seen
    )
    with client:
        try:
            call(client)
        except ContentstackError as error:
            check(error, server)
        else:
            assert scene == "no object" or call is not create
    assert server.requests
    check_events(seen, len(server.requests))
    assert find_secrets_in_log(caplog.records) == []


LOGIN = ["401", "status 422", "status 500", "429", "page", "redirect", "no JSON", "deep JSON", "no object", "no gzip"]
BROKEN = ["ConnectError", "ReadError", "ReadTimeout", "RuntimeError"]


@pytest.mark.parametrize("scene", [*LOGIN, *BROKEN])
def test_a_login_that_fails(scene: str, waits: list[float], caplog: pytest.LogCaptureFixture) -> None:
    server = Scripted(*(SCENES[scene]() for _ in range(4)))
    login = Login("me@example.com", "hidden-password")
    seen = Recorder()
    with Client(auth=login, transport=server.transport, max_rate_limit_wait=2, hooks=seen) as client:
        with pytest.raises(ContentstackError) as caught:
            create(client)
    check_events(seen, len(server.requests))
    assert find_secrets(caught.value) == []
    assert (caught.value.outcome, caught.value.attempts) == ("not_sent", 0)
    assert find_secrets_in_log(caplog.records) == []


@pytest.mark.parametrize("scene", [*LOGIN, *BROKEN])
def test_a_refresh_that_fails(scene: str, waits: list[float], caplog: pytest.LogCaptureFixture) -> None:
    server = Scripted(build_unauthorized(), *(SCENES[scene]() for _ in range(4)))
    token = OAuthToken("hidden-token", "hidden-once", None, "org", "user")
    oauth = OAuth(
        app_id="a", client_id="c", client_secret="hidden-secret", redirect_uri="http://localhost:8184", token=token
    )
    seen = Recorder()
    with Client(auth=oauth, transport=server.transport, max_rate_limit_wait=2, hooks=seen) as client:
        with pytest.raises(ContentstackError) as caught:
            create(client)
    check_events(seen, len(server.requests))
    assert find_secrets(caught.value) == []
    assert (caught.value.outcome, caught.value.attempts) == ("rejected", 1)
    assert find_secrets_in_log(caplog.records) == []


SERVED: dict[str, RawResponse] = {
    "hang up": DROP,
    "cut off": (200, {"content-type": "application/json", "content-length": "100"}, b"{"),
    "silence": (200, {"content-type": "application/json", "content-length": "100"}, b""),
    "refusal": (422, {"content-type": "application/json"}, json.dumps({"error_message": "No."}).encode()),
    "two lengths": (200, {"content-length": "2", "transfer-encoding": "nonsense"}, b"{}"),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("kind", SERVED)
def test_a_real_server(kind: str, call: Any, waits: list[float], caplog: pytest.LogCaptureFixture) -> None:
    with (
        sync_serve(SERVED[kind]) as server,
        Client(authtoken="hidden-token", base_url=server.url, timeout=0.2) as client,
    ):
        with pytest.raises(ContentstackError) as caught:
            call(client)
    assert find_secrets(caught.value) == []
    assert find_secrets_in_log(caplog.records) == []


@pytest.mark.parametrize("call", CALLS)
def test_nothing_listens_and_a_deadline(call: Any, caplog: pytest.LogCaptureFixture) -> None:
    with sync_serve(DROP) as server:
        pass
    with Client(authtoken="hidden-token", base_url=server.url, deadline=0.2) as client:
        with pytest.raises(ContentstackError) as caught:
            call(client)
    assert find_secrets(caught.value) == []
    assert find_secrets_in_log(caplog.records) == []


def test_a_success_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    done: RawResponse = (
        200,
        {"content-type": "application/json", "set-cookie": "a=b"},
        b'{"user": {}, "notice": "Done."}',
    )
    with sync_serve(done) as server, Client(authtoken="hidden-token", base_url=server.url) as client:
        activate(client)
        raw(client)
    assert any(record.name == "httpx" for record in caplog.records)
    assert find_secrets_in_log(caplog.records) == []
    assert "hidden-once" in server.requests[0].target


def test_urls_with_secrets_on_the_wire_and_nowhere_else(caplog: pytest.LogCaptureFixture) -> None:
    seen = Recorder()
    done: RawResponse = (200, {"content-type": "application/json", "set-cookie": "a=b"}, b"{}")
    secret = {"access_token": "hidden-secret", "next": "https://a.example/?token=hidden-once"}
    with (
        sync_serve(done) as server,
        Client(authtoken="hidden-token", base_url=server.url, hooks=seen) as client,
    ):
        client.request("GET", "/v3/x", query=secret)
        client.request("GET", "/v3/user/activate/hidden-once")
        url = f"http://me:hidden-password@127.0.0.1:{server.port}/a.png?Signature=hidden-secret"
        asset = Asset.from_dict({"uid": "a", "url": url})
        with client.stack("key").assets.stream(asset) as chunks:
            assert sync_list(chunks) == [b"{}"]
    assert [request.target for request in server.requests] == [
        "/v3/x?access_token=hidden-secret&next=https%3A%2F%2Fa.example%2F%3Ftoken%3Dhidden-once",
        "/v3/user/activate/hidden-once",
        "/a.png?Signature=hidden-secret",
    ]
    check_events(seen, 3)
    assert find_secrets_in_log(caplog.records) == []
