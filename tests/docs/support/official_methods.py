"""Print, as JSON, the public methods of the official SDK, and those that the expressions from standard input call.

Run by the interpreter of an environment that has the SDK.
"""

import json
import sys
from collections import defaultdict
from typing import Any

from contentstack_management import Client  # type: ignore[import-not-found, unused-ignore]
from contentstack_management.common import Parameter  # type: ignore[import-not-found, unused-ignore]
from contentstack_management.oauth.oauth_handler import (  # type: ignore[import-not-found, unused-ignore]
    OAuthHandler,
)

from tests.foreign.official import inventory

UNREACHABLE = "UserSession"
"""The class behind `login` and `logout`, which no method returns."""


class _Names(defaultdict[str, Any]):
    """The client and the stack; every other name is a text."""

    def __missing__(self, name: str) -> str:
        return name


def name_of(expression: str, names: dict[str, Any]) -> str:
    """Return the class and the name of the method that an expression calls last, such as `Entry.find`."""
    method = eval(expression.rpartition("(")[0], {}, names)
    return str(method.__qualname__)


def public_methods() -> list[str]:
    """Return the methods that make calls, those of OAuth, and those that set parameters and headers."""
    helpers = [
        (owner, name)
        for owner in (OAuthHandler, Parameter)
        for name, value in vars(owner).items()
        if inventory.is_call(name, value)
    ]
    found = [f"{owner.__name__}.{name}" for owner, name in [*inventory.methods(), *helpers]]
    return [name for name in found if not name.startswith(UNREACHABLE)]


def main() -> None:
    """Print both."""
    output, sys.stdout = sys.stdout, sys.stderr  # The SDK prints.
    client = Client(authtoken="authtoken")
    oauth = client.oauth("app_id", "client_id", "http://localhost")
    stack = client.stack("api_key")
    entry = stack.content_types("uid").entry("entry_uid")
    terms = stack.taxonomy("uid").terms("term_uid")
    names = _Names(str, client=client, oauth=oauth, stack=stack, entry=entry, variants=entry.variants(), terms=terms)
    called = [name_of(expression, names) for expression in json.load(sys.stdin)]
    json.dump({"methods": public_methods(), "called": called}, output)


if __name__ == "__main__":
    main()
