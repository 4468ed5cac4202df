"""`python -m generator generate | check | bundle | diff [--markdown] OLD NEW`."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from . import changelog, conventions, difference, reference, signatures, unasync, wording
from .bundle import Document, SpecError, bundle, dump
from .completeness import find_missing
from .handwritten import read_handwritten
from .layout import PACKAGE_NAME, Layout
from .operations import read_calls
from .render import Renderer, render
from .revisions import read_description
from .sdk_methods import name_methods_by_operation
from .stale_files import find_stale_files


def generate(layout: Layout) -> None:
    """Generate the typed client, the emulator's copy of the description, the sync code and the reference."""
    document = _validate(bundle(layout.spec))
    unasync.write(layout.root)  # first, since the client refers to the handwritten methods
    with _replace_with_fresh(layout.package) as fresh:
        rendered = render(document, fresh, name_methods_by_operation(document, layout))
        _fail_on(find_missing(document, fresh))
    layout.bundle_copy.write_text(dump(document), encoding="utf-8")
    with _replace_with_fresh(layout.reference) as fresh:
        reference.write(document, layout, layout.package, fresh)
    _fail_on([*reference.check_examples(document, layout), *_check_signatures(document, layout, rendered)])


def check(layout: Layout) -> None:
    """Check the description, everything that is generated from it, and the wording of the sources."""
    document = _validate(bundle(layout.spec))
    with tempfile.TemporaryDirectory(prefix="fresh-") as scratch:
        fresh = Path(scratch) / PACKAGE_NAME
        rendered = render(document, fresh, name_methods_by_operation(document, layout))
        found = [*find_missing(document, layout.package), *find_stale_files(fresh, layout.package)]
        found += _check_reference(document, layout, fresh)
        found += _check_signatures(document, layout, rendered)
    found += _check_copy(document, layout.bundle_copy)
    _fail_on([*found, *unasync.find_stale(layout.root), *_check_wording(layout.root)])


def print_bundle(layout: Layout) -> None:
    """Print the description as one document."""
    sys.stdout.write(dump(_validate(bundle(layout.spec))))


def _validate(document: Document) -> Document:
    _fail_on(conventions.find_problems(document))
    return document


def _fail_on(found: list[str]) -> None:
    if found:
        raise SpecError(found)


@contextmanager
def _replace_with_fresh(target: Path) -> Generator[Path]:
    """Lend a path beside `target`, and replace `target` with what was written there."""
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".fresh-") as scratch:
        fresh = Path(scratch) / target.name
        yield fresh
        if target.exists():
            target.rename(Path(scratch) / "old")
        shutil.move(fresh, target)


def _check_copy(document: Document, copy: Path) -> list[str]:
    if copy.exists() and copy.read_text(encoding="utf-8") == dump(document):
        return []
    return [f"{copy.parent.name}/{copy.name}: missing, edited or stale; run `python -m generator generate`"]


def _check_reference(document: Document, layout: Layout, package: Path) -> list[str]:
    pages = package.with_name(layout.reference.name)
    try:
        reference.write(document, layout, package, pages)
    except SpecError as error:
        return error.problems
    return [*find_stale_files(pages, layout.reference), *reference.check_examples(document, layout)]


def _check_signatures(document: Document, layout: Layout, rendered: Renderer) -> list[str]:
    by_hand = read_handwritten(layout.synchronous)
    return signatures.check_signatures(read_calls(document), by_hand, rendered.find_needs)


def _check_wording(root: Path) -> Iterator[str]:
    for path in _files_in(root, wording.ENFORCED):
        yield from _hits_in(root, path, wording.find_in_file(path.name, path.read_text(encoding="utf-8")))


def _files_in(root: Path, places: Iterable[str]) -> Iterator[Path]:
    for place in (root / place for place in places):
        for path in [place] if place.is_file() else sorted(place.rglob("*.*")):
            is_exempt = path.relative_to(root).as_posix() in wording.EXEMPT
            if path.suffix in wording.SUFFIXES and path.is_file() and not is_exempt:
                yield path


def _hits_in(root: Path, path: Path, hits: list[wording.Hit]) -> Iterator[str]:
    yield from (f"{path.relative_to(root).as_posix()}:{hit.line}: {hit.problem}" for hit in hits)


def print_changes(_: Layout, old: Document, new: Document) -> None:
    """Print the changes of the description, one per line."""
    found = difference.find_changes(old, new)
    sys.stdout.write("".join(f"{change}\n" for change in found))
    breaking = sum(change.breaks for change in found)
    sys.stdout.write(f"{len(found)} changes, {breaking} of which break callers\n")


def print_entry(layout: Layout, old: Document, new: Document) -> None:
    """Print the changes of the description as an entry of CHANGELOG.md."""
    sys.stdout.write(changelog.render_entry(layout, old, new))


_COMMANDS: dict[str, Callable[[Layout], None]] = {"generate": generate, "check": check, "bundle": print_bundle}


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m generator", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, command in _COMMANDS.items():
        commands.add_parser(name, help=(command.__doc__ or "").splitlines()[0])
    diff = commands.add_parser("diff", help="Print the changes of the description from OLD to NEW.")
    diff.add_argument(
        "--markdown",
        dest="write",
        action="store_const",
        const=print_entry,
        default=print_changes,
        help="print Markdown for CHANGELOG.md, with the names of the methods",
    )
    diff.add_argument("old", help="a git revision, or a folder such as spec/")
    diff.add_argument("new", help="a git revision, or a folder such as spec/")
    return parser


def main(arguments: Sequence[str] | None = None, layout: Layout | None = None) -> int:
    """Run one command. Returns 1 if there are problems, after printing each on a line of stderr."""
    chosen = _build_parser().parse_args(arguments)
    layout = layout or Layout()
    try:
        if chosen.command == "diff":
            old, new = (read_description(revision, layout.root) for revision in (chosen.old, chosen.new))
            chosen.write(layout, old, new)
        else:
            _COMMANDS[chosen.command](layout)
    except SpecError as error:
        sys.stderr.write("".join(f"{problem}\n" for problem in error.problems))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
