"""Load for an emulator. Arguments: the name of a function in this module, and the target as JSON.

As a module, it prints the figures as JSON.
"""

import asyncio
import json
import sys
import time
import uuid
from collections.abc import Iterator
from statistics import median
from urllib.parse import quote

from .connection import Connection, Document, Target
from .crowd import CALLS, CLIENTS, COUNTER, ENTRIES, run_crowd
from .runs import Figures

IN_FLIGHT = 16
READS = 4000
WRITES = 2000
REPEATS = 15

Request = tuple[str, str, Document | None]


async def read(target: Target) -> Figures:
    """Measure the entries read per second."""
    async with await target.connect() as connection:
        created = await connection.call("POST", ENTRIES, {"entry": {"title": f"Read {uuid.uuid4()}"}})
    path = f"{ENTRIES}/{created['entry']['uid']}"
    return {"rate": await _rate(target, iter([("GET", path, None)] * READS), READS)}


async def write(target: Target) -> Figures:
    """Measure the entries created per second."""
    prefix = uuid.uuid4()
    requests: Iterator[Request] = (
        ("POST", ENTRIES, {"entry": {"title": f"{prefix} {number}", "summary": "A line or two. " * 10}})
        for number in range(WRITES)
    )
    return {"rate": await _rate(target, requests, WRITES)}


async def run_mixed_load(target: Target) -> Figures:
    """Measure the calls per second of many clients that check that no write is lost."""
    start = time.perf_counter()
    await run_crowd(target, CLIENTS, CALLS)
    return {"rate": CALLS / (time.perf_counter() - start)}


async def look(target: Target) -> Figures:
    """Measure the median milliseconds of pages and queries."""
    async with await target.connect() as connection:
        count = (await connection.call("GET", f"{ENTRIES}?count=true"))["entries"]
        paths = {
            "first page, counted": f"{ENTRIES}?limit=100&include_count=true",
            "page in the middle": f"{ENTRIES}?limit=100&skip={count // 2}",
            "last page": f"{ENTRIES}?limit=100&skip={count - 100}",
            "page sorted by title": f"{ENTRIES}?limit=100&desc=title",
            "query of one title": _query({"title": f"Entry {count // 2:06}"}),
            "query of many, counted": f"{_query({COUNTER: 7})}&limit=10&include_count=true",
            "query of many, sorted by title": f"{_query({COUNTER: {'$gt': 40}})}&limit=10&asc=title",
        }
        return {what: await _milliseconds(connection, path) for what, path in paths.items()}


async def _rate(target: Target, requests: Iterator[Request], count: int) -> float:
    connections = [await target.connect() for _ in range(IN_FLIGHT)]
    start = time.perf_counter()
    await asyncio.gather(*(_send_all(connection, requests) for connection in connections))
    return count / (time.perf_counter() - start)


async def _send_all(connection: Connection, requests: Iterator[Request]) -> None:
    async with connection:
        for method, path, body in requests:
            status, content = await connection.send(method, path, body)
            assert status in (200, 201), content


async def _milliseconds(connection: Connection, path: str) -> float:
    seconds: list[float] = []
    for _ in range(REPEATS + 1):
        start = time.perf_counter()
        response = await connection.call("GET", path)
        seconds.append(time.perf_counter() - start)
        assert response["entries"]
    return median(seconds[1:]) * 1000


def _query(query: Document) -> str:
    return f"{ENTRIES}?query={quote(json.dumps(query))}"


if __name__ == "__main__":
    print(json.dumps(asyncio.run(globals()[sys.argv[1]](Target(**json.loads(sys.argv[2]))))))
