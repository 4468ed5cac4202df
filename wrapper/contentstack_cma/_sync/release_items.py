# Derived from _async/release_items.py by generator/unasync.py: edit that, not this.
"""Items of a release: the method for many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from contentstack_cma_client.resources import release_items as generated

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from contentstack_cma_client import models

    from ..bulk._sync.run import Run
    from ..bulk.progress import ProgressChoice
    from .sender import ScopedSender


class ReleaseItems(generated.ReleaseItems):
    """The items of a release."""

    _sender: ScopedSender  # pyright: ignore[reportIncompatibleVariableOverride] -- always the wrapper's own

    def add_many(
        self,
        items: Iterable[models.ReleaseItemInput | models.ReleaseItem | Mapping[str, Any]]
        | Iterable[models.ReleaseItemInput | models.ReleaseItem | Mapping[str, Any]],
        *,
        release_version: models.ReleaseVersion | Literal["2.0"] | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        concurrency: int | None = None,
    ) -> Run[models.ReleaseItem]:
        """Add many items to the release, 25 per call.

            release = stack.releases.create({"name": "Spring"})
            common = {"content_type_uid": "built_io_upload", "locale": "en-us", "version": 1, "action": "publish"}
            items = [{"uid": asset.uid, **common} for asset in stack.assets.list()]
            report = stack.release_items(release.uid).add_many(items).finish()

        Before, the items of the release are read: those that it already has with the same version and action are
        `found`; with another version or action they fail. If a call is rejected, its items are divided until the bad
        ones are found, so that the others are added.

        Args:
            items: The entries and assets to add, each with `uid`, `content_type_uid`, `locale`, `version` and
                `action`. The content type of an asset is `built_io_upload`. Read one by one, as they are needed.
            release_version: Version of the releases API: `2.0` if the organization uses the newer releases.
                Default: the older version.
            checkpoint: Path of a file that records what is done. The same call with the same file goes on where it was.
            progress: True for a progress bar, or a function that is called with `Progress`.
            stop_on_error: Stop after the first failure. Default: continue with the other items.
            concurrency: Maximum number of calls in flight, from 1. Default: as many as the pace needs.

        Returns:
            The run. It starts when you iterate over it or call `finish()`.

        Raises:
            TypeError: `items` is a single item, or not iterable.
            ValueError: `concurrency` is less than 1.
        """
        from ..bulk._sync.release_handler import ReleaseHandler
        from ..bulk._sync.run import Run

        handler = ReleaseHandler(
            self._sender, self._release_uid, release_version=release_version, concurrency=concurrency
        )
        return Run(handler, items, checkpoint=checkpoint, progress=progress, stop_on_error=stop_on_error)
