"""The files of migrations: find them, hash them, load them."""

import hashlib
import os
import re
import sys
import traceback
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from .errors import MigrationFileError

if TYPE_CHECKING:
    from contentstack_cma import Stack

_NAME = re.compile(r"(?P<number>[0-9]{4,})_[a-z0-9_]+")
_LOOKS_NUMBERED = re.compile(r"[0-9]")

MigrationFunction = Callable[["Stack"], object]
"""`upgrade(stack)` or `downgrade(stack)` of a file."""


@dataclass(frozen=True, slots=True)
class MigrationFile:
    """The file of a migration.

    Attributes:
        path: Its path.
        number: Its number.
        text: Its text, with normalized line ends.
    """

    path: Path
    number: int
    text: str

    @property
    def name(self) -> str:
        """Name of the migration: that of the file, without suffix."""
        return self.path.stem

    @property
    def hash(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class LoadedMigration:
    """A migration whose file was run.

    Attributes:
        file: The file.
        upgrade: Its function `upgrade(stack)`.
        downgrade: Its function `downgrade(stack)`, if it has one.
    """

    file: MigrationFile
    upgrade: MigrationFunction
    downgrade: MigrationFunction | None


def find_files(folder: str | os.PathLike[str]) -> list[MigrationFile]:
    """Return the migrations in a folder, by number.

    Files whose name does not begin with a digit are helpers, and ignored.

    Raises:
        MigrationFileError: The folder does not exist, a name is malformed, or a number is missing or used twice.
    """
    place = Path(folder)
    if not place.is_dir():
        advice = "Create the first migration with contentstack-cma migrations new, or name the folder with --folder"
        raise MigrationFileError(str(folder), f"this folder does not exist. {advice}")
    paths = [path for path in place.iterdir() if path.suffix == ".py" and _LOOKS_NUMBERED.match(path.name)]
    files = sorted((_read_file(path) for path in paths), key=lambda file: (file.number, file.name))
    check_numbers(files)
    return files


def _read_file(path: Path) -> MigrationFile:
    match = _NAME.fullmatch(path.stem)
    if match is None or match["number"] != f"{int(match['number']):04}":
        raise MigrationFileError(
            str(path),
            "the name of a migration has a number of four digits, and lower case letters, digits and underscores, "
            "such as 0001_split_name.py: rename it",
        )
    try:
        text = path.read_text("utf-8")  # universal newlines: a checkout may change line ends
    except UnicodeDecodeError as error:
        raise MigrationFileError(str(path), f"it is not UTF-8: {error.reason}") from error
    return MigrationFile(path, int(match["number"]), text)


def check_numbers(files: Sequence[MigrationFile]) -> None:
    """Check that each number is used once, and that none is missing in between.

    Raises:
        MigrationFileError: A number is missing or used twice.
    """
    for one, other in pairwise(files):
        if one.number == other.number:
            raise MigrationFileError(
                str(other.path), f"{one.path.name} has the same number: renumber the one that is not applied yet"
            )
        if other.number != one.number + 1:
            missing = f"{one.number + 1:04}"
            raise MigrationFileError(
                str(other.path), f"number {missing} is missing, after {one.path.name}: add the file, or renumber"
            )


def load_migrations(files: Iterable[MigrationFile]) -> list[LoadedMigration]:
    """Run files, and return their functions. Files can import helpers that are beside them.

    Raises:
        MigrationFileError: A file cannot be run, or has no function `upgrade`.
    """
    return [_load(file) for file in files]


def _load(file: MigrationFile) -> LoadedMigration:
    names = _run_file(file)
    upgrade = _get_function(file, names, "upgrade")
    if upgrade is None:
        raise MigrationFileError(str(file.path), "it has no function upgrade(stack): define it")
    return LoadedMigration(file, upgrade, _get_function(file, names, "downgrade"))


def _run_file(file: MigrationFile) -> dict[str, Any]:
    """Run the text whose hash is recorded, and return the names that it defines."""
    module = ModuleType(f"contentstack_cma_migration_{file.name}")
    module.__file__ = str(file.path)
    with import_beside(file.path):
        try:
            code = compile(file.text, str(file.path), "exec")
            exec(code, vars(module))  # noqa: S102 - running the user's file is the task
        except (Exception, SystemExit) as error:
            raise MigrationFileError(str(file.path), f"it cannot be run: {_describe(file, error)}") from error
    return vars(module)


def _describe(file: MigrationFile, error: BaseException) -> str:
    """Return an error with the line of the file."""
    path = str(file.path)
    if isinstance(error, SyntaxError) and error.filename == path:
        return f"line {error.lineno}: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == path]
    return f"{f'line {lines[-1]}: ' if lines else ''}{type(error).__name__}: {error}"


@contextmanager
def import_beside(path: Path) -> Generator[None]:
    """Let imports find what is beside a migration, and in the working directory, such as a generated `models.py`.

    Args:
        path: The file of the migration.
    """
    places = [str(path.resolve().parent), str(Path.cwd())]
    sys.path[:0] = places
    try:
        yield
    finally:
        for place in places:
            if place in sys.path:  # the migration may have changed it
                sys.path.remove(place)


def _get_function(file: MigrationFile, names: dict[str, Any], name: str) -> MigrationFunction | None:
    from inspect import iscoroutinefunction

    function = names.get(name)
    if function is None:
        return None
    if not callable(function) or iscoroutinefunction(function):
        raise MigrationFileError(str(file.path), f"{name} must be a function without async: def {name}(stack)")
    return cast("MigrationFunction", function)
