"""Safe names of files: what a server or a folder says never leads out of the folder. No I/O."""

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from threading import Lock

_MOST_BYTES = 200
"""Bytes of a name. File systems allow 255; the rest is for suffixes."""
_MOST_BYTES_READ = 255
_MOST_SUFFIX_BYTES = 40
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\ud800-\udfff]')
_SURROGATE = re.compile("[\ud800-\udfff]")
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])( *\.|:|$)", re.IGNORECASE)
_FALLBACK = "_"


def make_safe_name(text: str) -> str:
    """Return a name that every common file system can have: the text itself, if it is one.

    Characters that Windows forbids, control characters and lone surrogates become `_`, trailing dots and blanks are
    removed, reserved names get a `_` in front, and long names are shortened before their suffix.
    """
    name = _UNSAFE.sub("_", text).rstrip(". ").lstrip(" ")
    name = _shorten(name).rstrip(". ") or _FALLBACK
    return f"_{name}" if _RESERVED.match(name) else name


def _shorten(name: str) -> str:
    if len(name.encode()) <= _MOST_BYTES:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix.encode()) > _MOST_SUFFIX_BYTES:
        return _cut(name, _MOST_BYTES)
    return _cut(stem, _MOST_BYTES - len(suffix.encode()) - 1) + dot + suffix


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")


def is_inside(name: str) -> bool:
    """Return whether a name from a folder is one part of a path that leads to a child and nowhere else.

    Names that only some other system cannot have are fine, because the file is there.
    """
    if name in {"", ".", ".."} or any(character in name for character in "/\\\0"):
        return False
    if len(name.encode(errors="surrogatepass")) > _MOST_BYTES_READ or _SURROGATE.search(name):
        return False
    return os.name != "nt" or name == make_safe_name(name)


class SafeNames:
    """The names of the files of an export: which of them were changed, and which are taken.

    Args:
        changed: What an earlier export has changed: folder -> name -> name of the file.
    """

    def __init__(self, changed: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._changed = {folder: dict(names) for folder, names in (changed or {}).items()}
        self._taken: dict[str, dict[str, str]] = {}
        self._lock = Lock()

    def choose(self, folder: str, name: str, suffix: str = "") -> str:
        """Return the name of the file for a name in a folder; the same each time.

        Args:
            folder: The folder, relative to the export.
            name: What the file is called after, such as a uid.
            suffix: What its name ends with, such as `.json`.
        """
        with self._lock:
            return self._choose(folder, name, suffix)

    def _choose(self, folder: str, name: str, suffix: str) -> str:
        taken = self._taken.setdefault(folder, {})
        whole = name + suffix
        found = self._changed.get(folder, {}).get(whole)
        if found is None or taken.get(_fold(found), whole) != whole:
            found = _find_free(taken, name, suffix)
        taken[_fold(found)] = whole
        if found != whole:
            self._changed.setdefault(folder, {})[whole] = found
        return found

    def reserve(self, folder: str, names: Iterable[str]) -> None:
        """Keep names of a folder for the format itself."""
        self._taken.setdefault(folder, {}).update({_fold(name): "" for name in names})

    def to_dict(self) -> dict[str, dict[str, str]]:
        """Return the names that were changed: folder -> name -> name of the file."""
        return {folder: dict(names) for folder, names in sorted(self._changed.items()) if names}


def _find_free(taken: Mapping[str, str], name: str, suffix: str) -> str:
    """Return the first safe name that no other one has taken."""
    whole, safe = name + suffix, make_safe_name(name) + suffix
    stem, dot, ending = safe.rpartition(".") if "." in safe.lstrip(".") else (safe, "", "")
    number, free = 1, safe
    while taken.get(_fold(free), whole) != whole:
        number += 1
        free = f"{stem}-{number}{dot}{ending}"
    return free


def _fold(name: str) -> str:
    """Return what two names share that some file systems take for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
