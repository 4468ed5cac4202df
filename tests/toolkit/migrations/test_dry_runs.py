"""A dry run writes nothing, and says what a run does."""

import re

import pytest

from contentstack_cma import Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.migrations import MigrationFailedError, downgrade, upgrade
from tests.toolkit.migrations.support.project import Project, list_fields, read_values

SEVERAL = """
steps.rename_field(stack, "author", "name", to="full_name")
steps.split_field(stack, "author", "full_name", [FIRST, LAST], split_name)
steps.add_field(stack, "author", {"uid": "note", "data_type": "text", "mandatory": True}, fill="-")
steps.move_into_group(stack, "author", ["city", "note"], {"uid": "more", "data_type": "group"})
steps.transform_entries(stack, "author", shout)
steps.remove_field(stack, "author", "first", lose_values=True)
steps.create_content_type(stack, {"uid": "book", "title": "Book", "schema": [TITLE]})
steps.add_field(stack, "book", {"uid": "pages", "data_type": "number"}, fill=1)
steps.delete_content_type(stack, "book")
"""
BEFORE = """
FIRST = {"uid": "first", "data_type": "text"}
LAST = {"uid": "last", "data_type": "text"}
TITLE = {"uid": "title", "data_type": "text", "mandatory": True, "unique": True}

def split_name(name):
    first, last = name.split(" ", 1)
    return {"first": first, "last": last}

def shout(entry):
    return {"last": entry["last"].upper()} if entry.get("last") else None
"""


def list_numbers(report: object) -> list[str]:
    """Return the lines of a report with the numbers of entries; a run says them in other words."""
    return re.findall(r"[0-9]+ (?:updated|entries|entry)", str(report).replace("updated", "entries"))


def test_a_dry_run_counts_what_a_run_does(emulator: Emulator, stack: Stack, project: Project) -> None:
    project.write("0001_several", SEVERAL, before=BEFORE)
    emulator.forget_requests()
    plan = upgrade(stack, dry_run=True)
    assert {request.method for request in emulator.requests} == {"GET"}
    assert list_fields(stack) == ["title", "name", "born", "city"]
    assert repr(plan) == "<MigrationReport dry run of upgrade: 0001_several>"
    report = upgrade(stack)
    assert list_numbers(plan) == list_numbers(report)
    assert list_fields(stack) == ["title", "last", "born", "more"]
    assert read_values(stack, "last")["de-de", "Johanna"] == "AUSTEN"


def test_later_migrations_see_what_earlier_ones_would_do(stack: Stack, project: Project) -> None:
    project.write("0001_rename", 'steps.rename_field(stack, "author", "name", to="full_name")')
    project.write("0002_remove", 'steps.remove_field(stack, "author", "full_name")')
    with pytest.raises(MigrationFailedError, match=r"0002_remove would fail: 5 entries .* would lose a value"):
        upgrade(stack, dry_run=True)


def test_a_call_that_writes_is_not_sent(stack: Stack, project: Project) -> None:
    body = """
try:
    stack.entries("author").create({"title": "Written"})
except Exception:
    pass
"""
    project.write("0001_writes", body)
    with pytest.raises(MigrationFailedError, match=r"0001_writes writes without a step.*entries\(…\).create\(\): POST"):
        upgrade(stack, dry_run=True)
    assert ("en-us", "Written") not in read_values(stack, "name")


def test_steps_that_are_done_are_not_counted_again(stack: Stack, project: Project) -> None:
    older = 'steps.transform_entries(stack, "author", make_older, locales=["en-us"])'
    make_older = "def make_older(entry):\n    return {'born': 1}"
    project.write("0001_older", f"{older}\nraise ValueError('no')", before=make_older)
    with pytest.raises(MigrationFailedError):
        upgrade(stack)
    project.write("0001_older", older, before=make_older)
    assert "done by an earlier run" in str(upgrade(stack, dry_run=True))


def test_the_dry_run_of_a_downgrade(stack: Stack, project: Project) -> None:
    forth, back = (
        f'steps.rename_field(stack, "author", "{one}", to="{other}")'
        for one, other in (("name", "full_name"), ("full_name", "name"))
    )
    project.write("0001_rename", forth, back)
    upgrade(stack)
    assert "full_name to name: 5 entries" in str(downgrade(stack, dry_run=True))
    assert "full_name" in list_fields(stack)
