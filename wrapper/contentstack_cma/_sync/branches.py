# Derived from _async/branches.py by generator/unasync.py: edit that, not this.
"""Branches, with waiting."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, overload

from contentstack_cma_client.resources import branches as generated

from ..bulk.timeouts import WAIT_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contentstack_cma_client import models
    from contentstack_cma_client.untyped import UntypedMapping

    from ..bodies import MergeStrategyName
    from ..bulk.progress import ProgressChoice
    from ..bulk.results import JobResult
    from .sender import ScopedSender


class Branches(generated.Branches):
    """The branches of a stack."""

    _sender: ScopedSender  # pyright: ignore[reportIncompatibleVariableOverride] -- always the wrapper's own

    @overload
    def create(
        self,
        branch: models.BranchInputDict | models.BranchInput | models.Branch | UntypedMapping,
        *,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.Branch: ...

    @overload
    def create(  # type: ignore[overload-cannot-match]  # pyright: ignore[reportOverlappingOverload]
        self,
        branch: models.BranchInputDict,
        *,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.Branch: ...

    def create(
        self,
        branch: models.BranchInputDict | models.BranchInput | models.Branch | UntypedMapping,
        *,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.Branch:
        """Create a branch.

        Copy a branch with its content and schemas. The response arrives before the copy is complete; until then,
        calls about the new branch may fail. Error code 910 means that the uid is taken; 903 means that the uid is too
        long or the source branch does not exist. Management tokens are rejected.

        Args:
            branch: The branch, as a model or a mapping.
            wait: Wait until the branch exists.
            wait_timeout: Seconds to wait; None to wait without end. Default: 10 minutes.
            progress: Whether a wait shows a bar or lines. A function is called with `Progress`.

        Returns:
            The branch.

        Raises:
            JobTimeoutError: The branch was not there in time. It is still being created.
            ValueError: A parameter is empty or out of bounds, or a required key is missing.
            ContentstackError: The API rejected a call, or it failed.
        """
        start = partial(super().create, branch)
        if not wait:
            return start()

        from ..bulk.jobs import WaitOptions
        from .branch_watches import BranchWatch
        from .waiting import sync_wait_for

        options = WaitOptions(call="stack.branches.create()", timeout=wait_timeout, progress=progress)
        created = start()
        return sync_wait_for(BranchWatch(self._sender, created.uid), options)

    def delete(
        self,
        branch_uid: str,
        *,
        force: bool,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> None:
        """Delete a branch.

        Everything in the branch is deleted too, and the aliases that point at it. The response arrives before the
        branch is deleted. Branches copied from this one must be deleted first (error code 909). Error code 905 means
        that the branch does not exist. Management tokens are rejected.

        Args:
            branch_uid: Uid of the branch.
            force: Must be True; the server rejects the call otherwise.
            wait: Wait until the branch is deleted.
            wait_timeout: Seconds to wait; None to wait without end. Default: 10 minutes.
            progress: Whether a wait shows a bar or lines. A function is called with `Progress`.

        Raises:
            JobTimeoutError: The branch was not deleted in time. It is still being deleted.
            ValueError: A parameter is empty or out of bounds.
            ContentstackError: The API rejected a call, or it failed.
        """
        start = partial(super().delete, branch_uid, force=force)
        if not wait:
            return start()

        from ..bulk.jobs import WaitOptions
        from .branch_watches import BranchDeletionWatch
        from .waiting import sync_wait_for

        options = WaitOptions(call="stack.branches.delete()", timeout=wait_timeout, progress=progress)
        start()
        sync_wait_for(BranchDeletionWatch(self._sender, branch_uid), options)
        return None

    @overload
    def merge(
        self,
        *,
        compare_branch: str,
        default_merge_strategy: models.MergeStrategy | MergeStrategyName,
        merge_comment: str,
        item_merge_strategies: Iterable[models.MergeItemInputDict | models.MergeItemInput | UntypedMapping]
        | None = None,
        base_branch: str | None = None,
        no_revert: bool | None = None,
        wait: Literal[False] = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.MergeJob: ...

    @overload
    def merge(
        self,
        *,
        compare_branch: str,
        default_merge_strategy: models.MergeStrategy | MergeStrategyName,
        merge_comment: str,
        item_merge_strategies: Iterable[models.MergeItemInputDict | models.MergeItemInput | UntypedMapping]
        | None = None,
        base_branch: str | None = None,
        no_revert: bool | None = None,
        wait: Literal[True],
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> JobResult: ...

    def merge(
        self,
        *,
        compare_branch: str,
        default_merge_strategy: models.MergeStrategy | MergeStrategyName,
        merge_comment: str,
        item_merge_strategies: Iterable[models.MergeItemInputDict | models.MergeItemInput | UntypedMapping]
        | None = None,
        base_branch: str | None = None,
        no_revert: bool | None = None,
        wait: bool = False,
        wait_timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.MergeJob | JobResult:
        """Merge a branch into another.

        Start a job that merges the content type and global field changes of one branch into another. Entries and
        assets are not merged. `item_merge_strategies` is only for the strategy `ignore`: it lists what to merge and
        how. The response is the job as it starts. The target branch is first copied to a backup branch, unless
        `no_revert` is set.

        Args:
            compare_branch: Uid of the branch whose changes to merge.
            default_merge_strategy: What to do with the items that `item_merge_strategies` does not list.
            merge_comment: Comment to store with the merge.
            item_merge_strategies: Items to merge, with a strategy for each.
            base_branch: Uid of the branch to merge into. The default is not documented, so set it.
            no_revert: Do not back up the target branch.
            wait: Wait until the merge is finished, and return its result.
            wait_timeout: Seconds to wait; None to wait without end. Default: 10 minutes.
            progress: Whether a wait shows a bar or lines. A function is called with `Progress`.

        Returns:
            The merge job; with `wait`, how it ended, and what failed.

        Raises:
            JobTimeoutError: The merge was not finished in time. It goes on in the background.
            ValueError: A parameter is empty or out of bounds, or a required key is missing.
            ContentstackError: The API rejected a call, or it failed.
        """
        start = partial(
            super().merge,
            compare_branch=compare_branch,
            default_merge_strategy=default_merge_strategy,
            merge_comment=merge_comment,
            item_merge_strategies=item_merge_strategies,
            base_branch=base_branch,
            no_revert=no_revert,
        )
        if not wait:
            return start()

        from ..bulk.jobs import WaitOptions
        from .branch_watches import MergeWatch
        from .waiting import sync_wait_for

        options = WaitOptions(call="stack.branches.merge()", timeout=wait_timeout, progress=progress)
        job = start()
        return sync_wait_for(MergeWatch(self._sender, job.uid), options)

    def wait(
        self,
        branch_uid: str,
        *,
        timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> models.Branch:
        """Wait until a branch that is being created exists.

        Args:
            branch_uid: Uid of the branch.
            timeout: Seconds to wait; None to wait without end. Default: 10 minutes.
            progress: True shows a bar or lines. A function is called with `Progress`.

        Returns:
            The branch.

        Raises:
            JobTimeoutError: The branch was not there in time.
            TypeError: An argument is of the wrong type.
            ValueError: `branch_uid` is empty, or `timeout` is not positive.
            ContentstackError: The API rejected a call, or it failed.
        """
        from ..bulk.jobs import WaitOptions, check_uid
        from .branch_watches import BranchWatch
        from .waiting import sync_wait_for

        options = WaitOptions(call="stack.branches.wait()", timeout=timeout, progress=progress, parameter="timeout")
        return sync_wait_for(BranchWatch(self._sender, check_uid(branch_uid, "branch_uid")), options)

    def wait_for_merge(
        self,
        merge: str | models.MergeJob,
        *,
        timeout: float | None = WAIT_TIMEOUT,
        progress: ProgressChoice = False,
    ) -> JobResult:
        """Wait until a merge is finished.

        Args:
            merge: Uid of the merge job, or what `merge` returned.
            timeout: Seconds to wait; None to wait without end. Default: 10 minutes.
            progress: True shows a bar or lines. A function is called with `Progress`.

        Returns:
            How the merge ended, and what failed. `raise_for_failures()` raises an exception if something did.

        Raises:
            JobTimeoutError: The merge was not finished in time. It goes on in the background.
            TypeError: An argument is of the wrong type.
            ValueError: `merge` is empty, or `timeout` is not positive.
            ContentstackError: The API rejected a call, or it failed.
        """
        from ..bulk.jobs import WaitOptions, check_uid
        from .branch_watches import MergeWatch
        from .waiting import sync_wait_for

        uid = check_uid(merge if isinstance(merge, str) else merge.uid, "merge")
        options = WaitOptions(
            call="stack.branches.wait_for_merge()", timeout=timeout, progress=progress, parameter="timeout"
        )
        return sync_wait_for(MergeWatch(self._sender, uid), options)
