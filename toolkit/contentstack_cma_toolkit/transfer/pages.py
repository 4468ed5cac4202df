"""Read a long list by pages that are side by side, and find out whether it changed meanwhile. No I/O.

Pages overlap by an item: when something was deleted between the reading of two pages, the last item of one is not the
first of the next.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

PAGE_SIZE = 100
_STEP = PAGE_SIZE - 1


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page that was read.

    Attributes:
        skip: Number of items before it.
        uids: The uids of its items.
        count: Number of items of the whole list when it was read; None if the server did not say.
    """

    skip: int
    uids: Sequence[str]
    count: int | None


def list_skips(count: int | None) -> Iterator[int]:
    """Iterate over the positions of the pages after the first one."""
    skip = _STEP
    while count is not None and skip + 1 < count:
        yield skip
        skip += _STEP


def get_page_number(skip: int) -> int:
    """Return the number of a page by its position, from 0."""
    return skip // _STEP


def is_whole(pages: Iterable[ReadPage]) -> bool:
    """Return whether pages are the whole list, and it did not change while they were read."""
    ordered = sorted(pages, key=lambda page: page.skip)
    if not ordered or ordered[0].skip or len({page.count for page in ordered}) != 1:
        return False
    for before, after in pairwise(ordered):
        if not before.uids or not after.uids or before.uids[-1] != after.uids[0]:
            return False
    uids = [uid for page in ordered for uid in page.uids[1 if page.skip else 0 :]]
    count = ordered[0].count
    return len(set(uids)) == len(uids) and (len(uids) == count if count is not None else len(uids) < PAGE_SIZE)
