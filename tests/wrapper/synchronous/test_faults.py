# Derived from asynchronous/test_faults.py by generator/unasync.py: edit that, not this.
"""Writes through a proxy that injects faults: none is lost or doubled, and what is said of each is true."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.faulty_proxy import KINDS, FaultyProxy
from benchmarks.limited_emulator import CONTENT_TYPE, content_type
from benchmarks.losses import Fate
from contentstack_cma import Client, ContentstackError, RetryPolicy
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import sync_list, sync_spread_over_workers

WRITES = 300
QUICK = tuple(kind for kind in KINDS if kind not in {"429:2s", "429:1"})
POLICY = RetryPolicy(first_wait=0.05, max_rate_limit_wait=3)


@pytest.fixture
def stock() -> Iterator[Emulator]:
    with Emulator(work_delay=0) as emulator:
        yield emulator


@pytest.mark.parametrize(("seed", "workers"), [(1, 8), (2, 20)])
def test_nothing_is_lost_doubled_or_false(stock: Emulator, seed: int, workers: int) -> None:
    said: dict[str, str] = {}
    titles = [f"Title {number}" for number in range(WRITES)]
    with Client(authtoken=stock.authtoken, base_url=stock.url) as direct:
        stack = direct.stack(stock.stack.api_key)
        note: Any = content_type()
        stack.content_types.create(note)
        with FaultyProxy(stock.url, seed=seed, kinds=QUICK, stall=0.2, lateness=0.3) as proxy:
            with Client(authtoken=stock.authtoken, base_url=proxy.url, retry=POLICY) as client:
                entries = client.stack(stock.stack.api_key).entries(CONTENT_TYPE)

                def create(title: str) -> None:
                    try:
                        entries.create({"title": title})
                    except ContentstackError as error:
                        said[title] = error.outcome
                    else:
                        said[title] = "success"

                sync_spread_over_workers(create, titles, workers)
        there = Counter(entry.title for entry in sync_list(stack.entries(CONTENT_TYPE).list(page_size=100)))
    fates = {
        title: Fate(said[title], there[title], [record for record in proxy.log if record.title == title])
        for title in titles
    }
    assert [title for title, fate in fates.items() if fate.is_lost or fate.is_hidden or fate.is_doubled] == []
    assert [title for title, fate in fates.items() if fate.is_unnamed] == []
    needless = {title: fate for title, fate in fates.items() if fate.said == "unknown" and fate.is_decidable}
    guessed = {title: fate for title, fate in fates.items() if fate.said != "unknown" and fate.is_undecidable}
    assert needless == {}
    assert guessed == {}
    assert Counter(said.values())["success"] > WRITES * 0.8
