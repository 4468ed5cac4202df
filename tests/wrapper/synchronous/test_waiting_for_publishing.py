# Derived from asynchronous/test_waiting_for_publishing.py by generator/unasync.py: edit that, not this.
"""`publish_many` and `unpublish_many` with `wait=True`: the run ends when everything is published."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from contentstack_cma import Client, Hooks, ManagementToken, PermissionDeniedError, Stack, bulk
from contentstack_cma.bulk import ItemState, PublishSource
from contentstack_cma.hooks import ResponseEvent
from contentstack_cma_emulator import Emulator
from tests.wrapper.synchronous.publishing import EVERYWHERE, HERE, count_publishes, create_entries, read_published


@pytest.fixture
def stock() -> Iterator[Emulator]:
    with Emulator(work_delay=0) as emulator:
        yield emulator


@pytest.fixture
def stack(stock: Emulator) -> Iterator[Stack]:
    with Client(auth=ManagementToken(stock.management_token), base_url=stock.url) as client:
        yield client.stack(stock.stack.api_key)


def test_a_run_waits_until_everything_is_published() -> None:
    with Emulator(work_delay=0.3) as slow:
        with Client(auth=ManagementToken(slow.management_token), base_url=slow.url) as client:
            stack = client.stack(slow.stack.api_key)
            uids = create_entries(stack, 15)
            photo = stack.assets.upload(b"x", file_name="a.txt")
            items: list[PublishSource] = [*(("blog_post", uid) for uid in uids), photo]
            report = stack.publish_many(items, wait=True, **EVERYWHERE).finish()
            assert report.counts == {ItemState.PUBLISHED: 16}
            assert len(read_published(stack, uids)) == 60
            report = stack.unpublish_many(items, wait=True, **EVERYWHERE).finish()
            assert report.counts == {ItemState.UNPUBLISHED: 16}
            assert read_published(stack, uids) == set()


def test_a_wait_names_what_failed_and_why() -> None:
    with Emulator(work_delay=1.0) as slow:
        with Client(auth=ManagementToken(slow.management_token), base_url=slow.url) as client:
            stack = client.stack(slow.stack.api_key)
            uids = create_entries(stack, 3)

            def delete_first(event: ResponseEvent) -> None:
                if event.path.endswith(f"{uids[0]}/publish"):
                    headers = {"authorization": slow.management_token, "api_key": slow.stack.api_key}
                    path = f"/v3/content_types/blog_post/entries/{uids[0]}"
                    httpx.delete(f"{slow.url}{path}", headers=headers).raise_for_status()

            watched = stack.with_options(hooks=Hooks(on_response=delete_first))
            items = [bulk.entry("blog_post", uid, variant_rules={"publish_latest_base": True}) for uid in uids]
            report = watched.publish_many(items, wait=True, wait_timeout=20, **HERE).finish()
    assert report.counts == {ItemState.PUBLISHED: 2, ItemState.FAILED: 1}
    assert report.failures[0].key == uids[0]
    assert str(report.failures[0].error).startswith("the server did not publish it: production in en-us: ")
    assert "doesn't exist" in str(report.failures[0].error)


def test_a_wait_has_an_end() -> None:
    with Emulator(work_delay=3600) as slow:
        with Client(auth=ManagementToken(slow.management_token), base_url=slow.url) as client:
            stack = client.stack(slow.stack.api_key)
            uids = create_entries(stack, 3)
            run = stack.publish_many([("blog_post", uid) for uid in uids], wait=True, wait_timeout=0.5, **HERE)
            report = run.finish()
    assert report.counts == {ItemState.UNKNOWN: 3}
    assert "did not finish it within 0.5 s" in str(report.failures[0].error)


@pytest.mark.parametrize(("wait", "state"), [(True, ItemState.PUBLISHED), (False, ItemState.QUEUED)])
def test_a_wait_that_was_interrupted_goes_on_without_another_call(
    stock: Emulator, stack: Stack, tmp_path: Path, *, wait: bool, state: ItemState
) -> None:
    uids = create_entries(stack, 12)
    items = [("blog_post", uid) for uid in uids]
    path = tmp_path / "publish.jsonl"
    stack.publish_many(items, checkpoint=path, wait=True, **HERE).finish()
    lines = path.read_text().splitlines()
    path.write_text("\n".join(line for line in lines if '"published"' not in line) + "\n")
    report = stack.publish_many(items, checkpoint=path, wait=wait, **HERE).finish()
    assert report.counts == {state: 12}
    assert count_publishes(stock) == dict.fromkeys(uids, 1)


def test_a_wait_survives_reads_that_fail(stock: Emulator, stack: Stack) -> None:
    uids = create_entries(stack, 1)
    stock.fail_next(4, status=502, operation="list_entries")
    report = stack.publish_many([("blog_post", uids[0])], wait=True, **HERE).finish()
    assert report.counts == {ItemState.PUBLISHED: 1}


def test_what_cannot_be_read_back_is_unknown(stock: Emulator, stack: Stack) -> None:
    uids = create_entries(stack, 1)
    stock.fail_next(status=403, operation="list_entries")
    report = stack.publish_many([("blog_post", uids[0])], wait=True, **HERE).finish()
    assert report.counts == {ItemState.UNKNOWN: 1}
    assert isinstance(report.failures[0].error, PermissionDeniedError)
