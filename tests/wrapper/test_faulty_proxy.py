"""The proxy that injects faults: what a client sees of each, and what the log says of it."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx
import pytest

from benchmarks.faulty_proxy import (
    DRIPPED,
    GATEWAY_STATUSES,
    KINDS,
    LOST,
    PACKET,
    RETRY_AFTER,
    TITLE_HEADER,
    FaultyProxy,
    Record,
)
from tests.wrapper.support.raw_server import RawResponse, RawServer, sync_serve

CREATED: RawResponse = (201, {"content-type": "application/json"}, json.dumps({"entry": {"uid": "blt1" * 50}}).encode())
BODY = {"entry": {"title": "One"}}


@pytest.fixture
def origin() -> Iterator[RawServer]:
    with sync_serve(CREATED) as server:
        yield server


def proxy_of(origin: RawServer, *kinds: str, share: float = 1.0, stall: float = 0.1) -> FaultyProxy:
    return FaultyProxy(origin.url, share=share, kinds=kinds, stall=stall, idle=0.02, lateness=0.4)


def post(proxy: FaultyProxy) -> httpx.Response:
    return httpx.post(f"{proxy.url}/v3/entries", json=BODY)


def only(proxy: FaultyProxy) -> Record:
    (record,) = proxy.log
    return record


def test_a_request_without_a_fault_is_forwarded(origin: RawServer) -> None:
    with proxy_of(origin, share=0.0) as proxy, httpx.Client(base_url=proxy.url) as client:
        response, _ = [client.put("/v3/a?b=c", json=BODY, headers={"api_key": "key"}) for _ in range(2)]
        assert client.get("/v3/a", headers={TITLE_HEADER: "Two"}).status_code == 201
    assert (response.status_code, response.content) == (201, CREATED[2])
    assert [(seen.method, seen.target) for seen in origin.requests] == [("PUT", "/v3/a?b=c")] * 2 + [("GET", "/v3/a")]
    assert json.loads(origin.requests[0].body) == BODY
    assert origin.requests[0].headers["api_key"] == "key"
    expected = Record(0, "PUT", "/v3/a?b=c", "One", None, True, 201, True, True)
    assert proxy.log[0] == expected
    assert proxy.log[0].is_done
    assert proxy.log[2].title == "Two"


def test_a_body_in_chunks(origin: RawServer) -> None:
    with proxy_of(origin, share=0.0) as proxy:
        httpx.post(proxy.url, content=iter([b'{"entry": ', b'{"title": "One"}}']))
    assert json.loads(origin.requests[0].body) == BODY
    assert only(proxy).title == "One"


@pytest.mark.parametrize("kind", RETRY_AFTER)
def test_a_429_with_every_kind_of_retry_after(kind: str, origin: RawServer) -> None:
    with proxy_of(origin, kind) as proxy:
        response = post(proxy)
    assert (response.status_code, response.json()["error_code"]) == (429, 429)
    assert ("retry-after" in response.headers) == (kind != "429:none")
    assert not origin.requests
    assert only(proxy) == Record(0, "POST", "/v3/entries", "One", kind, False, None, True, True)


def test_dates_of_retry_after(origin: RawServer) -> None:
    dates: list[str] = []
    begin = time.time()
    for kind in ("429:2s", "429:past", "429:beyond"):
        with proxy_of(origin, kind) as proxy:
            dates.append(post(proxy).headers["retry-after"])
    assert int(begin) + 2 <= parsedate_to_datetime(dates[0]).timestamp() <= time.time() + 2
    assert parsedate_to_datetime(dates[1]).timestamp() < begin
    with pytest.raises(ValueError, match="year"):
        parsedate_to_datetime(dates[2])


@pytest.mark.parametrize(("kind", "status"), [("error:before", None), ("error:after", 201)])
def test_errors_of_gateways(kind: str, status: int | None, origin: RawServer) -> None:
    with proxy_of(origin, kind) as proxy:
        responses = [post(proxy) for _ in range(40)]
    assert {response.status_code for response in responses} == set(GATEWAY_STATUSES)
    assert {response.headers["content-type"].partition(";")[0] for response in responses} == {
        "application/json",
        "text/html",
    }
    assert {(record.status, record.decidable) for record in proxy.log} == {(status, False)}
    assert len(origin.requests) == (40 if status else 0)


@pytest.mark.parametrize(
    ("kind", "status", "decidable"),
    [("reset:unread", None, False), ("reset:before", None, False), ("reset:after", 201, False), ("late", 201, False)],
)
def test_a_reset_breaks_the_connection_and_is_logged(
    kind: str, status: int | None, decidable: bool, origin: RawServer
) -> None:
    with proxy_of(origin, kind) as proxy:
        with pytest.raises(httpx.ReadError):
            post(proxy)
        if kind == "late":
            assert not origin.requests
    assert only(proxy) == Record(0, "POST", "/v3/entries", "One", kind, status is not None, status, True, decidable)
    assert len(origin.requests) == (1 if status else 0)


def test_a_reset_before_the_body_has_come_is_decidable(origin: RawServer) -> None:
    with proxy_of(origin, "reset:unread") as proxy, connect(proxy) as client:
        client.sendall(b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{")
        with pytest.raises(ConnectionResetError):
            client.recv(1)
    assert only(proxy) == Record(0, "POST", "/", "", "reset:unread", False, None, False, True)


def connect(proxy: FaultyProxy) -> socket.socket:
    place = urlsplit(proxy.url)
    return socket.create_connection((place.hostname or "", place.port or 0), timeout=5)


def receive(client: socket.socket) -> bytes:
    pieces = bytearray()
    while piece := client.recv(65_536):
        pieces += piece
    return bytes(pieces)


def test_a_body_that_ends_too_early(origin: RawServer) -> None:
    with proxy_of(origin, "broken:truncated") as proxy, connect(proxy) as client:
        client.sendall(b"GET /v3 HTTP/1.1\r\nhost: a\r\n\r\n")
        head, _, body = receive(client).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 201 ")
    assert f"content-length: {len(CREATED[2])}".encode() in head
    assert body == CREATED[2][: len(CREATED[2]) // 2]
    assert only(proxy).decidable
    assert only(proxy).status == 201


def test_gzip_that_ends_too_early(origin: RawServer) -> None:
    with proxy_of(origin, "broken:gzip") as proxy, httpx.stream("POST", proxy.url, json=BODY) as response:
        content = b"".join(response.iter_raw())
    assert response.headers["content-encoding"] == "gzip"
    assert int(response.headers["content-length"]) == len(content)
    assert content.startswith(b"\x1f\x8b")
    assert only(proxy).decidable


@pytest.mark.parametrize("kind", ["slow:body", "slow:head"])
def test_responses_that_drip_are_complete(kind: str, origin: RawServer) -> None:
    started = time.perf_counter()
    with proxy_of(origin, kind) as proxy:
        assert post(proxy).content == CREATED[2]
    assert time.perf_counter() - started > 0.7
    assert DRIPPED * PACKET < 2
    assert only(proxy).decidable


@pytest.mark.parametrize(("kind", "status", "decidable"), [("html:200", 200, False), ("html:403", 403, False)])
def test_pages_in_the_place_of_responses(kind: str, status: int, decidable: bool, origin: RawServer) -> None:
    with proxy_of(origin, kind) as proxy:
        response = post(proxy)
    assert (response.status_code, response.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert not origin.requests
    assert (only(proxy).forwarded, only(proxy).decidable) == (False, decidable)


@pytest.mark.parametrize(("kind", "status"), [("stall:before", None), ("stall:after", 201)])
def test_a_stall_closes_the_connection_after_a_while(kind: str, status: int | None, origin: RawServer) -> None:
    started = time.perf_counter()
    with proxy_of(origin, kind) as proxy, pytest.raises(httpx.RemoteProtocolError):
        post(proxy)
    assert time.perf_counter() - started >= 0.1
    assert (only(proxy).status, only(proxy).decidable) == (status, False)


@pytest.mark.parametrize("kind", ["close:now", "close:idle"])
def test_connections_that_are_closed_between_requests(kind: str, origin: RawServer) -> None:
    with proxy_of(origin, kind) as proxy, httpx.Client() as client:
        for _ in range(2):
            assert client.post(proxy.url, json=BODY).status_code == 201
            time.sleep(0.05)
    assert origin.connections == 2
    assert [(record.fault, record.decidable) for record in proxy.log] == [(kind, True)] * 2


def test_a_request_on_a_connection_that_was_closed_is_logged(origin: RawServer) -> None:
    with proxy_of(origin, "close:now") as proxy, connect(proxy) as client:
        client.sendall(b"GET /one HTTP/1.1\r\nhost: a\r\n\r\n")
        assert receive(client).endswith(CREATED[2])
        client.sendall(b'POST /two HTTP/1.1\r\nhost: a\r\ncontent-length: 27\r\n\r\n{"entry": {"title": "Two"}}')
        time.sleep(0.05)
    assert proxy.log[1] == Record(1, "POST", "/two", "Two", LOST, False, None, True, False)


def test_the_status_of_the_origin_decides() -> None:
    responses: list[tuple[RawResponse, bool]] = [
        ((200, {"content-type": "application/json; charset=utf-8"}, b"{}"), True),
        ((200, {"content-type": "text/html"}, b"{}"), False),
        ((422, {"content-type": "text/html"}, b"{}"), False),
        ((500, {"content-type": "application/json"}, b"{}"), False),
    ]
    script = [response for response, _ in responses]
    with sync_serve(lambda _, number: script[number - 1]) as origin, proxy_of(origin, share=0.0) as proxy:
        for _ in script:
            post(proxy)
    assert [record.decidable for record in proxy.log] == [decidable for _, decidable in responses]
    assert [record.is_done for record in proxy.log] == [True, True, False, False]


def test_an_origin_that_does_not_respond() -> None:
    with sync_serve(CREATED) as origin:
        pass
    with proxy_of(origin, share=0.0) as proxy:
        assert post(proxy).status_code == 502
    assert not only(proxy).decidable


def test_a_seed_makes_the_same_faults() -> None:
    def draw(seed: int) -> list[str | None]:
        return [proxy.draw()[0] for proxy in [FaultyProxy("http://127.0.0.1:1", seed=seed)] for _ in range(1000)]

    first = draw(1)
    assert first == draw(1) != draw(2)
    faults = [kind for kind in first if kind]
    assert 150 < len(faults) < 250
    assert set(faults) <= set(KINDS)
    groups = [kind.partition(":")[0] for kind in faults]
    assert groups.count("429") < 50


def test_an_unknown_kind() -> None:
    with pytest.raises(ValueError, match="unknown kinds of faults: flood"):
        FaultyProxy("http://127.0.0.1:1", kinds=["flood"])


def test_many_clients_at_once(origin: RawServer) -> None:
    def work(number: int) -> None:
        with httpx.Client(timeout=5) as client:
            for turn in range(10):
                with suppress(httpx.TransportError):
                    client.post(proxy.url, json={"entry": {"title": f"{number} {turn}"}})

    with FaultyProxy(origin.url, seed=3, share=0.5, stall=0.1, lateness=0.1) as proxy:
        threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    titles = [json.loads(seen.body)["entry"]["title"] for seen in origin.requests]
    assert sorted(titles) == sorted(record.title for record in proxy.log if record.forwarded)
    assert len({record.title for record in proxy.log}) == 80
