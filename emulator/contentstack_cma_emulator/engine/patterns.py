"""Regular expressions of clients: in queries, with the options that `$options` may have, and in the format of fields.

There are expressions that would keep a computer busy for years or fill its memory. Each is limited in size, and they
are looked for by other processes (`regex_workers`), in a limited time and memory. A request does not wait for that in
its transaction: what it wants to know is noted, the transaction is rolled back, and the request is tried again when all
is known. Other requests go on meanwhile.
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
"""How long an expression may be, with what it repeats a number of times written out."""

SECONDS = 2.0
"""For how long one request may look for expressions. To look into 100,000 short texts takes a quarter of a second."""

MOST_TEXT = 64 * 1024 * 1024
"""Characters that one request may have looked into."""

COUNT = re.compile(r"(?P<many>[)\s]?)\{\s*(?P<times>\d{1,9})")
"""So many times, what stands before: one character, or perhaps (after a bracket or a space) many."""

AGAIN = frozenset("*+?{|")
"""Without one of these an expression has but one way to fit, and cannot take long."""

QUICK = 256
"""So long such an expression may be that is looked for at once."""


class TooSlow(Exception):
    """The time is up, and nobody knows whether the expression fits."""


class Unanswered(Exception):
    """What a request wants to know of expressions is noted; when it is known, the request has to be tried again."""


@dataclass(slots=True)
class Matches:
    """What one request wants to know of expressions, and what it knows already."""

    left: float = field(default_factory=lambda: SECONDS)
    known: dict[Expression, dict[str, Finding]] = field(default_factory=dict[Expression, dict[str, Finding]])
    invalid: set[Expression] = field(default_factory=set[Expression])
    asked: dict[Expression, dict[str, None]] = field(default_factory=dict[Expression, dict[str, None]])
    size: int = 0
    gave_up: bool = False

    def check(self, expression: Expression) -> None:
        """Note that an expression must be valid. Raises `ValueError` if it is known not to be."""
        if expression in self.invalid:
            raise ValueError("the expression is not valid")
        if expression not in self.known:
            self.asked.setdefault(expression, {})

    def find(self, expression: Expression, text: str) -> bool:
        """Return whether an expression fits, False as well if that is not known yet.

        Raises `TooSlow` if the time is up.
        """
        finding = self.known.get(expression, {}).get(text, Finding.UNKNOWN)
        if finding is Finding.UNKNOWN and self.left > 0 and self.size <= MOST_TEXT:
            self.asked.setdefault(expression, {})[text] = None
            self.size += len(text)
            return False
        if finding in (Finding.UNKNOWN, Finding.TOO_SLOW):
            self.gave_up = True
            raise TooSlow
        return finding is Finding.FITS

    def settle(self) -> None:
        """Find out what was asked. Takes the time that is left, and a second more at most."""
        asked, self.asked = self.asked, {}
        found = WORKERS.find({expression: list(texts) for expression, texts in asked.items()}, self.left)
        self.left -= found.seconds
        for expression, findings in found.findings.items():
            if findings is None:
                self.invalid.add(expression)
            else:
                self.known.setdefault(expression, {}).update(zip(asked[expression], findings, strict=True))


class DirectMatches(Matches):
    """Finds out at once, for those who cannot try again."""

    __slots__ = ()

    def check(self, expression: Expression) -> None:
        """Raise `ValueError` if an expression is not valid."""
        Matches.check(self, expression)
        if self.asked:
            self.settle()
            Matches.check(self, expression)

    def find(self, expression: Expression, text: str) -> bool:
        """Return whether an expression fits. Raises `TooSlow` if the time does not suffice."""
        found = Matches.find(self, expression, text)
        if self.asked:
            self.settle()
            return Matches.find(self, expression, text)
        return found


_matches: ContextVar[Matches | None] = ContextVar("matches", default=None)


@contextmanager
def looking(matches: Matches) -> Generator[None]:
    """Look for expressions inside by way of `matches`.

    Raises `Unanswered` if something is to be found out first, whatever else became of what was done, and `CmaError`
    (422/141) if the time does not suffice.
    """
    token = _matches.set(matches)
    try:
        yield
    except Exception as error:
        if matches.asked:
            raise Unanswered from error
        if isinstance(error, errors.CmaError) or not matches.gave_up:
            raise
        # What the database raises is one of its own exceptions.
        raise errors.invalid_parameter("query", "has a regular expression that takes too long.") from error
    finally:
        _matches.reset(token)
    if matches.asked:
        raise Unanswered


@dataclass(frozen=True, slots=True)
class Pattern:
    """An expression; one that needs no limit has a `quick` form."""

    expression: Expression
    quick: "regex.Pattern[str] | None" = None

    def fits(self, text: str) -> bool:
        """Return whether the expression is found in a text, False as well if that is to be found out first.

        Raises `TooSlow` where the time is up.
        """
        if self.quick is not None:
            return self.quick.search(text) is not None
        return (_matches.get() or DirectMatches()).find(self.expression, text)


def compiled(expression: str, options: str = "") -> Pattern:
    """Read an expression; options that are not known are let pass.

    Raises `ValueError` if it is not valid or too large.
    """
    if size(expression) > MAX_SIZE:
        raise ValueError("the expression is too large")
    known = "".join(sorted(set(options) & FLAGS.keys()))
    if AGAIN.isdisjoint(expression) and len(expression) <= QUICK:
        return _quick(expression, known)
    wanted = Expression(expression, known)
    (_matches.get() or DirectMatches()).check(wanted)
    return Pattern(wanted)


@lru_cache(maxsize=100)
def _quick(expression: str, options: str) -> Pattern:
    try:
        pattern = regex.compile(expression, sum(FLAGS[option] for option in options))
    except (regex.error, RecursionError) as error:
        raise ValueError("the expression is not valid") from error
    return Pattern(Expression(expression, options), pattern)


def size(expression: str) -> int:
    """Answer how long an expression is at most, with what it repeats a number of times written out."""
    counts = [(found["many"], int(found["times"])) for found in COUNT.finditer(expression)]
    ones = sum(times for many, times in counts if not many)
    return (len(expression) + ones) * math.prod(max(times, 1) for many, times in counts if many)


def fits(expression: str, options: str, value: object) -> bool:
    """Answer whether an expression is found in a value of the index of fields."""
    if isinstance(value, bytes) and value[:1] == b"s":
        value = value[1:].decode("utf-8", "surrogatepass")
    return isinstance(value, str) and compiled(expression, options).fits(value)
