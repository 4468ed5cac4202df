"""The type of mappings without known types."""

from collections.abc import Mapping
from typing import Any, Never, TypeAlias

UntypedMapping: TypeAlias = Mapping[str, Never] | Mapping[Any, Never]
"""A mapping whose values have no known type (`dict[str, Any]`), such as decoded JSON.

A dict that is written out does not fit, so type checkers compare its keys with those of the `TypedDict` beside it. The
second form keeps mypy from comparing it with the first one, where every key would be wrong.
"""

__all__ = ["UntypedMapping"]
