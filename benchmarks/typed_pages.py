"""Measure the decoding of a page of typed entries beside that of untyped ones, interleaved."""

import json
import time
from collections.abc import Callable
from statistics import median

import httpx

from benchmarks.pages import ENTRIES, FIELDS, build_entry
from contentstack_cma.models import Entry
from contentstack_cma_client.api.entries import list_entries
from contentstack_cma_toolkit.model import (
    Block,
    Blocks,
    Boolean,
    ContentType,
    Date,
    Field,
    Link,
    Number,
    Reference,
    Text,
)
from contentstack_cma_toolkit.typed import TypedEntry

REPEATS = 200
OWN = [f"field_{index}" for index in range(FIELDS - 13)]


class Page(TypedEntry):
    """An entry of the page, as `contentstack-cma types` writes its class."""

    content_type_uid = "page"

    @classmethod
    def describe(cls) -> ContentType:
        """Return the declaration of the content type."""
        return ContentType("page", fields=[Text("title"), Text("url"), *map(_declare, range(len(OWN)), OWN)])


def _declare(index: int, uid: str) -> Field:
    kinds: list[Callable[[], Field]] = [
        lambda: Text(uid),
        lambda: Number(uid),
        lambda: Boolean(uid),
        lambda: Date(uid),
        lambda: Reference(uid, to=["author"]),
        lambda: Link(uid),
        lambda: Blocks(uid, blocks=[Block("section", fields=[Text("text")])]),
    ]
    return kinds[index % len(kinds)]()


def main() -> None:
    """Print the milliseconds of each as JSON: of a page, and of a page whose fields are all read."""
    content = json.dumps({"entries": [build_entry(number) for number in range(ENTRIES)], "count": ENTRIES}).encode()
    request = httpx.Request("GET", "https://api.contentstack.io/v3/content_types/page/entries")
    response = httpx.Response(200, content=content, request=request)

    def read() -> list[Entry]:
        entries = list_entries.parse(response).entries
        assert isinstance(entries, list)
        return entries

    def read_typed() -> list[Page]:
        return [Page.from_entry(entry) for entry in read()]

    def read_every_field() -> None:
        for entry in read_typed():
            for name in OWN:
                getattr(entry, name)

    read_every_field()
    programs = {"untyped": read, "typed": read_typed, "every field": read_every_field}
    seen: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(REPEATS):
        for name, work in programs.items():
            seen[name].append(_time(work))
    print(json.dumps({name: median(times) * 1000 for name, times in seen.items()}))


def _time(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
