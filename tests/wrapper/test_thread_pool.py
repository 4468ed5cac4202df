"""Connections that threads share."""

import httpx
import pytest

from contentstack_cma.network import sync_open_network
from tests.wrapper.support.concurrency import sync_run_together
from tests.wrapper.support.raw_server import sync_serve

OK = (200, dict[str, str](), b"{}")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_thread_closes_the_connection_of_another(method: str) -> None:
    """With httpx alone, three of a hundred such calls end with `ReadError: Bad file descriptor`."""
    with (
        sync_serve(OK) as server,
        httpx.Client(transport=sync_open_network(max_connections=2), timeout=10) as http,
    ):

        def call(_: int) -> list[int]:
            return [http.request(method, server.url).status_code for _ in range(40)]

        statuses = sync_run_together(call, range(20))
    assert statuses == [[200] * 40] * 20
    assert server.connections == 2


def test_closing_leaves_running_calls_their_connections() -> None:
    network = sync_open_network()
    with sync_serve((200, {}, bytes(5_000_000))) as server, httpx.Client(transport=network) as http:
        with http.stream("GET", server.url) as response:
            network.close()
            assert len(response.read()) == 5_000_000
        for _ in range(2):
            assert len(http.get(server.url).content) == 5_000_000
    assert server.connections == 2
