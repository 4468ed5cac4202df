"""Every generated operation is sent once, each way: nothing is dropped or misnamed between the call and the wire."""

from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import anyio
import pytest

import contentstack_cma_client
from contentstack_cma_client import AsyncClient, Client, DecodeError, models
from generator.bundle import list_operations
from tests.contract.support.known_operations import load_description
from tests.contract.support.wire_calls import DEEPEST, MULTIPART, Call, build_call, build_instance, check
from tests.wrapper.support.raw_server import RawServer, sync_serve

DESCRIBED = {described[2]["operationId"]: described for described in list_operations(load_description())}
CALLS = {operation: build_call(*described) for operation, described in DESCRIBED.items()}
SECOND_FORMS = [
    operation
    for operation, (_, _, described) in DESCRIBED.items()
    if MULTIPART in list(described.get("requestBody", {}).get("content", {}))[1:]
]
"""Operations whose body is JSON or multipart."""
API = Path(contentstack_cma_client.__file__).parent / "api"


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with sync_serve((200, {"content-type": "application/json"}, b"{}")) as serving:
        yield serving


def module_of(operation: str) -> ModuleType:
    found = next(API.glob(f"*/{operation}.py"))
    return import_module(f"contentstack_cma_client.api.{found.parent.name}.{operation}")


def send(server: RawServer, call: Call, **keywords: Any) -> None:
    with Client(server.url) as client, suppress(DecodeError):  # the response is empty
        module_of(call.operation).sync(*call.positional, client=client, **(call.keywords | keywords))


async def send_async(server: RawServer, call: Call) -> None:
    async with AsyncClient(server.url) as client:
        with suppress(DecodeError):
            await module_of(call.operation).asyncio(*call.positional, client=client, **call.keywords)


def test_every_operation_is_here() -> None:
    assert sorted(CALLS) == sorted(module.stem for module in API.glob("*/[a-z]*.py"))
    assert {"create_extension", "update_asset"} <= set(SECOND_FORMS)


@pytest.mark.parametrize("operation", CALLS)
def test_the_request_is_the_one_described(server: RawServer, operation: str) -> None:
    send(server, CALLS[operation])
    check(CALLS[operation], server.requests[-1])


@pytest.mark.parametrize("operation", CALLS)
def test_the_request_is_the_one_described_asynchronously(server: RawServer, operation: str) -> None:
    anyio.run(send_async, server, CALLS[operation])
    check(CALLS[operation], server.requests[-1])


@pytest.mark.parametrize("operation", SECOND_FORMS)
def test_the_second_media_type_of_a_call(server: RawServer, operation: str) -> None:
    path, method, described = DESCRIBED[operation]
    schema = described["requestBody"]["content"][MULTIPART]["schema"]
    call = build_call(path, method, described)
    call.media, call.body = MULTIPART, build_instance(schema, DEEPEST)
    model = getattr(models, schema["$ref"].rpartition("/")[2])
    send(server, call, body=model.from_dict(call.body))
    check(call, server.requests[-1])
