# Derived from _async/entry_workflow.py by generator/unasync.py: edit that, not this.
"""Entries of one content type: the workflow stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contentstack_cma_client.resources import entries as generated

from ..bodies import build_stage_change

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from contentstack_cma_client import models


class EntryWorkflow(generated.Entries):
    """The method that moves one entry to a workflow stage."""

    def set_workflow_stage(
        self,
        entry_uid: str,
        stage_uid: str,
        *,
        comment: str | None = None,
        due_date: date | str | None = None,
        notify: bool | None = None,
        assigned_to: Iterable[models.AssigneeInput | Mapping[str, Any]] | None = None,
        assigned_by_roles: Iterable[models.RoleAssigneeInput | Mapping[str, Any]] | None = None,
        locale: str | None = None,
        branch: str | None = None,
    ) -> None:
        """Move an entry to a workflow stage.

        Args:
            entry_uid: Uid of the entry.
            stage_uid: Uid of the workflow stage.
            comment: Comment on the change.
            due_date: Due date of the stage.
            notify: Notify the assignees by email.
            assigned_to: Users to assign the entry to, each with `uid`, `name` and `email`.
            assigned_by_roles: Roles to assign the entry to, each with `uid` and `name`.
            locale: Code of the locale. Default: the master locale.
            branch: Uid or alias of the branch. Default: the stack's branch.
        """
        from contentstack_cma_client.api.entries import set_entry_workflow_stage

        set_entry_workflow_stage.sync(
            self._content_type_uid,
            entry_uid,
            client=self._sender,
            body=build_stage_change(
                stage_uid,
                comment=comment,
                due_date=due_date,
                notify=notify,
                assigned_to=assigned_to,
                assigned_by_roles=assigned_by_roles,
            ),
            locale=locale,
            branch=branch,
        )
