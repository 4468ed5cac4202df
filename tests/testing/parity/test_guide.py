"""The five lines of the guide, as readers type them, with an emulator in place of the service."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

from contentstack_cma_emulator import Emulator
from tests.docs.support.code_blocks import ROOT, read_blocks
from tests.testing.parity.conftest import PLAIN, list_stacks

GUIDE = ROOT / "docs" / "guides" / "parity.md"

FEW = ["--flow", "labels.unknown", "--flow", "tokens.management"]


def test_the_five_lines_run(emulator: Emulator, tmp_path: Path) -> None:
    install, sign_in, dry_run, live, apply = read_blocks(GUIDE, "console")[0].splitlines()
    assert install == "$ pip install 'contentstack-cma[emulator]' pytest"
    assert set(re.findall(r"CONTENTSTACK_\w+", sign_in)) == {"CONTENTSTACK_AUTHTOKEN", "CONTENTSTACK_REGION"}
    assert "minutes. Nothing was sent to the service" in run(dry_run, *FEW, *PLAIN)
    assert emulator.requests == []
    assert "The report is in parity-report/parity.md" in run(live, *FEW, *PLAIN)
    assert "create_management_token" in run(apply)
    assert list_stacks(emulator) == []


def test_the_guide_names_every_option() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    helped = run("$ pytest --pyargs contentstack_cma_testing.parity --help", *PLAIN)
    group = helped.partition("check the emulator against a stack:")[2].partition("\n\n")[0]
    options = re.findall(r"^  (--[\w-]+)", group, re.MULTILINE)
    assert len(options) >= 6
    assert [option for option in options if f"`{option}" not in text] == []


def run(line: str, *more: str) -> str:
    """Run a line of the guide, and return what it prints."""
    program, *arguments = shlex.split(line.removeprefix("$ "))
    command = [sys.executable, *(["-m", "pytest"] if program == "pytest" else []), *arguments, *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
