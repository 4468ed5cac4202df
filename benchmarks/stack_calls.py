"""The fewest calls that an export or import of the benchmark's stack can make, and the calls that were made.

An export reads a page for each hundred entries of a content type in a locale, a page for each hundred assets and
folders, and one of everything else, and it downloads each file. The service has its files on another host, without a
limit; those of the emulator are on the host of the API, so that the SDK paces their downloads as reads:

    reads = locales x (pages of authors + pages of articles) + pages of assets + 16 + assets

An import writes each entry once in each locale, once more only for a reference to an entry that cannot exist before it,
which every circle of articles has one of, and everything else once; the content type that refers to itself twice:

    writes = entries x locales + circles + assets + folders + other locales + 1 environment + 2 content types + 1
             + single publish calls

Reads, writes and bulk calls have limits of their own, so that the shortest time of an import is that of its writes.
While single calls publish an entry each, one bulk call per second publishes ten.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from contentstack_cma_emulator import Emulator

from .stack_content import FOLDERS, Size

PAGE = 100
BULK_ITEMS = 10
"""Entries that a bulk call publishes; one is allowed per second."""
REJECTED = 429
MOST_CALLS = 50_000
"""More calls than a transfer makes, so that the request log keeps all of them."""

DOWNLOAD = "download"
PUBLISH = ("publish_entry", "publish_in_bulk")
READ_ONCE = (
    "get_stack_settings",
    "list_branches",
    "list_content_types",
    "list_environments",
    "list_extensions",
    "list_global_fields",
    "list_labels",
    "list_locales",
    "list_publish_rules",
    "list_releases",
    "list_roles",
    "list_taxonomies",
    "list_variant_groups",
    "list_webhooks",
    "list_workflows",
)

Plan = Mapping[str, int]
"""The fewest calls by operation."""


def count_pages(items: int) -> int:
    """Return the number of pages of a list; an empty one has to be read as well."""
    return max(1, -(-items // PAGE))


def plan_export(size: Size) -> Plan:
    """Return the fewest calls of an export."""
    folders = 1  # a list of its own
    return {
        "list_entries": size.locales * (count_pages(size.authors) + count_pages(size.articles)),
        "list_assets": count_pages(size.assets + FOLDERS) + folders,
        DOWNLOAD: size.assets,
        **dict.fromkeys(READ_ONCE, 1),
    }


def plan_import(size: Size) -> Plan:
    """Return the fewest writes of an import, without those that publish."""
    others = size.locales - 1
    return {
        "create_locale": others,
        "create_environment": 1,
        "create_asset_folder": FOLDERS,
        "upload_asset": size.assets,
        "create_content_type": 2,
        "update_content_type": 1,
        "create_entry": size.entries,
        "update_entry": size.entries * others + size.cycles,
    }


def compute_export_seconds(size: Size, rate: int) -> float:
    """Return the shortest time of an export at so many reads per second."""
    return sum(plan_export(size).values()) / rate


def compute_import_seconds(size: Size, rate: int) -> float:
    """Return the shortest time of an import at so many writes per second."""
    publications = size.published * size.locales
    return sum(plan_import(size).values()) / rate + publications / (rate + BULK_ITEMS)


@dataclass(frozen=True)
class Calls:
    """Calls by operation, and how many of them were rejected with 429."""

    made: Counter[str]
    rejected: int

    def count_beyond(self, plan: Plan) -> int:
        """Return how many more calls were made of the operations of a plan than it has."""
        return sum(self.made[operation] for operation in plan) - sum(plan.values())

    def count_others(self, plan: Plan) -> int:
        """Return how many calls were made of operations that a plan does not have, but for those that publish."""
        return sum(number for operation, number in self.made.items() if operation not in {*plan, *PUBLISH})

    @property
    def total(self) -> int:
        """The number of all calls."""
        return sum(self.made.values())


def count_calls(requests: Iterable[tuple[str | None, int]]) -> Calls:
    """Return the calls of requests, each with its operation and its status."""
    made: Counter[str] = Counter()
    rejected = 0
    for operation, status in requests:
        name = operation or "unknown"
        made[DOWNLOAD if name.startswith(f"{DOWNLOAD} ") else name] += 1
        rejected += status == REJECTED
    return Calls(made, rejected)


class CallLog:
    """The calls that an emulator receives.

    Args:
        emulator: The emulator, whose request log keeps `MOST_CALLS`.
    """

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._last = 0
        self.restart()

    def restart(self) -> None:
        """Forget the calls so far."""
        if requests := self._emulator.requests:
            self._last = requests[-1].id
        self._emulator.forget_requests()

    def read(self) -> Calls:
        """Return the calls since the last start.

        Raises:
            RuntimeError: The request log no longer has all of them.
        """
        requests = self._emulator.requests
        if requests and requests[0].id != self._last + 1:
            raise RuntimeError(f"the request log lost {requests[0].id - self._last - 1} calls: it is too small")
        return count_calls((request.operation, request.status) for request in requests)
