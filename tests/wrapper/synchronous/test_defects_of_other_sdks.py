# Derived from asynchronous/test_defects_of_other_sdks.py by generator/unasync.py: edit that, not this.
"""What goes wrong in other SDKs, row by row of the list it was measured into, and what happens here instead."""

import inspect
import socket
from pathlib import Path
from typing import Any

import httpx
import pytest

from contentstack_cma import (
    AuthenticationError,
    Authtoken,
    Client,
    ClientClosedError,
    Login,
    NotFoundError,
    RedirectError,
    Region,
    ServerError,
    TwoFactorRequired,
    ValidationError,
)
from tests.wrapper.support.concurrency import sync_run_together
from tests.wrapper.support.raw_server import RawResponse, Received, sync_serve
from tests.wrapper.support.scripted_transport import (
    Scripted,
    build_environment,
    build_environments,
    build_error,
    build_login,
    build_response,
    build_unauthorized,
)


def client_of(server: Scripted, **options: Any) -> Client:
    return Client(authtoken="t", transport=server.transport, **options)


def test_row_02_two_stacks_share_no_header() -> None:
    server = Scripted(build_response(notice="Deleted."), build_environments(), build_environments())
    with client_of(server) as client:
        first = client.stack("A", branch="dev")
        second = client.stack("B")
        first.delete()
        second.environments.list()
        first.with_options(headers={"x-one": "1"}).environments.list()
    assert server.header_values("api_key") == ["A", "B", "A"]
    assert server.header_values("branch") == [None, None, None]
    assert server.header_values("x-one") == [None, None, "1"]


def test_row_02_branch_and_locale_belong_to_one_call() -> None:
    server = Scripted(*(build_response(entries=[]) for _ in range(3)))
    with client_of(server) as client:
        stack = client.stack("A", branch="dev")
        stack.entries("page").list(locale="fr-fr", branch="other")
        stack.entries("page").list()
        client.stack("A").entries("page").list()
    assert server.header_values("branch") == ["other", "dev", None]
    assert [request.url.params.get("locale") for request in server.requests] == ["fr-fr", None, None]


def test_row_02_calls_at_once_do_not_mix_stacks_up() -> None:
    def serve(request: Received, _: int) -> RawResponse:
        return 200, {}, b'{"stack":{"uid":"u","api_key":"k","name":"%s"}}' % request.headers["api_key"].encode()

    with sync_serve(serve) as server, Client(authtoken="t", base_url=server.url) as client:

        def right(key: str) -> bool:
            return (client.stack(key).fetch()).name == key

        found = sync_run_together(right, [f"key{number}" for number in range(40)])
    assert found == [True] * 40


def test_row_03_a_uid_stays_one_segment_of_the_path() -> None:
    server = Scripted(build_response(notice="Deleted."), build_response(notice="Deleted."))
    with client_of(server) as client:
        entries = client.stack("A").entries("page")
        entries.delete("../../../stacks")
        entries.delete("x?force=true#y")
    assert [request.url.raw_path for request in server.requests] == [
        b"/v3/content_types/page/entries/..%2F..%2F..%2Fstacks",
        b"/v3/content_types/page/entries/x%3Fforce%3Dtrue%23y",
    ]


@pytest.mark.parametrize("uid", ["", ".", ".."])
def test_row_03_and_04_a_uid_that_addresses_something_else_is_rejected(uid: str) -> None:
    server = Scripted()
    with client_of(server) as client:
        stack = client.stack("A")
        with pytest.raises(ValueError, match="entry_uid"):
            stack.entries("page").delete(uid)
        with pytest.raises(ValueError, match="content_type_uid"):
            stack.entries(uid)
        with pytest.raises(ValueError, match="asset_uid"):
            stack.assets.delete(uid)
    assert server.requests == []


def test_row_04_none_is_no_uid() -> None:
    server = Scripted()
    with client_of(server) as client:
        stack = client.stack("A")
        with pytest.raises(TypeError, match="entry_uid"):
            stack.entries("page").delete(None)  # type: ignore[arg-type]
    assert server.requests == []


@pytest.mark.parametrize("api_key", ["", "two words", "line\nbreak"])
def test_row_04_a_stack_needs_a_key(api_key: str) -> None:
    with client_of(Scripted()) as client:
        with pytest.raises(ValueError, match="api_key"):
            client.stack(api_key)
        with pytest.raises(ValueError, match="branch"):
            client.stack("A", branch=api_key)


def test_row_05_force_is_sent_when_asked_for_only() -> None:
    server = Scripted(*(build_response(notice="Deleted.") for _ in range(3)))
    with client_of(server) as client:
        stack = client.stack("A")
        stack.content_types.delete("page")
        stack.content_types.delete("page", force=True)
        stack.entries("page").delete("e")
    assert [request.url.query for request in server.requests] == [b"", b"force=true", b""]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_row_06_credentials_do_not_follow_a_redirect(status: int) -> None:
    def serve(_: Received, number: int) -> RawResponse:
        return status, {"location": f"{elsewhere.url}/{number}"}, b""

    with (
        sync_serve((200, {}, b"{}")) as elsewhere,
        sync_serve(serve) as server,
        Client(authtoken="t", base_url=server.url) as client,
    ):
        stack = client.stack("A")
        with pytest.raises(RedirectError, match=f"{status}, a redirect to 127.0.0.1"):
            stack.environments.list()
        with pytest.raises(RedirectError):
            stack.environments.create({"name": "production"})
    assert elsewhere.requests == []
    assert [request.method for request in server.requests] == ["GET", "POST"]


def test_row_07_logout_works_and_works_again() -> None:
    server = Scripted(
        build_login("s1"),
        build_environments(),
        build_response(notice="Logged out."),
        build_login("s2"),
        build_environments(),
        build_unauthorized(),
    )
    with Client(auth=Login("e", "p"), transport=server.transport) as client:
        for _ in range(2):
            client.stack("A").environments.list()
            client.logout()
            client.logout()
    assert server.calls == ["POST /v3/user-session", "GET /v3/environments", "DELETE /v3/user-session"] * 2
    assert server.header_values("authtoken") == [None, "s1", "s1", None, "s2", "s2"]


def test_row_07_delete_works_twice() -> None:
    server = Scripted(build_response(notice="Deleted."), build_error(401, 161))
    with client_of(server) as client:
        client.stack("A").environments.delete("production")
        with pytest.raises(NotFoundError):
            client.stack("A").environments.delete("production")


def test_row_08_an_upload_leaves_later_calls_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"title": "a"}')
    server = Scripted(
        build_response(asset={"uid": "a"}),
        build_environment(),
        build_response(entry={"uid": "e"}),
        build_environment(),
        build_environments(),
    )
    with client_of(server) as client:
        stack = client.stack("A")
        stack.assets.upload(path)
        stack.environments.create({"name": "production"})
        stack.entries("page").import_(path)
        stack.environments.create({"name": "production"})
        stack.environments.list()
    kinds = server.header_values("content-type")
    assert kinds[1] == kinds[3] == "application/json"
    assert kinds[4] is None
    assert str(kinds[0]).startswith("multipart/form-data; boundary=")
    assert str(kinds[2]).startswith("multipart/form-data; boundary=")
    assert kinds[0] != kinds[2]


@pytest.mark.parametrize("own_transport", [False, True])
def test_row_11_failed_calls_free_their_connections(own_transport: bool) -> None:
    def serve(_: Received, number: int) -> RawResponse:
        return (500, {}, b"<html>") if number <= 130 else (200, {}, b'{"environments":[]}')

    transport = httpx.HTTPTransport() if own_transport else None
    with (
        sync_serve(serve) as server,
        Client(authtoken="t", base_url=server.url, transport=transport) as client,
    ):
        for _ in range(130):
            with pytest.raises(ServerError):
                client.stack("A").with_options(max_retries=0).environments.list()
        assert (client.stack("A").environments.list()).items == []


def test_row_13_timeouts_are_sane_and_can_be_set(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a")
    server = Scripted(
        *(build_environments() for _ in range(4)),
        build_response(asset={"uid": "a"}),
        build_response(asset={"uid": "a"}),
    )
    with client_of(server) as client:
        stack = client.stack("A")
        stack.environments.list()
        client.with_options(timeout=1).stack("A").environments.list()
        stack.with_options(timeout=httpx.Timeout(2, connect=1)).environments.list()
        stack.environments.list()
        stack.assets.upload(path)
        stack.with_options(timeout=3).assets.upload(path)
    timeouts = [request.extensions["timeout"] for request in server.requests]
    assert timeouts[0] == timeouts[3] == {"connect": 5.0, "read": 30.0, "write": 30.0, "pool": 30.0}
    assert set(timeouts[1].values()) == {1}
    assert timeouts[2] == {"connect": 1, "read": 2, "write": 2, "pool": 2}
    assert timeouts[4] == {"connect": 5.0, "read": 300.0, "write": 60.0, "pool": 30.0}
    assert set(timeouts[5].values()) == {3}


def test_row_13_timeout_of_the_client() -> None:
    server = Scripted(build_environments())
    with client_of(server, timeout=7) as client:
        client.stack("A").environments.list()
    assert set(server.requests[0].extensions["timeout"].values()) == {7}


def test_row_14_a_refusal_is_raised_with_all_there_is_to_know() -> None:
    body = {"error_message": "Entry creation failed.", "error_code": 119, "errors": {"title": ["is not unique."]}}
    server = Scripted(build_response(422, {"x-request-id": "r-1"}, **body))
    with client_of(server) as client:
        stack = client.stack("A")
        with pytest.raises(ValidationError, match="title: is not unique") as caught:
            stack.entries("page").create({"title": "a"})
    assert caught.value.status == 422
    assert caught.value.error_code == 119
    assert caught.value.error_message == "Entry creation failed."
    assert caught.value.errors == {"title": ("is not unique.",)}
    assert caught.value.request_id == "r-1"
    assert (caught.value.method, caught.value.path) == ("POST", "/v3/content_types/page/entries")


def test_row_14_a_failed_login_is_not_silent() -> None:
    server = Scripted(build_error(422, 104, "Looks like your email or password is invalid."))
    with Client(auth=Login("e", "hunter2"), transport=server.transport) as client:
        stack = client.stack("A")
        with pytest.raises(AuthenticationError, match="email or password") as caught:
            stack.environments.list()
    assert "hunter2" not in str(caught.value)


def test_row_14_a_two_factor_demand_is_its_own_exception() -> None:
    server = Scripted(build_error(401, 294))
    with Client(auth=Login("e", "p"), transport=server.transport) as client:
        stack = client.stack("A")
        with pytest.raises(TwoFactorRequired):
            stack.environments.list()


def test_row_14_a_one_time_token_in_a_path_is_not_shown() -> None:
    server = Scripted(build_error(422, 141), httpx.ReadTimeout("slow"))
    with client_of(server) as client:
        with pytest.raises(ValidationError) as caught:
            client.stacks.accept_ownership("hunter2", uid="user")
        assert "hunter2" not in str(caught.value)
        assert "hunter2" not in repr(caught.value)
    assert "hunter2" in server.requests[0].url.path


def test_row_15_nothing_is_fetched_to_make_a_client(monkeypatch: pytest.MonkeyPatch) -> None:
    with Client(authtoken="t"):
        pass  # loads what is loaded once

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a client was made, and somebody did I/O")

    with monkeypatch.context() as patched:
        patched.setattr(socket.socket, "connect", refuse)
        patched.setattr(socket, "getaddrinfo", refuse)
        patched.setattr(Path, "open", refuse)
        patched.setattr("builtins.open", refuse)
        with Client(authtoken="t", region="eu") as client:
            assert client.base_url == "https://eu-api.contentstack.com"


@pytest.mark.parametrize("region", ["eu", "EU", "aws_eu", Region.EU])
def test_row_15_a_region_has_many_spellings(region: str) -> None:
    server = Scripted(build_environments())
    with client_of(server, region=region) as client:
        client.stack("A").environments.list()
    assert server.requests[0].url.host == "eu-api.contentstack.com"


def test_row_15_a_typo_in_the_region_gets_no_token() -> None:
    server = Scripted()
    with pytest.raises(ValueError, match="expected one of na, eu"):
        client_of(server, region="ue")
    assert server.requests == []


def test_row_16_unknown_arguments_are_rejected() -> None:
    with pytest.raises(TypeError, match="managment_token"):
        Client(managment_token="t")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Client("t")  # type: ignore[call-arg, arg-type]
    parameters = inspect.signature(Client).parameters.values()
    assert {parameter.kind for parameter in parameters} == {inspect.Parameter.KEYWORD_ONLY}


def test_row_17_headers_are_copied() -> None:
    headers = {"x-mine": "1"}
    first, second = Scripted(build_environments()), Scripted(build_environments())
    with client_of(first, headers=headers) as one, client_of(second, headers=headers) as two:
        headers["x-mine"] = "2"
        one.stack("A").environments.list()
        two.stack("B").environments.list()
    assert headers == {"x-mine": "2"}
    assert first.header_values("x-mine") == second.header_values("x-mine") == ["1"]
    assert first.header_values("api_key") == ["A"]


@pytest.mark.parametrize("name", ["authtoken", "Authorization", "api_key", "Content-Type"])
def test_row_17_headers_cannot_undo_scope_and_sign_in(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        client_of(Scripted(), headers={name: "x"})


@pytest.mark.parametrize("own_transport", [False, True])
def test_row_18_one_connection_serves_many_calls(own_transport: bool) -> None:
    transport = httpx.HTTPTransport() if own_transport else None
    with (
        sync_serve((200, {}, b'{"environments":[]}')) as server,
        Client(authtoken="t", base_url=server.url, transport=transport) as client,
    ):
        for number in range(10):
            client.stack(f"key{number}").environments.list()
    assert len(server.requests) == 10
    assert server.connections == 1


def test_row_18_a_closed_client_says_so() -> None:
    client = client_of(Scripted())
    stack = client.stack("A")
    client.close()
    client.close()
    with pytest.raises(ClientClosedError, match="closed"):
        stack.environments.list()
    with pytest.raises(ClientClosedError):
        stack.assets.download("a", "nowhere")


def test_row_20_query_parameters_keep_their_meaning() -> None:
    server = Scripted(build_response(entries=[]))
    with client_of(server) as client:
        (
            client.stack("A")
            .entries("page")
            .list(query={"title": {"$regex": "^Ü &"}}, include=["author", "tags"], include_workflow=True, desc="a b")
        )
    query = server.requests[0].url.params.multi_items()
    assert ("query", '{"title":{"$regex":"^Ü &"}}') in query
    assert [value for name, value in query if name == "include[]"] == ["author", "tags"]
    assert ("include_workflow", "true") in query
    assert ("desc", "a b") in query


def test_row_21_no_content_type_without_a_body() -> None:
    server = Scripted(build_response(notice="Deleted."), build_response(notice="Unlocalized."), httpx.Response(204))
    with client_of(server) as client:
        stack = client.stack("A")
        stack.environments.delete("production")
        stack.entries("page").unlocalize("e", locale="fr-fr")
        stack.environments.delete("production")
    assert server.header_values("content-type") == [None, None, None]
    assert [request.content for request in server.requests] == [b"", b"", b""]


def test_row_23_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    server = Scripted(build_unauthorized(), build_environments())
    with client_of(server) as client:
        with pytest.raises(AuthenticationError):
            client.stack("A").environments.list()
        client.stack("A").environments.list()
    assert capfd.readouterr() == ("", "")


def test_row_23_the_environment_names_the_place_but_not_the_credentials_of_a_client_that_has_some(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CONTENTSTACK_AUTHTOKEN", "other")
    monkeypatch.setenv("CONTENTSTACK_BASE_URL", "http://elsewhere.example")
    server = Scripted(build_environments())
    with Client(auth=Authtoken("mine"), transport=server.transport) as client:
        client.stack("A").environments.list()
    assert server.requests[0].url.host == "elsewhere.example"
    assert server.header_values("authtoken") == ["mine"]


def test_row_24_bodies_and_headers_are_those_of_the_api() -> None:
    server = Scripted(
        build_response(asset={"uid": "f"}),
        build_response(stack={"uid": "s", "api_key": "k"}),
        build_response(asset={"uid": "f"}),
    )
    with client_of(server) as client:
        client.stack("A").asset_folders.create("Photos")
        client.stacks.create({"name": "S", "master_locale": "en-us"}, organization_uid="org")
        client.stack("A").asset_folders.move("f", None)
    assert server.requests[0].content == b'{"asset":{"name":"Photos"}}'
    assert server.header_values("organization_uid") == [None, "org", None]
    assert server.requests[2].content == b'{"asset":{"parent_uid":null}}'
