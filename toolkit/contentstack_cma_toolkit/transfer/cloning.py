"""Clone a stack."""

import os
from collections.abc import Coroutine, Iterable, Mapping
from inspect import iscoroutinefunction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, overload

from contentstack_cma.bulk import ProgressChoice

from .export_options import check_export_options
from .modules import Module
from .options import Existing, Webhooks, check_options
from .report import TransferReport

if TYPE_CHECKING:
    from contentstack_cma import AsyncStack, Stack


@overload
def clone_stack(
    source: "Stack",
    target: "Stack",
    *,
    folder: str | os.PathLike[str] | None = None,
    modules: Iterable[Module] | None = None,
    locales: Iterable[str] | None = None,
    content_types: Iterable[str] | None = None,
    query: Mapping[str, Any] | str | None = None,
    existing: Existing = "fail",
    plan: bool = False,
    webhooks: Webhooks = "disabled",
    publish: bool = True,
    progress: ProgressChoice = False,
    concurrency: int | None = None,
) -> TransferReport: ...


@overload
def clone_stack(
    source: "AsyncStack",
    target: "AsyncStack",
    *,
    folder: str | os.PathLike[str] | None = None,
    modules: Iterable[Module] | None = None,
    locales: Iterable[str] | None = None,
    content_types: Iterable[str] | None = None,
    query: Mapping[str, Any] | str | None = None,
    existing: Existing = "fail",
    plan: bool = False,
    webhooks: Webhooks = "disabled",
    publish: bool = True,
    progress: ProgressChoice = False,
    concurrency: int | None = None,
) -> Coroutine[Any, Any, TransferReport]: ...


def clone_stack(
    source: "Stack | AsyncStack",
    target: "Stack | AsyncStack",
    *,
    folder: str | os.PathLike[str] | None = None,
    modules: Iterable[Module] | None = None,
    locales: Iterable[str] | None = None,
    content_types: Iterable[str] | None = None,
    query: Mapping[str, Any] | str | None = None,
    existing: Existing = "fail",
    plan: bool = False,
    webhooks: Webhooks = "disabled",
    publish: bool = True,
    progress: ProgressChoice = False,
    concurrency: int | None = None,
) -> TransferReport | Coroutine[Any, Any, TransferReport]:
    """Copy the content of a stack, or of a branch, to another stack or branch.

        report = clone_stack(stack, copy)
        report.raise_for_failures()

    An export and an import in one: see `export_stack` and `import_stack`. The stacks may be of different accounts and
    regions, so each has a client of its own.

    Args:
        source: The stack to copy, on its branch.
        target: The stack to write to, on its branch. Both are `Stack`s, or both `AsyncStack`s.
        folder: Folder for the export. A clone that was interrupted goes on if it is called again with the same folder,
            and a later one with `existing="update"` finds everything that this one has created.
            Default: a temporary folder, which is removed at the end.
        modules: Parts of the stack to copy. Default: all.
        locales: Codes of the locales whose entries to copy. Default: all.
        content_types: Uids of the content types whose entries to copy. Default: all.
        query: Conditions that the entries of every content type have to match.
        existing: What happens to what the target has already: `fail` counts it as a failure, `skip` leaves it alone,
            `update` overwrites it where it differs.
        plan: Write nothing to the target, and report what would be done.
        webhooks: `disabled`, so that the copy calls nobody; or `as exported`.
        publish: Publish in the target what is published in the source.
        progress: True for a progress bar for each part, or a function that is called with `bulk.Progress`.
        concurrency: Maximum number of calls in flight, from 1. Default: as many as the pace needs.

    Returns:
        The report of the import, with the failures and notes of the export.

    Raises:
        FolderError: The folder has something else.
        ValueError: A value is out of bounds, source and target are the same, or the source has no locale or content
            type of a name.
        TypeError: One of the stacks is async and the other is not.
        ContentstackError: Signing in or connecting failed.
        OSError: A file cannot be written.
    """
    is_async = iscoroutinefunction(source.send)
    if is_async is not iscoroutinefunction(target.send):
        raise TypeError("source and target must both be Stack, or both AsyncStack")
    if (source.api_key, source.branch) == (target.api_key, target.branch):
        raise ValueError(f"source and target are both stack {source.api_key}: name another stack or branch")
    exported = check_export_options(
        modules=modules,
        branch=source.branch,
        locales=locales,
        content_types=content_types,
        query=query,
        versions=False,
        sample=None,
        existing="update",
        progress=progress,
        concurrency=concurrency,
    )
    imported = check_options(
        modules=modules,
        existing=existing,
        is_plan=plan,
        webhooks=webhooks,
        publish=publish,
        progress=progress,
        concurrency=concurrency,
    )
    path = None if folder is None else Path(folder)
    if is_async:
        from ._async.cloning import async_clone_stack

        return async_clone_stack(cast("AsyncStack", source), cast("AsyncStack", target), path, exported, imported)
    from ._sync.cloning import sync_clone_stack

    return sync_clone_stack(cast("Stack", source), cast("Stack", target), path, exported, imported)
