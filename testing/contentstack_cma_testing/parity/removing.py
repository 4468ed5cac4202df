"""Remove what a run created."""

from typing import TYPE_CHECKING, Any

from contentstack_cma_testing.parity.connection import Connection
from contentstack_cma_testing.parity.errors import KitError
from contentstack_cma_testing.parity.leftovers import STACKS, Cleanup, Leftovers

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST_FAULT = 500

UNSETTLED = frozenset({401, 403, 429})
"""Statuses after which what was to be removed may still be there, as after a server fault."""


def remove_all(connection: Connection, leftovers: Leftovers) -> None:
    """Remove what is noted, in reverse order. What could not be removed stays noted.

    Raises:
        KitError: A stack could not be deleted.
        NoResponseError: The connection broke.
    """
    for cleanup in leftovers:
        status = remove(connection, cleanup)
        if is_settled(status):
            leftovers.forget(cleanup)
        elif cleanup.path == STACKS:
            raise KitError(
                f"the stack of the run could not be deleted: status {status}. Start the same run again, or delete it: "
                "its name begins with 'Parity kit'"
            )


def remove(connection: Connection, cleanup: Cleanup) -> int:
    """Make a call that removes something, and return its status.

    Raises:
        NoResponseError: The connection broke.
    """
    if cleanup.api_key is None and cleanup.path == STACKS:
        return _remove_by_name(connection, str(cleanup.json["name"]))
    return connection.send(
        "clean up", cleanup.method, cleanup.path, api_key=cleanup.api_key, query=cleanup.query, json=cleanup.json
    ).status


def is_settled(status: int) -> bool:
    """Return whether what was to be removed is gone, or never existed."""
    return status < FIRST_FAULT and status not in UNSETTLED


def _remove_by_name(connection: Connection, name: str) -> int:
    """Remove a stack whose creation got no response, if it was created."""
    answer = connection.send("stacks", "GET", STACKS, api_key=None, query={"query": {"name": name}})
    stacks: list[Mapping[str, Any]] = answer.find("stacks") or []
    for stack in stacks:
        if stack.get("name") == name:
            return connection.send("clean up", "DELETE", STACKS, api_key=stack["api_key"]).status
    return answer.status
