"""Calls of the generated client, used alone."""

from typing import assert_type

from contentstack_cma_client import AsyncClient, Client, Response, with_raw_response
from contentstack_cma_client.api.environments import create_environment, get_environment
from contentstack_cma_client.models import (
    CreateEnvironmentRequest,
    Environment,
    EnvironmentInput,
    EnvironmentResponse,
)


def by_model(client: Client) -> None:
    body = CreateEnvironmentRequest(environment=EnvironmentInput(name="production"))
    assert_type(create_environment.sync(client=client, body=body), EnvironmentResponse)


def by_mapping(client: Client) -> None:
    response = create_environment.sync(client=client, body={"environment": {"name": "production"}})
    assert_type(response.environment, Environment)
    assert_type(response.environment.uid, str)
    assert_type(response.environment.name, str | None)


def whole_response(client: Client) -> None:
    response = with_raw_response(get_environment.sync)("production", client=client)
    assert_type(response, Response[EnvironmentResponse])
    assert_type(response.status_code, int)
    assert_type(response.notice, str | None)


async def await_call(client: AsyncClient) -> None:
    assert_type(await get_environment.asyncio("production", client=client), EnvironmentResponse)
    answer = await with_raw_response(get_environment.asyncio)("production", client=client)
    assert_type(answer, Response[EnvironmentResponse])
