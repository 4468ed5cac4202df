"""`export`, `import` and `clone`: copy whole stacks."""

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from ..exit_codes import CommandError
from ..options import STACK
from ..parameters import Query
from ..progress import advise
from ..reports import carry_out, show_report
from ..running import Run, add_command
from ..values import read_json_object

if TYPE_CHECKING:
    from contentstack_cma import Stack
    from contentstack_cma_toolkit.transfer import Module

Out = Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="Folder for the export.", file_okay=False)]
AllBranches = Annotated[bool, typer.Option("--all-branches", help="Export every branch.")]
Versions = Annotated[bool, typer.Option("--versions", help="Export earlier versions of assets too.")]
Sample = Annotated[
    int | None,
    typer.Option(
        "--sample",
        min=1,
        max=100,
        metavar="NUMBER",
        help="Most entries per content type and locale, with their assets. Default: all.",
    ),
]
Refresh = Annotated[bool, typer.Option("--update", help="Bring a finished export in the folder up to date.")]
Folder = Annotated[str, typer.Argument(metavar="FOLDER", help="Folder of an export.")]
Modules = Annotated[
    list[str] | None,
    typer.Option("--module", "-m", metavar="NAME", help="Part of the stack; repeatable. Default: all."),
]
FromBranch = Annotated[
    str | None, typer.Option("--from-branch", metavar="UID", help="Branch of the export. Default: main.")
]
ToStack = Annotated[str, typer.Option("--to", metavar="API_KEY", help="API key of the stack to write to.")]
ToBranch = Annotated[
    str | None, typer.Option("--to-branch", metavar="UID", help="Branch to write to. Default: main branch.")
]
ToProfile = Annotated[
    str | None,
    typer.Option("--to-profile", metavar="NAME", help="Profile for the stack to write to. Default: the same."),
]
CloneFolder = Annotated[
    str | None,
    typer.Option(
        "--folder",
        metavar="FOLDER",
        help="Folder to keep the export in, so that the same command continues. Default: a temporary folder.",
    ),
]
Plan = Annotated[bool, typer.Option("--plan", help="Only show what would be done.")]
EnabledWebhooks = Annotated[
    bool, typer.Option("--enable-webhooks", help="Import webhooks as exported. Default: disabled.")
]
Unpublished = Annotated[bool, typer.Option("--no-publish", help="Do not publish. Default: publish what was published.")]
MapperFolder = Annotated[
    str | None,
    typer.Option("--mapper", metavar="FOLDER", help="Folder for the record of the import. Default: in FOLDER."),
]
Locales = Annotated[
    list[str] | None, typer.Option("--locale", "-l", metavar="CODE", help="Locale; repeatable. Default: all.")
]
ContentTypes = Annotated[
    list[str] | None,
    typer.Option("--content-type", "-c", metavar="UID", help="Content type; repeatable. Default: all."),
]

_READ = ("concurrency", "quiet", *STACK)
_WRITE = ("yes", *_READ)


class ExistingChoice(StrEnum):
    """What happens to what the target has already."""

    FAIL = "fail"
    SKIP = "skip"
    UPDATE = "update"


Existing = Annotated[
    ExistingChoice,
    typer.Option(
        "--existing", help="What to do with what the stack has already: count it as failed, skip or overwrite it."
    ),
]


def export(
    run: Run,
    *,
    out: Out,
    module: Modules = None,
    all_branches: AllBranches = False,
    locale: Locales = None,
    content_type: ContentTypes = None,
    query: Query = None,
    versions: Versions = False,
    sample: Sample = None,
    update: Refresh = False,
) -> None:
    """Export a stack to a folder, in the format of the official command line.

    To continue an export that was interrupted, run the same command again: what was downloaded is not downloaded again.
    Modules: branches, locales, environments, settings, assets, taxonomies, extensions, global_fields, content_types,
    roles, workflows, publish_rules, entries, variants, labels, webhooks, releases, publishing. Default: all.
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
        "sample": sample,
        "existing": "update" if update else "fail",
        "concurrency": run.options["concurrency"],
        "progress": run.shows_progress,
    }
    with advise():
        report = export_stack(run.open_stack(), out, **options)
    show_report(run, report)


def import_folder(
    run: Run,
    folder: Folder,
    *,
    module: Modules = None,
    from_branch: FromBranch = None,
    existing: Existing = ExistingChoice.FAIL,
    plan: Plan = False,
    enable_webhooks: EnabledWebhooks = False,
    no_publish: Unpublished = False,
    mapper: MapperFolder = None,
) -> None:
    """Import an export, made by `export` or by the official command line, into a stack.

    With --existing update, shows how much would be overwritten, and asks. Webhooks are imported disabled. To continue
    an import that was interrupted, run the same command again.
    """
    from contentstack_cma_toolkit.transfer import import_stack

    stack = run.open_stack()
    options: dict[str, Any] = {
        "modules": cast("list[Module] | None", module or None),
        "branch": from_branch,
        "existing": existing.value,
        "webhooks": _choose_webhooks(enable=enable_webhooks),
        "publish": not no_publish,
        "mapper": mapper,
        "concurrency": run.options["concurrency"],
        "progress": run.shows_progress,
    }
    transfer = partial(import_stack, folder, stack, **options)
    carry_out(run, transfer, plan=plan, may_overwrite=_may_overwrite(existing), target=run.describe_stack())


def clone_into(
    run: Run,
    to: ToStack,
    *,
    to_branch: ToBranch = None,
    to_profile: ToProfile = None,
    folder: CloneFolder = None,
    module: Modules = None,
    locale: Locales = None,
    content_type: ContentTypes = None,
    query: Query = None,
    existing: Existing = ExistingChoice.FAIL,
    plan: Plan = False,
    enable_webhooks: EnabledWebhooks = False,
    no_publish: Unpublished = False,
) -> None:
    """Copy the content of a stack to another one, which may belong to another account or region.

    With --existing update, shows how much would be overwritten, and asks. Webhooks are imported disabled.
    """
    from contentstack_cma_toolkit.transfer import clone_stack

    source = run.open_stack()
    target: Stack = run.open_client(to_profile).stack(to, branch=to_branch)
    options: dict[str, Any] = {
        "folder": folder,
        "modules": cast("list[Module] | None", module or None),
        "locales": locale or None,
        "content_types": content_type or None,
        "query": None if query is None else read_json_object("--query", query),
        "existing": existing.value,
        "webhooks": _choose_webhooks(enable=enable_webhooks),
        "publish": not no_publish,
        "concurrency": run.options["concurrency"],
        "progress": run.shows_progress,
    }
    transfer = partial(clone_stack, source, target, **options)
    carry_out(run, transfer, plan=plan, may_overwrite=_may_overwrite(existing), target=f"stack {to}")


def _may_overwrite(existing: ExistingChoice) -> bool:
    return existing is ExistingChoice.UPDATE


def _choose_webhooks(*, enable: bool) -> str:
    return "as exported" if enable else "disabled"


def register(root: typer.Typer) -> None:
    """Add the commands."""
    add_command(root, "export", _READ)(export)
    add_command(root, "import", _WRITE)(import_folder)
    add_command(root, "clone", _WRITE)(clone_into)
