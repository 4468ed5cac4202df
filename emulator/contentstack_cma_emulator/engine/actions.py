"""What the actions of operations (`x-action`) mean for rights, events and messages, in one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Right = Literal["read", "create", "update", "delete", "publish"]


@dataclass(frozen=True, slots=True)
class Action:
    """An action.

    Attributes:
        event: The event in the audit log and in channels.
        right: The right that it needs.
        failure: The word in the error for an invalid body: `Label creation failed`. Without it, the error is general.
    """

    event: str
    right: Right
    failure: str = ""


class ActionTable(dict[str, Action]):
    """Actions by name. One that is not in the table is an update with an event of its own."""

    def __missing__(self, name: str) -> Action:
        """Return an action that is not in the table."""
        return Action(name, "update")


ACTIONS: Mapping[str, Action] = ActionTable(
    {
        "create": Action("create", "create", "creation"),
        "import": Action("create", "create", "import"),
        "clone": Action("clone", "create"),
        "share": Action("share", "create"),
        "update": Action("update", "update", "updation"),
        "set": Action("update", "update"),
        "delete": Action("delete", "delete"),
        "unshare": Action("unshare", "delete"),
        "publish": Action("publish", "publish", "publish"),
        "unpublish": Action("unpublish", "publish"),
        "deploy": Action("deploy", "publish"),
    }
)
