"""Derives synchronous code from asynchronous code: `python -m generator.unasync [--check]`.

The asynchronous half is written by hand. A table of word replacements makes the synchronous half of it; a rule
that no longer applies anywhere is an error, so that the table cannot rot.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from .bundle import SpecError
from .layout import Layout

HEADER = "# Derived from {source} by generator/unasync.py: edit that, not this.\n"

FOLDERS = (
    ("wrapper/contentstack_cma/_async", "wrapper/contentstack_cma/_sync"),
    ("tests/wrapper/asynchronous", "tests/wrapper/synchronous"),
)
"""What is written by hand, and what is derived from it."""

CONFIG = Layout().root / "pyproject.toml"

RULES = (
    (r"\basync (def|with|for)\b", r"\1"),
    (r"\bawait ", ""),
    (r"\b__a(enter|exit|iter)__\b", r"__\1__"),
    (r"\ba(close|read|iter_bytes|exchange|revoke|login_with_browser)\b", r"\1"),
    (r"\bhandle_async_request\b", "handle_request"),
    (r"\basyncio\b", "sync"),
    (r"\bAsyncPages\b", "Page"),
    (r"\bAsync([A-Z]\w*)", r"\1"),
    (r"\basynccontextmanager\b", "contextmanager"),
    (r"\basync_(\w+)\b", r"sync_\1"),
    (r"\banyio import sleep\b", "time import sleep"),
    (r"\basynchronous\b", "synchronous"),
    (r"^pytestmark = pytest\.mark\.anyio\n", ""),
)
"""Patterns and their replacements, applied in this order to every file."""


class Deriver:
    """Applies the rules, and knows which of them did something."""

    def __init__(self) -> None:
        self._rules = [(re.compile(pattern, re.MULTILINE), replacement) for pattern, replacement in RULES]
        self._used: set[str] = set()

    def derive(self, text: str, source: str) -> str:
        """The synchronous form of `text`, formatted, with a header that names `source`."""
        for pattern, replacement in self._rules:
            text, count = pattern.subn(replacement, text)
            if count:
                self._used.add(pattern.pattern)
        return _formatted(HEADER.format(source=source) + text)

    def unused(self) -> list[str]:
        """The patterns that matched nothing."""
        return [pattern.pattern for pattern, _ in self._rules if pattern.pattern not in self._used]


def write(root: Path) -> None:
    """Write the derived folders under `root` anew.

    Raises:
        SpecError: A rule applies nowhere.
    """
    for target, text in _derived(root).items():
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")
    for extra in _extra(root):
        extra.unlink()


def stale(root: Path) -> list[str]:
    """Every derived file under `root` that is missing, extra, edited or out of date, one line each."""
    try:
        derived = _derived(root)
    except SpecError as error:
        return error.problems
    wrong = [path for path, text in derived.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    return [
        *(f"{_name(path, root)}: missing, edited or stale; run `python -m generator.unasync`" for path in wrong),
        *(f"{_name(path, root)}: extra, nothing derives it" for path in _extra(root)),
    ]


def _derived(root: Path) -> dict[Path, str]:
    deriver = Deriver()
    found = {
        target: deriver.derive(source.read_text(encoding="utf-8"), _name(source, root))
        for source, target in _pairs(root)
    }
    if problems := [f"unasync: the rule {pattern!r} applies nowhere" for pattern in deriver.unused()]:
        raise SpecError(problems)
    return found


def _pairs(root: Path) -> Iterator[tuple[Path, Path]]:
    for by_hand, derived in FOLDERS:
        for source in sorted((root / by_hand).glob("*.py")):
            yield source, root / derived / source.name


def _extra(root: Path) -> list[Path]:
    targets = {target for _, target in _pairs(root)}
    present = (path for _, derived in FOLDERS for path in sorted((root / derived).glob("*.py")))
    return [path for path in present if path not in targets]


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _formatted(text: str) -> str:
    """`text` as ruff formats it: shorter words move line breaks, and other names sort elsewhere."""
    text = _ruff(["check", "--select=I001,F401,SIM117", "--fix-only"], text)
    return _ruff(["format"], text)


def _ruff(command: list[str], text: str) -> str:
    base = [sys.executable, "-m", "ruff", *command, "--quiet", "--no-cache", f"--config={CONFIG}"]
    done = subprocess.run(
        [*base, "--stdin-filename=derived.py", "-"], input=text, capture_output=True, text=True, check=True
    )
    return done.stdout


def main() -> int:
    """Derive, or with `--check` say what is not as it would be derived."""
    parser = argparse.ArgumentParser(prog="python -m generator.unasync", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if something is stale")
    root = Layout().root
    problems = stale(root) if parser.parse_args().check else _attempt(root)
    sys.stderr.write("".join(f"{problem}\n" for problem in problems))
    return 1 if problems else 0


def _attempt(root: Path) -> list[str]:
    try:
        write(root)
    except SpecError as error:
        return error.problems
    return []


if __name__ == "__main__":
    sys.exit(main())
