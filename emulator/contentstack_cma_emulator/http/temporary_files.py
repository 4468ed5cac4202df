"""Responses that send a file which is there for them alone, and remove it afterwards."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send


class LentFile(FileResponse):
    """Sends a file and removes it, also if the client is gone before the end."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file."""
        with removed_afterwards(Path(self.path)):
            await super().__call__(scope, receive, send)


@contextmanager
def removed_afterwards(path: Path) -> Generator[None]:
    """Remove a file at the end."""
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
