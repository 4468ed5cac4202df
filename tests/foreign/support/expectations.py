"""What is to come of a step of the tour: the status, and what counts in the body."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Seen = Mapping[str, Any]
"""What came of a step: `status` and `body` of the response, or the name of the exception it `raised`."""

Steps = Mapping[str, Seen]

Check = Callable[[Any], bool]

MISSING = object()


@dataclass(frozen=True)
class Expected:
    """The status, and values or checks by their dotted paths in the body."""

    status: int
    body: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def differences(self, seen: Seen) -> list[str]:
        """Say what is not as expected."""
        if "raised" in seen:
            return [f"raised {seen['raised']}"]
        found = [] if seen["status"] == self.status else [f"status {seen['status']} instead of {self.status}: {seen}"]
        for path, wanted in self.body.items():
            value = at(seen["body"], path)
            if not (wanted(value) if callable(wanted) else value == wanted):
                found.append(f"{path or 'body'} is {value!r}")
        return found


@dataclass(frozen=True)
class Defect:
    """Why a step cannot end as it should with this SDK, and how it ends: a response, or the name of an exception."""

    reason: str
    ends: Expected | str

    def differences(self, seen: Seen) -> list[str]:
        """Say what is not as the defect has it."""
        if isinstance(self.ends, Expected):
            return self.ends.differences(seen)
        return [] if seen.get("raised") == self.ends else [f"did not raise {self.ends}: {seen}"]


def at(value: Any, path: str) -> Any:
    """Return what lies at a dotted path in objects and lists."""
    for name in path.split(".") if path else ():
        if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        elif isinstance(value, dict) and name in value:
            value = value[name]
        else:
            return MISSING
    return value


def expect_ok(body: Mapping[str, Any] | None = None) -> Expected:
    """200 with this in the body."""
    return Expected(200, body or {})


def expect_created(body: Mapping[str, Any] | None = None) -> Expected:
    """201 with this in the body."""
    return Expected(201, body or {})


def expect_error(code: int, key: str, status: int = 422) -> Expected:
    """Expect an error with a code that says something about a field."""
    return Expected(status, {"error_code": code, f"errors.{key}": is_given, "error_message": is_given})


def expect_notice(notice: str) -> Expected:
    """200 with a notice."""
    return expect_ok({"notice": notice})


EMPTY = Expected(204, {"": ""})
"""204, with nothing."""


def is_given(value: Any) -> bool:
    """There is something."""
    return value is not MISSING and bool(value)


def expect_absent(value: Any) -> bool:
    """There is no such key."""
    return value is MISSING


def expect_each(path: str, *wanted: Any) -> Check:
    """The values at a path in a list are these, in this order."""
    return lambda items: isinstance(items, list) and [at(item, path) for item in items] == list(wanted)


def expect_some(path: str, *wanted: Any) -> Check:
    """These are among the values at a path in a list."""

    def check(items: Any) -> bool:
        values = [at(item, path) for item in items] if isinstance(items, list) else []
        return all(value in values for value in wanted)

    return check


def expect_count(number: int) -> Check:
    """A list is so long."""
    return lambda items: isinstance(items, list) and len(items) == number
