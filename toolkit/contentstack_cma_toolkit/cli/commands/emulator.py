"""`emulator`: start the emulator, and make a seed for it from a stack."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ..exit_codes import CommandError
from ..options import STACK
from ..progress import advise
from ..reports import show_report
from ..running import Run, add_command

_SETTINGS: dict[str, Any] = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
"""All options, --help too, are those of the emulator."""

_START = "start"

Out = Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="Folder for the seed.", file_okay=False)]
Sample = Annotated[
    int, typer.Option("--sample", min=1, max=100, metavar="NUMBER", help="Entries of each content type and locale.")
]


class _StartsByDefault(TyperGroup):
    """Takes all arguments for those of `start`, unless the first is another command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments. The context is of a type that typer does not make public."""
        return super().parse_args(ctx, args if args and args[0] in self.commands else [_START, *args])


def run_emulator(context: typer.Context) -> None:
    """Start the emulator of the API. Its options are those of contentstack-cma-emulator: see --help."""
    try:
        from contentstack_cma_emulator.__main__ import main
    except ModuleNotFoundError as error:
        problem = CommandError(f'{error.name} is not installed: pip install "contentstack-cma[emulator]"')
        typer.echo(f"contentstack-cma: {problem}", err=True)
        raise typer.Exit(problem.code) from None
    raise typer.Exit(main(context.args))


def pull_seed(run: Run, *, out: Out, sample: Sample = 20) -> None:
    """Export the content model of a stack and a sample of its entries, as a seed for the emulator.

    Start the emulator with it: contentstack-cma emulator --seed FOLDER.
    """
    from contentstack_cma_toolkit.transfer import export_stack

    with advise():
        report = export_stack(
            run.open_stack(),
            out,
            sample=sample,
            existing="update",
            progress=run.shows_progress,
            concurrency=run.options["concurrency"],
        )
    show_report(run, report)


def register(root: typer.Typer) -> None:
    """Add the commands."""
    app = typer.Typer(cls=_StartsByDefault, help="Start the emulator of the API, or make a seed for it.")
    app.command(_START, hidden=True, context_settings=_SETTINGS)(run_emulator)
    with_help = {"help_option_names": ["-h", "--help"]}
    add_command(app, "pull", ("concurrency", "quiet", *STACK), context_settings=with_help)(pull_seed)
    root.add_typer(app, name="emulator", context_settings=_SETTINGS)
