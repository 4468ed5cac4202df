"""The files that `types` writes, in each of its formats. No I/O."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from ..codegen.json_schema import build_json_schema
from ..codegen.packages import write_package
from ..codegen.pydantic_models import write_pydantic
from ..codegen.python_types import write_types
from ..model import ContentType, Model
from .exit_codes import CommandError
from .parameters import TypeFormat

PYTHON_SUFFIX = ".py"
_JSON_SUFFIX = ".json"


def write_text(model: Model, chosen: TypeFormat) -> str:
    """Return all types of a model as one text."""
    return _WRITERS[chosen](model)


def write_all(model: Model, chosen: TypeFormat, out: Path) -> dict[Path, str]:
    """Return the texts of the files for a model by path.

    Args:
        model: The model.
        chosen: The format.
        out: A file, if its name has a suffix; else a folder.

    Raises:
        CommandError: The suffix is not that of the format, or the format has no folders.
    """
    suffix = _JSON_SUFFIX if chosen == "json-schema" else PYTHON_SUFFIX
    if out.suffix == suffix:
        return {out: write_text(model, chosen)}
    write_parts = _FOLDER_WRITERS.get(chosen)
    if out.suffix or write_parts is None:
        folder = "" if write_parts is None else ", or a folder"
        raise CommandError(f"--out must be a file with the suffix {suffix}{folder}, not {out}")
    return {out / name: text for name, text in write_parts(model).items()}


def _write_schemas(model: Model) -> str:
    schemas = {each.uid: build_json_schema(model, each.uid) for each in _sort(model)}
    return _dump(next(iter(schemas.values())) if len(schemas) == 1 else schemas)


def _write_schema_files(model: Model) -> dict[str, str]:
    return {f"{each.uid}{_JSON_SUFFIX}": _dump(build_json_schema(model, each.uid)) for each in _sort(model)}


def _sort(model: Model) -> list[ContentType]:
    return sorted(model.content_types, key=lambda each: each.uid)


def _dump(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


_WRITERS: Mapping[TypeFormat, Callable[[Model], str]] = {
    "python": write_types,
    "json-schema": _write_schemas,
    "pydantic": write_pydantic,
}
_FOLDER_WRITERS: Mapping[TypeFormat, Callable[[Model], dict[str, str]]] = {
    "python": write_package,
    "json-schema": _write_schema_files,
}
