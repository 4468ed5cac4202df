"""The content of `model.py`: a content model as declarations that people edit. Pure functions."""

from __future__ import annotations

from dataclasses import fields as list_attributes
from typing import TYPE_CHECKING

from contentstack_cma_toolkit.model.names import make_attribute

from .declaring import build_declaration, list_used
from .layout import build_call, build_list, build_open_list, write_imports, write_node

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contentstack_cma_toolkit.model import ContentType, GlobalField, Model, Taxonomy

    from .declaring import Declaration
    from .layout import Node

_MODULE = "contentstack_cma_toolkit.model"
_VARIABLES = ("taxonomies", "global_fields", "content_types")
"""Parts of a model that have a variable each, in their order in the file."""

_ENDINGS = {"content_types": "type", "global_fields": "global_field", "taxonomies": "taxonomy"}
_DOCSTRING = '"""The content model. `contentstack-cma model plan` compares it with a stack."""'


def write_declarations(model: Model) -> str:
    """Return a module that declares a model in the variable `model`.

    Args:
        model: The model.
    """
    variables = _name_variables(model)
    parts = [
        write_node(build_declaration(declared), "", f"{variables[part, declared.uid]} = ")
        for part in _VARIABLES
        for declared in _list_part(model, part)
    ]
    used = {name for each in list_attributes(model) for item in getattr(model, each.name) for name in list_used(item)}
    imports = write_imports({_MODULE: {"Model", *used}})
    return "\n\n".join([_DOCSTRING, imports, *parts, _write_model(model, variables)]) + "\n"


def _list_part(model: Model, part: str) -> Sequence[ContentType | GlobalField | Taxonomy]:
    found: Sequence[ContentType | GlobalField | Taxonomy] = getattr(model, part)
    return found


def _name_variables(model: Model) -> dict[tuple[str, str], str]:
    """Return names of variables by part and uid. Content types have the first choice."""
    names: dict[tuple[str, str], str] = {}
    used = {"model"}
    for part in reversed(_VARIABLES):
        for declared in _list_part(model, part):
            name = make_attribute(declared.uid)
            if name in used:
                name = make_attribute(f"{declared.uid}_{_ENDINGS[part]}")
            while name in used:
                name = f"{name}_2"
            used.add(name)
            names[part, declared.uid] = name
    return names


def _write_model(model: Model, variables: dict[tuple[str, str], str]) -> str:
    items: list[tuple[str, Node]] = []
    for each in list_attributes(model):
        declared: Sequence[Declaration] = getattr(model, each.name)
        if each.name in _VARIABLES:
            named = build_list(variables[each.name, item.uid] for item in _list_part(model, each.name))
            items += [(f"{each.name}=", named)] if declared else []
        elif declared:
            items.append((f"{each.name}=", build_open_list(build_declaration(item) for item in declared)))
    return write_node(build_call("Model", items), "", "model = ")


__all__ = ["write_declarations"]
