"""Follow the runs of the SDK: show what fails and how many items are done, and choose the exit code."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, cast

import typer

from .exit_codes import CommandError, ExitCode, choose_exit_code, combine_exit_codes
from .output import Item, format_cell, write_message
from .progress import advise
from .rows import BadRow
from .running import Run

if TYPE_CHECKING:
    from contentstack_cma import bulk

    Describe = Callable[[bulk.ItemOutcome[Any]], Item]


class Results:
    """What happened to the items of a command, which may have several runs.

    Attributes:
        shows_progress: Whether to show how far a run is.
        total: Number of items.

    Args:
        run: The command.
    """

    def __init__(self, run: Run) -> None:
        self._output = run.output
        self.shows_progress: bool = run.shows_progress
        self._is_quiet = bool(run.options.get("quiet"))
        self._has_checkpoint = run.options.get("checkpoint") is not None
        self._codes: list[ExitCode] = []
        self._has_unknown = False
        self.total: int = 0

    def follow(self, run: "bulk.Run[Any]", describe: "Describe | None" = None) -> None:
        """Handle all items of a run, and show what happened: with `--json` every outcome, otherwise the failures.

        Args:
            run: The run.
            describe: Returns what programs get to know about an outcome. Default: `describe_outcome`.
        """
        describe = describe or describe_outcome
        with advise() if self._has_checkpoint else nullcontext():
            try:
                with run:
                    for outcome in self.watch(run):
                        if self._output.as_json:
                            self._output.show_list([describe(outcome)], ())
            finally:
                self.show_report(run.report)

    def show_plan(self, dry_run: "bulk.Run[Any]", columns: Sequence[str], describe: "Describe") -> None:
        """Show what a dry run would do.

        Args:
            dry_run: The dry run.
            columns: The columns for people.
            describe: Returns what is shown of an outcome.
        """
        with dry_run:
            outcomes = (outcome for outcome in self.watch(dry_run) if not outcome.is_failure)
            self._output.show_list(map(describe, outcomes), columns)
        self.show_report(dry_run.report)

    def watch(self, run: "bulk.Run[Any]") -> "Iterator[bulk.ItemOutcome[Any]]":
        """Iterate over the outcomes of a run, and show those that failed or were skipped."""
        for outcome in run:
            if outcome.error is not None:
                write_message(format_cell(describe_problem(outcome)))
            if outcome.is_failure:
                self._has_unknown = self._has_unknown or outcome.outcome == "unknown"
                self._codes.append(choose_outcome_code(outcome))
            yield outcome
        self.total += run.report.total + run.report.resumed

    def show_report(self, report: "bulk.Report") -> None:
        """Show how many items had which outcome."""
        if not self._is_quiet and report.total + report.resumed:
            write_message(describe_report(report))

    def finish(self, if_none: CommandError | None = None) -> None:
        """End the command.

        Args:
            if_none: The error if there were no items. Default: a message.

        Raises:
            CommandError: There were no items.
            typer.Exit: Items failed, or it is unknown whether they were done.
        """
        if not self.total:
            if if_none is not None:
                raise if_none
            write_message("no items")
        if self._codes:
            code = combine_exit_codes(self._codes, self.total)
            raise typer.Exit(ExitCode.UNREACHABLE if self._has_unknown else code)


def choose_outcome_code(outcome: "bulk.ItemOutcome[Any]") -> ExitCode:
    """Return the exit code of an item that failed."""
    if isinstance(outcome.item, BadRow):
        return ExitCode.USAGE
    if isinstance(outcome.error, LookupError):
        return ExitCode.NOT_FOUND
    code = None if outcome.error is None else choose_exit_code(outcome.error)
    return ExitCode.FAILED if code is None else code


def describe_outcome(outcome: "bulk.ItemOutcome[Any]") -> dict[str, Any]:
    """Return an outcome for programs. What is unknown is left out."""
    found = {
        "position": outcome.position,
        "place": getattr(outcome.item, "place", None),
        "key": outcome.key or None,
        "uid": find_uid(outcome),
        "outcome": str(outcome.outcome),
        "error": None if outcome.error is None else _find_error(outcome),
        "attempts": outcome.attempts,
    }
    return {name: value for name, value in found.items() if value is not None}


def describe_problem(outcome: "bulk.ItemOutcome[Any]") -> str:
    """Return why an item failed or was skipped, with its place in the file."""
    if isinstance(outcome.item, BadRow):
        return outcome.item.problem
    names: list[str | None] = [getattr(outcome.item, "place", None), outcome.key]
    name = " ".join(name for name in names if name) or f"item {outcome.position}"
    return f"{name}: {outcome.outcome}: {_find_error(outcome)}"


def _find_error(outcome: "bulk.ItemOutcome[Any]") -> str:
    if isinstance(outcome.item, BadRow):
        return outcome.item.problem
    return str(outcome.error)


def find_uid(outcome: "bulk.ItemOutcome[Any]") -> str | None:
    """Return the uid of the entry or asset of an outcome, if it is known."""
    uid = getattr(outcome.result, "uid", None)
    item: object = outcome.item
    if uid is None and isinstance(item, Mapping):
        uid = cast("Mapping[str, Any]", item).get("uid")
    return uid if isinstance(uid, str) else None


def describe_report(report: "bulk.Report") -> str:
    """Return how many items had which outcome, and how long it took."""
    from contentstack_cma.bulk import ItemState

    counts = [f"{report.counts[state]:,} {state}" for state in ItemState if report.counts[state]]
    earlier = [f"{report.resumed:,} by an earlier run"] if report.resumed else []
    return f"{', '.join([*counts, *earlier])} in {report.seconds:.1f} s"


def build_options(run: Run, results: Results) -> dict[str, Any]:
    """Return the arguments that the methods of the SDK for many items share."""
    chosen = {name: run.options[name] for name in ("checkpoint", "stop_on_error", "concurrency")}
    return {**chosen, "progress": results.shows_progress}


def build_plan_options(run: Run) -> dict[str, Any]:
    """Return the arguments that dry runs share.

    Raises:
        CommandError: There is a checkpoint, which a dry run would not write.
    """
    if run.options["checkpoint"] is not None:
        raise CommandError("--dry-run and --checkpoint cannot be combined")
    return {name: run.options[name] for name in ("stop_on_error", "concurrency")}


def describe_planned_entry(outcome: "bulk.ItemOutcome[Any]") -> Item:
    """Return an outcome of a dry run with the title and the locale of its entry."""
    entry: Mapping[str, Any] = outcome.result or {}
    return {**describe_outcome(outcome), "title": entry.get("title"), "locale": entry.get("locale")}
