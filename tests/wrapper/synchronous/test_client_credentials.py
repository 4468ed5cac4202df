# Derived from asynchronous/test_client_credentials.py by generator/unasync.py: edit that, not this.
"""Machine-to-machine apps, introspection, and sign-ins that another process finishes, at the emulator."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from contentstack_cma import (
    AuthenticationError,
    Client,
    ClientCredentials,
    ContentstackError,
    OAuth,
    OAuthError,
    OAuthToken,
    PendingSignIn,
    TokenStatus,
)
from contentstack_cma_emulator import Emulator
from tests.wrapper.support.concurrency import sync_run_together
from tests.wrapper.support.raw_server import sync_serve
from tests.wrapper.support.scripted_transport import Scripted, build_environments, build_response, build_unauthorized


def build_machine(emulator: Emulator, **arguments: Any) -> ClientCredentials:
    app = emulator.machine_oauth
    secret = arguments.pop("client_secret", app.client_secret)
    return ClientCredentials(app.client_id, secret, base_url=emulator.url, **arguments)


def build_app(emulator: Emulator) -> OAuth:
    app = emulator.oauth
    return OAuth(app_id=app.app_id, client_id=app.client_id, redirect_uri=app.redirect_uri, base_url=emulator.url)


def count_tokens(emulator: Emulator) -> int:
    return [request.path for request in emulator.requests].count("/token")


def test_an_app_fetches_its_token_once_and_anew_when_it_is_rejected(emulator: Emulator) -> None:
    auth = build_machine(emulator)
    emulator.forget_requests()
    with Client(auth=auth) as client:
        organization = client.organizations

        def call(_: int) -> None:
            organization.list_invitations(emulator.organization_uid)

        sync_run_together(call, range(16))
        assert count_tokens(emulator) == 1
        assert auth.token is not None
        assert (auth.token.refresh_token, auth.token.organization_uid) == (None, emulator.organization_uid)
        emulator.expire_token(auth.token.access_token)
        sync_run_together(call, range(16))
    assert count_tokens(emulator) == 2


def test_a_wrong_secret_is_sent_once(emulator: Emulator) -> None:
    emulator.forget_requests()
    with Client(auth=build_machine(emulator, client_secret="hunter2")) as client:

        def call(_: int) -> ContentstackError:
            with pytest.raises(AuthenticationError, match="client_secret is invalid") as caught:
                client.organizations.list_invitations(emulator.organization_uid)
            return caught.value

        errors = sync_run_together(call, range(16))
    assert count_tokens(emulator) == 1
    assert "hunter2" not in "".join(map(str, errors))


def test_scopes_are_requested() -> None:
    answer = httpx.Response(200, json={"access_token": "a", "expires_in": 3600})
    server = Scripted(answer, build_environments())
    auth = ClientCredentials("c", "s", scopes=["teams", "scim:manage"])
    with Client(auth=auth, transport=server.transport) as client:
        client.stack("key").environments.list()
    form = {name: values[0] for name, values in parse_qs(server.requests[0].content.decode()).items()}
    assert form == {
        "grant_type": "client_credentials",
        "client_id": "c",
        "client_secret": "s",
        "scope": "teams scim:manage",
    }


def test_what_the_server_says_about_a_token(emulator: Emulator) -> None:
    machine, oauth = build_machine(emulator), build_app(emulator)
    for auth in (machine, oauth):
        with pytest.raises(OAuthError, match="no access token to introspect"):
            auth.introspect()
    with Client(auth=machine) as client:
        client.organizations.list_invitations(emulator.organization_uid)
    assert machine.introspect() == TokenStatus(active=True, scopes=tuple(emulator.machine_oauth.scopes))
    assert machine.token is not None
    emulator.expire_token(machine.token.access_token)
    assert machine.introspect() == TokenStatus(active=False)
    tokens = emulator.grant_oauth(["user:read"])
    app = emulator.oauth
    user = OAuth(
        app_id=app.app_id,
        client_id=app.client_id,
        redirect_uri=app.redirect_uri,
        base_url=emulator.url,
        token=OAuthToken(tokens.access_token, tokens.refresh_token),
    )
    assert user.introspect() == TokenStatus(active=True, scopes=("user:read",))


def consent(emulator: Emulator, oauth: OAuth) -> str:
    """The redirect of a user who agrees."""
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        granted = client.app_authorizations.grant(
            emulator.oauth.app_id, organization_uid=emulator.organization_uid, **oauth.authorization_parameters()
        )
    return str(granted.redirect_url)


def test_another_object_finishes_a_sign_in(emulator: Emulator) -> None:
    oauth = build_app(emulator)
    redirect = consent(emulator, oauth)
    assert oauth.pending is not None
    saved = oauth.pending.to_dict()
    other = build_app(emulator)
    with pytest.raises(OAuthError, match=r"no sign-in is pending: call .* or pass pending"):
        other.exchange(redirect)
    with pytest.raises(OAuthError, match="belongs to another sign-in"):
        other.exchange(redirect, pending=PendingSignIn())
    token = other.exchange(redirect, pending=PendingSignIn.from_dict(saved))
    assert other.token == token
    assert oauth.token is None
    assert saved["verifier"] not in repr(oauth.pending)
    assert saved["state"] not in repr(oauth.pending)


def test_a_sign_in_stays_pending_while_the_server_does_not_respond(emulator: Emulator) -> None:
    oauth = build_app(emulator)
    redirect = consent(emulator, oauth)
    with httpx.Client(transport=Scripted(httpx.ConnectError("gone")).transport) as http:
        with pytest.raises(ConnectionError):
            oauth.exchange(redirect, http=http)
    oauth.exchange(redirect)
    assert oauth.pending is None
    redirect = consent(emulator, oauth)
    with httpx.Client(transport=Scripted(build_response(400, error="invalid_grant")).transport) as http:
        with pytest.raises(AuthenticationError, match="each code is valid once"):
            oauth.exchange(redirect, http=http)
    assert oauth.pending is None


@pytest.mark.parametrize(
    "lifetime", ["NaN", "Infinity", "-Infinity", "0", "-5", "1e300", "1" + "0" * 400, "true", '"soon"', "[]", "null"]
)
def test_a_lifetime_that_makes_no_sense_does_not_cost_the_token(lifetime: str) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        body = f'{{"access_token":"a2","refresh_token":"r2","expires_in":{lifetime}}}'
        return httpx.Response(200, content=body.encode(), headers={"content-type": "application/json"})

    server = Scripted(answer, build_environments(), build_environments(), build_unauthorized(), answer)
    oauth = OAuth(app_id="a", client_id="c", redirect_uri="http://localhost:1", token=OAuthToken("a1", "r1", 1.0))
    with Client(auth=oauth, transport=server.transport) as client:
        for _ in range(2):
            client.stack("key").environments.list()
    assert server.calls == ["POST /token", "GET /v3/environments", "GET /v3/environments"]
    assert oauth.token is not None
    assert OAuthToken.from_dict(oauth.token.to_dict()) == OAuthToken("a2", "r2")


@pytest.mark.parametrize("seconds", ["3600", '"3600"', "3600.5"])
def test_a_lifetime_may_be_text(seconds: str) -> None:
    body = f'{{"access_token":"a2","expires_in":{seconds}}}'
    server = Scripted(httpx.Response(200, content=body.encode()), build_environments())
    oauth = OAuth(app_id="a", client_id="c", redirect_uri="http://localhost:1", token=OAuthToken("a1", "r1", 1.0))
    with Client(auth=oauth, transport=server.transport) as client:
        client.stack("key").environments.list()
    assert oauth.token is not None
    assert oauth.token.expires_at is not None


@pytest.mark.parametrize("name", ["access_token", "refresh_token"])
@pytest.mark.parametrize("value", ["line\nbreak", "ünicode", "two words", "nul\x00"])
def test_a_token_that_cannot_be_sent_is_not_stored(name: str, value: str) -> None:
    tokens: dict[str, Any] = {"access_token": "a2", "refresh_token": "r2", name: value}
    stored: list[OAuthToken] = []
    server = Scripted(build_response(**tokens), build_response(**tokens))
    before = OAuthToken("a1", "r1", 1.0)
    oauth = OAuth(app_id="a", client_id="c", redirect_uri="http://localhost:1", token=before, on_token=stored.append)
    with Client(auth=oauth, transport=server.transport) as client:
        with pytest.raises(OAuthError, match=f"{name} must be printable ASCII") as caught:
            client.stack("key").environments.list()
    assert (oauth.token, stored) == (before, [])
    assert value not in str(caught.value)


def test_a_token_of_a_user_elsewhere_is_not_sent_here() -> None:
    server = Scripted(build_response(access_token="a1"), build_environments())
    oauth = OAuth(app_id="a", client_id="c", redirect_uri="http://localhost:1")
    query = parse_qs(urlsplit(oauth.authorization_url()).fragment.partition("?")[2])
    with Client(auth=oauth, transport=server.transport) as early:
        with httpx.Client(transport=server.transport) as http:
            oauth.exchange(f"http://localhost:1/?code=c&state={query['state'][0]}&location=EU", http=http)
        with pytest.raises(OAuthError, match=r"token is for eu \(.*, but the client calls na \("):
            early.stack("key").environments.list()
    with Client(auth=oauth, transport=server.transport) as late:
        late.stack("key").environments.list()
    assert [request.url.host for request in server.requests] == [
        "eu-developerhub-api.contentstack.com",
        "eu-api.contentstack.com",
    ]
    assert oauth.token is not None
    again = OAuth(app_id="a", client_id="c", redirect_uri="http://localhost:1", token=oauth.token)
    assert again.hosts.api == "https://eu-api.contentstack.com"


def test_a_short_lifetime_makes_no_loop() -> None:
    with sync_serve((200, {}, b'{"access_token":"a2","expires_in":30,"environments":[]}')) as server:
        oauth = OAuth(
            app_id="a",
            client_id="c",
            redirect_uri="http://localhost:1",
            base_url=server.url,
            token=OAuthToken("a1", "r1", 1.0),
        )
        with Client(auth=oauth) as client:
            stack = client.stack("key")

            def call(_: int) -> int:
                return len((stack.environments.list()).items)

            sync_run_together(call, range(8))
    targets = [request.target for request in server.requests]
    assert len(targets) - targets.count("/token") == 8
