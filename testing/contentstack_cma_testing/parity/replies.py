"""What a flow gets in response to a call."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contentstack_cma_testing.parity.json_values import is_list, is_object

FIRST_FAILURE = 300


class FlowStoppedError(Exception):
    """A response lacks what the flow cannot go on without.

    Attributes:
        label: Label of the call.
        place: Where in the body it was expected, such as `entry.uid`.
    """

    def __init__(self, label: str, place: str) -> None:
        super().__init__(f"{label}: the response has no {place}")
        self.label = label
        self.place = place


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: `flow.Reply`.

    Attributes:
        label: Label of the call.
        status: HTTP status.
        json: The decoded body; None if there is none.
        headers: Headers, with lower-case names.
    """

    label: str
    status: int
    json: Any
    headers: Mapping[str, str]

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return self.status < FIRST_FAILURE

    def find(self, *path: str | int) -> Any:
        """Return a value in the body; None if it is not there."""
        return find_value(self.json, path)

    def require(self, *path: str | int) -> Any:
        """Return a value in the body.

        Raises:
            FlowStoppedError: It is not there.
        """
        value = self.find(*path)
        if value is None:
            raise FlowStoppedError(self.label, ".".join(map(str, path)))
        return value


def find_value(value: Any, path: tuple[str | int, ...]) -> Any:
    """Return what a path of keys and numbers leads to; None if it leads nowhere."""
    for step in path:
        if is_object(value) and isinstance(step, str):
            value = value.get(step)
        elif is_list(value) and isinstance(step, int):
            value = value[step] if -len(value) <= step < len(value) else None
        else:
            return None
    return value
