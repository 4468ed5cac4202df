"""`stacks` and `jobs`: lists about an account and a stack."""

from typing import Annotated

import typer

from ..parameters import MaxItems
from ..running import ACCOUNT, STACK, Run, add_command

jobs = typer.Typer(help="Jobs of bulk calls.", no_args_is_help=True)

_STACK_COLUMNS = ("name", "api_key", "master_locale", "org_uid")
_JOB_COLUMNS = ("job_id", "action", "content_type_uid", "uid", "locale", "errored", "created_at")

Organization = Annotated[
    str | None, typer.Option("--organization", metavar="UID", help="List the stacks of this organization only.")
]
Status = Annotated[
    list[str] | None,
    typer.Option(
        "--status",
        metavar="NUMBER",
        help="1 waiting, 2 queued, 3 in progress, 4 completed, 5 partially completed, 6 failed; repeatable.",
    ),
]
FirstDay = Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day, such as 2026-05-13.")]
LastDay = Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day.")]


def list_stacks(run: Run, *, organization: Organization = None) -> None:
    """List the stacks of the account."""
    stacks = run.open_client().stacks.list(organization_uid=organization)
    run.output.show_list((stack.to_dict() for stack in stacks), _STACK_COLUMNS)


@add_command(jobs, "list", STACK)
def list_jobs(
    run: Run,
    *,
    status: Status = None,
    first_day: FirstDay = None,
    last_day: LastDay = None,
    max_items: MaxItems = None,
) -> None:
    """List what bulk calls did, an item per line."""
    found = run.open_stack().bulk_jobs.list(
        status=",".join(status) if status else None, from_=first_day, to=last_day, max_items=max_items
    )
    run.output.show_list((job.to_dict() for job in found), _JOB_COLUMNS)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    add_command(app, "stacks", ACCOUNT)(list_stacks)
    app.add_typer(jobs, name="jobs")
