"""Load the declarations of a `model.py`, and plans."""

import json
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .exit_codes import CommandError
from .scripts import run_script

if TYPE_CHECKING:
    from contentstack_cma_toolkit.changes import Plan
    from contentstack_cma_toolkit.model import Model

NAME = "model"
DEFAULT_FILE = "model.py"


def load_model(path: str) -> "Model":
    """Run a file of declarations, and return its model: the variable `model`, or the only one that is a `Model`.

    The file can import what is beside it, so that large models can be split into modules.

    Args:
        path: The file.

    Raises:
        CommandError: The file does not exist, cannot be run, or has no model or several.
    """
    if not Path(path).is_file():
        raise CommandError(
            f"{path}: the file does not exist. Write it with contentstack-cma model pull --out {path}, or name another "
            "one with --model"
        )
    with _import_from(Path(path).resolve().parent):
        names = run_script(path, f"<{NAME}>")
    return choose_model(path, names)


def choose_model(path: str, names: Mapping[str, object]) -> "Model":
    """Return the model among the variables of a file.

    Raises:
        CommandError: There is no model, or several.
    """
    from contentstack_cma_toolkit.model import Model

    found = {name: value for name, value in names.items() if isinstance(value, Model)}
    if NAME in found or len({id(value) for value in found.values()}) == 1:
        return found.get(NAME) or next(iter(found.values()))
    if NAME in names:
        kind = type(names[NAME]).__name__
        raise CommandError(f"{path}: {NAME} is {kind}, but must be a Model: {NAME} = Model(content_types=[...])")
    if found:
        raise CommandError(f"{path} has several models ({', '.join(found)}): name one of them {NAME}")
    raise CommandError(f"{path} has no model: define {NAME} = Model(content_types=[...])")


def read_plan_file(path: Path) -> "Plan":
    """Return the plan of a file.

    Raises:
        CommandError: The file is not a plan.
        OSError: The file cannot be read.
    """
    from contentstack_cma_toolkit.changes import Plan, PlanError

    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
        return Plan.from_dict(found)
    except (PlanError, ValueError, RecursionError) as error:
        raise CommandError(f"{path}: {error}") from error


def write_plan_file(plan: "Plan", path: Path) -> None:
    """Write a plan to a file. One that is there is overwritten only if it is a plan.

    Raises:
        CommandError: The file is something else.
        OSError: The file cannot be written.
    """
    if path.is_file() and not _is_plan(path):
        raise CommandError(f"{path} exists and is not a plan, so it is not overwritten: pass another name with --out")
    path.write_text(json.dumps(plan.to_dict(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _is_plan(path: Path) -> bool:
    """Return whether a file is a plan of any version."""
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
        return str(found["format"]).startswith("contentstack-cma plan")
    except (ValueError, TypeError, LookupError, RecursionError):
        return False


@contextmanager
def _import_from(folder: Path) -> Generator[None]:
    """Let imports find what is in a folder."""
    before = sys.path[:]
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path[:] = before  # what the file has changed is undone, too


__all__ = ["DEFAULT_FILE", "choose_model", "load_model", "read_plan_file", "write_plan_file"]
