"""Ask a proxy for a connection to a server. No I/O.

Each function is a generator that yields bytes to send, possibly none, and receives the bytes of the proxy.
"""

from base64 import b64encode
from collections.abc import Generator

from ..proxies import ProxyServer

Tunnel = Generator[bytes, bytes, None]

_FIRST_SUCCESS, _FIRST_REDIRECT = 200, 300
_SOCKS_ADDRESS_SIZES = {1: 4, 4: 16}


class TunnelError(Exception):
    """The proxy did not open a connection."""


def open_tunnel(proxy: ProxyServer, host: str, port: int) -> Tunnel:
    """Ask for a connection, in the protocol of the proxy.

    Raises:
        TunnelError: The proxy rejected the request, or violated its protocol.
    """
    return _open_socks(proxy, host, port) if proxy.is_socks else _open_http(proxy, host, port)


def build_proxy_headers(proxy: ProxyServer) -> list[tuple[bytes, bytes]]:
    """Return the headers for an HTTP proxy, credentials included."""
    if proxy.credentials is None:
        return list(proxy.headers)
    basic = b"Basic " + b64encode(":".join(proxy.credentials).encode())
    others = [(name, value) for name, value in proxy.headers if name.lower() != b"proxy-authorization"]
    return [(b"Proxy-Authorization", basic), *others]


def _open_http(proxy: ProxyServer, host: str, port: int) -> Tunnel:
    import h11

    target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    connection = h11.Connection(our_role=h11.CLIENT)
    try:
        request = h11.Request(
            method="CONNECT", target=target, headers=[(b"Host", target.encode()), *build_proxy_headers(proxy)]
        )
        outgoing = connection.send(request) or b""
        while True:
            connection.receive_data((yield outgoing))
            outgoing = b""
            event = connection.next_event()
            while isinstance(event, h11.InformationalResponse):
                event = connection.next_event()
            if isinstance(event, h11.Response):
                break
            if event is not h11.NEED_DATA:
                raise TunnelError("the proxy closed the connection")
    except h11.RemoteProtocolError:
        raise TunnelError("the proxy did not respond in HTTP, or closed the connection") from None
    if not _FIRST_SUCCESS <= event.status_code < _FIRST_REDIRECT:
        raise TunnelError(f"{event.status_code} {event.reason.decode('ascii', 'replace')}".rstrip())


def _open_socks(proxy: ProxyServer, host: str, port: int) -> Tunnel:
    from socksio import ProtocolError, socks5

    method = (
        socks5.SOCKS5AuthMethod.USERNAME_PASSWORD if proxy.credentials else socks5.SOCKS5AuthMethod.NO_AUTH_REQUIRED
    )
    command = socks5.SOCKS5CommandRequest.from_address(socks5.SOCKS5Command.CONNECT, (host, port))
    buffer = bytearray()
    try:
        greeting = socks5.SOCKS5AuthMethodsRequest([method]).dumps()
        accepted = socks5.SOCKS5AuthReply.loads((yield from _exchange(greeting, buffer, 2)))
        if accepted.method != method:
            raise TunnelError(f"the proxy {'does not accept' if proxy.credentials else 'needs'} a user and password")
        if proxy.credentials:
            user, password = (part.encode() for part in proxy.credentials)
            login = socks5.SOCKS5UsernamePasswordRequest(user, password).dumps()
            if not socks5.SOCKS5UsernamePasswordReply.loads((yield from _exchange(login, buffer, 2))).success:
                raise TunnelError("the proxy rejected the user or password")
        head = yield from _exchange(command.dumps(), buffer, 5)
        size = _SOCKS_ADDRESS_SIZES.get(head[3], 1 + head[4])
        reply = socks5.SOCKS5Reply.loads(head + (yield from _exchange(b"", buffer, 4 + size + 2 - len(head))))
    except ProtocolError:
        raise TunnelError("the proxy did not respond in SOCKS 5") from None
    if reply.reply_code != socks5.SOCKS5ReplyCode.SUCCEEDED:
        raise TunnelError(f"the proxy could not connect: {reply.reply_code.name.replace('_', ' ').lower()}")


def _exchange(outgoing: bytes, buffer: bytearray, size: int) -> Generator[bytes, bytes, bytes]:
    """Send bytes, and return the next `size` bytes received. A reply may arrive in parts, or with the next one."""
    while len(buffer) < size or outgoing:
        received = yield outgoing
        if not received:
            raise TunnelError("the proxy closed the connection")
        buffer += received
        outgoing = b""
    reply = bytes(buffer[:size])
    del buffer[:size]
    return reply
