"""Plays faults over an ASGI application."""

import asyncio
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contentstack_cma_emulator.admin.faults import Drop, Expire, Fault, Late, Refuse, Retype, Truncate
from contentstack_cma_emulator.http.connections import Connections
from contentstack_cma_emulator.http.recorder import Recorder

NO_CREDENTIAL = "expired"
"""A value that no credential has."""


@dataclass(frozen=True, slots=True)
class Player:
    """Lets faults happen to the calls of `inner`."""

    inner: ASGIApp
    connections: Connections

    async def play(self, fault: Fault, scope: Scope, receive: Receive, recorder: Recorder) -> None:
        """Let a fault happen to one call."""
        await asyncio.sleep(fault.delay)
        match fault.effect:
            case Late():
                await self.inner(scope, receive, recorder.send)
            case Refuse() as refusal:
                await self._refuse(refusal, scope, receive, recorder)
            case Drop(when):
                await self._drop(when, scope, receive, recorder)
            case Truncate(kept):
                cut = _Cut(recorder.send, kept)
                await self.inner(scope, receive, cut.send)
                await self._hang_up(scope, receive)
            case Retype(content_type):
                await self.inner(scope, receive, _Relabelling(recorder.send, content_type).send)
            case Expire():
                await self.inner({**scope, "headers": _expired(scope["headers"])}, receive, recorder.send)

    async def _refuse(self, refusal: Refuse, scope: Scope, receive: Receive, recorder: Recorder) -> None:
        if refusal.when == "after":
            await self.inner(scope, receive, _swallow)
        response = Response(refusal.body, refusal.status, dict(refusal.headers))
        await response(scope, receive, recorder.send)

    async def _drop(self, when: str, scope: Scope, receive: Receive, recorder: Recorder) -> None:
        if when == "after":
            await self.inner(scope, receive, _swallow)
        await recorder.record_drop()
        self.connections.cut(scope)
        await _disconnected(receive)

    async def _hang_up(self, scope: Scope, receive: Receive) -> None:
        self.connections.hang_up(scope)
        await _disconnected(receive)


class _Cut:
    """Sends the beginning of an answer."""

    def __init__(self, send: Send, kept: int | None) -> None:
        self._send = send
        self._left = kept

    async def send(self, message: Message) -> None:
        """Send as much of a message as may be sent."""
        if message["type"] == "http.response.start":
            if self._left is None:
                self._left = int(MutableHeaders(raw=message["headers"]).get("content-length", 0)) // 2
            await self._send(message)
        elif self._left:
            piece = message.get("body", b"")[: self._left]
            self._left -= len(piece)
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})


@dataclass(frozen=True, slots=True)
class _Relabelling:
    """Sends an answer under another content type."""

    inner: Send
    content_type: str

    async def send(self, message: Message) -> None:
        """Send a message."""
        if message["type"] == "http.response.start":
            MutableHeaders(raw=message["headers"])["content-type"] = self.content_type
        await self.inner(message)


def _expired(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Answer the headers with a credential that is good for nothing in the place of the one that came."""
    gone = {b"authtoken": NO_CREDENTIAL.encode()}
    for name, value in headers:
        if name == b"authorization":
            scheme = value[:7] if value[:7].lower() == b"bearer " else b""
            gone[name] = scheme + NO_CREDENTIAL.encode()
    return [(name, gone.get(name, value)) for name, value in headers]


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _swallow(message: Message) -> None:
    """Take a message and send nothing."""
