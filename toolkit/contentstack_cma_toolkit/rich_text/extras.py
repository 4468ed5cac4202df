"""What the parsers need: the extra `[richtext]`."""

from importlib import import_module
from types import ModuleType


def import_parser(name: str, function: str) -> ModuleType:
    """Import a module of the extra.

    Args:
        name: The module.
        function: What the user called, for the message.

    Raises:
        ImportError: The extra is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise ImportError(f'{function} needs an extra: pip install "contentstack-cma[richtext]"') from error
