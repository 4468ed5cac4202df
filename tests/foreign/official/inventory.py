"""Which calls the SDK has, and which of them were made."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import wraps
from inspect import isclass, isfunction
from typing import Any

import contentstack_management  # type: ignore[import-not-found, unused-ignore]

HELPERS = ("validate_", "encode_")
"""Methods whose names begin like this prepare a call."""

ELSEWHERE = ("_APIClient", "Endpoint", "OAuthHandler", "OAuthInterceptor", "Parameter")
"""Classes that no user of the SDK has in hand, that make no calls, or (OAuth) that have a tour of their own."""


class Inventory:
    """The public methods of the SDK's classes, by names such as `Label.create`; each notes that it was called."""

    def __init__(self) -> None:
        self.all: set[str] = set()
        self.made: set[str] = set()
        for owner, name in methods():
            setattr(owner, name, self._wrap(f"{owner.__name__}.{name}", getattr(owner, name)))

    def _wrap(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        self.all.add(name)

        @wraps(method)
        def call_and_note(*arguments: Any, **named: Any) -> Any:
            self.made.add(name)
            return method(*arguments, **named)

        return call_and_note


def methods() -> Iterator[tuple[type, str]]:
    """Go through the public methods that make calls, with their classes."""
    package = contentstack_management.__name__
    for found in pkgutil.walk_packages(contentstack_management.__path__, f"{package}."):
        module = importlib.import_module(found.name)
        for owner in vars(module).values():
            if isclass(owner) and owner.__module__ == module.__name__ and owner.__name__ not in ELSEWHERE:
                yield from ((owner, name) for name, value in vars(owner).items() if is_call(name, value))


def is_call(name: str, value: object) -> bool:
    """Return whether a member of a class is a public method that makes a call."""
    return isfunction(value) and not name.startswith(("_", *HELPERS))
