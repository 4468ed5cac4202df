"""Puts requests into the request log and the log."""

import logging
import time
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.types import Message, Scope, Send

from contentstack_cma_emulator.admin.request_log import Received, RequestLog, masked
from contentstack_cma_emulator.connections import ARRIVED
from contentstack_cma_emulator.dispatch import read_query
from contentstack_cma_emulator.engine.clock import timestamp
from contentstack_cma_emulator.faults import Fault

if TYPE_CHECKING:
    from contentstack_cma_emulator.engine.errors import CmaError

logger = logging.getLogger("contentstack_cma_emulator.requests")
logger.addHandler(logging.NullHandler())

RECORDER = "contentstack_cma_emulator.recorder"
"""Where a request's scope holds its recorder."""


class Recorder:
    """Records one request when its answer begins: whoever has the answer finds it in the request log."""

    def __init__(
        self, request_log: RequestLog, scope: Scope, operation: str | None, fault: Fault | None, send: Send
    ) -> None:
        self._request_log = request_log
        self._scope = scope
        self._operation = operation
        self._fault = fault
        self._send = send
        self._stamp = timestamp(scope[ARRIVED])
        self._started = time.perf_counter()
        self.refusal: CmaError | None = None

    async def send(self, message: Message) -> None:
        """Send a message of the answer on."""
        if message["type"] == "http.response.start":
            self.record(message["status"])
        await self._send(message)

    def record(self, status: int) -> None:
        """Write the request down with the status of its answer."""
        received = Received(
            method=self._scope["method"],
            path=raw_path(self._scope),
            query=read_query(self._scope["query_string"].decode("latin-1")),
            headers=masked(read_headers(self._scope)),
            operation=self._operation,
            status=status,
            time=self._stamp,
            seconds=time.perf_counter() - self._started,
            error=self.refusal.body() if self.refusal else None,
            fault=self._fault.name if self._fault else None,
        )
        self._request_log.add(received)
        log(received)


def log(received: Received) -> None:
    """Write a line of the log: refusals are warnings, failures are errors, and details are for debugging."""
    level = logging.INFO if 0 < received.status < HTTPStatus.BAD_REQUEST else logging.WARNING
    if received.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        level = logging.ERROR
    if not logger.isEnabledFor(level):
        return
    took = f"{received.seconds * 1000:.1f} ms"
    logger.log(
        level, "%s %s %s %s%s", received.method, received.path, received.status or "dropped", took, why(received)
    )
    logger.debug("    %s, query %s, headers %s", received.operation, dict(received.query), dict(received.headers))


def why(received: Received) -> str:
    """Answer what the line says of a request that did not go well, or nothing."""
    fault = f" [fault: {received.fault}]" if received.fault else ""
    if received.error is None:
        return fault
    fields = "; ".join(f"{name} {' '.join(texts)}" for name, texts in received.error.get("errors", {}).items())
    text = f"{received.error['error_message']}{f' ({fields})' if fields else ''}"
    return f"{fault} {' '.join(text.split())}"


def raw_path(scope: Scope) -> str:
    """Answer the path as it came, percent-encoded, also where the request names the whole URL as proxies get it."""
    path: str = scope["raw_path"].decode("latin-1")
    if path.startswith(("http://", "https://")):
        return "/" + path.partition("://")[2].partition("/")[2]
    return path


def read_headers(scope: Scope) -> dict[str, str]:
    """Answer the headers of a request; names are in lower case, and of a repeated one the last value counts."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
