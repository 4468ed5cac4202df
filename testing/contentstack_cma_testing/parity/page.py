"""A report as a page to read, in Markdown. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Document = Mapping[str, Any]

_SHOWN = 3
"""Flows that are named for a difference; of others there is only the number."""


def render_page(report: Document) -> str:
    """Return a report as Markdown."""
    parts = [
        "# The emulator and the API",
        render_summary(report),
        "## Answers to open questions",
        render_answers(report["answers"]),
        "## Differences",
        render_differences(report["differences"]),
        "## Flows that did not run",
        render_table(("flow", "needs", "shows"), [(e["flow"], e["needs"], e["shows"]) for e in report["not_run"]]),
        "## Flows that stopped early",
        render_table(("flow", "how"), [(each["flow"], each["how"]) for each in report["stopped"]]),
        "## Background work",
        render_table(
            ("flow", "call", "seconds"),
            [(e["flow"], e["label"], f"{e['seconds']:g}" if e["ended"] else "never") for e in report["waits"]],
        ),
    ]
    return "\n\n".join(parts) + "\n"


def render_summary(report: Document) -> str:
    """Return what was run, in a few sentences."""
    numbers = report["summary"]
    left = ", ".join(report["left_behind"])
    rest = f"\n\nLeft behind in the stack: {left}." if left else ""
    return (
        f"Compared with {report['against']}: {numbers['ran']} of {numbers['flows']} flows ran, with "
        f"{numbers['calls']:,} calls in {numbers['seconds']:,} seconds. {numbers['differences']:,} differences.\n\n"
        "This report has statuses, error codes, keys, and kinds of values. It has no content, names, uids, mails or "
        f"tokens of the stack.{rest}"
    )


def render_answers(answers: Sequence[Document]) -> str:
    """Return the answers as a table."""
    rows = [
        (each["asks"], "<br>".join(each["live"]), "the same" if each["agrees"] else "<br>".join(each["emulator"]))
        for each in answers
    ]
    return render_table(("question", "answer", "emulator"), rows)


def render_differences(differences: Sequence[Document]) -> str:
    """Return the differences as a table."""
    rows = [
        (
            each["operation"],
            each["aspect"],
            each["place"],
            each["emulator"],
            each["live"],
            name_flows(each["shown_by"]),
        )
        for each in differences
    ]
    return render_table(("operation", "what differs", "where", "emulator", "API", "shown by"), rows)


def name_flows(shown_by: Sequence[str]) -> str:
    """Return the first flows of a list, and the number of the others."""
    more = len(shown_by) - _SHOWN
    return "<br>".join([*shown_by[:_SHOWN], *([f"and {more:,} more"] if more > 0 else [])])


def render_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; `None.` if it has no rows."""
    lines = [render_row(row) for row in rows]
    if not lines:
        return "None."
    return "\n".join([render_row(head), render_row(["---"] * len(head)), *lines])


def render_row(cells: Sequence[str]) -> str:
    """Return a row of a table."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
