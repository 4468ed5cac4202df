"""Read the model that a generated module was made from. The module is parsed, never run. Pure functions."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from .. import model as declarations
from ..model import (
    ContentType,
    Environment,
    GlobalField,
    Locale,
    Model,
    ModelError,
    Taxonomies,
    Taxonomy,
    Term,
    Workflow,
    WorkflowStage,
)
from ..model.names import name_parts

_KINDS: Mapping[str, type[object]] = {
    each.__name__: each
    for each in (
        declarations.Block,
        declarations.Blocks,
        declarations.Boolean,
        declarations.Choice,
        declarations.ContentType,
        declarations.Custom,
        declarations.Date,
        declarations.Embed,
        declarations.File,
        declarations.GlobalField,
        declarations.Group,
        declarations.Html,
        declarations.Link,
        declarations.Markdown,
        declarations.Number,
        declarations.Other,
        declarations.Reference,
        declarations.RichText,
        declarations.Select,
        declarations.Taxonomies,
        declarations.TaxonomyRule,
        declarations.Text,
    )
}
"""The declarations that `describe()` is made of."""

Constants = Mapping[str, str]


def read_types(texts: Iterable[str]) -> Model:
    """Return the model that generated types were made from, as far as they say.

    They have the content types and global fields, the terms of taxonomies with few terms, the codes of locales, the
    names and uids of environments, and the uids of workflow stages, whose names are those of their constants.

    Args:
        texts: The module, or all modules of a package.

    Raises:
        ModelError: A text is not what `contentstack-cma types` writes.
    """
    body = list(chain.from_iterable(map(_parse, texts)))
    if not any(map(_is_table, body)):
        raise ModelError("no types of `contentstack-cma types --format python`: it has no table CONTENT_TYPES")
    classes = [each for each in body if isinstance(each, ast.ClassDef)]
    constants = {each.name: _read_constants(each) for each in classes}
    schemas = [(each, declared) for each in classes if (declared := _read_description(each)) is not None]
    terms = dict(chain.from_iterable(_list_terms(each, declared) for each, declared in schemas))
    uids = constants.get("EnvironmentUids", {})
    return Model(
        content_types=[each for _, each in schemas if isinstance(each, ContentType)],
        global_fields=[each for _, each in schemas if isinstance(each, GlobalField)],
        taxonomies=[Taxonomy(uid, terms=terms.get(uid, ())) for uid in constants.get("Taxonomies", {}).values()],
        locales=[Locale(code) for code in constants.get("Locales", {}).values()],
        environments=[
            Environment(name, uid=uids.get(constant)) for constant, name in constants.get("Environments", {}).items()
        ],
        workflows=[each for node in classes if node.name == "WorkflowStages" for each in _read_workflows(node)],
    )


def _parse(text: str) -> list[ast.stmt]:
    try:
        return ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError) as error:
        raise ModelError(f"no Python that can be read: {error}") from error


def _is_table(node: ast.stmt) -> bool:
    """Return whether a statement is the table of content types, which every module or package has."""
    return isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "CONTENT_TYPES"


def _read_constants(node: ast.ClassDef) -> dict[str, str]:
    """Return the texts that are assigned in a class, by name."""
    return {
        each.target.id: each.value.value
        for each in node.body
        if isinstance(each, ast.AnnAssign)
        and isinstance(each.target, ast.Name)
        and isinstance(each.value, ast.Constant)
        and isinstance(each.value.value, str)
    }


def _read_workflows(node: ast.ClassDef) -> list[Workflow]:
    return [
        Workflow(each.name, stages=[WorkflowStage(name, uid=uid) for name, uid in _read_constants(each).items()])
        for each in node.body
        if isinstance(each, ast.ClassDef)
    ]


def _read_description(node: ast.ClassDef) -> ContentType | GlobalField | None:
    """Return what `describe()` of a class returns, or None if there is none."""
    methods = [each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "describe"]
    returned = next((each for method in methods for each in method.body if isinstance(each, ast.Return)), None)
    declared = None if returned is None or returned.value is None else _evaluate(returned.value)
    if methods and not isinstance(declared, ContentType | GlobalField):
        raise ModelError(f"line {node.lineno}: {node.name}.describe() returns no content type or global field")
    return declared if isinstance(declared, ContentType | GlobalField) else None


def _list_terms(node: ast.ClassDef, declared: ContentType | GlobalField) -> Iterator[tuple[str, Sequence[Term]]]:
    """Iterate over the taxonomies whose terms a class lists."""
    aliases = {
        each.target.id: each.value.slice
        for each in node.body
        if isinstance(each, ast.AnnAssign)
        and isinstance(each.target, ast.Name)
        and isinstance(each.value, ast.Subscript)
    }
    names = name_parts(declared.fields)
    for field in declared.fields:
        for rule in field.taxonomies if isinstance(field, Taxonomies) else ():
            listed = aliases.get(names[field.uid, rule.taxonomy])
            if listed is not None:
                uids = listed.elts if isinstance(listed, ast.Tuple) else [listed]
                yield rule.taxonomy, [Term(str(_evaluate(uid))) for uid in uids]


def _evaluate(node: ast.expr) -> object:
    """Return the value of a literal, or the declaration that a call makes."""
    if isinstance(node, ast.Call):
        return _make_declaration(node)
    if isinstance(node, ast.List):
        return [_evaluate(each) for each in node.elts]
    try:
        found: object = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError) as error:
        raise ModelError(f"line {node.lineno}: expected a literal or a declaration") from error
    return found


def _make_declaration(node: ast.Call) -> object:
    kind = _KINDS.get(node.func.attr) if isinstance(node.func, ast.Attribute) else None
    if kind is None:
        raise ModelError(f"line {node.lineno}: {ast.unparse(node.func)} is no declaration")
    arguments = [_evaluate(each) for each in node.args]
    keywords = {str(each.arg): _evaluate(each.value) for each in node.keywords}
    try:
        return kind(*arguments, **keywords)
    except (TypeError, ValueError) as error:
        raise ModelError(f"line {node.lineno}: {error}") from error


__all__ = ["read_types"]
