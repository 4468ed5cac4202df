# Derived from asynchronous/test_network.py by generator/unasync.py: edit that, not this.
"""Proxies, certificates, and what becomes of transports."""

from typing import Any

import httpx
import pytest

from contentstack_cma import Client, ConnectError
from tests.wrapper.support.raw_server import sync_serve
from tests.wrapper.support.scripted_transport import Scripted, build_environments

EMPTY = (200, dict[str, str](), b'{"environments":[]}')
NOWHERE = "http://api.example.test"


def test_calls_go_through_the_proxy() -> None:
    with sync_serve(EMPTY) as proxy, Client(authtoken="t", base_url=NOWHERE, proxy=proxy.url) as client:
        client.stack("key").environments.list()
    assert proxy.requests[0].target.startswith(f"{NOWHERE}/v3/environments?")


def test_proxy_that_cannot_be_reached(waits: list[float]) -> None:
    with sync_serve(EMPTY) as proxy:
        pass
    with Client(authtoken="t", base_url=NOWHERE, proxy=proxy.url) as client:
        environments_there = client.stack("key").environments
        with pytest.raises(ConnectError):
            environments_there.list()
    assert len(waits) <= 3


def test_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with sync_serve(EMPTY) as proxy, sync_serve(EMPTY) as direct:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        with (
            Client(authtoken="t", base_url=NOWHERE) as client,
            Client(authtoken="t", base_url=direct.url) as near,
        ):
            client.stack("key").environments.list()
            near.stack("key").environments.list()
    assert [request.target.partition("?")[0] for request in proxy.requests] == [f"{NOWHERE}/v3/environments"]
    assert len(direct.requests) == 1


@pytest.mark.parametrize("options", [{"proxy": "http://localhost:1"}, {"verify": False}])
def test_a_transport_of_ones_own_knows_these_itself(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="configure the built-in transport"):
        Client(authtoken="t", transport=Scripted().transport, **options)


class Closable(httpx.MockTransport):
    closed = False

    def close(self) -> None:
        self.closed = True


def test_a_transport_is_closed_with_the_client() -> None:
    transport = Closable(Scripted(build_environments(), build_environments()))
    with Client(authtoken="t", transport=transport) as client:
        client.with_options(timeout=1).stack("key").environments.list()
        assert not transport.closed
        client.stack("key").environments.list()
    assert transport.closed


def test_cookies_of_one_response_are_not_sent_with_the_next() -> None:
    response = (200, {"set-cookie": "session=1; Path=/"}, EMPTY[2])
    with sync_serve(response) as server, Client(authtoken="t", base_url=server.url) as client:
        client.stack("a").environments.list()
        client.stack("b").environments.list()
    assert ["cookie" in request.headers for request in server.requests] == [False, False]


def test_a_password_in_the_environment_of_the_host_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Scripted(build_environments())
    monkeypatch.setenv("NETRC", "nowhere")
    with Client(authtoken="t", transport=server.transport) as client:
        client.stack("key").environments.list()
    assert server.header_values("authorization") == [None]
