"""What identifies a run: what it does, and where. A checkpoint belongs to one run."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..wire.options import Settings

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
