# Derived from wrapper/contentstack_cma/bulk/_async/reverting.py by generator/unasync.py: edit that, not this.
"""Start the run that reverts another one."""

from contentstack_cma_client import models

from ...errors import CheckpointError
from ..identity import JobIdentity
from ..progress import ProgressChoice
from ..records import RevertRecords
from .job import RunSender
from .revert_job import EntryRevertJob
from .revert_plan import EntryRevertPlanJob
from .run import Run

_REVERTIBLE = frozenset({"create_many", "update_many", "upsert_many", "localize_many", "transform"})


def sync_revert(
    sender: RunSender,
    identity: JobIdentity,
    records: RevertRecords,
    progress: ProgressChoice,
    *,
    dry_run: bool = False,
) -> Run[models.Entry]:
    """Return the run that reverts another one.

    Args:
        sender: What to send through.
        identity: The job to revert.
        records: What it has written.
        progress: Whether or where to show progress.
        dry_run: Only find out what it would do.

    Raises:
        CheckpointError: The job cannot be reverted, or belongs to another stack or branch.
    """
    if identity["operation"] not in _REVERTIBLE:
        raise CheckpointError(f"{identity['operation']} cannot be reverted: only {', '.join(sorted(_REVERTIBLE))} can")
    settings = sender.settings
    here = {"host": settings.hosts.api, "api_key": settings.api_key, "branch": settings.branch}
    for name, value in here.items():
        if identity.get(name) != value:
            raise CheckpointError(f"the run had {name} {identity.get(name)!r}, and this stack has {value!r}")
    job = (EntryRevertPlanJob if dry_run else EntryRevertJob)(sender, identity)
    return Run(job, records.iterate_written(), progress=progress, records=records)
