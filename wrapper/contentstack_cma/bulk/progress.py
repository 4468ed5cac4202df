"""The `progress` argument: what it accepts, and the display that it opens."""

from collections.abc import Callable
from inspect import iscoroutinefunction

from .displays import (
    CallbackDisplay,
    LineDisplay,
    ProgressDisplay,
    SilentDisplay,
    open_notebook_bar,
    open_terminal_bar,
)
from .meter import Meter, Progress

__all__ = ["Meter", "Progress", "ProgressChoice", "ProgressDisplay", "check_choice", "open_display"]

ProgressChoice = bool | Callable[[Progress], object]
"""True for a bar or lines, or a function that is called with `Progress`, at most ten times a second and at the end."""


def open_display(choice: ProgressChoice, title: str) -> ProgressDisplay:
    """Return the display for a `progress` argument; close it when the run ends.

    Args:
        choice: False for none. True for a bar in a notebook, or on a terminal if rich is installed; else lines on
            standard error. Or a function.
        title: What the run does, such as `Publish entries`.

    Raises:
        TypeError: It is neither a bool nor a function, or the function is async.
    """
    check_choice(choice)
    if not isinstance(choice, bool):
        return CallbackDisplay(choice)
    return _open_visible(title) if choice else SilentDisplay()


def check_choice(choice: ProgressChoice) -> None:
    """Check a `progress` argument, before a run begins.

    Raises:
        TypeError: It is neither a bool nor a function, or the function is async.
    """
    if isinstance(choice, bool):
        return
    if not callable(choice):
        raise TypeError(f"progress must be True, False or a function, not {type(choice).__name__}")
    if iscoroutinefunction(choice):
        raise TypeError("the progress function must not be async: it is called without await")


def _open_visible(title: str) -> ProgressDisplay:
    return open_notebook_bar(title) or open_terminal_bar(title) or LineDisplay(title)
