"""Stacks to export, and exports of them in both ways."""

import asyncio
from pathlib import Path
from typing import Any

from contentstack_cma import AsyncClient, Client, RetryPolicy, Stack, models
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.transfer import TransferReport, export_stack

QUICK = RetryPolicy(first_wait=0.01, max_retries=1)
PIXELS = {"one.txt": b"one", "two.txt": b"the second"}
PAGES = 230
"""Entries of the content type that has several pages."""

BOOK: dict[str, Any] = {
    "uid": "book",
    "title": "Book",
    "schema": [
        {"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True, "unique": True},
        {"uid": "pages", "display_name": "Pages", "data_type": "number"},
    ],
}


def open_client(emulator: Emulator, **options: Any) -> Client:
    return Client(authtoken=emulator.authtoken, base_url=emulator.url, retry=QUICK, **options)


def create_stack(emulator: Emulator, client: Client, name: str) -> Stack:
    """Create a stack with two locales, two assets in folders and content types with entries."""
    made = client.stacks.create({"name": name, "master_locale": "en-us"}, organization_uid=emulator.organization_uid)
    stack = client.stack(str(made.api_key))
    stack.locales.create({"code": "fr-fr", "name": "French", "fallback_locale": "en-us"})
    stack.environments.create({"name": "production", "urls": []})
    stack.content_types.create(models.ContentTypeInput.from_dict(BOOK))
    stack.content_types.create(models.ContentTypeInput.from_dict({**BOOK, "uid": "note", "title": "Note"}))
    folder = stack.asset_folders.create("Texts")
    for filename, content in PIXELS.items():
        stack.assets.upload(content, file_name=filename, parent_uid=folder.uid)
    return stack


def fill(stack: Stack, books: int = 3) -> list[str]:
    """Create entries, of which the first is localized, and return the uids of the books."""
    rows = ({"title": f"Book {number}", "pages": number} for number in range(books))
    stack.entries("book").create_many(rows, concurrency=1).finish().raise_for_failures()
    stack.entries("note").create({"title": "Note"})
    uids = [entry.uid for entry in stack.entries("book").list(asc="created_at")]
    stack.entries("book").localize(uids[0], {"title": "Livre 0"}, locale="fr-fr")
    return uids


def export_async(emulator: Emulator, stack: Stack, folder: Path, **options: Any) -> TransferReport:
    """Export with an asynchronous client."""

    async def run() -> TransferReport:
        async with AsyncClient(authtoken=emulator.authtoken, base_url=emulator.url, retry=QUICK) as client:
            return await export_stack(client.stack(stack.api_key, branch=stack.branch), folder, **options)

    return asyncio.run(run())


def export_sync(emulator: Emulator, stack: Stack, folder: Path, **options: Any) -> TransferReport:
    """Export with a client of its own."""
    with open_client(emulator) as client:
        return export_stack(client.stack(stack.api_key, branch=stack.branch), folder, **options)
