"""Import the names of a package on first use."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def make_lazy(
    namespace: dict[str, Any], modules: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return `__getattr__` and `__dir__` of a package whose names are imported on first use.

    Args:
        namespace: `globals()` of the package.
        modules: The module of each name, relative to the package. A module can be a name itself.
    """
    package: str = namespace["__name__"]

    def get_attribute(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = import_module(modules[name], package)
        value = namespace[name] = module if modules[name] == f".{name}" else getattr(module, name)
        return value

    def list_names() -> list[str]:
        return sorted({*namespace, *modules})

    return get_attribute, list_names


__all__ = ["make_lazy"]
