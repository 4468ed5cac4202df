"""An HTTP/1.1 proxy on loopback that injects faults and logs what happened to every request.

    with FaultyProxy(origin_url, seed=1, share=0.2) as proxy:
        ...  # calls to proxy.url
    print(proxy.log)

The name of a fault has two parts, such as `429:1`; the first is its group. For a faulty request the proxy draws
a group, then a fault of the group, so that all groups are equally likely.
"""

import asyncio
import gzip
import json
import random
import socket
import struct
import threading
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self, cast
from urllib.parse import urlsplit

from .messages import Message, read_head, read_request_body, read_response, respond_html, respond_json

TITLE_HEADER = "x-test-title"
"""Identifies a request in the log. Without it, the title of the entry in its body does."""

GATEWAY_STATUSES = (500, 502, 503, 504, 520, 524)
YEAR_9999 = "Fri, 31 Dec 9999 23:59:59 GMT"
BEYOND_THE_CALENDAR = "Fri, 31 Dec 99999 23:59:59 GMT"

RETRY_AFTER: Mapping[str, Callable[[], str | None]] = {
    "429:none": lambda: None,
    "429:0": lambda: "0",
    "429:1": lambda: "1",
    "429:0.3": lambda: "0.3",
    "429:-1": lambda: "-1",
    "429:text": lambda: "soon",
    "429:past": lambda: formatdate(time.time() - 3600, usegmt=True),
    "429:2s": lambda: formatdate(time.time() + 2, usegmt=True),
    "429:3600": lambda: "3600",
    "429:9999": lambda: YEAR_9999,
    "429:beyond": lambda: BEYOND_THE_CALENDAR,
}

KINDS: Mapping[str, str] = {
    **dict.fromkeys(RETRY_AFTER, "a 429 with this Retry-After, not forwarded"),
    "error:before": "500, 502, 503, 504, 520 or 524 as JSON or HTML, not forwarded",
    "error:after": "the same after the origin has responded",
    "reset:unread": "the connection is reset before anything of the body is read",
    "reset:before": "the connection is reset when the request has been read, not forwarded",
    "reset:after": "the connection is reset after the origin has responded",
    "broken:truncated": "the body of the response ends too early, and so does the connection",
    "broken:gzip": "the body of the response is gzip that ends too early, in a complete message",
    "slow:body": "the body of the response comes byte by byte, and is complete in less than two seconds",
    "slow:head": "the same from the first byte of the head on",
    "html:200": "an HTML page with status 200, not forwarded",
    "html:403": "an HTML page with status 403, not forwarded",
    "stall:before": "nothing is sent, then the connection is closed; not forwarded",
    "stall:after": "the same after the origin has responded",
    "close:now": "the connection is closed right after the response",
    "close:idle": "the connection is closed without notice when it has been idle for a short time",
    "late": "the connection is cut, and the request forwarded later",
}
"""The kinds of faults by name."""

LOST = "close:lost"
"""Follows another fault: the request used a connection that `close:now` or `close:idle` had closed."""

UNDECIDABLE = frozenset(
    {
        "error:before",  # A gateway sends the same after the work.
        "error:after",
        "reset:before",  # Every byte was sent, none came back.
        "reset:after",
        "html:200",  # Not from the API, so it does not tell what the API did.
        "html:403",
        "stall:before",
        "stall:after",
        LOST,
        "late",
    }
)
"""Faults after which no client can know what happened, whatever the origin did.

So is `reset:unread` if the whole request had arrived at the proxy, read or not. A 429 means that the request was not
processed. If the response of the origin reaches the client, the outcome is known for a 2xx or 4xx with JSON, even if
the body is broken, and unknown for a 5xx.
"""

ORIGIN_SECONDS = 5
"""Maximum time that the origin gets for pending requests at the end."""

PACKET, DRIPPED = 0.004, 250
"""Seconds between the bytes of a slow response, and the number of bytes sent that way before the rest."""


@dataclass
class Record:
    """What happened to one request.

    Attributes:
        title: Identifies the request: its header, or the title of the entry in its body.
        fault: The kind of the fault; None without one.
        forwarded: Whether the proxy forwarded it to the origin.
        status: Status of the origin's response.
        complete: Whether the proxy had received all of it.
        decidable: Whether any client could know what happened, by the rules at `UNDECIDABLE`.
    """

    number: int
    method: str
    path: str
    title: str = ""
    fault: str | None = None
    forwarded: bool = False
    status: int | None = None
    complete: bool = False
    decidable: bool = True

    @property
    def is_done(self) -> bool:
        """Whether the origin processed the request."""
        return self.status is not None and self.status < HTTPStatus.BAD_REQUEST


@dataclass(frozen=True)
class Options:
    """The options of a `FaultyProxy`."""

    host: str
    port: int
    share: float
    groups: Mapping[str, list[str]]
    stall: float
    idle: float
    lateness: float


class FaultyProxy:
    """A proxy that injects faults into a share of the requests. It runs in its own thread.

    The faults depend only on the seed and the order of the requests. Leaving the block waits until all pending requests
    are forwarded.

    Args:
        origin_url: Base URL of the origin, `http` only.
        seed: Seed of everything random.
        share: Share of the requests with a fault, 0 to 1.
        kinds: Names of the kinds to choose from. Default: all of `KINDS`.
        stall: Seconds that a stalled request waits.
        idle: Seconds after which `close:idle` closes a connection.
        lateness: Seconds after which `late` forwards.
    """

    def __init__(
        self,
        origin_url: str,
        *,
        seed: int = 0,
        share: float = 0.2,
        kinds: Collection[str] = tuple(KINDS),
        stall: float = 1.0,
        idle: float = 0.05,
        lateness: float = 1.0,
    ) -> None:
        unknown = sorted(set(kinds) - KINDS.keys())
        if unknown:
            raise ValueError(f"unknown kinds of faults: {', '.join(unknown)}; known are {', '.join(KINDS)}")
        groups: dict[str, list[str]] = {}
        for kind in KINDS:
            if kind in kinds:
                groups.setdefault(kind.partition(":")[0], []).append(kind)
        place = urlsplit(origin_url)
        self._options = Options(place.hostname or "", place.port or 80, share, groups, stall, idle, lateness)
        self._chance = random.Random(seed)
        self._tasks: set[asyncio.Task[None]] = set()
        self._pending: set[asyncio.Task[None]] = set()
        self.log: list[Record] = []
        self.url = ""

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="faulty-proxy", daemon=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.settle()
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def settle(self) -> None:
        """Wait until all pending requests are forwarded, so that the log is final."""
        asyncio.run_coroutine_threadsafe(self._settle(), self._loop).result()

    def draw(self) -> tuple[str | None, random.Random]:
        """Draw the fault of the next request, and the random source for its details."""
        chance = random.Random(self._chance.getrandbits(64))
        if not self._options.groups or chance.random() >= self._options.share:
            return None, chance
        group = chance.choice(sorted(self._options.groups))
        return chance.choice(self._options.groups[group]), chance

    async def forward(self, record: Record, request: Message) -> Message:
        """Forward a request to the origin over a new connection, and return the response."""
        record.forwarded = True
        reader, writer = await asyncio.open_connection(self._options.host, self._options.port)
        try:
            writer.write(request.encode(("connection", "close")))
            response = await read_response(reader, record.method)
        finally:
            writer.close()
        record.status = response.status
        return response

    def forward_later(self, record: Record, request: Message, seconds: float) -> None:
        """Forward a request after some seconds, when its client has disconnected; see `settle`."""

        async def wait() -> None:
            await asyncio.sleep(seconds)
            with suppress(OSError, EOFError):
                await self.forward(record, request)

        self._keep(self._pending, wait())

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._accept, "127.0.0.1", 0, backlog=1024)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._keep(self._tasks, _Connection(self, self._options, reader, writer).serve())

    def _keep(self, tasks: "set[asyncio.Task[None]]", work: Any) -> None:
        task = self._loop.create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def _settle(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._options.stall + self._options.lateness + ORIGIN_SECONDS):
                while busy := [*self._pending, *(task for task in self._tasks if task.get_name() == "busy")]:
                    await asyncio.wait(busy, timeout=0.05)

    async def _stop(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


class _Connection:
    """One connection of a client. Each method for a fault returns whether to keep the connection."""

    def __init__(
        self, proxy: FaultyProxy, options: Options, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._proxy = proxy
        self._options = options
        self._reader = reader
        self._writer = writer
        self._idle: float | None = None

    async def serve(self) -> None:
        """Serve requests until the connection ends."""
        try:
            while head := await self._read_next_head():
                if not await self._handle(head):
                    break
        except (OSError, EOFError):
            pass  # The client or the origin has disconnected.
        finally:
            self._writer.close()

    async def _read_next_head(self) -> Message | None:
        """Read the next head. Close the connection if it is idle for too long."""
        _mark("idle")
        try:
            async with asyncio.timeout(self._idle):
                head = await read_head(self._reader)
        except TimeoutError:
            await self._hang_up()
            return None
        _mark("busy")
        self._idle = None
        return head

    def _record(self, head: Message) -> Record:
        method, path, _ = head.start.split(" ", 2)
        record = Record(len(self._proxy.log), method, path, head.header(TITLE_HEADER))
        self._proxy.log.append(record)
        return record

    async def _handle(self, head: Message) -> bool:
        record = self._record(head)
        record.fault, chance = self._proxy.draw()
        if record.fault == "reset:unread":
            return await self._reset_unread(record, head)
        request = await self._read(record, head)
        if record.fault in UNDECIDABLE:
            record.decidable = False
        name = (record.fault or "none").partition(":")[0]
        fault: Callable[[Record, Message, random.Random], Awaitable[bool]] = getattr(self, f"_play_{name}")
        return await fault(record, request, chance)

    async def _read(self, record: Record, head: Message) -> Message:
        request = Message(head.start, head.headers, await read_request_body(self._reader, head))
        record.complete = True
        record.title = record.title or _title(request.body)
        return request

    async def _reset_unread(self, record: Record, head: Message) -> bool:
        await asyncio.sleep(PACKET)  # Most clients send the body as a separate packet, which has arrived by now.
        # Read what has arrived, without waiting for more.
        length = int(head.header("content-length") or 0)
        body = b""
        with suppress(TimeoutError):
            async with asyncio.timeout(0):
                body = await self._reader.readexactly(length)
        record.complete = len(body) == length and not head.header("transfer-encoding")
        record.title = record.title or _title(body)
        record.decidable = not record.complete
        return self._reset()

    async def _play_none(self, record: Record, request: Message, _: random.Random) -> bool:
        return self._send(await self._response(record, request))

    async def _play_429(self, record: Record, _request: Message, _: random.Random) -> bool:
        retry_after = RETRY_AFTER[str(record.fault)]()
        headers = [] if retry_after is None else [("retry-after", retry_after)]
        return self._send(respond_json(429, "Too many requests", headers))

    async def _play_error(self, record: Record, request: Message, chance: random.Random) -> bool:
        status, is_json = chance.choice(GATEWAY_STATUSES), chance.random() < 0.5  # noqa: PLR2004 -- either
        if record.fault == "error:after":
            await self._proxy.forward(record, request)
        return self._send(respond_json(status, "Failed") if is_json else respond_html(status, f"{status} Failed"))

    async def _play_reset(self, record: Record, request: Message, _: random.Random) -> bool:
        if record.fault == "reset:after":
            await self._proxy.forward(record, request)
        return self._reset()

    async def _play_broken(self, record: Record, request: Message, _: random.Random) -> bool:
        response = await self._response(record, request)
        if record.fault == "broken:gzip":
            packed = gzip.compress(response.body)
            headers = [*response.headers, ("content-encoding", "gzip")]
            return self._send(Message(response.start, headers, packed[: len(packed) // 2]))
        half = Message(response.start, response.headers, response.body[: len(response.body) // 2])
        self._writer.write(half.encode(length=len(response.body)))
        return False

    async def _play_slow(self, record: Record, request: Message, _: random.Random) -> bool:
        response = await self._response(record, request)
        content = response.encode()
        begin = 0 if record.fault == "slow:head" else len(content) - len(response.body)
        end = min(begin + DRIPPED, len(content))
        self._writer.write(content[:begin])
        for position in range(begin, end):
            self._writer.write(content[position : position + 1])
            await asyncio.sleep(PACKET)
        self._writer.write(content[end:])
        return True

    async def _play_html(self, record: Record, _request: Message, _: random.Random) -> bool:
        status = int(str(record.fault).partition(":")[2])
        return self._send(respond_html(status, "Please wait" if status == HTTPStatus.OK else "Blocked"))

    async def _play_stall(self, record: Record, request: Message, _: random.Random) -> bool:
        if record.fault == "stall:after":
            await self._proxy.forward(record, request)
        await asyncio.sleep(self._options.stall)
        return False

    async def _play_close(self, record: Record, request: Message, _: random.Random) -> bool:
        self._send(await self._response(record, request))
        if record.fault == "close:idle":
            self._idle = self._options.idle
            return True
        await self._hang_up()
        return False

    async def _play_late(self, record: Record, request: Message, _: random.Random) -> bool:
        self._proxy.forward_later(record, request, self._options.lateness)
        return self._reset()

    async def _response(self, record: Record, request: Message) -> Message:
        """Return the response of the origin. The client gets it, so its status decides what can be known."""
        try:
            response = await self._proxy.forward(record, request)
        except OSError:
            record.decidable = False
            return respond_html(502, "The origin does not respond")
        is_json = response.header("content-type").partition(";")[0].endswith("json")
        record.decidable = is_json and response.status < HTTPStatus.INTERNAL_SERVER_ERROR
        return response

    def _send(self, response: Message) -> bool:
        self._writer.write(response.encode())
        return True

    def _reset(self) -> bool:
        """Close the connection with a RST."""
        own: socket.socket = self._writer.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        cast("asyncio.Transport", self._writer.transport).abort()
        return False

    async def _hang_up(self) -> None:
        """Half-close the connection, and log a request that arrives afterwards."""
        self._writer.write_eof()
        _mark("idle")
        head = await read_head(self._reader)
        if head is None:
            return
        record = self._record(head)
        record.fault, record.decidable = LOST, False
        with suppress(OSError, EOFError, TimeoutError):
            async with asyncio.timeout(self._options.stall):
                await self._read(record, head)
        self._reset()


def _mark(name: str) -> None:
    """Name the task after whether it handles a request."""
    task = asyncio.current_task()
    assert task
    task.set_name(name)


def _title(body: bytes) -> str:
    """Return the title of the entry in a body, or an empty string."""
    try:
        document = json.loads(body)
        return str(document["entry"]["title"])
    except (ValueError, KeyError, TypeError):
        return ""
