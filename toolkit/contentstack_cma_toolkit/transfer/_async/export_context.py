"""What all parts of the export of a branch share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from contentstack_cma import AsyncStack
from contentstack_cma.bulk import AsyncRun, ItemOutcome, ItemState, call_many
from contentstack_cma.errors import AuthenticationError, AuthMethodError, ContentstackError
from contentstack_cma.types import AsyncPages

from ..export_options import ExportOptions
from ..failures import NoAccessError, can_be_unsupported, is_fatal, is_unsupported
from ..folder import layout
from ..folder.json_files import Json
from ..folder.writing import ExportWriter
from ..modules import Module
from ..report import TransferReport
from .calls import AsyncCall, finish_run, is_signed_in, read_all


@dataclass(frozen=True)
class AsyncExportContext:
    """What all parts of the export of a branch share.

    Attributes:
        stack: The stack, on the branch.
        writer: What writes the folder of the branch.
        options: What to export.
        report: What was done so far.
        locales: The locales of the stack.
        content_types: The content types of the stack.
        prefix: The folder of the branch in the export, for the report: empty, or with a slash at its end.
    """

    stack: AsyncStack
    writer: ExportWriter
    options: ExportOptions
    report: TransferReport
    locales: list[Json]
    content_types: list[Json]
    prefix: str

    async def call_many(
        self,
        items: Iterable[Any],
        call: AsyncCall,
        handle: Callable[[ItemOutcome[Any]], None],
        *,
        title: str,
        name: Callable[[Any], str] = str,
    ) -> None:
        """Call a function for many items, and handle how each ended.

        Raises:
            Exception: A call failed so that no other one can succeed.
        """
        options = self.options
        run: AsyncRun[object] = call_many(
            items, call, name=name, title=title, progress=options.progress, concurrency=options.concurrency
        )
        await finish_run(run, handle)

    async def explain(self, module: Module, error: ContentstackError) -> Exception:
        """Return an error that concerns a module alone, if only its calls reject the credentials."""
        is_about_module = isinstance(error, AuthMethodError) or (
            isinstance(error, AuthenticationError) and can_be_unsupported(module) and await is_signed_in(self.stack)
        )
        return NoAccessError(str(error)) if is_about_module else error

    def add(self, module: Module, count: int) -> None:
        """Count what was exported."""
        self.report.add(module, ItemState.DONE, count)

    def fail(self, module: Module, error: Exception, *, uid: str | None = None, file: str | None = None) -> None:
        """Record that something could not be exported; what the plan or the credentials do not include is noted."""
        if is_unsupported(module, error):
            self.report.add(module, ItemState.DONE, 0)
            self.report.add_note(module, f"left out, because it could not be read: {error}", uid=uid)
        else:
            self.report.add_failure(module, error, uid=uid, file=None if file is None else self.prefix + file)

    async def read(self, module: Module, start: Callable[[], AsyncPages[Any]]) -> list[Json] | None:
        """Return all items of a list; None if it could not be read, which is recorded.

        Raises:
            ContentstackError: No other call can succeed.
        """
        try:
            return await read_all(start)
        except ContentstackError as error:
            explained = await self.explain(module, error)
            if is_fatal(explained):
                raise
            self.fail(module, explained, file=layout.OBJECTS[module])
            return None
