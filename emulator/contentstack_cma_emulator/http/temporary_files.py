"""Responses that send a temporary file and then remove it."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send


class TemporaryFileResponse(FileResponse):
    """Sends a file, and then removes it, even if the client disconnects."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file."""
        with remove_afterwards(Path(self.path)):
            await super().__call__(scope, receive, send)


@contextmanager
def remove_afterwards(path: Path) -> Generator[None]:
    """Remove a file at the end of the `with` block."""
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
