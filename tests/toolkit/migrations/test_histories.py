"""Histories that are damaged, changed by others, or kept in a file."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from contentstack_cma import Stack
from contentstack_cma_toolkit.migrations import (
    HISTORY_UID,
    HistoryError,
    MigrationLockedError,
    read_status,
    unlock,
    upgrade,
)
from contentstack_cma_toolkit.migrations.file_history import FileHistory
from contentstack_cma_toolkit.migrations.history_type import build_history_type
from contentstack_cma_toolkit.migrations.locking import LockHold
from contentstack_cma_toolkit.migrations.records import Record, RecordState, format_time, parse_time
from tests.toolkit.migrations.support.project import Project

RENAME = 'steps.rename_field(stack, "author", "name", to="full_name")'


def test_a_history_type_without_its_fields(stack: Stack, project: Project) -> None:
    changed = build_history_type()
    changed["schema"] = [field for field in changed["schema"] if field["uid"] != "lease_until"]
    stack.content_types.create(changed)
    project.write("0001_rename", RENAME)
    with pytest.raises(HistoryError, match="lacks the fields lease_until"):
        upgrade(stack)


def test_a_history_type_that_lost_fields_of_its_entries(stack: Stack, project: Project) -> None:
    project.write("0001_rename", RENAME)
    upgrade(stack)
    changed = build_history_type()
    changed["schema"] = [field for field in changed["schema"] if field["uid"] != "state"]
    stack.content_types.update(HISTORY_UID, changed)
    with pytest.raises(HistoryError, match="lacks the fields state"):
        read_status(stack)


def test_an_entry_that_cannot_be_read(stack: Stack, project: Project) -> None:
    stack.content_types.create(build_history_type())
    stack.entries(HISTORY_UID).create({"title": "0001_rename", "state": "applied"})
    project.write("0001_rename", RENAME)
    with pytest.raises(
        HistoryError, match=r"the history entry '0001_rename' cannot be read .* restore an earlier version"
    ):
        read_status(stack)


def test_two_locks_of_a_server_that_does_not_compare_titles_at_once(stack: Stack, project: Project) -> None:
    history_type: dict[str, Any] = build_history_type()
    history_type["schema"][0]["unique"] = False
    stack.content_types.create(history_type)
    until = format_time(datetime(2100, 1, 1, tzinfo=UTC))
    stack.entries(HISTORY_UID).create({"title": "lock", "who": "ann", "owner": "a", "lease_until": until})
    project.write("0001_rename", RENAME)
    with pytest.raises(MigrationLockedError, match="ann is running migrations"):
        upgrade(stack)
    assert [entry["who"] for entry in stack.entries(HISTORY_UID).list()] == ["ann"]


def test_a_file_is_locked(stack: Stack, project: Project) -> None:
    project.write("0001_rename", RENAME)
    hold = LockHold(FileHistory("history.jsonl", stack.api_key, None), 60)
    hold.take()
    with pytest.raises(MigrationLockedError, match=r"history.jsonl is in use by another run"):
        upgrade(stack, history="history.jsonl")
    with pytest.raises(MigrationLockedError, match=r"this lock cannot be broken"):
        unlock(stack, history="history.jsonl")
    assert read_status(stack, history="history.jsonl").lock is not None
    assert not hold.is_lost
    hold.release()
    assert read_status(stack, history="history.jsonl").lock is None


def test_a_file_holds_several_stacks_and_branches(project: Project) -> None:
    record = Record(
        name="0001_rename", state=RecordState.APPLIED, direction="upgrade", hash="x", started=datetime.now(UTC)
    )
    project.folder.mkdir()
    path = project.folder / "history.jsonl"
    FileHistory(path, "one", None).write_record(record)
    FileHistory(path, "one", "develop").write_record(Record.from_fields(record.to_fields() | {"state": "failed"}))
    assert FileHistory(path, "one", "main").read_records()["0001_rename"].state == "applied"
    assert FileHistory(path, "one", "develop").read_records()["0001_rename"].state == "failed"
    assert FileHistory(path, "two", None).read_records() == {}
    path.write_text(path.read_text() + "damaged\n")
    with pytest.raises(HistoryError, match=r"history.jsonl: line 3 is damaged"):
        FileHistory(path, "two", None).read_records()


def test_a_record_survives_its_form_in_the_api() -> None:
    record = Record(
        name="0001_rename",
        state=RecordState.FAILED,
        direction="downgrade",
        hash="x",
        step="b",
        done=("a", "b"),
        message="no\nway",
        started=parse_time("2026-05-13T08:00:00.120+02:00"),
        finished=parse_time("2026-05-13T08:00:01.120"),
        who="ann",
    )
    assert Record.from_fields(json.loads(json.dumps(record.to_fields()))) == record


def test_a_lease_that_is_too_short(stack: Stack, project: Project) -> None:
    project.write("0001_rename", RENAME)
    with pytest.raises(ValueError, match=r"lease must be at least 1.0 second, not 0.1"):
        upgrade(stack, lease=0.1)
