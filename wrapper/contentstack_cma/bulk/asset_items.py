"""Read the items of runs over assets: files with their details, and uids. Files are looked at, and not kept open."""

import errno
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from inspect import iscoroutinefunction
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any, cast

from contentstack_cma_client import models
from contentstack_cma_client.upload_bodies import is_bytes, to_view

from ..bodies import join_tags

_UNSAFE = re.compile(r"""[#%^+\\/?*:|"'<>\s{}=,]""")
"""Characters that the server replaces in file names."""
_ROOTS = frozenset({"", "cs_root"})
"""Other names of the root than None."""
_TEXTS = ("title", "description", "parent_uid", "file_name", "content_type")
_DETAILS = (*_TEXTS, "tags")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to upload, with its details.

    Attributes:
        source: What to read it from: anything that `upload` accepts.
        name: Its file name.
        size: Number of bytes; None if that is not known in advance.
        parent_uid: Uid of the folder; None for the root.
        title: The title; None for the default.
        description: The description.
        tags: The tags.
        content_type: The media type; None to guess it.
    """

    source: object
    name: str
    size: int | None = None
    parent_uid: str | None = None
    title: str | None = None
    description: str | None = None
    tags: Sequence[str] | None = None
    content_type: str | None = None

    @property
    def label(self) -> str:
        """What identifies it for people: its path, else its name."""
        return _to_path(self.source) or self.name

    @property
    def can_repeat(self) -> bool:
        """Whether the source can be read from its start again."""
        return isinstance(self.source, (str, os.PathLike)) or is_bytes(self.source)

    def matches(self, asset: models.Asset) -> bool:
        """Return whether an asset has the name, the folder and, if that is known, the size of this file."""
        has_size = self.size is None or str(asset.file_size) == str(self.size)
        return has_size and asset.filename in list_names(self.name) and to_folder(asset.parent_uid) == self.parent_uid


def list_names(name: str) -> tuple[str, ...]:
    """Return the names that a file or folder may have in the stack: the server replaces characters."""
    return tuple(dict.fromkeys([to_stored_name(name), name]))


def to_stored_name(name: str) -> str:
    """Return the name under which the server stores a file."""
    return _UNSAFE.sub("_", name)


def to_folder(uid: str | None) -> str | None:
    """Return the uid of a folder; None for the root."""
    return None if uid in _ROOTS else uid


def read_upload(item: object, parent_uid: str | None) -> Upload:
    """Read an item to upload: a source with a name, or a pair of source and details.

    Args:
        item: The item.
        parent_uid: Uid of the folder, unless the details have one.

    Raises:
        TypeError: A detail has the wrong type.
        ValueError: The source has no name, or a detail is unknown.
        OSError: The file does not exist, or cannot be read.
    """
    source, details = _split(item)
    name = details.get("file_name") or _find_name(source)
    if not name:
        raise ValueError("the item has no file name: pass a pair (source, {'file_name': …})")
    join_tags(details.get("tags"))
    return Upload(
        source=source,
        name=name,
        size=_measure(source),
        parent_uid=to_folder(details.get("parent_uid") or parent_uid),
        title=details.get("title"),
        description=details.get("description"),
        tags=details.get("tags"),
        content_type=details.get("content_type"),
    )


def _split(item: object) -> tuple[object, Mapping[str, Any]]:
    if not isinstance(item, tuple):
        return item, {}
    pair = cast("tuple[object, ...]", item)
    if len(pair) != 2 or not isinstance(pair[1], Mapping):  # noqa: PLR2004 - a pair
        raise TypeError("an item must be a path, a file or a pair (path, details), where the details are a mapping")
    details = cast("Mapping[str, Any]", pair[1])
    if unknown := [name for name in details if name not in _DETAILS]:
        raise ValueError(f"the detail {unknown[0]!r} is unknown: it must be one of {', '.join(_DETAILS)}")
    for name in _TEXTS:
        if not isinstance(details.get(name), (str, type(None))):
            raise TypeError(f"the detail {name!r} must be a string, not {type(details[name]).__name__}")
    return pair[0], details


def _to_path(source: object) -> str | None:
    return os.fsdecode(cast("str", source)) if isinstance(source, (str, os.PathLike)) else None


def _find_name(source: object) -> str | None:
    if path := _to_path(source):
        return Path(path).name
    for name in (getattr(source, "filename", None), getattr(source, "name", None)):
        if isinstance(name, str) and name and not name.startswith("<"):
            return re.split(r"[/\\]", name)[-1]
    return None


def _measure(source: object) -> int | None:
    """Return the number of bytes; None if it is not known.

    Raises:
        OSError: The file does not exist, or cannot be read.
        ValueError: It is a pipe or a device.
    """
    if path := _to_path(source):
        return check_file(Path(path))
    if is_bytes(source):
        return to_view(source).nbytes
    size = getattr(source, "size", None)
    return size if isinstance(size, int) else _measure_rest(getattr(source, "file", source))


def _measure_rest(source: Any) -> int | None:
    """Return the number of bytes from the position of a file to its end; None if it cannot be positioned."""
    if iscoroutinefunction(getattr(source, "seek", None)):
        return None
    with suppress(Exception):  # whatever an object raises that is no ordinary file
        start: int = source.tell()
        try:
            end: int = source.seek(0, os.SEEK_END)
            return max(0, end - start)
        finally:
            source.seek(start)
    return None


def check_file(path: Path) -> int:
    """Return the size of a file, after opening it once.

    Raises:
        OSError: It does not exist, is a folder, or cannot be read.
        ValueError: It is a pipe or a device.
    """
    mode = path.stat().st_mode  # before it is opened: opening a pipe waits for its writer
    if S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder: use upload_tree, or pass the path of a file", str(path))
    if not S_ISREG(mode):
        raise ValueError(f"{path} is a pipe or a device: pass the path of a file")
    with path.open("rb") as file:
        return os.fstat(file.fileno()).st_size


def read_asset_uid(item: object) -> str:
    """Read an item of which only the uid matters: a uid, an `Asset` or a mapping with `uid`.

    Raises:
        TypeError: It is none of these.
        ValueError: The uid is missing, or it is that of a folder.
    """
    if not isinstance(item, (str, Mapping)):
        raise TypeError(f"an item must be a uid, an Asset or a mapping with uid, not {type(item).__name__}")
    fields = {"uid": item} if isinstance(item, str) else cast("Mapping[str, object]", item)
    uid = fields.get("uid")
    if not isinstance(uid, str) or not uid.strip():
        raise ValueError("the item has no uid")
    if fields.get("is_dir") is True:
        raise ValueError(f"{uid} is a folder: delete it with asset_folders.delete()")
    return uid
