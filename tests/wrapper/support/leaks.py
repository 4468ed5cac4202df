"""Find secrets in exceptions and log records."""

import logging
import pickle
from collections.abc import Iterator, Mapping

SECRETS = ("hidden-token", "hidden-password", "hidden-body", "hidden-once", "hidden-secret")
"""What the tests of secrets sign in with and send."""


def walk_chain(error: BaseException) -> Iterator[BaseException]:
    """Iterate over an exception and all that it refers to as its cause or context."""
    found: list[BaseException | None] = [error]
    seen = set[int]()
    while found:
        current = found.pop()
        if current is not None and id(current) not in seen:
            seen.add(id(current))
            yield current
            found += [current.__cause__, current.__context__]


def find_secrets(error: BaseException) -> list[str]:
    """Return which secrets an exception shows, in any form, and where."""
    texts = {"pickle": repr(pickle.dumps(error))}
    for number, each in enumerate(walk_chain(error)):
        name = f"{number} {type(each).__name__}"
        texts |= {f"{name} as text": f"{each!s} {each!r}", f"{name} inside": " ".join(_find_held(each.args, set()))}
        for attribute, value in vars(each).items():
            texts[f"{name}.{attribute}"] = " ".join(_find_held(value, set()))
    return [f"{secret} in {place}" for place, text in texts.items() for secret in SECRETS if secret in text]


def _find_held(value: object, seen: set[int]) -> Iterator[str]:
    if id(value) in seen:
        return
    seen.add(id(value))
    yield repr(value)
    if isinstance(value, Mapping):
        for pair in value.items():
            yield from _find_held(pair, seen)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from _find_held(item, seen)
    else:
        slots = [getattr(value, name, None) for name in getattr(type(value), "__slots__", ())]
        for item in [*slots, *getattr(value, "__dict__", {}).values()]:
            yield from _find_held(item, seen)


def find_secrets_in_log(records: list[logging.LogRecord]) -> list[str]:
    """Return the lines of a log that show a secret."""
    formatter = logging.Formatter("%(name)s %(levelname)s %(message)s")
    lines = [f"{formatter.format(record)} {record.args!r}" for record in records]
    return [line for line in lines if any(secret in line for secret in SECRETS)]
