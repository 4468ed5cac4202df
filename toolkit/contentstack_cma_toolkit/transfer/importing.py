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
    publish: bool = True,
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
    publish: bool = True,
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
    publish: bool = True,
    mapper: str | os.PathLike[str] | None = None,
    progress: ProgressChoice = False,
    concurrency: int | None = None,
) -> TransferReport | Coroutine[Any, Any, TransferReport]:
    """Import the folder of an export into a stack.

        report = import_stack("backup", stack)
        print(report)
        report.raise_for_failures()

    Uids of the source are replaced by those of the target everywhere: in references, rich text, custom fields, field
    rules, roles and workflows. An entry is written once in each locale, and a second time only if it refers to entries
    that did not exist before it. What fails is recorded in the report, and everything else is imported.

    A folder with the record of an import, the mapper, makes the next import of the same export into the same stack go
    on where this one ended, also if it was killed. After an import without failures, `existing="update"` compares
    everything again. The record has the uids in files like those of the official command line.

    Args:
        folder: The folder of an export, made by `export_stack` or by the official command line.
        stack: The target. With an `AsyncStack`, the result is a coroutine.
        modules: The parts of the stack to import. Default: all that the export has. What is left out, and what others
            refer to, is looked for in the target by its name.
        branch: Uid of the branch of the export. Default: `main`, or the only one.
        existing: What to do with what the target has already: `fail` records a failure unless it is the same, `skip`
            leaves it as it is, `update` overwrites it where it differs. Nothing is ever deleted.
        plan: Write nothing, and report what would be done. Default: False.
        webhooks: `disabled` to create webhooks disabled, so that a copy of a stack calls nobody; or `as exported`.
        publish: Publish entries and assets where they were published. Default: True.
        mapper: Folder for the record. Default: `mapper` in the folder of the export.
        progress: True for progress bars, or a function that is called with `bulk.Progress`.
        concurrency: Maximum number of calls in flight, from 1. Default: as many as the pace needs.

    Returns:
        The report: what was imported, what failed, and what a person should know.

    Raises:
        FolderError: The folder is no complete export, or the mapper is in use, damaged or of another stack.
        ContentstackError: Signing in or connecting failed, or the mapper cannot be written.
        ValueError: An argument is not one of the possible values.
        TypeError: `modules` is a string.
    """
    options = check_options(
        modules=modules,
        existing=existing,
        is_plan=plan,
        webhooks=webhooks,
        publish=publish,
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
