"""A fast server on loopback in its own process, so that it does not count as CPU time of the client."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

DOWNLOAD_SIZE = 200 * 1024 * 1024
CHUNK = bytes(256 * 1024)
PACED = b"\r\napi_key: paced\r\n"
"""Header that requests a rate limit. On loopback, a client has a pace only with one."""
RATE_LIMIT = b"x-ratelimit-limit: 100000\r\nx-ratelimit-remaining: 99999\r\n"
STACK = b'{"stack":{"uid":"blt0000000000000001","name":"Demo","api_key":"key","master_locale":"en-us"}}'
ASSET = b'{"notice":"Asset created successfully.","asset":{"uid":"blt0000000000000002","filename":"large.bin"}}'


@contextmanager
def serve() -> Iterator[str]:
    """Serve until the block ends, and yield the base URL."""
    command = [sys.executable, "-m", "benchmarks.server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


async def _respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            await _discard(reader, _content_length(head))
            await _write(writer, head)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def _content_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


async def _discard(reader: asyncio.StreamReader, length: int) -> None:
    while length:
        length -= len(await reader.read(min(length, len(CHUNK))))


async def _write(writer: asyncio.StreamWriter, head: bytes) -> None:
    method, path, _ = head.split(b" ", 2)
    if method == b"GET" and path.startswith(b"/v3/assets/"):
        await _write_large(writer)
        return
    body = STACK if method == b"GET" else ASSET
    limit = RATE_LIMIT if PACED in head.lower() else b""
    writer.write(_head(b"application/json", len(body), limit) + body)
    await writer.drain()


async def _write_large(writer: asyncio.StreamWriter) -> None:
    writer.write(_head(b"application/octet-stream", DOWNLOAD_SIZE))
    for _ in range(DOWNLOAD_SIZE // len(CHUNK)):
        writer.write(CHUNK)
        await writer.drain()


def _head(kind: bytes, length: int, more: bytes = b"") -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\ncontent-length: %d\r\n%s\r\n" % (kind, length, more)


async def _serve() -> None:
    server = await asyncio.start_server(_respond, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
