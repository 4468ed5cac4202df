"""Derive the synchronous code from the asynchronous code: `python -m generator.unasync [--check]`.

The asynchronous code is handwritten. A table of replacements derives the synchronous code from it. A rule that matches
nowhere is an error.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from .bundle import SpecError
from .layout import Layout

HEADER = "# Derived from {source} by generator/unasync.py: edit that, not this.\n"

FOLDERS = (
    ("wrapper/contentstack_cma/_async", "wrapper/contentstack_cma/_sync"),
    ("wrapper/contentstack_cma/bulk/_async", "wrapper/contentstack_cma/bulk/_sync"),
    ("wrapper/contentstack_cma/sending/_async", "wrapper/contentstack_cma/sending/_sync"),
    ("toolkit/contentstack_cma_toolkit/transfer/_async", "toolkit/contentstack_cma_toolkit/transfer/_sync"),
    ("tests/wrapper/asynchronous", "tests/wrapper/synchronous"),
)
"""Pairs of a handwritten folder and the folder derived from it."""

CONFIG = Layout().root / "pyproject.toml"

RULES = (
    (r"\basync (def|with|for)\b", r"\1"),
    (r"\bawait ", ""),
    (r"\b__a(enter|exit|iter)__\b", r"__\1__"),
    (r"\ba(close|read|iter_bytes|exchange|introspect|revoke|login_with_browser)\b", r"\1"),
    (r"\bhandle_async_request\b", "handle_request"),
    (r"\basyncio\b", "sync"),
    (r"\._async\b", "._sync"),
    (r"\bAsyncPages\b", "Page"),
    (r"\bAsync([A-Z]\w*)", r"\1"),
    (r"\basynccontextmanager\b", "contextmanager"),
    (r"\bAbstractAsyncContextManager\b", "AbstractContextManager"),
    (r"\basync_(\w+)\b", r"sync_\1"),
    (r"\banyio import sleep\b", "time import sleep"),
    (r"\banyio import Event\b", "threading import Event"),
    (r"\basynchronous\b", "synchronous"),
    (r"^pytestmark = pytest\.mark\.anyio\n", ""),
)
"""Patterns and replacements, applied to every file in this order."""


class Deriver:
    """Applies the rules, and knows which of them matched."""

    def __init__(self) -> None:
        self._rules = [(re.compile(pattern, re.MULTILINE), replacement) for pattern, replacement in RULES]
        self._used: set[str] = set()

    def derive(self, sources: Mapping[str, str]) -> dict[str, str]:
        """Return the synchronous form of texts, formatted, each with a header that names its source."""
        derived = [_build_header(source) + self._replace(text) for source, text in sources.items()]
        return dict(zip(sources, _format(derived), strict=True))

    def _replace(self, text: str) -> str:
        for pattern, replacement in self._rules:
            text, count = pattern.subn(replacement, text)
            if count:
                self._used.add(pattern.pattern)
        return text

    def find_unused(self) -> list[str]:
        """Return the patterns that matched nothing."""
        return [pattern.pattern for pattern, _ in self._rules if pattern.pattern not in self._used]


def _build_header(source: str) -> str:
    """Return the comment that names the source by its folder and name."""
    return HEADER.format(source="/".join(Path(source).parts[-2:]))


def write(root: Path) -> None:
    """Write the derived folders below `root`.

    Raises:
        SpecError: A rule matches nowhere.
    """
    for target, text in _derive_all(root).items():
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")
    for extra in _find_extra(root):
        extra.unlink()


def find_stale(root: Path) -> list[str]:
    """Return a line for each derived file below `root` that is missing, extra, edited or stale."""
    try:
        derived = _derive_all(root)
    except SpecError as error:
        return error.problems
    wrong = [path for path, text in derived.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    return [
        *(f"{_name(path, root)}: missing, edited or stale; run `python -m generator.unasync`" for path in wrong),
        *(f"{_name(path, root)}: extra; delete it, since nothing derives it" for path in _find_extra(root)),
    ]


def _derive_all(root: Path) -> dict[Path, str]:
    deriver = Deriver()
    pairs = {_name(source, root): (source, target) for source, target in _find_pairs(root)}
    derived = deriver.derive({name: source.read_text(encoding="utf-8") for name, (source, _) in pairs.items()})
    found = {target: derived[name] for name, (_, target) in pairs.items()}
    if problems := [f"unasync: the rule {pattern!r} matches nowhere: remove it" for pattern in deriver.find_unused()]:
        raise SpecError(problems)
    return found


def _find_pairs(root: Path) -> Iterator[tuple[Path, Path]]:
    for by_hand, derived in FOLDERS:
        for source in sorted((root / by_hand).glob("*.py")):
            yield source, root / derived / source.name


def _find_extra(root: Path) -> list[Path]:
    targets = {target for _, target in _find_pairs(root)}
    present = (path for _, derived in FOLDERS for path in sorted((root / derived).glob("*.py")))
    return [path for path in present if path not in targets]


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _format(texts: Sequence[str]) -> list[str]:
    """Format texts with ruff, since shorter names change line breaks and the order of imports.

    All of them at once, because starting ruff for each takes longer than its work.
    """
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / f"derived_{number}.py" for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        _run_ruff(["check", "--select=I001,F401,SIM117", "--fix-only"], paths)
        _run_ruff(["format"], paths)
        return [path.read_text(encoding="utf-8") for path in paths]


def _run_ruff(command: list[str], paths: Sequence[Path]) -> None:
    base = [sys.executable, "-m", "ruff", *command, "--quiet", "--no-cache", f"--config={CONFIG}"]
    subprocess.run([*base, *map(str, paths)], check=True)


def main() -> int:
    """Derive the code or, with `--check`, report what is stale."""
    parser = argparse.ArgumentParser(prog="python -m generator.unasync", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a derived file is stale")
    problems: list[str] = []
    try:
        if parser.parse_args().check:
            problems = find_stale(Layout().root)
        else:
            write(Layout().root)
    except SpecError as error:
        problems = error.problems
    sys.stderr.write("".join(f"{problem}\n" for problem in problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
