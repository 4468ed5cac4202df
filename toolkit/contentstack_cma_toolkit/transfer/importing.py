"""Import the folder of an export into a stack."""

import os
from collections.abc import Coroutine, Iterable
from inspect import iscoroutinefunction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, overload

from contentstack_cma.bulk import ProgressChoice

from .folder.reading import ExportReader
from .modules import Module
from .options import Existing, Webhooks, check_options
from .report import TransferReport

if TYPE_CHECKING:
    from contentstack_cma import AsyncStack, Stack


@overload
def import_stack(
    folder: str | os.PathLike[str],
    stack: "Stack",
    *,
    modules: Iterable[Module] | None = None,
    branch: str | None = None,
    existing: Existing = "fail",
    plan: bool = False,
    webhooks: Webhooks = "disabled",
    mapper: str | os.PathLike[str] | None = None,
    progress: ProgressChoice = False,
    concurrency: int | None = None,
) -> TransferReport: ...


@overload
def import_stack(
    folder: str | os.PathLike[str],
    stack: "AsyncStack",
    *,
    modules: Iterable[Module] | None = None,
    branch: str | None = None,
    existing: Existing = "fail",
    plan: bool = False,
    webhooks: Webhooks = "disabled",
    mapper: str | os.PathLike[str] | None = None,
    progress: ProgressChoice = False,
    concurrency: int | None = None,
) -> Coroutine[Any, Any, TransferReport]: ...


def import_stack(
    folder: str | os.PathLike[str],
    stack: "Stack | AsyncStack",
    *,
    modules: Iterable[Module] | None = None,
    branch: str | None = None,
    existing: Existing = "fail",
    plan: bool = False,
    webhooks: Webhooks = "disabled",
    mapper: str | os.PathLike[str] | None = None,
    progress: ProgressChoice = False,
    concurrency: int | None = None,
) -> TransferReport | Coroutine[Any, Any, TransferReport]:
    """Import the folder of an export into a stack.

        report = import_stack("backup", stack)
        print(report)
        report.raise_for_failures()

    What has an other uid in the target is mapped everywhere: in references, rich text, custom fields, field rules,
    roles and workflows. An entry is written once in each locale, and a second time only for references to entries that
    did not exist before it. What fails is in the report, and everything else goes on.

    The mapper, a folder with a record of what was written, makes the next import of the same export into the same stack
    go on where this one ended, also after a kill.

    Args:
        folder: The folder of an export, made by `export_stack` or by the official command line.
        stack: The target. With an `AsyncStack`, the function is a coroutine function.
        modules: Parts of the stack to import. Default: all that the export has.
        branch: Branch of the export. Default: `main`, or the only one.
        existing: What happens to what the target has already: `fail` counts it as a failure, `skip` leaves it alone,
            `update` overwrites it where it differs.
        plan: Write nothing, and report what would be done.
        webhooks: `disabled`, so that a copy of a stack calls nobody; or `as exported`.
        mapper: Folder for the record. Default: `mapper` in the folder of the export.
        progress: True for a progress bar for each part, or a function that is called with `bulk.Progress`.
        concurrency: Maximum number of calls in flight, from 1. Default: as many as the pace needs.

    Returns:
        The report.

    Raises:
        FolderError: The folder is no export, or another import uses its mapper.
        ContentstackError: Nothing can be written any more: for example, the sign-in is over.
        ValueError: An argument is not one of the possible values.
    """
    options = check_options(
        modules=modules,
        existing=existing,
        is_plan=plan,
        webhooks=webhooks,
        progress=progress,
        concurrency=concurrency,
    )
    reader = ExportReader(folder, branch)
    chosen = None if mapper is None else Path(mapper)
    if iscoroutinefunction(stack.send):
        from ._async.importing import async_import

        return async_import(reader, cast("AsyncStack", stack), options, chosen)
    from ._sync.importing import sync_import

    return sync_import(reader, cast("Stack", stack), options, chosen)
