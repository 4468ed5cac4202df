"""Functions that transform entries, and the types of what comes back."""

from collections.abc import Mapping
from typing import Any, assert_type

from contentstack_cma import AsyncStack, Stack
from contentstack_cma.bulk import AsyncRun, Change, EntryDiff, Run, Skip, TransformResult
from contentstack_cma.models import Entry


def change(entry: Entry) -> None:
    entry.title = "New"


def choose(entry: Entry) -> TransformResult:
    return Skip("it has no title") if entry.title is None else {**entry, "title": entry.title.upper()}


def build(entry: Entry) -> Mapping[str, Any]:
    return {"title": entry.uid}


async def translate(entry: Entry) -> Entry:
    return entry


def run(stack: Stack, is_trial: bool) -> None:
    assert_type(stack.transform(change), Run[Entry])
    assert_type(stack.transform(choose, dry_run=False, republish=True), Run[Entry])
    assert_type(stack.transform(build, dry_run=True), Run[EntryDiff])
    assert_type(stack.transform(lambda entry: entry, dry_run=is_trial), Run[EntryDiff] | Run[Entry])
    for outcome in stack.transform(change, dry_run=True):
        if outcome.result is not None:
            assert_type(outcome.result.changes, tuple[Change, ...])


def run_async(stack: AsyncStack) -> None:
    assert_type(stack.transform(translate, content_types=["blog_post"]), AsyncRun[Entry])
    assert_type(stack.transform(change, dry_run=True), AsyncRun[EntryDiff])
