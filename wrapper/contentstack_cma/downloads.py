"""Write downloads atomically."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import IO

CHUNK_SIZE = 262_144
"""Bytes per chunk of a download that is written to disk."""


@contextmanager
def replace_when_done(target: str | os.PathLike[str]) -> Generator[IO[bytes]]:
    """Open a temporary file that replaces `target` when the block succeeds, and is removed otherwise.

    Raises:
        OSError: The folder does not exist, or `target` is a folder.
    """
    path = Path(target)
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder: pass the path of a file")
    partial = path.with_name(f".{path.name}.{token_hex(6)}.part")
    try:
        with partial.open("xb") as file:
            yield file
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def sync_write(file: IO[bytes], chunk: bytes) -> None:
    """Write to disk."""
    file.write(chunk)


async def async_write(file: IO[bytes], chunk: bytes) -> None:
    """Write to disk in a thread, so that a slow disk does not hold up other tasks."""
    from anyio.to_thread import run_sync

    await run_sync(file.write, chunk)
