"""Entries, one after the other."""

from datetime import UTC, datetime
from typing import assert_type

from contentstack_cma import Client
from contentstack_cma.models import Entry, Stack


def stack_details(client: Client) -> None:
    stack = client.stack("api_key", branch="main")
    assert_type(stack.fetch(), Stack)
    assert_type(stack.fetch().name, str | None)


def write_and_read(client: Client) -> None:
    entries = client.stack("api_key").entries("blog_post")
    entry = entries.create({"title": "Hello", "url": "/hello"}, locale="en-us")
    assert_type(entry, Entry)
    assert_type(entry.uid, str)
    assert_type(entry.title, str | None)
    assert_type(entry.created_at, datetime | None)
    entry["subtitle"] = "Again"
    assert_type(entries.update(entry.uid, entry), Entry)
    assert_type(entries.get(entry.uid, locale="fr-fr", version=2), Entry)


def every_page(client: Client) -> None:
    page = client.stack("api_key").entries("blog_post").list(query={"title": {"$regex": "^H"}}, desc="updated_at")
    assert_type(page.items, list[Entry])
    assert_type(page.count, int | None)
    for entry in page:
        assert_type(entry, Entry)


def publish(client: Client) -> None:
    entries = client.stack("api_key").entries("blog_post")
    entries.publish("blt1", environments=["production"], locales=["en-us"])
    entries.publish("blt1", environments=["production"], locales=["en-us"], scheduled_at=datetime.now(UTC))
    entries.unpublish("blt1", environments=["production"], locales=["en-us"])
    entries.delete("blt1")
