"""Where progress is shown: a bar on a terminal or in a notebook, lines, or a function. None of them fails a run."""

import importlib
import logging
import sys
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any, Protocol, TextIO, cast

from ..logs import LOG
from .meter import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

LINE_INTERVAL = 5.0
"""Seconds between two lines, where progress is shown as lines."""


class ProgressDisplay(Protocol):
    """Where the progress of a run is shown."""

    def show(self, progress: Progress) -> None:
        """Show progress while the run goes on."""

    def close(self, progress: Progress) -> None:
        """Show the last progress, and release what the display holds. Call it once, even if the run failed."""


class SilentDisplay:
    """Shows nothing."""

    def show(self, progress: Progress) -> None:
        """Do nothing."""

    def close(self, progress: Progress) -> None:
        """Do nothing."""


class CallbackDisplay:
    """Calls a function. Its first exception is logged as a warning, others at level DEBUG; none reaches the run."""

    def __init__(self, function: Callable[[Progress], object]) -> None:
        self._function = function
        self._has_failed = False

    def show(self, progress: Progress) -> None:
        """Call the function."""
        try:
            self._function(progress)
        except Exception as error:  # noqa: BLE001 - a function that only watches does not end the run
            level = logging.DEBUG if self._has_failed else logging.WARNING
            self._has_failed = True
            name = getattr(self._function, "__qualname__", type(self._function).__qualname__)
            LOG.log(level, "the progress function %s failed; the run continues", name, exc_info=error)

    def close(self, progress: Progress) -> None:
        """Call the function for the last time."""
        self.show(progress)


class LineDisplay:
    """Writes lines to standard error: one every few seconds, and one at the end."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._next_line = LINE_INTERVAL

    def show(self, progress: Progress) -> None:
        """Write a line if the last one is old enough."""
        if progress.elapsed >= self._next_line:
            self._next_line = progress.elapsed + LINE_INTERVAL
            self.close(progress)

    def close(self, progress: Progress) -> None:
        """Write a line."""
        stream: TextIO | None = sys.stderr  # as it is now: programs replace it
        if stream is None:
            return
        try:
            stream.write(f"{self._title}: {progress}\n")
            stream.flush()
        except (OSError, ValueError) as error:  # it is closed
            LOG.debug("progress could not be written to standard error: %s", error)


class TerminalBar:
    """A bar of rich, which is drawn when there is something new: no thread refreshes it."""

    def __init__(self, bar: "RichProgress", title: str) -> None:
        self._bar = bar
        self._task = bar.add_task(title, total=None, text="")

    def show(self, progress: Progress) -> None:
        """Draw the bar."""
        finished = progress.done + progress.failed
        self._bar.update(self._task, total=progress.total, completed=finished, text=str(progress), refresh=True)

    def close(self, progress: Progress) -> None:
        """Draw the bar for the last time, and leave it on the terminal."""
        self.show(progress)
        self._bar.stop()


def open_terminal_bar(title: str) -> TerminalBar | None:
    """Return a bar on the terminal of standard error; None if there is no terminal or no rich."""
    stream: TextIO | None = sys.stderr  # None in a program without a console
    if stream is None or not stream.isatty():
        return None
    try:
        from rich.console import Console
        from rich.errors import LiveError
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as RichProgress
    except ImportError:
        return None
    console = Console(file=stream)
    if console.is_dumb_terminal:
        return None
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[text]}", markup=False),
    )
    output: TextIO | None = sys.stdout
    is_shared = output is not None and output.isatty()  # otherwise what the program prints goes to its file or pipe
    bar = RichProgress(*columns, console=console, auto_refresh=False, redirect_stdout=is_shared)
    try:
        bar.start()
    except LiveError:  # the program shows a bar of its own
        return None
    return TerminalBar(bar, title)


class _Handle(Protocol):
    def update(self, data: Mapping[str, str], *, raw: bool) -> None: ...


class NotebookBar:
    """A bar in the output of a notebook cell, with a text for those that show no HTML."""

    def __init__(self, display: Callable[..., Any], title: str) -> None:
        self._display = display
        self._title = title
        self._handle: _Handle | None = None

    def show(self, progress: Progress) -> None:
        """Draw the bar."""
        data = {"text/plain": f"{self._title}: {progress}", "text/html": render_html(self._title, progress)}
        if self._handle is None:
            self._handle = cast("_Handle", self._display(data, raw=True, display_id=True))
        else:
            self._handle.update(data, raw=True)

    def close(self, progress: Progress) -> None:
        """Draw the bar for the last time."""
        self.show(progress)


def render_html(title: str, progress: Progress) -> str:
    """Return a bar as HTML."""
    finished = progress.done + progress.failed
    bar = "" if progress.total is None else f'<progress value="{finished}" max="{max(1, progress.total)}"></progress> '
    return f"<div>{escape(title)} {bar}{escape(str(progress))}</div>"


def open_notebook_bar(title: str) -> NotebookBar | None:
    """Return a bar in the running notebook; None outside of one. It never imports IPython for those without it."""
    shell_of = getattr(sys.modules.get("IPython"), "get_ipython", None)
    if shell_of is None or getattr(shell_of(), "kernel", None) is None:
        return None
    return NotebookBar(importlib.import_module("IPython.display").display, title)
