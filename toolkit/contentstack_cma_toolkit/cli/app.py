"""The command line, put together."""

from collections.abc import Sequence
from typing import Annotated

import typer

from contentstack_cma import __version__

from .commands import (
    assets,
    emulator,
    entries,
    jobs,
    migrations,
    model,
    profiles,
    records,
    request,
    revert,
    sign_in,
    stacks,
    transfers,
    transform,
    types,
)

NAME = "contentstack-cma"
_HELP = """Contentstack's Content Management API from the command line.

Results go to standard output, messages to standard error; --json prints JSON for programs. Exit codes: 0 success,
1 rejected or some items failed, 2 wrong usage, 3 not signed in or not permitted, 4 not found, 5 no connection, timeout
or unknown outcome, 130 interrupted.
"""


def show_version(is_wanted: bool) -> None:  # noqa: FBT001 - typer passes it so
    """Print the version and end."""
    if is_wanted:
        typer.echo(f"{NAME} {__version__}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=show_version, is_eager=True, help="Print the version and end.")
]


def build_app() -> typer.Typer:
    """Return the command line."""
    app = typer.Typer(
        help=_HELP,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback(help=_HELP)
    def read_options(*, version: Version = False) -> None: ...

    for group in (
        sign_in,
        profiles,
        stacks,
        request,
        entries,
        records,
        assets,
        transform,
        revert,
        transfers,
        model,
        types,
        migrations,
        jobs,
        emulator,
    ):
        group.register(app)
    return app


def run(arguments: Sequence[str]) -> int:
    """Run the command line, and end the program with its exit code."""
    build_app()(args=list(arguments), prog_name=NAME)
    return 0
