"""Every type that a public signature names can be imported from a public module."""

import ast
import builtins
import collections.abc
import datetime as dt
import inspect
import pathlib
import ssl
import types as python_types
import typing
from collections.abc import Iterator
from types import ModuleType
from typing import Any, ParamSpec, TypeVar

import pytest

import contentstack_cma
from contentstack_cma import atomic, auth, bulk, entry_classes, errors, models, types

PUBLIC: list[ModuleType] = [contentstack_cma, types, models, errors, auth, atomic, bulk]
ELSEWHERE = (builtins, typing, collections.abc, dt, pathlib, python_types, ssl)
MADE_BY_THE_SDK = {*types.__all__, "Stack", "AsyncStack", "Run", "AsyncRun"} - {"File"}
INTERNAL = {"find_attempt", "get_budgets", "send_signed"}
"""Methods that only the SDK calls."""
VARIABLES = {
    *(name for name, value in vars(entry_classes).items() if isinstance(value, TypeVar | ParamSpec)),
    "args",
    "kwargs",
}
"""Type variables, beside those of one letter, and the parts of a `ParamSpec`."""
FOREIGN = ("httpx.", "os.", "builtins.")


def list_classes() -> Iterator[tuple[str, type[Any]]]:
    for module in (contentstack_cma, types, auth, bulk, errors):
        for name in module.__all__:
            value = getattr(module, name)
            if inspect.isclass(value) and not issubclass(value, Exception):
                yield name, value


def list_functions(owner: type[Any]) -> Iterator[Any]:
    for name, member in inspect.getmembers_static(owner):
        if name.startswith("_") and (name != "__init__" or owner.__name__ in MADE_BY_THE_SDK):
            continue
        if name in INTERNAL:
            continue
        if isinstance(member, property):
            yield member.fget
        elif isinstance(member, classmethod | staticmethod):
            yield member.__func__
        elif inspect.isfunction(member):
            yield member
        elif (cached := getattr(member, "func", None)) is not None:
            yield cached


def list_names(function: Any) -> Iterator[str]:
    for annotation in getattr(function, "__annotations__", {}).values():
        text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
        yield from list_names_in(ast.parse(text, mode="eval"))


def list_names_in(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("Literal"):
        return
    if isinstance(node, ast.Attribute):
        yield from [] if ast.unparse(node).startswith(FOREIGN) else [node.attr]
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
        yield node.value
    elif isinstance(node, ast.Name):
        yield node.id
    for inner in ast.iter_child_nodes(node):
        yield from list_names_in(inner)


def is_public(name: str) -> bool:
    return any(name in getattr(module, "__all__", ()) for module in PUBLIC)


def is_known(name: str) -> bool:
    return name in VARIABLES or len(name) == 1 or any(hasattr(module, name) for module in ELSEWHERE)


@pytest.mark.parametrize(
    ("name", "owner"), sorted(list_classes()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_type_in_a_signature_is_public(name: str, owner: type[Any]) -> None:
    named = {each for function in list_functions(owner) for each in list_names(function)}
    assert {each for each in named if not is_known(each) and not is_public(each)} == set(), name


@pytest.mark.parametrize("name", types.__all__)
def test_each_type_can_be_imported(name: str) -> None:
    assert getattr(types, name) is not None
    assert name in dir(types)


def test_the_resources_are_those_of_a_stack() -> None:
    with contentstack_cma.Client(auth=contentstack_cma.Anonymous()) as client:
        stack = client.stack("api_key")
        assert type(stack.entries("blog_post")) is types.Entries
        assert type(stack.assets) is types.Assets
        assert type(stack.labels) is types.Labels
        assert type(stack.entries("blog_post").with_raw_response) is types.EntriesWithRawResponse
