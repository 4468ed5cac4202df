"""Requests as clients are known to write them: none is rejected merely for its form."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.dispatch.request_validation import RequestValidator, drop_tolerated
from contentstack_cma_emulator.engine.description import Operation
from contentstack_cma_emulator.engine.errors import Errors
from contentstack_cma_emulator.engine.registry import find_endpoint
from contentstack_cma_emulator.resources import load_handlers
from tests.contract.support.known_operations import read_operations
from tests.emulator.known import scenarios as plain
from tests.emulator.known.world import World, open_world
from tests.emulator.support.description import load_description
from tests.emulator.support.entries import Fields

JSON = "application/json"

DROPPED = ("uid", "org_uid", "api_key", "created_at", "created_by", "deleted_at", "updated_at", "updated_by")
"""What one client takes out of what it read before it writes that back."""

WRITTEN: dict[str, tuple[str, str, Callable[[World], Fields], str]] = {
    "content type": ("/v3/content_types", "content_type", plain.content_type, "uid"),
    "global field": ("/v3/global_fields", "global_field", plain.global_field, "uid"),
    "custom field": ("/v3/extensions", "extension", plain.extension, "uid"),
    "dashboard": ("/v3/extensions", "extension", plain.dashboard, "uid"),
    "environment": ("/v3/environments", "environment", plain.environment, "name"),
    "delivery token": ("/v3/stacks/delivery_tokens", "token", plain.delivery_token, "uid"),
    "management token": ("/v3/stacks/management_tokens", "token", plain.management_token, "uid"),
    "role": ("/v3/roles", "role", plain.role, "uid"),
    "release": ("/v3/releases", "release", plain.release, "uid"),
    "workflow": ("/v3/workflows", "workflow", plain.workflow, "uid"),
    "publish rule": ("/v3/workflows/publishing_rules", "publishing_rule", World.build_rule, "uid"),
    "webhook": ("/v3/webhooks", "webhook", plain.webhook, "uid"),
    "locale": ("/v3/locales", "locale", plain.locale, "code"),
    "label": ("/v3/labels", "label", plain.label, "uid"),
    "metadata": ("/v3/metadata", "metadata", plain.metadata, "uid"),
    "taxonomy": ("/v3/taxonomies", "taxonomy", plain.taxonomy, "uid"),
}


@pytest.fixture(scope="module")
def alive(emulator: Emulator) -> Iterator[World]:
    """A stack in which every call makes sense, shared by the module."""
    with open_world(emulator) as made:
        yield made


def examples() -> Iterator[tuple[Operation, Any]]:
    """Every known JSON body of an operation that is described."""
    for operation in load_description().operations.values():
        known = read_operations().get(f"{operation.method} {operation.path}")
        if known and known.body and JSON in operation.bodies:
            yield from ((operation, example) for example in known.body.examples)


def find_problems(operation: Operation, checks: RequestValidator, example: Any) -> Errors:
    """Return what is wrong with a body, except what its operation tolerates."""
    endpoint = find_endpoint(operation.id)
    body = endpoint.read_body(example) if endpoint.read_body else example
    return drop_tolerated(checks.validate_body(operation, JSON, body), endpoint)


def test_known_bodies_pass_the_checks() -> None:
    load_handlers()
    checks = RequestValidator(load_description())
    refused = {
        operation.id: wrong for operation, example in examples() if (wrong := find_problems(operation, checks, example))
    }
    assert refused == {}
    assert len(list(examples())) >= 100


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_resource_that_was_read_can_be_written_back(alive: World, kind: str) -> None:
    path, key, body, address = WRITTEN[kind]
    made = alive.add(path, key, body(alive))
    place = f"{path}/{made[address]}"
    read = alive.stack.get(place).json()[key]
    for whole in (made, read):
        for sent in (whole, {name: value for name, value in whole.items() if name not in DROPPED}):
            response = alive.stack.put(place, json={key: sent}, params={f"{key}[name]": "x"})
            assert response.is_success, response.text
