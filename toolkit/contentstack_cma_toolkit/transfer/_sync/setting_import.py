# Derived from _async/setting_import.py by generator/unasync.py: edit that, not this.
"""Import the settings of a stack."""

from contentstack_cma import Stack
from contentstack_cma.bulk import ItemState

from ..mapping import Document, is_same, rewrite_settings
from ..written import Written, collect_notes
from .steps import Steps, Work

_KEY = "stack"


class SettingImport:
    """Imports the settings of a stack. Every stack has settings, so that they are always merged.

    Args:
        stack: The target.
        steps: What writes and records.
    """

    def __init__(self, stack: Stack, steps: Steps) -> None:
        self._stack = stack
        self._steps = steps

    def run(self, settings: Document) -> None:
        """Import settings."""
        if settings:
            work = Work[Document](step="settings", module="settings", name=_name_settings, write=self._write)
            self._steps.run([settings], work)

    def _write(self, settings: Document) -> Written:
        rewritten = rewrite_settings(settings, self._steps.checkpoint)
        notes = collect_notes(rewritten)
        if is_same(rewritten.fields, (self._stack.get_settings()).to_dict()):
            return Written(ItemState.UNCHANGED, notes=notes)
        if not self._steps.options.is_plan:
            self._stack.update_settings(rewritten.fields)
        return Written(ItemState.UPDATED, notes=notes)


def _name_settings(settings: Document) -> str:
    del settings
    return _KEY
