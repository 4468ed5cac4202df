"""Errors of plans."""

from collections.abc import Sequence


class PlanError(ValueError):
    """A plan cannot be read, or cannot be applied. Nothing was written."""


class StalePlanError(PlanError):
    """The stack has changed since the plan was made. Nothing was written.

    Args:
        differences: What has changed, a sentence each.
    """

    def __init__(self, differences: Sequence[str]) -> None:
        lines = "".join(f"\n  {each}" for each in differences)
        super().__init__(f"the stack has changed since the plan was made, so plan again. What changed:{lines}")
        self.differences = tuple(differences)


class DataLossError(PlanError):
    """A plan would lose data, and nobody has agreed to that. Nothing was written.

    Args:
        losses: What would be lost, a line each.
    """

    def __init__(self, losses: Sequence[str]) -> None:
        lines = "".join(f"\n  {each}" for each in losses)
        super().__init__(f"the plan loses data; pass lose_data=True if that is meant:{lines}")
        self.losses = tuple(losses)


class ApplyError(Exception):
    """A plan was applied in part. Plan and apply again to do the rest.

    Args:
        done: What was done, a line each.
        failed: What failed.
        remaining: What was not tried.
        error: Why it failed.
    """

    def __init__(self, done: Sequence[str], failed: str, remaining: Sequence[str], error: Exception) -> None:
        super().__init__(
            f"{failed} failed: {error}\n{_list('Done', done)}{_list('Not done', [failed, *remaining])}"
            "Correct the cause and apply again: what is done is not done again."
        )
        self.done, self.failed, self.remaining, self.error = tuple(done), failed, tuple(remaining), error


def _list(title: str, lines: Sequence[str]) -> str:
    return f"{title}:{''.join(f'{chr(10)}  {line}' for line in lines)}\n" if lines else f"{title}: nothing\n"


__all__ = ["ApplyError", "DataLossError", "PlanError", "StalePlanError"]
