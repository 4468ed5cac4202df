"""`export`: export a stack to a folder."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from ..exit_codes import CommandError
from ..options import STACK
from ..output import write_message
from ..parameters import Query
from ..reports import show_report, shows_progress
from ..running import Run, add_command
from ..values import read_json_object

if TYPE_CHECKING:
    from contentstack_cma_toolkit.transfer import Module

Folder = Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="Folder for the export.", file_okay=False)]
Modules = Annotated[
    list[str] | None,
    typer.Option("--module", "-m", metavar="NAME", help="Part of the stack; repeatable. Default: all."),
]
AllBranches = Annotated[bool, typer.Option("--all-branches", help="Export every branch.")]
Locales = Annotated[
    list[str] | None,
    typer.Option("--locale", "-l", metavar="CODE", help="Locale of entries; repeatable. Default: all."),
]
ContentTypes = Annotated[
    list[str] | None,
    typer.Option("--content-type", "-c", metavar="UID", help="Content type of entries; repeatable. Default: all."),
]
Versions = Annotated[bool, typer.Option("--versions", help="Export earlier versions of assets too.")]
Update = Annotated[bool, typer.Option("--update", help="Bring a finished export in the folder up to date.")]


def export(
    run: Run,
    *,
    out: Folder,
    module: Modules = None,
    all_branches: AllBranches = False,
    locale: Locales = None,
    content_type: ContentTypes = None,
    query: Query = None,
    versions: Versions = False,
    update: Update = False,
) -> None:
    """Export a stack to a folder, in the format of the official command line.

    To continue an export that was interrupted, run the same command again: what was downloaded is not downloaded again.
    Modules: branches, locales, environments, settings, assets, taxonomies, extensions, global_fields, content_types,
    roles, workflows, publish_rules, entries, variants, labels, webhooks, releases, publishing.
    """
    from contentstack_cma_toolkit.transfer import export_stack

    if all_branches and run.options["branch"] is not None:
        raise CommandError("--branch and --all-branches cannot be combined")
    options: dict[str, Any] = {
        "modules": cast("list[Module] | None", module or None),
        "branch": "$all" if all_branches else None,
        "locales": locale or None,
        "content_types": content_type or None,
        "query": None if query is None else read_json_object("--query", query),
        "versions": versions,
        "existing": "update" if update else "fail",
        "concurrency": run.options["concurrency"],
        "progress": shows_progress(run),
    }
    try:
        report = export_stack(run.open_stack(), out, **options)
    except KeyboardInterrupt:
        write_message("To go on where it was, run the same command again.")
        raise
    show_report(run, report)


def register(root: typer.Typer) -> None:
    """Add the command."""
    add_command(root, "export", ("concurrency", "quiet", *STACK))(export)
