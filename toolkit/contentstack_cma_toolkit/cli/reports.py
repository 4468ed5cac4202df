"""Show the report of an export, an import or a clone, and choose the exit code."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from .exit_codes import ExitCode
from .output import format_cell, write_message
from .running import Run

if TYPE_CHECKING:
    from contentstack_cma_toolkit.transfer import TransferReport


def shows_progress(run: Run) -> bool:
    """Return whether to show how far a command is."""
    return sys.stderr.isatty() and not run.output.as_json and not run.options["quiet"]


@contextmanager
def advise() -> Generator[None]:
    """Say after Ctrl-C how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        write_message("To go on where it was, run the same command again.")
        raise


def show_report(run: Run, report: "TransferReport") -> None:
    """Show a report: as JSON for programs, as text for people.

    Raises:
        typer.Exit: Something failed.
    """
    if run.output.as_json:
        run.output.show_document(report.to_dict())
    elif not run.options["quiet"] or not report.is_success:
        for line in str(report).splitlines():
            write_message(format_cell(line))
    if not report.is_success:
        raise typer.Exit(ExitCode.FAILED)


def confirm_plan(run: Run, plan: "TransferReport", target: str) -> None:
    """Show what would be overwritten, and ask.

    Args:
        run: The command.
        plan: The report of the plan.
        target: The stack, for the question.

    Raises:
        CommandError: The user says no, or nobody can be asked.
    """
    updated = {module: counts["updated"] for module, counts in plan.counts.items() if counts["updated"]}
    if updated:
        lines = [f"{module}: {count:,}" for module, count in updated.items()]
        total = sum(updated.values())
        run.confirm(f"Overwrite {total:,} {'resource' if total == 1 else 'resources'} in {target}?", lines)
