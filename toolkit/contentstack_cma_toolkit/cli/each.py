"""Do the same with several items, and print a result for each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import typer

from .exit_codes import ExitCode, choose_exit_code, combine_exit_codes
from .output import Item, Output, write_message


@dataclass(frozen=True, slots=True)
class Table:
    """How results are shown.

    Attributes:
        output: Where they go: a line per item.
        columns: The columns for people.
        key: The column that names an item.
    """

    output: Output
    columns: Sequence[str]
    key: str = "uid"


def run_each(table: Table, names: Sequence[str], function: Callable[[str], Item]) -> None:
    """Call a function for each item, and show its result. An item that fails does not stop the others.

    Args:
        table: How results are shown.
        names: Names of the items, such as their uids.
        function: What to do with an item. Returns the result.

    Raises:
        typer.Exit: An item failed.
    """
    failures: list[ExitCode] = []
    for name in names:
        try:
            result = function(name)
        except Exception as error:
            code = choose_exit_code(error)
            if code is None or code is ExitCode.BROKEN_PIPE:
                raise
            failures.append(code)
            _show_failure(table, name, str(error))
        else:
            table.output.show_list([result], table.columns)
    if failures:
        write_message(f"{len(failures)} of {len(names)} failed")
        raise typer.Exit(combine_exit_codes(failures, len(names)))


def _show_failure(table: Table, name: str, error: str) -> None:
    write_message(f"{name}: {error}")
    if table.output.as_json:
        table.output.show_list([{table.key: name, "outcome": "failed", "error": error}], ())
