"""The pace that several processes or machines share through a Redis server: `Pace(shared=…)`, extra `[redis]`.

The server decides by its own clock, in the scripts of `shared_scripts.py`. While it is away, nothing here returns a
slot, so that calls take the pace of their own process; it is tried again every few seconds.
"""

import asyncio
import logging
import weakref
from contextlib import suppress
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from anyio import to_thread

from .forking import on_fork
from .shared_scripts import CORRECT, TAKE

if TYPE_CHECKING:
    from types import ModuleType

    import redis
    import redis.asyncio

    from .pace import Turn

_log = logging.getLogger("contentstack_cma")

_SCHEMES = frozenset({"redis", "rediss", "unix"})
_DEFAULT_PORT = 6379
_TIMEOUT = 0.4
"""Seconds for connecting, and for each reply."""
_RETRY_AFTER = 3.0
"""Seconds between tries while the server is away."""
_CONNECTIONS = 4
"""Most connections of a process, and of each event loop."""
_LONGEST_HOLD = 60.0
_MICROSECONDS = 1_000_000
_SECRET_OPTIONS = frozenset({"password", "username"})

_BAD_URL = "shared must be the URL of a Redis server, such as redis://localhost:6379/0"
_NO_REDIS = "Pace(shared=…) needs redis-py: install contentstack-cma[redis]"


@dataclass(frozen=True, slots=True)
class Address:
    """A server, the name of a pace there, and the credentials.

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
        number: Its number.
        epoch: What its number belongs to.
        limit: Calls in a window, as the processes know together.
        time: When the call may depart, in microseconds of the server's clock.
    """

    number: int
    epoch: int
    limit: int
    time: int


class SharedPace:
    """The pace of a name in a Redis server. One object serves all threads, tasks and event loops of a process.

    Nothing is opened here, and nothing that goes wrong with the server later raises.

    Args:
        url: URL of the server.
        name: Processes that give the same name share one pace.

    Raises:
        ImportError: redis-py is not installed.
        ValueError: `url` is not the URL of a Redis server.
    """

    def __init__(self, url: str, name: str) -> None:
        self._address = Address(server_of(url), name, url)
        self._failures = _import_failures()
        if not _has_known_options(url, (*self._failures, TypeError)):
            raise ValueError(f"{_BAD_URL}: one of its options is unknown or malformed")
        self._prefix = f"contentstack-cma:{{{quote(name, safe=':/')}}}"
        self._health = _Health(self._address)
        self._lock = Lock()
        self._sync_server = _SyncServer(url)
        self._async_servers: dict[asyncio.AbstractEventLoop, _AsyncServer] = {}
        self._of_parent: list[_AsyncServer] = []
        on_fork(self)

    def __repr__(self) -> str:
        return f"SharedPace({self._address.server!r}, name={self._address.name!r})"

    @property
    def address(self) -> Address:
        """The server, the name and the credentials: equal for those that share a pace in the same way."""
        return self._address

    def sync_take(self, turn: "Turn") -> float | None:
        """Take a slot, or settle the one that the turn has.

        Returns:
            Seconds to wait before asking again; 0 if the call may depart, and then it must; None if the server is
            away.
        """
        return _note_place(turn, self._sync_run(_Order(TAKE, self._keys(turn), _take_arguments(turn))))

    async def async_take(self, turn: "Turn") -> float | None:
        """Take a slot, or settle the one that the turn has.

        Returns:
            Seconds to wait before asking again; 0 if the call may depart, and then it must; None if the server is
            away.
        """
        return _note_place(turn, await self._async_run(_Order(TAKE, self._keys(turn), _take_arguments(turn))))

    def sync_correct(self, turn: "Turn", limit: int | None, retry_after: float | None, *, refused: bool) -> None:
        """Tell all processes what the response to the call of a turn said.

        Args:
            turn: A turn that has taken a slot here; of others there is nothing to tell.
            limit: Calls in a window, if the response named them.
            retry_after: Seconds that the response asked to wait, if it did.
            refused: Whether the call was one too many.
        """
        arguments = _correct_arguments(turn, limit, retry_after, refused=refused)
        if arguments is not None:
            self._sync_run(_Order(CORRECT, self._keys(turn), arguments))

    async def async_correct(self, turn: "Turn", limit: int | None, retry_after: float | None, *, refused: bool) -> None:
        """Tell all processes what the response to the call of a turn said.

        Args:
            turn: A turn that has taken a slot here; of others there is nothing to tell.
            limit: Calls in a window, if the response named them.
            retry_after: Seconds that the response asked to wait, if it did.
            refused: Whether the call was one too many.
        """
        arguments = _correct_arguments(turn, limit, retry_after, refused=refused)
        if arguments is not None:
            await self._async_run(_Order(CORRECT, self._keys(turn), arguments))

    def sync_close(self) -> None:
        """Close the connections that no call uses. Later calls open new ones."""
        with suppress(*self._failures):
            self._sync_server.close()

    async def async_close(self) -> None:
        """Close the connections of this event loop that no call uses. Later calls open new ones."""
        loop = _running_loop()
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

    def after_fork(self) -> None:
        """Leave the connections to the parent process."""
        self._lock = Lock()
        self._health.after_fork()
        self._sync_server.abandon()
        self._sync_server = _SyncServer(self._address.url)
        self._of_parent += self._async_servers.values()  # they would complain of being dropped unclosed
        self._async_servers = {}

    def _keys(self, turn: "Turn") -> list[str]:
        return [f"{self._prefix}:{turn.budget}:slots", f"{self._prefix}:{turn.budget}:state"]

    def _sync_run(self, order: "_Order") -> list[int] | None:
        asked = self._health.ask(monotonic())
        if asked is None:
            return None
        server = self._sync_server
        try:
            with server.gate:
                if self._health.has_failed_since(asked):
                    return None
                reply = server.run(order)
        except self._failures as error:
            self._health.note_failure(error, monotonic())
            return None
        self._health.note_success(asked)
        return reply

    async def _async_run(self, order: "_Order") -> list[int] | None:
        loop = _running_loop()
        if loop is None:  # trio, which redis-py does not know
            return await to_thread.run_sync(self._sync_run, order)
        asked = self._health.ask(monotonic())
        if asked is None:
            return None
        server = self._enter_async_server(loop)
        try:
            async with server.gate:
                if self._health.has_failed_since(asked):
                    return None
                reply = await server.run(order)
        except self._failures as error:
            self._health.note_failure(error, monotonic())
            return None
        finally:
            server.calls -= 1
        self._health.note_success(asked)
        return reply

    def _enter_async_server(self, loop: asyncio.AbstractEventLoop) -> "_AsyncServer":
        with self._lock:
            server = self._async_servers.get(loop)
            if server is None:
                for other in [other for other in self._async_servers if other.is_closed()]:
                    del self._async_servers[other]
                server = self._async_servers[loop] = _AsyncServer(self._address.url)
            server.calls += 1
            return server


def server_of(url: str) -> str:
    """Return the server that a URL names, without credentials.

    Raises:
        ValueError: `url` is not the URL of a Redis server. The message shows nothing of it: it may hold a password.
    """
    server = _read_server(url)
    if server is None:
        raise ValueError(_BAD_URL)
    return server


def _read_server(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        if parts.scheme == "unix":
            return f"unix:{parts.path}" if parts.path else None
        database = int(parts.path.strip("/") or 0)
    except ValueError:
        return None
    if parts.scheme not in _SCHEMES or not host or database < 0:
        return None
    address = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{address}:{port or _DEFAULT_PORT}/{database}"


def _has_known_options(url: str, failures: tuple[type[Exception], ...]) -> bool:
    try:
        pool = _sync_pool(url)
        pool.connection_class(**pool.connection_kwargs)  # which opens nothing
    except failures:
        return False
    return True


def _import_failures() -> tuple[type[Exception], ...]:
    """Return what redis-py raises when a server is away.

    Raises:
        ImportError: redis-py is not installed.
    """
    try:
        import redis
    except ImportError:
        raise ImportError(_NO_REDIS) from None
    return (redis.RedisError, OSError, ValueError)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    """Return the event loop of asyncio that runs the caller; None on trio, which may itself run within asyncio."""
    try:
        return None if asyncio.current_task() is None else asyncio.get_running_loop()
    except RuntimeError:
        return None


def _sync_pool(url: str) -> "redis.ConnectionPool":
    from redis import ConnectionPool, connection
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return ConnectionPool(**_options(connection, url), retry=Retry(NoBackoff(), 0))


def _async_pool(url: str) -> "redis.asyncio.ConnectionPool":
    from redis.asyncio import ConnectionPool, connection
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    return ConnectionPool(**_options(connection, url), retry=Retry(NoBackoff(), 0))


def _options(connection: "ModuleType", url: str) -> dict[str, Any]:
    options: dict[str, Any] = connection.parse_url(url)
    return options | {
        "max_connections": _CONNECTIONS,
        "socket_timeout": _TIMEOUT,
        "socket_connect_timeout": _TIMEOUT,
        "protocol": 2,
    }


class _Order(NamedTuple):
    """A script to run."""

    script: str
    keys: list[str]
    arguments: list[int]


class _SyncServer:
    """The connections of threads."""

    def __init__(self, url: str) -> None:
        from redis import Redis

        self.gate = BoundedSemaphore(_CONNECTIONS)
        self._pool = _sync_pool(url)
        client = Redis(connection_pool=self._pool)
        self._scripts = {script: client.register_script(script) for script in (TAKE, CORRECT)}
        self._at_exit = weakref.finalize(self, self._pool.disconnect)

    def run(self, order: _Order) -> list[int]:
        """Return the reply of a script."""
        reply = cast("list[int]", self._scripts[order.script](order.keys, order.arguments))
        return [int(number) for number in reply]

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._pool.disconnect(inuse_connections=False)

    def abandon(self) -> None:
        """Forget the connections, which another process uses."""
        self._at_exit.detach()


class _AsyncServer:
    """The connections of one event loop.

    Attributes:
        calls: How many calls use them.
    """

    def __init__(self, url: str) -> None:
        from redis.asyncio import Redis

        self.gate = asyncio.Semaphore(_CONNECTIONS)
        self.calls = 0
        self._pool = _async_pool(url)
        client = Redis(connection_pool=self._pool)
        self._scripts = {script: client.register_script(script) for script in (TAKE, CORRECT)}

    async def run(self, order: _Order) -> list[int]:
        """Return the reply of a script."""
        reply = cast("list[int]", await self._scripts[order.script](order.keys, order.arguments))
        return [int(number) for number in reply]

    async def close(self) -> None:
        """Close the connections that are not in use."""
        await self._pool.disconnect(inuse_connections=False)


class _Health:
    """Whether the server is away, and who tries it again. Logs one warning for each outage."""

    def __init__(self, address: Address) -> None:
        self._server = address.server
        self._secrets = _secrets_of(address.url)
        self._lock = Lock()
        self._failures = 0
        self._is_away = False
        self._next_try = 0.0

    def ask(self, now: float) -> int | None:
        """Return how many failures there were; None if the server is not to be tried now."""
        with self._lock:
            if self._is_away:
                if now < self._next_try:
                    return None
                self._next_try = now + _RETRY_AFTER
            return self._failures

    def has_failed_since(self, failures: int) -> bool:
        """Return whether another call has failed since there were so many failures."""
        return self._failures != failures

    def note_failure(self, error: Exception, now: float) -> None:
        """Note that the server did not do what it was asked for."""
        with self._lock:
            self._failures += 1
            self._next_try = now + _RETRY_AFTER
            is_new, self._is_away = not self._is_away, True
        if is_new:
            reason = f"{type(error).__name__}: {error}"
            for secret in self._secrets:
                reason = reason.replace(secret, "…")
            _log.warning("Redis at %s is away (%s): calls go on at the pace of this process", self._server, reason)

    def note_success(self, failures: int) -> None:
        """Note that the server did what it was asked for when there were so many failures."""
        if not self._is_away:
            return
        with self._lock:
            if not self._is_away or self._failures != failures:
                return
            self._is_away = False
        _log.info("Redis at %s is back: processes share their pace again", self._server)

    def after_fork(self) -> None:
        """Replace the lock: a thread of the parent may have held it."""
        self._lock = Lock()


def _secrets_of(url: str) -> list[str]:
    """Return what of a URL must not be shown, the longest first."""
    parts = urlsplit(url)
    texts = {
        parts.username,
        parts.password,
        *(value for key, value in parse_qsl(parts.query) if key in _SECRET_OPTIONS),
    }
    given = {text for text in texts if text}
    return sorted(given | {unquote(text) for text in given}, key=len, reverse=True)


def _take_arguments(turn: "Turn") -> list[int]:
    place = turn.place
    number, epoch = (0, 0) if place is None else (place.number, place.epoch)
    return [_micro(turn.window), _micro(turn.lag), turn.limit, number, epoch]


def _correct_arguments(
    turn: "Turn", limit: int | None, retry_after: float | None, *, refused: bool
) -> list[int] | None:
    if turn.place is None:
        return None
    return [
        *_take_arguments(turn),
        turn.place.time,
        _micro(turn.lateness),
        turn.limit if limit == turn.limit else 0,  # a smaller one is that of the call's own credentials
        int(refused),
        -1 if retry_after is None else _micro(min(max(retry_after, 0.0), _LONGEST_HOLD)),
    ]


def _note_place(turn: "Turn", reply: list[int] | None) -> float | None:
    if reply is None:
        turn.place = None
        return None
    wait, *place = reply
    turn.place = Place(*place)
    return wait / _MICROSECONDS


def _micro(seconds: float) -> int:
    return round(seconds * _MICROSECONDS)
