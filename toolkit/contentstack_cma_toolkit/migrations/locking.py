"""Hold the lock of a history while migrations run: its lease is renewed in the background."""

import os
import socket
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from getpass import getuser
from threading import Event, Thread
from uuid import uuid4

from contentstack_cma.errors import ContentstackError

from .history import History
from .records import Lease

_RENEWALS = 4
"""How often a lease is renewed while it lasts."""
_MARGIN = 0.1
"""Part of the lease before whose end nothing is written any more."""


class LockHold:
    """A lock that this run holds.

    Args:
        history: The history.
        seconds: Duration of the lease.
    """

    def __init__(self, history: History, seconds: float) -> None:
        self._history = history
        self._duration = timedelta(seconds=seconds)
        self.lease = Lease(owner=uuid4().hex, who=describe_runner(), until=datetime.now(UTC) + self._duration)
        self._is_lost = False
        self._ended = Event()
        self._thread = Thread(target=self._renew, name="contentstack_cma-migrations-lock", daemon=True)

    def take(self) -> None:
        """Take the lock, and begin to renew it."""
        self.lease = self._extend()
        self._history.take_lock(self.lease)
        self._thread.start()

    def _extend(self) -> Lease:
        return replace(self.lease, until=datetime.now(UTC) + self._duration)

    def _renew(self) -> None:
        while not self._ended.wait(self._duration.total_seconds() / _RENEWALS):
            lease = self._extend()
            try:
                if not self._history.renew_lock(lease):
                    self._is_lost = True
                    return
            except ContentstackError:
                continue  # the lease may last until the next attempt
            self.lease = lease

    @property
    def is_lost(self) -> bool:
        """Whether somebody broke the lock, or it could not be renewed in time."""
        return self._is_lost or self.lease.has_expired(datetime.now(UTC) + self._duration * _MARGIN)

    def release(self) -> None:
        """Stop to renew the lock, and release it."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        self._history.release_lock(self.lease.owner)


@contextmanager
def hold_lock(history: History, seconds: float) -> Generator[LockHold]:
    """Hold the lock of a history in the block.

    Args:
        history: The history.
        seconds: Duration of the lease: how long the lock stays if the process is killed.

    Raises:
        MigrationLockedError: Someone else holds it.
    """
    hold = LockHold(history, seconds)
    try:
        hold.take()
        yield hold
    except BaseException as error:
        _release_after(hold, error)
        raise
    hold.release()


def _release_after(hold: LockHold, error: BaseException) -> None:
    """Release a lock, and do not hide the error that ended the block."""
    try:
        hold.release()
    except ContentstackError as failure:
        error.add_note(f"The lock could not be released ({failure}): it ends with its lease.")


def describe_runner() -> str:
    """Return user, host and process."""
    try:
        user = getuser()
    except (KeyError, OSError, ImportError):
        user = "unknown user"
    return f"{user}@{socket.gethostname()}, process {os.getpid()}"
