"""Read content types and global fields from JSON files."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, TypeGuard, cast

from ..model import GlobalField, Model, ModelError, Schema, read_content_type, read_global_field
from .merging import merge_models

SchemaKind = Literal["content_type", "global_field"]

_ENVELOPES: Mapping[str, SchemaKind] = {
    "content_type": "content_type",
    "content_types": "content_type",
    "global_field": "global_field",
    "global_fields": "global_field",
}
_GLOBAL_FIELD_PLACES = frozenset({"global_field", "global_fields", "globalfields"})
"""Names of folders and files that have global fields."""

_EXPECTED = (
    'expected a content type with "uid" and "schema", a list of them, or an object with the key "content_type", '
    '"content_types", "global_field" or "global_fields"'
)


def read_json(
    paths: Iterable[str | os.PathLike[str]], *, global_fields: Iterable[str | os.PathLike[str]] = ()
) -> Model:
    """Read content types and global fields from JSON files.

    A file has one, a list of them, or an object such as `{"content_types": [...]}`, as the API returns it. Without such
    a key, a file has global fields if it is named `globalfields.json` or `global_fields.json`, or is in a folder
    `global_fields`, as in exports.

    Args:
        paths: The files.
        global_fields: Files of global fields, whatever they are named.

    Returns:
        The model, with its parts in the order of their names. It is not checked.

    Raises:
        FileNotFoundError: A file does not exist.
        ModelError: A file is not JSON, has something else, or declares differently what another one declares. The
            message names the file.
    """
    models = [_read_file(Path(path), _guess_kind(Path(path))) for path in paths]
    return merge_models([*models, *(_read_file(Path(path), "global_field") for path in global_fields)])


def _guess_kind(path: Path) -> SchemaKind:
    names = {path.stem, path.resolve().parent.name}
    return "content_type" if names.isdisjoint(_GLOBAL_FIELD_PLACES) else "global_field"


def _read_file(path: Path, kind: SchemaKind) -> Model:
    try:
        schemas = [_read_schema(wire, kind) for wire, kind in _open_envelopes(_parse(path), kind)]
    except ModelError as error:
        raise ModelError(f"{path}: {error}") from error
    return merge_models(
        Model(global_fields=[each]) if isinstance(each, GlobalField) else Model(content_types=[cast("Any", each)])
        for each in schemas
    )


def _parse(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise ModelError(f"not JSON: {error}") from error
    except RecursionError as error:
        raise ModelError("not JSON that can be read: it is nested too deeply") from error


def _open_envelopes(content: object, kind: SchemaKind) -> Iterator[tuple[Mapping[str, Any], SchemaKind]]:
    """Iterate over the schemas in a file, each with its kind."""
    for each in cast("list[object]", content) if isinstance(content, list) else [content]:
        if not _is_object(each):
            raise ModelError(f"{each!r:.80} is no content type; {_EXPECTED}")
        if "schema" in each:
            yield each, kind
        else:
            yield from _open_envelope(each)


def _open_envelope(wire: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], SchemaKind]]:
    if _ENVELOPES.keys().isdisjoint(wire):
        keys = ", ".join(map(repr, wire)) or "none"
        raise ModelError(f"an object with the keys {keys:.80} is no content type; {_EXPECTED}")
    for key, kind in _ENVELOPES.items():
        if key in wire:
            yield from _open_envelopes(wire[key], kind)


def _is_object(value: object) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(value, Mapping)


def _read_schema(wire: Mapping[str, Any], kind: SchemaKind) -> Schema:
    return read_global_field(wire) if kind == "global_field" else read_content_type(wire)


__all__ = ["read_json"]
