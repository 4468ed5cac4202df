"""What holds when something goes wrong: a commit that fails, a webhook to the emulator itself, many jobs at once."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.webhooks import sending
from tests.emulator.support.http_clients import WORK_DELAY, connect
from tests.emulator.support.webhook_receiver import run_receiver
from tests.emulator.support.webhooks import add_webhook_to, trigger_event, wait_for_execution

ENTRIES = "/v3/content_types/blog_post/entries"


class FailingConnection:
    """A database whose commits fail as long as they are to."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.failing = False

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        if self.failing and statement == "COMMIT":
            raise sqlite3.OperationalError("database or disk is full")
        return self.connection.execute(statement, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


@contextmanager
def failing_commits(emulator: Emulator) -> Iterator[None]:
    store = emulator._state.store
    failing = FailingConnection(store._connection)
    store._connection = failing  # type: ignore[assignment]
    failing.failing = True
    try:
        yield
    finally:
        store._connection = failing.connection


def counts(client: httpx.Client) -> dict[str, object]:
    """What the emulator says of a stack, counted, listed and looked up."""
    count = {"include_count": "true"}
    entries = client.get(ENTRIES, params=count).json()
    assets = client.get("/v3/assets", params=count).json()
    return {
        "entries": (entries["count"], len(entries["entries"]), client.get(ENTRIES, params={"count": "true"}).json()),
        "assets": (assets["count"], len(assets["assets"])),
        "files": [client.get(asset["url"]).status_code for asset in assets["assets"]],
        "types": [item["title"] for item in client.get("/v3/content_types").json()["content_types"]],
        "locales": len(client.get("/v3/locales").json()["locales"]),
        "named": len(client.get(ENTRIES, params={"query": '{"title": "Lost"}'}).json()["entries"]),
    }


@pytest.mark.parametrize("on_disk", [False, True])
def test_a_commit_that_fails_changes_nothing(tmp_path: Path, on_disk: bool) -> None:
    with Emulator(data=tmp_path if on_disk else None, work_delay=0) as emulator:
        headers = {"authtoken": emulator.authtoken, "api_key": emulator.stack.api_key}
        with connect(emulator, **headers) as client:
            kept = client.post(ENTRIES, json={"entry": {"title": "Kept"}}).json()["entry"]["uid"]
            asset = client.post("/v3/assets", files={"asset[upload]": ("a.txt", b"a")}).json()["asset"]["uid"]
            before = counts(client)
            order = {"entry": {"environments": ["production"], "locales": ["en-us"]}, "locale": "en-us"}
            field = {"display_name": "Title", "uid": "title", "data_type": "text", "mandatory": True, "unique": True}
            calls: list[Callable[[], httpx.Response]] = [
                lambda: client.post(ENTRIES, json={"entry": {"title": "Lost"}}),
                lambda: client.put(f"{ENTRIES}/{kept}", json={"entry": {"title": "Lost"}}),
                lambda: client.delete(f"{ENTRIES}/{kept}"),
                lambda: client.post(f"{ENTRIES}/{kept}/publish", json=order),
                lambda: client.delete(f"/v3/assets/{asset}"),
                lambda: client.post("/v3/assets", files={"asset[upload]": ("b.txt", b"b")}),
                lambda: client.post("/v3/locales", json={"locale": {"code": "de-de", "name": "German"}}),
                lambda: client.post(
                    "/v3/content_types", json={"content_type": {"title": "Lost", "uid": "lost", "schema": [field]}}
                ),
                lambda: client.delete("/v3/content_types/blog_post?force=true"),
            ]
            for call in calls:
                with failing_commits(emulator):
                    assert call().status_code == 500
                assert counts(client) == before
            assert client.post(ENTRIES, json={"entry": {"title": "Lost"}}).status_code == 201
            assert counts(client)["entries"] == (2, 2, {"entries": 2})


def test_work_whose_commit_fails_is_done_later(still: Emulator, still_stack: httpx.Client) -> None:
    uid = still_stack.post(ENTRIES, json={"entry": {"title": "Published"}}).json()["entry"]["uid"]
    order = {"entry": {"environments": ["production"], "locales": ["en-us"]}, "locale": "en-us"}
    still_stack.post(f"{ENTRIES}/{uid}/publish", json=order).raise_for_status()
    with failing_commits(still):
        still.clock.advance(WORK_DELAY)
        still_stack.get(ENTRIES)
    details = still_stack.get(f"{ENTRIES}/{uid}?include_publish_details=true").json()["entry"]["publish_details"]
    assert len(details) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2", "[::1]", "[::ffff:127.0.0.1]"])
def test_a_webhook_to_the_emulator_itself_is_not_delivered(
    emulator: Emulator, new_stack: httpx.Client, host: str
) -> None:
    port = emulator.url.rpartition(":")[2]
    webhook = add_webhook_to(new_stack, f"http://{host}:{port}/__emulator__/reset", retry_policy="automatic")
    trigger_event(new_stack)
    (attempt,) = wait_for_execution(new_stack, webhook)["request_details"]
    # Whether an IPv4 address in an IPv6 one is loopback depends on the version of Python.
    assert attempt["response"]["message"] in (sending.OWN_ADDRESS, sending.NOT_LOOPBACK)
    assert attempt["response"]["statusCode"] is None
    assert new_stack.get("/v3/environments/live").status_code == 200


def test_nor_by_way_of_a_redirect(emulator: Emulator, new_stack: httpx.Client) -> None:
    with run_receiver() as receiver:
        receiver.statuses, receiver.headers = [307], {"Location": f"{emulator.url}/__emulator__/reset"}
        webhook = add_webhook_to(new_stack, f"{receiver.url}/away")
        trigger_event(new_stack)
        (attempt,) = wait_for_execution(new_stack, webhook)["request_details"]
    assert attempt["response"]["message"] == sending.OWN_ADDRESS
    assert new_stack.get("/v3/environments/live").status_code == 200


def test_the_control_api_obeys_no_webhook(emulator: Emulator) -> None:
    response = httpx.post(f"{emulator.url}/__emulator__/reset", headers={"x-contentstack-request-signature": "v1=x"})
    assert response.status_code == 403


def test_two_jobs_of_an_organization_are_active_at_a_time(still: Emulator, still_stack: httpx.Client) -> None:
    uid = still_stack.post(ENTRIES, json={"entry": {"title": "Published"}}).json()["entry"]["uid"]
    item = {"uid": uid, "content_type": "blog_post", "locale": "en-us", "version": 1}
    order = {"entries": [item], "locales": ["en-us"], "environments": ["production"]}
    v32 = {"api_version": "3.2"}
    jobs = [still_stack.post("/v3/bulk/publish", json=order, headers=v32).json()["job_id"] for _ in range(5)]

    def states() -> list[str]:
        return [still_stack.get(f"/v3/bulk/jobs/{job}", headers=v32).json()["status"] for job in jobs]

    seen = [states()]
    for _ in range(6):
        still.clock.advance(WORK_DELAY)
        seen.append(states())
    assert all(state.count("in_progress") <= 2 for state in seen)
    assert seen[0] == ["in_queue"] * 5
    assert seen[1] == ["in_progress"] * 2 + ["in_queue"] * 3
    assert seen[2] == ["complete"] * 2 + ["in_progress"] * 2 + ["in_queue"]
    assert seen[-1] == ["complete"] * 5


def test_a_job_of_a_stack_that_is_gone_holds_up_nobody(still: Emulator, still_stack: httpx.Client) -> None:
    with connect(still, authtoken=still.authtoken, organization_uid=still.organization_uid) as client:
        stack = client.post("/v3/stacks", json={"stack": {"name": "Gone", "master_locale": "en-us"}}).json()["stack"]
        client.headers["api_key"] = stack["api_key"]
        client.post("/v3/environments", json={"environment": {"name": "production", "urls": []}})
        field = {"display_name": "Title", "uid": "title", "data_type": "text", "mandatory": True, "unique": True}
        client.post("/v3/content_types", json={"content_type": {"title": "A", "uid": "a", "schema": [field]}})
        uid = client.post("/v3/content_types/a/entries", json={"entry": {"title": "x"}}).json()["entry"]["uid"]
        theirs = {"entries": [{"uid": uid, "content_type": "a", "locale": "en-us", "version": 1}]}
        rest = {"locales": ["en-us"], "environments": ["production"]}
        v32 = {"api_version": "3.2"}
        for _ in range(2):
            client.post("/v3/bulk/publish", json=theirs | rest, headers=v32).raise_for_status()
        still.clock.advance(WORK_DELAY)
        client.delete("/v3/stacks").raise_for_status()
    mine = still_stack.post(ENTRIES, json={"entry": {"title": "Published"}}).json()["entry"]["uid"]
    order = {"entries": [{"uid": mine, "content_type": "blog_post", "locale": "en-us", "version": 1}]}
    job = still_stack.post("/v3/bulk/publish", json=order | rest, headers=v32).json()["job_id"]
    for _ in range(3):
        still.clock.advance(WORK_DELAY)
        still_stack.get(ENTRIES)
    assert still_stack.get(f"/v3/bulk/jobs/{job}", headers=v32).json()["status"] == "complete"
