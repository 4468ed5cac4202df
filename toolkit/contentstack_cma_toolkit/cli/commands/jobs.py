"""`jobs`: list them, and wait for one."""

from dataclasses import asdict
from typing import Annotated

import typer

from ..exit_codes import ExitCode
from ..options import STACK
from ..output import format_cell, write_message
from ..parameters import MaxItems
from ..running import Run, add_command

jobs = typer.Typer(help="Jobs of bulk calls.", no_args_is_help=True)

_COLUMNS = ("job_id", "action", "content_type_uid", "uid", "locale", "errored", "created_at")

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
JobId = Annotated[str, typer.Argument(metavar="JOB_ID", help="Id of the job.")]
Timeout = Annotated[float, typer.Option("--timeout", min=0.1, metavar="SECONDS", help="Seconds to wait.")]


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
    run.output.show_list((job.to_dict() for job in found), _COLUMNS)


@add_command(jobs, "wait", STACK)
def wait_for_job(run: Run, job_id: JobId, *, timeout: Timeout = 600.0) -> None:
    """Wait until a job is finished, and print how it ended. Items that failed are named on standard error."""
    result = run.open_stack().bulk_jobs.wait(job_id, timeout=timeout, progress=run.shows_progress)
    found = asdict(result)
    if not run.output.as_json:
        del found["failures"]
    run.output.show_item(found)
    for item in result.failures:
        write_message(format_cell(str(item)))
    if result.status != "complete":
        raise typer.Exit(ExitCode.FAILED)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(jobs, name="jobs")
