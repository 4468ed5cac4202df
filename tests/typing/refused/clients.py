"""Clients made wrongly."""

import httpx

from contentstack_cma import AsyncClient, Authtoken, Client, Login


def wrong() -> None:
    Client(managment_token="token")  # expect-error
    Client("token")  # expect-error
    Client(authtoken=1)  # expect-error
    Client(auth="token")  # expect-error
    Client(max_retries="3")  # expect-error
    Client(headers=[("x-trace", "1")])  # expect-error
    Authtoken(None)  # expect-error
    Login("me@example.com")  # expect-error
    AsyncClient(transport=httpx.HTTPTransport())  # expect-error
