"""What a process has of a shared pace: turns of its own, in threads, asyncio or trio."""

from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Literal, TypeVar

import anyio
from anyio import to_thread

from contentstack_cma.pace import Budgets
from contentstack_cma.pace.budgets import Budget
from contentstack_cma.pace.shared import SharedPace
from contentstack_cma.pace.turns import Turn

Mode = Literal["sync", "asyncio", "trio"]
T = TypeVar("T")
CREDENTIAL = 1


class Process:
    """Takes turns one after the other.

    Attributes:
        waits: What the server told the calls that departed to wait, in seconds.

    Args:
        rate: What it believes to be the limit.
    """

    def __init__(self, url: str, mode: Mode = "sync", name: str = "test", rate: float = 10) -> None:
        self.shared = SharedPace(url, name)
        self.waits: list[float] = []
        self._mode = mode
        self._budgets = Budgets(is_loopback=False)
        self._budgets.set_rates({Budget.WRITES: rate})
        self._budgets.share(self.shared)

    def turn(self) -> Turn:
        return self._budgets.enter(Budget.WRITES, CREDENTIAL, monotonic())

    def ask(self, turn: Turn) -> float | None:
        """Seconds to wait, after having asked once."""
        if self._mode == "sync":
            return self.shared.sync_take(turn)
        return self._run(lambda: self.shared.async_take(turn))

    def depart(self) -> tuple[Turn, float]:
        """A turn that has come, and when."""
        turn = self.turn()

        async def wait() -> None:
            while (left := await self.shared.async_take(turn)) != 0:
                assert left is not None
                self.waits.append(left)
                await anyio.sleep(left)

        if self._mode == "sync":
            anyio.run(self._wait_in_thread, turn)
        else:
            self._run(wait)
        turn.admit(monotonic())
        return turn, monotonic()

    def correct(
        self, turn: Turn, limit: int | None = None, retry_after: float | None = None, *, is_rejected: bool = False
    ) -> None:
        if self._mode == "sync":
            self.shared.sync_correct(turn, limit, retry_after, is_rejected=is_rejected)
        else:
            self._run(lambda: self.shared.async_correct(turn, limit, retry_after, is_rejected=is_rejected))

    def _run(self, function: Callable[[], Awaitable[T]]) -> T:
        async def call() -> T:
            try:
                return await function()
            finally:
                await self.shared.async_close()

        return anyio.run(call, backend=self._mode)

    async def _wait_in_thread(self, turn: Turn) -> None:
        while (left := await to_thread.run_sync(self.shared.sync_take, turn)) != 0:
            assert left is not None
            self.waits.append(left)
            await anyio.sleep(left)
