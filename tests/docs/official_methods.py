"""Print, as JSON, the public methods of the official SDK, and those that the expressions from standard input call.

Run by the interpreter of an environment that has the SDK.
"""

import json
import sys
from collections import defaultdict
from typing import Any

from contentstack_management import Client  # type: ignore[import-not-found, unused-ignore]

from tests.foreign.official import inventory

UNREACHABLE = ("_APIClient", "Endpoint", "OAuthInterceptor", "UserSession")
"""Classes that no method returns."""


class _Names(defaultdict[str, Any]):
    """The client and the stack; every other name is a text."""

    def __missing__(self, name: str) -> str:
        return name


def name_of(expression: str, names: dict[str, Any]) -> str:
    """Return the class and the name of the method that an expression calls last, such as `Entry.find`."""
    method = eval(expression.rpartition("(")[0], {}, names)
    return str(method.__qualname__)


def main() -> None:
    """Print both."""
    output, sys.stdout = sys.stdout, sys.stderr  # The SDK prints.
    inventory.ELSEWHERE = UNREACHABLE
    client = Client(authtoken="authtoken")
    oauth = client.oauth("app_id", "client_id", "http://localhost")
    names = _Names(str, client=client, oauth=oauth, stack=client.stack("api_key"))
    called = [name_of(expression, names) for expression in json.load(sys.stdin)]
    methods = [f"{owner.__name__}.{name}" for owner, name in inventory.methods()]
    json.dump({"methods": methods, "called": called}, output)


if __name__ == "__main__":
    main()
