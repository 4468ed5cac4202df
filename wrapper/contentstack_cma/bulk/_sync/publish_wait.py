# Derived from _async/publish_wait.py by generator/unasync.py: edit that, not this.
"""Wait until what a run has published is there."""

from time import monotonic, sleep

from ...errors import ContentstackError
from ..decisions import is_ambiguous
from ..jobs import choose_pause
from ..outcomes import ItemState
from ..places import Goal, list_item_places
from ..publish_items import read_publish_item
from ..publishing import Target
from ..results import FailedItem
from ..rows import Ended, Row
from .details import Details
from .handler import RunSender
from .publish_access import PublishResult


class PublishWait:
    """Waits for rows that the server has accepted.

    Attributes:
        names: The environments by uid, with the names that the run calls them by; set by the handler.

    Args:
        sender: What to send through.
        target: What the run does.
        timeout: Seconds to wait after the last item was accepted; None to wait without end.
    """

    def __init__(self, sender: RunSender, target: Target, timeout: float | None) -> None:
        self._sender = sender
        self._target = target
        self._timeout = timeout
        self._began: float | None = None
        self._state = ItemState.PUBLISHED if target.action == "publish" else ItemState.UNPUBLISHED
        self.names: dict[str, str] = {}

    def wait(self, rows: list[Row]) -> list[Ended[PublishResult]]:
        """Return how rows ended."""
        if self._began is None:
            self._began = monotonic()
        details = Details(self._sender, {})
        pending, ended, looks = rows, list[Ended[PublishResult]](), 0
        while True:
            found, looks = list[Ended[PublishResult]](), looks + 1
            try:
                found = self._look(details, pending)
            except ContentstackError as error:
                if not is_ambiguous(error):
                    return [*ended, *(row.end(ItemState.UNKNOWN, error=error) for row in pending)]
            ended += found
            done = {each.row.position for each in found}
            pending = [row for row in pending if row.position not in done]
            pause = choose_pause(looks, monotonic() - self._began, self._timeout)
            if not pending or pause is None:
                return [*ended, *(row.end(ItemState.UNKNOWN, error=self._build_timeout()) for row in pending)]
            sleep(pause)

    def _build_timeout(self) -> TimeoutError:
        return TimeoutError(
            f"the server has accepted the {self._target.action}, but did not finish it within {self._timeout:g} s"
        )

    def _build_error(self, failure: FailedItem) -> RuntimeError:
        environment = self.names.get(failure.environment or "", failure.environment)
        place = f"{environment} in {failure.locale}"
        return RuntimeError(f"the server did not {self._target.action} it: {place}: {failure.reason}")

    def _look(self, details: Details, rows: list[Row]) -> list[Ended[PublishResult]]:
        """Return the rows that have ended."""
        environments, locales = list(self.names), self._target.locales
        places = {row.position: list_item_places(read_publish_item(row.item), environments, locales) for row in rows}
        everywhere = tuple(dict.fromkeys(place for each in places.values() for place in each))
        unreached = details.look(Goal(action=self._target.action, places=everywhere))
        left = set(unreached.places)
        ended: list[Ended[PublishResult]] = []
        for row in rows:
            failure = next(
                (unreached.failures[each] for each in places[row.position] if each in unreached.failures), None
            )
            if failure is not None:
                ended.append(row.end(ItemState.FAILED, error=self._build_error(failure)))
            elif left.isdisjoint(places[row.position]):
                ended.append(row.end(self._state))
        return ended
