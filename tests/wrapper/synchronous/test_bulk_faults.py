# Derived from asynchronous/test_bulk_faults.py by generator/unasync.py: edit that, not this.
"""Runs through a proxy that injects faults: with a unique key nothing is lost, doubled or unknown."""

from collections.abc import Iterator

import pytest

from benchmarks.faulty_proxy import KINDS, FaultyProxy
from contentstack_cma import Client, RetryPolicy, Stack
from contentstack_cma.bulk import ItemState
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.books import UID, build_book_type, build_rows
from tests.wrapper.support.concurrency import sync_list

ITEMS = 60
TOO_LONG = {"429:3600", "429:9999", "429:beyond"}
"""A wait that no call accepts: its item fails, as it should."""
QUICK = tuple(kind for kind in KINDS if kind not in {"429:2s", "429:1", *TOO_LONG})
AMBIGUOUS = ("error:after", "reset:after", "reset:before", "stall:after", "html:200", "late")
POLICY = RetryPolicy(first_wait=0.05, max_rate_limit_wait=3, max_retries=6)


@pytest.fixture
def stock() -> Emulator:
    return Emulator(work_delay=0)


@pytest.fixture
def direct(stock: Emulator) -> Iterator[Stack]:
    """The stack without faults."""
    with stock, Client(authtoken=stock.authtoken, base_url=stock.url) as client:
        stack = client.stack(stock.stack.api_key)
        stack.content_types.create(build_book_type())
        yield stack


def make_faulty(stock: Emulator, seed: int, kinds: tuple[str, ...], share: float = 0.2) -> FaultyProxy:
    return FaultyProxy(stock.url, seed=seed, kinds=kinds, share=share, stall=0.2, lateness=0.8)


def test_creates_and_updates_are_exact(stock: Emulator, direct: Stack) -> None:
    with make_faulty(stock, 1, QUICK) as proxy:
        with Client(authtoken=stock.authtoken, base_url=proxy.url, retry=POLICY) as client:
            books = client.stack(stock.stack.api_key).entries(UID)
            created = books.create_many(build_rows(ITEMS), key="isbn").finish()
            rows = [{"isbn": str(number), "pages": number + 1000} for number in range(ITEMS)]
            updated = books.update_many(rows, key="isbn").finish()
    assert (created.counts[ItemState.CREATED], list(map(str, created.failures))) == (ITEMS, [])
    assert (updated.counts[ItemState.UPDATED], list(map(str, updated.failures))) == (ITEMS, [])
    found = sync_list(direct.entries(UID).list())
    assert sorted(int(book["isbn"]) for book in found) == list(range(ITEMS))
    assert all(book["pages"] == int(book["isbn"]) + 1000 for book in found)
    assert {book.version for book in found} == {2}, "none was updated twice"


def test_creates_without_a_key_are_never_doubled(stock: Emulator, direct: Stack) -> None:
    with make_faulty(stock, 3, AMBIGUOUS) as proxy:
        with Client(authtoken=stock.authtoken, base_url=proxy.url, retry=POLICY) as client:
            run = client.stack(stock.stack.api_key).entries(UID).create_many({"title": f"T{n}"} for n in range(100))
            said = {outcome.key: outcome.outcome for outcome in sync_list(run)}
    there = [book.title for book in sync_list(direct.entries(UID).list())]
    assert set(said.values()) == {ItemState.CREATED, ItemState.UNKNOWN}
    assert len(there) == len(set(there))
    assert {title for title, state in said.items() if state is ItemState.CREATED} <= set(there)


def test_a_late_original_counts_as_created(stock: Emulator, direct: Stack) -> None:
    with make_faulty(stock, 1, ("late",), share=0.5) as proxy:
        with Client(authtoken=stock.authtoken, base_url=proxy.url, retry=POLICY) as client:
            books = client.stack(stock.stack.api_key).entries(UID)
            report = books.create_many(build_rows(60), key="isbn").finish()
    assert (report.counts[ItemState.CREATED], report.failures) == (60, [])
    assert direct.entries(UID).count() == 60


def test_deletes_are_exact(stock: Emulator, direct: Stack) -> None:
    direct.entries(UID).create_many(build_rows(100)).finish()
    uids = [book.uid for book in sync_list(direct.entries(UID).list())]
    with make_faulty(stock, 4, AMBIGUOUS) as proxy:
        with Client(authtoken=stock.authtoken, base_url=proxy.url, retry=POLICY) as client:
            report = client.stack(stock.stack.api_key).entries(UID).delete_many(uids).finish()
    assert (report.counts[ItemState.DELETED], report.failures) == (100, [])
    assert direct.entries(UID).count() == 0


def test_a_delete_counts_as_done_if_no_error_about_it_can_be_read(stock: Emulator, direct: Stack) -> None:
    direct.entries(UID).create_many(build_rows(60)).finish()
    uids = [book.uid for book in sync_list(direct.entries(UID).list())]
    with make_faulty(stock, 2, ("error:after", "broken:truncated"), share=0.4) as proxy:
        with Client(authtoken=stock.authtoken, base_url=proxy.url, retry=POLICY) as client:
            run = client.stack(stock.stack.api_key).entries(UID).delete_many(uids)
            states = [outcome.outcome for outcome in sync_list(run)]
    assert direct.entries(UID).count() == 0
    assert ItemState.FAILED not in states
