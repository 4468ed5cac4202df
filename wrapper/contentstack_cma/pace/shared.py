"""The pace that several processes or machines share through a Redis server: `Pace(shared=…)`, extra `[redis]`.

The server decides by its own clock, in the scripts of `scripts.py`. While it is unavailable, no slots come from here,
and calls follow the pace of their own process; the server is tried again every few seconds.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from anyio import to_thread

from ..forking import register_at_fork
from .lanes import LONGEST_HOLD
from .redis_server import AsyncServer, Health, ScriptCall, SyncServer, check_options, import_failures, parse_server
from .scripts import CORRECT, TAKE

if TYPE_CHECKING:
    from .turns import Turn

_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Address:
    """Where a pace is stored: the server, the credentials for it, and the name.

    Attributes:
        server: The server, without credentials.
        name: The name of the pace.
        url: The URL with the credentials.
    """

    server: str
    name: str
    url: str = field(repr=False)


class Place(NamedTuple):
    """The slot of a call.

    Attributes:
        number: Its number within the epoch.
        epoch: Changes when all waiting calls lose their slots.
        limit: Calls per window, as far as any process knows.
        time: When the call may be sent, in microseconds of the server's clock.
    """

    number: int
    epoch: int
    limit: int
    time: int


class SharedPace:
    """A pace in a Redis server. One object serves all threads, tasks and event loops of a process.

    Creating it opens no connection, and later failures of the server raise nothing.

    Args:
        url: URL of the server.
        name: Name of the pace. Processes that use the same name share it.

    Raises:
        ImportError: redis-py is not installed.
        ValueError: `url` is not the URL of a Redis server.
    """

    def __init__(self, url: str, name: str) -> None:
        self._address = Address(parse_server(url), name, url)
        self._failures = import_failures()
        check_options(url, (*self._failures, TypeError))
        self._prefix = f"contentstack-cma:{{{quote(name, safe=':/')}}}"
        self._health = Health(self._address.server, url)
        self._lock = Lock()
        self._sync_server = SyncServer(url)
        self._async_servers: dict[asyncio.AbstractEventLoop, AsyncServer] = {}
        self._parents_servers: list[AsyncServer] = []
        register_at_fork(self)

    def __repr__(self) -> str:
        return f"SharedPace({self._address.server!r}, name={self._address.name!r})"

    @property
    def address(self) -> Address:
        """Where the pace is stored."""
        return self._address

    def sync_take(self, turn: "Turn") -> float | None:
        """Take a slot for a turn, or settle the one that it has.

        Returns:
            Seconds to wait before the next check; 0 if the call may be sent, which it then must; None if the server is
            unavailable.
        """
        return _note_place(turn, self._sync_run(self._build_call(TAKE, turn)))

    async def async_take(self, turn: "Turn") -> float | None:
        """Asynchronous version of `sync_take`."""
        return _note_place(turn, await self._async_run(self._build_call(TAKE, turn)))

    def sync_correct(self, turn: "Turn", limit: int | None, retry_after: float | None, *, is_rejected: bool) -> None:
        """Share what the response to a call says about the rate limit.

        Args:
            turn: The turn of the call. Without a slot from here, there is nothing to share.
            limit: Calls per window, if the response has them.
            retry_after: Seconds from `Retry-After`, if present.
            is_rejected: Whether the response is a 429.
        """
        if turn.place is not None:
            news = _build_news(turn, turn.place, limit, retry_after, is_rejected=is_rejected)
            self._sync_run(self._build_call(CORRECT, turn, news))

    async def async_correct(
        self, turn: "Turn", limit: int | None, retry_after: float | None, *, is_rejected: bool
    ) -> None:
        """Asynchronous version of `sync_correct`."""
        if turn.place is not None:
            news = _build_news(turn, turn.place, limit, retry_after, is_rejected=is_rejected)
            await self._async_run(self._build_call(CORRECT, turn, news))

    def sync_close(self) -> None:
        """Close the connections that no call uses. Later calls open new ones."""
        with suppress(*self._failures):
            self._sync_server.close()

    async def async_close(self) -> None:
        """Close the connections of this event loop that no call uses. Later calls open new ones."""
        loop = _get_running_loop()
        if loop is None:
            self.sync_close()
            return
        with self._lock:
            server = self._async_servers.get(loop)
            if server is not None and not server.calls:
                del self._async_servers[loop]
        if server is not None:
            with suppress(*self._failures):
                await server.close()

    def reset_after_fork(self) -> None:
        """Leave the connections to the parent process."""
        self._lock = Lock()
        self._health.reset_after_fork()
        self._sync_server.abandon()
        self._sync_server = SyncServer(self._address.url)
        self._parents_servers += (
            self._async_servers.values()
        )  # kept, because an unclosed connection warns when it is collected
        self._async_servers = {}

    def _build_call(self, script: str, turn: "Turn", news: Sequence[int] = ()) -> ScriptCall:
        number, epoch = (0, 0) if turn.place is None else (turn.place.number, turn.place.epoch)
        known = [_to_microseconds(turn.window), _to_microseconds(turn.lag), turn.limit, number, epoch]
        keys = [f"{self._prefix}:{turn.budget}:{part}" for part in ("slots", "state")]
        return ScriptCall(script, keys, [*known, *news])

    def _sync_run(self, call: ScriptCall) -> list[int] | None:
        failures = self._health.ask(monotonic())
        if failures is None:
            return None
        server = self._sync_server
        try:
            with server.gate:
                if self._health.has_failed_since(failures):
                    return None
                reply = server.run(call)
        except self._failures as error:
            self._health.note_failure(error, monotonic())
            return None
        self._health.note_success(failures)
        return reply

    async def _async_run(self, call: ScriptCall) -> list[int] | None:
        loop = _get_running_loop()
        if loop is None:  # redis-py does not support trio
            return await to_thread.run_sync(self._sync_run, call)
        failures = self._health.ask(monotonic())
        if failures is None:
            return None
        server = self._enter_async_server(loop)
        try:
            async with server.gate:
                if self._health.has_failed_since(failures):
                    return None
                reply = await server.run(call)
        except self._failures as error:
            self._health.note_failure(error, monotonic())
            return None
        finally:
            server.calls -= 1
        self._health.note_success(failures)
        return reply

    def _enter_async_server(self, loop: asyncio.AbstractEventLoop) -> "AsyncServer":
        with self._lock:
            server = self._async_servers.get(loop)
            if server is None:
                for other in [other for other in self._async_servers if other.is_closed()]:
                    del self._async_servers[other]
                server = self._async_servers[loop] = AsyncServer(self._address.url)
            server.calls += 1
            return server


def _get_running_loop() -> asyncio.AbstractEventLoop | None:
    """Return the running event loop of asyncio; None on trio, which may itself run within asyncio."""
    try:
        return None if asyncio.current_task() is None else asyncio.get_running_loop()
    except RuntimeError:
        return None


def _build_news(
    turn: "Turn", place: Place, limit: int | None, retry_after: float | None, *, is_rejected: bool
) -> list[int]:
    return [
        place.time,
        _to_microseconds(turn.lateness),
        turn.limit if limit == turn.limit else 0,  # a smaller one holds for the credentials of the call only
        int(is_rejected),
        -1 if retry_after is None else _to_microseconds(min(max(retry_after, 0.0), LONGEST_HOLD)),
    ]


def _note_place(turn: "Turn", reply: list[int] | None) -> float | None:
    if reply is None:
        turn.place = None
        return None
    wait, *place = reply
    turn.place = Place(*place)
    return wait / _MICROSECONDS


def _to_microseconds(seconds: float) -> int:
    return round(seconds * _MICROSECONDS)
