"""Connections of aiohttp."""

import select
from typing import Any
from weakref import WeakSet

import aiohttp
import httpx

from .aiohttp_errors import find_cause, to_connect_error
from .settings import KEEPALIVE_EXPIRY, ConnectionSettings

NEVER_ROUNDED = 1e9
"""Seconds above which aiohttp rounds timeouts: never."""


class Connector(aiohttp.TCPConnector):
    """Open connections. Errors here mean that nothing of the request was sent."""

    def __init__(self, settings: ConnectionSettings) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType]
            ssl=settings.context, limit=0, keepalive_timeout=KEEPALIVE_EXPIRY, timeout_ceil_threshold=NEVER_ROUNDED
        )
        self._settings = settings
        self._used: WeakSet[object] = WeakSet()

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: Any,
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109
    ) -> aiohttp.connector.Connection:
        """Return an idle connection, or a new one."""
        try:
            connection = await super().connect(req, traces, timeout)
            while connection.protocol in self._used and _is_readable(connection):
                connection.close()
                connection = await super().connect(req, traces, timeout)
        except Exception as error:  # noqa: BLE001 - raised below, without the error of aiohttp, which holds the request
            failure = error
        else:
            self._used.add(connection.protocol)
            return connection
        proxy = self._settings.find_route(httpx.URL(str(req.url))).proxy if req.proxy else None
        raise to_connect_error(failure, f"{req.host}:{req.port}", proxy, timeout.connect) from find_cause(failure)


def _is_readable(connection: aiohttp.connector.Connection) -> bool:
    """Return whether the server closed an idle connection, even if the event loop has not noticed it yet."""
    if connection.transport is None:
        return True
    descriptor = connection.transport.get_extra_info("socket").fileno()
    if not hasattr(select, "poll"):
        return bool(select.select([descriptor], [], [], 0)[0])
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
