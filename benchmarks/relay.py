"""A relay on loopback that delays every request and response, as if the server were far away.

As a module, it takes its options as JSON, prints its port and relays until stdin ends.
"""

import asyncio
import json
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

from .child import run_child

DELAY, SPREAD = 0.15, 0.06
APART = 1e-6
"""Seconds between chunks, because the loop does not order callbacks of the same time."""


@contextmanager
def run_relay(origin: str, delay: float = DELAY, spread: float = SPREAD, seed: int | None = None) -> Iterator[str]:
    """Relay to an origin until the block ends, and yield the base URL of the relay.

    Args:
        origin: Base URL of the server, `http` only.
        delay: Average delay of a message in seconds, each way.
        spread: Maximum difference from `delay` in seconds, uniformly random.
        seed: Seed of the random delays.
    """
    options = {"origin": origin, "delay": delay, "spread": spread, "seed": seed}
    with run_child("relay", json.dumps(options)) as child:
        yield f"http://127.0.0.1:{int(child.read())}"


@dataclass
class Delays:
    """A source of random delays."""

    delay: float
    spread: float
    chance: random.Random

    def draw(self) -> float:
        """Return the delay of a message in seconds."""
        return max(0.0, self.delay + self.chance.uniform(-self.spread, self.spread))


@dataclass
class Pair:
    """The two connections of a relay. HTTP/1.1 alternates, so a new message begins when the sender changes."""

    delays: Delays
    turn: "End | None" = None
    ends: "list[End]" = field(default_factory=list["End"])


class End(asyncio.Protocol):
    """One end of a pair."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self._transport: asyncio.Transport | None = None
        self._delay = 0.0
        self._due = 0.0
        pair.ends.append(self)

    @property
    def transport(self) -> asyncio.Transport:
        """The connection."""
        assert self._transport
        return self._transport

    @property
    def _other(self) -> "End":
        return next(end for end in self._pair.ends if end is not self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Forward a chunk when it is due. The chunks of a message have the same delay."""
        if self._pair.turn is not self:
            self._pair.turn = self
            self._delay = self._pair.delays.draw()
        loop = asyncio.get_running_loop()
        self._due = max(self._due + APART, loop.time() + self._delay)
        loop.call_at(self._due, self._other.transport.write, data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- asyncio's
        """Close the other end after the delayed chunks have arrived."""
        loop = asyncio.get_running_loop()
        if len(self._pair.ends) > 1:
            loop.call_at(max(self._due, loop.time()), self._other.transport.close)


class ClientEnd(End):
    """The end on the side of the client, which connects to the origin."""

    def __init__(self, pair: Pair, host: str, port: int) -> None:
        super().__init__(pair)
        self._origin = (host, port)
        self._connecting: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Connect to the origin before reading anything."""
        super().connection_made(transport)
        self.transport.pause_reading()
        self._connecting = asyncio.get_running_loop().create_task(self._connect())

    async def _connect(self) -> None:
        try:
            await asyncio.get_running_loop().create_connection(lambda: End(self._pair), *self._origin)
        except OSError:
            self.transport.abort()
            return
        self.transport.resume_reading()


async def relay(options: dict[str, Any]) -> None:
    """Relay until stdin ends."""
    loop = asyncio.get_running_loop()
    place = urlsplit(options["origin"])
    delays = Delays(options["delay"], options["spread"], random.Random(options["seed"]))
    host, port = place.hostname or "", place.port or 80
    server = await loop.create_server(lambda: ClientEnd(Pair(delays), host, port), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(relay(json.loads(sys.argv[1])))
