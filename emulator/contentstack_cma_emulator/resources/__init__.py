"""The handlers, one module per tag of the spec."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from contentstack_cma_emulator.engine import declared
from contentstack_cma_emulator.engine.kinds import INDEXED_FIELDS


def load_handlers() -> None:
    """Register the handlers, by importing all modules of this package."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")


def load_indexed_fields() -> Mapping[str, tuple[str, ...] | None]:
    """Return the indexed fields of each kind of document; None means all fields."""
    load_handlers()
    return {**declared.LOOKUP_FIELDS, **INDEXED_FIELDS}
