"""The connections of the server: each can be cut, and none waits without end for what a client does not send."""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

import h11
from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

from contentstack_cma_emulator.engine.clock import utc_now

ARRIVED = "contentstack_cma_emulator.arrived"
"""Where a request's scope holds the time when its head was complete."""

PATIENCE = 30.0
"""For how many seconds a request that is not complete may bring nothing."""

HEADS = tuple(f"HTTP/1.1 {digit}".encode() for digit in "2345")
"""What the head of an answer begins with, but that of 100, which nothing follows until the client sends its body."""

Client = tuple[str, int]


class Connections:
    """The open connections by the client's address. `now` is the clock that says when a request arrived."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self.now = now
        self.open: dict[Client, asyncio.Transport] = {}
        self.patience = PATIENCE

    def cut(self, scope: Scope) -> None:
        """Close the connection of a request at once."""
        transport = self.open.get(tuple(scope["client"]))
        if transport:
            transport.abort()

    def hang_up(self, scope: Scope) -> None:
        """Close the connection of a request when everything written to it has been sent."""
        transport = self.open.get(tuple(scope["client"]))
        if transport:
            transport.close()


class Joined:
    """A transport that sends the head of an answer together with what is written next: one packet instead of two.

    h11 always writes something after a head, if only nothing.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._held = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send data on, with what was held back before it."""
        if data.startswith(HEADS):
            self._held += data
        else:
            self._transport.write(self._held + data)
            self._held = b""


class Http(H11Protocol):
    """HTTP/1.1 over one of the connections."""

    def __init__(self, connections: Connections, **options: Any) -> None:
        super().__init__(**options)
        self._account = connections
        self._timer: asyncio.TimerHandle | None = None
        self._asked = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(cast("asyncio.Transport", Joined(transport)))
        if self.client:
            self._account.open[self.client] = transport
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        if self.client:
            self._account.open.pop(self.client, None)
        if self._timer:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take a piece of a request and wait for the next."""
        self._asked = True
        super().data_received(data)
        self._wait()

    def handle_events(self) -> None:
        """Read what has come, and note when the head of a request was complete: others may be answered before it."""
        now, before = self._account.now(), self.cycle
        super().handle_events()
        if self.cycle is not before:
            cast("Scope", self.cycle.scope)[ARRIVED] = now

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP."""
        self._refuse(400, msg)

    def _wait(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = self.loop.call_later(self._account.patience, self._give_up)

    def _give_up(self) -> None:
        """End the connection if the rest of a request does not come.

        The body of one that is still being answered is for the application to give up.
        """
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self._refuse(408, "The request was not received in time.")
        elif not self._asked or (self.conn.their_state is h11.SEND_BODY and self.cycle.response_complete):
            self.transport.close()

    def _refuse(self, status: int, text: str) -> None:
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            body = json.dumps({"error_message": text, "error_code": status}).encode()
            headers = [
                ("content-type", "application/json"),
                ("content-length", str(len(body))),
                ("connection", "close"),
            ]
            response = h11.Response(status_code=status, headers=headers)
            for event in (response, h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
