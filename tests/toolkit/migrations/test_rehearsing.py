"""Migrations are rehearsed in a copy, and the stack is left alone."""

import pytest

from contentstack_cma import Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.migrations import MigrationFailedError, read_status, rehearse, upgrade
from tests.toolkit.migrations.support.project import Project, list_fields

RENAME = 'steps.rename_field(stack, "author", "name", to="full_name")'
ADD = 'steps.add_field(stack, "author", {"uid": "note", "data_type": "text"})'


def list_writes(emulator: Emulator) -> list[str]:
    return [f"{each.method} {each.path}" for each in emulator.requests if each.method != "GET"]


def test_nothing_is_written_to_the_stack(emulator: Emulator, stack: Stack, project: Project) -> None:
    project.write("0001_rename", RENAME)
    upgrade(stack)
    project.write("0002_add", ADD)
    project.write("0003_rename_back", 'steps.rename_field(stack, "author", "full_name", to="name")')
    before, files = list_fields(stack), sorted(project.folder.rglob("*.jsonl"))
    emulator.forget_requests()
    report = rehearse(stack)
    assert report.names == ["0002_add", "0003_rename_back"]
    assert "5 entries" in str(report)
    assert list_writes(emulator) == []
    assert list_fields(stack) == before
    assert read_status(stack).list_names(read_status(stack).rows[1].state) == ["0002_add", "0003_rename_back"]
    assert sorted(project.folder.rglob("*.jsonl")) == files
    assert upgrade(stack).names == report.names


def test_nothing_to_do(stack: Stack, project: Project) -> None:
    project.write("0001_add", ADD)
    upgrade(stack)
    assert rehearse(stack).names == []


def test_a_failure_is_found_before(stack: Stack, project: Project) -> None:
    project.write("0001_wrong", 'steps.rename_field(stack, "author", "nmae", to="full_name")')
    with pytest.raises(MigrationFailedError, match="nmae"):
        rehearse(stack)
    assert "name" in list_fields(stack)
