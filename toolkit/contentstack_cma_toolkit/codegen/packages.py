"""The files of a package of types: a module per content type and global field. Pure functions."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from contentstack_cma_toolkit.model import check_model
from contentstack_cma_toolkit.model.names import name_uids

from .classes import write_content_type, write_global_field
from .constants import write_constants
from .header import FIRST_LINE, write_header
from .layout import INDENT, Items, build_open_list, sort_exports, write_imports, write_node, write_text
from .modules import find_imports, make_module, write_module_imports, write_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from contentstack_cma_toolkit.model import Model

    from .scopes import Module

_CONSTANTS = "constants"
_OWN_NAMES = frozenset({_CONSTANTS, "getattr", "import_module", "str"})
"""Names that modules cannot have: an imported module would hide them in the package."""

_INIT_IMPORTS = """from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING"""

_GETTER = '''if not TYPE_CHECKING:

    def __getattr__(name):
        """Import the module of a class on first use."""
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(module, __name__), name)'''


def write_package(model: Model) -> dict[str, str]:
    """Return the files of a package with types for the entries of a stack: texts by path in its folder.

    Each content type and each global field has a module, which is imported when its class is first used. A file only
    changes if what it is made from does.

    Args:
        model: The content model.

    Raises:
        ModelError: The parts of the model do not fit together.
    """
    check_model(model)
    module = make_module(model)
    classes = [*module.names.content_types.values(), *module.names.global_fields.values()]
    places = {name: f".{file}" for name, file in name_uids(classes, _OWN_NAMES).items()}
    constants = write_constants(model)
    files = {
        **_write_classes(model, module, places),
        **({f"{_CONSTANTS}.py": _write_constants(constants)} if constants else {}),
    }
    places |= dict.fromkeys(constants, f".{_CONSTANTS}")
    return {"__init__.py": _write_init(model, module, places), **dict(sorted(files.items())), "py.typed": ""}


def _write_classes(model: Model, module: Module, places: Mapping[str, str]) -> dict[str, str]:
    names = module.names
    writers: dict[str, Callable[[Module], str]] = {
        **{names.content_types[each.uid]: partial(write_content_type, each) for each in model.content_types},
        **{names.global_fields[each.uid]: partial(write_global_field, each) for each in model.global_fields},
    }
    return {f"{places[name][1:]}.py": _write_class(name, write, module, places) for name, write in writers.items()}


def _write_class(name: str, write: Callable[[Module], str], module: Module, places: Mapping[str, str]) -> str:
    own = replace(module, used=set(), checked=set())
    text = write(own)
    siblings = {other: place for other, place in places.items() if other != name}
    docstring = f'"""The class `{name}`."""'
    return f"{FIRST_LINE}{docstring}\n\n{write_module_imports(own, siblings)}\n\n\n{text}\n"


def _write_constants(constants: Mapping[str, str]) -> str:
    start = f'{FIRST_LINE}"""Uids, names and codes of a stack."""\n\nfrom typing import Final'
    return "\n\n\n".join([start, *constants.values()]) + "\n"


def _write_init(model: Model, module: Module, places: Mapping[str, str]) -> str:
    imports = write_imports(find_imports(set(places), places), INDENT)
    items = tuple((f"{write_text(name)}: ", write_text(place)) for name, place in sorted(places.items()))
    modules = Items("{", items, "}", is_open=True)
    names = build_open_list(write_text(name) for name in sort_exports(places))
    return (
        "\n\n".join(
            [
                write_header(model) + _INIT_IMPORTS,
                *([f"if TYPE_CHECKING:\n{imports}"] if places else []),
                write_tables(module.names),
                write_node(modules, "", "_MODULES: Mapping[str, str] = "),
                write_node(names, "", "__all__ = "),
                _GETTER,
            ]
        )
        + "\n"
    )


__all__ = ["write_package"]
