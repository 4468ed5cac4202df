from typing import Any

import pytest

from contentstack_cma import Anonymous, Authtoken, Login, ManagementToken, MissingCredentialsError, OAuth, OAuthToken
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


def test_arguments_keep_the_environment_out() -> None:
    found = who({"CONTENTSTACK_REGION": "eu", "CONTENTSTACK_EMAIL": "e"}, authtoken="t")
    assert type(found.auth) is Authtoken
    assert found.hosts == find_hosts("na")


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
    assert who(auth=auth, region="au").hosts == find_hosts("au")


@pytest.mark.parametrize("token", ["", "two words", "line\n", "ünicode"])
def test_a_token_that_is_no_token_is_rejected_and_not_shown(token: str) -> None:
    with pytest.raises(ValueError, match="must") as caught:
        who({}, authtoken=token)
    assert not token or token not in str(caught.value)
