"""The differences between two recordings of a flow. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contentstack_cma_testing.parity.recording import Exchange, Recording

QUICK, SLOW = 10.0, 30.0
"""Seconds that separate quick, slow and very slow background work: far more than a busy machine adds."""

CONTAINERS = frozenset({"object", "list"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference between the emulator and a stack.

    Attributes:
        label: Label of the call, the order or the question.
        aspect: What differs: `status`, `error code`, `error keys`, `key`, `kind`, `header`, `order`, `timing`,
            `answer` or `end`.
        place: Path in the body, or name of the header.
        emulator: What the emulator showed.
        live: What the stack showed.
        operation: Id of the operation.
    """

    label: str
    aspect: str
    place: str
    emulator: str
    live: str
    operation: str = ""


def compare(emulator: Recording, live: Recording) -> Sequence[Difference]:
    """Return the differences between two recordings of a flow; none if one of them did not run."""
    if emulator.missing or live.missing:
        return []
    found: list[Difference] = []
    for label, call in emulator.calls.items():
        if label in live.calls:
            found += compare_calls(call, live.calls[label])
    for label in [label for label in emulator.orders if label in live.orders]:
        found += _compare_texts(label, "order", emulator.orders[label], live.orders[label])
    for question in [question for question in emulator.answers if question in live.answers]:
        found += _compare_texts(question, "answer", emulator.answers[question], live.answers[question])
    if emulator.end != live.end or emulator.calls.keys() != live.calls.keys():
        found.append(Difference("", "end", "", emulator.end or "ran to its end", live.end or "ran to its end"))
    return found


def _compare_texts(label: str, aspect: str, ours: Sequence[str], theirs: Sequence[str]) -> Iterable[Difference]:
    if ours != theirs:
        yield Difference(label, aspect, "", ", ".join(ours), ", ".join(theirs))


def compare_calls(ours: Exchange, theirs: Exchange) -> Iterable[Difference]:
    """Return the differences between two recordings of a call.

    The bodies of a success and of an error are not compared with each other.
    """
    for aspect, mine, other in _list_facts(ours, theirs):
        if mine != other:
            yield Difference(ours.label, aspect, "", mine, other, ours.operation)
    if ours.is_success == theirs.is_success:
        yield from _compare_bodies(ours, theirs)
    for name in sorted(ours.headers.keys() | theirs.headers.keys()):
        mine, other = ours.headers.get(name, "none"), theirs.headers.get(name, "none")
        if mine != other:
            yield Difference(ours.label, "header", name, mine, other, ours.operation)


def _list_facts(ours: Exchange, theirs: Exchange) -> Iterable[tuple[str, str, str]]:
    yield "status", str(ours.status), str(theirs.status)
    if ours.is_success == theirs.is_success:
        yield "error code", str(ours.error_code), str(theirs.error_code)
        yield "error keys", ", ".join(ours.error_keys), ", ".join(theirs.error_keys)
    yield "timing", name_duration(ours), name_duration(theirs)


def name_duration(call: Exchange) -> str:
    """Return how long background work took, in words."""
    if call.seconds is None:
        return "no wait"
    if not call.is_as_expected:
        return "not within a minute"
    limits = {QUICK: f"less than {QUICK:g} s", SLOW: f"less than {SLOW:g} s"}
    return next((words for limit, words in limits.items() if call.seconds < limit), "less than a minute")


def _compare_bodies(ours: Exchange, theirs: Exchange) -> Iterable[Difference]:
    for path in sorted(ours.kinds.keys() | theirs.kinds.keys()):
        mine, other = ours.kinds.get(path, ()), theirs.kinds.get(path, ())
        if mine == other or not (_is_comparable(path, ours.kinds) and _is_comparable(path, theirs.kinds)):
            continue
        aspect = "kind" if mine and other else "key"
        texts = (" or ".join(mine) or "none", " or ".join(other) or "none")
        yield Difference(ours.label, aspect, path or "body", *texts, ours.operation)


def _is_comparable(path: str, kinds: Mapping[str, Sequence[str]]) -> bool:
    """Return whether what contains a value is there; otherwise that is the difference."""
    if path == "":
        return True
    parent = path[:-2] if path.endswith("[]") else path.rpartition(".")[0]
    return any(kind in CONTAINERS or kind == "empty object" for kind in kinds.get(parent, ()))
