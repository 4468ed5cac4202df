"""Calls built without HTTP, for tests of the parts that need no network."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contentstack_cma_emulator.engine.agenda import Agenda
from contentstack_cma_emulator.engine.call import MAIN_BRANCH, Call, Principal, State
from contentstack_cma_emulator.engine.clock import Clock
from contentstack_cma_emulator.engine.files import Files
from contentstack_cma_emulator.engine.form_data import Form
from contentstack_cma_emulator.engine.kinds import INDEXED_FIELDS
from contentstack_cma_emulator.engine.store import Store

STACK = {"api_key": "blt_stack", "org_uid": "blt_org", "owner_uid": "blt_owner", "master_locale": "en-us"}


def create_state(clock: Clock | None = None) -> State:
    """Make a state in memory, without any file."""
    store, clock = Store(indexed=INDEXED_FIELDS), clock or Clock()
    return State(store, clock, Files(Path("unused"), store), Agenda(store, clock))


def build_call(
    state: State,
    body: Mapping[str, Any] | None = None,
    path: Mapping[str, str] | None = None,
    branch: str = MAIN_BRANCH,
    **query: str,
) -> Call:
    """Make a call of the stack's owner, with one value for each query parameter."""
    return Call(
        operation="test",
        method="POST",
        path=path or {},
        query={name: (text,) for name, text in query.items()},
        headers={},
        body=dict(body or {}),
        form=Form(),
        principal=Principal("authtoken", "blt_owner", ""),
        stack=STACK,
        branch=branch,
        state=state,
        now=state.clock.stamp(),
        base_url="",
    )
