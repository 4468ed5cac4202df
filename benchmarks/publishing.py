"""Publish 600 entries to 2 environments and 2 locales: `publish_many`, compared with single calls alone.

python -m benchmarks.publishing
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from contentstack_cma import Client, Stack

from .publishing_emulator import API_KEY, CONTENT_TYPE, ENVIRONMENTS, LOCALES, TOKEN, host_publishing_emulator
from .report import Row, at_most, ratio_at_most

ENTRIES = 600
THREADS = 16
LARGEST_RATIO = 0.6
MOST_REJECTED = 1


def measure_publishing() -> Iterator[Row]:
    """Measure both ways, each with an emulator of its own."""
    single, _ = _measure(_publish_singly)
    ours, rejected = _measure(_publish_many)
    label = f"publish {ENTRIES} entries"
    yield Row(f"{label}: single calls", "s", single)
    yield Row(f"{label}: publish_many", "s", ours, goal=ratio_at_most(LARGEST_RATIO, ours, single, "single calls"))
    yield Row(f"{label}: 429s", "calls", rejected, goal=at_most(MOST_REJECTED, rejected, "calls"))


def _measure(publish: Callable[[Stack, list[str]], None]) -> tuple[float, int]:
    """Return the seconds that it takes, and the number of 429s."""
    with host_publishing_emulator(ENTRIES) as host, Client(management_token=TOKEN, base_url=host.url) as client:
        stack = client.stack(API_KEY)
        uids = [entry.uid for entry in stack.entries(CONTENT_TYPE).list()]
        started = time.perf_counter()
        publish(stack, uids)
        return time.perf_counter() - started, host.count_rejected()


def _publish_singly(stack: Stack, uids: list[str]) -> None:
    entries = stack.entries(CONTENT_TYPE)

    def publish(uid: str) -> None:
        entries.publish(uid, environments=ENVIRONMENTS, locales=LOCALES)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(publish, uids))


def _publish_many(stack: Stack, uids: list[str]) -> None:
    items = [(CONTENT_TYPE, uid) for uid in uids]
    report = stack.publish_many(items, environments=ENVIRONMENTS, locales=LOCALES).finish()
    report.raise_for_failures()


def main() -> None:
    """Print the figures."""
    for row in measure_publishing():
        print(f"{row.what}: {row.ours:g} {row.unit} {row.goal.text if row.goal else ''}")


if __name__ == "__main__":
    main()
