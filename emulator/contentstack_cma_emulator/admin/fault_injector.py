"""Inject faults into the requests of an ASGI application."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contentstack_cma_emulator.admin.faults import Delay, Drop, Expire, Fail, Fault, Mislabel, Truncate
from contentstack_cma_emulator.http.connections import Connections
from contentstack_cma_emulator.http.heads import HEAD
from contentstack_cma_emulator.http.recorder import Recorder

NO_CREDENTIAL = "expired"
"""A value that is never a valid credential."""


@dataclass(frozen=True, slots=True)
class FaultInjector:
    """Injects faults into the requests of `inner`."""

    inner: ASGIApp
    connections: Connections

    async def inject(self, fault: Fault, scope: Scope, receive: Receive, recorder: Recorder) -> None:
        """Handle one request with a fault."""
        await asyncio.sleep(fault.delay)
        match fault.effect:
            case Delay():
                await self.inner(scope, receive, recorder.send)
            case Fail() as failure:
                await self._fail(failure, scope, receive, recorder)
            case Drop(when):
                await self._drop(when, scope, receive, recorder)
            case Truncate(kept):
                cut = _TruncatingSender(recorder.send, kept)
                await self.inner(scope, receive, cut.send)
                self.connections.close_when_sent(scope)
                await _wait_for_disconnect(receive)
            case Mislabel(content_type):
                await self.inner(scope, receive, _MislabellingSender(recorder.send, content_type).send)
            case Expire():
                head = replace(scope[HEAD], headers=_expire_credentials(scope[HEAD].headers))
                await self.inner({**scope, HEAD: head}, receive, recorder.send)

    async def _fail(self, failure: Fail, scope: Scope, receive: Receive, recorder: Recorder) -> None:
        if failure.when == "after":
            await self.inner(scope, receive, _discard)
        response = Response(failure.body, failure.status, dict(failure.headers))
        await response(scope, receive, recorder.send)

    async def _drop(self, when: str, scope: Scope, receive: Receive, recorder: Recorder) -> None:
        if when == "after":
            await self.inner(scope, receive, _discard)
        await recorder.record_drop()
        self.connections.abort(scope)
        await _wait_for_disconnect(receive)


class _TruncatingSender:
    """Sends only the beginning of a response."""

    def __init__(self, send: Send, kept: int | None) -> None:
        self._send = send
        self._left = kept

    async def send(self, message: Message) -> None:
        """Send a message as far as the limit allows."""
        if message["type"] == "http.response.start":
            if self._left is None:
                self._left = int(MutableHeaders(raw=message["headers"]).get("content-length", 0)) // 2
            await self._send(message)
        elif self._left:
            chunk = message.get("body", b"")[: self._left]
            self._left -= len(chunk)
            await self._send({"type": "http.response.body", "body": chunk, "more_body": True})


@dataclass(frozen=True, slots=True)
class _MislabellingSender:
    """Sends a response with another content type."""

    inner: Send
    content_type: str

    async def send(self, message: Message) -> None:
        """Send a message."""
        if message["type"] == "http.response.start":
            MutableHeaders(raw=message["headers"])["content-type"] = self.content_type
        await self.inner(message)


def _expire_credentials(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers with their credential replaced by an invalid one."""
    scheme = headers.get("authorization", "")[:7]
    bearer = scheme if scheme.lower() == "bearer " else ""
    expired = {"authtoken": NO_CREDENTIAL, "authorization": f"{bearer}{NO_CREDENTIAL}"}
    return {name: expired.get(name, value) for name, value in headers.items()}


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _discard(message: Message) -> None:
    """Discard a message."""
