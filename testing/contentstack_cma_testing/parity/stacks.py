"""Where flows may write: in a stack that the kit creates, or in one that was named and is empty."""

import secrets
from typing import Any

from contentstack_cma_testing.parity.connection import Connection
from contentstack_cma_testing.parity.errors import KitError
from contentstack_cma_testing.parity.json_values import is_list, is_object
from contentstack_cma_testing.parity.leftovers import STACKS, Cleanup, Leftovers
from contentstack_cma_testing.parity.removing import is_settled
from contentstack_cma_testing.parity.replies import Answer

MARKER = "Parity kit of contentstack-cma"

MASTER_LOCALE = "en-us"

TOKEN_BYTES = 4
"""Random bytes in the name of a stack, as its name may have to be found again."""

NEEDED = frozenset({"content_types", "assets", "environments"})
"""What must be readable, or nobody knows whether the stack is empty. A plan or token may lack the others."""

CONTENTS = {
    "content_types": "content types",
    "global_fields": "global fields",
    "assets": "assets and folders",
    "environments": "environments",
    "labels": "labels",
    "releases": "releases",
    "taxonomies": "taxonomies",
    "webhooks": "webhooks",
    "workflows": "workflows",
    "extensions": "extensions",
}
"""What an empty stack has none of: the last part of the path, which is the key of the list, and the words for it."""


def create_stack(connection: Connection, organization_uid: str | None, leftovers: Leftovers) -> str:
    """Create a stack, and return its key. It is noted before it is created.

    Args:
        connection: What sends the calls.
        organization_uid: The organization.
        leftovers: Where to note it.

    Raises:
        KitError: It cannot be created.
        NoResponseError: The connection broke.
    """
    if organization_uid is None:
        raise KitError("the user belongs to no organization: pass --use-stack with the key of an empty stack")
    name = f"{MARKER} {secrets.token_hex(TOKEN_BYTES)}"
    by_name = Cleanup("DELETE", STACKS, None, json={"name": name})
    leftovers.add(by_name)
    body = {"stack": {"name": name, "description": "Can be deleted.", "master_locale": MASTER_LOCALE}}
    headers = {"organization_uid": organization_uid}
    answer = connection.send("create stack", "POST", STACKS, api_key=None, json=body, headers=headers)
    api_key = answer.find("stack", "api_key")
    if not answer.is_success or not isinstance(api_key, str):
        if is_settled(answer.status):  # otherwise it may have been created
            leftovers.forget(by_name)
        raise KitError(
            f"a stack could not be created: status {answer.status}, {answer.find('error_message')!r}. Ask an owner of "
            "the organization, or pass --use-stack with the key of an empty stack"
        )
    leftovers.add(Cleanup("DELETE", STACKS, api_key))
    leftovers.forget(by_name)
    return api_key


def check_empty(connection: Connection, api_key: str) -> None:
    """Raise if a stack is not empty, or has other locales than a new one: flows create and delete some.

    Raises:
        KitError: It is not; the message lists what is there.
        NoResponseError: The connection broke.
    """
    listed = read_list(connection, api_key, "locales")
    if not listed.is_success:
        raise KitError(f"the locales of the stack cannot be read: status {listed.status}. Nothing was changed")
    locales: list[dict[str, Any]] = listed.find("locales") or []
    if [locale.get("code") for locale in locales] != [MASTER_LOCALE]:
        raise KitError(
            f"the stack must have the locale {MASTER_LOCALE} only, and has {len(locales)} locales. Nothing was changed"
        )
    if found := list_contents(connection, api_key):
        raise KitError(
            f"the stack is not empty: it has {', '.join(found)}. Nothing was changed. Pass an empty stack, or leave "
            "out --use-stack, so that one is created"
        )


def list_contents(connection: Connection, api_key: str) -> list[str]:
    """Return what a stack has, such as `2 labels`; an empty list if it is empty.

    Raises:
        KitError: It cannot be read.
        NoResponseError: The connection broke.
    """
    found: list[str] = []
    for path, words in CONTENTS.items():
        answer = read_list(connection, api_key, path)
        if path in NEEDED and not answer.is_success:
            raise KitError(f"the {words} of the stack cannot be read: status {answer.status}. Nothing was changed")
        if number := count_items(answer.json, path):
            found.append(f"{number} {words}")
    return found


def read_list(connection: Connection, api_key: str, path: str) -> Answer:
    """Return the first page of a list, with the number of items."""
    query = {"include_count": True, "limit": 2, **({"include_folders": True} if path == "assets" else {})}
    return connection.send(path, "GET", f"/v3/{path}", api_key=api_key, query=query)


def count_items(body: Any, key: str) -> int:
    """Return the number of items that a list says there are."""
    if not is_object(body):
        return 0
    count, items = body.get("count"), body.get(key)
    return max(count if isinstance(count, int) else 0, len(items) if is_list(items) else 0)
