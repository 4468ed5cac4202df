"""Where flows may write: in a stack that the kit creates, or in one that was named and is empty."""

from typing import TYPE_CHECKING, Any

from contentstack_cma_testing.parity.connection import Connection
from contentstack_cma_testing.parity.errors import KitError
from contentstack_cma_testing.parity.json_values import is_list, is_object
from contentstack_cma_testing.parity.leftovers import Cleanup, Leftovers

if TYPE_CHECKING:
    from collections.abc import Mapping

STACKS = "/v3/stacks"
MARKER = "Parity kit of contentstack-cma"

FIRST_FAULT = 500

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


def create_stack(connection: Connection, organization_uid: str | None, leftovers: Leftovers, token: str) -> str:
    """Create a stack, and return its key. It is noted before it is created.

    Args:
        connection: What sends the calls.
        organization_uid: The organization.
        leftovers: Where to note it.
        token: What distinguishes its name from others.

    Raises:
        KitError: It cannot be created.
        NoResponseError: The connection broke.
    """
    if organization_uid is None:
        raise KitError("the user belongs to no organization: pass --use-stack with the key of an empty stack")
    name = f"{MARKER} {token}"
    by_name = Cleanup("DELETE", STACKS, None, json={"name": name})
    leftovers.add(by_name)
    body = {"stack": {"name": name, "description": "Can be deleted.", "master_locale": "en-us"}}
    headers = {"organization_uid": organization_uid}
    answer = connection.send("create stack", "POST", STACKS, api_key=None, json=body, headers=headers)
    api_key = answer.find("stack", "api_key")
    if not answer.is_success or not isinstance(api_key, str):
        if answer.status < FIRST_FAULT:  # otherwise it may have been created
            leftovers.remove(by_name)
        raise KitError(
            f"a stack could not be created: status {answer.status}, {answer.find('error_message')!r}. Ask an owner of "
            "the organization, or pass --use-stack with the key of an empty stack"
        )
    leftovers.add(Cleanup("DELETE", STACKS, api_key))
    leftovers.remove(by_name)
    return api_key


def check_empty(connection: Connection, api_key: str) -> None:
    """Raise if a stack is not empty.

    Raises:
        KitError: It is not; the message lists what is there.
        NoResponseError: The connection broke.
    """
    if found := list_contents(connection, api_key):
        raise KitError(
            f"the stack is not empty: it has {', '.join(found)}. Nothing was changed. Pass an empty stack, or leave "
            "out --use-stack, so that one is created"
        )


def list_contents(connection: Connection, api_key: str) -> list[str]:
    """Return what a stack has, such as `2 labels`; an empty list if it is empty.

    Raises:
        NoResponseError: The connection broke.
    """
    found: list[str] = []
    for path, words in CONTENTS.items():
        query = {"include_count": True, "limit": 1, **({"include_folders": True} if path == "assets" else {})}
        answer = connection.send(path, "GET", f"/v3/{path}", api_key=api_key, query=query)
        if number := count_items(answer.json, path):
            found.append(f"{number} {words}")
    return found


def count_items(body: Any, key: str) -> int:
    """Return the number of items that a list says there are."""
    if not is_object(body):
        return 0
    count, items = body.get("count"), body.get(key)
    return max(count if isinstance(count, int) else 0, len(items) if is_list(items) else 0)


def remove_all(connection: Connection, leftovers: Leftovers) -> None:
    """Remove what is noted, in reverse order.

    Raises:
        NoResponseError: The connection broke. The rest stays noted.
    """
    for cleanup in leftovers:
        if cleanup.api_key is None and cleanup.path == STACKS:
            _remove_by_name(connection, str(cleanup.json["name"]))
        else:
            _make(connection, cleanup)
        leftovers.remove(cleanup)


def _make(connection: Connection, cleanup: Cleanup) -> None:
    connection.send(
        "clean up", cleanup.method, cleanup.path, api_key=cleanup.api_key, query=cleanup.query, json=cleanup.json
    )


def _remove_by_name(connection: Connection, name: str) -> None:
    """Remove a stack whose creation got no response, if it was created."""
    answer = connection.send("stacks", "GET", STACKS, api_key=None, query={"query": {"name": name}})
    stacks: list[Mapping[str, Any]] = answer.find("stacks") or []
    for stack in stacks:
        if stack.get("name") == name:
            connection.send("clean up", "DELETE", STACKS, api_key=stack["api_key"])
