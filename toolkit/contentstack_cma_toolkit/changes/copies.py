"""Copy the model of a stack and a sample of its entries into an emulator in memory."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from contentstack_cma import Client

from ..pull import read_folder
from ..transfer import export_stack
from .relaxing import relax_export, restore_schemas

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from contentstack_cma import Stack

DEFAULT_SAMPLE = 20

_MODULES = (
    "branches",
    "locales",
    "environments",
    "assets",
    "taxonomies",
    "extensions",
    "global_fields",
    "content_types",
    "roles",
    "workflows",
    "entries",
    "labels",
)
"""What is copied: the model, and a sample of entries with their assets."""


@contextmanager
def open_copy(
    stack: Stack, content_types: Sequence[str] | None = None, sample: int = DEFAULT_SAMPLE
) -> Generator[Stack]:
    """Open a copy of a stack in an emulator. It is gone afterwards.

    Args:
        stack: The stack, on its branch. It is only read.
        content_types: Content types whose entries to copy. Default: all.
        sample: Number of entries of each content type in each locale, 1 to 100.

    Raises:
        ModuleNotFoundError: The emulator is not installed: `pip install "contentstack-cma[emulator]"`.
        TransferError: The stack could not be copied.
        ContentstackError: A call failed.
    """
    from contentstack_cma_emulator import Emulator

    has_entries = content_types is None or bool(content_types)
    modules: Any = _MODULES if has_entries else [module for module in _MODULES if module != "entries"]
    with TemporaryDirectory() as folder:
        export_stack(
            stack, folder, modules=modules, content_types=content_types or None, sample=sample, existing="update"
        ).raise_for_failures()
        exported = read_folder(folder)
        relax_export(Path(folder))
        # The folder of the branch, as a stack of its own: the main branch, which an emulator needs, is not copied.
        place = next(Path(folder).rglob("locales")).parent
        with (
            Emulator(seed=place, demo=False, work_delay=0) as emulator,
            Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=None) as client,
        ):
            copy = client.stack(emulator.stacks[0].api_key)
            restore_schemas(copy, exported)
            yield copy


__all__ = ["DEFAULT_SAMPLE", "open_copy"]
