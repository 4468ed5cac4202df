"""How a response of the emulator differs from one that is known."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

Json = Any

KINDS: Final = {"dict": "object", "list": "list", "str": "text", "bool": "flag", "int": "number", "float": "number"}
"""What the kinds of values are called, by the name of their type."""

NOTICE: Final = "notice"
PLACEHOLDERS: Final = ("Notice", "... deleted ...", "Preview token deleted ...")
"""What sources write where they do not say what the notice is."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What is wrong at a place, which is a dotted path; lists have the step `0`."""

    path: str
    problem: str

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"


def find_fewest(known: Json, responses: Iterable[Json]) -> list[Difference]:
    """Return how the nearest of several known responses differs: what is wrong at the top weighs most."""
    found = [[*compare_notices(known, seen), *compare(known, seen)] for seen in responses]
    return min(found, key=lambda many: (sum("." not in one.path for one in many), len(many)))


def compare_notices(known: Json, seen: Json) -> Iterator[Difference]:
    """Tell of a notice in other words than the known one."""
    text = known.get(NOTICE)
    if text is not None and text not in PLACEHOLDERS and NOTICE in seen and seen[NOTICE] != text:
        yield Difference(NOTICE, f"{seen[NOTICE]!r} for {text!r}")


def compare(known: Json, seen: Json, path: str = "") -> Iterator[Difference]:
    """Name each place where `seen` lacks what `known` has, or has another kind of value.

    Of lists the first items are compared. A known null says nothing of the kind.
    """
    if known is None:
        return
    if name_kind(seen) != name_kind(known):
        yield Difference(path, f"{name_kind(seen)} for {name_kind(known)}")
    elif isinstance(known, dict):
        for name, value in cast("dict[str, Json]", known).items():
            place = f"{path}.{name}" if path else str(name)
            if name in seen:
                yield from compare(value, seen[name], place)
            else:
                yield Difference(place, "missing")
    elif isinstance(known, list) and known:
        yield from compare(known[0], seen[0], f"{path}.0") if seen else (Difference(path, "empty"),)


def name_kind(value: Json) -> str:
    """Name the kind of a JSON value."""
    return KINDS.get(value.__class__.__name__, "null")
