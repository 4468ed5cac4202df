"""What identifies a run: what it does, and where. A checkpoint belongs to one run."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..errors import CheckpointError

if TYPE_CHECKING:
    from ..wire.options import Settings

_OF_ENTRIES = frozenset({"create_many", "update_many", "upsert_many", "localize_many", "transform"})
_OF_ASSETS = frozenset({"upload_many", "upload_tree"})

RunIdentity = Mapping[str, str | None]
"""The operation, the stack and its branch, and what else makes it this run."""


def build_identity(operation: str, settings: "Settings", **details: str | None) -> RunIdentity:
    """Return the identity of a run.

    Args:
        operation: The method, such as `create_many`.
        settings: Where it works.
        details: What else makes it this run.
    """
    return {
        "operation": operation,
        "host": settings.hosts.api,
        "api_key": settings.api_key,
        "branch": settings.branch,
        **details,
    }


def is_of_assets(identity: RunIdentity) -> bool:
    """Return whether a run has uploaded assets."""
    return identity["operation"] in _OF_ASSETS


def require_revertible(identity: RunIdentity) -> None:
    """Check that runs of a kind can be reverted.

    Raises:
        CheckpointError: They cannot.
    """
    operation = identity["operation"]
    if operation not in _OF_ENTRIES | _OF_ASSETS:
        possible = ", ".join([*sorted(_OF_ENTRIES), *sorted(_OF_ASSETS)])
        raise CheckpointError(f"{operation} cannot be reverted: only {possible} can")
