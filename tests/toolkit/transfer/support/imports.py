"""Imports in both ways, and comparisons of whole stacks."""

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from contentstack_cma import AsyncClient, RetryPolicy, Stack
from contentstack_cma_emulator import Emulator, LoggedRequest
from contentstack_cma_toolkit.transfer import TransferReport, import_stack
from tests.foreign.command_line.comparing import compare, name_uids
from tests.foreign.command_line.reading import Contents, read_stack
from tests.foreign.command_line.terminal import HOST
from tests.toolkit.transfer.support.stacks import open_client

PATIENT = RetryPolicy(first_wait=0.01, max_retries=3)

CHANGED = ("http_basic_password",)
"""What no export has, so that a copy cannot have it either."""


def import_async(emulator: Emulator, folder: Path, stack: Stack, **options: Any) -> TransferReport:
    """Import with an asynchronous client."""

    async def run() -> TransferReport:
        async with AsyncClient(authtoken=emulator.authtoken, base_url=emulator.url, retry=PATIENT) as client:
            return await import_stack(folder, client.stack(stack.api_key, branch=stack.branch), **options)

    return asyncio.run(run())


def import_sync(emulator: Emulator, folder: Path, stack: Stack, **options: Any) -> TransferReport:
    """Import with a client of its own."""
    with open_client(emulator) as client:
        scoped = client.stack(stack.api_key, branch=stack.branch).with_options(retry=PATIENT)
        return import_stack(folder, scoped, **options)


def read_contents(emulator: Emulator, stack: Stack) -> Contents:
    """Read a whole stack. The URLs of its assets have the host that `comparing` knows."""
    contents = {
        **read_stack(stack),
        "release": [read_release(stack, release.to_dict()) for release in stack.releases.list()],
        "variant group": [group.to_dict() for group in stack.variant_groups.list(include_variant_info=True)],
    }
    found: Contents = json.loads(json.dumps(contents).replace(emulator.url, f"https://{HOST}"))
    return found


def read_release(stack: Stack, release: dict[str, Any]) -> dict[str, Any]:
    items = [item.to_dict() for item in stack.release_items(release["uid"]).list()]
    return {**release, "items": sorted(items, key=lambda item: str(item["content_type_uid"]))}


def compare_stacks(source: Contents, target: Contents) -> list[str]:
    """Return how two stacks differ, but for the uids of what has no name of its own."""
    return [
        line
        for line in compare(_prepare(source), _prepare(target))
        if not any(f".{key} was" in line for key in CHANGED)
    ]


def _prepare(contents: Contents) -> Contents:
    """Return a stack without the uids of what is never referred to, and with the names of the rest."""
    prepared: Contents = json.loads(json.dumps(contents))
    names = {each["uid"]: each["name"] for kind in ("release", "variant group") for each in prepared[kind]}
    names |= {each["uid"]: each["name"] for group in prepared["variant group"] for each in group["variants"]}
    shown = json.dumps(prepared)
    for uid, name in names.items():
        shown = shown.replace(uid, name)
    found: Contents = json.loads(shown)
    for rule in found["publish rule"]:
        rule["uid"] = rule["api_key"] = ""
    for release in found["release"]:
        for item in release["items"]:
            item.pop("version", None)
    return found


def list_writes(requests: Iterable[LoggedRequest]) -> list[str]:
    """Return the requests that change something."""
    return [f"{request.method} {request.path}" for request in requests if request.method != "GET"]


def find_names(contents: Contents) -> list[str]:
    """Return what is there, so that what is there twice is there twice."""
    return sorted(name_uids(contents).values())
