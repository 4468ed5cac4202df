"""What generated modules begin with: header, imports, and the tables of their classes. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contentstack_cma_toolkit.model.names import name_classes

from .layout import INDENT, Items, write_imports, write_node, write_text
from .scopes import Module
from .taken_names import CLASS_NAMES, MODULES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contentstack_cma_toolkit.model import Model
    from contentstack_cma_toolkit.model.names import ClassNames

Imports = dict[str, list[str]]
"""Names by the module that they are imported from."""


def make_module(model: Model) -> Module:
    """Return a module in which all classes of a model have a name."""
    types, shared = [each.uid for each in model.content_types], [each.uid for each in model.global_fields]
    return Module(model, name_classes(types, shared, CLASS_NAMES))


def find_imports(names: set[str], places: Mapping[str, str]) -> Imports:
    """Return where to import names from.

    Args:
        names: The names. Those from nowhere are left out.
        places: The modules of names.
    """
    found: Imports = {}
    for name in names & places.keys():
        found.setdefault(places[name], []).append(name)
    return found


def write_module_imports(module: Module, siblings: Mapping[str, str]) -> str:
    """Return the imports of a module that was written.

    Args:
        module: The module.
        siblings: The modules of the classes in other modules.
    """
    places = {**siblings, **MODULES}
    late = find_imports(module.checked - module.used, places)
    if module.has_descriptions:
        late["contentstack_cma_toolkit"] = ["model as _model"]
    start = _write_sections(find_imports(module.used, places), "")
    return f"{start}\n\nif TYPE_CHECKING:\n{_write_sections(late, INDENT)}" if late else start


def write_tables(names: ClassNames) -> str:
    """Return the constants by which the base classes find a class."""
    return "\n".join(
        [_write_table("CONTENT_TYPES", names.content_types), _write_table("GLOBAL_FIELDS", names.global_fields)]
    )


def _write_table(constant: str, names: Mapping[str, str]) -> str:
    node = Items("{", tuple((f"{write_text(uid)}: ", write_text(name)) for uid, name in names.items()), "}")
    return write_node(node, "", f"{constant}: Mapping[str, str] = ")


def _write_sections(imports: Mapping[str, Sequence[str]], indent: str) -> str:
    """Return imports: of the standard library, of other packages, of the own package."""
    sections: list[dict[str, Sequence[str]]] = [{}, {}, {}]
    for module, names in imports.items():
        sections[2 if module.startswith(".") else int(module.startswith("contentstack_cma"))][module] = names
    return "\n\n".join(write_imports(section, indent) for section in sections if section)


__all__ = ["find_imports", "make_module", "write_module_imports", "write_tables"]
