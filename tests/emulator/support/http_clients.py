"""Plain HTTP clients of an emulator. Every JSON response they get is validated against the description."""

import ssl

import httpx

from contentstack_cma_emulator import Emulator
from tests.emulator.support.description import check_response

TIMEOUT = 10.0
"""Seconds after which a request fails."""

TLS = ssl.create_default_context()
"""What all clients share, since reading the certificates takes longer than most tests."""

WORK_DELAY = 5.0
"""Seconds that publishing and other background work take by the clock of the fixture `still`."""


def connect(emulator: Emulator, **headers: str) -> httpx.Client:
    """Open a client that sends these headers with every request."""
    hooks = {"response": [check_response]}
    return httpx.Client(base_url=emulator.url, timeout=TIMEOUT, headers=headers, event_hooks=hooks, verify=TLS)
