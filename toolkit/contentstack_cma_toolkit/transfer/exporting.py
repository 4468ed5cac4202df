"""Export a stack."""

import os
from collections.abc import Coroutine, Iterable, Mapping
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, cast, overload

from contentstack_cma.bulk import ProgressChoice

from .export_options import ExistingExport, check_export_options
from .modules import Module
from .report import TransferReport

if TYPE_CHECKING:
    from contentstack_cma import AsyncStack, Stack


@overload
def export_stack(
    stack: "Stack",
    folder: str | os.PathLike[str],
    *,
    modules: Iterable[Module] | None = None,
    branch: str | None = None,
    locales: Iterable[str] | None = None,
    content_types: Iterable[str] | None = None,
    query: Mapping[str, Any] | str | None = None,
    versions: bool = False,
    sample: int | None = None,
    existing: ExistingExport = "fail",
    progress: ProgressChoice = False,
    concurrency: int | None = None,
) -> TransferReport: ...


@overload
def export_stack(
    stack: "AsyncStack",
    folder: str | os.PathLike[str],
    *,
    modules: Iterable[Module] | None = None,
    branch: str | None = None,
    locales: Iterable[str] | None = None,
    content_types: Iterable[str] | None = None,
    query: Mapping[str, Any] | str | None = None,
    versions: bool = False,
    sample: int | None = None,
    existing: ExistingExport = "fail",
    progress: ProgressChoice = False,
    concurrency: int | None = None,
) -> Coroutine[Any, Any, TransferReport]: ...


def export_stack(
    stack: "Stack | AsyncStack",
    folder: str | os.PathLike[str],
    *,
    modules: Iterable[Module] | None = None,
    branch: str | None = None,
    locales: Iterable[str] | None = None,
    content_types: Iterable[str] | None = None,
    query: Mapping[str, Any] | str | None = None,
    versions: bool = False,
    sample: int | None = None,
    existing: ExistingExport = "fail",
    progress: ProgressChoice = False,
    concurrency: int | None = None,
) -> TransferReport | Coroutine[Any, Any, TransferReport]:
    """Export a stack to a folder, in the format of the official command line.

        report = export_stack(stack, "backup")
        print(report)
        report.raise_for_failures()

    What fails is recorded in the report, and the export goes on; only when signing in, connecting or writing files
    fails, it ends with an error. What the plan or the credentials do not include becomes a note. An export that was
    interrupted goes on when it is called again with the same options, and does not download again what is there.

    Args:
        stack: The stack. With an `AsyncStack`, the result is a coroutine.
        folder: The folder. It is created if it does not exist.
        modules: The parts of the stack to export. Default: all.
        branch: Uid or alias of the branch, or `$all` for every branch. Default: the branch of `stack`, or the main
            branch.
        locales: Codes of the locales whose entries to export. Default: all.
        content_types: Uids of the content types whose entries to export. All content types are exported, since they
            refer to each other. Default: all.
        query: Conditions that the entries of every content type have to match.
        versions: Export earlier versions of assets too, with their files.
        sample: Number of entries of each content type in each locale to export, 1 to 100, and only the assets that
            they refer to. Default: all entries and assets.
        existing: What to do if the folder has a finished export: `fail` to raise an error, or `update` to bring an
            export of the same stack up to date. Files of other products in the folder are kept.
        progress: True for progress bars, or a function that is called with `bulk.Progress`.
        concurrency: Maximum number of calls in flight, from 1. Default: as many as the pace needs.

    Returns:
        The report: what was exported, what failed, and what a person should know.

    Raises:
        FolderError: The folder has something else, a finished export, or one that was begun with other options.
        ValueError: A value is out of bounds, or the stack has no branch, locale or content type of a name.
        TypeError: A list of names is a string.
        ContentstackError: Signing in or connecting failed.
        OSError: A file cannot be written.
    """
    options = check_export_options(
        modules=modules,
        branch=branch,
        locales=locales,
        content_types=content_types,
        query=query,
        versions=versions,
        sample=sample,
        existing=existing,
        progress=progress,
        concurrency=concurrency,
    )
    if iscoroutinefunction(stack.send):
        from ._async.export import async_export_stack

        return async_export_stack(cast("AsyncStack", stack), folder, options)
    from ._sync.export import sync_export_stack

    return sync_export_stack(cast("Stack", stack), folder, options)
