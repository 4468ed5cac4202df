# Derived from _async/entry_runs.py by generator/unasync.py: edit that, not this.
"""Entries of one content type: the methods for many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contentstack_cma_client.resources import entries as generated

from ..bodies import build_stage_change

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping
    from datetime import date

    from contentstack_cma_client import models

    from ..bulk._sync.run import Run
    from ..bulk.progress import ProgressChoice
    from .sender import ScopedSender


class EntryRuns(generated.Entries):
    """The methods for many entries."""

    _sender: ScopedSender  # pyright: ignore[reportIncompatibleVariableOverride] -- always the wrapper's own

    def create_many(
        self,
        items: Iterable[Mapping[str, Any]] | Iterable[Mapping[str, Any]],
        *,
        key: str | None = None,
        locale: str | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        may_duplicate: bool = False,
        concurrency: int | None = None,
    ) -> Run[models.Entry]:
        """Create many entries, each exactly once.

            rows = [{"title": "One", "url": "/one"}, {"title": "Two", "url": "/two"}]
            report = stack.entries("blog_post").create_many(rows, key="title").finish()
            report.raise_for_failures()

        With a `key`, an entry whose response got lost is looked up before it is retried, and an entry that exists
        already counts as found. Without one, an entry whose response got lost ends as `unknown`.

        Args:
            items: The fields of each entry, as a mapping or an `Entry` to copy. Read one by one, as they are needed.
                They may contain `bulk.ref(...)` in place of a reference.
            key: Uid of a field that identifies entries. It must be unique in the content type.
            locale: Code of the locale. Default: the master locale.
            checkpoint: Path of a file that records what is done. The same call with the same file goes on where it was.
            progress: True for a progress bar, or a function that is called with `Progress`.
            stop_on_error: Stop after the first failure. Default: continue with the other items.
            may_duplicate: Without a `key`, send entries again whose response got lost.
            concurrency: Maximum number of calls in flight, from 1. Default: as many as the pace needs.

        Returns:
            The run. It starts when you iterate over it or call `finish()`.

        Raises:
            TypeError: `items` is a single item, or not iterable.
            ValueError: `concurrency` is less than 1.
        """
        from ..bulk._sync.entry_handlers import CreateHandler
        from ..bulk._sync.run import Run

        handler = CreateHandler(
            self._sender,
            self._content_type_uid,
            "create_many",
            key=key,
            locale=locale,
            concurrency=concurrency,
            may_duplicate=may_duplicate,
        )
        return Run(handler, items, checkpoint=checkpoint, progress=progress, stop_on_error=stop_on_error)

    def update_many(
        self,
        items: Iterable[models.Entry | Mapping[str, Any] | tuple[str, Mapping[str, Any]]]
        | Iterable[models.Entry | Mapping[str, Any] | tuple[str, Mapping[str, Any]]],
        *,
        key: str | None = None,
        locale: str | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        concurrency: int | None = None,
    ) -> Run[models.Entry]:
        """Update many entries, each exactly once.

        Before, the version number of each entry is read, 100 per call. An update whose response got lost is compared
        with the entry before it is retried.

        Args:
            items: The entries: each an `Entry` that was read and changed, a mapping with `uid` and the fields to
                change, or a pair of uid and fields. With `key`, a mapping with the key field and the fields to change.
            key: Uid of a unique field that identifies entries in place of their uid.
            locale: Code of the locale to write. Default: that of an `Entry`, else the master locale.
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
        from ..bulk._sync.entry_handlers import UpdateHandler
        from ..bulk._sync.run import Run

        handler = UpdateHandler(
            self._sender, self._content_type_uid, "update_many", key=key, locale=locale, concurrency=concurrency
        )
        return Run(handler, items, checkpoint=checkpoint, progress=progress, stop_on_error=stop_on_error)

    def upsert_many(
        self,
        items: Iterable[Mapping[str, Any]] | Iterable[Mapping[str, Any]],
        *,
        key: str,
        locale: str | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        concurrency: int | None = None,
    ) -> Run[models.Entry]:
        """Create the entries whose key does not exist yet, and update the others, each exactly once.

        Args:
            items: The fields of each entry, among them the key field. They may contain `bulk.ref(...)`.
            key: Uid of the field that identifies entries. It must be unique in the content type.
            locale: Code of the locale. Default: the master locale.
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
        from ..bulk._sync.entry_handlers import UpsertHandler
        from ..bulk._sync.run import Run

        handler = UpsertHandler(
            self._sender, self._content_type_uid, "upsert_many", key=key, locale=locale, concurrency=concurrency
        )
        return Run(handler, items, checkpoint=checkpoint, progress=progress, stop_on_error=stop_on_error)

    def localize_many(
        self,
        items: Iterable[Mapping[str, Any] | tuple[str, Mapping[str, Any]]]
        | Iterable[Mapping[str, Any] | tuple[str, Mapping[str, Any]]],
        *,
        locale: str,
        key: str | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        concurrency: int | None = None,
    ) -> Run[models.Entry]:
        """Create localized versions of many entries, or update them, each exactly once.

        Args:
            items: The entries, as for `update_many`.
            locale: Code of the locale.
            key: Uid of a unique field that identifies entries in place of their uid, by its value in the master locale.
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
        from ..bulk._sync.entry_handlers import UpdateHandler
        from ..bulk._sync.run import Run

        handler = UpdateHandler(
            self._sender, self._content_type_uid, "localize_many", key=key, locale=locale, concurrency=concurrency
        )
        return Run(handler, items, checkpoint=checkpoint, progress=progress, stop_on_error=stop_on_error)

    def delete_many(
        self,
        items: Iterable[str | models.Entry | Mapping[str, Any]] | Iterable[str | models.Entry | Mapping[str, Any]],
        *,
        locale: str | None = None,
        dry_run: bool = False,
        checkpoint: str | os.PathLike[str] | None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        concurrency: int | None = None,
    ) -> Run[models.Entry]:
        """Delete many entries.

            drafts = stack.entries("blog_post").snapshot(query={"tags": "draft"})
            for outcome in stack.entries("blog_post").delete_many(drafts, dry_run=True):
                print(outcome)

        Args:
            items: Uids of the entries, or the entries.
            locale: Delete only this locale. Default: all locales.
            dry_run: Delete nothing. The outcomes are `planned`, and their results are the entries.
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
        from ..bulk._sync.entry_handlers import DeleteHandler, DeletePlanHandler
        from ..bulk._sync.run import Run
        from ..bulk.dry_runs import check_dry_run

        check_dry_run(checkpoint, dry_run=dry_run)
        handler = (DeletePlanHandler if dry_run else DeleteHandler)(
            self._sender, self._content_type_uid, "delete_many", locale=locale, concurrency=concurrency
        )
        return Run(handler, items, checkpoint=checkpoint, progress=progress, stop_on_error=stop_on_error)

    def set_workflow_stage_many(
        self,
        items: Iterable[str | models.Entry | Mapping[str, Any]] | Iterable[str | models.Entry | Mapping[str, Any]],
        stage_uid: str,
        *,
        comment: str | None = None,
        due_date: date | str | None = None,
        notify: bool | None = None,
        locale: str | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        progress: ProgressChoice = False,
        stop_on_error: bool = False,
        concurrency: int | None = None,
    ) -> Run[models.Entry]:
        """Move many entries to a workflow stage.

        Args:
            items: Uids of the entries, or the entries.
            stage_uid: Uid of the workflow stage.
            comment: Comment on the change.
            due_date: Due date of the stage.
            notify: Notify the assignees by email.
            locale: Code of the locale. Default: the master locale.
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
        from ..bulk._sync.entry_handlers import StageHandler
        from ..bulk._sync.run import Run

        body = build_stage_change(
            stage_uid, comment=comment, due_date=due_date, notify=notify, assigned_to=None, assigned_by_roles=None
        )
        handler = StageHandler(
            self._sender, self._content_type_uid, stage_uid, body, locale=locale, concurrency=concurrency
        )
        return Run(handler, items, checkpoint=checkpoint, progress=progress, stop_on_error=stop_on_error)
