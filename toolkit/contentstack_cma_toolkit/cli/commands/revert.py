"""`revert`: undo a run by its checkpoint."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..many import Results, describe_outcome
from ..options import STACK
from ..running import Run, add_command

if TYPE_CHECKING:
    from contentstack_cma import bulk

Checkpoint = Annotated[str, typer.Argument(metavar="CHECKPOINT", help="Checkpoint of the command to revert.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done only.")]

_COLUMNS = ("action", "uid", "key")


def revert_run(run: Run, checkpoint: Checkpoint, *, dry_run: DryRun = False) -> None:
    """Delete what a command with --checkpoint created, and put back what it updated. Shows it first, and asks.

    What was changed after the command is skipped.
    """
    from contentstack_cma import bulk

    stack = run.open_stack()
    results = Results(run)
    if dry_run:
        results.show_plan(bulk.revert(checkpoint, stack, dry_run=True), _COLUMNS, describe_step)
    else:
        if not run.options["yes"]:
            _confirm(run, bulk.revert(checkpoint, stack, dry_run=True))
        results.follow(bulk.revert(checkpoint, stack, progress=results.shows_progress))
    results.finish()


def _confirm(run: Run, plan: "bulk.Run[Any]") -> None:
    with plan:
        steps = [describe_step(outcome) for outcome in plan if outcome.outcome == "planned"]
    lines = [f"{step['action']}  {step['uid']}  {step['key']}" for step in steps]
    if lines:
        run.confirm(f"Do this in {run.describe_stack()}?", lines)


def describe_step(outcome: "bulk.ItemOutcome[Any]") -> dict[str, Any]:
    """Return what a revert would do with an entry or asset."""
    version = outcome.item.before
    action = "delete" if version is None else f"put back version {version}"
    is_planned = outcome.outcome == "planned"
    values = {"action": action if is_planned else "none", "uid": outcome.item.uid, "key": outcome.key}
    return {**describe_outcome(outcome), **values}


def register(root: typer.Typer) -> None:
    """Add the command."""
    add_command(root, "revert", ("yes", "quiet", *STACK))(revert_run)
