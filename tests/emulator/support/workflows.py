"""Workflows made for a test, and others who work with them."""

import uuid
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import httpx

from contentstack_cma_emulator import Emulator
from tests.emulator.support.entries import Fields
from tests.emulator.support.users import hire_colleague

WORKFLOWS = "/v3/workflows"
RULES = f"{WORKFLOWS}/publishing_rules"

EVERYBODY = {"roles": {"uids": []}, "users": {"uids": ["$all"]}, "others": {}}


def build_stage(name: str, **more: Any) -> Fields:
    """A stage as the web application sends it."""
    return {"name": name, "color": "#2196f3", "SYS_ACL": EVERYBODY, "next_available_stages": ["$all"]} | more


def create(client: httpx.Client, **more: Any) -> httpx.Response:
    """Send a workflow of two stages, for all content types and in force unless said otherwise."""
    default: Fields = {
        "name": f"Workflow {uuid.uuid4().hex[:8]}",
        "workflow_stages": [build_stage("Draft"), build_stage("Review")],
        "content_types": ["$all"],
        "branches": ["main"],
        "admin_users": {"users": []},
        "enabled": True,
    }
    return client.post(WORKFLOWS, json={"workflow": default | more})


def add(client: httpx.Client, **more: Any) -> Fields:
    """Create a workflow, which must be accepted, and return it."""
    response = create(client, **more)
    assert response.status_code == 201, response.text
    workflow: Fields = response.json()["workflow"]
    return workflow


@contextmanager
def hire_for_role(emulator: Emulator, client: httpx.Client, role: str) -> Generator[tuple[str, httpx.Client]]:
    """A new user with a built-in role in the client's stack: their uid, and a client that is signed in as them."""
    with hire_colleague(emulator, client) as hired:
        hired.take_built_in(role)
        yield hired.uid, hired.client
