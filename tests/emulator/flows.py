"""Workflows made for a test, and other people who work on a stack."""

import uuid
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import httpx

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.auth.sessions import issue_authtoken
from contentstack_cma_emulator.engine.lookup import find_stack
from contentstack_cma_emulator.engine.store import Key, Scope
from contentstack_cma_emulator.provisioning import COLLABORATOR, ROLE, activate_user, create_user
from tests.emulator.conftest import connect
from tests.emulator.modelled import Fields

WORKFLOWS = "/v3/workflows"
RULES = f"{WORKFLOWS}/publishing_rules"

EVERYBODY = {"roles": {"uids": []}, "users": {"uids": ["$all"]}, "others": {}}


def stage(name: str, **more: Any) -> Fields:
    """A stage as the web application sends it."""
    return {"name": name, "color": "#2196f3", "SYS_ACL": EVERYBODY, "next_available_stages": ["$all"]} | more


def create(client: httpx.Client, **more: Any) -> httpx.Response:
    """Send a workflow of two stages, for all content types and in force unless said otherwise."""
    default: Fields = {
        "name": f"Workflow {uuid.uuid4().hex[:8]}",
        "workflow_stages": [stage("Draft"), stage("Review")],
        "content_types": ["$all"],
        "branches": ["main"],
        "admin_users": {"users": []},
        "enabled": True,
    }
    return client.post(WORKFLOWS, json={"workflow": default | more})


def made(client: httpx.Client, **more: Any) -> Fields:
    """Create a workflow, which must be accepted, and answer it."""
    answer = create(client, **more)
    assert answer.status_code == 201, answer.text
    workflow: Fields = answer.json()["workflow"]
    return workflow


@contextmanager
def colleague(emulator: Emulator, client: httpx.Client, *roles: str) -> Generator[tuple[str, httpx.Client]]:
    """A new user with these roles in the client's stack: their uid, and a client that is signed in as them."""
    state, api_key = emulator._state, client.headers["api_key"]
    with state.store.transaction():
        user = activate_user(state, create_user(state, f"{uuid.uuid4().hex}@example.com", {}), "secret")
        token = issue_authtoken(state, user["uid"])
        found = [role["uid"] for role in state.store.find(Scope(ROLE, api_key)) if role["name"] in roles]
        state.store.put(Key(COLLABORATOR, user["uid"], api_key), {"uid": user["uid"], "roles": found})
        stack = find_stack(state.store, api_key) or {}
        state.store.put(Key("stack", api_key), stack | {"user_uids": [*stack["user_uids"], user["uid"]]})
    with connect(emulator, authtoken=token, api_key=api_key) as other:
        yield user["uid"], other


def role_uid(emulator: Emulator, client: httpx.Client, name: str) -> str:
    """The uid of a role of the client's stack."""
    roles = emulator._state.store.find(Scope(ROLE, client.headers["api_key"]))
    return next(str(role["uid"]) for role in roles if role["name"] == name)
