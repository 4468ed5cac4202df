"""Webhooks created for a test, their executions and their signatures."""

import base64
import hashlib
from typing import Any

import httpx

from contentstack_cma_emulator.webhooks.signing import EXPONENT, MODULUS
from tests.emulator.support.entries import Fields
from tests.emulator.support.webhook_receiver import wait_until

PATH = "/v3/webhooks"
TARGET = "http://example.com/hook"
CHANNELS = ["environments.create"]


def create(client: httpx.Client, name: str = "Test", **more: Any) -> httpx.Response:
    default: Fields = {"name": name, "destinations": [{"target_url": TARGET}], "channels": ["assets.create"]}
    return client.post(PATH, json={"webhook": default | more})


def add(client: httpx.Client, name: str = "Test", **more: Any) -> Fields:
    response = create(client, name, **more)
    assert response.status_code == 201, response.text
    webhook: Fields = response.json()["webhook"]
    return webhook


def add_webhook_to(client: httpx.Client, url: str, **more: Any) -> Fields:
    default: Fields = {"destinations": [{"target_url": url}], "channels": CHANNELS}
    return add(client, **default | more)


def trigger_event(client: httpx.Client, name: str = "live") -> None:
    assert client.post("/v3/environments", json={"environment": {"name": name}}).status_code == 201


def list_executions(client: httpx.Client, webhook: Fields, **params: str) -> list[Fields]:
    response = client.get(f"{PATH}/{webhook['uid']}/executions", params=params)
    found: list[Fields] = response.json()["webhooks"]
    return found


def wait_for_execution(client: httpx.Client, webhook: Fields, attempts: int = 1) -> Fields:
    """Wait until the newest execution had so many attempts, and return it."""
    wait_until(lambda: len(list_executions(client, webhook)[0]["request_details"]) >= attempts)
    return list_executions(client, webhook)[0]


def check_signature(message: bytes, signature: str) -> bool:
    """Check RSA-PSS with SHA-256 and a salt of 32 bytes, as RFC 8017 (9.1.2) says."""
    encoded = pow(int.from_bytes(base64.b64decode(signature.removeprefix("v1="))), EXPONENT, MODULUS).to_bytes(256)
    masked, seed = encoded[:223], encoded[223:255]
    mask = b"".join(hashlib.sha256(seed + count.to_bytes(4)).digest() for count in range(7))[:223]
    block = bytes(a ^ b for a, b in zip(masked, mask, strict=True))
    salt = block[-32:]
    digest = hashlib.sha256(bytes(8) + hashlib.sha256(message).digest() + salt).digest()
    padded = block[1:-33] == bytes(189) and block[-33] == 1 and block[0] & 0x7F == 0
    return encoded[-1] == 0xBC and padded and digest == seed
