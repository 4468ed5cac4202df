"""Import the settings of a stack."""

from contentstack_cma import AsyncStack
from contentstack_cma.bulk import ItemState

from ..mapping import Document, is_same, rewrite_settings
from ..written import Written, collect_notes
from .steps import AsyncSteps, AsyncWork

_KEY = "stack"


class AsyncSettingImport:
    """Imports the settings of a stack. Every stack has settings, so that they are always merged.

    Args:
        stack: The target.
        steps: What writes and records.
    """

    def __init__(self, stack: AsyncStack, steps: AsyncSteps) -> None:
        self._stack = stack
        self._steps = steps

    async def run(self, settings: Document) -> None:
        """Import settings."""
        if settings:
            work = AsyncWork[Document](step="settings", module="settings", name=_name_settings, write=self._write)
            await self._steps.run([settings], work)

    async def _write(self, settings: Document) -> Written:
        rewritten = rewrite_settings(settings, self._steps.checkpoint)
        notes = collect_notes(rewritten)
        if is_same(rewritten.fields, (await self._stack.get_settings()).to_dict()):
            return Written(ItemState.UNCHANGED, notes=notes)
        if not self._steps.options.is_plan:
            await self._stack.update_settings(rewritten.fields)
        return Written(ItemState.UPDATED, notes=notes)


def _name_settings(settings: Document) -> str:
    del settings
    return _KEY
