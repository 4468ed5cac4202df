"""The connections of the server, which can be closed by fault injection, and time out."""

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
"""Key in the scope of a request of the time when its head was complete."""

READ_TIMEOUT = 30.0
"""Maximum number of seconds between two chunks of a request."""

HEAD_STARTS = tuple(f"HTTP/1.1 {digit}".encode() for digit in "2345")
"""The start of a response. Not that of a 100: nothing follows it until the client has sent its body."""

Client = tuple[str, int]


class Connections:
    """The open connections by client address. `now` returns the time at which a request arrives."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self.now = now
        self.open: dict[Client, asyncio.Transport] = {}
        self.read_timeout = READ_TIMEOUT

    def abort(self, scope: Scope) -> None:
        """Close the connection of a request at once."""
        transport = self.open.get(tuple(scope["client"]))
        if transport:
            transport.abort()

    def close_when_sent(self, scope: Scope) -> None:
        """Close the connection of a request after all written data is sent."""
        transport = self.open.get(tuple(scope["client"]))
        if transport:
            transport.close()


class HeadJoiningTransport:
    """A transport that sends the head of a response together with the next write: one packet instead of two.

    h11 always writes after a head, even if only an empty chunk.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._held = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send data, after the head that was held back."""
        if data.startswith(HEAD_STARTS):
            self._held += data
        else:
            self._transport.write(self._held + data)
            self._held = b""


class HttpProtocol(H11Protocol):
    """HTTP/1.1 on one of the connections."""

    def __init__(self, connections: Connections, **options: Any) -> None:
        super().__init__(**options)
        self._connections = connections
        self._timer: asyncio.TimerHandle | None = None
        self._has_received = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Register the connection and start the timeout."""
        super().connection_made(cast("asyncio.Transport", HeadJoiningTransport(transport)))
        if self.client:
            self._connections.open[self.client] = transport
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Unregister the connection."""
        if self.client:
            self._connections.open.pop(self.client, None)
        if self._timer:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Process a chunk of a request and restart the timeout."""
        self._has_received = True
        super().data_received(data)
        self._wait()

    def handle_events(self) -> None:
        """Process received data, and store when the head of a request was complete: it may be handled much later."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            cast("Scope", self.cycle.scope)[ARRIVED] = self._connections.now()

    def send_400_response(self, msg: str) -> None:
        """Reject what is not HTTP."""
        self._reject(400, msg)

    def _wait(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = self.loop.call_later(self._connections.read_timeout, self._give_up)

    def _give_up(self) -> None:
        """Close the connection if the rest of a request does not arrive in time.

        While a request is handled, its body is up to the application.
        """
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self._reject(408, "The request was not received in time.")
        elif not self._has_received or (self.conn.their_state is h11.SEND_BODY and self.cycle.response_complete):
            self.transport.close()

    def _reject(self, status: int, text: str) -> None:
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
