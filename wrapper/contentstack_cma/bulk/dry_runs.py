"""Check the arguments of runs that change nothing."""

import os


def check_dry_run(checkpoint: str | os.PathLike[str] | None, *, dry_run: bool) -> None:
    """Check that a dry run has no checkpoint.

    Raises:
        ValueError: It has one.
    """
    if dry_run and checkpoint is not None:
        raise ValueError("a dry run has no checkpoint: pass dry_run or checkpoint")
