# Derived from asynchronous/test_oauth.py by generator/unasync.py: edit that, not this.
"""OAuth: consent, exchange, refresh, revocation."""

import socket
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from contentstack_cma import (
    AuthenticationError,
    AuthMethodError,
    Client,
    ConnectError,
    FileTokenStore,
    OAuth,
    OAuthError,
    OAuthToken,
    RequestTimeoutError,
)
from contentstack_cma.auth.pending import PendingSignIn
from tests.wrapper.support.concurrency import sync_list, sync_run_together
from tests.wrapper.support.raw_server import RawResponse, Received, sync_serve
from tests.wrapper.support.scripted_transport import (
    Scripted,
    build_environments,
    build_error,
    build_response,
    build_unauthorized,
)

HUB = "developerhub-api.contentstack.com"


def app(**arguments: Any) -> OAuth:
    return OAuth(**{"app_id": "app", "client_id": "client", "redirect_uri": "http://localhost:8184", **arguments})


def build_fresh_token(name: str = "a1", refresh: str | None = "r1") -> OAuthToken:
    return OAuthToken(name, refresh, time() + 3600, "org", "user")


def build_expiring_token(name: str = "a1", refresh: str | None = "r1") -> OAuthToken:
    return OAuthToken(name, refresh, time() + 30, "org", "user")


def build_grant(name: str, refresh: str | None = None, **more: object) -> httpx.Response:
    rotated = {} if refresh is None else {"refresh_token": refresh}
    return httpx.Response(200, json={"access_token": name, "expires_in": 3600, **rotated, **more})


def parse_form(request: httpx.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.content.decode()).items()}


def build_redirect(oauth: OAuth, **parameters: str) -> str:
    """The URL that a browser would be sent to after consent."""
    url = urlsplit(oauth.authorization_url())
    sent = {name: values[0] for name, values in parse_qs(url.fragment.partition("?")[2]).items()}
    return str(httpx.URL(sent["redirect_uri"], params={"code": "c", "state": sent["state"], **parameters}))


def exchange_code(oauth: OAuth, server: Scripted, redirect: str, state: str | None = None) -> OAuthToken:
    with httpx.Client(transport=server.transport) as http:
        return oauth.exchange(redirect, state, http=http)


def revoke_token(oauth: OAuth, server: Scripted) -> None:
    with httpx.Client(transport=server.transport) as http:
        oauth.revoke(http=http)


def test_a_code_is_exchanged_for_a_token() -> None:
    server = Scripted(build_grant("a1", "r1", user_uid="user", organization_uid="org", location="NA"))
    seen: list[OAuthToken] = []
    oauth = app(on_token=seen.append)
    redirect = build_redirect(oauth)
    token = exchange_code(oauth, server, redirect)
    assert (token.access_token, token.refresh_token, token.user_uid) == ("a1", "r1", "user")
    assert seen == [token]
    assert oauth.token == token
    request = server.requests[0]
    assert str(request.url) == f"https://{HUB}/token"
    sent = parse_form(request)
    verifier = sent.pop("code_verifier")
    assert 43 <= len(verifier) <= 128
    assert sent == {
        "grant_type": "authorization_code",
        "code": "c",
        "client_id": "client",
        "redirect_uri": "http://localhost:8184",
    }
    assert "authorization" not in request.headers


def test_the_verifier_is_that_of_the_challenge() -> None:
    server = Scripted(build_grant("a1"))
    oauth = app()
    parameters = oauth.authorization_parameters()
    exchange_code(oauth, server, "c", parameters["state"])
    verifier = parse_form(server.requests[0])["code_verifier"]
    assert PendingSignIn(verifier=verifier).challenge == parameters["code_challenge"]


def test_a_confidential_app_shows_its_secret_instead() -> None:
    server = Scripted(build_grant("a1"))
    oauth = app(client_secret="s")
    redirect = build_redirect(oauth)
    exchange_code(oauth, server, redirect)
    sent = parse_form(server.requests[0])
    assert sent["client_secret"] == "s"
    assert "code_verifier" not in sent


def test_a_redirect_of_another_sign_in_is_rejected_before_anything_is_sent() -> None:
    server = Scripted(build_grant("a1"))
    oauth = app()
    redirect = build_redirect(oauth)
    for wrong in ("http://localhost:8184/?code=c&state=x", "http://localhost:8184/?code=c", "c"):
        with pytest.raises(OAuthError, match="state"):
            exchange_code(oauth, server, wrong)
    assert server.requests == []
    exchange_code(oauth, server, redirect)
    with pytest.raises(OAuthError, match="no sign-in is pending"):
        exchange_code(oauth, server, redirect)


def test_the_region_of_the_user_is_where_the_token_is_fetched() -> None:
    server = Scripted(build_grant("a1"))
    oauth = app()
    redirect = build_redirect(oauth, location="AZURE_NA")
    exchange_code(oauth, server, redirect)
    assert server.requests[0].url.host == "azure-na-developerhub-api.contentstack.com"
    with Client(auth=oauth, transport=Scripted().transport) as client:
        assert client.base_url == "https://azure-na-api.contentstack.com"


@pytest.mark.parametrize(
    ("region", "host"), [("na", "app.contentstack.com"), ("azure-eu", "azure-eu-app.contentstack.com")]
)
def test_a_token_is_introspected_where_the_web_application_is(region: str, host: str) -> None:
    server = Scripted(build_response(200, active=True, scope="user:read"))
    with Client(authtoken="a", region=region, transport=server.transport) as client:
        assert (client.oauth_tokens.introspect(token="t1")).active
    (request,) = server.requests
    assert (request.url.host, request.url.path) == (host, "/apps-api/introspect")
    assert request.content == b"token=t1"
    assert "authtoken" not in request.headers


@pytest.mark.parametrize("location", ["https://evil.example", "evil.example", "XX"])
def test_a_redirect_names_no_host(location: str) -> None:
    server = Scripted(build_grant("a1"))
    oauth = app()
    redirect = build_redirect(oauth, location=location)
    exchange_code(oauth, server, redirect)
    assert server.requests[0].url.host == HUB


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_rejected_code(status: int) -> None:
    server = Scripted(build_response(status, error="invalid_grant", error_description="The code was used."))
    oauth = app()
    redirect = build_redirect(oauth)
    with pytest.raises(AuthenticationError, match="The code was used"):
        exchange_code(oauth, server, redirect)
    assert oauth.token is None


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"access_token":"a","expires_in":"soon"}'])
def test_a_token_endpoint_that_returns_nonsense(body: bytes) -> None:
    server = Scripted(httpx.Response(200, content=body))
    oauth = app()
    redirect = build_redirect(oauth)
    with pytest.raises(OAuthError, match="/token"):
        exchange_code(oauth, server, redirect)


def test_a_token_endpoint_that_cannot_be_reached(waits: list[float]) -> None:
    with sync_serve((200, {}, b"")) as server:
        pass
    oauth = app(base_url=server.url)
    redirect = build_redirect(oauth)
    with pytest.raises(ConnectError):
        oauth.exchange(redirect)
    assert len(waits) == 3


def test_calls_are_signed_with_the_access_token() -> None:
    server = Scripted(build_environments())
    with Client(auth=app(token=build_fresh_token()), transport=server.transport) as client:
        client.stack("key").environments.list()
    assert server.header_values("authorization") == ["Bearer a1"]
    assert server.header_values("authtoken") == [None]


def test_a_token_is_refreshed_before_it_ends_and_the_rotated_one_kept() -> None:
    server = Scripted(build_grant("a2", "r2"), build_environments(), build_environments())
    seen: list[OAuthToken] = []
    oauth = app(token=build_expiring_token(), on_token=seen.append)
    with Client(auth=oauth, transport=server.transport) as client:
        client.stack("key").environments.list()
        client.stack("key").environments.list()
    assert str(server.requests[0].url) == f"https://{HUB}/token"
    assert parse_form(server.requests[0]) == {
        "grant_type": "refresh_token",
        "refresh_token": "r1",
        "client_id": "client",
        "redirect_uri": "http://localhost:8184",
    }
    assert server.header_values("authorization") == [None, "Bearer a2", "Bearer a2"]
    assert oauth.token is not None
    assert (oauth.token.refresh_token, oauth.token.user_uid) == ("r2", "user")
    assert seen == [oauth.token]


def test_the_old_refresh_token_is_kept_when_none_comes_back() -> None:
    server = Scripted(build_grant("a2"), build_environments())
    oauth = app(token=build_expiring_token())
    with Client(auth=oauth, transport=server.transport) as client:
        client.stack("key").environments.list()
    assert oauth.token is not None
    assert oauth.token.refresh_token == "r1"


def test_a_rejected_token_is_refreshed_once() -> None:
    server = Scripted(build_unauthorized(), build_grant("a2", "r2"), build_environments())
    with Client(auth=app(token=build_fresh_token()), transport=server.transport) as client:
        client.stack("key").environments.list()
    assert server.header_values("authorization") == ["Bearer a1", None, "Bearer a2"]


def test_a_token_that_stays_rejected_is_an_error() -> None:
    server = Scripted(
        build_unauthorized(),
        build_grant("a2"),
        build_unauthorized(),
        build_unauthorized(),
        build_grant("a3"),
        build_environments(),
    )
    with Client(auth=app(token=build_fresh_token()), transport=server.transport) as client:
        with pytest.raises(AuthenticationError):
            client.stack("key").environments.list()
        client.stack("key").environments.list()


def test_a_rejected_refresh_is_an_error_that_deadlocks_nobody() -> None:
    server = Scripted(build_error(400, 0, "invalid refresh token"), build_error(401, 0, "invalid refresh token"))
    with Client(auth=app(token=build_expiring_token()), transport=server.transport) as client:
        for _ in range(2):
            with pytest.raises(AuthenticationError, match="invalid refresh token"):
                client.stack("key").environments.list()


def test_without_a_refresh_token_one_signs_in_again() -> None:
    with Client(auth=app(token=build_expiring_token(refresh=None)), transport=Scripted().transport) as client:
        stack = client.stack("key")
        with pytest.raises(OAuthError, match="sign in again"):
            stack.environments.list()


def test_nobody_has_signed_in_yet() -> None:
    with Client(auth=app(), transport=Scripted().transport) as client:
        with pytest.raises(OAuthError, match="nobody has signed in"):
            client.stack("key").environments.list()
        with pytest.raises(OAuthError, match="nobody is signed in"):
            revoke_token(app(), Scripted())
        with pytest.raises(AuthMethodError):
            client.logout()


def test_calls_at_once_refresh_once() -> None:
    def serve(request: Received, number: int) -> RawResponse:
        if request.target == "/token":
            refreshes.append(number)
            return 200, {}, b'{"access_token":"a2","refresh_token":"r2","expires_in":3600}'
        if request.headers["authorization"] != "Bearer a2":
            return 401, {}, b'{"error_code":105}'
        return 200, {}, b'{"environments":[]}'

    refreshes: list[int] = []
    with sync_serve(serve) as server:
        oauth = app(base_url=server.url, token=build_fresh_token())
        with Client(auth=oauth) as client:
            stack = client.stack("key")

            def count(_: int) -> int:
                return len((stack.environments.list()).items)

            sync_run_together(count, range(8))
    assert len(refreshes) == 1


def test_tokens_go_to_the_api_only() -> None:
    def serve(_: Received, __: int) -> RawResponse:
        return 200, {}, b'{"asset":{"uid":"a","url":"%s/a.png"}}' % elsewhere.url.encode()

    with sync_serve((200, {}, b"bytes")) as elsewhere, sync_serve(serve) as server:
        oauth = app(base_url=server.url, token=build_fresh_token())
        with Client(auth=oauth) as client, client.stack("key").assets.stream("a") as chunks:
            assert b"".join(sync_list(chunks)) == b"bytes"
    assert server.requests[0].headers["authorization"] == "Bearer a1"
    assert {"authorization", "authtoken", "api_key"} & set(elsewhere.requests[0].headers) == set()


def test_the_store_keeps_the_token(tmp_path: Path) -> None:
    store = FileTokenStore(tmp_path / "token.json")
    server = Scripted(build_grant("a2", "r2"), build_environments(), build_environments())
    with Client(auth=app(token=build_expiring_token(), store=store), transport=server.transport) as client:
        client.stack("key").environments.list()
    kept = store.load()
    assert kept is not None
    assert (kept.access_token, kept.refresh_token) == ("a2", "r2")
    with Client(auth=app(store=store), transport=server.transport) as client:
        client.stack("key").environments.list()
    assert server.header_values("authorization") == [None, "Bearer a2", "Bearer a2"]


def test_a_token_that_another_process_refreshed_is_used(tmp_path: Path) -> None:
    store = FileTokenStore(tmp_path / "token.json")
    store.save(build_fresh_token())
    server = Scripted(build_environments(), build_unauthorized(), build_environments())
    with Client(auth=app(store=store), transport=server.transport) as client:
        client.stack("key").environments.list()
        store.save(build_fresh_token("a2", "r2"))
        client.stack("key").environments.list()
    assert server.header_values("authorization") == ["Bearer a1", "Bearer a1", "Bearer a2"]


def test_revoke_ends_the_authorization_at_the_server(tmp_path: Path) -> None:
    store = FileTokenStore(tmp_path / "token.json")
    store.save(build_fresh_token())
    others = {"authorization_uid": "x", "user": {"uid": "somebody"}}
    own = {"authorization_uid": "own/1", "user": {"uid": "user"}}
    server = Scripted(build_response(data=[None, others, own]), httpx.Response(204))
    oauth = app(store=store)
    revoke_token(oauth, server)
    assert [f"{request.method} {request.url.raw_path.decode()}" for request in server.requests] == [
        "GET /manifests/app/authorizations",
        "DELETE /manifests/app/authorizations/own%2F1",
    ]
    assert server.header_values("authorization") == ["Bearer a1", "Bearer a1"]
    assert server.header_values("organization_uid") == ["org", "org"]
    assert oauth.token is None
    assert store.load() is None


def test_revoke_refreshes_first_where_it_must() -> None:
    own = {"authorization_uid": "own", "user": {"uid": "user"}}
    server = Scripted(build_grant("a2"), build_response(data=[own]), build_response())
    revoke_token(app(token=build_expiring_token()), server)
    assert server.header_values("authorization") == [None, "Bearer a2", "Bearer a2"]


def test_revoke_of_an_app_that_acts_for_nobody() -> None:
    server = Scripted(build_response(data=[{"authorization_uid": "x", "user": {}}]))
    with pytest.raises(OAuthError, match="this user has no authorization"):
        revoke_token(app(token=OAuthToken("a1")), server)


def test_revoke_of_nothing_keeps_the_token() -> None:
    server = Scripted(build_response(data=[]))
    oauth = app(token=build_fresh_token())
    with pytest.raises(OAuthError, match="this user has no authorization"):
        revoke_token(oauth, server)
    assert oauth.token is not None


def test_revoke_that_is_rejected() -> None:
    server = Scripted(build_unauthorized(), build_grant("a2"), build_unauthorized())
    oauth = app(token=build_fresh_token())
    with pytest.raises(AuthenticationError):
        revoke_token(oauth, server)


def browser(*targets: str) -> Callable[[str], None]:
    """A browser whose user consents, and which asks for other things before."""

    def come_back(url: str) -> None:
        query = urlsplit(urlsplit(url).fragment).query
        sent = {name: values[0] for name, values in parse_qs(query).items()}
        responses.extend(
            httpx.get(sent["redirect_uri"] + target).status_code
            for target in (*targets, f"/?code=c&state={sent['state']}")
        )

    def open_page(url: str) -> None:
        Thread(target=come_back, args=[url], daemon=True).start()

    responses: list[int] = []
    open_page.__dict__["responses"] = responses
    return open_page


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_login_with_browser(capfd: pytest.CaptureFixture[str]) -> None:
    with sync_serve((200, {}, b'{"access_token":"a1"}')) as server:
        oauth = app(base_url=server.url, redirect_uri=f"http://localhost:{free_port()}")
        opened = browser("/favicon.ico", "/?code=c&state=wrong", "/?error=access_denied")
        token = oauth.login_with_browser(open_browser=opened, timeout=20)
    assert token.access_token == "a1"
    assert opened.__dict__["responses"][:3] == [404, 404, 404]
    assert len(server.requests) == 1
    assert capfd.readouterr() == ("", "")


def test_login_with_browser_when_nobody_comes_back() -> None:
    oauth = app(redirect_uri=f"http://localhost:{free_port()}")
    with pytest.raises(RequestTimeoutError, match="did not redirect back in time"):
        oauth.login_with_browser(open_browser=lambda _: None, timeout=0)


@pytest.mark.parametrize("redirect_uri", ["https://localhost:8184", "http://example.com:8184", "http://localhost"])
def test_login_with_browser_needs_a_redirect_to_here(redirect_uri: str) -> None:
    with pytest.raises(OAuthError, match=r"login_with_browser\(\) needs"):
        app(redirect_uri=redirect_uri).login_with_browser(open_browser=lambda _: None)


def test_login_with_browser_when_the_port_is_taken() -> None:
    with sync_serve((200, {}, b"")) as server:
        oauth = app(redirect_uri=server.url)
        with pytest.raises(OAuthError, match="cannot listen on port"):
            oauth.login_with_browser(open_browser=lambda _: None)
