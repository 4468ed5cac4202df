"""Measure the decoding of a page of entries. Argument: the JSON decoder to use, `json` or `orjson`."""

import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

ENTRIES = 100
FIELDS = 30
REPEATS = 60
SECTIONS = ("intro", "body", "outro")


def main() -> None:
    """Print the milliseconds of both as JSON."""
    if sys.argv[1] == "json":
        sys.modules["orjson"] = None  # type: ignore[assignment]  # as if the extra were not installed
    content = json.dumps({"entries": [build_entry(number) for number in range(ENTRIES)], "count": ENTRIES}).encode()
    decode = _decoder(content)
    plain = _milliseconds(lambda: json.loads(content))
    print(json.dumps({"plain": plain, "models": _milliseconds(decode)}))


def _decoder(content: bytes) -> Callable[[], object]:
    import httpx

    from contentstack_cma_client.api.entries import list_entries

    request = httpx.Request("GET", "https://api.contentstack.io/v3/content_types/blog_post/entries")
    response = httpx.Response(200, content=content, request=request)
    entries = list_entries.parse(response).entries
    assert isinstance(entries, list)
    assert len(entries) == ENTRIES
    return lambda: list_entries.parse(response)


def _milliseconds(work: Callable[[], object]) -> float:
    return median(_time(work) for _ in range(REPEATS)) * 1000


def _time(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def build_entry(number: int) -> dict[str, Any]:
    """Return an entry with 30 fields."""
    system = {
        "uid": f"blt{number:016x}",
        "title": f"A title that is as long as titles are, number {number}",
        "url": f"/blog/a-title-number-{number}",
        "locale": "en-us",
        "tags": ["news", "release"],
        "created_at": "2026-01-31T09:30:00.083Z",
        "updated_at": "2026-02-28T17:05:59.511Z",
        "created_by": "blt00000000000000aa",
        "updated_by": "blt00000000000000ab",
        "ACL": {},
        "_version": 3,
        "_in_progress": False,
        "publish_details": [
            {
                "environment": "blt00000000000000e1",
                "locale": "en-us",
                "time": "2026-02-28T17:06:03.907Z",
                "user": "blt00000000000000ab",
                "version": 3,
            }
        ],
    }
    return system | _own_fields(number, FIELDS - len(system))


def _own_fields(number: int, count: int) -> dict[str, Any]:
    values: list[Any] = [
        "A paragraph of text, some two hundred characters long. " * 4,
        number,
        number % 2 == 0,
        "2026-03-01T10:00:00.000Z",
        [{"uid": "blt00000000000000c1", "_content_type_uid": "author"}],
        {"title": "Read more", "href": "https://www.example.com/more"},
        [{"section": {"text": name, "_metadata": {"uid": f"cs{number:x}"}}} for name in SECTIONS],
    ]
    return {f"field_{index}": values[index % len(values)] for index in range(count)}


if __name__ == "__main__":
    main()
