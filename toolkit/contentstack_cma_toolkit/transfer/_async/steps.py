"""Write the items of an import side by side, with a record of each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from contentstack_cma import AsyncStack, bulk
from contentstack_cma.bulk import ItemState
from contentstack_cma.errors import ApiError, AuthenticationError, CheckpointError, ContentstackError

from ..checkpoint import ImportCheckpoint, Step
from ..errors import FolderError
from ..failures import can_be_unsupported, is_fatal
from ..folder import layout
from ..late_references import LateItem, describe_absent, list_late_items
from ..modules import Module
from ..options import ImportOptions
from ..report import TransferReport
from ..written import ExistsError, Written
from .calls import is_signed_in

Item = TypeVar("Item")
Item_contra = TypeVar("Item_contra", contravariant=True)


class AsyncWrite(Protocol[Item_contra]):
    """Writes an item, and calls `ImportCheckpoint.note_sent` before what must not be done twice."""

    async def __call__(self, item: Item_contra, /) -> Written:
        """Write it, or find out what would be done, and return how it ended."""
        ...


class AsyncLook(Protocol[Item_contra]):
    """Finds out whether an item was written that may have been."""

    async def __call__(self, item: Item_contra, /) -> Written | None:
        """Return how it ended; None if it was not written."""
        ...


class AsyncPart(Protocol):
    """Imports a part of a stack."""

    async def __call__(self) -> object:
        """Import it."""
        ...


@dataclass(frozen=True, kw_only=True)
class AsyncWork(Generic[Item]):
    """How the items of a part are written.

    Attributes:
        step: The part of the import.
        module: The module in the report.
        name: Returns what identifies an item: its uid in the source, perhaps with a locale.
        write: Writes an item.
        get_uid: Returns the uid of an item in the source. Default: its name.
        find_file: Returns the file or folder of an item, relative to that of the export. Default: that of the module.
        look: Finds out what became of a write whose response was lost. Default: the item is written again, which must
            do no harm.
        on_end: Called when an item has ended, whatever came of it; perhaps twice.
        concurrency: Maximum number of calls in flight. Default: that of the import.
    """

    step: Step
    module: Module
    name: Callable[[Item], str]
    write: AsyncWrite[Item]
    get_uid: Callable[[Item], str] | None = None
    find_file: Callable[[Item], str] | None = None
    look: AsyncLook[Item] | None = None
    on_end: Callable[[Item], object] | None = None
    concurrency: int | None = None


class AsyncSteps:
    """Writes items, and records them in the checkpoint and the report.

    Attributes:
        options: What the import is to do.
        checkpoint: What it has done.
        report: Its report.

    Args:
        stack: The target.
        options: What the import is to do.
        checkpoint: What it has done.
        report: Its report.
    """

    def __init__(
        self, stack: AsyncStack, options: ImportOptions, checkpoint: ImportCheckpoint, report: TransferReport
    ) -> None:
        self._stack = stack
        self._recorded: Exception | None = None
        self.options = options
        self.checkpoint = checkpoint
        self.report = report

    async def run(self, items: Iterable[Item], work: AsyncWork[Item]) -> None:
        """Write items that are not done yet.

        Args:
            items: The items.
            work: How they are written.

        Raises:
            ContentstackError: Nothing can be written any more: for example, the sign-in is over.
        """
        every = list(items)
        todo = self._choose(every, work)
        if len(todo) < len(every):
            self.report.add_resumed(work.module, len(every) - len(todo))
        await self._write(todo, work, partial(self.report.add, work.module))

    async def complete(self, items: Iterable[Item], work: AsyncWork[Item]) -> None:
        """Write a second part of items, which the report has counted already. A plan leaves it out.

        Args:
            items: The items.
            work: How they are written.

        Raises:
            ContentstackError: Nothing can be written any more.
        """
        if not self.options.is_plan:
            await self._write(self._choose(items, work), work, _ignore)

    async def complete_late(self, missing: Mapping[str, Sequence[str]], work: AsyncWork[LateItem]) -> None:
        """Write items again that lacked references, where entries exist now that did not before. Note the others.

        Args:
            missing: Uids in the source of the entries that did not exist when an item was written, by item.
            work: How they are written.

        Raises:
            ContentstackError: Nothing can be written any more.
        """
        items = list_late_items(missing, lambda uid: self.checkpoint.get("entry", uid) is None)
        for item in items:
            for uid in item.absent:
                self.report.add_note(work.module, describe_absent(uid), uid=item.key)
        await self.complete([item for item in items if len(item.absent) < len(missing[item.key])], work)

    async def attempt(self, module: Module, part: AsyncPart) -> None:
        """Import a part of a stack. If that fails as a whole, it is a failure in the report.

        Raises:
            ContentstackError: Nothing else can succeed.
        """
        try:
            await part()
        except (ContentstackError, FolderError) as error:
            if is_fatal(error) and not await self._is_about_module(module, error):
                raise
            if error is not self._recorded:
                self.report.add_failure(module, error)

    async def _is_about_module(self, module: Module, error: Exception) -> bool:
        """Return whether only the calls of a module reject the credentials, as some do with management tokens."""
        is_rejected = isinstance(error, AuthenticationError) and can_be_unsupported(module)
        return is_rejected and await is_signed_in(self._stack)

    def _choose(self, items: Iterable[Item], work: AsyncWork[Item]) -> list[Item]:
        return [item for item in items if not self.checkpoint.is_done(work.step, work.name(item))]

    async def _write(self, items: Sequence[Item], work: AsyncWork[Item], count: Callable[[ItemState], object]) -> None:
        if not items:
            return
        recorder = _Recorder(self.checkpoint, self.report, work)
        run = bulk.call_many(
            items,
            recorder.write,
            look=recorder.look,
            was_sent=lambda item: self.checkpoint.was_sent(work.step, work.name(item)),
            name=work.name,
            title=f"{'Plan' if self.options.is_plan else 'Import'} {work.step}",
            concurrency=work.concurrency or self.options.concurrency,
            progress=self.options.progress,
        )
        async with run:
            async for outcome in run:
                if work.on_end is not None:
                    work.on_end(outcome.item)
                if outcome.is_failure:
                    self._add_failure(work, outcome, is_in_doubt=recorder.is_in_doubt(outcome.key))
                else:
                    count(outcome.outcome)

    def _add_failure(self, work: AsyncWork[Any], outcome: bulk.ItemOutcome[Any], *, is_in_doubt: bool) -> None:
        if outcome.outcome is ItemState.FAILED and not is_in_doubt:
            self.checkpoint.note_failed(work.step, outcome.key)
        self._recorded = outcome.error
        error = _explain(outcome.error)
        if work.step.replace(" ", "_") != work.module and not isinstance(error, FolderError):
            error = f"{work.step}: {error}"
        uid = outcome.key if work.get_uid is None else work.get_uid(outcome.item)
        file = None if isinstance(error, FolderError) else self._find_file(work, outcome.item)
        self.report.add_failure(work.module, error, uid=uid, file=file, state=outcome.outcome)

    def _find_file(self, work: AsyncWork[Any], item: Any) -> str | None:
        """Return the file of an item, relative to the folder of the export."""
        return layout.MAIN_FILES.get(work.module) if work.find_file is None else work.find_file(item)


def _ignore(state: ItemState) -> None:
    """Count nothing."""
    del state


def _explain(error: Exception | None) -> Exception | str:
    """Return why an item failed. Records that lack something, or have it in another form, are failures of their own.

    Raises:
        Exception: The import itself is wrong, or cannot record what it does.
    """
    if error is None:
        return "the reason is not known"
    if isinstance(error, (LookupError, TypeError, AttributeError)) and not isinstance(error, ContentstackError):
        return f"the record cannot be used: {type(error).__name__}: {error}"
    if isinstance(error, CheckpointError) or not isinstance(error, (ContentstackError, ValueError, OSError)):
        raise error
    return error


class _Recorder(Generic[Item]):
    """Writes the items of a step, and records in the checkpoint what came of them."""

    def __init__(self, checkpoint: ImportCheckpoint, report: TransferReport, work: AsyncWork[Item]) -> None:
        self._checkpoint = checkpoint
        self._report = report
        self._work = work
        self._doubtful: set[str] = set()

    def is_in_doubt(self, key: str) -> bool:
        """Return whether an item was looked for, and not found."""
        return key in self._doubtful

    async def write(self, item: Item) -> bulk.CallResult[Written]:
        """Write an item."""
        try:
            written = await self._work.write(item)
        except ExistsError as error:
            for match in error.matches:
                self._checkpoint.note_match(match)
            raise
        except ApiError:
            # A request whose response was lost may arrive so late that no look finds what it creates.
            found = await self.look(item) if self.is_in_doubt(self._work.name(item)) else None
            if found is None:
                raise
            return found
        return self._end(item, written)

    async def look(self, item: Item) -> bulk.CallResult[Written] | None:
        """Look for an item that may have been written."""
        key = self._work.name(item)
        if self._work.look is None or not self._checkpoint.was_sent(self._work.step, key):
            return None
        written = await self._work.look(item)
        if written is None:
            self._doubtful.add(key)
            return None
        return self._end(item, written)

    def _end(self, item: Item, written: Written) -> bulk.CallResult[Written]:
        key = self._work.name(item)
        self._checkpoint.note_done(self._work.step, key, written.matches, written.mark, written.late)
        for note in written.notes:
            self._report.add_note(self._work.module, note.text, uid=key)
        if self._work.on_end is not None:
            self._work.on_end(item)
        return bulk.CallResult(written.state, written)
