"""Every way to make a client."""

from typing import assert_type

import httpx

from contentstack_cma import AsyncClient, Authtoken, Client, Login, ManagementToken, OAuth, Region


def ways_to_sign_in() -> None:
    assert_type(Client(auth=Authtoken("token")), Client)
    assert_type(Client(auth=Login("me@example.com", "secret")), Client)
    assert_type(Client(auth=Login("me@example.com", "secret", tfa_token="123456")), Client)
    assert_type(Client(auth=Login("me@example.com", "secret", tfa_token=lambda: "123456")), Client)
    assert_type(Client(auth=ManagementToken("token")), Client)
    assert_type(Client(authtoken="token"), Client)
    assert_type(Client(management_token="token"), Client)
    assert_type(Client(), Client)


def oauth(auth: OAuth) -> None:
    assert_type(Client(auth=auth), Client)
    assert_type(AsyncClient(auth=auth), AsyncClient)


def options(transport: httpx.BaseTransport) -> None:
    client = Client(
        authtoken="token",
        region=Region.EU,
        timeout=10.0,
        max_retries=0,
        headers={"x-trace": "1"},
        early_access=["taxonomy"],
        proxy="http://127.0.0.1:3128",
        verify=False,
        transport=transport,
    )
    assert_type(client, Client)
    assert_type(Client(authtoken="token", region="eu", base_url="http://127.0.0.1:8400"), Client)


def scopes(client: Client) -> None:
    with client as entered:
        assert_type(entered, Client)
        assert_type(entered.with_options(timeout=2.0, max_retries=1, retry_writes=True), Client)


async def asynchronous_scopes(client: AsyncClient) -> None:
    async with client as entered:
        assert_type(entered, AsyncClient)
        assert_type(entered.with_options(timeout=2.0), AsyncClient)
