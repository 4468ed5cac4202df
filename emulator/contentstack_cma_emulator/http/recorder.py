"""Record requests and their responses, in the request log and with a logger."""

import asyncio
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus

from starlette.types import Message, Receive, Scope, Send

from contentstack_cma_emulator.dispatch.admission import Head
from contentstack_cma_emulator.engine.call import Principal
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.http.connections import ARRIVED
from contentstack_cma_emulator.http.heads import HEAD
from contentstack_cma_emulator.http.masking import mask_headers, mask_path, mask_query
from contentstack_cma_emulator.http.request_log import MAX_KEPT, Exchange, RequestLog

logger = logging.getLogger("contentstack_cma_emulator.requests")
logger.addHandler(logging.NullHandler())

RECORDER = "contentstack_cma_emulator.recorder"
"""Key of the recorder in the scope of a request."""

LATE_BODY_SECONDS = 0.05
"""Time to wait for a small unread body of a rejected request, in seconds, so that the log can show it."""


class Recorder:
    """Records one request, before any byte of its response is sent.

    Wraps `receive` and `send` of the request.
    """

    principal: Principal | None = None
    """Set when it is known."""

    rejection: CmaError | None = None
    """Set if the request is rejected."""

    def __init__(
        self,
        log: RequestLog,
        scope: Scope,
        operation: str | None,
        fault: str | None,
        *,
        receive: Receive,
        send: Send,
    ) -> None:
        self._log = log
        self._receive = receive
        self._send = send
        self._started = time.perf_counter()
        self._head: Head = scope[HEAD]
        self._exchange = Exchange(
            method=self._head.method,
            path=self._head.path,
            query=scope["query_string"],
            headers=scope["headers"],
            operation=operation,
            arrived=scope[ARRIVED],
            fault=fault,
        )
        self._exchange.body.is_complete = read_announced_size(self._head.headers) == 0

    async def receive(self) -> Message:
        """Receive a message of the request."""
        message = await self._receive()
        body = self._exchange.body
        if message["type"] == "http.request" and not self._exchange.number:
            body.add(message.get("body", b""))
            body.is_complete = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Send a message of the response."""
        if message["type"] == "http.response.start":
            await self._read_rest()
            self._exchange.response_headers = message["headers"]
            self._record(message["status"])
        elif message["type"] == "http.response.body":
            self._exchange.seconds = time.perf_counter() - self._started
            self._log.extend(self._exchange, message.get("body", b""), is_last=not message.get("more_body", False))
        await self._send(message)

    async def record_drop(self) -> None:
        """Record a request without a response."""
        await self._read_rest()
        self._record(0)

    def _record(self, status: int) -> None:
        exchange = self._exchange
        exchange.status = status
        exchange.error = self.rejection.to_body() if self.rejection else None
        if self.principal:
            exchange.principal = {"kind": self.principal.kind, "uid": self.principal.uid}
        exchange.seconds = time.perf_counter() - self._started
        self._log.add(exchange)
        log_line(exchange, self._head)

    async def _read_rest(self) -> None:
        """Read a small body that was not read, because the request was rejected before."""
        body = self._exchange.body
        if body.is_complete or not 0 < read_announced_size(self._head.headers) <= MAX_KEPT:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(LATE_BODY_SECONDS):
                while not body.is_complete and (await self.receive())["type"] == "http.request":
                    pass


def read_announced_size(headers: Mapping[str, str]) -> int:
    """Return the size of a request body by its headers; -1 if unknown, or if the client expects a 100."""
    return -1 if "transfer-encoding" in headers or "expect" in headers else int(headers.get("content-length", 0))


def log_line(exchange: Exchange, head: Head) -> None:
    """Log a request: as a warning if rejected, as an error if it failed, and with details for debugging."""
    level = logging.INFO if 0 < exchange.status < HTTPStatus.BAD_REQUEST else logging.WARNING
    if exchange.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        level = logging.ERROR
    if not logger.isEnabledFor(level):
        return
    took, path = f"{exchange.seconds * 1000:.1f} ms", mask_path(exchange.path)
    logger.log(
        level, "%s %s %s %s%s", exchange.method, path, exchange.status or "dropped", took, describe_problem(exchange)
    )
    if logger.isEnabledFor(logging.DEBUG):
        query, headers = mask_query(head.query), mask_headers(head.headers)
        logger.debug("    %s, query %s, headers %s", exchange.operation, query, headers)


def describe_problem(exchange: Exchange) -> str:
    """Return the fault and the error of a request for its log line, or an empty text."""
    fault = f" [fault: {exchange.fault}]" if exchange.fault else ""
    if exchange.error is None:
        return fault
    fields = "; ".join(f"{name} {' '.join(texts)}" for name, texts in exchange.error.get("errors", {}).items())
    text = f"{exchange.error['error_message']}{f' ({fields})' if fields else ''}"
    return f"{fault} {' '.join(text.split())}"
