"""How close many writes get to the rate limit, and how many are rejected.

    python -m benchmarks.pace --writes 300 --rate 10 --mode threads:8 --window clock --delay --runs 2

The ideal time is that of a client that fills every window: `ceil(writes / rate) - 1` seconds.
"""

import argparse
import math
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace
from statistics import median

from .connection import Target
from .crew import Client, Work, create_entries
from .limited_emulator import Traffic, host_limited_emulator
from .redis_server import run_redis
from .relay import DELAY, SPREAD, run_relay
from .report import Row, at_most

MODES = ("threads:1", "threads:8", "tasks:20")
RUNS_OF_MANY = {"run": "create_many", "async-run": "create_many, async"}
WINDOWS = ("clock", "first-call")
FEW, SLOW = 300, 10
MANY, FAST = 4000, 200
PLAIN = 100
PROCESSES = 4
RUNS = 5
NAP = 0.1
"""Seconds that the client with bare httpx sleeps after each call, as many scripts do."""

NO_REDIS = "no redis-server on PATH: skipping the benchmark of processes that share their pace"


@dataclass(frozen=True)
class Plan:
    """One benchmark: the number of writes, the client, and the rate limit."""

    writes: int
    rate: int
    client: Client
    window: str = "clock"
    delay: float = 0.0
    spread: float = 0.0
    processes: int = 1

    @property
    def ideal(self) -> float:
        """The minimum time of the writes in seconds."""
        return max(1.0, math.ceil(self.writes / self.rate) - 1)

    @property
    def label(self) -> str:
        """The label in the table."""
        kind, _, count = self.client.mode.partition(":")
        workers = RUNS_OF_MANY.get(kind) or f"{count} {kind if count != '1' else kind[:-1]}"
        if self.processes > 1:
            workers = f"{self.processes} processes{', Redis' if isinstance(self.client.pace, dict) else ''}"
        far = ", far away" if self.delay else ""
        return f"{self.writes:,} creates at {self.rate}/s, {workers}, {self.window}{far}"


@dataclass(frozen=True)
class Result:
    """The figures of one run of a plan."""

    plan: Plan
    works: list[Work]
    traffic: Traffic

    @property
    def seconds(self) -> float:
        """The time of the slowest process in seconds."""
        return max(work.seconds for work in self.works)

    @property
    def ratio(self) -> float:
        """The time divided by the ideal time."""
        return self.seconds / self.plan.ideal

    @property
    def failed(self) -> int:
        """The number of failed creates."""
        return sum(work.failed for work in self.works)

    @property
    def unfairness(self) -> float:
        """The time of the slowest process divided by that of the fastest."""
        return self.seconds / min(work.seconds for work in self.works)

    @property
    def share(self) -> float:
        """The percentage of rejected requests."""
        return 100 * self.traffic.rejected / max(1, self.traffic.calls)

    @property
    def errors(self) -> Counter[str]:
        """The exceptions of all processes."""
        return sum((work.errors for work in self.works), Counter[str]())


def measure(plan: Plan) -> Result:
    """Run a plan once."""
    with ExitStack() as stack:
        host = stack.enter_context(host_limited_emulator(plan.rate, plan.window))
        target = host.target
        if plan.delay:
            target = Target(stack.enter_context(run_relay(target.url, plan.delay, plan.spread)), target.headers)
        titles = [f"Title {number}" for number in range(plan.writes)]
        shares = [titles[number :: plan.processes] for number in range(plan.processes)]
        works = create_entries(target, plan.client, shares)
        return Result(plan, works, host.traffic())


def measure_pace() -> Iterator[Row]:
    """Measure some plans once, which takes a few minutes."""
    yield from measure_rows(Plan(FEW, SLOW, Client(mode="threads:8")), 1)
    yield from measure_rows(Plan(MANY, FAST, Client(mode="tasks:20"), "first-call"), 1)
    yield from measure_rows(Plan(FEW, SLOW, Client(mode="threads:8"), "clock", DELAY, SPREAD), 1)
    yield from _beside_others(1)
    yield from _in_processes(1)


def measure_pace_long(runs: int = RUNS) -> Iterator[Row]:
    """Measure every plan several times, which takes about an hour."""
    for writes, rate in ((FEW, SLOW), (MANY, FAST)):
        for mode in MODES:
            for window in WINDOWS:
                yield from measure_rows(Plan(writes, rate, Client(mode=mode), window), runs)
    for mode in MODES[1:]:
        for window in WINDOWS:
            yield from measure_rows(Plan(FEW, SLOW, Client(mode=mode), window, DELAY, SPREAD), runs)
    yield from _beside_others(runs)
    yield from _in_processes(runs)


def measure_rows(plan: Plan, runs: int) -> Iterator[Row]:
    """Run a plan several times and yield its rows of the table, each a median."""
    results = [measure(plan) for _ in range(runs)]
    yield Row(f"{plan.label}: time", "x ideal", median(result.ratio for result in results))
    if runs > 1:
        yield Row(f"{plan.label}: time, slowest of {runs}", "x ideal", max(result.ratio for result in results))
    if plan.processes > 1:
        unfairness = median(result.unfairness for result in results)
        yield Row(f"{plan.label}: slowest process", "x fastest", unfairness)
    yield Row(f"{plan.label}: rejected with 429", "%", median(result.share for result in results))
    failed = max(result.failed for result in results)
    yield Row(f"{plan.label}: failed", "calls", failed, goal=at_most(0, failed, "calls"))


def _beside_others(runs: int) -> Iterator[Row]:
    plan = Plan(PLAIN, SLOW, Client())
    ours, httpx, official = (
        [measure(replace(plan, client=client)) for _ in range(runs)]
        for client in (Client(), Client("httpx", sleep=NAP), Client("official"))
    )
    label = f"{plan.label} (httpx sleeps {NAP} s)"
    figures: dict[tuple[str, str], Callable[[Result], float]] = {
        ("time", "x ideal"): lambda result: result.ratio,
        ("rejected with 429", "%"): lambda result: result.share,
        ("failed", "calls"): lambda result: result.failed,
    }
    for (what, unit), figure in figures.items():
        values = [median(map(figure, results)) for results in (ours, httpx, official)]
        yield Row(f"{label}: {what}", unit, values[0], values[1], values[2])


def _in_processes(runs: int) -> Iterator[Row]:
    plan = Plan(FEW, SLOW, Client(mode="threads:1"), processes=PROCESSES)
    yield from measure_rows(plan, runs)
    with run_redis() as url:
        if url is None:
            print(NO_REDIS, flush=True)
            return
        shared = Client(mode="threads:1", pace={"shared": url, "name": "benchmark"})
        yield from measure_rows(replace(plan, client=shared), runs)


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pace", description=__doc__)
    add = parser.add_argument
    add("--writes", type=int, default=FEW, help="total number of entries to create (%(default)s)")
    add("--rate", type=int, default=SLOW, help="writes per second that the emulator allows (%(default)s)")
    add("--mode", default="threads:8", help="threads:N or tasks:N (%(default)s)")
    add("--window", choices=WINDOWS, default="clock", help="windows of the rate limit (%(default)s)")
    add("--delay", type=float, nargs="?", const=DELAY, default=0.0, help=f"seconds each way; alone: {DELAY}")
    add("--spread", type=float, default=SPREAD, help="how much the delay varies (%(default)s)")
    add("--runs", type=int, default=1, help="(%(default)s)")
    add("--client", choices=("ours", "httpx", "official"), default="ours", help="(%(default)s)")
    add("--sleep", type=float, default=0.0, help="seconds to sleep after each call (%(default)s)")
    add("--no-pace", action="store_true", help="pace=None")
    add("--processes", type=int, default=1, help="processes that share the writes (%(default)s)")
    add("--redis", action="store_true", help="share the pace through a Redis server, started for this run")
    add("--seconds", action="store_true", help="print the requests that arrived in each second of the clock")
    return parser.parse_args()


def main() -> None:
    """Run one plan with the options of the command line, and print each run."""
    options = read_options()
    with run_redis() if options.redis else nullcontext() as url:
        pace = {"shared": url, "name": "benchmark"} if options.redis else "off" if options.no_pace else "default"
        if options.redis and url is None:
            raise SystemExit("no redis-server on PATH")
        client = Client(options.client, options.mode, options.sleep, pace)
        spread = min(options.spread, options.delay)
        plan = Plan(options.writes, options.rate, client, options.window, options.delay, spread, options.processes)
        print(f"{plan.label}: ideal {plan.ideal:.0f} s")
        for _ in range(options.runs):
            result = measure(plan)
            _print_result(result)
            if options.seconds:
                print("    " + " ".join(str(count) for _, count in sorted(result.traffic.seconds.items())))


def _print_result(result: Result) -> None:
    cpu = 1000 * sum(work.cpu for work in result.works) / result.plan.writes
    each = " ".join(f"{work.seconds:.2f}" for work in result.works)
    print(
        f"  {result.seconds:.2f} s ({each}), {result.ratio:.3f} x ideal, {result.traffic.calls} requests, "
        f"{result.traffic.rejected} rejected with 429 ({result.share:.2f} %), {result.failed} failed, "
        f"CPU {cpu:.2f} ms/write",
        flush=True,
    )
    for error, count in result.errors.most_common():
        print(f"    {count} x {error}")


if __name__ == "__main__":
    main()
