"""Regular expressions of queries, with the options that ``$options`` may have."""

import re
from functools import lru_cache

FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}


@lru_cache(maxsize=100)
def compiled(expression: str, options: str) -> re.Pattern[str]:
    """Compile an expression; options that are not known are let pass. Raises ``re.error`` if it is not valid."""
    return re.compile(expression, sum(FLAGS[option] for option in set(options) & FLAGS.keys()))


def fits(expression: str, options: str, value: object) -> bool:
    """Answer whether an expression is found in a value of the index of fields."""
    if isinstance(value, bytes) and value[:1] == b"s":
        value = value[1:].decode("utf-8", "surrogatepass")
    return isinstance(value, str) and compiled(expression, options).search(value) is not None
