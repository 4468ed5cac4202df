"""Show the lines of a diff: in colors on a terminal and in notebooks."""

import os
import sys
from collections.abc import Sequence
from html import escape
from typing import TextIO

_RESET = "\x1b[0m"
_COLORS = (("+++", "\x1b[1m"), ("---", "\x1b[1m"), ("@@", "\x1b[36m"), ("+", "\x1b[32m"), ("-", "\x1b[31m"))
"""Colors of terminals by the beginning of a line; the first that fits counts."""
_STYLES = (
    ("+++", "font-weight:bold"),
    ("---", "font-weight:bold"),
    ("@@", "color:#0969da"),
    ("+", "color:#1a7f37"),
    ("-", "color:#cf222e"),
)


def print_lines(lines: Sequence[str], file: TextIO | None) -> None:
    """Print the lines of a diff, in colors if the file is a terminal that shows them.

    Args:
        lines: The lines.
        file: Where to print them; None for standard output.
    """
    stream = sys.stdout if file is None else file
    print("\n".join(map(color_line, lines) if _shows_colors(stream) else lines), file=stream)


def _shows_colors(stream: TextIO) -> bool:
    """Return whether a stream shows colors, by the convention of https://no-color.org."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def color_line(line: str) -> str:
    """Return a line of a diff with the color that terminals show it in."""
    color = _choose(line, _COLORS)
    return f"{color}{line}{_RESET}" if color else line


def render_html(lines: Sequence[str]) -> str:
    """Return the lines of a diff as HTML."""
    shown = (f'<span style="{_choose(line, _STYLES)}">{escape(line)}</span>' for line in lines)
    text = "\n".join(shown)
    return f"<pre>{text}</pre>"


def _choose(line: str, choices: Sequence[tuple[str, str]]) -> str:
    return next((choice for beginning, choice in choices if line.startswith(beginning)), "")
