"""Export long lists, entries and assets: all pages of all of them side by side, each page to a file of its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from contentstack_cma import AsyncStack, bulk
from contentstack_cma.types import AsyncSnapshot

from ..export_records import index_by_uid
from ..folder.json_files import Json, check_object
from ..folder.output import ChunkWriter
from ..modules import Module
from ..pages import PAGE_SIZE, ReadPage, get_page_number, is_whole, list_skips
from .export_context import AsyncExportContext


@dataclass
class AsyncListPart:
    """A long list.

    Attributes:
        module: The module that its items belong to.
        name: What it is called for people.
        file: Its folder, relative to that of the branch, for the report.
        stack: The stack that has it.
        path: The path of its calls.
        key: The key of its items in a response.
        query: The query parameters that choose its items.
        open_snapshot: Reads the list so that changes by others do not disturb.
        chunks: What writes its items.
        is_wanted: Whether an item belongs to it.
        most: Number of items to export, from the first page; None for all.
    """

    module: Module
    name: str
    file: str
    stack: AsyncStack
    path: str
    key: str
    query: Mapping[str, Any]
    open_snapshot: Callable[[], AsyncSnapshot[Any]]
    chunks: ChunkWriter
    is_wanted: Callable[[Json], bool]
    most: int | None = None
    pages: list[ReadPage] = field(default_factory=list[ReadPage])
    exported: int = 0
    has_failed: bool = False

    async def read_page(self, skip: int) -> None:
        """Read a page, and write it to a file.

        As JSON: to build models of a page and convert them back takes longer than all else that is done with it.
        """
        paging = {"skip": skip or None, "limit": self.most or PAGE_SIZE, "asc": "created_at", "include_count": True}
        response = await self.stack.request("GET", self.path, query={**self.query, **paging})
        page = check_object(response.parsed, self.file)
        records: list[Json] = page[self.key]
        self.pages.append(ReadPage(skip, [str(record["uid"]) for record in records], page.get("count")))
        self._write(get_page_number(skip), records[1 if skip else 0 :])

    async def read_again(self) -> None:
        """Drop what was read, and read the list so that changes by others do not disturb."""
        self.chunks.discard()
        self.exported = 0
        records: list[Json] = []
        number = 0
        async for item in self.open_snapshot():
            records.append(item.to_dict())
            if len(records) == PAGE_SIZE:
                self._write(number, records)
                number += 1
                records = []
        self._write(number, records)

    def is_whole(self) -> bool:
        """Return whether all pages were read, and the list did not change meanwhile."""
        return not self.has_failed and (self.most is not None or is_whole(self.pages))

    def _write(self, number: int, records: Sequence[Json]) -> None:
        wanted = index_by_uid(filter(self.is_wanted, records))
        if wanted:
            self.chunks.write(number, wanted)
            self.exported += len(wanted)


class AsyncPartPage(NamedTuple):
    """A page of a part."""

    part: AsyncListPart
    skip: int


async def async_export_parts(context: AsyncExportContext, parts: Sequence[AsyncListPart], title: str) -> None:
    """Export long lists: their first pages, then all others, then those that changed meanwhile once more."""

    def mark(outcome: bulk.ItemOutcome[None]) -> None:
        if outcome.error is not None:
            outcome.item.part.has_failed = True

    for pages in ((AsyncPartPage(part, 0) for part in parts), _list_other_pages(parts)):
        await context.call_many(pages, _read_page, mark, title=title, name=_name_page)
    broken = [part for part in parts if not part.is_whole()]

    def handle(outcome: bulk.ItemOutcome[None]) -> None:
        part: AsyncListPart = outcome.item
        if outcome.error is not None:
            context.fail(part.module, outcome.error, file=part.file)

    if broken:
        await context.call_many(broken, _read_again, handle, title=title, name=lambda part: part.name)
    for part in parts:
        part.chunks.finish()
        context.add(part.module, part.exported)


def _list_other_pages(parts: Sequence[AsyncListPart]) -> Iterator[AsyncPartPage]:
    """Iterate over the pages after the first ones."""
    for part in parts:
        if part.pages and part.most is None:
            for skip in list_skips(part.pages[0].count):
                yield AsyncPartPage(part, skip)


async def _read_page(page: AsyncPartPage) -> None:
    await page.part.read_page(page.skip)


async def _read_again(part: AsyncListPart) -> None:
    await part.read_again()


def _name_page(page: AsyncPartPage) -> str:
    return page.part.name if not page.skip else f"{page.part.name} from {page.skip:,}"
