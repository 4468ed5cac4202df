"""Count calls of a method, for tests of what something costs: a count does not depend on the machine."""

from typing import Any

import pytest


def count_calls(monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> list[str]:
    """Return a list that gets an item for each call of a method."""
    calls: list[str] = []
    method = getattr(owner, name)

    def call(*arguments: Any, **options: Any) -> Any:
        calls.append(name)
        return method(*arguments, **options)

    monkeypatch.setattr(owner, name, call)
    return calls
