"""Load the function of a script."""

import runpy
import sys
import traceback
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

from .exit_codes import CommandError

NAME = "transform"


class ScriptError(Exception):
    """The function of a script failed for an entry."""


@dataclass(frozen=True, slots=True)
class Script:
    """The function of a script. Its exceptions name the line of the script.

    Attributes:
        path: Path of the script.
        function: The function.
    """

    path: str
    function: Callable[[Any], Any]

    def __call__(self, item: Any) -> Any:
        """Call the function.

        Raises:
            ScriptError: It failed.
        """
        try:
            return self.function(item)
        except Exception as error:
            raise ScriptError(describe_script_error(self.path, error)) from error


def load_script(path: str) -> Script:
    """Run a script, and return its function `transform`. The script can import what is beside it.

    Raises:
        CommandError: The script cannot be run, or has no such function, or an async one.
        OSError: The file cannot be read.
    """
    Path(path).read_bytes()  # so that a missing file is an error of its own
    sys.path.insert(0, str(Path(path).resolve().parent))
    names = run_script(path, f"<{NAME}>")
    function = names.get(NAME)
    if not callable(function):
        raise CommandError(f"{path} has no function {NAME}(entry): define it")
    if iscoroutinefunction(function):
        raise CommandError(f"{path}: {NAME} must not be async: define it with def")
    return Script(path, function)


def run_script(path: str, name: str) -> dict[str, Any]:
    """Run a script, and return the names that it defines. What it prints goes to standard error.

    Args:
        path: The script.
        name: What it finds in `__name__`.

    Raises:
        CommandError: It cannot be run, or ends the program.
    """
    try:
        with redirect_stdout(sys.stderr):
            return runpy.run_path(path, run_name=name)
    except (Exception, SystemExit) as error:
        raise CommandError(describe_script_error(path, error)) from error


def describe_script_error(path: str, error: BaseException) -> str:
    """Return what is wrong with a script, and in which of its lines."""
    if isinstance(error, SyntaxError) and error.filename == path:
        return f"{path}:{error.lineno}: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == path]
    place = f"{path}:{lines[-1]}" if lines else path
    return f"{place}: {type(error).__name__}: {error}"
