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
from contentstack_cma_client import AsyncClient, Client, DecodeError
from contentstack_cma_client.api.assets import update_asset
from contentstack_cma_client.models import ReplaceAssetRequest
from generator.bundle import operations
from tests.wrapper.raw_server import RawServer, sync_serving

from .known import description
from .on_the_wire import MULTIPART, Call, call_of, check, instance

CALLS = {call.operation: call for call in (call_of(*described) for described in operations(description()))}
API = Path(contentstack_cma_client.__file__).parent / "api"


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with sync_serving((200, {"content-type": "application/json"}, b"{}")) as serving:
        yield serving


def module_of(operation: str) -> ModuleType:
    found = next(API.glob(f"*/{operation}.py"))
    return import_module(f"contentstack_cma_client.api.{found.parent.name}.{operation}")


def send(server: RawServer, call: Call, **keywords: Any) -> None:
    with Client(server.url) as client, suppress(DecodeError):  # the answer is empty
        module_of(call.operation).sync(*call.positional, client=client, **(call.keywords | keywords))


async def send_async(server: RawServer, call: Call) -> None:
    async with AsyncClient(server.url) as client:
        with suppress(DecodeError):
            await module_of(call.operation).asyncio(*call.positional, client=client, **call.keywords)


def test_every_operation_is_here() -> None:
    assert sorted(CALLS) == sorted(module.stem for module in API.glob("*/[a-z]*.py"))


@pytest.mark.parametrize("operation", CALLS)
def test_the_request_is_the_one_described(server: RawServer, operation: str) -> None:
    send(server, CALLS[operation])
    check(CALLS[operation], server.requests[-1])


@pytest.mark.parametrize("operation", CALLS)
def test_the_request_is_the_one_described_asynchronously(server: RawServer, operation: str) -> None:
    anyio.run(send_async, server, CALLS[operation])
    check(CALLS[operation], server.requests[-1])


def test_the_second_media_type_of_a_call(server: RawServer) -> None:
    described = next(o for o in operations(description()) if o[2]["operationId"] == "update_asset")
    call = call_of(*described)
    call.media, call.body = MULTIPART, instance({"$ref": "#/components/schemas/ReplaceAssetRequest"}, 1)
    assert module_of("update_asset") is update_asset
    send(server, call, body=ReplaceAssetRequest.from_dict(call.body))
    check(call, server.requests[-1])
