"""The options that several commands share, and which group of commands has which."""

from typing import Annotated, Any

import typer

from .rows import RowFormat
from .storage import load_profiles


def complete_profile(incomplete: str) -> list[str]:
    """Return the names of profiles that begin so, for the completion of the shell."""
    try:
        return [name for name in load_profiles().by_name if name.startswith(incomplete)]
    except Exception:  # noqa: BLE001 - a broken file must not break the shell's line
        return []


ANNOTATIONS: dict[str, Any] = {
    "profile": Annotated[
        str | None,
        typer.Option(
            "--profile",
            metavar="NAME",
            envvar="CONTENTSTACK_PROFILE",
            help="Profile to use.",
            autocompletion=complete_profile,
        ),
    ],
    "stack": Annotated[
        str | None, typer.Option("--stack", "--api-key", metavar="API_KEY", help="API key of the stack.")
    ],
    "branch": Annotated[str | None, typer.Option("--branch", metavar="UID", help="Branch. Default: main branch.")],
    "yes": Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before something is destroyed.")],
    "json": Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")],
    "verbose": Annotated[
        int,
        typer.Option(
            "--verbose", "-v", count=True, show_default=False, help="Log requests to standard error; -vv: details."
        ),
    ],
    "file": Annotated[
        str | None,
        typer.Option("--file", metavar="FILE", help="Rows: .jsonl, .ndjson, .json or .csv; - reads standard input."),
    ],
    "format": Annotated[
        RowFormat | None, typer.Option("--format", help="Format of the rows. Default: by the suffix; jsonl for -.")
    ],
    "checkpoint": Annotated[
        str | None,
        typer.Option(
            "--checkpoint",
            metavar="FILE",
            help="Record what is done; the same command with the same file goes on where it was.",
        ),
    ],
    "stop_on_error": Annotated[bool, typer.Option("--stop-on-error", help="Stop after the first item that fails.")],
    "concurrency": Annotated[
        int | None,
        typer.Option(
            "--concurrency", min=1, metavar="NUMBER", help="Most calls in flight. Default: as many as the pace needs."
        ),
    ],
    "quiet": Annotated[bool, typer.Option("--quiet", "-q", help="Print failures only.")],
}
"""The shared options, as typer reads them."""

DEFAULTS: dict[str, object] = {
    "profile": None,
    "stack": None,
    "branch": None,
    "yes": False,
    "json": False,
    "verbose": 0,
    "file": None,
    "format": None,
    "checkpoint": None,
    "stop_on_error": False,
    "concurrency": None,
    "quiet": False,
}
"""What they are if they are not passed."""

LOCAL = ("json", "verbose")
"""Names of the options that every command has."""

ACCOUNT = ("profile", *LOCAL)
"""Names of the options of a command that signs in."""

STACK = ("stack", "branch", *ACCOUNT)
"""Names of the options of a command about a stack."""

MANY = ("checkpoint", "stop_on_error", "concurrency", "quiet")
"""Names of the options of a command about many items."""

ROWS = ("file", "format", *MANY)
"""Names of the options of a command about the rows of a file."""
