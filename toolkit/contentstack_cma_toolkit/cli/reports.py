"""Show the report of an export, an import or a clone, and choose the exit code."""

from typing import TYPE_CHECKING

import typer

from .exit_codes import ExitCode
from .output import format_cell, write_message
from .progress import advise
from .running import Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from contentstack_cma_toolkit.transfer import TransferReport


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


def carry_out(
    run: Run, transfer: "Callable[..., TransferReport]", *, plan: bool, may_overwrite: bool, target: str
) -> None:
    """Write a stack, after asking if something would be overwritten, or show what would be done; show the report.

    Args:
        run: The command.
        transfer: Writes the stack; with `plan=True` it only finds out what it would do.
        plan: Whether to show what would be done only.
        may_overwrite: Whether what the stack has may be overwritten.
        target: The stack, for the question.

    Raises:
        CommandError: The user says no, or nobody can be asked.
        typer.Exit: Something failed.
    """
    if plan:
        show_report(run, transfer(plan=True))
        return
    if may_overwrite and not run.options["yes"]:
        _confirm(run, transfer(plan=True), target)
    with advise():
        report = transfer()
    show_report(run, report)


def _confirm(run: Run, plan: "TransferReport", target: str) -> None:
    """Show what would be overwritten, and ask."""
    updated = {module: counts["updated"] for module, counts in plan.counts.items() if counts["updated"]}
    if updated:
        lines = [f"{module}: {count:,}" for module, count in updated.items()]
        total = sum(updated.values())
        run.confirm(f"Overwrite {total:,} {'resource' if total == 1 else 'resources'} in {target}?", lines)
