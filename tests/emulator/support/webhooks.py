"""Webhooks created for a test, their executions and their signatures."""

import base64
import hashlib
from typing import Any

import httpx

from contentstack_cma_emulator.webhooks.signing import EXPONENT, MODULUS
from tests.emulator.support.entries import Fields
from tests.emulator.support.webhook_receiver import until

PATH = "/v3/webhooks"
TARGET = "http://example.com/hook"
CHANNELS = ["environments.create"]


def create(client: httpx.Client, name: str = "Test", **more: Any) -> httpx.Response:
    default: Fields = {"name": name, "destinations": [{"target_url": TARGET}], "channels": ["assets.create"]}
    return client.post(PATH, json={"webhook": default | more})


def made(client: httpx.Client, name: str = "Test", **more: Any) -> Fields:
    answer = create(client, name, **more)
    assert answer.status_code == 201, answer.text
    webhook: Fields = answer.json()["webhook"]
    return webhook


def hook(client: httpx.Client, url: str, **more: Any) -> Fields:
    default: Fields = {"destinations": [{"target_url": url}], "channels": CHANNELS}
    return made(client, **default | more)


def happen(client: httpx.Client, name: str = "live") -> None:
    assert client.post("/v3/environments", json={"environment": {"name": name}}).status_code == 201


def executions(client: httpx.Client, webhook: Fields, **params: str) -> list[Fields]:
    answer = client.get(f"{PATH}/{webhook['uid']}/executions", params=params)
    found: list[Fields] = answer.json()["webhooks"]
    return found


def done(client: httpx.Client, webhook: Fields, attempts: int = 1) -> Fields:
    """Wait until the newest execution had so many attempts, and answer it."""
    until(lambda: len(executions(client, webhook)[0]["request_details"]) >= attempts)
    return executions(client, webhook)[0]


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
