"""Read and write JSON files: broken ones are named, and nothing is ever half written."""

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from ..errors import FolderError

Json = dict[str, Any]
"""An object of JSON: a resource as the API returned it."""

PART_SUFFIX = ".part"
"""What the name of a file ends with until it is complete."""


def read_json(path: Path, name: str) -> Any:
    """Return the content of a JSON file.

    Args:
        path: The file.
        name: Its name in errors: its path, relative to the folder of the export.

    Raises:
        FolderError: It cannot be read, or is not JSON.
    """
    try:
        return json.loads(path.read_text("utf-8-sig"), parse_constant=_reject_constant)
    except UnicodeDecodeError as error:
        raise FolderError(name, f"not UTF-8: {error.reason} at byte {error.start}") from None
    except OSError as error:
        raise FolderError(name, f"cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise FolderError(name, f"not JSON: {error}. The file is broken: export again.") from None


def _reject_constant(constant: str) -> Any:
    raise ValueError(f"{constant} is not a value of JSON")


def check_object(value: Any, name: str, uid: str | None = None) -> Json:
    """Return a value that must be an object.

    Raises:
        FolderError: It is something else.
    """
    if isinstance(value, dict):
        return cast("Json", value)
    raise FolderError(name, f"expected an object, not {describe_type(value)}", uid)


def describe_type(value: object) -> str:
    """Return what a value of JSON is, for an error."""
    kinds: dict[type, str] = {dict: "an object", list: "a list", str: "a text", bool: "a boolean", type(None): "null"}
    return kinds.get(type(value), "a number")


def list_members(content: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Iterate over the values of an object with their keys, or over those of a list with their uids.

    Raises:
        FolderError: It is neither.
    """
    if isinstance(content, dict):
        yield from cast("Json", content).items()
    elif isinstance(content, list):
        for number, value in enumerate(cast("Sequence[Any]", content)):
            uid = cast("Json", value).get("uid", number) if isinstance(value, dict) else number
            yield str(uid), value
    else:
        raise FolderError(name, f"expected an object by uid, not {describe_type(content)}")


def write_json(path: Path, value: object) -> None:
    """Write a JSON file in one step, as compact as the official command line does.

    Raises:
        OSError: It cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with complete_file(path) as part, part.open("xb") as file:
        file.write(encode_json(value))


def make_folder(folder: Path) -> None:
    """Create a folder, with those above it, unless it exists.

    Raises:
        FolderError: Something else has its name, or it cannot be created.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise FolderError(str(folder), "it, or what is above it, is a file: choose a folder") from error
    except OSError as error:
        raise FolderError(str(folder), f"the folder cannot be created: {error.strerror}") from error


def encode_json(value: object) -> bytes:
    """Return a value as compact JSON."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except UnicodeEncodeError:  # a lone surrogate, which JSON can only have escaped
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()


@contextmanager
def complete_file(path: Path) -> Generator[Path]:
    """Provide a path beside `path` to write to, which takes its place at the end; after an error it is removed."""
    part = path.with_name(path.name + PART_SUFFIX)
    part.unlink(missing_ok=True)  # of an export that was killed; a link is not followed
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
