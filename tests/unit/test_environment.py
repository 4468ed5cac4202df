from collections.abc import Callable
from typing import Any

import pytest

from contentstack_cma import (
    Anonymous,
    Authtoken,
    ClientCredentials,
    Login,
    ManagementToken,
    MissingCredentialsError,
    OAuth,
    OAuthToken,
)
from contentstack_cma.auth.base import Credentials
from contentstack_cma.environment import Identity, find_identity
from contentstack_cma.regions import find_hosts

OAUTH = {
    "CONTENTSTACK_OAUTH_CLIENT_ID": "client",
    "CONTENTSTACK_OAUTH_APP_ID": "app",
    "CONTENTSTACK_OAUTH_REDIRECT_URI": "http://localhost:8184",
}


def who(environ: dict[str, str] | None = None, **arguments: Any) -> Identity:
    names = ("auth", "authtoken", "management_token", "region", "base_url")
    return find_identity(**{**dict.fromkeys(names), **arguments}, environ=environ or {})


@pytest.mark.parametrize(
    ("environ", "kind"),
    [
        ({"CONTENTSTACK_AUTHTOKEN": "t"}, Authtoken),
        ({"CONTENTSTACK_MANAGEMENT_TOKEN": "t"}, ManagementToken),
        ({"CONTENTSTACK_EMAIL": "e", "CONTENTSTACK_PASSWORD": "p"}, Login),
        ({"CONTENTSTACK_EMAIL": "e", "CONTENTSTACK_PASSWORD": "p", "CONTENTSTACK_TOTP_SECRET": "GEZDGNBV"}, Login),
        ({**OAUTH, "CONTENTSTACK_OAUTH_REFRESH_TOKEN": "r"}, OAuth),
        ({**OAUTH, "CONTENTSTACK_OAUTH_ACCESS_TOKEN": "a"}, OAuth),
        ({**OAUTH, "CONTENTSTACK_OAUTH_TOKEN_FILE": "no-such-file"}, OAuth),
        ({"CONTENTSTACK_AUTHTOKEN": "t", "CONTENTSTACK_MANAGEMENT_TOKEN": ""}, Authtoken),
    ],
)
def test_each_way_to_sign_in_has_its_variables(environ: dict[str, str], kind: type) -> None:
    assert type(who(environ).auth) is kind


def test_nothing_to_sign_in_with() -> None:
    with pytest.raises(MissingCredentialsError, match="CONTENTSTACK_AUTHTOKEN"):
        who({"PATH": "/bin", "CONTENTSTACK_REGION": "eu"})


def test_two_ways_in_the_environment() -> None:
    environ = {"CONTENTSTACK_AUTHTOKEN": "t1", "CONTENTSTACK_EMAIL": "e"}
    with pytest.raises(ValueError, match="CONTENTSTACK_AUTHTOKEN and CONTENTSTACK_EMAIL"):
        who(environ)


@pytest.mark.parametrize(
    ("environ", "missing"),
    [
        ({"CONTENTSTACK_EMAIL": "e"}, "CONTENTSTACK_PASSWORD is not"),
        ({"CONTENTSTACK_OAUTH_CLIENT_ID": "c"}, "CONTENTSTACK_OAUTH_APP_ID, CONTENTSTACK_OAUTH_REDIRECT_URI is not"),
        (OAUTH, "neither CONTENTSTACK_OAUTH_TOKEN_FILE"),
    ],
)
def test_half_a_way_to_sign_in(environ: dict[str, str], missing: str) -> None:
    with pytest.raises(MissingCredentialsError, match=missing):
        who(environ)


@pytest.mark.parametrize(
    "arguments",
    [
        {"authtoken": "t1", "management_token": "t2"},
        {"auth": Anonymous(), "authtoken": "t2"},
        {"auth": Anonymous(), "management_token": "t2"},
    ],
)
def test_two_ways_among_the_arguments(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="pass only one of") as caught:
        who(**arguments)
    assert "t2" not in str(caught.value)


def test_auth_of_another_kind() -> None:
    with pytest.raises(TypeError, match=r"auth must be Authtoken, .* not str"):
        who(auth="token")


@pytest.mark.parametrize("arguments", [{"authtoken": "t"}, {"management_token": "t"}, {"auth": Login("e", "p")}])
def test_credentials_as_arguments_keep_only_those_of_the_environment_out(arguments: dict[str, Any]) -> None:
    environ = {"CONTENTSTACK_REGION": "eu", "CONTENTSTACK_EMAIL": "e"}
    found = who(environ, **arguments)
    assert found.hosts == find_hosts("eu")
    assert (
        who({**environ, "CONTENTSTACK_BASE_URL": "http://localhost:1"}, **arguments).hosts.api == "http://localhost:1"
    )
    assert who(environ, **arguments, region="au").hosts == find_hosts("au")
    assert who(environ, **arguments, base_url="http://localhost:2").hosts.api == "http://localhost:2"


def test_place_from_the_environment() -> None:
    environ = {"CONTENTSTACK_AUTHTOKEN": "t", "CONTENTSTACK_REGION": "eu"}
    assert who(environ).hosts == find_hosts("eu")
    assert who({**environ, "CONTENTSTACK_BASE_URL": "http://localhost:1"}).hosts.api == "http://localhost:1"


def test_a_place_among_the_arguments_wins() -> None:
    environ = {"CONTENTSTACK_AUTHTOKEN": "t", "CONTENTSTACK_BASE_URL": "http://localhost:1"}
    assert who(environ, region="au").hosts == find_hosts("au")


def test_the_app_of_oauth_says_where_to_go() -> None:
    token = OAuthToken("a")
    auth = OAuth(app_id="a", client_id="c", redirect_uri="http://localhost:1", region="eu", token=token)
    assert who(auth=auth).hosts == find_hosts("eu")
    assert who({"CONTENTSTACK_REGION": "au"}, auth=auth).hosts == find_hosts("eu")
    assert who(auth=auth, region="AWS_EU").hosts == find_hosts("eu")


BY_HAND = [
    lambda **place: OAuth(app_id="a", client_id="c", redirect_uri="http://localhost:1", **place),
    lambda **place: ClientCredentials("c", "s", **place),
]


@pytest.mark.parametrize("build", BY_HAND)
@pytest.mark.parametrize(
    ("own", "of_the_client", "named"),
    [
        ({"region": "eu"}, {"region": "us"}, r"client is for na \(.* is for eu \("),
        ({"region": "eu"}, {"base_url": "http://localhost:1"}, r"client is for http://localhost:1, .* is for eu \("),
        ({"base_url": "http://localhost:1"}, {"region": "eu"}, r"client is for eu \(.* is for http://localhost:1"),
        ({}, {"region": "eu"}, r"client is for eu \(.* is for na \("),
    ],
)
def test_a_token_does_not_leave_its_region(
    build: Callable[..., Credentials], own: dict[str, Any], of_the_client: dict[str, Any], named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        who(auth=build(**own), **of_the_client)


@pytest.mark.parametrize("build", BY_HAND)
def test_an_app_made_by_hand_reads_its_place_too(
    build: Callable[..., Credentials], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTENTSTACK_REGION", "eu")
    assert build().hosts == find_hosts("eu")
    assert build(region="au").hosts == find_hosts("au")
    monkeypatch.setenv("CONTENTSTACK_BASE_URL", "http://localhost:1")
    assert build().hosts == find_hosts(base_url="http://localhost:1")
    assert build(region="au").hosts == find_hosts("au")
    assert who({"CONTENTSTACK_BASE_URL": "http://localhost:1"}, auth=build()).hosts.api == "http://localhost:1"


def test_the_place_of_the_client_is_that_of_an_app_of_the_environment() -> None:
    environ = {**OAUTH, "CONTENTSTACK_OAUTH_REFRESH_TOKEN": "r", "CONTENTSTACK_REGION": "eu"}
    assert who(environ).auth.hosts == find_hosts("eu")
    assert who(environ, region="au").auth.hosts == find_hosts("au")


def test_an_app_without_a_user_needs_id_and_secret_only() -> None:
    environ = {"CONTENTSTACK_OAUTH_CLIENT_ID": "c", "CONTENTSTACK_OAUTH_CLIENT_SECRET": "s"}
    assert type(who(environ).auth) is ClientCredentials
    assert type(who({**environ, "CONTENTSTACK_OAUTH_TOKEN_FILE": "f"}).auth) is ClientCredentials
    with pytest.raises(MissingCredentialsError, match="CONTENTSTACK_OAUTH_REDIRECT_URI is not"):
        who({**environ, "CONTENTSTACK_OAUTH_APP_ID": "a"})


@pytest.mark.parametrize("token", ["", "two words", "line\n", "ünicode"])
def test_a_token_that_is_no_token_is_rejected_and_not_shown(token: str) -> None:
    with pytest.raises(ValueError, match="must") as caught:
        who({}, authtoken=token)
    assert not token or token not in str(caught.value)
