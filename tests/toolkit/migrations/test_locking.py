"""One run at a time, whatever happens to the others and to responses."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contentstack_cma import Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.migrations import (
    HISTORY_UID,
    MigrationLockedError,
    read_lock,
    read_status,
    unlock,
    upgrade,
)
from contentstack_cma_toolkit.migrations.history_type import build_history_type
from contentstack_cma_toolkit.migrations.locking import LockHold
from contentstack_cma_toolkit.migrations.stack_history import StackHistory
from tests.toolkit.migrations.support.processes import kill_after_writes, start_upgrade
from tests.toolkit.migrations.support.project import Project, list_fields, read_values, read_versions

ENTRIES = f"/v3/content_types/{HISTORY_UID}/entries"
RENAME = 'steps.rename_field(stack, "author", "name", to="full_name")'
OLDER = 'steps.transform_entries(stack, "author", make_older, locales=["en-us"])'
MAKE_OLDER = "def make_older(entry):\n    return {'born': entry['born'] + 1} if entry.get('born') else None"
MANY = 40


def create_many(stack: Stack) -> None:
    rows = [{"title": f"Author {number}", "name": f"Name {number}", "born": 1900} for number in range(MANY)]
    stack.entries("author").create_many(rows).finish().raise_for_failures()


def lock(stack: Stack, *, seconds: float = 60.0, owner: str = "other") -> None:
    """Lock a stack as another run would do."""
    stack.content_types.create(build_history_type())
    until = datetime.now(UTC) + timedelta(seconds=seconds)
    fields: dict[str, Any] = {"title": "lock", "state": "lock", "who": "ann@laptop", "owner": owner}
    stack.entries(HISTORY_UID).create(fields | {"lease_until": f"{until:%Y-%m-%dT%H:%M:%S}.000Z"})


def list_titles(stack: Stack) -> list[str]:
    return sorted(str(entry.title) for entry in stack.entries(HISTORY_UID).list())


def test_of_two_processes_one_applies(emulator: Emulator, stack: Stack, project: Project) -> None:
    create_many(stack)
    project.write("0001_older", OLDER, before=MAKE_OLDER)
    processes = [start_upgrade(emulator, stack) for _ in range(2)]
    said = sorted(process.communicate(timeout=60)[0].strip() for process in processes)
    assert said in (["0001_older", "locked"], ["", "0001_older"])
    assert set(read_values(stack, "born").values()) == {1776, 1841, 1901, None}
    assert list_titles(stack) == ["0001_older"]


def test_a_lock_of_another_run_is_respected(stack: Stack, project: Project) -> None:
    lock(stack)
    project.write("0001_rename", RENAME)
    with pytest.raises(MigrationLockedError, match=r"ann@laptop is running migrations here") as caught:
        upgrade(stack)
    assert caught.value.until is not None
    assert caught.value.until.tzinfo is not None
    assert list_fields(stack)[1] == "name"
    assert list_titles(stack) == ["lock"]


def test_an_expired_lease_says_how_to_go_on(stack: Stack, project: Project) -> None:
    lock(stack, seconds=-5)
    project.write("0001_rename", RENAME)
    with pytest.raises(MigrationLockedError, match=r"was probably killed.*--break-lock"):
        upgrade(stack)
    assert upgrade(stack, break_lock=True).names == ["0001_rename"]


def test_unlock(stack: Stack) -> None:
    lock(stack)
    holder = read_lock(stack)
    assert holder is not None
    assert unlock(stack) == holder
    assert read_lock(stack) is None
    assert unlock(stack) is None


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("path", [ENTRIES, "/v3/content_types"])
def test_a_lost_response_of_the_lock(emulator: Emulator, stack: Stack, project: Project, when: Any, path: str) -> None:
    project.write("0001_rename", RENAME)
    emulator.drop_next(when=when, method="POST", path=path)
    assert upgrade(stack).names == ["0001_rename"]
    assert list_titles(stack) == ["0001_rename"]


def test_lost_responses_of_the_history(emulator: Emulator, stack: Stack, project: Project) -> None:
    project.write("0001_rename", RENAME)
    emulator.drop_next(2, when="after", method="POST", path=ENTRIES)
    emulator.drop_next(2, when="after", method="PUT", path=f"{ENTRIES}/*")
    emulator.drop_next(when="after", method="DELETE", path=f"{ENTRIES}/*")
    assert upgrade(stack).names == ["0001_rename"]
    assert list_titles(stack) == ["0001_rename"]
    assert read_status(stack).is_current


def test_the_lock_is_released_after_a_failure_and_ctrl_c(stack: Stack, project: Project) -> None:
    project.write("0001_wrong", "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        upgrade(stack)
    (row,) = read_status(stack).rows
    assert (row.state, row.record and row.record.message) == ("failed", "interrupted (Ctrl-C)")
    assert read_lock(stack) is None


def test_a_run_renews_its_lease(stack: Stack, project: Project) -> None:
    project.write("0001_slow", "import time\ntime.sleep(1.5)")
    assert upgrade(stack, lease=1.0).names == ["0001_slow"]


def test_a_run_whose_lock_was_broken_writes_nothing_more(stack: Stack, project: Project) -> None:
    body = f"""
from contentstack_cma_toolkit.migrations import unlock
import time
unlock(stack)
time.sleep(0.6)
{RENAME}
"""
    project.write("0001_slow", body)
    with pytest.raises(MigrationLockedError, match=r"has lost its lock: .* was not sent"):
        upgrade(stack, lease=1.0)
    assert list_fields(stack)[1] == "name"


def test_a_run_whose_lock_was_broken_leaves_the_history_to_others(stack: Stack, project: Project) -> None:
    body = """
from contentstack_cma_toolkit.migrations import unlock
import time
unlock(stack)
time.sleep(0.6)
steps.remove_field(stack, "author", "no_such_field")
"""
    project.write("0001_slow", body)
    with pytest.raises(MigrationLockedError, match=r"has lost its lock"):
        upgrade(stack, lease=1.0)
    (entry,) = stack.entries(HISTORY_UID).list()
    assert entry.get("step") in ("", None)
    assert entry.version == 1


def test_a_lock_that_cannot_be_renewed_ends(emulator: Emulator, stack: Stack) -> None:
    hold = LockHold(StackHistory(stack), 1.0)
    hold.take()
    emulator.fail_next(50, status=422, method="PUT", path=f"{ENTRIES}/*")
    time.sleep(1.0)
    emulator.clear_faults()
    assert hold.is_lost
    hold.release()
    assert read_lock(stack) is None


def test_a_killed_bulk_step_loses_and_doubles_nothing(emulator: Emulator, stack: Stack, project: Project) -> None:
    create_many(stack)
    project.write("0001_older", OLDER, before=MAKE_OLDER)
    emulator.forget_requests()
    kill_after_writes(emulator, start_upgrade(emulator, stack), "content_types/author/entries", MANY // 3)
    (row,) = read_status(stack).rows
    assert row.state == "running"
    assert sum(value == 1901 for value in read_values(stack, "born").values()) < MANY
    with pytest.raises(MigrationLockedError):
        upgrade(stack)
    assert upgrade(stack, break_lock=True).names == ["0001_older"]
    born = [value for value in read_values(stack, "born").values() if value is not None]
    assert sorted(born) == [1776, 1776, 1776, 1841, 1841] + [1901] * MANY
    assert {version for (locale, _), version in read_versions(stack).items() if locale == "en-us"} == {1, 2}


def test_a_checkpoint_that_is_missing_is_named(emulator: Emulator, stack: Stack, project: Project) -> None:
    create_many(stack)
    project.write("0001_older", OLDER, before=MAKE_OLDER)
    emulator.forget_requests()
    kill_after_writes(emulator, start_upgrade(emulator, stack), "content_types/author/entries", MANY // 3)
    (checkpoint,) = (project.folder / ".checkpoints").rglob("*.jsonl")
    checkpoint.unlink()
    with pytest.raises(Exception, match=r"its checkpoint .* is missing: .*Copy the checkpoint"):
        upgrade(stack, break_lock=True)


def test_a_killed_rename_goes_on(emulator: Emulator, stack: Stack, project: Project) -> None:
    create_many(stack)
    before = read_values(stack, "name")
    project.write("0001_rename", RENAME)
    emulator.forget_requests()
    kill_after_writes(emulator, start_upgrade(emulator, stack), "content_types/author/entries", MANY // 3)
    assert upgrade(stack, break_lock=True).names == ["0001_rename"]
    assert read_values(stack, "full_name") == before
    assert set(read_versions(stack).values()) == {1, 2}
