"""Show how far a command is, and how to go on after Ctrl-C."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

from .output import write_message

Advance = Callable[[int, int | None], None]


@contextmanager
def show_progress(label: str) -> Generator[Advance | None]:
    """Show a bar on standard error while a file is transferred; without a terminal, show nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress
    from rich.text import Text

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(Text(label).markup, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def advise() -> Generator[None]:
    """Say after Ctrl-C how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        write_message("To go on where it was, run the same command again.")
        raise
