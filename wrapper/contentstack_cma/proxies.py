"""Choose the proxy for a URL: the `proxy` argument, or `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`.

httpx reads the environment only for its own transports. No I/O.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    import ssl

_DEFAULT_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
_HIGHEST_PORT = 65_535
_LONGEST_IN_SOCKS = 255
_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_.])?")
_HOST_AND_PORT = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([0-9]{0,5}))?")
_BRACKETS = re.compile(r"\A\[([^\[\]]*)\](/[0-9]+)?\Z")
_EXPECTED = (
    "expected scheme://host:port or scheme://user:password@host:port with the scheme http, https, socks5 or socks5h, "
    "and special characters in user and password percent-encoded, such as %23 for # and %2F for /"
)


@dataclass(frozen=True, slots=True)
class ProxyServer:
    """A proxy, and the credentials and headers for it.

    Attributes:
        scheme: `http`, `https`, `socks5` or `socks5h`.
        host: Host name or address, without brackets.
        port: Port.
        credentials: User and password.
        headers: Headers for an HTTP proxy.
        context: TLS settings for an HTTPS proxy.
    """

    scheme: str
    host: str
    port: int
    credentials: tuple[str, str] | None = field(default=None, repr=False)
    headers: tuple[tuple[bytes, bytes], ...] = field(default=(), repr=False)
    context: "ssl.SSLContext | None" = field(default=None, repr=False)

    @property
    def is_socks(self) -> bool:
        """Whether it speaks SOCKS rather than HTTP."""
        return self.scheme.startswith("socks")

    @property
    def origin(self) -> str:
        """Its URL for messages, without user and password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


class ProxyRouting:
    """Choose the proxy for each URL.

    An explicit proxy is used for every URL. Variables are parsed when a URL needs them, so a mistake in an unused one
    raises nothing.

    Args:
        proxy: The proxy for every URL, instead of those of the environment.
        environment: What `urllib.request.getproxies()` returns: proxy URL by scheme, and exceptions under `no`.
    """

    def __init__(self, proxy: ProxyServer | None, environment: Mapping[str, str]) -> None:
        self._proxy = proxy
        self._urls = {name: url for name in ("http", "https", "all") if (url := environment.get(name, "").strip())}
        self._servers: dict[str, ProxyServer] = {}
        no_proxy = environment.get("no", "") if self._urls else ""
        self._exceptions = None if proxy else _parse_exceptions(no_proxy)

    @property
    def is_direct(self) -> bool:
        """Whether no URL has a proxy."""
        return self._proxy is None and (not self._urls or self._exceptions is None)

    def find_proxy(self, scheme: str, host: str, port: int | None) -> ProxyServer | None:
        """Return the proxy for a URL, or None for a direct connection.

        Args:
            scheme: Scheme of the URL.
            host: Its host in ASCII, without brackets.
            port: Its port; None for the default port of the scheme.

        Raises:
            ValueError: A proxy of the environment cannot be parsed. The message contains no user or password.
        """
        if self._proxy is not None or self._exceptions is None:
            return self._proxy
        name = scheme if scheme in self._urls else "all"
        if name not in self._urls:
            return None
        wanted = _Target(scheme, host.lower().rstrip("."), port or _DEFAULT_PORTS.get(scheme))
        if any(exception.matches(wanted) for exception in self._exceptions):
            return None
        if name not in self._servers:
            source = f"the environment variable {name.upper()}_PROXY"
            self._servers[name] = parse_proxy(self._urls[name], source)
        return self._servers[name]


def parse_proxy(url: str, source: str) -> ProxyServer:
    """Parse the URL of a proxy. With a port and without a scheme, it is an HTTP proxy.

    Args:
        url: The URL.
        source: Where it comes from, for the message.

    Raises:
        ValueError: It cannot be parsed. Neither the message nor chained exceptions contain the URL.
    """
    scheme, separator, rest = url.strip().partition("://")
    scheme, rest = (scheme.lower(), rest) if separator else ("http", scheme)
    if scheme not in _DEFAULT_PORTS:
        raise ValueError(f"{source} is not the URL of a proxy: its scheme is unknown; {_EXPECTED}")
    authority, *path = re.split(r"[/?#\\]", rest, maxsplit=1)
    if path and "@" in path[0]:
        raise ValueError(f"{source} is not the URL of a proxy: its user or password is not encoded; {_EXPECTED}")
    user_info, has_user, address = authority.rpartition("@")
    host, port = _parse_address(address, source)
    if not separator and port is None:
        raise ValueError(f"{source} is not the URL of a proxy: it has neither scheme nor port; {_EXPECTED}")
    return ProxyServer(
        scheme=scheme,
        host=host,
        port=_DEFAULT_PORTS[scheme] if port is None else port,
        credentials=_parse_credentials(user_info, scheme, source) if has_user else None,
    )


def _parse_address(address: str, source: str) -> tuple[str, int | None]:
    match = _HOST_AND_PORT.fullmatch(address)
    host = match[1] if match else ""
    in_brackets = host.startswith("[")
    name = _to_ascii(host.strip("[]"))
    if match is None or not name or not (_parse_ip(name) if in_brackets else _HOST.fullmatch(name)):
        raise ValueError(f"{source} is not the URL of a proxy: it has no valid host and port; {_EXPECTED}")
    if not match[2]:
        return name, None
    if not 0 < int(match[2]) <= _HIGHEST_PORT:
        raise ValueError(f"{source} is not the URL of a proxy: its port is not between 1 and 65535; {_EXPECTED}")
    return name, int(match[2])


def _parse_credentials(user_info: str, scheme: str, source: str) -> tuple[str, str]:
    user, _, password = user_info.partition(":")
    user, password = unquote(user), unquote(password)
    if not f"{user}{password}".isprintable() or "\ufffd" in user + password:
        raise ValueError(
            f"{source} is not the URL of a proxy: its user or password contains control characters; {_EXPECTED}"
        )
    if scheme.startswith("socks") and max(len(user.encode()), len(password.encode())) > _LONGEST_IN_SOCKS:
        raise ValueError(f"{source} is not the URL of a proxy: its user or password is too long for SOCKS")
    return user, password


@dataclass(frozen=True, slots=True)
class _Target:
    """The target of a request."""

    scheme: str
    host: str
    port: int | None

    @property
    def address(self) -> IPv4Address | IPv6Address | None:
        address = _parse_ip(self.host)
        return getattr(address, "ipv4_mapped", None) or address


@dataclass(frozen=True, slots=True)
class _Exception:
    """An item of `NO_PROXY`: a network, or a domain with its subdomains; each may be limited to a scheme and a port."""

    scheme: str
    port: int | None
    domain: str
    network: IPv4Network | IPv6Network | None

    def matches(self, target: _Target) -> bool:
        if (self.scheme and self.scheme != target.scheme) or (self.port is not None and self.port != target.port):
            return False
        if self.network is not None:
            return (address := target.address) is not None and address in self.network
        return target.host == self.domain or target.host.endswith(f".{self.domain}")


def _parse_exceptions(no_proxy: str) -> list[_Exception] | None:
    """Parse `NO_PROXY`; None means that no URL has a proxy. Malformed items are ignored."""
    items = re.split(r"[,\s]+", no_proxy.strip().lower())
    return None if "*" in items else [exception for item in items for exception in _parse_exception(item)]


def _parse_exception(item: str) -> Iterator[_Exception]:
    scheme, separator, rest = item.rpartition("://")
    if separator:
        rest = rest.partition("/")[0]
    if network := _parse_network(_BRACKETS.sub(r"\1\2", rest)):
        yield _Exception(scheme, None, "", network)
    elif match := _HOST_AND_PORT.fullmatch(rest):
        host, port = match[1].strip("[]"), int(match[2]) if match[2] else None
        network = _parse_network(host)
        domain = _to_ascii(host.removeprefix("*").strip("."))
        if network or _HOST.fullmatch(domain):
            yield _Exception(scheme, port or (_DEFAULT_PORTS.get(scheme) if separator else None), domain, network)


def _parse_network(text: str) -> IPv4Network | IPv6Network | None:
    with suppress(ValueError):
        return ip_network(text, strict=False)
    return None


def _parse_ip(text: str) -> IPv4Address | IPv6Address | None:
    with suppress(ValueError):
        return ip_address(text)
    return None


def _to_ascii(host: str) -> str:
    """Return a host name in ASCII, or an empty text if it is invalid."""
    try:
        return host.lower() if host.isascii() else host.encode("idna").decode().lower()
    except UnicodeError:
        return ""
