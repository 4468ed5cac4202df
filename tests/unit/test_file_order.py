"""The files that take longest are run first, whatever order they are collected in."""

from types import SimpleNamespace
from typing import Any

from tests.conftest import LONGEST, TESTS, pytest_collection_modifyitems


def test_every_file_that_comes_first_exists() -> None:
    assert [name for name in LONGEST if not (TESTS / name).is_file()] == []


def test_the_longest_files_come_first_and_the_others_stay_in_order() -> None:
    items: list[Any] = [SimpleNamespace(path=TESTS / name) for name in ("b.py", LONGEST[1], "a.py", LONGEST[0])]
    pytest_collection_modifyitems(items)
    assert [item.path for item in items] == [TESTS / name for name in (*LONGEST[:2], "b.py", "a.py")]
