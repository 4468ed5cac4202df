"""The page at ``/`` as it is sent: what is done in the background, and that it stays quick."""

import re
from html import unescape

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.admin.page.sections import MOST
from contentstack_cma_emulator.content.kinds import ENTRY
from contentstack_cma_emulator.engine.store import Document, Key, Scope, Store
from tests.emulator.modelled import Fields, model, upload_asset
from tests.emulator.receiver import receiving, until

MANY = 3 * MOST


def section(emulator: Emulator, api_key: str, name: str, **query: str) -> str:
    """Answer the text of a section, its cells apart by one space."""
    page = httpx.get(emulator.url, params={"stack": api_key, **query}).raise_for_status().text
    found = re.search(rf'<section id="{name}".*?</section>', page, re.DOTALL)
    assert found
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def make_environment(client: httpx.Client) -> None:
    sent = {"environment": {"name": "production", "urls": []}}
    client.post("/v3/environments", json=sent).raise_for_status()


def publish(client: httpx.Client, entry: Fields, content_type: str) -> None:
    """Publish an entry alone, and again with others in a job."""
    target = {"environments": ["production"], "locales": ["en-us"]}
    path = f"/v3/content_types/{content_type}/entries/{entry['uid']}/publish"
    client.post(path, json={"entry": target}).raise_for_status()
    named = {"uid": entry["uid"], "content_type": content_type, "locale": "en-us", "version": 1}
    body = {**target, "entries": [named]}
    client.post("/v3/bulk/publish", json=body, headers={"api_version": "3.2"}).raise_for_status()


def test_it_shows_what_is_published_and_the_jobs(emulator: Emulator, new_stack: httpx.Client) -> None:
    api_key = new_stack.headers["api_key"]
    assert "Nothing was published yet." in section(emulator, api_key, "queue")
    assert "There are no jobs." in section(emulator, api_key, "jobs")
    make_environment(new_stack)
    entries = model(new_stack)
    publish(new_stack, entries.made({"title": "A <b> entry"}), entries.content_type)
    new_stack.get("/v3/publish-queue").raise_for_status()
    queue = section(emulator, api_key, "queue")
    assert f"A <b> entry {entries.content_type} publish production en-us" in queue
    assert "success" in queue
    jobs = section(emulator, api_key, "jobs")
    assert "publish main production en-us complete" in jobs


def test_it_shows_merges(emulator: Emulator, new_stack: httpx.Client) -> None:
    api_key = new_stack.headers["api_key"]
    assert "No branches were merged yet." in section(emulator, api_key, "merges")
    new_stack.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}}).raise_for_status()
    query = {"base_branch": "main", "compare_branch": "next", "default_merge_strategy": "merge_prefer_base"}
    new_stack.post("/v3/stacks/branches_merge", params=query | {"merge_comment": "all"}).raise_for_status()
    new_stack.get("/v3/stacks/branches").raise_for_status()
    assert "next main merge prefer base failed No items available for merge" in section(emulator, api_key, "merges")


def test_it_shows_the_calls_of_webhooks(emulator: Emulator, new_stack: httpx.Client) -> None:
    api_key = new_stack.headers["api_key"]
    assert "No webhook was called yet." in section(emulator, api_key, "executions")
    with receiving() as receiver:
        webhook = {
            "name": "Listener",
            "destinations": [{"target_url": receiver.url, "custom_header": []}],
            "channels": ["content_types.entries.create"],
            "retry_policy": "manual",
        }
        new_stack.post("/v3/webhooks", json={"webhook": webhook}).raise_for_status()
        model(new_stack).made({"title": "New"})
        receiver.wait(1)
        until(lambda: "Listener entry create 200 1 " in section(emulator, api_key, "executions"))


def put_many(store: Store, api_key: str, content_type: str, entry: Document) -> None:
    """Put copies of an entry into the store."""
    with store.transaction():
        for number in range(MANY):
            for locale in ("en-us", "fr-fr") if number % 2 else ("en-us",):
                uid = f"blt{number:016x}"
                key = Key(ENTRY, uid, api_key, "main", content_type, locale)
                store.put(key, entry | {"uid": uid, "locale": locale, "title": f"Entry {number}"})


def test_it_does_not_read_every_entry(
    emulator: Emulator, new_stack: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = model(new_stack)
    upload_asset(new_stack)
    api_key = new_stack.headers["api_key"]
    put_many(emulator._state.store, api_key, entries.content_type, entries.made({"title": "Template"}))
    real = Store.items

    def counted(store: Store, scope: Scope) -> list[tuple[Key, Document]]:
        found = real(store, scope)
        assert len(found) <= MOST, scope
        return found

    monkeypatch.setattr(Store, "items", counted)
    shown = section(emulator, api_key, "entries")
    assert f"Entries {MANY + MANY // 2 + 1} copies" in shown
    assert f"Entry {MANY - 1} " in shown
    assert f"Entry {MANY - MOST - 1} " not in shown
    assert f"The newest {MOST} are shown." in shown
    assert f" {MANY + 1} " in section(emulator, api_key, "types")
    assert "Assets 1 " in section(emulator, api_key, "assets", type=entries.content_type)
