# Derived from asynchronous/publishing.py by generator/unasync.py: edit that, not this.
"""What the tests of publishing share: entries to publish, and what the emulator has received and published."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from contentstack_cma import Stack
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import sync_list

EVERYWHERE: dict[str, Any] = {"environments": ["production", "development"], "locales": ["en-us", "fr-fr"]}
HERE: dict[str, Any] = {"environments": ["production"], "locales": ["en-us"]}
BULK = "/v3/bulk/publish"
SINGLE = "/v3/content_types/blog_post/entries/*/publish"


def create_entries(stack: Stack, count: int) -> list[str]:
    posts = stack.entries("blog_post")
    return [(posts.create({"title": f"Post {number}", "url": f"/{number}"})).uid for number in range(count)]


def count_publishes(stock: Emulator, action: str = "publish") -> Counter[str]:
    """Return how many calls have published each entry or asset."""
    found: Counter[str] = Counter()
    for request in stock.requests:
        if request.method == "POST" and request.path.endswith(f"/{action}") and (request.status or 0) < 400:
            body = json.loads(request.body.text or "{}")
            named = [each["uid"] for key in ("entries", "assets") for each in body.get(key, ())]
            found.update(named or [request.path.split("/")[-2]])
    return found


def count_calls(stock: Emulator, path: str) -> int:
    return sum(request.path == path for request in stock.requests)


def read_published(stack: Stack, uids: Sequence[str]) -> set[tuple[str, str, str]]:
    """Return where the entries are published, with the names of environments."""
    names = {each.uid: each.name for each in stack.environments.list()}
    found: set[tuple[str, str, str]] = set()
    for uid in uids:
        details: Any = (stack.entries("blog_post").get(uid, include_publish_details=True)).publish_details
        found |= {(uid, str(names[each.environment]), each.locale) for each in details}
    return found


def count_queued(stack: Stack) -> Counter[str]:
    """Return how many items of the publish queue each entry has: one per environment and locale, if all went well."""
    queue = sync_list(stack.publish_queue.list(action="publish"))
    return Counter(str(item.entry.uid) for item in queue if item.entry)
