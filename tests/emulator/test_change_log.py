"""The log of changes and the events that they are."""

from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.engine import events
from contentstack_cma_emulator.engine.actions import ACTIONS, Action
from contentstack_cma_emulator.engine.audit import AUDIT, mask_secrets
from contentstack_cma_emulator.engine.call import Call
from contentstack_cma_emulator.engine.description import Description
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.events import Event, build_channels
from contentstack_cma_emulator.engine.store import Scope
from contentstack_cma_emulator.engine.tags import TAGS
from tests.emulator.support.direct_calls import build_call, create_state
from tests.emulator.support.entries import build_title


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """What a subscriber hears during the test."""
    monkeypatch.setattr(events, "_subscribers", [])
    told: list[Event] = []

    @events.subscribe()
    def hear(_call: Call, event: Event) -> None:
        told.append(event)

    return told


def log(emulator: Emulator, client: httpx.Client) -> list[Document]:
    """The audit log of the client's stack, oldest first."""
    return emulator._state.store.find(Scope(AUDIT, client.headers["api_key"]))


def make_type(client: httpx.Client) -> None:
    body: dict[str, Any] = {"content_type": {"title": "Blog", "uid": "blog", "schema": [build_title()]}}
    assert client.post("/v3/content_types", json=body).status_code == 201


def test_every_change_is_written_down(emulator: Emulator, new_stack: httpx.Client) -> None:
    body = {"environment": {"name": "staging"}}
    response = new_stack.post("/v3/environments", json=body)
    new_stack.get("/v3/environments/staging")
    new_stack.post("/v3/environments", json=body)
    new_stack.delete("/v3/environments/staging")
    created, deleted = log(emulator, new_stack)
    made = response.json()["environment"]
    assert created["request_id"] == response.headers["X-REQUEST-ID"]
    assert (created["module"], created["event_type"]) == ("environment", "create")
    assert created["metadata"] == {"title": "staging", "uid": made["uid"], "version": 1}
    assert created["request"] == body
    assert created["response"] == response.json()
    assert created["stack"] == new_stack.headers["api_key"]
    assert created["created_by"] == made["created_by"]
    assert created["remote_addr"] == "127.0.0.1"
    assert (deleted["event_type"], deleted["metadata"]["title"]) == ("delete", "staging")


def test_a_change_without_a_thing_in_its_response(emulator: Emulator, new_stack: httpx.Client) -> None:
    make_type(new_stack)
    entry = new_stack.post("/v3/content_types/blog/entries", json={"entry": {"title": "Hello"}}).json()["entry"]
    place = {"environments": ["production"], "locales": ["en-us"]}
    new_stack.post("/v3/environments", json={"environment": {"name": "production"}})
    path = f"/v3/content_types/blog/entries/{entry['uid']}"
    assert new_stack.post(f"{path}/publish", json={"entry": place}).is_success
    assert new_stack.delete(path).is_success
    published, deleted = log(emulator, new_stack)[-2:]
    for record, event in ((published, "publish"), (deleted, "delete")):
        assert (record["module"], record["event_type"]) == ("entry", event)
        about = {"content_type": "blog", "locale": "en-us"}
        assert record["metadata"] == {"title": "Hello", "uid": entry["uid"], "version": 1, **about}


def test_changes_outside_of_stacks_are_logged(emulator: Emulator, user: httpx.Client) -> None:
    before = len(emulator._state.store.find(Scope(AUDIT)))
    assert user.put("/v3/user", json={"user": {"company": "X"}}).is_success
    assert len(emulator._state.store.find(Scope(AUDIT))) == before


def test_nothing_is_left_of_a_stack_that_is_gone(emulator: Emulator, user: httpx.Client) -> None:
    headers = {"organization_uid": emulator.organization_uid}
    body = {"stack": {"name": "Short-lived", "master_locale": "en-us"}}
    key = user.post("/v3/stacks", json=body, headers=headers).json()["stack"]["api_key"]
    assert user.delete("/v3/stacks", headers={"api_key": key}).is_success
    assert emulator._state.store.count(Scope(AUDIT, key, version=None)) == 0


def test_an_event_has_channels_from_wide_to_narrow(new_stack: httpx.Client, heard: list[Event]) -> None:
    make_type(new_stack)
    entry = new_stack.post("/v3/content_types/blog/entries", json={"entry": {"title": "Hello"}}).json()["entry"]
    type_made, entry_made = heard
    assert type_made.channels == ("content_types.create", "content_types.blog.create")
    assert entry_made.channels == (
        "content_types.entries.create",
        "content_types.blog.entries.create",
        f"content_types.blog.entries.{entry['uid']}.create",
    )
    assert (entry_made.module, entry_made.event) == ("entry", "create")
    assert entry_made.data["entry"] == entry
    assert entry_made.data["content_type"] == {"uid": "blog"}
    assert entry_made.data["branch"] == {"uid": "main"}


def test_a_rejected_call_is_no_event(new_stack: httpx.Client, heard: list[Event]) -> None:
    assert new_stack.post("/v3/environments", json={"environment": {"name": ""}}).status_code == 422
    assert new_stack.get("/v3/environments").is_success
    assert heard == []


def test_a_handler_may_tell_of_more(heard: list[Event]) -> None:
    state = create_state()
    event = Event(("jobs.environments.publish.completed",), "job", "completed", {"job_id": "j"})
    events.notify(build_call(state), event)
    state.store.close()
    assert heard == [event]


@pytest.mark.parametrize(
    ("words", "uids", "narrowest"),
    [
        (["assets"], [], "assets.create"),
        (["assets"], ["a"], "assets.a.create"),
        (["content_types", "entries"], ["t", "e"], "content_types.t.entries.e.create"),
    ],
)
def test_a_change_has_channels_from_wide_to_narrow(words: list[str], uids: list[str], narrowest: str) -> None:
    channels = build_channels(words, uids, "create")
    assert channels[0] == ".".join([*words, "create"])
    assert channels[-1] == narrowest
    assert len(channels) == len(uids) + 1


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("Branches", "branch"),
        ("Releases", "release"),
        ("Aliases", "alias"),
        ("Audit log", "audit_log"),
        ("Taxonomy", "taxonomy"),
        ("Languages", "locale"),
        ("Webhooks", "webhook"),
    ],
)
def test_each_tag_has_the_name_of_its_module(tag: str, name: str) -> None:
    assert TAGS[tag].module == name


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("create", Action("create", "create", "creation")),
        ("import", Action("create", "create", "import")),
        ("set", Action("update", "update")),
        ("localize", Action("localize", "update")),
        ("deploy", Action("deploy", "publish")),
    ],
)
def test_a_verb_belongs_to_an_action(name: str, action: Action) -> None:
    assert ACTIONS[name] == action


def test_every_tag_of_the_description_is_in_the_table() -> None:
    assert {operation.tag for operation in Description.load().operations.values()} == set(TAGS)


def test_secrets_are_not_written_down() -> None:
    sent = {"token": {"name": "a", "token": "cs1"}, "list": [{"http_basic_password": "p", "password": ""}], "n": 1}
    seen = {"token": {"name": "a", "token": "***"}, "list": [{"http_basic_password": "***", "password": ""}], "n": 1}
    assert mask_secrets(sent) == seen
