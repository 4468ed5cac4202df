"""State files: a saved state in one file.

A state file is an uncompressed ZIP archive: `state.json` is its header, `state.db` the SQLite database, and `assets/`
has the uploaded files, at `assets/<api_key>/<asset uid>/<upload uid>`.
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
from typing import Any, TypeGuard

from contentstack_cma_emulator.admin.states.copying import SavedState
from contentstack_cma_emulator.engine.clock import MAX_TIME
from contentstack_cma_emulator.engine.database_images import find_tables, open_image
from contentstack_cma_emulator.engine.documents import Document, as_object, get_object
from contentstack_cma_emulator.engine.private_files import make_private_file, make_private_folder, replace_private_file
from contentstack_cma_emulator.engine.store import Store

FORMAT = "contentstack-cma-emulator state"
VERSION = 1
"""To be increased when older versions of the emulator could not read a file, or would misread it."""

HEADER, DATABASE, ASSETS = "state.json", "state.db", "assets"

MAX_HEADER = 64 * 1024
"""Maximum size of the header, in bytes."""

MAX_AHEAD = 1e10
"""Seconds: more than three hundred years."""

EARLIEST = datetime(1000, 1, 1, tzinfo=UTC)

NAME = re.compile(r"assets/[A-Za-z0-9_-]+/[A-Za-z0-9_-]+/[A-Za-z0-9_-]+")

ENCRYPTED = 1
"""The flag of an encrypted member."""

DAMAGED = (zipfile.BadZipFile, EOFError, NotImplementedError, UnicodeDecodeError, struct.error, OverflowError)
"""Exceptions of reading a damaged archive."""

SQLITE = b"SQLite format 3\0"

NOT_JSON = "SELECT COUNT(*) FROM documents WHERE NOT json_valid(body) OR json_type(body) != 'object'"

ACCOUNTS = "SELECT COUNT(*) FROM documents WHERE kind = 'demo' AND uid = 'account'"

ACCOUNT = (
    *("user_uid", "email", "password", "authtoken", "organization_uid", "client_secret"),
    *("tfa_user_uid", "tfa_email", "tfa_password", "totp_secret"),
)

REQUIRED_KEYS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "demo": {
        "account": ACCOUNT,
        "stack": ("api_key", "management_token", "read_only_management_token"),
        "seed": ("stacks",),
    },
    "stack": {"": ("api_key", "uid", "name", "org_uid", "owner_uid", "master_locale")},
    "work": {"": ("name", "due", "payload", "caller")},
}
"""Keys that documents must have, by kind and uid; an empty uid means all."""

FIND_LACKING = """
SELECT uid FROM documents WHERE kind = ? AND ? IN ('', uid) AND json_extract(body, '$.' || ?) IS NULL LIMIT 1
"""

FILES_OF_ASSETS = """
SELECT DISTINCT 'assets/' || stack || '/' || uid || '/' || json_extract(body, '$.upload_uid')
FROM documents WHERE kind = 'asset' AND json_extract(body, '$.upload_uid') IS NOT NULL
"""


class StateError(ValueError):
    """An invalid state file. `place` is where in the file the error is, or empty."""

    def __init__(self, place: str, text: str, path: Path | None = None) -> None:
        super().__init__(": ".join(filter(None, ("" if path is None else str(path), place, text))))
        self.place = place
        self.text = text


def write(saved: SavedState, path: Path) -> None:
    """Write a state file that only its owner can read. An existing file is replaced atomically."""
    with replace_private_file(path) as file, zipfile.ZipFile(file, "w") as archive:
        header = {"format": FORMAT, "version": VERSION, "clock": saved.clock}
        archive.writestr(HEADER, json.dumps(header))
        archive.writestr(DATABASE, saved.database)
        for source in sorted(each for each in saved.files.rglob("*") if each.is_file()):
            archive.write(source, f"{ASSETS}/{source.relative_to(saved.files).as_posix()}")


def remove_unfinished(path: Path) -> None:
    """Remove temporary files that killed processes left beside `path`."""
    for unfinished in path.parent.glob(f".{path.name}-*"):
        unfinished.unlink(missing_ok=True)


def read(path: Path, folder: Path) -> SavedState:
    """Read a state file. Its assets go to a new folder in `folder`.

    Raises `StateError` if it is not a state file, damaged, or of another version.
    """
    files = Path(tempfile.mkdtemp(prefix="files-", dir=folder))
    try:
        with path.open("rb") as file, _reject_damaged(), zipfile.ZipFile(file) as archive:
            return _read(archive, files)
    except StateError as error:
        failure = StateError(error.place, error.text, path)
    except BaseException:
        shutil.rmtree(files)
        raise
    shutil.rmtree(files)
    raise failure


@contextmanager
def _reject_damaged() -> Generator[None]:
    """Turn exceptions of reading a damaged archive into `StateError`."""
    try:
        yield
    except DAMAGED as error:
        raise StateError("", f"is not a state file, or is damaged: {error}.") from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        # An offset that is outside of the file.
        raise StateError("", "is not a state file, or is damaged: an offset is outside of the file.") from error


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
    """Return the names of the assets. Raises `StateError` if the archive has other files or unsafe paths."""
    assets: set[str] = set()
    seen: set[str] = set()
    for member in archive.infolist():
        name = member.filename
        if name in seen:
            raise StateError(name, "occurs twice.")
        if member.compress_type != zipfile.ZIP_STORED or member.flag_bits & ENCRYPTED:
            raise StateError(name, "is compressed or encrypted; state files are neither.")
        if name not in (HEADER, DATABASE):
            if not NAME.fullmatch(name):
                raise StateError(name, "is not a valid file name in a state file.")
            assets.add(name)
        seen.add(name)
    for name in (HEADER, DATABASE):
        if name not in seen:
            raise StateError("", f"is not a state file: it has no {name}.")
    return assets


def _read_clock(archive: zipfile.ZipFile) -> dict[str, Any]:
    """Return the reading of the clock. Raises `StateError` if the header is not valid, or of another version."""
    if archive.getinfo(HEADER).file_size > MAX_HEADER:
        raise StateError(HEADER, "is too large.")
    try:
        header: Any = json.loads(archive.read(HEADER))
    except (ValueError, RecursionError) as error:
        raise StateError(HEADER, "is not valid JSON.") from error
    fields = as_object(header)
    if fields.get("format") != FORMAT:
        raise StateError(HEADER, f"does not have the format {FORMAT!r}.")
    if fields.get("version") != VERSION:
        text = f"must be {VERSION}, not {fields.get('version')!r}: another version of the emulator wrote this file."
        raise StateError(f"{HEADER}.version", text)
    clock = get_object(fields, "clock")
    if not _is_reading(clock):
        raise StateError(f"{HEADER}.clock", "is not a valid clock reading.")
    return clock


def _is_reading(clock: Document) -> bool:
    ahead, speed, now = clock.get("ahead"), clock.get("speed"), clock.get("now")
    if not _is_number(ahead) or not _is_number(speed) or not isinstance(now, str):
        return False
    try:
        moment = datetime.fromisoformat(now)
        is_moment = moment.tzinfo is not None and EARLIEST <= moment.astimezone(UTC) <= MAX_TIME
    except (ValueError, OverflowError):
        return False
    return is_moment and abs(ahead) <= MAX_AHEAD and 0 <= speed <= MAX_AHEAD


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _check_database(database: bytes, assets: set[str]) -> None:
    """Raise `StateError` if bytes are not a database of the emulator, or the file of an asset is missing."""
    if not database.startswith(SQLITE):
        raise StateError(DATABASE, "is not a SQLite database.")
    try:
        with open_image(database) as connection:
            if find_tables(connection) != _find_own_tables():
                raise StateError(DATABASE, "does not have the tables of the emulator.")
            _check_content(connection, assets)
    except sqlite3.Error as error:
        raise StateError(DATABASE, f"is not a database, or is damaged: {error}.") from error


def _check_content(connection: sqlite3.Connection, assets: set[str]) -> None:
    ((found,),) = connection.execute("PRAGMA quick_check(1)").fetchall()
    if found != "ok":
        raise StateError(DATABASE, f"is damaged: {found}.")
    ((broken,),) = connection.execute(NOT_JSON).fetchall()
    if broken:
        raise StateError(DATABASE, f"contains {broken} documents that are not JSON objects.")
    ((accounts,),) = connection.execute(ACCOUNTS).fetchall()
    if not accounts:
        raise StateError(DATABASE, "contains no account.")
    _check_keys(connection)
    for (name,) in connection.execute(FILES_OF_ASSETS).fetchall():
        if name not in assets:
            raise StateError(name, "is missing: an asset needs this file.")


def _check_keys(connection: sqlite3.Connection) -> None:
    wanted = (
        (kind, uid, name) for kind, uids in REQUIRED_KEYS.items() for uid, names in uids.items() for name in names
    )
    for kind, uid, name in wanted:
        if found := connection.execute(FIND_LACKING, (kind, uid, name)).fetchone():
            raise StateError(DATABASE, f"contains a {kind} {found[0]!r} without {name}.")


@cache
def _find_own_tables() -> set[tuple[str, str, str | None]]:
    store = Store()
    with closing(store), open_image(store.copy_image()) as connection:
        return find_tables(connection)


def _extract(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    make_private_folder(target.parent)
    make_private_file(target)
    with archive.open(name) as source, target.open("wb") as file:
        shutil.copyfileobj(source, file)
