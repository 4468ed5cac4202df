"""A Redis server on loopback, if this machine has one."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 10


@contextmanager
def run_redis() -> Iterator[str | None]:
    """Run an empty in-memory Redis server until the block ends. Yields its URL, or None without `redis-server`."""
    program = shutil.which("redis-server")
    if program is None:
        yield None
        return
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "--bind", "127.0.0.1", "--port", str(port), "--dir", folder, "--save", ""]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            try:
                _wait(port)
                yield f"redis://127.0.0.1:{port}"
            finally:
                process.terminate()


def _wait(port: int) -> None:
    for _ in range(SECONDS * 100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise SystemExit(f"redis-server did not accept connections within {SECONDS} s")
