"""Download and upload of state files through the control API."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from contentstack_cma_emulator.admin.control_calls import PRIVATE_HEADERS
from contentstack_cma_emulator.admin.states.saved_states import SavedStates
from contentstack_cma_emulator.admin.states.state_file import StateError
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.private_files import make_temporary_folder
from contentstack_cma_emulator.http.bodies import MEGABYTE, Body
from contentstack_cma_emulator.http.connections import READ_TIMEOUT

MAX_BYTES = 1024 * MEGABYTE
"""Maximum size of an uploaded state file."""

FILE_NAME = "emulator.state"
MEDIA_TYPE = "application/zip"


async def exchange_state_file(states: SavedStates, request: Request) -> Response:
    """Send the state as a file (GET), or load that in the body (PUT).

    Raises `CmaError` if the body is not a valid state file (422), or too large (413).
    """
    if request.method == "PUT":
        await _receive(states, Body(request.scope, request.receive, READ_TIMEOUT))
        return JSONResponse({"notice": "The state file was loaded."}, headers=PRIVATE_HEADERS)
    with ExitStack() as stack:
        path = stack.enter_context(make_temporary_folder()) / FILE_NAME
        states.snapshots.write(path)
        sending = stack.pop_all()
    return _Download(path, sending)


class _Download(FileResponse):
    """Sends a file, and then removes it, even if the client disconnects."""

    def __init__(self, path: Path, sending: ExitStack) -> None:
        super().__init__(path, headers=PRIVATE_HEADERS, media_type=MEDIA_TYPE, filename=FILE_NAME)
        self._sending = sending

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._sending:
            await super().__call__(scope, receive, send)


async def _receive(states: SavedStates, body: Body) -> None:
    with make_temporary_folder() as folder:
        path = folder / FILE_NAME
        await _write_body(body, path)
        try:
            states.load_file(path)
        except StateError as error:
            wrong = {error.place or "state-file": [error.text]}
            raise CmaError(422, 422, "The body is not a valid state file.", wrong) from error


async def _write_body(body: Body, path: Path) -> None:
    with await asyncio.to_thread(path.open, "wb") as file:
        async for chunk in body.iter_chunks(MAX_BYTES):
            await asyncio.to_thread(file.write, chunk)
