"""Migrations are applied once per stack and branch, in order, and a failed one goes on where it was."""

import pytest

from contentstack_cma import Stack
from contentstack_cma.errors import NotFoundError
from contentstack_cma_toolkit.migrations import (
    HISTORY_UID,
    MigrationError,
    MigrationFailedError,
    MigrationFileError,
    accept,
    downgrade,
    read_status,
    upgrade,
)
from tests.toolkit.migrations.support.project import Project, list_fields, read_values, read_versions

RENAME = 'steps.rename_field(stack, "author", "name", to="full_name")'
RENAME_BACK = 'steps.rename_field(stack, "author", "full_name", to="name")'
ADD = 'steps.add_field(stack, "author", {"uid": "note", "data_type": "text"})'
REMOVE = 'steps.remove_field(stack, "author", "note", lose_values=True)'


def test_a_field_is_renamed_in_three_locales(stack: Stack, project: Project) -> None:
    before = read_values(stack, "name")
    project.write("0001_rename", RENAME)
    report = upgrade(stack)
    assert read_values(stack, "full_name") == before
    assert list_fields(stack) == ["title", "full_name", "born", "city"]
    assert repr(report) == "<MigrationReport upgrade: 0001_rename>"
    assert "name to full_name: 5 entries" in str(report)


def test_applied_once(stack: Stack, project: Project) -> None:
    project.write("0001_rename", RENAME)
    upgrade(stack)
    versions = read_versions(stack)
    assert upgrade(stack).names == []
    assert read_versions(stack) == versions
    assert read_status(stack).is_current


def test_in_order_up_to_a_number(stack: Stack, project: Project) -> None:
    project.write("0002_add", ADD)
    project.write("0001_rename", RENAME)
    project.write("0003_remove", REMOVE)
    assert upgrade(stack, to=2).names == ["0001_rename", "0002_add"]
    assert read_status(stack).list_names(read_status(stack).rows[2].state) == ["0003_remove"]
    assert upgrade(stack).names == ["0003_remove"]


def test_the_history_is_an_entry_that_people_can_read(stack: Stack, project: Project) -> None:
    path = project.write("0001_rename", RENAME)
    upgrade(stack)
    (entry,) = stack.entries(HISTORY_UID).list()
    assert (entry.title, entry["state"], entry["direction"]) == ("0001_rename", "applied", "upgrade")
    assert entry["done"] == "rename field author.name to full_name"
    assert entry["started"] <= entry["finished"]
    assert len(entry["hash"]) == 64
    assert path.exists()


def test_a_branch_has_its_own_history(stack: Stack, project: Project) -> None:
    stack.branches.create({"uid": "develop", "source": "main"})
    develop = stack.with_branch("develop")
    project.write("0001_rename", RENAME)
    upgrade(develop)
    assert (read_status(develop).is_current, read_status(stack).is_current) == (True, False)
    assert ("full_name" in list_fields(develop), "full_name" in list_fields(stack)) == (True, False)
    assert upgrade(stack).names == ["0001_rename"]


def test_a_new_branch_takes_the_history_over(stack: Stack, project: Project) -> None:
    project.write("0001_rename", RENAME)
    upgrade(stack)
    stack.branches.create({"uid": "later", "source": "main"})
    assert upgrade(stack.with_branch("later")).names == []


def test_an_edited_file_is_named_and_can_be_accepted(stack: Stack, project: Project) -> None:
    path = project.write("0001_rename", RENAME)
    upgrade(stack)
    path.write_text(path.read_text().replace("\n", "\r\n"), newline="")
    assert read_status(stack).is_current  # line ends are those of the checkout
    path.write_text(path.read_text() + "# edited\n")
    with pytest.raises(MigrationFileError, match=r"0001_rename.py: it was changed after .* accept 0001_rename"):
        upgrade(stack)
    accept(stack, 1)
    assert upgrade(stack).names == []


def test_a_missing_file_and_one_added_before_are_named(stack: Stack, project: Project) -> None:
    project.write("0002_add", ADD)
    upgrade(stack)
    earlier = project.write("0001_rename", RENAME)
    with pytest.raises(
        MigrationFileError, match=r"0001_rename.py: it is not applied, but numbered before 0002_add, which was run"
    ):
        upgrade(stack)
    earlier.unlink()
    (project.folder / "0002_add.py").unlink()
    with pytest.raises(MigrationFileError, match=r"0002_add.py: the history says that it was run"):
        upgrade(stack)


def test_a_failed_migration_goes_on_where_it_was(stack: Stack, project: Project) -> None:
    wrong = f'{ADD}\nsteps.remove_field(stack, "author", "city")\n{RENAME}'
    project.write("0001_several", wrong)
    with pytest.raises(MigrationFailedError) as caught:
        upgrade(stack)
    assert caught.value.step == "remove field author.city"
    assert "pass lose_values=True" in str(caught.value)
    (row,) = read_status(stack).rows
    assert (row.state, row.record and row.record.done) == ("failed", ("add field author.note",))
    project.write("0001_several", wrong.replace('"city"', '"city", lose_values=True'))
    report = upgrade(stack)
    assert "add field author.note: done by an earlier run" in str(report)
    assert list_fields(stack) == ["title", "full_name", "born", "note"]


def test_a_field_that_is_added_again_is_not_taken_for_the_old_one(stack: Stack, project: Project) -> None:
    again = 'steps.add_field(stack, "author", {"uid": "name", "data_type": "text"}, fill="new")'
    before = read_values(stack, "name")
    project.write("0001_several", f"{RENAME}\n{again}\nraise RuntimeError('no')")
    with pytest.raises(MigrationFailedError, match=r"failed outside of its steps: RuntimeError: no"):
        upgrade(stack)
    project.write("0001_several", f"{RENAME}\n{again}")
    upgrade(stack)
    assert read_values(stack, "full_name") == before
    assert set(read_values(stack, "name").values()) == {"new"}


def test_downgrade_undoes_the_last_one(stack: Stack, project: Project) -> None:
    before = read_values(stack, "name", "city")
    project.write("0001_rename", RENAME, RENAME_BACK)
    project.write("0002_add", ADD, REMOVE)
    upgrade(stack)
    assert downgrade(stack).names == ["0002_add"]
    assert "note" not in list_fields(stack)
    assert downgrade(stack, to=0).names == ["0001_rename"]
    assert read_values(stack, "name", "city") == before
    assert downgrade(stack).names == []
    assert upgrade(stack).names == ["0001_rename", "0002_add"]


def test_what_cannot_be_downgraded_is_said_before(stack: Stack, project: Project) -> None:
    project.write("0001_rename", RENAME)
    project.write("0002_add", ADD, REMOVE)
    upgrade(stack)
    with pytest.raises(MigrationFileError, match=r"0001_rename.py: it has no function downgrade"):
        downgrade(stack, to=0)
    assert "note" in list_fields(stack)


def test_a_failed_downgrade_goes_on_as_one(stack: Stack, project: Project) -> None:
    project.write("0001_add", ADD, "raise RuntimeError('no')")
    upgrade(stack)
    with pytest.raises(MigrationFailedError):
        downgrade(stack)
    with pytest.raises(MigrationError, match=r"the downgrade of 0001_add has not ended \(failed\)"):
        upgrade(stack)


def test_every_file_is_loaded_before_the_first_one_runs(stack: Stack, project: Project) -> None:
    project.write("0001_rename", RENAME)
    project.write("0002_wrong", ADD, before="import nothing_of_this_name")
    with pytest.raises(MigrationFileError, match=r"0002_wrong.py: it cannot be run: line 2: ModuleNotFoundError"):
        upgrade(stack)
    assert "name" in list_fields(stack)
    with pytest.raises(NotFoundError):
        stack.content_types.get(HISTORY_UID)


def test_a_history_in_a_file(stack: Stack, project: Project) -> None:
    project.write("0001_rename", RENAME, RENAME_BACK)
    history = "migrations/history.jsonl"
    upgrade(stack, history=history)
    assert upgrade(stack, history=history).names == []
    assert read_status(stack, history=history).is_current
    with pytest.raises(NotFoundError):
        stack.content_types.get(HISTORY_UID)
    with (project.folder / "history.jsonl").open("ab") as file:
        file.write(b'{"api_key": "cut of')
    assert downgrade(stack, history=history).names == ["0001_rename"]
    assert upgrade(stack, history=history).names == ["0001_rename"]
