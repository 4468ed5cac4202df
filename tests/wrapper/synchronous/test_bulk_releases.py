# Derived from asynchronous/test_bulk_releases.py by generator/unasync.py: edit that, not this.
"""Many items for a release: 25 per call, and a bad one fails alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma import Client, NotFoundError, Stack
from contentstack_cma.bulk import ItemState
from contentstack_cma.bulk._sync import exactly_once
from contentstack_cma.models import ReleaseItemInput
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import sync_list, sync_run_together


@pytest.fixture(autouse=True)
def short_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exactly_once, "_FIRST_REST", 0.01)


@pytest.fixture
def stack(emulator: Emulator) -> Iterator[Stack]:
    emulator.reset()
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        yield client.stack(emulator.stack.api_key)


@pytest.fixture
def items(stack: Stack) -> list[dict[str, Any]]:
    posts = stack.entries("blog_post")

    def create(number: int) -> dict[str, Any]:
        entry = posts.create({"title": f"Post {number}", "url": f"/{number}"})
        return build_item(entry.uid)

    return sync_run_together(create, range(60))


@pytest.fixture
def release_uid(stack: Stack) -> str:
    return (stack.releases.create({"name": "Spring"})).uid


def build_item(uid: str, **changes: Any) -> dict[str, Any]:
    return {"uid": uid, "content_type_uid": "blog_post", "locale": "en-us", "version": 1, "action": "publish"} | changes


def list_uids(stack: Stack, release_uid: str) -> list[str]:
    return sorted(item.uid for item in sync_list(stack.release_items(release_uid).list()))


def count_calls(emulator: Emulator) -> int:
    return len([each for each in emulator.requests if each.operation == "add_release_items"])


def test_items_are_added_in_few_calls(
    stack: Stack, emulator: Emulator, items: list[dict[str, Any]], release_uid: str
) -> None:
    emulator.forget_requests()
    report = stack.release_items(release_uid).add_many(items).finish()
    assert report.counts == {ItemState.ADDED: 60}
    assert list_uids(stack, release_uid) == sorted(item["uid"] for item in items)
    assert count_calls(emulator) == 3


def test_a_bad_item_does_not_fail_the_good_ones(
    stack: Stack, emulator: Emulator, items: list[dict[str, Any]], release_uid: str
) -> None:
    bad = [*items]
    bad[3] = build_item("nowhere")
    bad[40] = build_item(items[40]["uid"], version=9)
    bad[50] = build_item(items[50]["uid"], locale="")
    outcomes = {each.position: each for each in stack.release_items(release_uid).add_many(bad)}
    failed = {number: str(each.error) for number, each in outcomes.items() if each.outcome is ItemState.FAILED}
    assert failed.keys() == {4, 41, 51}
    assert "'nowhere' was not found" in failed[4]
    assert "lacks 'locale'" in failed[51]
    assert len(list_uids(stack, release_uid)) == 57


def test_items_that_are_there_are_found(
    stack: Stack, emulator: Emulator, items: list[dict[str, Any]], release_uid: str
) -> None:
    stack.release_items(release_uid).add(items[:20])
    emulator.forget_requests()
    run = stack.release_items(release_uid).add_many([*items[:19], build_item(items[19]["uid"], action="unpublish")])
    report = run.finish()
    assert report.counts == {ItemState.FOUND: 19, ItemState.FAILED: 1}
    assert "action publish, not unpublish: remove it first" in str(report.failures[0].error)
    assert count_calls(emulator) == 0


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_response_is_read_back(
    stack: Stack, emulator: Emulator, items: list[dict[str, Any]], release_uid: str, when: str
) -> None:
    emulator.drop_next(2, when="after" if when == "after" else "before", operation="add_release_items")
    report = stack.release_items(release_uid).add_many(items).finish()
    assert report.counts == {ItemState.ADDED: 60}
    assert len(list_uids(stack, release_uid)) == 60


def test_a_run_goes_on_with_its_checkpoint(
    stack: Stack, emulator: Emulator, items: list[dict[str, Any]], release_uid: str, tmp_path: Path
) -> None:
    checkpoint = tmp_path / "checkpoint"
    parts = stack.release_items(release_uid)
    parts.add_many(items[:30], checkpoint=checkpoint).finish()
    report = parts.add_many([ReleaseItemInput.from_dict(item) for item in items], checkpoint=checkpoint).finish()
    assert (report.resumed, report.counts) == (30, {ItemState.ADDED: 30})
    assert len(list_uids(stack, release_uid)) == 60


def test_an_unknown_release_ends_the_run(stack: Stack, emulator: Emulator) -> None:
    with pytest.raises(NotFoundError):
        stack.release_items("nowhere").add_many([build_item("a")]).finish()
