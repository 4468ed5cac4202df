"""Check that the generated code has everything in the description: openapi-python-client drops things silently."""

import ast
from collections.abc import Iterator
from pathlib import Path

from .bundle import Document, list_operations


def find_missing(document: Document, package: Path) -> list[str]:
    """Return a line for each operation and parameter that the generated package lacks."""
    modules = {module.stem: module for module in package.glob("api/*/*.py")}
    return [
        problem
        for path, method, operation in list_operations(document)
        for problem in _check_operation(path, method, operation, modules)
    ]


def _check_operation(path: str, method: str, operation: Document, modules: dict[str, Path]) -> Iterator[str]:
    name = operation["operationId"]
    if name not in modules:
        yield f"operation {name} ({method.upper()} {path}) is not generated"
        return
    builder = _find_builder(modules[name])
    sent = _find_sent_names(builder)
    for parameter in operation["parameters"]:
        if parameter["in"] != "path" and parameter["name"] not in sent:
            yield f"{name}: the {parameter['in']} parameter {parameter['name']} is not generated"
        if parameter["in"] == "path" and parameter["name"] not in _list_arguments(builder):
            yield f"{name}: the path parameter {parameter['name']} is not generated"
    if "requestBody" in operation and "body" not in _list_arguments(builder):
        yield f"{name}: the request body is not generated"


def _find_builder(module: Path) -> ast.FunctionDef:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "build_request")


def _find_sent_names(builder: ast.FunctionDef) -> set[str]:
    """Return the names that are sent: the first of each pair in the query, and the keys of headers."""
    pairs = [node.elts[0] for node in ast.walk(builder) if isinstance(node, ast.Tuple) and node.elts]
    keys = [node.slice for node in ast.walk(builder) if isinstance(node, ast.Subscript)]
    return {node.value for node in [*pairs, *keys] if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _list_arguments(builder: ast.FunctionDef) -> set[str]:
    arguments = builder.args
    return {argument.arg for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]}
