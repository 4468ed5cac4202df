"""Tasks: what workflow stages gave to whoever is signed in."""

import json
from dataclasses import replace
from functools import partial
from typing import Any, cast

from contentstack_cma_emulator.auth.rights import reader, rights_of
from contentstack_cma_emulator.engine import errors
from contentstack_cma_emulator.engine.call import Answer, Call
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ASSIGNMENT, STACK
from contentstack_cma_emulator.engine.listing import matching
from contentstack_cma_emulator.engine.paging import Order, dotted, listing, sort_key
from contentstack_cma_emulator.engine.registry import operation
from contentstack_cma_emulator.engine.store import Scope

ASSIGNED_LAST = Order("assigned_at")

AS_SORTED = Order("", descending=False)
"""Leaves a list as it is."""


@operation("list_tasks")
def list_tasks(call: Call) -> Answer:
    """Answer a page of the tasks of the user: in the stack of the `api_key` header, or in all they work on.

    Those about an entry that the user may not read any more are left out.
    """
    stacks = [call.stack] if call.open_stack else call.store.find(Scope(STACK))
    mine: list[Document] = []
    for stack in stacks:
        if rights_of(call.state, stack, call.signed_in.uid):
            may_read = reader(replace(call, open_stack=stack))
            tasks = call.store.find(Scope(ASSIGNMENT, stack["api_key"]))
            given = [task for task in tasks if call.signed_in.uid in task["assigned_to"]]
            mine += [task for task in given if may_read(task["content_type"], task["entry"])]
    return listing(call, "assignments", sort(matching(call, mine), read_sort(call.text("sort"))), AS_SORTED)


def read_sort(text: str | None) -> list[Order]:
    """Read the parameter `sort`: a JSON object of fields, each `asc` or `desc`, the most important first.

    Raises `CmaError` (422/141) on anything else.
    """
    if text is None:
        return [ASSIGNED_LAST]
    try:
        fields: Any = json.loads(text)
    except ValueError as error:
        raise errors.invalid_parameter("sort", "is not valid JSON.") from error
    if not isinstance(fields, dict) or not fields:
        raise errors.invalid_parameter("sort", "is not a JSON object.")
    return [order(name, direction) for name, direction in cast("Document", fields).items()]


def order(name: str, direction: object) -> Order:
    """Read one field of `sort`."""
    if direction not in ("asc", "desc", 1, -1):
        raise errors.invalid_parameter("sort")
    return Order(name, descending=direction in ("desc", -1))


def sort(tasks: list[Document], orders: list[Order]) -> list[Document]:
    """Answer tasks sorted by several fields, the first of which weighs most."""
    for each in reversed(orders):
        key = partial(value_at, each.by)
        tasks = sorted(tasks, key=key, reverse=each.descending)
    return tasks


def value_at(path: str, task: Document) -> tuple[int, float, str]:
    """Answer what a task is sorted by."""
    return sort_key(dotted(task, path))
