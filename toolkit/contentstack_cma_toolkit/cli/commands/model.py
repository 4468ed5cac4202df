"""`model`: the content model of a stack as code."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..exit_codes import CommandError, ExitCode, choose_failure_code
from ..model_files import DEFAULT_FILE, load_model, read_plan_file, write_plan_file
from ..options import STACK
from ..output import write_line, write_message
from ..running import Run, add_command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contentstack_cma import Stack
    from contentstack_cma_toolkit.changes import Plan, Rehearsal

Declarations = Annotated[
    str, typer.Option("--model", metavar="FILE", help="File with the declarations, in the variable `model`.")
]
PullOut = Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="File to write.", dir_okay=False)]
PlanOut = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="FILE", help="File for the plan, to apply it later.")
]
Check = Annotated[bool, typer.Option("--check", help="Exit with code 1 if something would be changed.")]
PlanFile = Annotated[
    Path | None, typer.Option("--plan", metavar="FILE", help="Plan to apply. Default: make one of the declarations.")
]
Rehearse = Annotated[
    bool, typer.Option("--rehearse", help="First make the changes in a copy in memory, with a sample of the entries.")
]
RehearseOn = Annotated[
    str | None, typer.Option("--rehearse-on", metavar="BRANCH", help="First make the changes on this branch.")
]
Sample = Annotated[
    int, typer.Option("--sample", min=1, max=100, metavar="NUMBER", help="Entries per content type and locale.")
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite the file.")]

_DEFAULT_SAMPLE = 20
_CHANGING = ("yes", *STACK)


def pull(run: Run, *, out: PullOut = Path(DEFAULT_FILE), force: Force = False) -> None:
    """Write the content model of a stack as declarations, to edit them and to apply them with `model apply`."""
    from contentstack_cma_toolkit.codegen.declarations import write_declarations
    from contentstack_cma_toolkit.pull import pull_model

    if out.exists() and not force:
        raise CommandError(f"{out} exists already: pass --force to overwrite it, or another name with --out")
    model = pull_model(run.open_stack())
    out.write_text(write_declarations(model), encoding="utf-8", newline="\n")
    counts = {"content_types": len(model.content_types), "global_fields": len(model.global_fields)}
    if run.output.as_json:
        run.output.show_item({"file": str(out), **counts})
    else:
        write_message(
            f"{out} written; content types: {counts['content_types']}, global fields: {counts['global_fields']}"
        )


def show_plan(
    run: Run,
    *,
    model: Declarations = DEFAULT_FILE,
    out: PlanOut = None,
    check: Check = False,
    rehearse: Rehearse = False,
    rehearse_on: RehearseOn = None,
    sample: Sample = _DEFAULT_SAMPLE,
) -> None:
    """Show what must be changed in a stack so that it has the declared model, and what that does to entries.

    Nothing is changed in the stack, except on the branch of --rehearse-on. Parts that the model declares nothing of,
    such as workflows, are left alone; of the others, what is not declared is planned to be deleted.
    """
    stack = run.open_stack()
    plan = _make_plan(stack, model)
    if out is not None:
        write_plan_file(plan, out)
    rehearsals = _rehearse(run, stack, plan, sample, in_memory=rehearse, branch=rehearse_on)
    _show(run, plan, rehearsals)
    if (check and plan) or not all(each.is_success for each in rehearsals):
        raise typer.Exit(ExitCode.FAILED)


def apply_model(
    run: Run,
    *,
    model: Declarations = DEFAULT_FILE,
    plan: PlanFile = None,
    rehearse: Rehearse = False,
    rehearse_on: RehearseOn = None,
    sample: Sample = _DEFAULT_SAMPLE,
) -> None:
    """Change a stack so that it has the declared model.

    Asks before data is lost. A plan of `model plan --out` is rejected if the stack has changed since. After a failure,
    run the same command again: what is done is not done again.
    """
    stack = run.open_stack()
    wanted = _make_plan(stack, model) if plan is None else read_plan_file(plan)
    if not run.output.as_json:
        write_message(str(wanted))
    rehearsals = _rehearse(run, stack, wanted, sample, in_memory=rehearse, branch=rehearse_on)
    for each in rehearsals:
        write_message(str(each))
    if not all(each.is_success for each in rehearsals):
        raise CommandError("the rehearsal failed, so nothing was changed in the stack", ExitCode.FAILED)
    _apply(run, stack, wanted)


def _apply(run: Run, stack: "Stack", plan: "Plan") -> None:
    from contentstack_cma_toolkit.changes import ApplyError, StalePlanError, apply_plan

    def agree(losses: "Sequence[str]") -> bool:
        run.confirm(f"Lose this data in {run.describe_stack()}?", losses)
        return True

    try:
        report = apply_plan(stack, plan, lose_data=agree)
    except StalePlanError as error:
        raise CommandError(str(error), ExitCode.FAILED) from error
    except ApplyError as error:
        raise CommandError(str(error), choose_failure_code(error.error)) from error
    if run.output.as_json:
        run.output.show_document(report.to_dict())
    else:
        write_line(str(report))


def _make_plan(stack: "Stack", model: str) -> "Plan":
    from contentstack_cma_toolkit.changes import plan_changes

    return plan_changes(stack, load_model(model))


def _rehearse(
    run: Run, stack: "Stack", plan: "Plan", sample: int, *, in_memory: bool, branch: str | None
) -> "list[Rehearsal]":
    from contentstack_cma_toolkit.changes import rehearse_on_branch, rehearse_plan

    found: list[Rehearsal] = []
    if in_memory and plan:
        try:
            found.append(rehearse_plan(stack, plan, sample=sample))
        except ModuleNotFoundError as error:
            raise CommandError(f'{error.name} is not installed: pip install "contentstack-cma[emulator]"') from error
    if branch is not None and plan:
        run.confirm(f"Make these changes on the branch {branch!r}?", [change.title for change in plan.changes])
        found.append(rehearse_on_branch(stack, plan, branch, sample=sample))
    return found


def _show(run: Run, plan: "Plan", rehearsals: "Sequence[Rehearsal]") -> None:
    if run.output.as_json:
        run.output.show_document({**plan.to_dict(), "rehearsals": [each.to_dict() for each in rehearsals]})
        return
    for each in (plan, *rehearsals):
        write_line(str(each))


def register(root: typer.Typer) -> None:
    """Add the commands."""
    app = typer.Typer(help="The content model of a stack as code: pull, plan, apply.", no_args_is_help=True)
    add_command(app, "pull", STACK)(pull)
    add_command(app, "plan", _CHANGING)(show_plan)
    add_command(app, "apply", _CHANGING)(apply_model)
    root.add_typer(app, name="model")
