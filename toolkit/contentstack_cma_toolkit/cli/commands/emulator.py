"""`emulator`: start the emulator."""

import typer

from ..exit_codes import CommandError

_SETTINGS: dict[str, object] = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
"""All options, --help too, are those of the emulator."""


def run_emulator(context: typer.Context) -> None:
    """Start the emulator of the API. Its options are those of contentstack-cma-emulator: see --help."""
    try:
        from contentstack_cma_emulator.__main__ import main
    except ModuleNotFoundError as error:
        problem = CommandError(f'{error.name} is not installed: pip install "contentstack-cma[emulator]"')
        typer.echo(f"contentstack-cma: {problem}", err=True)
        raise typer.Exit(problem.code) from None
    raise typer.Exit(main(context.args))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("emulator", context_settings=_SETTINGS)(run_emulator)
