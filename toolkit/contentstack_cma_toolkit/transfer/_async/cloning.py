"""Clone a stack: export it, and import what was exported."""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from contentstack_cma import AsyncStack

from ..export_options import ExportOptions
from ..folder.reading import ExportReader
from ..options import ImportOptions
from ..report import TransferReport
from .export import async_export_stack
from .importing import async_import


async def async_clone_stack(
    source: AsyncStack, target: AsyncStack, folder: Path | None, exported: ExportOptions, imported: ImportOptions
) -> TransferReport:
    """Clone a stack by way of a folder.

    Args:
        source: The stack to clone.
        target: The stack to write to.
        folder: Where the export goes; None for a folder that is removed afterwards.
        exported: What to export.
        imported: What to import.

    Raises:
        FolderError: The folder cannot be used.
        ContentstackError: Signing in or connecting failed.
    """
    if folder is None:
        with TemporaryDirectory(prefix="clone-") as temporary:
            return await _clone(source, target, Path(temporary), exported, imported)
    return await _clone(source, target, folder, exported, imported)


async def _clone(
    source: AsyncStack, target: AsyncStack, folder: Path, exported: ExportOptions, imported: ImportOptions
) -> TransferReport:
    started = monotonic()
    export = await async_export_stack(source, folder, exported)
    report = await async_import(ExportReader(folder, source.branch), target, imported, None)
    report.title = f"{'plan of the clone' if imported.is_plan else 'clone'} of {source.api_key} into {target.api_key}"
    report.failures[:0] = export.failures
    report.notes[:0] = export.notes
    report.seconds = monotonic() - started
    return report
