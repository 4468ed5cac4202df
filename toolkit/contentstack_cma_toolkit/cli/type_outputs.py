"""The files that `types` writes, in each of its formats, and whether they are still as written."""

import ast
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from ..codegen.drift import Difference, compare_models
from ..codegen.json_schema import build_json_schema
from ..codegen.packages import write_package
from ..codegen.pydantic_models import write_pydantic
from ..codegen.python_types import write_types
from ..codegen.reading import read_types
from ..model import ContentType, Model
from .exit_codes import CommandError
from .generated_files import read_text
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


def is_as_written(coded: Model, out: Path) -> bool:
    """Return whether Python code at a path is what is generated from its own model, however it is laid out.

    Args:
        coded: The model that the code was generated from.
        out: The file or folder.
    """
    written = write_all(coded, "python", out)
    return all(_dump_code(read_text(path) or "") == _dump_code(text) for path, text in written.items())


def compare_with(coded: Model, files: Mapping[Path, str]) -> list[Difference]:
    """Return how the model of code differs from that of the files that would be written."""
    return compare_models(coded, read_types(text for path, text in files.items() if path.suffix == PYTHON_SUFFIX))


def _dump_code(text: str) -> str:
    return ast.dump(ast.parse(text))


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
