"""Call hooks, in threads and tasks. Their exceptions are logged, and do not reach the call."""

from collections.abc import Awaitable, Sequence
from inspect import isawaitable
from typing import Any

from ..hooks import E, Hook

_LONGEST_SHIELD = 2.0
"""Seconds for which an async hook runs although its call was cancelled."""


def sync_call_hooks(hooks: Sequence[Hook[E]], event: E, *, was_cut_off: bool = False) -> None:
    """Call hooks in a thread.

    Args:
        hooks: The hooks. All are called, also if one of them is interrupted.
        event: Their argument.
        was_cut_off: Whether the call has ended with an exception, which makes no difference in a thread.

    Raises:
        BaseException: A hook was interrupted, for example by a `KeyboardInterrupt`.
    """
    del was_cut_off
    interruption: BaseException | None = None
    for hook in hooks:
        try:
            result = hook.function(event)
            if isawaitable(result):
                hook.log_failure(_discard(result))
        except Exception as error:  # noqa: BLE001 - a hook must not break a call
            hook.log_failure(error)
        except BaseException as error:  # noqa: BLE001 - raised below
            interruption = error if interruption is None else interruption
    if interruption is not None:
        raise interruption


def _discard(result: Any) -> Exception:
    """Close what an async function returned, and return the error to log."""
    close = getattr(result, "close", None)
    if close is not None:
        close()
    return TypeError("the hook is async: use AsyncClient, or pass a function without async")


async def async_call_hooks(hooks: Sequence[Hook[E]], event: E, *, was_cut_off: bool = False) -> None:
    """Call hooks in a task.

    Args:
        hooks: The hooks. All are called, also if one of them is interrupted.
        event: Their argument.
        was_cut_off: Whether the call has ended with an exception, and may be cancelled: then async hooks are shielded,
            and have a limited time.

    Raises:
        BaseException: A hook was interrupted or cancelled.
    """
    interruption: BaseException | None = None
    for hook in hooks:
        try:
            result = hook.function(event)
            if isawaitable(result):
                await (_wait_shielded(result) if was_cut_off or interruption is not None else result)
        except Exception as error:  # noqa: BLE001 - a hook must not break a call
            hook.log_failure(error)
        except BaseException as error:  # noqa: BLE001 - raised below
            interruption = error if interruption is None else interruption
    if interruption is not None:
        raise interruption


async def _wait_shielded(result: Awaitable[object]) -> None:
    from anyio import move_on_after

    with move_on_after(_LONGEST_SHIELD, shield=True) as scope:
        await result
    if scope.cancelled_caught:
        raise TimeoutError(f"the call has failed or was cancelled, and the hook took more than {_LONGEST_SHIELD} s")
