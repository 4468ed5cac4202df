# Derived from _async/asset_runs.py by generator/unasync.py: edit that, not this.
"""Assets: the methods for many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contentstack_cma_client.resources import assets as generated

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from contentstack_cma_client import models
    from contentstack_cma_client.sources import UploadSource

    from ..bulk._sync.run import Run
    from ..bulk.progress import ProgressChoice
    from .sender import ScopedSender


class AssetRuns(generated.Assets):
    """The methods for many assets."""

    _sender: ScopedSender  # pyright: ignore[reportIncompatibleVariableOverride] -- always the wrapper's own

    def upload_many(
        self,
        items: Iterable[UploadSource | tuple[UploadSource, Mapping[str, Any]]]
        | Iterable[UploadSource | tuple[UploadSource, Mapping[str, Any]]],
        *,
        parent_uid: str | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        may_duplicate: bool = False,
        concurrency: int | None = None,
    ) -> Run[models.Asset]:
        """Upload many files, each exactly once.

            photos = ["photo.jpg", ("photo.jpg", {"title": "Soup", "tags": ["food"]})]
            report = stack.assets.upload_many(photos).finish()

        Each file is opened when it is sent, and streamed. After an upload whose response got lost, its folder is
        searched for a new asset with this name and size. If there is none, or more than one, it ends as `unknown`.

        Args:
            items: Paths, files or other sources that `upload` accepts, or pairs of a source and a mapping with
                `title`, `description`, `tags`, `parent_uid`, `file_name` or `content_type`. Read one by one, as they
                are needed.
            parent_uid: Uid of the folder. Default: the root.
            checkpoint: Path of a file that records what is done. The same call with the same file goes on where it was.
            progress: True for a progress bar, or a function that is called with `Progress`.
            stop_on_error: Stop after the first failure. Default: continue with the other items.
            may_duplicate: Send files again whose response got lost and that are not found.
            concurrency: Maximum number of calls in flight, from 1. Default: as many as the pace needs.

        Returns:
            The run. It starts when you iterate over it or call `finish()`.

        Raises:
            TypeError: `items` is a single item, or not iterable.
            ValueError: `concurrency` is less than 1.
        """
        from ..bulk._sync.asset_handlers import UploadHandler
        from ..bulk._sync.run import Run

        handler = UploadHandler(
            self._sender, "upload_many", parent_uid=parent_uid, concurrency=concurrency, may_duplicate=may_duplicate
        )
        return Run(handler, items, checkpoint=checkpoint, progress=progress, stop_on_error=stop_on_error)

    def upload_tree(
        self,
        folder: str | os.PathLike[str],
        *,
        parent_uid: str | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        may_duplicate: bool = False,
        concurrency: int | None = None,
    ) -> Run[models.Asset]:
        """Upload the files of a folder on disk, with its subfolders.

            folder = stack.asset_folders.create("Photos")
            report = stack.assets.upload_tree(".", parent_uid=folder.uid).finish()

        What is in the folder gets into the asset folder: subfolders are found by name or created, and new files are
        uploaded. A file whose asset has the same name, size and content is `unchanged`. One with another content
        replaces the file of the asset, which creates a new version. Nothing is deleted. To compare the content of a
        file and an asset of the same size, the asset is downloaded, unless the checkpoint tells.

        Files and folders whose names begin with a dot are left out, as are empty folders. Links to files inside the
        folder are followed; other links, pipes and devices are `skipped`.

        Args:
            folder: Path of the folder.
            parent_uid: Uid of the asset folder. Default: the root.
            checkpoint: Path of a file that records what is done. The same call with the same file goes on where it was.
                It is trusted: what it says about a file is not compared with the stack again.
            progress: True for a progress bar, or a function that is called with `Progress`.
            stop_on_error: Stop after the first failure. Default: continue with the other files.
            may_duplicate: Send files again whose response got lost and that are not found.
            concurrency: Maximum number of calls in flight, from 1. Default: as many as the pace needs.

        Returns:
            The run. It starts when you iterate over it or call `finish()`. The items of its outcomes are paths.

        Raises:
            OSError: The folder does not exist, or is no folder.
            ValueError: `concurrency` is less than 1.
        """
        from ..bulk._sync.run import Run
        from ..bulk._sync.tree_handler import TreeHandler, sync_read_folder
        from ..bulk.tree import check_folder

        root = check_folder(folder)
        handler = TreeHandler(
            self._sender, root, parent_uid=parent_uid, concurrency=concurrency, may_duplicate=may_duplicate
        )
        files = sync_read_folder(root)
        return Run(handler, files, checkpoint=checkpoint, progress=progress, stop_on_error=stop_on_error)

    def delete_many(
        self,
        items: Iterable[str | models.Asset | Mapping[str, Any]] | Iterable[str | models.Asset | Mapping[str, Any]],
        *,
        dry_run: bool = False,
        checkpoint: str | os.PathLike[str] | None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        concurrency: int | None = None,
    ) -> Run[models.Asset]:
        """Delete many assets.

            old = stack.assets.snapshot(query={"tags": "old"})
            for outcome in stack.assets.delete_many(old, dry_run=True):
                print(outcome.result.filename)

        Args:
            items: Uids of the assets, or the assets.
            dry_run: Delete nothing. The outcomes are `planned`, and their results are the assets.
            checkpoint: Path of a file that records what is done. The same call with the same file goes on where it was.
            progress: True for a progress bar, or a function that is called with `Progress`.
            stop_on_error: Stop after the first failure. Default: continue with the other items.
            concurrency: Maximum number of calls in flight, from 1. Default: as many as the pace needs.

        Returns:
            The run. It starts when you iterate over it or call `finish()`.

        Raises:
            TypeError: `items` is a single item, or not iterable.
            ValueError: `concurrency` is less than 1, or a dry run has a checkpoint.
        """
        from ..bulk._sync.asset_handlers import AssetDeleteHandler, AssetDeletePlanHandler
        from ..bulk._sync.run import Run
        from ..bulk.dry_runs import check_dry_run

        check_dry_run(checkpoint, dry_run=dry_run)
        handler = (AssetDeletePlanHandler if dry_run else AssetDeleteHandler)(
            self._sender, "delete_many", concurrency=concurrency
        )
        return Run(handler, items, checkpoint=checkpoint, progress=progress, stop_on_error=stop_on_error)
