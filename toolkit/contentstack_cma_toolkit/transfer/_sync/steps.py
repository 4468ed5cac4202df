# Derived from _async/steps.py by generator/unasync.py: edit that, not this.
"""Write the items of an import side by side, with a record of each."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from contentstack_cma import bulk
from contentstack_cma.bulk import ItemState
from contentstack_cma.errors import ContentstackError

from ..checkpoint import ImportCheckpoint, Step
from ..errors import FolderError
from ..modules import Module
from ..options import ImportOptions
from ..report import TransferReport
from ..written import Written

Item = TypeVar("Item")
Item_contra = TypeVar("Item_contra", contravariant=True)


class Write(Protocol[Item_contra]):
    """Writes an item."""

    def __call__(self, item: Item_contra, /) -> Written:
        """Write it, or find out what would be done, and return how it ended."""
        ...


class Look(Protocol[Item_contra]):
    """Finds out whether an item was written."""

    def __call__(self, item: Item_contra, /) -> Written | None:
        """Return how it ended; None if it was not written."""
        ...


class _AsyncCall(Protocol[Item_contra]):
    def __call__(self, item: Item_contra, /) -> bulk.CallResult[Written]: ...


class _AsyncFind(Protocol[Item_contra]):
    def __call__(self, item: Item_contra, /) -> bulk.CallResult[Written] | None: ...


class Steps:
    """Writes items, and records them in the checkpoint and the report.

    Attributes:
        options: What the import is to do.
        checkpoint: What it has done.
        report: Its report.
    """

    def __init__(self, options: ImportOptions, checkpoint: ImportCheckpoint, report: TransferReport) -> None:
        self.options = options
        self.checkpoint = checkpoint
        self.report = report

    def run(
        self,
        step: Step,
        module: Module,
        items: Iterable[Item],
        *,
        name: Callable[[Item], str],
        write: Write[Item],
        look: Look[Item],
        on_end: Callable[[Item], object] | None = None,
        concurrency: int | None = None,
    ) -> None:
        """Write items that are not done yet.

        Args:
            step: The part of the import.
            module: The module in the report.
            items: The items.
            name: Returns what identifies an item: its uid in the source, perhaps with a locale.
            write: Writes an item.
            look: Finds out what became of a write whose response was lost.
            on_end: Called when an item has ended, whatever came of it.
            concurrency: Maximum number of calls in flight. Default: that of the import.

        Raises:
            ContentstackError: Nothing can be written any more: for example, the sign-in is over.
        """
        every = list(items)
        todo = [item for item in every if not self.checkpoint.is_done(step, name(item))]
        if len(todo) < len(every):
            self.report.add_resumed(module, len(every) - len(todo))
        if not todo:
            return
        writer = _Recorder(self.checkpoint, self.report, step, module, name)

        def call(item: Item) -> bulk.CallResult[Written]:
            return writer.record(item, write)

        def find(item: Item) -> bulk.CallResult[Written] | None:
            return writer.find(item, look)

        for outcome in self._start(step, todo, call, find, name=name, concurrency=concurrency):
            if on_end is not None:
                on_end(outcome.item)
            if outcome.is_failure:
                self._add_failure(module, step, outcome)
            else:
                self.report.add(module, outcome.outcome)

    def complete(
        self,
        step: Step,
        module: Module,
        items: Iterable[Item],
        *,
        name: Callable[[Item], str],
        write: Write[Item],
    ) -> None:
        """Write a second part of items, which the report has counted already. To write it twice does no harm.

        Args:
            step: The part of the import.
            module: The module in the report.
            items: The items.
            name: Returns what identifies an item.
            write: Writes an item.
        """
        recorder = _Recorder(self.checkpoint, self.report, step, module, name)
        todo = [item for item in items if not self.checkpoint.is_done(step, name(item))]

        def call(item: Item) -> bulk.CallResult[Written]:
            return recorder.record(item, write)

        def repeat(item: Item) -> bulk.CallResult[Written] | None:
            del item
            return None

        for outcome in self._start(step, todo, call, repeat, name=name):
            if outcome.is_failure:
                self._add_failure(module, step, outcome)

    def _start(
        self,
        step: Step,
        items: Sequence[Item],
        call: _AsyncCall[Item],
        look: _AsyncFind[Item],
        *,
        name: Callable[[Item], str],
        concurrency: int | None = None,
    ) -> bulk.Run[Written]:
        return bulk.call_many(
            items,
            call,
            look=look,
            was_sent=lambda item: self.checkpoint.was_sent(step, name(item)),
            name=name,
            title=f"{'Plan' if self.options.is_plan else 'Import'} {step}",
            concurrency=concurrency or self.options.concurrency,
            progress=self.options.progress,
        )

    def _add_failure(self, module: Module, step: Step, outcome: bulk.ItemOutcome[Any]) -> None:
        error = outcome.error or RuntimeError("the reason is not known")
        if not isinstance(error, (ContentstackError, FolderError, ValueError, OSError)):
            raise error
        if outcome.outcome is ItemState.FAILED:
            self.checkpoint.note_failed(step, outcome.key)
        uid = f"{outcome.key}, {step}" if step.replace(" ", "_") != module else outcome.key
        self.report.add_failure(module, error, uid=uid, state=outcome.outcome)


class _Recorder(Generic[Item]):
    """Writes items of a step, and records in the checkpoint before and after."""

    def __init__(
        self,
        checkpoint: ImportCheckpoint,
        report: TransferReport,
        step: Step,
        module: Module,
        name: Callable[[Item], str],
    ) -> None:
        self._checkpoint = checkpoint
        self._report = report
        self._step: Step = step
        self._module: Module = module
        self._name = name

    def record(self, item: Item, write: Write[Item]) -> bulk.CallResult[Written]:
        """Write an item."""
        self._checkpoint.note_sent(self._step, self._name(item))
        return self._end(item, write(item))

    def find(self, item: Item, look: Look[Item]) -> bulk.CallResult[Written] | None:
        """Look for an item that may have been written."""
        written = look(item)
        return None if written is None else self._end(item, written)

    def _end(self, item: Item, written: Written) -> bulk.CallResult[Written]:
        key = self._name(item)
        self._checkpoint.note_done(self._step, key, written.matches, written.mark)
        for note in written.notes:
            self._report.add_note(self._module, note.text, uid=key)
        return bulk.CallResult(written.state, written)
