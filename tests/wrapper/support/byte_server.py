"""A server on loopback that sends each byte when a test wants it."""

import socket
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from threading import Event, Thread

Talk = Callable[[socket.socket, Event], None]
"""What the server does with a connection until an event tells it that the test is over."""


@contextmanager
def sync_serve_bytes(talk: Talk) -> Generator[str]:
    """Serve every connection in a thread; yields the URL."""
    over = Event()

    def serve(client: socket.socket) -> None:
        with suppress(OSError), client:
            talk(client, over)

    def accept() -> None:
        with suppress(OSError):
            while True:
                Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=accept, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)


@asynccontextmanager
async def async_serve_bytes(talk: Talk) -> AsyncGenerator[str]:
    """The same, for `async with`."""
    with sync_serve_bytes(talk) as url:
        yield url


def read_request(client: socket.socket) -> bytes:
    """Read one request."""
    head = b""
    while b"\r\n\r\n" not in head:
        if not (piece := client.recv(65_536)):
            raise ConnectionError
        head += piece
    head, _, body = head.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            while len(body) < int(line.partition(b":")[2]):
                body += client.recv(65_536)
    return head


def respond_with(*texts: bytes) -> Talk:
    """Respond with these bytes to one request after the other, the last to all that follow."""

    def talk(client: socket.socket, over: Event) -> None:
        for number in range(100):
            read_request(client)
            client.sendall(texts[min(number, len(texts) - 1)])

    return talk


def drip(quickly: bytes, slowly: bytes, pause: float = 0.02) -> Talk:
    """Respond with some bytes at once, and with others one by one, again and again."""

    def talk(client: socket.socket, over: Event) -> None:
        read_request(client)
        client.sendall(quickly)
        while True:
            for byte in slowly:
                client.sendall(bytes([byte]))
                if over.wait(pause):
                    return

    return talk


def stay_silent(client: socket.socket, over: Event) -> None:
    over.wait()
