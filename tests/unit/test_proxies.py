import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contentstack_cma import Client
from contentstack_cma.proxies import ProxyRouting, ProxyServer, parse_proxy

PROXY = "http://proxy:3128"


def find_route(environment: dict[str, str], scheme: str, host: str, port: int | None = None) -> str | None:
    proxy = ProxyRouting(None, environment).find_proxy(scheme, host, port)
    return None if proxy is None else proxy.origin


@pytest.mark.parametrize(
    ("environment", "scheme", "origin"),
    [
        ({}, "https", None),
        ({"no": "localhost"}, "https", None),
        ({"https": "http://proxy:1"}, "https", "http://proxy:1"),
        ({"https": "http://proxy:1"}, "http", None),
        ({"https": ""}, "https", None),
        ({"all": "proxy:1"}, "https", "http://proxy:1"),
        ({"all": "http://a:1", "https": "http://b:2"}, "https", "http://b:2"),
        ({"all": "socks5h://a"}, "http", "socks5h://a:1080"),
        ({"https": "http://proxy:1", "no": "*"}, "https", None),
        ({"https": "http://proxy:1", "no": "other, *"}, "https", None),
    ],
)
def test_the_variable_of_the_scheme_decides(environment: dict[str, str], scheme: str, origin: str | None) -> None:
    assert find_route(environment, scheme, "api.example.com") == origin


@pytest.mark.parametrize(
    ("no_proxy", "host", "port", "direct"),
    [
        ("example.com", "example.com", None, True),
        ("example.com", "api.example.com", None, True),
        ("example.com", "notexample.com", None, False),
        ("example.com", "example.com.evil.test", None, False),
        (".example.com", "api.example.com", None, True),
        (".example.com", "example.com", None, True),
        ("*.example.com", "api.example.com", None, True),
        ("*.example.com", "notexample.com", None, False),
        ("EXAMPLE.com", "example.COM", None, True),
        ("example.com.", "example.com", None, True),
        ("example.com", "example.com.", None, True),
        ("example.com:443", "example.com", None, True),
        ("example.com:8443", "example.com", None, False),
        ("example.com:8443", "example.com", 8443, True),
        ("example.com:99999", "example.com", None, False),
        ("example.com:999999", "example.com", None, False),
        ("https://example.com", "example.com", None, True),
        ("http://example.com", "example.com", None, False),
        ("https://example.com:8443/path", "example.com", 8443, True),
        ("localhost", "localhost", 8080, True),
        ("localhost", "127.0.0.1", None, False),
        (" , ,localhost  other", "other", None, True),
        ("127.0.0.1", "127.0.0.1", None, True),
        ("127.0.0.1:8080", "127.0.0.1", 8080, True),
        ("127.0.0.1:8080", "127.0.0.1", None, False),
        ("10.0.0.0/8", "10.200.3.4", None, True),
        ("10.0.0.1/8", "10.200.3.4", None, True),
        ("10.0.0.0/8", "11.0.0.1", None, False),
        ("10.0.0.0/8", "10.example.com", None, False),
        ("10.0.0.0/8", "::ffff:10.0.0.1", None, True),
        ("::1", "::1", None, True),
        ("[::1]", "::1", None, True),
        ("[::1]:8080", "::1", 8080, True),
        ("[::1]:8080", "::1", 80, False),
        ("fe80::/10", "fe80::1", None, True),
        ("[fe80::]/10", "fe80::1", None, True),
        ("2001:db8::/32", "2001:db9::1", None, False),
        ("bücher.example", "xn--bcher-kva.example", None, True),
        ("xn--bcher-kva.example", "xn--bcher-kva.example", None, True),
        ("10.0.0.0/99,[,[::1,::x,:80,/,://,a:b:c,ex*mple.com,.,*.", "example.com", None, False),
    ],
)
def test_no_proxy_excludes_hosts(no_proxy: str, host: str, port: int | None, direct: bool) -> None:
    assert find_route({"all": PROXY, "no": no_proxy}, "https", host, port) == (None if direct else PROXY)


@given(st.text(), st.text(alphabet="abc[]:.*/0123456789%@- ", max_size=20))
def test_no_exception_is_too_odd(no_proxy: str, host: str) -> None:
    find_route({"all": PROXY, "no": no_proxy}, "https", host)
    find_route({"all": PROXY, "no": host}, "https", host)


def test_an_explicit_proxy_is_for_every_url() -> None:
    proxy = ProxyServer("http", "proxy", 1)
    routing = ProxyRouting(proxy, {"https": "http://other", "no": "*"})
    assert routing.find_proxy("https", "localhost", None) is proxy
    assert not routing.is_direct


@pytest.mark.parametrize("environment", [{}, {"no": "a"}, {"https": PROXY, "no": "*"}])
def test_without_proxies_everything_is_direct(environment: dict[str, str]) -> None:
    assert ProxyRouting(None, environment).is_direct


@pytest.mark.parametrize(
    ("url", "origin", "credentials"),
    [
        ("http://proxy", "http://proxy:80", None),
        ("HTTPS://Proxy/", "https://proxy:443", None),
        ("proxy:3128", "http://proxy:3128", None),
        (" http://proxy:3128/ ", "http://proxy:3128", None),
        ("socks5://[::1]:9050", "socks5://[::1]:9050", None),
        ("http://user:pass@proxy:1", "http://proxy:1", ("user", "pass")),
        ("user:pass@proxy:1", "http://proxy:1", ("user", "pass")),
        ("http://us%40er:p%23%2F%3A%C3%A9@proxy:1", "http://proxy:1", ("us@er", "p#/:é")),
        ("http://user:p@ss:word@proxy:1", "http://proxy:1", ("user", "p@ss:word")),
        ("http://user@proxy:1", "http://proxy:1", ("user", "")),
        ("http://bücher.example:1", "http://xn--bcher-kva.example:1", None),
        ("http://my_proxy:1", "http://my_proxy:1", None),
    ],
)
def test_urls_of_proxies(url: str, origin: str, credentials: tuple[str, str] | None) -> None:
    proxy = parse_proxy(url, "x")
    assert (proxy.origin, proxy.credentials) == (origin, credentials)
    assert "pass" not in repr(proxy)


@pytest.mark.parametrize(
    "url",
    [
        "http://topuser:topsecret#1@proxy:1",
        "http://topuser:topsecret/1@proxy:1",
        "http://topuser:8080/topsecret@proxy:1",
        "http://topuser:topsecret?@proxy:1",
        "topuser:topsecret://@proxy:1",
        "http://topuser:topsecret@",
        "http://topuser:topsecret@:80",
        "http://topuser:topsecret@proxy:port",
        "http://topuser:topsecret@proxy:0",
        "http://topuser:topsecret@proxy:65536",
        "http://topuser:topsecret@pro xy:1",
        "http://topuser:topsecret@[::x]:1",
        "topuser:topsecret@proxy",
        "http://topuser:topsecret@[proxy]:1",
        "http://topuser:topsecret@::1",
        "http://topuser:topsecret%0d%0a@proxy:1",
        "http://topuser:topsecret%ff@proxy:1",
        "socks4://topuser:topsecret@proxy:1",
        f"socks5://topuser:topsecret{'x' * 250}@proxy:1",
        "topuser+topsecret://proxy",
        "http://",
        "",
    ],
)
def test_what_cannot_be_parsed_is_said_without_credentials(url: str) -> None:
    with pytest.raises(ValueError, match=r"the argument proxy is not the URL of a proxy: .+") as caught:
        parse_proxy(url, "the argument proxy")
    told = "".join(traceback.format_exception(caught.value))
    assert "topuser" not in str(caught.value)
    assert "topsecret" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert told


def test_a_variable_is_parsed_when_it_is_needed() -> None:
    routing = ProxyRouting(None, {"https": "http://user:s#cret@proxy", "http": PROXY})
    assert routing.find_proxy("http", "a", None)
    with pytest.raises(ValueError, match=r"the environment variable HTTPS_PROXY is not .* percent-encoded") as caught:
        routing.find_proxy("https", "a", None)
    assert "s#cret" not in str(caught.value)


@pytest.mark.parametrize("proxy", ["nonsense", "proxy.example.com", "user@proxy", "[::1]", "off"])
def test_a_word_is_no_proxy(proxy: str) -> None:
    """Also for an API on this machine, which would never be reached through it."""
    with pytest.raises(
        ValueError, match="the argument proxy is not the URL of a proxy: it has neither scheme nor port"
    ):
        Client(authtoken="token", base_url="http://127.0.0.1:8400", proxy=proxy)
