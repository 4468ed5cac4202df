"""Writes through a proxy that injects faults: the outcomes that the SDK reports, compared with the real ones.

python -m benchmarks.losses --writes 1000 --mode tasks:20 --seed 1
"""

import argparse
import asyncio
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from .connection import Target
from .crew import SUCCESS, Client, create_entries
from .faulty_proxy import KINDS, FaultyProxy, Record
from .limited_emulator import ENTRIES, host_limited_emulator
from .report import Row, at_most

WRITES = 10_000
RATE = 200
SHARE = 0.2
PAGE = 100
DONE = frozenset({SUCCESS, "done"})
NOT_DONE = frozenset({"rejected", "not_sent"})
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Fate:
    """One write: the outcome that the SDK reported, the number of its entries, and its requests."""

    said: str
    copies: int
    records: Sequence[Record]

    @property
    def is_lost(self) -> bool:
        """Whether the SDK reported success, but the entry does not exist."""
        return self.said in DONE and not self.copies

    @property
    def is_hidden(self) -> bool:
        """Whether the SDK reported failure, but the entry exists."""
        return self.said in NOT_DONE and self.copies > 0

    @property
    def is_doubled(self) -> bool:
        """Whether it was processed more than once."""
        return self.copies > 1

    @property
    def is_decidable(self) -> bool:
        """Whether a client can know the outcome."""
        return bool(self.records) and all(record.decidable for record in self.records)

    @property
    def is_undecidable(self) -> bool:
        """Whether no client can know the outcome."""
        return not all(record.decidable for record in self.records)

    @property
    def is_unseen(self) -> bool:
        """Whether no request reached the proxy: the connection was closed, or nothing was written.

        Only the client can know whether it wrote something, so both `not_sent` and `unknown` are right.
        """
        return not self.records

    @property
    def is_unnamed(self) -> bool:
        """Whether the exception has no outcome."""
        return self.said not in DONE | NOT_DONE | {UNKNOWN}

    @property
    def fault(self) -> str:
        """The kind of its last fault."""
        if self.is_unseen:
            return "unseen"
        return next((record.fault for record in reversed(self.records) if record.fault), "none")


@dataclass(frozen=True)
class Losses:
    """The fates of all writes, by title, and the time they took."""

    fates: Mapping[str, Fate]
    seconds: float
    errors: Counter[str]

    def number(self, name: str) -> int:
        """Return the number of writes for which a property is true."""
        return sum(bool(getattr(fate, name)) for fate in self.fates.values())

    @property
    def unknown(self) -> int:
        """The number of writes whose outcome the SDK reported as unknown."""
        return sum(fate.said == UNKNOWN for fate in self.fates.values())

    @property
    def needless(self) -> int:
        """The number of those whose outcome a client can know."""
        return sum(fate.said == UNKNOWN and fate.is_decidable for fate in self.fates.values())

    @property
    def guessed(self) -> int:
        """The number of writes whose outcome the SDK reported, although no client can know it."""
        return sum(fate.said != UNKNOWN and fate.is_undecidable for fate in self.fates.values())

    def by_fault(self) -> dict[str, Counter[str]]:
        """Return the numbers of the reported outcomes, by the last fault of the write."""
        said: dict[str, Counter[str]] = {}
        for fate in self.fates.values():
            wrong = " (FALSE)" if fate.is_lost or fate.is_hidden else " (DOUBLED)" if fate.is_doubled else ""
            said.setdefault(fate.fault, Counter())[fate.said + wrong] += 1
        return {kind: said[kind] for kind in sorted(said)}


def measure(writes: int, client: Client, *, seed: int, share: float, kinds: Collection[str], rate: int) -> Losses:
    """Create entries through the proxy, then compare the outcomes with the entries that exist."""
    titles = [f"Title {number}" for number in range(writes)]
    with host_limited_emulator(rate, "clock", limit_reads=False) as host:
        with FaultyProxy(host.target.url, seed=seed, share=share, kinds=kinds) as proxy:
            (work,) = create_entries(Target(proxy.url, host.target.headers), client, [titles])
        copies = asyncio.run(_count_titles(host.target))
    records: dict[str, list[Record]] = {title: [] for title in titles}
    for record in proxy.log:
        if record.title:
            records[record.title].append(record)
    fates = {title: Fate(work.outcomes.get(title, "nothing"), copies[title], records[title]) for title in titles}
    return Losses(fates, work.seconds, work.errors)


def measure_losses() -> Iterator[Row]:
    """Measure 10,000 writes with threads and with tasks."""
    for mode in ("threads:20", "tasks:20"):
        found = measure(WRITES, Client(mode=mode), seed=1, share=SHARE, kinds=tuple(KINDS), rate=RATE)
        _print_faults(mode, found)
        yield from describe_losses(f"{WRITES:,} creates, faults in {SHARE:.0%}, {mode}", found)


def describe_losses(label: str, found: Losses) -> Iterator[Row]:
    """Return the rows of the table."""
    for what, name in (
        ("said to be done, not there", "is_lost"),
        ("said not to be done, there", "is_hidden"),
        ("done more than once", "is_doubled"),
        ("exceptions without an outcome", "is_unnamed"),
    ):
        value = found.number(name)
        yield Row(f"{label}: {what}", "calls", value, goal=at_most(0, value, "calls"))
    yield Row(f"{label}: undecidable for any client", "calls", found.number("is_undecidable"))
    yield Row(f"{label}: never seen by the proxy", "calls", found.number("is_unseen"))
    yield Row(f"{label}: said to be unknown", "calls", found.unknown)
    yield Row(f"{label}: said to be unknown, decidable", "calls", found.needless)
    yield Row(f"{label}: said to be known, undecidable", "calls", found.guessed)
    yield Row(f"{label}: time", "s", found.seconds)


async def _count_titles(target: Target) -> Counter[str]:
    titles: Counter[str] = Counter()
    async with await target.connect() as connection:
        for page in count():
            path = f"{ENTRIES}?skip={page * PAGE}&limit={PAGE}&asc=created_at"
            entries = (await connection.call("GET", path))["entries"]
            titles.update(entry["title"] for entry in entries)
            if len(entries) < PAGE:
                break
    return titles


def _print_faults(mode: str, found: Losses) -> None:
    print(f"what the SDK said, by the last fault, {mode}:", flush=True)
    for kind, said in found.by_fault().items():
        print(f"  {kind:<17} " + ", ".join(f"{number} {what}" for what, number in said.most_common()))
    for error, number in found.errors.most_common():
        print(f"    {number} x {error}")


def main() -> None:
    """Run one benchmark with the options of the command line, and print the outcomes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.losses", description=__doc__)
    add = parser.add_argument
    add("--writes", type=int, default=1000, help="(%(default)s)")
    add("--mode", default="tasks:20", help="threads:N or tasks:N (%(default)s)")
    add("--seed", type=int, default=1, help="(%(default)s)")
    add("--share", type=float, default=SHARE, help="share of the requests that meet a fault (%(default)s)")
    add("--rate", type=int, default=RATE, help="writes per second that the emulator allows (%(default)s)")
    add("--kinds", nargs="+", choices=tuple(KINDS), default=tuple(KINDS), metavar="KIND", help="the faults to inject")
    add("--without", nargs="+", choices=tuple(KINDS), default=(), metavar="KIND", help="faults to leave out")
    add("--no-pace", action="store_true", help="pace=None")
    options = parser.parse_args()
    kinds = [kind for kind in options.kinds if kind not in options.without]
    client = Client(mode=options.mode, pace="off" if options.no_pace else "default")
    found = measure(options.writes, client, seed=options.seed, share=options.share, kinds=kinds, rate=options.rate)
    _print_faults(options.mode, found)
    for row in describe_losses(f"{options.writes:,} creates", found):
        print(f"{row.what}: {row.ours:g}")


if __name__ == "__main__":
    main()
