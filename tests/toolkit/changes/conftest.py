from collections.abc import Iterator

import pytest

from contentstack_cma import Client, Stack
from contentstack_cma_emulator import Emulator


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[Client]:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=None) as client:
        yield client


@pytest.fixture
def empty(emulator: Emulator, client: Client) -> Stack:
    """A stack without content types, with the locales en-us and fr-fr."""
    created = client.stacks.create(
        {"name": "Empty", "master_locale": "en-us"}, organization_uid=emulator.organization_uid
    )
    stack = client.stack(str(created.api_key))
    stack.locales.create({"code": "fr-fr", "name": "French", "fallback_locale": "en-us"})
    return stack
