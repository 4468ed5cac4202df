"""Regular expressions of clients: in queries, with `$options`, and in the format of fields.

Some expressions would run for years or fill the memory. So their size is limited, and other processes
(`regex_workers`) match them within limits of time and memory. A request does not wait for that in its transaction: it
collects the searches that it needs, is rolled back, and is retried with the results. Other requests continue meanwhile.
"""

import math
import re
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache

import regex

from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.regex_workers import WORKERS, Expression, Finding

FLAGS = {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": regex.DOTALL, "x": regex.VERBOSE}

MAX_SIZE = 65_536
"""The longest expression, with counted repetitions expanded."""

SECONDS = 2.0
"""Time limit of the searches of one request. Searching 100,000 short texts takes a quarter of a second."""

MAX_TEXT = 64 * 1024 * 1024
"""The most characters that one request may search."""

COUNT = re.compile(r"(?P<many>[)\s]?)\{\s*(?P<times>\d{1,9})")
"""A counted repetition: of one character or, after a bracket or a space, perhaps of many."""

REPEATING = frozenset("*+?{|")
"""An expression without any of these can match in only one way, so it is fast."""

MAX_QUICK_SIZE = 256
"""The longest such expression that is matched in this process."""


class TooSlow(Exception):
    """The time ran out before the search was done."""


class LookupPending(Exception):
    """The request needs searches that are not done yet. Call `settle`, then retry the request."""


@dataclass(slots=True)
class PatternLookup:
    """The searches of one request: the pending ones, the results so far, and the `seconds` that they took."""

    seconds: float = 0.0
    known: dict[Expression, dict[str, Finding]] = field(default_factory=dict[Expression, dict[str, Finding]])
    invalid: set[Expression] = field(default_factory=set[Expression])
    pending: dict[Expression, dict[str, None]] = field(default_factory=dict[Expression, dict[str, None]])
    size: int = 0
    timed_out: bool = False

    def check(self, expression: Expression) -> None:
        """Request a check that an expression is valid. Raises `ValueError` if it is known not to be."""
        if expression in self.invalid:
            raise ValueError("the expression is not valid")
        if expression not in self.known:
            self.pending.setdefault(expression, {})

    def find(self, expression: Expression, text: str) -> bool:
        """Return whether an expression matches, or False while the search is pending.

        Raises `TooSlow` if the time ran out.
        """
        finding = self.known.get(expression, {}).get(text, Finding.UNKNOWN)
        if finding is Finding.UNKNOWN and self.seconds < SECONDS and self.size <= MAX_TEXT:
            self.pending.setdefault(expression, {})[text] = None
            self.size += len(text)
            return False
        if finding in (Finding.UNKNOWN, Finding.TOO_SLOW):
            self.timed_out = True
            raise TooSlow
        return finding is Finding.FITS

    def settle(self) -> None:
        """Do the pending searches, in the remaining time and at most one second more."""
        pending, self.pending = self.pending, {}
        found = WORKERS.find({expression: list(texts) for expression, texts in pending.items()}, SECONDS - self.seconds)
        self.seconds += found.seconds
        for expression, findings in found.findings.items():
            if findings is None:
                self.invalid.add(expression)
            else:
                self.known.setdefault(expression, {}).update(zip(pending[expression], findings, strict=True))


class ImmediateLookup(PatternLookup):
    """Does each search immediately, for callers that cannot retry."""

    __slots__ = ()

    def check(self, expression: Expression) -> None:
        """Raise `ValueError` if an expression is not valid."""
        PatternLookup.check(self, expression)
        if self.pending:
            self.settle()
            PatternLookup.check(self, expression)

    def find(self, expression: Expression, text: str) -> bool:
        """Return whether an expression matches. Raises `TooSlow` if the time ran out."""
        found = PatternLookup.find(self, expression, text)
        if self.pending:
            self.settle()
            return PatternLookup.find(self, expression, text)
        return found


_lookup: ContextVar[PatternLookup | None] = ContextVar("lookup", default=None)


@contextmanager
def use_lookup(lookup: PatternLookup) -> Generator[None]:
    """Use `lookup` for the searches within the context.

    Raises `LookupPending` if searches are pending, even if the body raised something else, and `CmaError` (422/141) if
    the time ran out.
    """
    token = _lookup.set(lookup)
    try:
        yield
    except Exception as error:
        if lookup.pending:
            raise LookupPending from error
        if isinstance(error, errors.CmaError) or not lookup.timed_out:
            raise
        # Within SQL, the database raises an exception of its own.
        raise errors.invalid_parameter("query", "has a regular expression that takes too long.") from error
    finally:
        _lookup.reset(token)
    if lookup.pending:
        raise LookupPending


@dataclass(frozen=True, slots=True)
class Pattern:
    """An expression. `quick` is the compiled form of one that needs no limits."""

    expression: Expression
    quick: "regex.Pattern[str] | None" = None

    def fits(self, text: str) -> bool:
        """Return whether the expression matches in a text, or False while the search is pending.

        Raises `TooSlow` if the time ran out.
        """
        if self.quick is not None:
            return self.quick.search(text) is not None
        return (_lookup.get() or ImmediateLookup()).find(self.expression, text)


def compile_pattern(expression: str, options: str = "") -> Pattern:
    """Compile an expression. Unknown options are ignored. Raises `ValueError` if it is not valid or too large."""
    if measure_size(expression) > MAX_SIZE:
        raise ValueError("the expression is too large")
    known = "".join(sorted(set(options) & FLAGS.keys()))
    if REPEATING.isdisjoint(expression) and len(expression) <= MAX_QUICK_SIZE:
        return _compile_quick(expression, known)
    found = Expression(expression, known)
    (_lookup.get() or ImmediateLookup()).check(found)
    return Pattern(found)


@lru_cache(maxsize=100)
def _compile_quick(expression: str, options: str) -> Pattern:
    try:
        pattern = regex.compile(expression, sum(FLAGS[option] for option in options))
    except (regex.error, RecursionError) as error:
        raise ValueError("the expression is not valid") from error
    return Pattern(Expression(expression, options), pattern)


def measure_size(expression: str) -> int:
    """Return an upper bound of the length of an expression with its counted repetitions expanded."""
    counts = [(found["many"], int(found["times"])) for found in COUNT.finditer(expression)]
    ones = sum(times for many, times in counts if not many)
    return (len(expression) + ones) * math.prod(max(times, 1) for many, times in counts if many)


def fits_value(expression: str, options: str, value: object) -> bool:
    """Return whether an expression matches in an indexed value. This is the SQL function `fits`."""
    if isinstance(value, bytes) and value[:1] == b"s":
        value = value[1:].decode("utf-8", "surrogatepass")
    return isinstance(value, str) and compile_pattern(expression, options).fits(value)
