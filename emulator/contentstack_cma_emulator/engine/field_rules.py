"""Small checks on a document about to be stored; a declared resource lists those that hold for it.

Each of these makes a rule. A rule answers what is wrong, by field, and nothing where all is well. Paths are dotted.
"""

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any, cast

from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import NOT_VALID, REQUIRED, too_long, too_many
from contentstack_cma_emulator.engine.paging import dotted
from contentstack_cma_emulator.engine.query import values_at

Errors = dict[str, list[str]]

Rule = Callable[[Call, Document], Errors]


def required(*paths: str) -> Rule:
    """Demand a value at each path: neither null nor an empty text or list."""

    def check(_call: Call, document: Document) -> Errors:
        return {path: [REQUIRED] for path in paths if dotted(document, path) in (None, "", [])}

    return check


def pattern(path: str, expression: str, text: str = NOT_VALID) -> Rule:
    """Demand that a text fits a regular expression as a whole. A missing value is let pass."""
    compiled = re.compile(expression)
    return value_rule(path, lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None, text)


def at_most(path: str, length: int) -> Rule:
    """Demand that a text has no more characters than this."""
    return value_rule(path, lambda value: len(value) <= length, too_long(length))


def few(path: str, most: int) -> Rule:
    """Demand that a list has no more items than this."""
    return value_rule(path, lambda value: len(value) <= most, too_many(most))


def one_of(path: str, choices: Collection[object]) -> Rule:
    """Demand one of the choices. A missing value is let pass."""
    return value_rule(path, lambda value: value in choices, NOT_VALID)


def every_one_of(path: str, choices: Collection[object]) -> Rule:
    """Demand that all values at a path, through lists on the way, are among the choices."""

    def check(_call: Call, document: Document) -> Errors:
        found = [value for value in values_at(document, path) if not isinstance(value, list)]
        return {} if all(value in choices for value in found) else {path: [NOT_VALID]}

    return check


def texts(path: str) -> Rule:
    """Demand a list of texts. A missing value is let pass."""
    return value_rule(path, _are_texts, "is not a list of texts.")


def value_rule(path: str, fits: Callable[[Any], bool], text: str = NOT_VALID) -> Rule:
    """Demand that `fits` is true of the value at a path. A missing value and null are let pass."""

    def check(_call: Call, document: Document) -> Errors:
        value = dotted(document, path)
        return {} if value is None or fits(value) else {path: [text]}

    return check


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in cast("Sequence[object]", value))
