"""A walk over many entries in three locales, while a second client deletes and creates entries."""

import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

from contentstack_cma import Authtoken, Client, Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine.kinds import ENTRY
from contentstack_cma_emulator.engine.store import Key, Store
from contentstack_cma_emulator.resources import load_indexed_fields

from .emulator_host import host_emulator
from .report import Row, at_most

ENTRIES = 20_000
LOCALES = ("en-us", "fr-fr", "de-de")
TYPE = "blog_post"
DELETED = 7
"""Every seventh entry may be deleted during the walk."""

WRITE_INTERVAL = 0.1
"""Seconds between the deletions of the second client, as the rate limit allows ten writes per second."""

START = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass
class SecondClient:
    """Deletes and creates entries in a thread until it is stopped."""

    stack: Stack
    uids: list[str]
    stopped: Event = field(default_factory=Event)
    writes: int = 0

    def work(self) -> None:
        """Delete an entry and create another, again and again."""
        entries = self.stack.entries(TYPE)
        while self.uids and not self.stopped.wait(WRITE_INTERVAL):
            entries.delete(self.uids.pop(0), all_locales=True)
            entries.create({"title": f"New {self.writes}", "url": f"/new/{self.writes}"})
            self.writes += 2


def measure_walk(entries: int = ENTRIES) -> Iterator[Row]:
    """Measure the seconds of a walk, and count the entries that it missed or repeated."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "state")
        expected = _fill(folder, entries)
        deleted = sorted({uid for uid, _ in expected})[::DELETED]
        stays = expected - {(uid, locale) for uid in deleted for locale in LOCALES}
        with host_emulator(folder) as host:
            found, seconds, writes = _walk(host.target.url, host.target.headers, deleted)
    what = f"walk over {entries:,} entries in {len(LOCALES)} locales"
    missed = len(stays - found.keys())
    repeated = sum(found.values()) - len(found)
    yield Row(f"{what}, {writes:,} writes by others", "s", seconds)
    yield Row(f"{what}: missed", "entries", missed, goal=at_most(0, missed, "entries"))
    yield Row(f"{what}: repeated", "entries", repeated, goal=at_most(0, repeated, "entries"))


def _walk(url: str, headers: Mapping[str, str], deleted: list[str]) -> tuple[Counter[tuple[str, str]], float, int]:
    found: Counter[tuple[str, str]] = Counter()
    with Client(auth=Authtoken(headers["authtoken"]), base_url=url, pace=None) as client:
        stack = client.stack(headers["api_key"])
        with _run_beside(SecondClient(stack, deleted)) as second:
            started = time.perf_counter()
            for entry in stack.walk(content_types=[TYPE]):
                found[entry.uid, str(entry.locale)] += 1
            seconds = time.perf_counter() - started
    return found, seconds, second.writes


@contextmanager
def _run_beside(second: SecondClient) -> Iterator[SecondClient]:
    thread = Thread(target=second.work)
    thread.start()
    try:
        yield second
    finally:
        second.stopped.set()
        thread.join()


def _fill(folder: Path, entries: int) -> set[tuple[str, str]]:
    """Write copies of an entry in every locale into the store, and return their uids and locales."""
    pattern, api_key = _create_pattern(folder)
    written: set[tuple[str, str]] = set()
    store = Store(folder / "state.db", indexed=load_indexed_fields())
    with store.transaction():
        for number in range(entries):
            created = (START + timedelta(seconds=number)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            for locale in LOCALES:
                uid, title = f"blt{number:016x}", f"{locale} {number:06}"
                own = {
                    "uid": uid,
                    "title": title,
                    "url": f"/{locale}/{number}",
                    "locale": locale,
                    "created_at": created,
                }
                for version in (0, 1):
                    store.put(Key(ENTRY, uid, api_key, "main", TYPE, locale, version), pattern | own)
                written.add((uid, locale))
    store.close()
    return written


def _create_pattern(folder: Path) -> tuple[dict[str, Any], str]:
    """Create the locales, and an entry that is deleted again; return it with the key of its stack."""
    with (
        Emulator(data=folder) as emulator,
        Client(auth=Authtoken(emulator.authtoken), base_url=emulator.url, pace=None) as client,
    ):
        stack = client.stack(emulator.stack.api_key)
        known = {locale.code for locale in stack.locales.list()}
        for code in LOCALES:
            if code not in known:
                stack.locales.create({"code": code, "name": code})
        for entry in stack.entries(TYPE).snapshot():
            stack.entries(TYPE).delete(entry.uid, all_locales=True)
        created = stack.entries(TYPE).create({"title": "Pattern", "url": "/pattern"})
        stack.entries(TYPE).delete(created.uid)
        return created.to_dict(), emulator.stack.api_key
