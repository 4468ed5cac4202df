"""The kit as a command: dry run, live run, and what follows from a report."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_testing.parity.__main__ import main
from tests.testing.parity.conftest import PLAIN, Command, list_stacks

FOLDER = Path("parity-report")


def test_a_dry_run_lists_the_calls_and_calls_nobody(command: Command, emulator: Emulator) -> None:
    done = command("--live", "--dry-run-flows", "--flow", "labels.unknown", "--flow", "branches.compare")
    assert done.returncode == 0, done.stdout
    assert "    DELETE delete_label                         delete\n" in done.stdout
    assert "(needs branches)" in done.stdout
    assert "minutes. Nothing was sent to the service." in done.stdout
    assert emulator.requests == []
    assert not FOLDER.exists()


def test_a_live_run_writes_a_report_and_leaves_nothing(command: Command, emulator: Emulator) -> None:
    done = command("--live", "--flow", "labels", "--flow", "rate_limit")
    assert done.returncode == 0, done.stdout
    assert "The report is in parity-report/parity.md" in done.stdout
    report = json.loads((FOLDER / "parity.json").read_text(encoding="utf-8"))
    assert report["differences"] == []
    assert "rate_limit_body" in {each["question"] for each in report["answers"]}
    assert list_stacks(emulator) == []
    assert sorted(path.name for path in FOLDER.iterdir()) == ["parity.json", "parity.md"]


def test_without_live_two_emulators_are_compared(command: Command, emulator: Emulator) -> None:
    done = command("--flow", "labels")
    assert done.returncode == 0, done.stdout
    assert emulator.requests == []
    assert not FOLDER.exists()


def test_the_options_are_only_there_for_the_kit(tmp_path: Path) -> None:
    (tmp_path / "test_nothing.py").write_text("def test_nothing(): pass\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", *PLAIN, "--live", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert "unrecognized arguments: --live" in done.stderr


@pytest.mark.parametrize("text", ["", "[]", '{"format": 99}'])
def test_apply_rejects_what_is_no_report(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "parity.json"
    path.write_text(text, encoding="utf-8")
    assert main(["apply", str(path)]) == 2
    assert "not a report" in capsys.readouterr().err
    assert main(["apply", str(tmp_path / "missing.json")]) == 2


def test_apply_proposes_evidence_answers_and_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "parity.json"
    path.write_text(json.dumps(REPORT), encoding="utf-8")
    assert main(["apply", str(path)]) == 0
    assert capsys.readouterr().out == PROPOSAL


REPORT = {
    "format": 1,
    "against": "the service",
    "is_service": True,
    "operations": {
        "create_label": {"successes": 1, "bodies": 1, "errors": [[422, 119, ["name"]], [401, 105, []]]},
        "get_label": {"successes": 1, "bodies": 1, "errors": [[412, 109, ["api_key"]]]},
        "unknown_to_us": {"successes": 1, "bodies": 1, "errors": []},
    },
    "answers": [
        {"question": "q", "asks": "?", "flow": "a.b", "live": ["yes"], "emulator": ["no"], "agrees": False},
        {"question": "r", "asks": "?", "flow": "a.c", "live": ["no"], "emulator": ["no"], "agrees": True},
    ],
    "differences": [
        {
            "aspect": "kind",
            "operation": "get_label",
            "place": "label.parent",
            "emulator": "list",
            "live": "null",
            "shown_by": ["labels.read: get"],
        }
    ],
}

PROPOSAL = """\
Compared with the service.

Evidence (x-evidence in spec/paths)

  create_label
-     x-evidence: {request: recorded, response: mock, errors: client}
+     x-evidence: {request: recorded, response: recorded, errors: recorded}
  get_label
-     x-evidence: {request: official, response: mock, errors: inferred}
+     x-evidence: {request: recorded, response: mock, errors: inferred}

Known answers

  q: yes (emulator: no; a.b)
  r: no (as the emulator; a.c)

Errors that were seen: status, code, keys (tests/contract/facts)

  create_label: 422, 119, name

Faults of the emulator, with the flow that shows each

  get_label kind label.parent: emulator list, API null (labels.read: get)
"""
