"""The page of all commands: their help, as the command line prints it."""

from pathlib import Path

from tests.toolkit.support.command_line import CommandLine, list_commands

PAGE = Path(__file__).resolve().parents[3] / "docs" / "commands.md"

_BEGINNING = """# Commands

Every command of `contentstack-cma` with its options, as `--help` shows them. How to use them:
[command line](guides/command-line.md).
"""
_ELSEWHERE = ("emulator",)
"""The command whose options are those of another program, and its description."""

_EMULATOR = """Starts the [emulator](guides/emulator.md). Its options, `--help` too, are those of
`contentstack-cma-emulator`."""


def build_page() -> str:
    """Return the page."""
    command_line = CommandLine()
    sections = [_describe(command_line, names) for names in list_commands()]
    return "\n".join([_BEGINNING, *sections])


def _describe(command_line: CommandLine, names: tuple[str, ...]) -> str:
    title = " ".join(("contentstack-cma", *names))
    if names == _ELSEWHERE:
        return f"## {title}\n\n{_EMULATOR}\n"
    return f"## {title}\n\n```text\n{command_line.run(*names, '--help').out.strip()}\n```\n"
