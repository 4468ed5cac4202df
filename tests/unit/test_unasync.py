"""The synchronous half is derived, and says so when it is not."""

import shutil
from pathlib import Path

import pytest

from generator import unasync
from generator.bundle import SpecError
from generator.layout import Layout

ROOT = Layout().root


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for pair in unasync.FOLDERS:
        for folder in pair:
            shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_committed_code_is_the_derived_code(copy: Path) -> None:
    assert unasync.find_stale(copy) == []


def test_an_edited_file_is_found(copy: Path) -> None:
    edited = copy / "wrapper/contentstack_cma/_sync/client.py"
    edited.write_text(edited.read_text().replace("Close the connections", "Close them"))
    assert unasync.find_stale(copy) == [
        "wrapper/contentstack_cma/_sync/client.py: missing, edited or stale; run `python -m generator.unasync`"
    ]


def test_a_missing_file_is_found_and_written(copy: Path) -> None:
    missing = copy / "wrapper/contentstack_cma/_sync/stack.py"
    missing.unlink()
    assert [line.partition(":")[0] for line in unasync.find_stale(copy)] == ["wrapper/contentstack_cma/_sync/stack.py"]
    unasync.write(copy)
    assert missing.exists()
    assert unasync.find_stale(copy) == []


def test_an_extra_file_is_found_and_removed(copy: Path) -> None:
    extra = copy / "wrapper/contentstack_cma/_sync/extra.py"
    extra.touch()
    (problem,) = unasync.find_stale(copy)
    assert problem == "wrapper/contentstack_cma/_sync/extra.py: extra; delete it, since nothing derives it"
    unasync.write(copy)
    assert not extra.exists()


def test_a_change_of_the_source_makes_stale(copy: Path) -> None:
    source = copy / "wrapper/contentstack_cma/_async/stack.py"
    source.write_text(source.read_text().replace("Immutable", "Never changes"))
    assert len(unasync.find_stale(copy)) == 1


def test_a_rule_that_applies_nowhere_is_an_error(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unasync, "RULES", (*unasync.RULES, (r"\bno_such_word\b", "")))
    problem = r"unasync: the rule '\\bno_such_word\\b' matches nowhere: remove it"
    assert unasync.find_stale(copy) == [problem]
    with pytest.raises(SpecError, match="no_such_word"):
        unasync.write(copy)


def test_asynchronous_code_becomes_synchronous() -> None:
    text = """async def f(client: AsyncClient) -> AsyncIterator[int]:
    async with client.stream() as s:
        async for item in s:
            await s.aclose()
"""
    derived = unasync.Deriver().derive({"a.py": text})
    assert derived["a.py"].splitlines() == [
        "# Derived from a.py by generator/unasync.py: edit that, not this.",
        "def f(client: Client) -> Iterator[int]:",
        "    with client.stream() as s:",
        "        for item in s:",
        "            s.close()",
    ]


def test_deriving_is_deterministic() -> None:
    source = (ROOT / "wrapper/contentstack_cma/_async/entries.py").read_text()
    assert unasync.Deriver().derive({"a.py": source}) == unasync.Deriver().derive({"a.py": source})
