"""The patterns of texts. Pure functions."""

from __future__ import annotations

import re

from .pattern_costs import PatternCost

MAX_STEPS = 20_000_000
"""The most steps that a search may take: about a second. Values for which it could take more are accepted."""


class ValuePattern:
    """The pattern of a field, as the API has it: a regular expression in the dialect of JavaScript.

    Args:
        expression: The expression. One that Python does not know accepts every value.
    """

    def __init__(self, expression: str) -> None:
        self.expression = expression
        self._compiled = _compile(expression)
        self._cost = None if self._compiled is None else PatternCost(expression)

    def accepts(self, text: str) -> bool:
        """Return whether a text matches, or a search could take too long."""
        if self._compiled is None or self._cost is None or self._cost.estimate(len(text)) > MAX_STEPS:
            return True
        return self._compiled.search(text) is not None


def _compile(expression: str) -> re.Pattern[str] | None:
    try:
        return re.compile(expression)
    except (re.error, RecursionError, OverflowError):
        return None


__all__ = ["ValuePattern"]
