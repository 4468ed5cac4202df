"""The time to create many resources of one kind, and to save and load states."""

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from contentstack_cma_emulator import Emulator

from .connection import Document, Target
from .emulator_host import host_emulator
from .report import Row, at_most, ratio_at_most

TYPES = 10_000
MOST_SECONDS = 300.0

OTHERS = 2_000
"""The number of resources of each other kind."""

PART = 10
"""The benchmark compares the first and the last tenth."""

MOST_TIMES = 2
"""Maximum ratio of the times of the last tenth and the first."""

REPEATS = 10
MOST_MILLISECONDS = 100

TITLE = {"display_name": "Title", "uid": "title", "data_type": "text", "mandatory": True, "unique": True}

Make = Callable[[int], tuple[str, Document]]


def content_type(number: int) -> tuple[str, Document]:
    """A content type with a title."""
    named = {"title": f"Type {number}", "uid": f"type_{number}", "schema": [TITLE], "options": {"title": "title"}}
    return "/v3/content_types", {"content_type": named}


def global_field(number: int) -> tuple[str, Document]:
    """A global field with one text."""
    text = {"display_name": "Text", "uid": "text", "data_type": "text"}
    named = {"title": f"Field {number}", "uid": f"field_{number}", "schema": [text]}
    return "/v3/global_fields", {"global_field": named}


def environment(number: int) -> tuple[str, Document]:
    """An environment."""
    return "/v3/environments", {"environment": {"name": f"environment-{number}", "urls": []}}


def label(number: int) -> tuple[str, Document]:
    """A label of a content type."""
    return "/v3/labels", {"label": {"name": f"Label {number}", "content_types": ["blog_post"]}}


def folder(number: int) -> tuple[str, Document]:
    """A folder of assets."""
    return "/v3/assets/folders", {"asset": {"name": f"Folder {number}"}}


def entry(number: int) -> tuple[str, Document]:
    """An entry of its own content type, which exists already."""
    return f"/v3/content_types/type_{number}/entries", {"entry": {"title": f"Entry {number}"}}


KINDS: dict[str, tuple[Make, int]] = {
    "content types": (content_type, TYPES),
    "entries, each of another type": (entry, OTHERS),
    "global fields": (global_field, OTHERS),
    "environments": (environment, OTHERS),
    "labels": (label, OTHERS),
    "folders": (folder, OTHERS),
}


def measure_growth() -> Iterator[Row]:
    """Measure the seconds to create many content types, and compare the last resources of each kind with the first."""
    with tempfile.TemporaryDirectory() as place, host_emulator(Path(place, "state")) as host:
        for what, (make, count) in KINDS.items():
            times = asyncio.run(_create(host.target, make, count))
            if make is content_type:
                seconds = sum(times)
                yield Row(f"emulator: {count:,} {what} created", "s", seconds, goal=at_most(MOST_SECONDS, seconds, "s"))
            part = count // PART
            first, last = (sum(some) / part * 1000 for some in (times[:part], times[-part:]))
            goal = ratio_at_most(MOST_TIMES, last, first, f"of the first ({first:.2f})")
            yield Row(f"emulator: the last of {count:,} {what}", "ms", last, goal=goal)


def measure_states() -> Iterator[Row]:
    """Measure the milliseconds to save, load, reset and fork the state of a test stack."""
    with tempfile.TemporaryDirectory() as place, Emulator() as emulator:
        path = Path(place, "test.state")
        actions: dict[str, Callable[[], object]] = {
            "saved": lambda: emulator.save(path),
            "loaded": lambda: emulator.load(path),
            "reset": emulator.reset,
            "forked": lambda: emulator.fork().stop(),
        }
        for what, action in actions.items():
            best = min(_milliseconds(action) for _ in range(REPEATS))
            yield Row(f"emulator: state {what}", "ms", best, goal=at_most(MOST_MILLISECONDS, best, "ms"))


async def _create(target: Target, make: Make, count: int) -> list[float]:
    times: list[float] = []
    async with await target.connect() as connection:
        for number in range(count):
            path, body = make(number)
            started = time.perf_counter()
            await connection.call("POST", path, body)
            times.append(time.perf_counter() - started)
    return times


def _milliseconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000
