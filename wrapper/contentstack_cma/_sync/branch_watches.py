# Derived from _async/branch_watches.py by generator/unasync.py: edit that, not this.
"""What to read to know how far a branch or a merge is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..bulk.jobs import Sighting, build_merge_result

if TYPE_CHECKING:
    from contentstack_cma_client import models

    from ..bulk.results import JobResult
    from .sender import ScopedSender


class BranchWatch:
    """Looks for a branch that is being created."""

    def __init__(self, sender: ScopedSender, branch_uid: str) -> None:
        self.uid: str | None = branch_uid
        self.name = f"branch {branch_uid}"
        self._sender = sender

    def look(self) -> Sighting[models.Branch]:
        """Return the branch, if it exists."""
        branch = sync_find_branch(self._sender, self.uid)
        return Sighting(result=branch, done=int(branch is not None), total=1)


class BranchDeletionWatch:
    """Looks for a branch that is being deleted."""

    def __init__(self, sender: ScopedSender, branch_uid: str) -> None:
        self.uid: str | None = branch_uid
        self.name = f"deletion of branch {branch_uid}"
        self._sender = sender

    def look(self) -> Sighting[bool]:
        """Return True as the result, if the branch no longer exists."""
        if sync_find_branch(self._sender, self.uid) is None:
            return Sighting(result=True, done=1, total=1)
        return Sighting(total=1)


def sync_find_branch(sender: ScopedSender, uid: str | None) -> models.Branch | None:
    """Return the branch with this uid; None if the list of branches does not have it."""
    from contentstack_cma_client.resources.branches import Branches

    for branch in Branches(sender).list():
        if branch.uid == uid:
            return branch
    return None


class MergeWatch:
    """Looks at a merge."""

    def __init__(self, sender: ScopedSender, merge_uid: str) -> None:
        self.uid: str | None = merge_uid
        self.name = f"merge {merge_uid}"
        self._sender = sender
        self._merge_uid = merge_uid

    def look(self) -> Sighting[JobResult]:
        """Return what the server says about the merge now."""
        from contentstack_cma_client.resources.branches import Branches

        job = Branches(self._sender).get_merge(self._merge_uid)
        result = build_merge_result(job)
        if result is None:
            return Sighting(status="in progress", total=1)
        failed = int(result.status != "complete")
        return Sighting(result=result, status=result.status, done=1 - failed, failed=failed, total=1)
