# Derived from asynchronous/test_options.py by generator/unasync.py: edit that, not this.
"""Options of a resource: the same methods, other timeouts, retries and headers."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from contentstack_cma import Client, ServerError
from contentstack_cma.models import Asset
from contentstack_cma_client.client import Client as BareClient
from contentstack_cma_client.resources.labels import Labels
from contentstack_cma_client.resources.stack_resources import StackResources
from tests.wrapper.support.concurrency import sync_list
from tests.wrapper.support.scripted_transport import Scripted, build_environments, build_error, build_response

Open = Callable[[Client], Any]

RESOURCES: dict[str, Open] = {
    "entries": lambda client: client.stack("key").entries("page"),
    "raw entries": lambda client: client.stack("key").entries("page").with_raw_response,
    "assets": lambda client: client.stack("key").assets,
    "folders": lambda client: client.stack("key").asset_folders,
    "content types": lambda client: client.stack("key").content_types,
    "extensions": lambda client: client.stack("key").extensions,
    "labels": lambda client: client.stack("key").labels,
    "terms": lambda client: client.stack("key").terms("regions"),
    "organizations": lambda client: client.organizations,
    "users of a team": lambda client: client.team_users("organization", "team"),
    "stack": lambda client: client.stack("key"),
    "client": lambda client: client,
}


@pytest.mark.parametrize("name", RESOURCES)
def test_every_resource_has_options(name: str) -> None:
    with Client(authtoken="t", transport=Scripted().transport) as client:
        resource = RESOURCES[name](client)
        patient = resource.with_options(
            timeout=7,
            deadline=60,
            max_retries=1,
            max_rate_limit_wait=2,
            retry_writes=True,
            headers={"x-one": "1"},
        )
        assert type(patient) is type(resource)
        settings = patient._sender.settings
        assert settings.timeout == httpx.Timeout(7)
        assert settings.deadline == 60
        assert settings.policy.max_retries == 1
        assert settings.policy.max_rate_limit_wait == 2
        assert settings.policy.retry_writes is True
        assert settings.headers["x-one"] == "1"
        before = resource._sender.settings
        assert (before.timeout, before.deadline, before.policy.retry_writes) == (None, None, False)
        assert "x-one" not in before.headers


def test_options_are_those_of_the_calls(waits: list[float]) -> None:
    server = Scripted(build_response(entry={"uid": "e"}), build_error(503, 0), build_response(labels=[]))
    with Client(authtoken="t", transport=server.transport) as client:
        stack = client.stack("key", branch="main")
        entries = stack.entries("page").with_options(timeout=3, headers={"x-one": "1"}).with_options(max_retries=0)
        entries.get("e")
        with pytest.raises(ServerError):
            entries.get("e")
        stack.labels.list()
    assert server.calls[0] == "GET /v3/content_types/page/entries/e"
    assert server.header_values("x-one") == ["1", "1", None]
    assert server.header_values("branch") == ["main", "main", "main"]
    assert [request.extensions["timeout"]["read"] for request in server.requests] == [3, 3, 30]
    assert waits == []


def test_calls_that_do_not_go_through_the_generated_methods_have_them_too() -> None:
    server = Scripted(httpx.Response(200, content=b"x"), httpx.Response(200, content=b"x"))
    with Client(authtoken="t", transport=server.transport) as client:
        assets = client.stack("key").assets.with_options(timeout=3)
        assert assets.get_by_permanent_url("a", "slug") == b"x"
        with assets.stream(Asset.from_dict({"uid": "a", "url": "https://images.example.com/a.png"})) as chunks:
            assert b"".join(sync_list(chunks)) == b"x"
    assert [request.extensions["timeout"]["read"] for request in server.requests] == [3, 3]


def test_raw_twins_keep_the_options() -> None:
    server = Scripted(build_response(entry={"uid": "e"}))
    with Client(authtoken="t", transport=server.transport) as client:
        client.stack("key").entries("page").with_options(headers={"x-one": "1"}).with_raw_response.get("e")
    assert server.header_values("x-one") == ["1"]


def test_what_was_opened_before_does_not_stay() -> None:
    server = Scripted(build_environments("a"), build_response(labels=[]))
    with Client(authtoken="t", transport=server.transport) as client:
        stack = client.stack("key")
        stack.environments.list()
        group = StackResources(stack._sender)
        assert group.labels is group.labels
        group.with_options(headers={"x-one": "1"}).labels.list()
    assert server.header_values("x-one") == [None, "1"]


def test_attributes_of_a_subclass_stay() -> None:
    class Own(Client):
        def __init__(self) -> None:
            super().__init__(authtoken="t", transport=Scripted().transport)
            self.title = "mine"

    with Own() as client:
        assert client.with_options(timeout=1).title == "mine"


def test_a_stack_may_send_for_a_generated_resource() -> None:
    server = Scripted(build_response(labels=[]))
    with Client(authtoken="t", transport=server.transport) as client:
        Labels(client.stack("key")).with_options(headers={"x-one": "1"}).list()
    assert server.header_values("x-one") == ["1"]


@pytest.mark.parametrize("name", RESOURCES)
def test_wrong_options_are_rejected(name: str) -> None:
    with Client(authtoken="t", transport=Scripted().transport) as client:
        resource = RESOURCES[name](client)
        with pytest.raises(ValueError, match="timeout must be more than 0"):
            resource.with_options(timeout=0)
        with pytest.raises(TypeError, match="max_retries"):
            resource.with_options(max_retries="3")
        with pytest.raises(ValueError, match="headers must not contain authtoken"):
            resource.with_options(headers={"authtoken": "x"})


def test_a_bare_client_has_no_options() -> None:
    client = BareClient("http://127.0.0.1:9")
    with pytest.raises(TypeError, match=r"with_options\(\) does not work with contentstack_cma_client"):
        Labels(client).with_options(timeout=1)
    client.close()


def test_a_stack_on_another_branch_keeps_its_options() -> None:
    server = Scripted(*(build_response(labels=[]) for _ in range(3)))
    with Client(authtoken="t", transport=server.transport) as client:
        stack = client.stack("key", branch="main").with_options(headers={"x-one": "1"})
        for other in (stack.with_branch("dev"), stack.with_branch(None), stack):
            other.labels.list()
        assert stack.with_branch("dev").branch == "dev"
        with pytest.raises(ValueError, match="branch"):
            stack.with_branch("")
    assert server.header_values("branch") == ["dev", None, "main"]
    assert server.header_values("x-one") == ["1", "1", "1"]
    assert server.header_values("api_key") == ["key", "key", "key"]
