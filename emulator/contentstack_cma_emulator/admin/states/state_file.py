"""State files: a saved state in one file, for another day, another machine or another emulator.

A state file is a ZIP archive that is not compressed: `state.json` says what it is, `state.db` is the SQLite database,
and the files below `assets/` are the uploaded ones, at `assets/<api_key>/<asset uid>/<upload uid>`.
"""

import errno
import json
import math
import re
import shutil
import sqlite3
import struct
import tempfile
import zipfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeGuard, cast

from contentstack_cma_emulator.admin.states.copying import SavedState
from contentstack_cma_emulator.engine.clock import LAST
from contentstack_cma_emulator.engine.database_images import find_tables, open_image
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.private_files import make_private_file, make_private_folder, replace_private_file
from contentstack_cma_emulator.engine.store import Store

FORMAT = "contentstack-cma-emulator state"
VERSION = 1
"""To be raised when older versions of the emulator could not read a file, or would read it wrongly."""

HEADER, DATABASE, ASSETS = "state.json", "state.db", "assets"

MOST_HEADER = 64 * 1024
"""Bytes."""

LONGEST_AHEAD = 1e10
"""Seconds, more than three hundred years."""

EARLIEST = datetime(1000, 1, 1, tzinfo=UTC)

NAME = re.compile(r"assets/[A-Za-z0-9_-]+/[A-Za-z0-9_-]+/[A-Za-z0-9_-]+")

ENCRYPTED = 1
"""The bit among the flags of a member."""

DAMAGED = (zipfile.BadZipFile, EOFError, NotImplementedError, UnicodeDecodeError, struct.error, OverflowError)
"""What reading an archive raises that is none."""

SQLITE = b"SQLite format 3\0"

NOT_JSON = "SELECT COUNT(*) FROM documents WHERE NOT json_valid(body) OR json_type(body) != 'object'"

ACCOUNTS = "SELECT COUNT(*) FROM documents WHERE kind = 'demo' AND uid = 'account'"

ACCOUNT = (
    *("user_uid", "email", "password", "authtoken", "organization_uid", "client_secret"),
    *("tfa_user_uid", "tfa_email", "tfa_password", "totp_secret"),
)

NEEDED: Mapping[str, Mapping[str, Sequence[str]]] = {
    "demo": {
        "account": ACCOUNT,
        "stack": ("api_key", "management_token", "read_only_management_token"),
        "seed": ("stacks",),
    },
    "stack": {"": ("api_key", "uid", "name", "org_uid", "owner_uid", "master_locale")},
    "work": {"": ("name", "due", "payload", "caller")},
}
"""What the emulator reads of a state as soon as it has it: keys by kind and uid, or of all uids."""

LACKING = """
SELECT uid FROM documents WHERE kind = ? AND ? IN ('', uid) AND json_extract(body, '$.' || ?) IS NULL LIMIT 1
"""

FILES_OF_ASSETS = """
SELECT DISTINCT 'assets/' || stack || '/' || uid || '/' || json_extract(body, '$.upload_uid')
FROM documents WHERE kind = 'asset' AND json_extract(body, '$.upload_uid') IS NOT NULL
"""


class StateError(ValueError):
    """A state file that cannot be used. `place` is where in it the fault is, or empty."""

    def __init__(self, place: str, text: str, path: Path | None = None) -> None:
        super().__init__(": ".join(filter(None, ("" if path is None else str(path), place, text))))
        self.place = place
        self.text = text


def write(saved: SavedState, path: Path) -> None:
    """Write a state file that only its owner may read; at `path` there is the old file or the whole new one.

    Raises:
        OSError: The file cannot be written.
    """
    with replace_private_file(path) as file, zipfile.ZipFile(file, "w") as archive:
        header = {"format": FORMAT, "version": VERSION, "clock": saved.clock}
        archive.writestr(HEADER, json.dumps(header))
        archive.writestr(DATABASE, saved.database)
        for source in sorted(each for each in saved.files.rglob("*") if each.is_file()):
            archive.write(source, f"{ASSETS}/{source.relative_to(saved.files).as_posix()}")


def remove_unfinished(path: Path) -> None:
    """Remove what processes that were killed have left of files they wrote to `path`."""
    for unfinished in path.parent.glob(f".{path.name}-*"):
        unfinished.unlink(missing_ok=True)


def read(path: Path, folder: Path) -> SavedState:
    """Read a state file; its assets are put into a new folder inside of `folder`.

    Raises:
        OSError: The file cannot be read.
        StateError: It is not a state file, it is damaged, or of another version.
    """
    files = Path(tempfile.mkdtemp(prefix="files-", dir=folder))
    try:
        with path.open("rb") as file, _reading(), zipfile.ZipFile(file) as archive:
            return _read(archive, files)
    except StateError as error:
        failure = StateError(error.place, error.text, path)
    except BaseException:
        shutil.rmtree(files)
        raise
    shutil.rmtree(files)
    raise failure


@contextmanager
def _reading() -> Generator[None]:
    """Raise `StateError` for what reading an archive raises that is none."""
    try:
        yield
    except DAMAGED as error:
        raise StateError("", f"is not a state file, or is damaged: {error}.") from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        # A place in the file that cannot be.
        raise StateError("", "is not a state file, or is damaged: it names a place outside of itself.") from error


def _read(archive: zipfile.ZipFile, files: Path) -> SavedState:
    assets = _check_members(archive)
    clock = _read_clock(archive)
    database = archive.read(DATABASE)
    _check_database(database, assets)
    for name in assets:
        target = files / name.removeprefix(f"{ASSETS}/")
        _extract(archive, name, target)
    return SavedState(database, files, clock)


def _check_members(archive: zipfile.ZipFile) -> set[str]:
    """Return the names of the assets. Raises `StateError` if there is anything else, or something that leads out."""
    assets: set[str] = set()
    seen: set[str] = set()
    for member in archive.infolist():
        name = member.filename
        if name in seen:
            raise StateError(name, "is there twice.")
        if member.compress_type != zipfile.ZIP_STORED or member.flag_bits & ENCRYPTED:
            raise StateError(name, "is compressed or encrypted; state files are neither.")
        if name not in (HEADER, DATABASE):
            if not NAME.fullmatch(name):
                raise StateError(name, "is no name of a file in a state file.")
            assets.add(name)
        seen.add(name)
    for name in (HEADER, DATABASE):
        if name not in seen:
            raise StateError("", f"is not a state file: it has no {name}.")
    return assets


def _read_clock(archive: zipfile.ZipFile) -> dict[str, Any]:
    """Return the reading of the clock. Raises `StateError` if the header is not one of this version."""
    if archive.getinfo(HEADER).file_size > MOST_HEADER:
        raise StateError(HEADER, "is too large.")
    try:
        header: Any = json.loads(archive.read(HEADER))
    except (ValueError, RecursionError) as error:
        raise StateError(HEADER, "is not valid JSON.") from error
    if not isinstance(header, dict) or cast("Document", header).get("format") != FORMAT:
        raise StateError(HEADER, f"does not have the format {FORMAT!r}.")
    fields = cast("Document", header)
    if fields.get("version") != VERSION:
        text = f"must be {VERSION}, not {fields.get('version')!r}: another version of the emulator wrote this file."
        raise StateError(f"{HEADER}.version", text)
    clock: Any = fields.get("clock")
    if not isinstance(clock, dict) or not _is_reading(cast("Document", clock)):
        raise StateError(f"{HEADER}.clock", "is not a reading of a clock.")
    return cast("Document", clock)


def _is_reading(clock: Document) -> bool:
    ahead, speed, now = clock.get("ahead"), clock.get("speed"), clock.get("now")
    if not _is_number(ahead) or not _is_number(speed) or not isinstance(now, str):
        return False
    try:
        moment = datetime.fromisoformat(now)
        is_moment = moment.tzinfo is not None and EARLIEST <= moment.astimezone(UTC) <= LAST
    except (ValueError, OverflowError):
        return False
    return is_moment and abs(ahead) <= LONGEST_AHEAD and 0 <= speed <= LONGEST_AHEAD


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _check_database(database: bytes, assets: set[str]) -> None:
    """Raise `StateError` if bytes are not a database of the emulator, or lack the file of an asset."""
    if not database.startswith(SQLITE):
        raise StateError(DATABASE, "is not a SQLite database.")
    try:
        with open_image(database) as connection:
            if find_tables(connection) != _own_tables():
                raise StateError(DATABASE, "does not have the tables of a state.")
            _check_content(connection, assets)
    except sqlite3.Error as error:
        raise StateError(DATABASE, f"is not a database, or is damaged: {error}.") from error


def _check_content(connection: sqlite3.Connection, assets: set[str]) -> None:
    ((found,),) = connection.execute("PRAGMA quick_check(1)").fetchall()
    if found != "ok":
        raise StateError(DATABASE, f"is damaged: {found}.")
    ((broken,),) = connection.execute(NOT_JSON).fetchall()
    if broken:
        raise StateError(DATABASE, f"holds {broken} documents that are not JSON objects.")
    ((accounts,),) = connection.execute(ACCOUNTS).fetchall()
    if not accounts:
        raise StateError(DATABASE, "holds no account.")
    _check_keys(connection)
    for (name,) in connection.execute(FILES_OF_ASSETS).fetchall():
        if name not in assets:
            raise StateError(name, "is missing: an asset needs this file.")


def _check_keys(connection: sqlite3.Connection) -> None:
    wanted = ((kind, uid, name) for kind, uids in NEEDED.items() for uid, names in uids.items() for name in names)
    for kind, uid, name in wanted:
        if found := connection.execute(LACKING, (kind, uid, name)).fetchone():
            raise StateError(DATABASE, f"holds a {kind} {found[0]!r} without {name}.")


@cache
def _own_tables() -> set[tuple[str, str, str | None]]:
    store = Store()
    with closing(store), open_image(store.image()) as connection:
        return find_tables(connection)


def _extract(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    make_private_folder(target.parent)
    make_private_file(target)
    with archive.open(name) as source, target.open("wb") as file:
        shutil.copyfileobj(source, file)
