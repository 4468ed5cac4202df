# Derived from asynchronous/test_requests.py by generator/unasync.py: edit that, not this.
"""`client.request` and `stack.request`, and arguments that cannot be used: each is named by the call that took it."""

from typing import Any

import httpx
import pytest

from contentstack_cma import Client, ContentstackError, DecodeError, NotFoundError, RetryPolicy
from tests.wrapper.support.scripted_transport import (
    Scripted,
    build_environment,
    build_environments,
    build_error,
    build_response,
)

NAN, INFINITE = float("nan"), float("inf")
BAD_OPTIONS: list[tuple[str, Any, type[Exception]]] = [
    *[(name, "5", TypeError) for name in ("timeout", "deadline", "max_retries", "max_rate_limit_wait")],
    *[(name, True, TypeError) for name in ("timeout", "deadline", "max_retries", "max_rate_limit_wait")],
    *[(name, -1, ValueError) for name in ("timeout", "deadline", "max_retries", "max_rate_limit_wait")],
    *[(name, NAN, ValueError) for name in ("timeout", "deadline", "max_rate_limit_wait")],
    *[(name, INFINITE, ValueError) for name in ("timeout", "deadline", "max_rate_limit_wait")],
    *[(name, 1e300, ValueError) for name in ("timeout", "deadline", "max_rate_limit_wait")],
    *[(name, 10**400, ValueError) for name in ("timeout", "deadline", "max_rate_limit_wait")],
    ("timeout", 0, ValueError),
    ("deadline", 0, ValueError),
    ("max_retries", 1.5, TypeError),
    ("max_retries", NAN, TypeError),
    ("retry", 3, TypeError),
    ("headers", 3, TypeError),
    ("headers", [("a", "b")], TypeError),
    ("headers", {"a": 3}, TypeError),
    ("header 'a'", {"a": "b\r\nc"}, ValueError),
    ("headers", {"a b": "c"}, ValueError),
    ("headers", {"authtoken": "c"}, ValueError),
]
ARGUMENTS = {"header 'a'": "headers"}
"""The argument, where the message names it more closely."""
BAD_ARGUMENTS: list[tuple[str, Any, type[Exception]]] = [
    *BAD_OPTIONS,
    ("pace", 3, TypeError),
    ("pace", "off", TypeError),
    ("max_connections", 0, ValueError),
    ("max_connections", "5", TypeError),
    ("early_access", 3, TypeError),
    ("early_access", ["a", 3], TypeError),
    ("early_access", "a\r\nb", ValueError),
    ("base_url", 3, TypeError),
    ("base_url", "nonsense", ValueError),
    ("region", "nowhere", ValueError),
    ("authtoken", "", ValueError),
    ("authtoken", 3, TypeError),
    ("proxy", 3, TypeError),
]


@pytest.mark.parametrize(("name", "value", "error"), BAD_ARGUMENTS)
def test_an_argument_of_a_client(name: str, value: Any, error: type[Exception]) -> None:
    arguments = {"authtoken": "t", ARGUMENTS.get(name, name): value}
    with pytest.raises(error, match=name) as caught:
        Client(**arguments)
    assert not isinstance(caught.value, ContentstackError)


@pytest.mark.parametrize(("name", "value", "error"), [*BAD_OPTIONS, ("retry_writes", "no", TypeError)])
def test_an_option_of_a_few_calls(name: str, value: Any, error: type[Exception]) -> None:
    with Client(authtoken="t", transport=Scripted().transport) as client:
        with pytest.raises(error, match=name):
            client.with_options(**{ARGUMENTS.get(name, name): value})
        with pytest.raises(error, match=name):
            client.stack("key").with_options(**{ARGUMENTS.get(name, name): value})


def test_retry_and_a_part_of_it() -> None:
    with pytest.raises(ValueError, match="retry or max_retries, not both"):
        Client(authtoken="t", retry=RetryPolicy(), max_retries=2)
    with Client(authtoken="t", transport=Scripted().transport) as client:
        with pytest.raises(ValueError, match="retry or retry_writes, not both"):
            client.with_options(retry=RetryPolicy(), retry_writes=True)


@pytest.mark.parametrize("value", ["soon", "nan", "-1", "0", "1e300"])
def test_a_deadline_of_the_environment(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENTSTACK_DEADLINE", value)
    with pytest.raises(ValueError, match=r"(?i)deadline"):
        Client(authtoken="t")


@pytest.mark.parametrize(
    ("name", "arguments", "error"),
    [
        ("method", (3, "/v3/x"), TypeError),
        ("method", ("FETCH", "/v3/x"), ValueError),
        ("path", ("GET", 3), TypeError),
        ("path", ("GET", "v3/x"), ValueError),
        ("path", ("GET", "//other.example/x"), ValueError),
        ("path", ("GET", "https://other.example/x"), ValueError),
        ("path", ("GET", "/v3/../x"), ValueError),
        ("path", ("GET", "/v3/%2e%2E/x"), ValueError),
        ("path", ("GET", "/v3/x?a=b"), ValueError),
        ("path", ("GET", "/v3/x#a"), ValueError),
        ("path", ("GET", "/v3/x\r\n"), ValueError),
        ("path", ("GET", "/v3/\ud800"), ValueError),
    ],
)
def test_where_a_request_goes(name: str, arguments: Any, error: type[Exception]) -> None:
    with Client(authtoken="t", transport=Scripted().transport) as client:
        with pytest.raises(error, match=name):
            client.request(*arguments)
        with pytest.raises(error, match=name):
            client.stack("key").request(*arguments)


@pytest.mark.parametrize(
    ("name", "arguments", "error"),
    [
        ("query", {"query": 3}, TypeError),
        ("query", {"query": [("a", "b")]}, TypeError),
        ("query", {"query": {3: "a"}}, TypeError),
        ("query", {"query": {"a": object()}}, TypeError),
        ("query", {"query": {"a": b"b"}}, TypeError),
        ("query", {"query": {"a": "\ud800"}}, ValueError),
        ("set", {"json": {"a": {1}}}, TypeError),
        ("JSON", {"json": {"a": NAN}}, ValueError),
        ("headers", {"headers": 3}, TypeError),
        ("headers", {"headers": {"a": 3}}, TypeError),
        ("'a'", {"headers": {"a": "b\r\nc"}}, ValueError),
        ("api_key", {"headers": {"api_key": "other"}}, ValueError),
        ("a is too long", {"query": {"a": "x" * 100_000}}, ValueError),
    ],
)
def test_what_a_request_carries(name: str, arguments: Any, error: type[Exception]) -> None:
    with Client(authtoken="t", transport=Scripted().transport) as client, pytest.raises(error, match=name):
        client.request("POST", "/v3/x", **arguments)


def test_a_request_of_a_client() -> None:
    server = Scripted(build_response(200, a=1))
    with Client(authtoken="t", transport=server.transport) as client:
        query: Any = {"n": 2, "b": True, "l": ["x", "y"], "m": {"k": 1}, "none": None}
        found = client.request("get", "/v3/organizations/ä", query=query, headers={"x-a": "b"})
    assert (found.status_code, found.parsed) == (200, {"a": 1})
    (sent,) = server.requests
    assert sent.url.raw_path == b"/v3/organizations/%C3%A4?n=2&b=true&l=x&l=y&m=%7B%22k%22%3A1%7D"
    assert (sent.headers["authtoken"], sent.headers["x-a"], "api_key" in sent.headers) == ("t", "b", False)


def test_a_request_of_a_stack() -> None:
    server = Scripted(build_response(201, a=1), httpx.Response(204))
    with Client(authtoken="t", transport=server.transport) as client:
        stack = client.stack("key", "next")
        stack.request("POST", "/v3/x", json={"a": None})
        assert (stack.request("DELETE", "/v3/x")).parsed is None
    assert [(sent.headers["api_key"], sent.headers["branch"]) for sent in server.requests] == [("key", "next")] * 2
    assert [sent.content for sent in server.requests] == [b'{"a":null}', b""]
    assert [sent.headers.get("content-type") for sent in server.requests] == ["application/json", None]


def test_a_request_is_retried_if_it_reads(waits: list[float]) -> None:
    server = Scripted(
        build_response(503),
        build_response(200, a=1),
        build_response(503),
        build_response(429),
        build_error(404, 1, "No such x."),
    )
    with Client(authtoken="t", transport=server.transport) as client:
        assert (client.request("GET", "/v3/x")).parsed == {"a": 1}
        with pytest.raises(ContentstackError) as caught:
            client.request("POST", "/v3/x", json={})
        with pytest.raises(NotFoundError, match=r"stack\.request\(\): POST api\.contentstack\.io/v3/x: 404") as missing:
            client.stack("key").request("POST", "/v3/x", json={})
    assert (caught.value.outcome, caught.value.attempts) == ("unknown", 1)
    assert (missing.value.outcome, missing.value.attempts) == ("rejected", 2)


@pytest.mark.parametrize(
    ("response", "outcome"),
    [
        (httpx.Response(200, html="<html>Wait</html>"), "unknown"),
        (httpx.Response(200, headers={"content-type": "application/json"}, content=b"{"), "done"),
        (httpx.Response(200, headers={"content-type": "application/json"}, content=b"[" * 100_000), "done"),
    ],
)
def test_a_response_that_cannot_be_read(response: httpx.Response, outcome: str) -> None:
    server = Scripted(build_response(429), response)
    with Client(authtoken="t", transport=server.transport, retry=RetryPolicy(first_wait=0)) as client:
        with pytest.raises(DecodeError, match=r"client\.request\(\): POST api\.contentstack\.io/v3/x: ") as caught:
            client.request("POST", "/v3/x", json={})
    assert (caught.value.outcome, caught.value.attempts) == (outcome, 2)


@pytest.mark.parametrize(
    ("scene", "outcome"),
    [
        (httpx.ConnectError("no"), "not_sent"),
        (httpx.ConnectTimeout("no"), "not_sent"),
        (httpx.PoolTimeout("no"), "not_sent"),
        (httpx.ProxyError("no"), "not_sent"),
        (httpx.ReadError("no"), "unknown"),
        (httpx.ReadTimeout("no"), "unknown"),
        (httpx.RemoteProtocolError("no"), "unknown"),
        (RuntimeError("no"), "unknown"),
        (build_error(422, 119), "rejected"),
        (build_error(401, 105), "rejected"),
        (build_response(500), "unknown"),
        (build_response(502), "unknown"),
        (httpx.Response(403, html="<html>Blocked</html>"), "unknown"),
        (httpx.Response(404), "unknown"),
        (build_response(302, {"location": "https://other.example"}), "unknown"),
    ],
)
def test_what_became_of_a_write(scene: Any, outcome: str) -> None:
    server = Scripted(scene)
    with Client(authtoken="t", transport=server.transport, max_retries=0) as client:
        with pytest.raises(ContentstackError) as caught:
            client.stack("key").environments.create({"name": "production"})
    assert (caught.value.outcome, caught.value.attempts) == (outcome, 1)


def test_what_became_of_a_write_over_all_attempts(waits: list[float]) -> None:
    server = Scripted(httpx.ReadError("no"), build_response(429), httpx.ConnectError("no"), build_error(422, 119))
    with Client(authtoken="t", transport=server.transport) as client, pytest.raises(ContentstackError) as caught:
        client.stack("key").with_options(retry_writes=True).environments.create({"name": "production"})
    assert (caught.value.outcome, caught.value.attempts) == ("unknown", 4)


def test_an_exception_that_the_caller_was_handling_stays_as_it_was() -> None:
    server = Scripted(httpx.ReadError("no"), build_environments())
    outer = httpx.ReadTimeout("before", request=httpx.Request("GET", "https://other.example"))
    with Client(authtoken="t", transport=server.transport, max_retries=0) as client:
        try:
            raise outer
        except httpx.ReadTimeout:
            with pytest.raises(ContentstackError):
                client.stack("key").environments.list()
    assert outer.request.url.host == "other.example"


def test_no_retry_is_left_after_an_error_of_the_caller_in_a_download() -> None:
    """An error that the caller raises while a file arrives is the caller's, whatever it says."""
    server = Scripted(httpx.Response(200, content=b"bytes"), build_environment())
    own = ContentstackError("mine")
    own.attempts = 7
    asset: Any = type("Asset", (), {"uid": "a", "url": "https://api.contentstack.io/v3/assets/a"})()
    with Client(authtoken="t", transport=server.transport) as client, pytest.raises(ContentstackError) as caught:
        with client.stack("key").assets.stream(asset):
            raise own
    assert (caught.value, caught.value.attempts, caught.value.outcome) == (own, 7, "not_sent")
