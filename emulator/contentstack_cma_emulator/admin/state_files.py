"""State files over HTTP: downloads and uploads of the control API."""

import asyncio
import tempfile
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from contentstack_cma_emulator.admin.calls import UNSHARED
from contentstack_cma_emulator.bodies import MEGABYTE, Body
from contentstack_cma_emulator.connections import PATIENCE
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.saving.state_file import StateError
from contentstack_cma_emulator.saving.states import States

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
    folder = make_folder()
    path = Path(folder.name, FILE_NAME)
    states.write_file(path)
    # The name tells browsers what to save; the folder goes when the file was sent.
    done = BackgroundTask(folder.cleanup)
    return FileResponse(path, headers=UNSHARED, media_type=MEDIA_TYPE, filename=FILE_NAME, background=done)


def make_folder() -> tempfile.TemporaryDirectory[str]:
    """Make a folder that only its owner may read, for one file on its way."""
    return tempfile.TemporaryDirectory(prefix="contentstack-cma-emulator-")


async def _receive(states: States, body: Body) -> None:
    with make_folder() as folder:
        path = Path(folder, FILE_NAME)
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
