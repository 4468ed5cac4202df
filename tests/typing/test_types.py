"""User code as type checkers see it: what `accepted/` holds is right, and each marked line of `refused/` is wrong.

A mark may say which key of a body is wrong (`# expect-error: nam`). pyright then names it wherever the body is; mypy
only where the body has a type of its own (`# expect-error: nam, in both`), as in an annotated variable.
"""

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MARK = re.compile(r"# expect-error(?:: (?P<key>\w+)(?P<both>, in both)?)?$")

Errors = dict[str, dict[int, str]]
"""Messages by file and line; several for one line are joined."""


def _mypy() -> Errors:
    command = ["-m", "mypy", "--strict", "--config-file=", f"--cache-dir={ROOT / '.mypy_cache' / 'user'}"]
    output = _run(*command, "--no-error-summary", "--hide-error-context", "accepted", "refused")
    errors: Errors = defaultdict(lambda: defaultdict(str))
    for line in output.splitlines():
        found = re.match(r"(.+?):(\d+): error: (.*)", line)
        if found:
            errors[Path(found[1]).as_posix()][int(found[2])] += f"{found[3]}\n"
        else:
            assert ": note: " in line, line
    return errors


def _pyright() -> Errors:
    report = json.loads(_run("-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "--project", str(HERE)))
    errors: Errors = defaultdict(lambda: defaultdict(str))
    for item in report["generalDiagnostics"]:
        if item["severity"] == "error":
            file = Path(item["file"]).relative_to(HERE).as_posix()
            errors[file][item["range"]["start"]["line"] + 1] += f"{item['message']}\n"
    assert report["summary"]["filesAnalyzed"] == len(_files("accepted")) + len(_files("refused"))
    return errors


CHECKERS = {"mypy": _mypy, "pyright": _pyright}


@pytest.fixture(scope="module", params=CHECKERS)
def checker(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def errors(checker: str) -> Errors:
    return CHECKERS[checker]()


def test_right_code_is_accepted(errors: Errors) -> None:
    assert {file: lines for file, lines in errors.items() if file.startswith("accepted/")} == {}


def test_wrong_code_is_rejected_and_nothing_else(errors: Errors) -> None:
    found = {file: sorted(errors.get(file, {})) for file in _files("refused")}
    assert found == {file: sorted(_find_marks(file)) for file in _files("refused")}, errors


def test_messages_name_the_wrong_key(checker: str, errors: Errors) -> None:
    marks = [(file, line, mark) for file in _files("refused") for line, mark in _find_marks(file).items()]
    named = [each for each in marks if each[2]["key"] and (checker == "pyright" or each[2]["both"])]
    assert len(named) >= 3
    silent = [f"{file}:{line}" for file, line, mark in named if f'"{mark["key"]}"' not in errors[file][line]]
    assert silent == []


def test_there_is_code_to_check() -> None:
    assert len(_files("accepted")) >= 5
    assert sum(len(_find_marks(file)) for file in _files("refused")) >= 60


def test_public_names_are_fully_typed() -> None:
    output = _run("-m", "pyright", "--outputjson", "--ignoreexternal", "--verifytypes", "contentstack_cma")
    completeness = json.loads(output)["typeCompleteness"]
    exported = [symbol for symbol in completeness["symbols"] if symbol["isExported"]]
    incomplete = [symbol["name"] for symbol in exported if not symbol["isTypeKnown"] or symbol["isTypeAmbiguous"]]
    assert completeness["completenessScore"] >= 0.99, incomplete
    assert completeness["exportedSymbolCounts"]["withKnownType"] > 500


def _files(folder: str) -> list[str]:
    return sorted(path.relative_to(HERE).as_posix() for path in (HERE / folder).glob("*.py"))


def _find_marks(file: str) -> dict[int, "re.Match[str]"]:
    """Return the marks by line."""
    lines = (HERE / file).read_text(encoding="utf-8").splitlines()
    return {number: mark for number, line in enumerate(lines, start=1) if (mark := MARK.search(line))}


def _run(*arguments: str) -> str:
    """What a checker prints. That it finds errors is no failure; that it cannot run is.

    `pyright --verifytypes` finds the environment through `PATH` only.
    """
    environment = os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    return done.stdout
