"""Everything that a second reading of the sources found is tested, or has a reason: see `support/findings.py`."""

from importlib import import_module

import pytest

from tests.contract.support.findings import ROWS, Row


@pytest.mark.parametrize("row", ROWS, ids=[row.found for row in ROWS])
def test_row_has_tests_or_a_reason(row: Row) -> None:
    assert bool(row.tests) != bool(row.reason)
    for test in row.tests:
        module, function = test.split(":")
        assert callable(getattr(import_module(f"tests.{module}"), function))
