"""Tasks that workflow stages assigned to the user."""

import json
from dataclasses import replace
from functools import partial
from typing import Any, cast

from contentstack_cma_emulator.auth.rights import find_rights, make_read_check
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import ApiResponse, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ASSIGNMENT, STACK
from contentstack_cma_emulator.engine.listing import filter_by_query
from contentstack_cma_emulator.engine.paging import Order, get_at_path, list_documents, sort_key
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Scope

ASSIGNED_LAST = Order("assigned_at")

AS_SORTED = Order("", descending=False)
"""Keeps the order of a list."""


@operation("list_tasks")
def list_tasks(call: Call) -> ApiResponse:
    """List the tasks of the user: in the stack of the `api_key` header, or in all their stacks.

    Tasks about entries that the user may not read are omitted.
    """
    stacks = [call.stack] if call.stack else call.store.find(Scope(STACK))
    mine: list[Document] = []
    for stack in stacks:
        if find_rights(call.state, stack, call.signed_in_principal.uid):
            may_read = make_read_check(replace(call, stack=stack))
            tasks = call.store.find(Scope(ASSIGNMENT, stack["api_key"]))
            given = [task for task in tasks if call.signed_in_principal.uid in task["assigned_to"]]
            mine += [task for task in given if may_read(task["content_type"], task["entry"])]
    return list_documents(
        call, "assignments", sort_tasks(filter_by_query(call, mine), read_sort(call.get_text("sort"))), AS_SORTED
    )


def read_sort(text: str | None) -> list[Order]:
    """Parse the parameter `sort`: a JSON object of fields, each `asc` or `desc`, the most significant first.

    Raises `CmaError` (422/141) for anything else.
    """
    if text is None:
        return [ASSIGNED_LAST]
    try:
        fields: Any = json.loads(text)
    except ValueError as error:
        raise errors.invalid_parameter("sort", "is not valid JSON.") from error
    if not isinstance(fields, dict) or not fields:
        raise errors.invalid_parameter("sort", "is not a JSON object.")
    return [read_sort_field(name, direction) for name, direction in cast("Document", fields).items()]


def read_sort_field(name: str, direction: object) -> Order:
    """Parse one field of `sort`."""
    if direction not in ("asc", "desc", 1, -1):
        raise errors.invalid_parameter("sort")
    return Order(name, descending=direction in ("desc", -1))


def sort_tasks(tasks: list[Document], orders: list[Order]) -> list[Document]:
    """Sort tasks by several fields, the most significant first."""
    for each in reversed(orders):
        key = partial(get_sort_key, each.by)
        tasks = sorted(tasks, key=key, reverse=each.descending)
    return tasks


def get_sort_key(path: str, task: Document) -> tuple[int, float, str]:
    """Return the key that a task is sorted by."""
    return sort_key(get_at_path(task, path))
