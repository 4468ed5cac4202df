"""`stacks`: the stacks of an account."""

from typing import Annotated

import typer

from ..options import ACCOUNT
from ..running import Run, add_command

_COLUMNS = ("name", "api_key", "master_locale", "org_uid")

Organization = Annotated[
    str | None, typer.Option("--organization", metavar="UID", help="List the stacks of this organization only.")
]


def list_stacks(run: Run, *, organization: Organization = None) -> None:
    """List the stacks of the account."""
    stacks = run.open_client().stacks.list(organization_uid=organization)
    run.output.show_list((stack.to_dict() for stack in stacks), _COLUMNS)


def register(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, "stacks", ACCOUNT)(list_stacks)
