"""Ask the user: confirmations, secrets, other values. Without a terminal nothing waits for an answer."""

import sys
from collections.abc import Iterable

import typer

from .exit_codes import CommandError, ExitCode
from .output import format_cell, write_message

_MOST_SHOWN = 10


def is_terminal() -> bool:
    """Return whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def confirm(question: str, affected: Iterable[str], *, is_confirmed: bool) -> None:
    """Show what will be destroyed, and ask.

    Args:
        question: The question.
        affected: What will be destroyed, an item per line. Only the first 10 are shown.
        is_confirmed: Whether the user has passed `--yes`.

    Raises:
        CommandError: The user says no; or nobody can be asked.
    """
    lines = list(affected)
    for line in lines[:_MOST_SHOWN]:
        write_message(f"  {format_cell(line)}")
    if len(lines) > _MOST_SHOWN:
        write_message(f"  … and {len(lines) - _MOST_SHOWN} more")
    if is_confirmed:
        return
    if not is_terminal():
        raise CommandError(f"{question} There is no terminal to ask on: pass --yes to confirm. Nothing was changed.")
    if not typer.confirm(question, err=True):
        raise CommandError("nothing was changed", ExitCode.FAILED)


def ask(label: str, option: str) -> str:
    """Ask for a value.

    Raises:
        CommandError: Nobody can be asked.
    """
    if not is_terminal():
        raise CommandError(f"{label} is missing: pass {option}")
    return str(typer.prompt(label, err=True)).strip()


def ask_secret(label: str) -> str:
    """Ask for a secret without showing it; without a terminal, read a line of standard input.

    Raises:
        CommandError: Standard input is empty.
    """
    if is_terminal():
        return str(typer.prompt(label, hide_input=True, err=True))
    secret = sys.stdin.readline().rstrip("\r\n")
    if not secret:
        raise CommandError(f"{label} is missing: run this in a terminal, or write it to standard input")
    return secret
