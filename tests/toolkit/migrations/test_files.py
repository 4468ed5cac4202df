"""The files of migrations: which are found, what is wrong with them, and new ones."""

import pytest

from contentstack_cma_toolkit.migrations import MigrationFileError, build_file_text, create_migration
from contentstack_cma_toolkit.migrations.files import find_files, load_migrations
from tests.toolkit.migrations.support.project import Project


def test_files_are_found_in_order(project: Project) -> None:
    project.write("0002_two", "pass")
    project.write("0001_one", "pass")
    (project.folder / "helpers.py").write_text("X = 1")
    (project.folder / "_private.py").write_text("wrong")
    assert [file.name for file in find_files(project.folder)] == ["0001_one", "0002_two"]


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        (["0001_one", "0001_two"], r"0001_two.py: 0001_one.py has the same number"),
        (["0001_one", "0003_three"], r"0003_three.py: number 0002 is missing, after 0001_one.py"),
        (["1_one"], r"1_one.py: the name of a migration has a number of four digits"),
        (["00001_one"], r"00001_one.py: the name of a migration has a number of four digits"),
        (["0001-one"], r"0001-one.py: the name of a migration"),
        (["0001_One"], r"0001_One.py: the name of a migration"),
    ],
)
def test_wrong_names(project: Project, names: list[str], problem: str) -> None:
    for name in names:
        project.write(name, "pass")
    with pytest.raises(MigrationFileError, match=problem):
        find_files(project.folder)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("def upgrade(stack:\n", r"0001_one.py: it cannot be run: line 1: "),
        ("\n1 / 0\n", r"0001_one.py: it cannot be run: line 2: ZeroDivisionError: division by zero"),
        ("raise SystemExit(0)\n", r"0001_one.py: it cannot be run: line 1: SystemExit: 0"),
        ("X = 1\n", r"0001_one.py: it has no function upgrade\(stack\)"),
        ("upgrade = 1\n", r"0001_one.py: upgrade must be a function without async"),
        ("async def upgrade(stack): ...\n", r"0001_one.py: upgrade must be a function without async"),
        ("def upgrade(stack): ...\ndowngrade = 1", r"0001_one.py: downgrade must be a function"),
    ],
)
def test_wrong_files(project: Project, text: str, problem: str) -> None:
    project.write("0001_one", "pass").write_text(text)
    with pytest.raises(MigrationFileError, match=problem):
        load_migrations(find_files(project.folder))


def test_a_folder_that_does_not_exist(project: Project) -> None:
    with pytest.raises(MigrationFileError, match=r"^migrations: this folder does not exist"):
        find_files(project.folder)


def test_a_file_that_is_not_text(project: Project) -> None:
    project.write("0001_one", "pass").write_bytes(b"\xff")
    with pytest.raises(MigrationFileError, match=r"0001_one.py: it is not UTF-8"):
        find_files(project.folder)


def test_files_import_helpers_beside_them(project: Project) -> None:
    project.write("0001_one", "pass", before="from helper_of_this_test import NAME")
    (project.folder / "helper_of_this_test.py").write_text("NAME = 'x'")
    (migration,) = load_migrations(find_files(project.folder))
    assert migration.downgrade is None


def test_a_new_file_has_the_next_number_and_runs(project: Project) -> None:
    first = create_migration(project.folder, "Split name!")
    second = create_migration(project.folder, "rename it", ['steps.remove_field(stack, "author", "name")'])
    assert [first.name, second.name] == ["0001_split_name.py", "0002_rename_it.py"]
    migrations = load_migrations(find_files(project.folder))
    assert len(migrations) == 2
    assert '    steps.remove_field(stack, "author", "name")\n' in second.read_text()
    with pytest.raises(MigrationFileError, match="has no letters or digits"):
        create_migration(project.folder, "…")


def test_the_text_of_a_file() -> None:
    text = build_file_text('say """hello"""\nnow.', ["steps.one(stack)", "steps.two(\n    stack,\n)"])
    assert text.startswith("\"\"\"Say '''hello''' now.\n")
    assert text.endswith(
        "def upgrade(stack: Stack) -> None:\n    steps.one(stack)\n    steps.two(\n        stack,\n    )\n"
    )
    compile(text, "text", "exec")
