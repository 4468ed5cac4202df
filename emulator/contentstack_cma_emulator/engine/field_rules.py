"""Rules that a declared resource checks before it stores a document.

Each function makes a rule, which returns errors by field. Paths are dotted. Unless a value is required, a missing one
is valid.
"""

from collections.abc import Callable, Collection
from typing import Any

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document, is_list_of_texts
from contentstack_cma_emulator.engine.errors import NOT_VALID, REQUIRED, Errors, too_many
from contentstack_cma_emulator.engine.paging import get_at_path
from contentstack_cma_emulator.engine.query import find_values

Rule = Callable[[Call, Document], Errors]


def require(*paths: str) -> Rule:
    """Require a value at each path that is not null, an empty text or an empty list."""

    def check(_call: Call, document: Document) -> Errors:
        return {path: [REQUIRED] for path in paths if get_at_path(document, path) in (None, "", [])}

    return check


def limit_items(path: str, most: int) -> Rule:
    """Limit the items of a list."""
    return require_valid(path, lambda value: len(value) <= most, too_many(most))


def require_one_of(path: str, choices: Collection[object]) -> Rule:
    """Require one of the choices."""
    return require_valid(path, lambda value: value in choices, NOT_VALID)


def require_each_of(path: str, choices: Collection[object]) -> Rule:
    """Require that every value at a path, which may lead through lists, is one of the choices."""

    def check(_call: Call, document: Document) -> Errors:
        found = [value for value in find_values(document, path) if not isinstance(value, list)]
        return {} if all(value in choices for value in found) else {path: [NOT_VALID]}

    return check


def require_texts(path: str) -> Rule:
    """Require a list of texts."""
    return require_valid(path, is_list_of_texts, "is not a list of texts.")


def require_type(path: str, type_: type) -> Rule:
    """Require a value of a type."""
    return require_valid(path, lambda value: isinstance(value, type_))


def require_valid(path: str, is_valid: Callable[[Any], bool], text: str = NOT_VALID) -> Rule:
    """Require that `is_valid` accepts the value at a path. Null is treated as missing."""

    def check(_call: Call, document: Document) -> Errors:
        value = get_at_path(document, path)
        return {} if value is None or is_valid(value) else {path: [text]}

    return check
