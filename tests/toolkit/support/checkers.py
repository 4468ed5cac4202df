"""Check generated code as its users do: with mypy, pyright and ruff."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
MARK = "# expect-error"


def list_mypy_errors(folder: Path) -> dict[str, dict[int, str]]:
    """Return the messages of mypy by file and line."""
    command = [
        "mypy",
        "--strict",
        "--config-file=",
        "--no-error-summary",
        f"--cache-dir={ROOT / '.mypy_cache' / 'user'}",
    ]
    output = run(*command, ".", folder=folder)
    errors: dict[str, dict[int, str]] = {}
    for line in output.splitlines():
        found = re.match(r"(.+?):(\d+): error: (.*)", line)
        if found:
            errors.setdefault(found[1], {})[int(found[2])] = found[3]
        else:
            assert ": note: " in line, line
    return errors


def list_pyright_errors(folder: Path) -> dict[str, dict[int, str]]:
    """Return the messages of pyright by file and line."""
    config = {"include": ["."], "typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (folder / "pyrightconfig.json").write_text(json.dumps(config))
    command = ["pyright", "--outputjson", "--pythonpath", sys.executable, "--project", str(folder)]
    report = json.loads(run(*command, folder=folder))
    errors: dict[str, dict[int, str]] = {}
    for item in report["generalDiagnostics"]:
        if item["severity"] == "error":
            file = Path(item["file"]).relative_to(folder).as_posix()
            errors.setdefault(file, {})[item["range"]["start"]["line"] + 1] = item["message"]
    assert report["summary"]["filesAnalyzed"] == len(list(folder.glob("**/*.py")))
    return errors


def list_marked_lines(text: str) -> set[int]:
    """Return the numbers of the lines that are wrong on purpose."""
    return {number for number, line in enumerate(text.splitlines(), 1) if line.endswith(MARK)}


def check_style(folder: Path) -> str:
    """Return what ruff with its default settings would change or reject in a folder."""
    return run("ruff", "format", "--isolated", "--diff", "--quiet", ".", folder=folder) + run(
        "ruff", "check", "--isolated", "--quiet", "--output-format=concise", ".", folder=folder
    )


def run(*command: str, folder: Path) -> str:
    """Return what a command prints."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.stdout
