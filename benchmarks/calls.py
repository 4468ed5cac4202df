"""The cost of a trivial GET."""

from collections.abc import Iterator

from .report import Row, ratio_at_most
from .runs import FOREIGN, OURS, compare

REPEATS = 7
PROGRAM = "benchmarks/clients.py"


def measure_calls(url: str) -> Iterator[Row]:
    """Measure CPU time per call and calls per second, sequentially and with 20 calls in flight."""
    seen = compare(
        {
            "ours": (OURS, [PROGRAM, "get_ours", url]),
            "paced": (OURS, [PROGRAM, "get_ours_paced", url]),
            "hooked": (OURS, [PROGRAM, "get_ours_hooked", url]),
            "logged": (OURS, [PROGRAM, "get_ours_logged", url]),
            "traced": (OURS, [PROGRAM, "get_ours_traced", url]),
            "httpx": (OURS, [PROGRAM, "get_httpx", url]),
            "official": (FOREIGN, [PROGRAM, "get_official", url]),
            "async ours": (OURS, [PROGRAM, "get_ours_async", url]),
            "async paced": (OURS, [PROGRAM, "get_ours_async_paced", url]),
            "async aiohttp": (OURS, [PROGRAM, "get_ours_async_aiohttp", url]),
            "async httpx": (OURS, [PROGRAM, "get_httpx_async", url]),
        },
        REPEATS,
    )
    yield from _pair("GET, sync", seen["ours"], seen["httpx"], 1.2, seen["official"])
    yield from _pair("GET, sync, with a pace", seen["paced"], seen["httpx"], 1.0, seen["official"])
    yield from _pair("GET, sync, with hooks", seen["hooked"], seen["httpx"], 1.0)
    yield from _pair("GET, sync, with a log", seen["logged"], seen["httpx"], 1.2)
    yield from _pair("GET, sync, with OpenTelemetry", seen["traced"], seen["httpx"], 1.2)
    yield from _pair("GET, async, 20 in flight", seen["async ours"], seen["async httpx"], 1.2)
    yield from _pair("GET, async, 20 in flight, with a pace", seen["async paced"], seen["async httpx"], 1.0)
    yield from _pair("GET, async, 20 in flight, [aiohttp]", seen["async aiohttp"], seen["async httpx"], 0.5)


def _pair(
    what: str, ours: dict[str, float], httpx: dict[str, float], limit: float, official: dict[str, float] | None = None
) -> Iterator[Row]:
    theirs = official or {}
    goal = ratio_at_most(limit, ours["cpu"], httpx["cpu"])
    yield Row(f"{what}: CPU", "us/call", ours["cpu"], httpx["cpu"], theirs.get("cpu"), goal)
    yield Row(f"{what}: rate", "calls/s", ours["rate"], httpx["rate"], theirs.get("rate"))
