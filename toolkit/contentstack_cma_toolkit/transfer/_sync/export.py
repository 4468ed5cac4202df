# Derived from _async/export.py by generator/unasync.py: edit that, not this.
"""Export a stack to a folder."""

import os
from functools import partial
from pathlib import Path
from time import monotonic

from contentstack_cma import Stack
from contentstack_cma.bulk import ItemState
from contentstack_cma.errors import ContentstackError

from ..branches import find_branches, get_branch_folder
from ..export_options import ExportOptions
from ..failures import is_fatal, is_unsupported
from ..folder import layout
from ..folder.json_files import Json, write_json
from ..folder.target import open_target
from ..folder.writing import ExportWriter
from ..report import TransferReport
from .asset_export import sync_export_assets
from .calls import read_all
from .entry_export import list_places, sync_export_entries
from .export_context import ExportContext
from .module_export import sync_export_modules
from .release_export import sync_export_releases
from .taxonomy_export import sync_export_taxonomies
from .variant_export import sync_export_variants


def sync_export_stack(stack: Stack, folder: str | os.PathLike[str], options: ExportOptions) -> TransferReport:
    """Export a stack to a folder.

    Raises:
        FolderError: The folder cannot be used.
        ContentstackError: Signing in or connecting failed.
        ValueError: The stack has no branch, locale or content type of a name.
    """
    started = monotonic()
    report = TransferReport(f"export of stack {stack.api_key}")
    identity = {**options.describe(stack.api_key), "branch": options.branch or stack.branch}
    with open_target(Path(folder), identity, can_update=options.existing == "update") as target:
        branches = _read_branches(stack, options, report)
        if branches:
            write_json(target / layout.BRANCHES, branches)
        for branch in find_branches(branches, options.branch or stack.branch):
            _export_branch(stack, branch, target, options, report)
    report.seconds = monotonic() - started
    return report


def _read_branches(stack: Stack, options: ExportOptions, report: TransferReport) -> list[Json]:
    """Return the branches of the stack; none if the plan has none, or the credentials must not see them."""
    try:
        branches = read_all(stack.branches.list)
    except ContentstackError as error:
        if is_fatal(error) or not is_unsupported("branches", error):
            raise
        report.add_note("branches", f"left out, because they could not be read: {error}")
        return []
    if "branches" in options.modules:
        report.add("branches", ItemState.DONE, len(branches))
    return branches


def _export_branch(
    stack: Stack, branch: str | None, target: Path, options: ExportOptions, report: TransferReport
) -> None:
    """Export one branch to its folder, or a stack without branches."""
    scoped = stack if branch is None else stack.with_branch(branch)
    folder = get_branch_folder(branch)
    (target / folder / layout.EXPORT_INFO).unlink(missing_ok=True)
    context = ExportContext(
        stack=scoped,
        writer=ExportWriter(target / folder),
        options=options,
        report=report,
        locales=read_all(scoped.locales.list),
        content_types=read_all(partial(scoped.content_types.list, include_global_field_schema=True)),
        prefix=f"{folder}/" if folder else "",
    )
    list_places(context)  # raises before anything is written
    for export in _EXPORTS:
        export(context)
    _finish(context)


_EXPORTS = (
    sync_export_modules,
    sync_export_taxonomies,
    sync_export_entries,
    sync_export_assets,
    sync_export_variants,
    sync_export_releases,
)


def _finish(context: ExportContext) -> None:
    """Remove what an earlier export has left, unless something failed that may be only there, and mark the end."""
    if context.report.is_success:
        for module in context.options.modules:
            for folder in layout.FOLDERS.get(module, ()):
                context.writer.output.remove_stale(folder)
    context.writer.finish(context.stack.api_key)
