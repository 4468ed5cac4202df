# Derived from asynchronous/test_retries.py by generator/unasync.py: edit that, not this.
"""The retry contract, from the outside."""

import gzip
from typing import Any

import httpx
import pytest

from contentstack_cma import (
    Client,
    ConnectError,
    ConnectionLostError,
    DecodeError,
    RateLimitError,
    RequestTimeoutError,
    RetryPolicy,
    ServerError,
    TransportError,
)
from tests.wrapper.support.raw_server import DROP, RawResponse, Received, sync_serve
from tests.wrapper.support.scripted_transport import Scripted, build_environment, build_environments, build_response


def client_of(server: Scripted, **options: Any) -> Client:
    return Client(authtoken="t", transport=server.transport, **options)


def test_rate_limit_is_waited_out_for_writes_too(waits: list[float]) -> None:
    server = Scripted(build_response(429, {"retry-after": "7"}), build_response(429), build_environment())
    with client_of(server) as client:
        created = client.stack("key").environments.create({"name": "production"})
    assert created.name == "production"
    assert waits[0] == 7.0
    assert 1.0 <= waits[1] <= 2.0


def test_rate_limit_error_after_the_longest_wait(waits: list[float]) -> None:
    server = Scripted(*(build_response(429, {"retry-after": "40"}, error_message="Slow down.") for _ in range(3)))
    with client_of(server, max_retries=0) as client:
        stack = client.stack("key")
        with pytest.raises(RateLimitError, match=r"Slow down.*waited 80\.\d s for the rate limit") as caught:
            stack.environments.create({"name": "production"})
    assert waits == [40.0, 40.0]
    assert (caught.value.outcome, caught.value.attempts, caught.value.retry_after) == ("rejected", 3, 40.0)
    assert caught.value.waited == pytest.approx(80, abs=1)


def test_a_retry_after_that_is_too_long_is_raised_at_once(waits: list[float]) -> None:
    server = Scripted(build_response(429, {"retry-after": "3600"}))
    with client_of(server) as client, pytest.raises(RateLimitError) as caught:
        client.stack("key").environments.create({"name": "production"})
    assert (caught.value.retry_after, caught.value.outcome, waits) == (3600.0, "rejected", [])


@pytest.mark.parametrize("status", [502, 503, 504])
def test_read_is_repeated_when_a_gateway_fails(waits: list[float], status: int) -> None:
    server = Scripted(httpx.Response(status, text="<html>"), build_environments("production"))
    with client_of(server) as client:
        page = client.stack("key").environments.list()
    assert [item.name for item in page.items] == ["production"]
    assert len(waits) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_write_is_not_repeated_when_a_gateway_fails(waits: list[float], status: int) -> None:
    server = Scripted(httpx.Response(status, text="<html>"))
    with client_of(server) as client:
        stack = client.stack("key")
        with pytest.raises(ServerError):
            stack.environments.create({"name": "production"})
    assert waits == []


def test_write_is_repeated_where_the_caller_opts_in(waits: list[float]) -> None:
    server = Scripted(build_response(503), httpx.ReadError("reset"), build_environment())
    with client_of(server) as client:
        stack = client.stack("key").with_options(retry_writes=True)
        stack.environments.create({"name": "production"})
    assert len(waits) == 2
    assert [request.content for request in server.requests] == [b'{"environment":{"name":"production"}}'] * 3


@pytest.mark.parametrize("error", [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow")])
def test_anything_is_repeated_when_no_connection_came_about(waits: list[float], error: Exception) -> None:
    server = Scripted(error, build_environment())
    with client_of(server) as client:
        client.stack("key").environments.create({"name": "production"})
    assert len(waits) == 1


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (httpx.ReadError("reset"), ConnectionLostError),
        (httpx.WriteError("reset"), ConnectionLostError),
        (httpx.RemoteProtocolError("hung up"), ConnectionLostError),
        (httpx.ReadTimeout("slow"), RequestTimeoutError),
    ],
)
def test_broken_connection_is_repeated_for_reads_only(
    waits: list[float], error: Exception, ours: type[TransportError]
) -> None:
    server = Scripted(error, build_environments(), error)
    with client_of(server) as client:
        client.stack("key").environments.list()
        with pytest.raises(ours, match=r"POST api\.contentstack\.io/v3/environments: "):
            client.stack("key").environments.create({"name": "production"})
    assert len(waits) == 1


def test_retries_can_be_turned_off(waits: list[float]) -> None:
    server = Scripted(build_response(429), httpx.ConnectError("refused"))
    with client_of(server, retry=RetryPolicy(max_retries=0, max_rate_limit_wait=0)) as client:
        with pytest.raises(RateLimitError):
            client.stack("key").environments.list()
        with pytest.raises(ConnectError):
            client.stack("key").environments.list()
    assert waits == []


def test_options_limit_the_waits_of_some_calls(waits: list[float]) -> None:
    server = Scripted(build_response(429), build_response(429), build_environments())
    with client_of(server) as client:
        patient = client.stack("key")
        with pytest.raises(RateLimitError):
            patient.with_options(max_rate_limit_wait=0).environments.list()
        patient.environments.list()
    assert len(waits) == 1


def test_a_body_that_breaks_off_is_a_broken_connection(waits: list[float]) -> None:
    def serve(_: Received, number: int) -> RawResponse:
        return 200, {"content-length": "100"} if number == 1 else {}, b'{"environments":[]}'

    with sync_serve(serve) as server, Client(authtoken="t", base_url=server.url, timeout=0.3) as client:
        client.stack("key").environments.list()
    assert len(waits) == 1


@pytest.mark.parametrize("own_transport", [False, True])
def test_a_connection_lost_while_idle_does_not_repeat_a_write(waits: list[float], own_transport: bool) -> None:
    def serve(_: Received, number: int) -> RawResponse:
        return DROP if number == 2 else (200, {}, b'{"environment":{"uid":"u","name":"n"},"environments":[]}')

    transport = httpx.HTTPTransport() if own_transport else None
    with (
        sync_serve(serve) as server,
        Client(authtoken="t", base_url=server.url, transport=transport) as client,
    ):
        stack = client.stack("key")
        stack.environments.list()
        with pytest.raises(ConnectionLostError):
            stack.environments.update("production", {"name": "production"})
        stack.environments.list()
    assert [request.method for request in server.requests] == ["GET", "PUT", "GET"]
    assert waits == []


@pytest.mark.parametrize("own_transport", [False, True])
def test_an_unreachable_server_raises_connect_errors(waits: list[float], own_transport: bool) -> None:
    with sync_serve(DROP) as server:
        pass
    transport = httpx.HTTPTransport() if own_transport else None
    with Client(authtoken="t", base_url=server.url, transport=transport) as client:
        stack = client.stack("key")
        with pytest.raises(ConnectError) as caught:
            stack.environments.create({"name": "production"})
    assert isinstance(caught.value, ConnectionError)
    assert len(waits) == 3


def test_a_body_that_is_not_what_its_encoding_says() -> None:
    server = Scripted(httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(b"no gzip")))
    with client_of(server) as client:
        stack = client.stack("key")
        with pytest.raises(DecodeError):
            stack.with_options(max_retries=0).environments.list()


def test_a_compressed_body_is_decoded() -> None:
    body = gzip.compress(b'{"environments":[]}')
    server = Scripted(httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(body)))
    with client_of(server) as client:
        assert (client.stack("key").environments.list()).items == []
