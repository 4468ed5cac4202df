"""The step that changes entries by a function."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ..errors import StepError
from ..session import run_step
from ..target import EntryScope, TransformOptions

if TYPE_CHECKING:
    from contentstack_cma import Stack
    from contentstack_cma.bulk import Transform

    from ..session import Step


def transform_entries(
    stack: "Stack",
    content_type: str,
    function: "Transform",
    *,
    locales: Sequence[str] | None = None,
    query: Mapping[str, Any] | str | None = None,
    republish: bool = False,
    repeatable: bool = False,
) -> None:
    """Change entries of a content type by a function, as `stack.transform()` does.

    In a migration it keeps a checkpoint: when it is run again after a failure or a kill, the function is not called
    again for entries that it has changed.

    Args:
        stack: The stack.
        content_type: Uid of the content type.
        function: Called with each entry, in each locale in which it is localized. See `stack.transform()`.
        locales: Codes of the locales. Default: all.
        query: Conditions that the entries have to match.
        republish: Publish changed entries again where they were published.
        repeatable: The function returns the same for an entry that it has changed already, so that the step can be run
            again without its checkpoint, for example on another machine.

    Raises:
        StepError: Entries failed, or the checkpoint of an earlier run is missing.
    """
    name = getattr(function, "__name__", type(function).__name__)
    body = partial(
        _transform,
        scope=EntryScope(content_type=content_type, locales=locales, query=query),
        function=function,
        republish=republish,
        repeatable=repeatable,
    )
    run_step(stack, f"transform entries of {content_type} by {name}", body)


def _transform(step: "Step", scope: EntryScope, function: "Transform", *, republish: bool, repeatable: bool) -> None:
    if step.lacks_checkpoint and not repeatable:
        raise StepError(
            f"an earlier run has begun this step, and its checkpoint {step.checkpoint} is missing: the "
            "function could be applied twice. Copy the checkpoint from the machine of that run, or pass "
            "repeatable=True if that does no harm"
        )
    options = TransformOptions(republish=republish, checkpoint=step.checkpoint)
    step.note(step.target.transform(scope, function, options))
