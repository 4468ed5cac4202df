# Derived from asynchronous/test_through_proxies.py by generator/unasync.py: edit that, not this.
"""Requests that go through a proxy."""

import ssl
import traceback
from typing import Any, NamedTuple

import httpx
import pytest
import trustme

from contentstack_cma.network import sync_open_network
from tests.wrapper.support.proxy_servers import HANG, HANG_UP, sync_proxy
from tests.wrapper.support.raw_server import sync_serve

OK = (200, dict[str, str](), b"{}")
API = "https://api.example.test/"
TOLD = "user:s%23cret@"


class Contexts(NamedTuple):
    """TLS for the server of `API`, for a proxy, and for a client that trusts both."""

    server: ssl.SSLContext
    proxy: ssl.SSLContext
    client: ssl.SSLContext


@pytest.fixture(scope="module")
def tls() -> Contexts:
    authority = trustme.CA()
    contexts = Contexts(
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
    )
    authority.issue_cert("api.example.test").configure_cert(contexts.server)
    authority.issue_cert("localhost").configure_cert(contexts.proxy)
    authority.configure_trust(contexts.client)
    return contexts


@pytest.mark.parametrize("scheme", ["http", "https", "socks5", "socks5h"])
@pytest.mark.parametrize("credentials", [None, "user:s#cret"])
def test_https_goes_through_a_tunnel(scheme: str, credentials: str | None, tls: Contexts) -> None:
    context = tls.proxy if scheme == "https" else None
    with (
        sync_serve(OK, context=tls.server) as server,
        sync_proxy(server.url, credentials=credentials, context=context) as proxy,
    ):
        url = proxy.url(scheme, TOLD if credentials else "")
        with httpx.Client(transport=sync_open_network(proxy=url, verify=tls.client)) as http:
            for _ in range(2):
                assert (http.get(API)).content == b"{}"
        assert proxy.asked == ["api.example.test:443"]
        assert [request.target for request in server.requests] == ["/", "/"]
        assert "proxy-authorization" not in server.requests[0].headers


def test_plain_http_is_forwarded_with_credentials() -> None:
    with sync_serve(OK) as proxy:
        url = proxy.url.replace("://", f"://{TOLD}")
        with httpx.Client(transport=sync_open_network(proxy=url)) as http:
            http.get("http://api.example.test/a")
    [received] = proxy.requests
    assert received.target == "http://api.example.test/a"
    assert received.headers["proxy-authorization"] == "Basic dXNlcjpzI2NyZXQ="


def test_plain_http_through_socks() -> None:
    with (
        sync_serve(OK) as server,
        sync_proxy(server.url) as proxy,
        httpx.Client(transport=sync_open_network(proxy=proxy.url("socks5h"))) as http,
    ):
        http.get("http://api.example.test/a")
    assert proxy.asked == ["api.example.test:80"]
    assert server.requests[0].target == "/a"


def test_a_proxy_object_keeps_its_headers_and_credentials(tls: Contexts) -> None:
    with (
        sync_serve(OK, context=tls.server) as server,
        sync_proxy(server.url, credentials="user:pass") as proxy,
    ):
        given = httpx.Proxy(proxy.url(), auth=("user", "pass"), headers={"x-team": "a"})
        with httpx.Client(transport=sync_open_network(proxy=given, verify=tls.client)) as http:
            assert (http.get(API)).status_code == 200


def test_the_environment_decides_for_each_url(tls: Contexts) -> None:
    with (
        sync_serve(OK, context=tls.server) as server,
        sync_serve(OK) as direct,
        sync_proxy(server.url) as proxy,
    ):
        environ_proxies = {"all": proxy.url(), "no": "127.0.0.1"}
        transport = sync_open_network(verify=tls.client, environ_proxies=environ_proxies)
        with httpx.Client(transport=transport) as http:
            for url in (API, direct.url, API, direct.url):
                http.get(url)
    assert proxy.asked == ["api.example.test:443"]
    assert len(direct.requests) == 2


@pytest.mark.parametrize("scheme", ["http", "socks5"])
@pytest.mark.parametrize("reply", [b"HTTP/1.1 502 Bad Gateway\r\n\r\n", b"\x05\xff", b"nonsense\r\n\r\n" * 9, HANG_UP])
def test_a_proxy_that_fails(scheme: str, reply: bytes | str, tls: Contexts) -> None:
    with sync_proxy(API, reply=reply) as proxy:
        transport = sync_open_network(proxy=proxy.url(scheme, TOLD), verify=tls.client)
        with (
            httpx.Client(transport=transport) as http,
            pytest.raises(
                httpx.ProxyError, match=rf"cannot connect through {scheme}://localhost:{proxy.port} \(.+\)"
            ) as caught,
        ):
            http.post(API)
    told = "".join(traceback.format_exception(caught.value))
    assert "cret@" not in told


@pytest.mark.parametrize(("scheme", "reason"), [("http", "407 Proxy Authentication Required"), ("socks5", "rejected")])
def test_wrong_credentials_for_a_proxy(scheme: str, reason: str) -> None:
    with (
        sync_proxy(API, credentials="user:other") as proxy,
        httpx.Client(transport=sync_open_network(proxy=proxy.url(scheme, TOLD))) as http,
    ):
        with pytest.raises(httpx.ProxyError, match=rf"{scheme}://localhost:{proxy.port} \(.*{reason}"):
            http.get(API)


def test_wrong_credentials_for_a_proxy_that_forwards() -> None:
    with (
        sync_serve((407, {}, b"no")) as proxy,
        httpx.Client(transport=sync_open_network(proxy=proxy.url)) as http,
    ):
        with pytest.raises(httpx.ProxyError, match=rf"{proxy.url}: 407 "):
            http.get("http://api.example.test/")


@pytest.mark.parametrize("target", [API, "http://api.example.test/"])
def test_a_proxy_that_is_not_there(target: str) -> None:
    with sync_serve(OK) as proxy:
        pass
    with httpx.Client(transport=sync_open_network(proxy=proxy.url)) as http:
        with pytest.raises(httpx.ProxyError, match=rf"cannot connect to {proxy.url} \("):
            http.get(target)


@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_a_proxy_that_hangs(scheme: str) -> None:
    with sync_proxy(API, reply=HANG) as proxy:
        transport = sync_open_network(proxy=proxy.url(scheme))
        with httpx.Client(transport=transport, timeout=httpx.Timeout(9, connect=0.2)) as http:
            with pytest.raises(httpx.ConnectTimeout, match=rf"{scheme}://localhost:{proxy.port}: "):
                http.post(API)


def test_failures_behind_a_proxy_leave_the_pool_usable(tls: Contexts) -> None:
    with sync_serve(OK, context=tls.server) as server, sync_proxy(server.url) as proxy:
        transport = sync_open_network(proxy=proxy.url(), verify=tls.client, max_connections=1)
        with httpx.Client(transport=transport, timeout=httpx.Timeout(9, pool=0.5)) as http:
            for _ in range(3):
                with pytest.raises(httpx.ConnectError, match=r"other\.example\.test:443 \("):
                    http.get("https://other.example.test/")
            assert (http.get(API)).status_code == 200


@pytest.mark.parametrize("proxy", ["http://user:s#cret@proxy:1", "http://user:s/cret@proxy:1", "gopher://proxy"])
def test_a_proxy_that_cannot_be_parsed(proxy: str) -> None:
    with pytest.raises(ValueError, match="the argument proxy is not the URL of a proxy") as caught:
        sync_open_network(proxy=proxy)
    assert "cret" not in str(caught.value)


def test_a_proxy_of_a_wrong_type() -> None:
    wrong: Any = 3128
    with pytest.raises(TypeError, match="proxy must be a URL"):
        sync_open_network(proxy=wrong)


def test_a_variable_that_cannot_be_parsed_matters_only_where_it_is_used() -> None:
    transport = sync_open_network(environ_proxies={"https": "http://user:s#cret@proxy", "no": "10.0.0.0/8"})
    transport.check("http://api.example.test")
    transport.check("https://10.1.2.3")
    with pytest.raises(ValueError, match="HTTPS_PROXY"):
        transport.check(API)
    with httpx.Client(transport=transport) as http, pytest.raises(httpx.ProxyError, match="HTTPS_PROXY"):
        http.get(API)


def test_socks_needs_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contentstack_cma.network.settings.find_spec", dict[str, None]().get)
    with pytest.raises(ValueError, match=r'pip install "contentstack-cma\[socks\]"'):
        sync_open_network(proxy="socks5://proxy:1")
    with pytest.raises(ValueError, match=r'pip install "contentstack-cma\[socks\]"'):
        sync_open_network(environ_proxies={"all": "socks5://proxy:1"}).check(API)
