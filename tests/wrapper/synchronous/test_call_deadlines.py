# Derived from asynchronous/test_call_deadlines.py by generator/unasync.py: edit that, not this.
"""`deadline`: seconds for a whole call with its sign-in, retries and waits."""

from collections.abc import Generator
from contextlib import contextmanager
from threading import Event
from time import sleep
from typing import Any

import httpx
import pytest

from contentstack_cma import (
    Client,
    ContentstackError,
    DeadlineExceededError,
    Login,
    OAuth,
    OAuthToken,
    Pace,
    RetryPolicy,
)
from tests.wrapper.support.byte_server import drip, stay_silent, sync_serve_bytes
from tests.wrapper.support.concurrency import sync_run_together
from tests.wrapper.support.leaks import find_secrets
from tests.wrapper.support.raw_server import RawResponse, Received, sync_serve
from tests.wrapper.support.scripted_transport import Scripted, build_environments, build_login, build_response

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
LONG = 0.3
REFUSED: RawResponse = (429, {"content-type": "application/json"}, b"{}")
FAILING: RawResponse = (503, {"content-type": "application/json"}, b"{}")


@contextmanager
def expect_deadline(outcome: str) -> Generator[None]:
    """Expect a call that its deadline ends. Nothing else would end it soon: the servers here never finish."""
    with pytest.raises(DeadlineExceededError) as caught:
        yield
    assert caught.value.outcome == outcome
    assert isinstance(caught.value, TimeoutError)
    assert find_secrets(caught.value) == []


TALKS = {
    "head": drip(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 100),
    "body": drip(HEAD, b" "),
    "silence": stay_silent,
}


@pytest.mark.parametrize(("kind", "outcome"), [("head", "unknown"), ("body", "done"), ("silence", "unknown")])
def test_a_deadline_ends_a_response_that_drips(kind: str, outcome: str) -> None:
    with (
        sync_serve_bytes(TALKS[kind]) as url,
        Client(authtoken="t", base_url=url, deadline=LONG) as client,
        expect_deadline(outcome),
    ):
        client.stack("key").environments.create({"name": "production"})


def test_the_deadline_of_a_few_calls() -> None:
    with sync_serve_bytes(stay_silent) as url, Client(authtoken="t", base_url=url, deadline=60) as client:
        with expect_deadline("unknown"):
            client.with_options(deadline=LONG).stack("key").environments.list()
        with expect_deadline("unknown"):
            client.stack("key").with_options(deadline=LONG).environments.list()


def test_the_deadline_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENTSTACK_DEADLINE", str(LONG))
    with (
        sync_serve_bytes(stay_silent) as url,
        Client(authtoken="t", base_url=url) as client,
        expect_deadline("unknown"),
    ):
        client.stack("key").environments.list()


def test_a_connection_that_takes_too_long() -> None:
    with (
        sync_serve_bytes(stay_silent) as url,
        Client(authtoken="t", base_url=url.replace("http:", "https:"), deadline=LONG, verify=False) as client,
        expect_deadline("not_sent"),
    ):
        client.stack("key").environments.create({"name": "production"})


@pytest.mark.parametrize("response", [REFUSED, FAILING])
def test_no_retry_begins_after_the_deadline(response: RawResponse, waits: list[float]) -> None:
    policy = RetryPolicy(max_retries=50, first_wait=0.05)
    with (
        sync_serve(response) as server,
        Client(authtoken="t", base_url=server.url, deadline=1, retry=policy) as client,
    ):
        with pytest.raises(ContentstackError) as caught:
            client.stack("key").environments.list()
    assert sum(waits) <= 1
    assert caught.value.attempts == len(server.requests)


def test_a_deadline_before_its_turn_raises_without_a_wait(waits: list[float]) -> None:
    """It fails at once where the pace would let it depart too late, and gives its slot back."""
    server = Scripted(*(build_environments() for _ in range(3)))
    with Client(authtoken="t", transport=server.transport, pace=Pace(reads=1)) as client:
        stack = client.stack("key")
        stack.environments.list()
        with expect_deadline("not_sent"):
            stack.with_options(deadline=0.5).environments.list()
        assert waits == []
        stack.environments.list()
    assert sum(waits) < 1.5


@pytest.mark.parametrize("kind", ["head", "silence"])
def test_a_deadline_ends_a_login(kind: str, short_grace: None) -> None:
    with (
        sync_serve_bytes(TALKS[kind]) as url,
        Client(auth=Login("e", "hidden-password"), base_url=url, deadline=LONG) as client,
        expect_deadline("not_sent"),
    ):
        client.stack("key").environments.list()


def test_a_deadline_ends_a_refresh(short_grace: None) -> None:
    token = OAuthToken("hidden-token", "hidden-once", 0.0, "org", "user")
    with sync_serve_bytes(stay_silent) as url:
        oauth = OAuth(app_id="a", client_id="c", redirect_uri="http://localhost:1", base_url=url, token=token)
        with Client(auth=oauth, deadline=LONG) as client, expect_deadline("not_sent"):
            client.stack("key").environments.list()


def test_a_login_of_another_call() -> None:
    """The call that signs in has no deadline; one that waits for it has."""
    ended: list[float] = []
    is_over = Event()

    def serve(request: Received, _: int) -> RawResponse:
        if request.target != "/v3/user-session":
            return 200, {"content-type": "application/json"}, b'{"environments":[]}'
        is_over.wait()
        return 200, {"content-type": "application/json"}, b'{"user":{"authtoken":"s"}}'

    with sync_serve(serve) as server, Client(auth=Login("e", "p"), base_url=server.url) as client:

        def call(deadline: float) -> None:
            if deadline > 1:
                client.stack("key").environments.list()
                return
            sleep(0.2)
            with expect_deadline("not_sent"):
                client.with_options(deadline=deadline).stack("key").environments.list()
            ended.append(deadline)
            if len(ended) == 2:
                is_over.set()

        sync_run_together(call, [60, 0.2, 0.3])
    assert len(ended) == 2


def test_a_deadline_ends_a_download() -> None:
    head = HEAD.replace(b"application/json", b"image/png")
    with (
        sync_serve_bytes(drip(head, b"x")) as url,
        Client(authtoken="t", base_url=url, deadline=LONG) as client,
    ):
        asset: Any = type("Asset", (), {"uid": "a", "url": f"{url}/v3/assets/a.png"})()
        with expect_deadline("done"), client.stack("key").assets.stream(asset, chunk_size=10) as chunks:
            for _ in chunks:
                pass


def test_a_call_with_time_to_spare_retries_and_succeeds() -> None:
    server = Scripted(build_login("s"), build_response(503), httpx.ConnectError("no"), build_environments())
    policy = RetryPolicy(first_wait=0.01)
    with Client(auth=Login("e", "p"), transport=server.transport, deadline=5, retry=policy) as client:
        assert (client.stack("key").environments.list()).items == []
