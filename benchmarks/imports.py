"""The cost of an import."""

from collections.abc import Iterator

from .report import Row, at_most, ratio_at_most
from .runs import BARE, FOREIGN, compare

REPEATS = 15
MOST_MEGABYTES = 26
MOST_MEGABYTES_MORE = 3

PROGRAM = """
import sys, time
start = time.process_time()
{statement}
cpu = time.process_time() - start
modules = len(sys.modules)
import json, resource
try:
    rss = int(next(line for line in open("/proc/self/status") if line.startswith("VmRSS:")).split()[1]) / 1024
except OSError:
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
print(json.dumps({{"cpu": cpu * 1000, "rss": rss, "modules": modules}}))
"""


def measure_imports() -> Iterator[Row]:
    """Measure CPU time, resident memory of the process, and the number of modules after an import.

    The environment has no extras and tools, because httpx loads its command line if rich and click are installed.
    """
    seen = compare(
        {
            "ours": (BARE, _program("from contentstack_cma import Client")),
            "httpx": (BARE, _program("import httpx")),
            "official": (FOREIGN, _program("from contentstack_management import Client")),
            "our client": (BARE, _program("from contentstack_cma import Client; client = Client(authtoken='token')")),
            "httpx client": (BARE, _program("import httpx; client = httpx.Client()")),
        },
        REPEATS,
    )
    ours, httpx, official = seen["ours"], seen["httpx"], seen["official"]
    goal = ratio_at_most(1.3, ours["cpu"], httpx["cpu"])
    yield Row("import Client: CPU", "ms", ours["cpu"], httpx["cpu"], official["cpu"], goal)
    goal = at_most(MOST_MEGABYTES, ours["rss"], "MB")
    yield Row("import Client: resident memory", "MB", ours["rss"], httpx["rss"], official["rss"], goal)
    goal = ratio_at_most(1, ours["modules"], official["modules"], "official")
    yield Row("import Client: modules", "", ours["modules"], httpx["modules"], official["modules"], goal)
    ours, httpx = seen["our client"], seen["httpx client"]
    goal = ratio_at_most(1.15, ours["cpu"], httpx["cpu"])
    yield Row("import, and a client: CPU", "ms", ours["cpu"], httpx["cpu"], None, goal)
    goal = at_most(MOST_MEGABYTES_MORE, ours["rss"] - httpx["rss"], "MB more")
    yield Row("import, and a client: resident memory", "MB", ours["rss"], httpx["rss"], None, goal)


def _program(statement: str) -> list[str]:
    return ["-c", PROGRAM.format(statement=statement)]
