"""HTTP/1.1 messages as bytes, for servers that send what no library allows."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass

Headers = list[tuple[str, str]]
"""Headers with lowercase names, in the order received."""

BODILESS = (204, 304)
ONE_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})
"""Headers about one connection, or the encoding of the body on it."""


@dataclass(frozen=True)
class Message:
    """A request or a response: its first line, its headers and its body, without transfer encoding."""

    start: str
    headers: Headers
    body: bytes = b""

    def header(self, name: str) -> str:
        """Return the value of a header, or an empty string."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def status(self) -> int:
        """The status, if this is a response."""
        return int(self.start.split(" ", 2)[1])

    def encode(self, *more: tuple[str, str], length: int | None = None) -> bytes:
        """Encode the message with additional headers and, optionally, another `content-length`."""
        headers = [pair for pair in self.headers if pair[0] not in ONE_HOP]
        if self.body or length is not None or self.start.startswith(("HTTP", "POST", "PUT")):
            headers.append(("content-length", str(len(self.body) if length is None else length)))
        lines = "".join(f"{name}: {value}\r\n" for name, value in [*headers, *more])
        return f"{self.start}\r\n{lines}\r\n".encode("latin-1") + self.body


def respond(status: int, content_type: str, body: str, headers: Sequence[tuple[str, str]] = ()) -> Message:
    """Return a response."""
    return Message(f"HTTP/1.1 {status} Status", [("content-type", content_type), *headers], body.encode())


def respond_json(status: int, message: str, headers: Sequence[tuple[str, str]] = ()) -> Message:
    """Return an error in the format of the CMA."""
    body = json.dumps({"error_message": message, "error_code": status})
    return respond(status, "application/json", body, headers)


def respond_html(status: int, title: str) -> Message:
    """Return an HTML page as gateways send it."""
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    return respond(status, "text/html; charset=utf-8", page)


async def read_head(reader: asyncio.StreamReader) -> Message | None:
    """Read a message up to its body. Returns None if the connection ends first."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    start, *lines = head[:-4].decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return Message(start, [(name.strip().lower(), value.strip()) for name, _, value in pairs])


async def read_request_body(reader: asyncio.StreamReader, head: Message) -> bytes:
    """Read the body of a request. Raises `IncompleteReadError` (an `EOFError`) if the connection ends first."""
    if head.header("transfer-encoding").lower() == "chunked":
        return await _read_chunks(reader)
    return await reader.readexactly(int(head.header("content-length") or 0))


async def read_response(reader: asyncio.StreamReader, method: str) -> Message:
    """Read a response. Raises `ConnectionError` or `EOFError` if the connection ends first."""
    head = await read_head(reader)
    if head is None:
        raise ConnectionResetError("the origin closed the connection")
    if method == "HEAD" or head.status in BODILESS:
        return head
    if head.header("transfer-encoding").lower() == "chunked":
        body = await _read_chunks(reader)
    elif head.header("content-length"):
        body = await reader.readexactly(int(head.header("content-length")))
    else:
        body = await reader.read()
    return Message(head.start, head.headers, body)


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return bytes(body)
