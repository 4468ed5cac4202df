# Derived from asynchronous/test_hooks.py by generator/unasync.py: edit that, not this.
"""Hooks see every request, and cannot break a call."""

import dataclasses
import logging
from functools import partial
from typing import Any

import httpx
import pytest

from contentstack_cma import (
    Client,
    ConnectError,
    ConnectionLostError,
    DeadlineExceededError,
    Hooks,
    Login,
    OAuth,
    OAuthToken,
    Pace,
    RateLimitError,
    RedirectError,
    RequestEvent,
    ResponseEvent,
    ServerError,
    ValidationError,
)
from contentstack_cma.models import Asset
from tests.wrapper.support.concurrency import sync_list
from tests.wrapper.support.raw_server import DROP, RawResponse, Received, sync_serve
from tests.wrapper.support.recording import Recorder
from tests.wrapper.support.scripted_transport import (
    Scripted,
    build_environment,
    build_environments,
    build_error,
    build_login,
    build_response,
    build_unauthorized,
)


def client_of(server: Scripted, **options: Any) -> Client:
    return Client(authtoken="t", transport=server.transport, **options)


def interrupt(_: httpx.Request) -> httpx.Response:
    raise KeyboardInterrupt


def test_the_events_of_a_call() -> None:
    seen = Recorder()
    server = Scripted(build_response(headers={"x-request-id": "r1"}, entry={"uid": "e"}))
    with client_of(server, hooks=seen) as client:
        client.stack("key", branch="dev").entries("blog post").create({"title": "x"}, locale="fr-fr")
    before, after = seen.events
    assert type(before) is RequestEvent
    assert isinstance(after, ResponseEvent)
    assert (before.call, before.method, before.attempt) == ("stack.entries(…).create()", "POST", 1)
    assert before.path == "/v3/content_types/blog%20post/entries"
    assert before.path_template == "/v3/content_types/{content_type_uid}/entries"
    assert before.url == "https://api.contentstack.io/v3/content_types/blog%20post/entries?locale=fr-fr"
    assert (before.api_key, before.branch, before.is_sign_in) == ("key", "dev", False)
    assert (after.status, after.outcome, after.request_id, after.error) == (200, "done", "r1", None)
    assert after.duration > 0
    assert (after.call_id, after.attempt) == (before.call_id, 1)
    shared = [field.name for field in dataclasses.fields(RequestEvent)]
    assert [getattr(before, name) for name in shared] == [getattr(after, name) for name in shared]
    with pytest.raises(dataclasses.FrozenInstanceError):
        before.method = "GET"  # type: ignore[misc] # pyright: ignore[reportAttributeAccessIssue]


def test_the_first_429_is_seen(waits: list[float]) -> None:
    seen = Recorder()
    server = Scripted(build_response(429, {"retry-after": "7"}), build_environment())
    with client_of(server, hooks=seen) as client:
        client.stack("key").environments.create({"name": "production"})
    assert seen.kinds == ["request", "response", "retry", "request", "response"]
    first, second = seen.responses
    assert (first.status, first.outcome, first.retry_after, second.status) == (429, "rejected", 7.0, 200)
    assert isinstance(first.error, RateLimitError)
    (retry,) = seen.retries
    assert (retry.reason, retry.wait, retry.status, retry.retry_after) == ("rate_limited", 7.0, 429, 7.0)
    assert [event.attempt for event in seen.events] == [1, 1, 1, 2, 2]
    assert len({event.call_id for event in seen.events}) == 1


def test_the_waits_of_the_pace_are_seen(waits: list[float]) -> None:
    seen = Recorder()
    server = Scripted(build_response(429), build_environment(), build_environment())
    with client_of(server, hooks=seen, pace=Pace(writes=1)) as client:
        stack = client.stack("key")
        stack.environments.create({"name": "production"})
        stack.environments.create({"name": "production"})
    assert seen.retries[0].wait > 0
    assert [event.waited > 0.5 for event in seen.requests] == [False, True, True]


@pytest.mark.parametrize(
    ("failure", "reason", "kind"),
    [
        (build_response(503), "unavailable", ServerError),
        (build_error(500, 1), "fault", ServerError),
        (httpx.ReadError("reset"), "interrupted", ConnectionLostError),
        (httpx.ConnectError("cannot connect"), "not_sent", ConnectError),
    ],
)
def test_a_retry_says_why(failure: Any, reason: str, kind: type[Exception], waits: list[float]) -> None:
    seen = Recorder()
    server = Scripted(failure, build_environments())
    with client_of(server, hooks=seen) as client:
        client.stack("key").environments.list()
    (retry,) = seen.retries
    assert (retry.reason, retry.wait) == (reason, waits[0])
    assert isinstance(retry.error, kind)
    assert retry.error is seen.responses[0].error


def test_a_rejected_call() -> None:
    seen = Recorder()
    with client_of(Scripted(build_error(422, 119, "Bad.")), hooks=seen) as client, pytest.raises(ValidationError):
        client.stack("key").environments.create({"name": ""})
    (after,) = seen.responses
    assert (after.status, after.outcome) == (422, "rejected")
    assert isinstance(after.error, ValidationError)
    assert after.error.error_code == 119


def test_each_response_has_the_outcome_of_its_own_request(waits: list[float]) -> None:
    seen = Recorder()
    server = Scripted(httpx.ReadError("reset"), httpx.ConnectError("no"), build_response(429), build_environments())
    with client_of(server, hooks=seen) as client:
        client.stack("key").environments.list()
    assert [event.outcome for event in seen.responses] == ["unknown", "not_sent", "rejected", "done"]


@pytest.mark.parametrize("location", ["http://[::1", "http://xn--/", "https://example.com/"])
def test_a_redirect_is_seen_as_it_is_raised(location: str) -> None:
    seen = Recorder()
    server = Scripted(httpx.Response(302, headers={"location": location}))
    with client_of(server, hooks=seen) as client, pytest.raises(RedirectError) as caught:
        client.stack("key").environments.list()
    assert (seen.responses[0].status, seen.kinds) == (302, ["request", "response"])
    assert (str(seen.responses[0].error), caught.value.attempts) == (str(caught.value), 1)
    assert seen.responses[0].outcome == caught.value.outcome


def test_a_keyboard_interrupt_is_seen_and_passes() -> None:
    seen = Recorder()
    with client_of(Scripted(interrupt), hooks=seen) as client, pytest.raises(KeyboardInterrupt) as caught:
        client.stack("key").environments.create({"name": "x"})
    (after,) = seen.responses
    assert (after.status, after.outcome, after.error) == (None, "unknown", caught.value)


def test_a_deadline_is_seen() -> None:
    def serve(_: Received, number: int) -> RawResponse:
        return 200, {"content-length": "100", "content-type": "application/json"}, b"{"

    seen = Recorder()
    with (
        sync_serve(serve) as server,
        Client(authtoken="t", base_url=server.url, deadline=0.2, hooks=seen) as client,
    ):
        with pytest.raises(DeadlineExceededError):
            client.stack("key").environments.create({"name": "x"})
    (after,) = seen.responses
    assert isinstance(after.error, DeadlineExceededError)
    assert (after.status, after.outcome) == (None, "done")
    assert after.duration > 0.05


def test_a_connection_that_is_lost_is_seen(waits: list[float]) -> None:
    seen = Recorder()
    with sync_serve(DROP) as server, Client(authtoken="t", base_url=server.url, hooks=seen) as client:
        with pytest.raises(ConnectionLostError):
            client.stack("key").environments.create({"name": "x"})
    assert seen.kinds == ["request", "response"]
    assert isinstance(seen.responses[0].error, ConnectionLostError)


def test_a_sign_in_is_seen() -> None:
    seen = Recorder()
    server = Scripted(build_login("one"), build_unauthorized(), build_login("two"), build_environments())
    with Client(auth=Login("me@example.com", "pw"), transport=server.transport, hooks=seen) as client:
        client.stack("key").environments.list()
    assert [(event.is_sign_in, event.attempt) for event in seen.requests] == [
        (True, 1),
        (False, 1),
        (True, 1),
        (False, 2),
        (True, 1),  # signs out
    ]
    assert seen.requests[0].path == seen.requests[0].path_template == "/v3/user-session"
    assert seen.requests[1].call_id == seen.requests[3].call_id
    assert len({event.call_id for event in seen.requests}) == 4


def test_a_refresh_is_seen() -> None:
    seen = Recorder()
    refreshed = build_response(access_token="two", refresh_token="r", expires_in=3600, token_type="bearer")
    server = Scripted(build_unauthorized(), refreshed, build_environments())
    token = OAuthToken("one", "r", None, "org", "user")
    oauth = OAuth(app_id="a", client_id="c", client_secret="s", redirect_uri="http://localhost:8184", token=token)
    with Client(auth=oauth, transport=server.transport, hooks=seen) as client:
        client.stack("key").environments.list()
    assert [event.is_sign_in for event in seen.requests] == [False, True, False]
    assert seen.requests[1].call == "signing in"


def test_a_logout_is_seen() -> None:
    seen = Recorder()
    with client_of(Scripted(build_response(notice="Bye.")), hooks=seen) as client:
        client.logout()
    assert [(event.method, event.path, event.is_sign_in) for event in seen.requests] == [
        ("DELETE", "/v3/user-session", False)
    ]


def test_a_download_is_seen_without_its_query() -> None:
    seen = Recorder()
    server = Scripted(httpx.Response(200, content=b"x"))
    asset = Asset.from_dict(
        {"uid": "a", "url": "https://me:pw@images.example.com/v3/assets/a.png?access_token=hidden#x"}
    )
    with client_of(server, hooks=seen) as client, client.stack("key").assets.stream(asset) as chunks:
        assert b"".join(sync_list(chunks)) == b"x"
    assert seen.kinds == ["request", "response"]
    assert seen.requests[0].url == "https://images.example.com/v3/assets/a.png?REDACTED"
    assert (seen.requests[0].call, seen.requests[0].path_template) == ("stack.assets.download()", "")
    sent = server.requests[0]
    assert str(sent.url) == "https://me:pw@images.example.com/v3/assets/a.png?access_token=hidden#x"
    assert sent.headers["authorization"].startswith("Basic ")
    assert "authtoken" not in sent.headers


def test_hooks_of_a_stack_come_on_top_of_those_of_the_client() -> None:
    first, second, third = Recorder(), Recorder(), Recorder()
    server = Scripted(*(build_environments() for _ in range(3)))
    with client_of(server, hooks=[first, second]) as client:
        stack = client.stack("key")
        stack.with_options(hooks=third).environments.list()
        stack.with_options(hooks=[first]).environments.list()
        client.with_options(hooks=third).stack("key").with_options(timeout=1).environments.list()
    assert [len(each.requests) for each in (first, second, third)] == [3, 3, 2]


def test_several_functions_are_called_in_order() -> None:
    seen = list[str]()

    def name(prefix: str, event: RequestEvent) -> None:
        seen.append(f"{prefix} {event.attempt}")

    hooks = Hooks(on_request=[partial(name, "a"), partial(name, "b")], on_response=partial(name, "c"))
    with client_of(Scripted(build_environments()), hooks=(hooks, Hooks())) as client:
        client.stack("key").environments.list()
    assert seen == ["a 1", "b 1", "c 1"]


def test_a_hook_that_fails_is_logged_once_and_breaks_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def fail(event: RequestEvent) -> None:
        raise ValueError("a bug of mine")

    seen = Recorder()
    server = Scripted(*(build_environments() for _ in range(2)))
    hooks = [Hooks(on_request=fail, on_response=fail), seen]
    caplog.set_level(logging.DEBUG, "contentstack_cma")
    with client_of(server, hooks=hooks) as client:
        stack = client.stack("key")
        stack.environments.list()
        stack.with_options(max_retries=0).environments.list()
    failures = [record for record in caplog.records if "the hook" in record.getMessage()]
    assert [record.levelname for record in failures] == ["WARNING", "WARNING", "DEBUG", "DEBUG"]
    assert "a bug of mine" in (logging.Formatter().format(failures[0]))
    assert "fail" in failures[0].getMessage()
    assert len(seen.responses) == 2


@pytest.mark.parametrize("place", ["on_request", "on_response", "on_retry"])
def test_an_interruption_in_a_hook_passes_and_every_request_has_its_end(place: str, waits: list[float]) -> None:
    def stop(event: RequestEvent) -> None:
        raise KeyboardInterrupt

    seen = Recorder()
    server = Scripted(build_response(429), build_environments())
    hooks: Any = [Hooks(**{place: stop}), seen]
    with client_of(server, hooks=hooks, pace=Pace(writes=5, reads=5)) as client, pytest.raises(KeyboardInterrupt):
        client.stack("key").environments.list()
    assert len(seen.requests) == len(seen.responses) == 1
    assert len(server.requests) == (0 if place == "on_request" else 1)
    if place == "on_request":
        assert seen.responses[0].outcome == "not_sent"


@pytest.mark.parametrize("wrong", [print, "hooks", 3, [print], [None]])
def test_what_is_no_hooks_is_rejected(wrong: Any) -> None:
    with pytest.raises(TypeError, match="hooks must be Hooks"):
        Client(authtoken="t", hooks=wrong)
    with Client(authtoken="t") as client, pytest.raises(TypeError, match="hooks must be Hooks"):
        client.stack("key").with_options(hooks=wrong)


@pytest.mark.parametrize("wrong", [3, "print", [None], {"on_request": print}])
def test_what_is_no_function_is_rejected(wrong: Any) -> None:
    with pytest.raises(TypeError, match="on_retry must be a function"):
        Hooks(on_retry=wrong)


def test_secrets_in_urls_are_hidden() -> None:
    seen = Recorder()
    server = Scripted(*(build_response() for _ in range(5)))
    with client_of(server, hooks=seen) as client:
        user: Any = {"first_name": "A", "last_name": "B", "password": "p", "password_confirmation": "p"}
        client.users.activate("hidden-1", **user)
        client.request("GET", "/v3/user/activate/hidden-2")
        client.request("GET", "/v3/%73tacks/accept_ownership/hidden-3", query={"api_key": "k", "uid": "u"})
        client.request("GET", "/v3/x", query={"auth_token": "hidden-4", "skip": 1, "q": {"token": "hidden-5"}})
        client.request("GET", "/v3/x", query={"next": "https://a.example/?x=1&access_token=hidden-6"})
    urls = [event.url.removeprefix("https://api.contentstack.io") for event in seen.requests]
    assert urls == [
        "/v3/user/activate/{user_activation_token}",
        "/v3/user/activate/REDACTED",
        "/v3/stacks/accept_ownership/REDACTED?api_key=k&uid=u",
        "/v3/x?auth_token=REDACTED&skip=1&q=REDACTED",
        "/v3/x?next=REDACTED",
    ]
    assert all("hidden" in str(request.url) for request in server.requests)
    assert "hidden" not in repr(seen.events)
