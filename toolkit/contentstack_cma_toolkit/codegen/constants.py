"""Classes of constants: uids of content types, names of environments, codes of locales. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contentstack_cma_toolkit.model.names import make_class_name, name_uids

from .layout import INDENT, write_docstring, write_last, write_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from contentstack_cma_toolkit.model import Model, Workflow


def write_constants(model: Model) -> dict[str, str]:
    """Return the classes of constants of a model by name, without those that would be empty."""
    environments = sorted(model.environments, key=lambda each: each.name)
    uids = {each.name: each.uid for each in environments if each.uid is not None}
    tables: list[tuple[str, str, Mapping[str, str]]] = [
        ("ContentTypes", "Uids of the content types.", _list_uids(each.uid for each in model.content_types)),
        ("GlobalFields", "Uids of the global fields.", _list_uids(each.uid for each in model.global_fields)),
        ("Taxonomies", "Uids of the taxonomies.", _list_uids(each.uid for each in model.taxonomies)),
        ("Locales", "Codes of the locales.", _list_uids(each.code for each in model.locales)),
        ("Environments", "Names of the environments.", _list_uids(each.name for each in environments)),
        ("EnvironmentUids", "Uids of the environments, as `publish_details` has them.", uids),
    ]
    classes = {name: _write_class(name, text, values, "") for name, text, values in tables if values}
    stages = _write_workflows(model)
    return {**classes, **({"WorkflowStages": stages} if stages else {})}


def _list_uids(uids: Iterable[str]) -> dict[str, str]:
    return {uid: uid for uid in sorted(uids)}


def _write_class(name: str, text: str, values: Mapping[str, str], indent: str) -> str:
    inner = indent + INDENT
    names = name_uids(values)
    constants = {key: names[key].upper().rstrip("_") for key in values}
    lines = [write_last(f"{constants[key]}: Final = ", write_text(value), inner) for key, value in values.items()]
    return "\n".join([f"{indent}class {name}:", write_docstring([text], {}, inner), "", *lines])


def _write_workflows(model: Model) -> str:
    """Return the class with the stages of workflows that were read from a stack, or nothing if there are none."""
    found = {each.name: each for each in sorted(model.workflows, key=lambda each: each.name) if _list_stages(each)}
    names = name_uids(found)
    parts = [
        _write_class(make_class_name(names[name]), f"Stages of {name}.", _list_stages(each), INDENT)
        for name, each in found.items()
    ]
    docstring = write_docstring(["Uids of the workflow stages."], {}, INDENT)
    return "\n\n".join(["class WorkflowStages:\n" + docstring, *parts]) if parts else ""


def _list_stages(workflow: Workflow) -> dict[str, str]:
    return {each.name: each.uid for each in workflow.stages if each.uid is not None}


__all__ = ["write_constants"]
