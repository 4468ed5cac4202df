"""Texts of people in generated code."""

import ast

import pytest

from contentstack_cma_toolkit.codegen.layout import write_docstring


@pytest.mark.parametrize("text", ['"', '\\"', 'x"', '"x', "x\\", '""', '"""', 'x\\\\"', '"x"', '""""', '\\""'])
def test_quotes_and_backslashes_in_docstrings(text: str) -> None:
    written = write_docstring([text], {}, "    ")
    assert ast.literal_eval(written.strip()) == text
