"""Regular expressions of clients: in queries, with the options that ``$options`` may have, and in the format of fields.

There are expressions that would keep a computer busy for years, so each is limited in size, and all of one request are
limited in time.
"""

import math
import re
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from time import thread_time

import regex

from contentstack_cma_emulator.engine import errors

FLAGS = {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": regex.DOTALL, "x": regex.VERBOSE}

MAX_SIZE = 65_536
"""How long an expression may be, with what it repeats a number of times written out."""

SECONDS = 2.0
"""For how long one request may look for expressions. To look into 100,000 short texts takes a quarter of a second."""

COUNT = re.compile(r"(?P<many>[)\s]?)\{\s*(?P<times>\d{1,9})")
"""So many times, what stands before: one character, or perhaps (after a bracket or a space) many."""

AGAIN = frozenset("*+?{|")
"""Without one of these an expression has but one way to fit, and cannot take long."""


class TooSlow(Exception):
    """The time is up, and nobody knows whether the expression fits."""


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that can be read; ``is_quick`` is one that needs no limit."""

    pattern: regex.Pattern[str]
    is_quick: bool

    def fits(self, text: str) -> bool:
        """Answer whether the expression is found in a text. Raises ``TooSlow`` where the time is up."""
        if self.is_quick:
            return self.pattern.search(text) is not None
        return (_patience.get() or Patience()).finds(self.pattern, text)


@dataclass(slots=True)
class Patience:
    """How many seconds are left to look for expressions."""

    left: float = field(default_factory=lambda: SECONDS)

    def finds(self, pattern: regex.Pattern[str], text: str) -> bool:
        """Answer whether a pattern is found in a text. Raises ``TooSlow`` if the time does not suffice."""
        if self.left <= 0:
            raise TooSlow
        started = thread_time()
        try:
            return pattern.search(text, timeout=self.left) is not None
        except TimeoutError as error:
            self.left = 0
            raise TooSlow from error
        finally:
            self.left -= thread_time() - started


_patience: ContextVar[Patience | None] = ContextVar("patience", default=None)


@contextmanager
def limited() -> Generator[None]:
    """Limit the time of all expressions inside together. Raises ``CmaError`` (422/141) if it does not suffice.

    Outside of this each look for an expression has a limit of its own.
    """
    patience = Patience()
    token = _patience.set(patience)
    try:
        yield
    except errors.CmaError:
        raise
    except Exception as error:  # The database raises one of its own.
        if patience.left > 0:
            raise
        raise errors.invalid_parameter("query", "has a regular expression that takes too long.") from error
    finally:
        _patience.reset(token)


@lru_cache(maxsize=100)
def compiled(expression: str, options: str = "") -> Expression:
    """Read an expression; options that are not known are let pass.

    Raises ``ValueError`` if it is not valid or too large.
    """
    if size(expression) > MAX_SIZE:
        raise ValueError("the expression is too large")
    try:
        pattern = regex.compile(expression, sum(FLAGS[option] for option in set(options) & FLAGS.keys()))
    except (regex.error, RecursionError) as error:
        raise ValueError("the expression is not valid") from error
    return Expression(pattern, AGAIN.isdisjoint(expression))


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
