# Derived from asynchronous/test_bulk_trees.py by generator/unasync.py: edit that, not this.
"""A folder on disk, uploaded once and again: new files are created, changed ones replaced, the others left alone."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from contentstack_cma import Client, Stack
from contentstack_cma.bulk import ItemState, Run
from contentstack_cma.bulk._sync import asset_writer, exactly_once
from contentstack_cma.models import Asset
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import sync_list

FILES = {
    "index.html": b"<p>Hello</p>",
    "images/soup bowl.jpg": b"soup",
    "images/bread.jpg": b"bread",
    "images/2024/old.jpg": b"old",
    "styles/site.css": b"p {}",
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0) as running:
        yield running


@pytest.fixture(autouse=True)
def clean(emulator: Emulator) -> None:
    emulator.reset()


@pytest.fixture(autouse=True)
def short_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asset_writer, "PAUSES", (0.0, 0.1))
    monkeypatch.setattr(exactly_once, "_FIRST_REST", 0.01)


@pytest.fixture
def stack(emulator: Emulator) -> Iterator[Stack]:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        yield client.stack(emulator.stack.api_key)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    for name, content in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def read_stack(stack: Stack) -> dict[str, bytes]:
    """The content of all assets by path; a path that two assets have is an error."""
    folders = {folder.uid: folder for folder in sync_list(stack.asset_folders.list())}
    found: dict[str, bytes] = {}
    for asset in sync_list(stack.assets.list()):
        names, parent = [str(asset.title)], asset.parent_uid
        while parent is not None:
            names.insert(0, str(folders[parent].name))
            parent = folders[parent].parent_uid
        assert found.setdefault("/".join(names), stack.assets.download(asset)) is not None
    assert len(found) == stack.assets.count()
    return found


def count_outcomes(run: Run[Asset]) -> dict[str, ItemState]:
    return {outcome.key: outcome.outcome for outcome in run}


def list_writes(emulator: Emulator) -> list[str]:
    return [f"{each.method} {each.operation}" for each in emulator.requests if each.method != "GET"]


def test_a_folder_is_uploaded_with_its_subfolders(stack: Stack, emulator: Emulator, site: Path) -> None:
    emulator.forget_requests()
    outcomes = count_outcomes(stack.assets.upload_tree(site))
    assert outcomes == dict.fromkeys(FILES, ItemState.CREATED)
    assert read_stack(stack) == FILES
    assert list_writes(emulator).count("POST create_asset_folder") == 3


def test_the_second_time_nothing_is_written(stack: Stack, emulator: Emulator, site: Path) -> None:
    stack.assets.upload_tree(site).finish()
    emulator.forget_requests()
    outcomes = count_outcomes(stack.assets.upload_tree(site))
    assert outcomes == dict.fromkeys(FILES, ItemState.UNCHANGED)
    assert list_writes(emulator) == []


def test_with_a_checkpoint_nothing_is_even_downloaded(
    stack: Stack, emulator: Emulator, site: Path, tmp_path: Path
) -> None:
    checkpoint = tmp_path / "checkpoint"
    stack.assets.upload_tree(site, checkpoint=checkpoint).finish()
    emulator.forget_requests()
    report = stack.assets.upload_tree(site, checkpoint=checkpoint).finish()
    assert (report.resumed, report.total) == (len(FILES), 0)
    assert emulator.requests == []


@pytest.mark.parametrize("is_resumed", [True, False])
@pytest.mark.parametrize("content", [b"BREAD", b"more bread"])
def test_a_changed_file_replaces_that_of_its_asset(
    stack: Stack, site: Path, tmp_path: Path, content: bytes, *, is_resumed: bool
) -> None:
    checkpoint = tmp_path / "checkpoint" if is_resumed else None
    before = {each.key: each.result for each in stack.assets.upload_tree(site, checkpoint=checkpoint)}
    (site / "images/bread.jpg").write_bytes(content)
    (site / "new.txt").write_bytes(b"new")
    after = {each.key: each for each in stack.assets.upload_tree(site, checkpoint=checkpoint)}
    old, changed = before["images/bread.jpg"], after["images/bread.jpg"]
    assert old is not None
    assert changed.result is not None
    assert (changed.outcome, changed.result.uid, changed.result.version) == (ItemState.UPDATED, old.uid, 2)
    assert after["new.txt"].outcome is ItemState.CREATED
    assert read_stack(stack) == {**FILES, "images/bread.jpg": content, "new.txt": b"new"}


def test_a_file_that_is_changed_back_is_replaced_again(stack: Stack, site: Path, tmp_path: Path) -> None:
    checkpoint = tmp_path / "checkpoint"
    for content in (b"bread", b"BREAD", b"bread"):
        (site / "images/bread.jpg").write_bytes(content)
        report = stack.assets.upload_tree(site, checkpoint=checkpoint).finish()
        assert report.is_success
        assert (read_stack(stack))["images/bread.jpg"] == content


def test_folders_and_assets_of_others_are_found(stack: Stack, site: Path) -> None:
    parent = stack.asset_folders.create("Site")
    images = stack.asset_folders.create("images", parent_uid=parent.uid)
    stack.asset_folders.create("images")  # elsewhere
    soup = stack.assets.upload(site / "images/soup bowl.jpg", parent_uid=images.uid, title="A soup")
    outcomes = {each.key: each for each in stack.assets.upload_tree(site, parent_uid=parent.uid)}
    assert soup.filename == "soup_bowl.jpg"
    assert outcomes["images/soup bowl.jpg"].outcome is ItemState.UNCHANGED
    assert len(sync_list(stack.asset_folders.list(parent_uid=parent.uid))) == 2
    assert [asset.uid for asset in stack.assets.list(query={"title": "A soup"})] == [soup.uid]


def test_of_two_folders_of_a_name_the_one_with_the_files_is_taken(stack: Stack, site: Path) -> None:
    empty = stack.asset_folders.create("images")
    parent = stack.asset_folders.create("images")
    for name in ("soup bowl.jpg", "bread.jpg"):
        stack.assets.upload(site / "images" / name, parent_uid=parent.uid)
    outcomes = count_outcomes(stack.assets.upload_tree(site))
    unchanged = {key for key, state in outcomes.items() if state is ItemState.UNCHANGED}
    assert unchanged == {"images/bread.jpg", "images/soup bowl.jpg"}
    assert stack.assets.count(folder=empty.uid) == 0


@pytest.mark.parametrize("when", ["before", "after"])
def test_lost_responses_double_neither_folders_nor_assets(
    stack: Stack, emulator: Emulator, site: Path, when: str
) -> None:
    emulator.drop_next(1, when="after" if when == "after" else "before", operation="create_asset_folder")
    emulator.drop_next(2, when="after", operation="upload_asset")
    assert (stack.assets.upload_tree(site).finish()).counts == {ItemState.CREATED: len(FILES)}
    assert read_stack(stack) == FILES
    assert len(sync_list(stack.asset_folders.list())) == 3


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_replacement_is_read_back(stack: Stack, emulator: Emulator, site: Path, when: str) -> None:
    stack.assets.upload_tree(site).finish()
    (site / "index.html").write_bytes(b"<p>HELLO</p>")
    emulator.drop_next(1, when="after" if when == "after" else "before", operation="update_asset")
    outcomes = {each.key: each for each in stack.assets.upload_tree(site)}
    result = outcomes["index.html"].result
    assert result is not None
    assert (outcomes["index.html"].outcome, result.version) == (ItemState.UPDATED, 2)
    assert (read_stack(stack))["index.html"] == b"<p>HELLO</p>"


def test_an_interrupted_run_goes_on(stack: Stack, emulator: Emulator, site: Path, tmp_path: Path) -> None:
    checkpoint = tmp_path / "checkpoint"
    stack.assets.upload_tree(site, checkpoint=checkpoint).finish()
    lines = checkpoint.read_bytes().splitlines(keepends=True)
    checkpoint.write_bytes(b"".join(line for line in lines if json.loads(line).get("state") != "created"))
    gone = next(asset for asset in sync_list(stack.assets.list()) if asset.title == "site.css")
    stack.assets.delete(gone.uid)
    emulator.forget_requests()
    outcomes = count_outcomes(stack.assets.upload_tree(site, checkpoint=checkpoint))
    assert outcomes == dict.fromkeys(FILES, ItemState.CREATED)
    assert list_writes(emulator) == ["POST upload_asset"]
    assert read_stack(stack) == FILES


def test_links_hidden_files_and_pipes_are_left_alone(stack: Stack, site: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (site / ".git").mkdir()
    (site / ".git" / "config").write_bytes(b"hidden")
    (site / ".env").write_bytes(b"hidden")
    (site / "empty").mkdir()
    (site / "again.html").symlink_to(site / "index.html")
    (site / "out.txt").symlink_to(tmp_path / "secret.txt")
    (site / "circle").symlink_to(site)
    (site / "broken").symlink_to(site / "nothing")
    os.mkfifo(site / "pipe")
    outcomes = {each.key: each for each in stack.assets.upload_tree(site)}
    assert outcomes["again.html"].outcome is ItemState.CREATED
    said = {key: str(each.error) for key, each in outcomes.items() if each.outcome is ItemState.SKIPPED}
    assert said == {
        "circle": f"{site}/circle is a link to a folder",
        "out.txt": f"{site}/out.txt is a link that leads out of the folder",
        "pipe": f"{site}/pipe is a pipe, a socket or a device",
    }
    failed = [str(each.error) for each in outcomes.values() if each.outcome is ItemState.FAILED]
    assert [f"{site}/broken" in text for text in failed] == [True]
    assert read_stack(stack) == {**FILES, "again.html": FILES["index.html"]}


def test_two_files_that_get_one_name_are_not_mixed_up(stack: Stack, site: Path) -> None:
    (site / "images/soup_bowl.jpg").write_bytes(b"other")
    report = stack.assets.upload_tree(site).finish()
    assert report.counts == {ItemState.CREATED: len(FILES), ItemState.FAILED: 1}
    assert "the same name as images/soup bowl.jpg" in str(report.failures[0].error)


def test_a_folder_that_cannot_be_created_fails_only_its_files(stack: Stack, emulator: Emulator, site: Path) -> None:
    emulator.fail_next(status=422, operation="create_asset_folder")
    outcomes = count_outcomes(stack.assets.upload_tree(site))
    assert {key for key, state in outcomes.items() if state is ItemState.FAILED} == {
        "images/bread.jpg",
        "images/soup bowl.jpg",
    }
    assert outcomes["index.html"] is outcomes["styles/site.css"] is ItemState.CREATED


def test_what_is_no_folder_is_rejected_at_once(stack: Stack, site: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        stack.assets.upload_tree(site / "nowhere")
    with pytest.raises(NotADirectoryError, match="upload_many"):
        stack.assets.upload_tree(site / "index.html")
