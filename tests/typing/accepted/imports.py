"""Imports of exported files, and extensions uploaded from files."""

from pathlib import Path
from typing import BinaryIO, assert_type

from contentstack_cma import AsyncClient, Client
from contentstack_cma.models import ContentType, Entry, Extension, ExtensionType, GlobalField, Taxonomy, Webhook


def imports(client: Client, stream: BinaryIO) -> None:
    stack = client.stack("api_key")
    assert_type(stack.content_types.import_("page.json", overwrite=True), ContentType | None)
    assert_type(stack.global_fields.import_(Path("seo.json"), api_version="3.2"), GlobalField | None)
    assert_type(stack.taxonomies.import_("regions.csv", locale="fr-fr"), Taxonomy | None)
    assert_type(stack.taxonomies.export_csv("regions"), bytes)
    assert_type(stack.webhooks.import_(stream), Webhook | None)
    assert_type(stack.webhooks.import_into("blt1", {"name": "Search"}), Webhook | None)
    assert_type(stack.entries("page").import_(iter([b"{", b"}"])), Entry | None)
    assert_type(stack.entries("page").import_(stack.entries("page").export("blt1")), Entry | None)


def extensions(client: Client) -> None:
    extensions = client.stack("api_key").extensions
    assert_type(extensions.upload("colour.html", title="Colour", type_="field", data_type="text"), Extension)
    assert_type(extensions.upload(b"<html>", title="Board", type_=ExtensionType.DASHBOARD, enable=True), Extension)
    assert_type(extensions.create({"title": "Colour", "type": "field", "src": "https://example.com"}), Extension)


async def asynchronous(client: AsyncClient) -> None:
    assert_type(await client.stack("api_key").webhooks.import_(b"{}"), Webhook | None)
