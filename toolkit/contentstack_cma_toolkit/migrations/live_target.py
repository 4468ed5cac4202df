"""Steps that are carried out: read and write the stack."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from contentstack_cma.bulk import Report, Skip
from contentstack_cma.errors import NotFoundError

from .errors import StepError
from .exactly_once import create_once
from .target import Compute, Definition, EntryScope, Kind, TransformOptions, count, list_first, list_unset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contentstack_cma import Stack
    from contentstack_cma.bulk import Transform, TransformResult
    from contentstack_cma.models import ContentType, Entry, GlobalField

_PASSES = 3
"""How often entries are gone through that others change at the same time."""


class LiveTarget:
    """A stack and branch.

    Args:
        stack: The stack.
    """

    def __init__(self, stack: "Stack") -> None:
        self._stack = stack
        self._repeatable = stack.with_options(retry_writes=True)  # an update that is sent twice changes nothing more

    def read(self, kind: Kind, uid: str) -> Definition | None:
        """Return a content type or global field; None if it does not exist."""
        found = self._find(kind, uid)
        return None if found is None else found.to_dict()

    def _find(self, kind: Kind, uid: str) -> "ContentType | GlobalField | None":
        try:
            return self._stack.content_types.get(uid) if kind == "content type" else self._stack.global_fields.get(uid)
        except NotFoundError:
            return None

    def create(self, kind: Kind, definition: Definition) -> None:
        """Create a content type or global field."""
        stack, look = self._stack, partial(self._find, kind, str(definition["uid"]))
        create = stack.content_types.create if kind == "content type" else stack.global_fields.create
        create_once(partial(cast("Any", create), definition), look)

    def update(self, kind: Kind, definition: Definition) -> None:
        """Replace a content type or global field."""
        uid = str(definition["uid"])
        if kind == "content type":
            self._repeatable.content_types.update(uid, definition)
        else:
            self._repeatable.global_fields.update(uid, definition)

    def delete(self, kind: Kind, uid: str) -> None:
        """Delete a content type with its entries, or a global field, although it is used."""
        stack = self._repeatable
        delete = stack.content_types.delete if kind == "content type" else stack.global_fields.delete
        try:
            delete(uid, force=True)
        except NotFoundError:
            return  # the response of the first attempt was lost

    def list_content_types(self) -> list[Definition]:
        """Return all content types."""
        return [each.to_dict() for each in self._stack.content_types.list()]

    def walk(self, scope: EntryScope) -> "Iterator[Entry]":
        """Iterate over entries, in each locale in which they are localized."""
        return iter(self._stack.walk(content_types=[scope.content_type], locales=scope.locales, query=scope.query))

    def set_values(self, scope: EntryScope, compute: Compute, options: TransformOptions) -> int:
        """Give entries the values that a function computes, and check that all have them.

        The master locale comes first: the other ones take values of fields from it that are not localized.
        """
        changed, left = 0, list[str]()
        for number in range(_PASSES):
            checkpoint = options.checkpoint if options.republish and number == 0 else None
            for part in self._split(scope):
                changed += self._apply(part, compute, replace(options, checkpoint=_extend(checkpoint, part)))
            left = list_unset(self.walk(scope), compute)
            if not left:
                return changed
        raise StepError(
            f"{count(len(left))} of {scope.content_type!r} have not got their values: the API keeps them otherwise "
            "than they were written, or somebody edits them. Correct the function that returns the values, or run the "
            f"migration again.{list_first(left)}"
        )

    def _split(self, scope: EntryScope) -> list[EntryScope]:
        locales = list(self._stack.locales.list())
        masters = [locale.code for locale in locales if not locale.fallback_locale]
        others = [locale.code for locale in locales if locale.fallback_locale]
        return [replace(scope, locales=part) for part in (masters, others) if part]

    def _apply(self, scope: EntryScope, compute: Compute, options: TransformOptions) -> int:
        def change(entry: "Entry") -> "TransformResult":
            return compute(entry)

        report = self._run(scope, change, options)
        return report.counts["updated"]

    def _run(self, scope: EntryScope, function: "Transform", options: TransformOptions) -> Report:
        run = self._stack.transform(
            function,
            content_types=[scope.content_type],
            locales=scope.locales,
            query=scope.query,
            republish=options.republish,
            checkpoint=options.checkpoint,
        )
        report = run.finish()
        if not report.is_success:
            raise StepError(str(report))
        return report

    def transform(self, scope: EntryScope, function: "Transform", options: TransformOptions) -> str:
        """Apply a function of the user to entries. Those that others change meanwhile are read again."""
        watched = WatchedFunction(function)
        summary, left = list[str](), 0
        for _ in range(_PASSES):
            watched.skipped = 0
            report = self._run(scope, watched, options)
            summary.append(str(report).splitlines()[0])
            left = report.counts["skipped"] - watched.skipped
            if not left:
                return "; ".join(summary)
            if options.checkpoint is None:
                break  # without one, the function would be called again for entries that it has changed
        raise StepError(
            f"{count(left)} of {scope.content_type!r} changed while they were written, and were left alone: run the "
            f"migration again when nobody edits them. {summary[-1]}"
        )


def _extend(checkpoint: Any, scope: EntryScope) -> Any:
    return None if checkpoint is None else checkpoint.with_suffix(f".{'-'.join(scope.locales or ())}.jsonl")


class WatchedFunction:
    """A function of the user, and how many entries it has skipped.

    Attributes:
        skipped: The number.
    """

    def __init__(self, function: "Transform") -> None:
        self._function = function
        self.skipped = 0

    def __call__(self, entry: "Entry") -> "TransformResult":
        """Call the function."""
        result = self._function(entry)
        self.skipped += isinstance(result, Skip)
        return result
