"""State files over HTTP: downloads and uploads of the control API."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from contentstack_cma_emulator.admin.control_calls import UNSHARED
from contentstack_cma_emulator.admin.states.saved_states import States
from contentstack_cma_emulator.admin.states.state_file import StateError
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.private_files import temporary_folder
from contentstack_cma_emulator.http.bodies import MEGABYTE, Body
from contentstack_cma_emulator.http.connections import PATIENCE

MOST_BYTES = 1024 * MEGABYTE
"""Most bytes of a state file that is uploaded."""

FILE_NAME = "emulator.state"
MEDIA_TYPE = "application/zip"


async def exchange_state_file(states: States, request: Request) -> Response:
    """Send the state as a file, or put back the one in the body.

    Raises:
        CmaError: The body is not a state file (422), or too large (413).
    """
    if request.method == "PUT":
        await _receive(states, Body(request.scope, request.receive, PATIENCE))
        return JSONResponse({"notice": "The state is that of the file."}, headers=UNSHARED)
    with ExitStack() as stack:
        path = stack.enter_context(temporary_folder()) / FILE_NAME
        states.write_file(path)
        sending = stack.pop_all()
    return _Download(path, sending)


class _Download(FileResponse):
    """Sends a file and then closes what keeps it, also if the client is gone before the end."""

    def __init__(self, path: Path, sending: ExitStack) -> None:
        # The name tells browsers what to save.
        super().__init__(path, headers=UNSHARED, media_type=MEDIA_TYPE, filename=FILE_NAME)
        self._sending = sending

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._sending:
            await super().__call__(scope, receive, send)


async def _receive(states: States, body: Body) -> None:
    with temporary_folder() as folder:
        path = folder / FILE_NAME
        await _write_body(body, path)
        try:
            states.load_file(path)
        except StateError as error:
            wrong = {error.place or "state-file": [error.text]}
            raise CmaError(422, 422, "The body is not a state file.", wrong) from error


async def _write_body(body: Body, path: Path) -> None:
    with await asyncio.to_thread(path.open, "wb") as file:
        async for piece in body.pieces(MOST_BYTES):
            await asyncio.to_thread(file.write, piece)
