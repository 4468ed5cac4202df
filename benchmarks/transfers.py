"""The cost of an upload and a download of 200 MB."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from .report import Row, at_most
from .runs import FOREIGN, OURS, Figures, compare
from .server import DOWNLOAD_SIZE

REPEATS = 3
MOST_MEGABYTES = 3
PROGRAM = "benchmarks/files.py"


def measure_transfers(url: str) -> Iterator[Row]:
    """Measure the additional resident memory and the time."""
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "large.bin"
        with large.open("wb") as stream:
            stream.truncate(DOWNLOAD_SIZE)
        yield from _transfer("upload 200 MB from a path", "upload_path", url, large)
        yield from _transfer("upload 200 MB from a file object", "upload_file", url, large)
        yield from _transfer("download 200 MB to a path", "download", url, Path(folder) / "received.bin")


def _transfer(what: str, program: str, url: str, path: Path) -> Iterator[Row]:
    seen = compare(
        {
            "ours": (OURS, [PROGRAM, f"{program}_ours", url, str(path)]),
            "async": (OURS, [PROGRAM, f"{program}_ours_async", url, str(path)]),
            "httpx": (OURS, [PROGRAM, f"{program}_httpx", url, str(path)]),
            "official": (FOREIGN, [PROGRAM, f"{program}_official", url, str(path)]),
        },
        REPEATS,
    )
    yield from _rows(what, seen["ours"], seen["httpx"], seen["official"])
    yield from _rows(f"{what}, async", seen["async"], seen["httpx"], seen["official"])


def _rows(what: str, ours: Figures, httpx: Figures, official: Figures) -> Iterator[Row]:
    goal = at_most(MOST_MEGABYTES, ours["extra"], "MB")
    yield Row(f"{what}: extra memory", "MB", ours["extra"], httpx["extra"], official["extra"], goal)
    yield Row(f"{what}: time", "s", ours["time"], httpx["time"], official["time"])
