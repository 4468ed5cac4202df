"""The session of a `Login` at one host, and the clients that use it. No I/O."""

from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakSet

from ..sending.attempts import Room

if TYPE_CHECKING:
    from ..errors import TwoFactorRequired


class Session(Room):
    """The session of an account at one host.

    Attributes:
        token: The token of the session; None if there is none.
        challenge: The server's request for a two-factor code that somebody must be asked for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.token: str | None = None
        self.challenge: TwoFactorRequired | None = None
        self._is_own = False
        self._users: WeakSet[object] = WeakSet()
        self._users_lock = Lock()

    def open(self, token: str) -> None:
        """Set the token of a new session, which this process has opened."""
        self.token = token
        self._is_own = True

    def forget(self) -> None:
        """Forget the session and the refusal."""
        self.token = self.challenge = None
        self.forget_refusal()

    def add_user(self, user: object) -> None:
        """Note that a client uses the session."""
        with self._users_lock:
            self._users.add(user)

    def remove_user(self, user: object) -> bool:
        """Note that a client does not use the session any more. Return whether it was the last."""
        with self._users_lock:
            was_known = user in self._users
            self._users.discard(user)
            return was_known and not self._users

    def take_own_token(self) -> str | None:
        """Return and forget the token, if this process has opened the session."""
        if not self._is_own:
            return None
        token, self.token, self._is_own = self.token, None, False
        return token

    def reset_after_fork(self) -> None:
        """Use the session of the parent process without ending it."""
        super().reset_after_fork()
        self._users_lock = Lock()
        self._is_own = False
