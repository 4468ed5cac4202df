"""Many clients that use one stack at the same time and check every response.

Each has its own counter, all share another, and each creates, finds and deletes entries.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from urllib.parse import quote

from .connection import Connection, Target

CLIENTS = 50
CALLS = 10_000
ENTRIES = "/v3/content_types/blog_post/entries"
COUNTER = "reading_time"
CALLS_PER_ROUND = 8
PAGE = 100


@dataclass
class Member:
    """One client of the crowd."""

    number: int
    connection: Connection
    shared: str
    """The uid of the entry with the shared counter."""
    left: int = 0
    """The number of entries that it created and did not delete."""

    async def work(self, rounds: int) -> None:
        """Make the calls of some rounds.

        Raises:
            AssertionError: A response is not as expected.
        """
        own = await self._create(f"Counter {self.number}")
        for done in range(rounds):
            await self._count(own, done)
            await self._create_and_change(f"Entry {done} of {self.number}", keep=done % 2 == 0)

    async def _count(self, own: str, done: int) -> None:
        """Increment both counters: its own by reading and writing, the shared one with `ADD`."""
        read = (await self.connection.call("GET", f"{ENTRIES}/{own}"))["entry"]
        assert (read.get(COUNTER, 0) or 0, read["_version"]) == (done, done + 1)
        written = await self.connection.call("PUT", f"{ENTRIES}/{own}", {"entry": {COUNTER: done + 1}})
        assert (written["entry"][COUNTER], written["entry"]["_version"]) == (done + 1, done + 2)
        added = await self.connection.call("PUT", f"{ENTRIES}/{self.shared}", {"entry": {COUNTER: {"ADD": 1}}})
        assert added["entry"][COUNTER] > done
        page = (await self.connection.call("GET", f"{ENTRIES}?limit=10"))["entries"]
        assert len({entry["uid"] for entry in page}) == len(page)

    async def _create_and_change(self, title: str, *, keep: bool) -> None:
        """Create an entry, find it, rename or delete it, and check that its title is gone."""
        uid = await self._create(title)
        assert await self._find(title) == [uid]
        if keep:
            await self.connection.call("PUT", f"{ENTRIES}/{uid}", {"entry": {"title": f"{title}, kept"}})
        else:
            await self.connection.call("DELETE", f"{ENTRIES}/{uid}")
            self.left -= 1
        assert await self._find(title) == []

    async def _create(self, title: str) -> str:
        created = await self.connection.call("POST", ENTRIES, {"entry": {"title": title}})
        self.left += 1
        return str(created["entry"]["uid"])

    async def _find(self, title: str) -> list[str]:
        query = quote(json.dumps({"title": title}))
        return [entry["uid"] for entry in (await self.connection.call("GET", f"{ENTRIES}?query={query}"))["entries"]]


async def run_crowd(target: Target, clients: int, calls: int) -> None:
    """Make about this many calls with this many clients, then check that no write was lost."""
    async with AsyncExitStack() as stack:
        connection, *others = [await stack.enter_async_context(await target.connect()) for _ in range(clients + 1)]
        first = await connection.call("POST", ENTRIES, {"entry": {"title": "Shared", COUNTER: 0}})
        shared, rounds = first["entry"]["uid"], calls // clients // CALLS_PER_ROUND
        members = [Member(number, each, shared) for number, each in enumerate(others)]
        await asyncio.gather(*(member.work(rounds) for member in members))
        entry = (await connection.call("GET", f"{ENTRIES}/{shared}"))["entry"]
        assert (entry[COUNTER], entry["_version"]) == (clients * rounds, clients * rounds + 1)
        count = (await connection.call("GET", f"{ENTRIES}?count=true"))["entries"]
        titles = [title async for title in _titles(connection, count)]
        assert len(set(titles)) == len(titles) == count == 1 + sum(member.left for member in members)


async def _titles(connection: Connection, count: int) -> AsyncIterator[str]:
    for skip in range(0, count, PAGE):
        page = await connection.call("GET", f"{ENTRIES}?skip={skip}&limit={PAGE}")
        for entry in page["entries"]:
            yield entry["title"]
