"""What an import is to do, checked. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from contentstack_cma.bulk import ProgressChoice

from .modules import Module, choose_modules

Existing = Literal["skip", "update", "fail"]
"""What happens to what the target has already: it is left alone, updated, or counted as a failure."""

Webhooks = Literal["disabled", "as exported"]
"""How webhooks arrive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What an import is to do.

    Attributes:
        modules: The parts of the stack to import, in their order.
        existing: What happens to what the target has already.
        is_plan: Write nothing, and report what would be done.
        webhooks: How webhooks arrive.
        progress: Whether or where to show progress.
        concurrency: Maximum number of calls in flight; None for as many as the pace needs.
    """

    modules: tuple[Module, ...]
    existing: Existing
    is_plan: bool
    webhooks: Webhooks
    progress: ProgressChoice
    concurrency: int | None


def check_options(
    *,
    modules: Iterable[str] | None,
    existing: str,
    is_plan: bool,
    webhooks: str,
    progress: ProgressChoice,
    concurrency: int | None,
    publish: bool = True,
) -> ImportOptions:
    """Return the options of an import.

    Raises:
        ValueError: A value is not one of those that are possible.
        TypeError: `modules` is a string.
    """
    for name, value, known in (("existing", existing, Existing), ("webhooks", webhooks, Webhooks)):
        if value not in get_args(known):
            raise ValueError(f"{name} must be one of {', '.join(map(repr, get_args(known)))}, not {value!r}")
    if concurrency is not None and concurrency < 1:
        raise ValueError(f"concurrency must be at least 1, not {concurrency}")
    return ImportOptions(
        modules=tuple(each for each in choose_modules(modules) if publish or each != "publishing"),
        existing=existing,  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] -- checked above
        is_plan=is_plan,
        webhooks=webhooks,  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] -- checked above
        progress=progress,
        concurrency=concurrency,
    )
