"""An entry of CHANGELOG.md for the changes between two revisions of the description."""

from collections.abc import Iterable, Iterator

from .bundle import Document
from .difference import EVIDENCE, Change, find_changes
from .layout import Layout
from .sdk_methods import find_resources, group_by_operation

MethodNames = dict[str, list[tuple[str, str]]]
"""By operation id, the expressions of the resources whose methods call it, each with the name of the method."""


def render_entry(layout: Layout, old: Document, new: Document) -> str:
    """Return Markdown for users of the package: breaking changes first, then the others by kind.

    Methods are named as users call them. New models are omitted, since they come with the calls that use them.
    Changes of the evidence are omitted, since they do not change the package.
    """
    methods = _find_methods(old, layout) | _find_methods(new, layout)
    found = [change for change in find_changes(old, new) if change.breaks or _is_relevant(change)]
    groups = {"Breaks callers": list(_render_breaking([change for change in found if change.breaks], methods))}
    for kind in ("added", "changed", "removed"):
        harmless = [change for change in found if change.kind == kind and not change.breaks]
        groups[kind.capitalize()] = list(_render_changes(harmless, methods))
    return "\n".join(_render_section(title, lines) for title, lines in groups.items() if lines)


def _is_relevant(change: Change) -> bool:
    return not change.what.startswith("schema ") and not change.part.startswith(EVIDENCE)


def _find_methods(document: Document, layout: Layout) -> MethodNames:
    found = group_by_operation(find_resources(document, layout))
    return {operation: [(expression, name) for expression, name, _ in named] for operation, named in found.items()}


def _render_section(title: str, lines: list[str]) -> str:
    return f"### {title}\n\n" + "".join(f"- {line}\n" for line in lines)


def _render_breaking(found: list[Change], methods: MethodNames) -> Iterator[str]:
    for kind in ("removed", "changed", "added"):
        of_kind = [change for change in found if change.kind == kind]
        yield from (f"{kind}: {line}" for line in _render_changes(of_kind, methods))


def _render_changes(found: list[Change], methods: MethodNames) -> Iterator[str]:
    """List operations that were added or removed by resource, then every other change by itself."""
    yield from _render_by_class((change.operation for change in found if change.operation and not change.part), methods)
    for change in found:
        if change.part:
            names = [f"`{expression}.{name}`" for expression, name in methods.get(change.operation, [])]
            yield f"{', '.join(names) or 'operation'} (`{change.operation}`): {change.part}"
        elif not change.operation:
            yield f"model {change.what.removeprefix('schema ')}"


def _render_by_class(operations: Iterable[str], methods: MethodNames) -> Iterator[str]:
    by_class: dict[str, list[str]] = {}
    for operation in operations:
        for expression, name in methods.get(operation, []):
            by_class.setdefault(expression, []).append(f"`{name}` (`{operation}`)")
    yield from (f"`{expression}`: {', '.join(names)}" for expression, names in sorted(by_class.items()))
