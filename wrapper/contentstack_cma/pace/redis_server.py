"""The Redis server of a shared pace: its URL, the connections to it, and whether it can be reached."""

import asyncio
import weakref
from contextlib import suppress
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from ..logs import LOG
from .scripts import CORRECT, TAKE

if TYPE_CHECKING:
    from types import ModuleType

    import redis
    import redis.asyncio


_SCHEMES = frozenset({"redis", "rediss", "unix"})
_DEFAULT_PORT = 6379
_TIMEOUT = 0.4
"""Seconds for connecting, and for each reply."""
_RETRY_AFTER = 3.0
"""Seconds between attempts to reach an unavailable server."""
_CONNECTIONS = 4
"""Maximum number of connections of a process, and of each event loop."""
_SECRET_OPTIONS = frozenset({"password", "username"})

_BAD_URL = "shared must be the URL of a Redis server, such as redis://localhost:6379/0"
_NO_REDIS = "Pace(shared=…) needs redis-py: install contentstack-cma[redis]"


def parse_server(url: str) -> str:
    """Return the server in a URL, without credentials.

    Raises:
        ValueError: `url` is not the URL of a Redis server. The message hides it, because it may contain a password.
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


def check_options(url: str, failures: tuple[type[Exception], ...]) -> None:
    """Check the options in a URL.

    Args:
        url: The URL.
        failures: What redis-py raises for an invalid option.

    Raises:
        ValueError: An option is unknown or malformed. The message hides the URL.
    """
    with suppress(*failures):
        pool = _make_sync_pool(url)
        pool.connection_class(**pool.connection_kwargs)  # opens nothing
        return
    raise ValueError(f"{_BAD_URL}: one of its options is unknown or malformed")


def import_failures() -> tuple[type[Exception], ...]:
    """Return the exceptions that redis-py raises when a server is unavailable.

    Raises:
        ImportError: redis-py is not installed.
    """
    try:
        import redis
    except ImportError:
        raise ImportError(_NO_REDIS) from None
    return (redis.RedisError, OSError, ValueError)


def _make_sync_pool(url: str) -> "redis.ConnectionPool":
    from redis import ConnectionPool, connection
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return ConnectionPool(**_read_options(connection, url), retry=Retry(NoBackoff(), 0))


def _make_async_pool(url: str) -> "redis.asyncio.ConnectionPool":
    from redis.asyncio import ConnectionPool, connection
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    return ConnectionPool(**_read_options(connection, url), retry=Retry(NoBackoff(), 0))


def _read_options(connection: "ModuleType", url: str) -> dict[str, Any]:
    options: dict[str, Any] = connection.parse_url(url)
    return options | {
        "max_connections": _CONNECTIONS,
        "socket_timeout": _TIMEOUT,
        "socket_connect_timeout": _TIMEOUT,
        "protocol": 2,
    }


class ScriptCall(NamedTuple):
    """A script to run."""

    script: str
    keys: list[str]
    arguments: list[int]


class SyncServer:
    """The connections of all threads."""

    def __init__(self, url: str) -> None:
        from redis import Redis

        self.gate: BoundedSemaphore = BoundedSemaphore(_CONNECTIONS)
        self._pool = _make_sync_pool(url)
        client = Redis(connection_pool=self._pool)
        self._scripts = {script: client.register_script(script) for script in (TAKE, CORRECT)}
        self._at_exit = weakref.finalize(self, self._pool.disconnect)

    def run(self, call: ScriptCall) -> list[int]:
        """Run a script and return its reply."""
        reply = cast("list[int]", self._scripts[call.script](call.keys, call.arguments))
        return [int(number) for number in reply]

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._pool.disconnect(inuse_connections=False)

    def abandon(self) -> None:
        """Forget the connections: another process uses them."""
        self._at_exit.detach()


class AsyncServer:
    """The connections of one event loop.

    Attributes:
        calls: Number of calls that use them.
    """

    def __init__(self, url: str) -> None:
        from redis.asyncio import Redis

        self.gate: asyncio.Semaphore = asyncio.Semaphore(_CONNECTIONS)
        self.calls: int = 0
        self._pool = _make_async_pool(url)
        client = Redis(connection_pool=self._pool)
        self._scripts = {script: client.register_script(script) for script in (TAKE, CORRECT)}

    async def run(self, call: ScriptCall) -> list[int]:
        """Run a script and return its reply."""
        reply = cast("list[int]", await self._scripts[call.script](call.keys, call.arguments))
        return [int(number) for number in reply]

    async def close(self) -> None:
        """Close the connections that are not in use."""
        await self._pool.disconnect(inuse_connections=False)


class Health:
    """Whether the server is available, and when to try it again. Logs one warning per outage."""

    def __init__(self, server: str, url: str) -> None:
        self._server = server
        self._secrets = _find_secrets(url)
        self._lock = Lock()
        self._failures = 0
        self._is_down = False
        self._next_try = 0.0

    def ask(self, now: float) -> int | None:
        """Return the number of failures so far; None if the server must not be tried now."""
        with self._lock:
            if self._is_down:
                if now < self._next_try:
                    return None
                self._next_try = now + _RETRY_AFTER
            return self._failures

    def has_failed_since(self, failures: int) -> bool:
        """Return whether more than `failures` calls have failed."""
        return self._failures != failures

    def note_failure(self, error: Exception, now: float) -> None:
        """Record that a script could not be run."""
        with self._lock:
            self._failures += 1
            self._next_try = now + _RETRY_AFTER
            is_new, self._is_down = not self._is_down, True
        if is_new:
            reason = f"{type(error).__name__}: {error}"
            for secret in self._secrets:
                reason = reason.replace(secret, "…")
            LOG.warning("Redis at %s is unavailable (%s): calls follow the pace of this process", self._server, reason)

    def note_success(self, failures: int) -> None:
        """Record that a script has run; `failures` is the number of failures when it started."""
        if not self._is_down:
            return
        with self._lock:
            if not self._is_down or self._failures != failures:
                return
            self._is_down = False
        LOG.info("Redis at %s is available again: processes share one pace", self._server)

    def reset_after_fork(self) -> None:
        """Replace the lock: a thread of the parent may have held it."""
        self._lock = Lock()


def _find_secrets(url: str) -> list[str]:
    """Return the parts of a URL that must not be logged, longest first."""
    parts = urlsplit(url)
    texts = {
        parts.username,
        parts.password,
        *(value for key, value in parse_qsl(parts.query) if key in _SECRET_OPTIONS),
    }
    given = {text for text in texts if text}
    return sorted(given | {unquote(text) for text in given}, key=len, reverse=True)
