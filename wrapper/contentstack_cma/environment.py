"""The credentials and hosts of a client, from its arguments or from environment variables. No I/O.

| variable | meaning |
|---|---|
| `CONTENTSTACK_AUTHTOKEN` | signs in with a user's authtoken |
| `CONTENTSTACK_MANAGEMENT_TOKEN` | signs in with a stack's management token |
| `CONTENTSTACK_EMAIL`, `CONTENTSTACK_PASSWORD` | sign in; `CONTENTSTACK_TOTP_SECRET` for two-factor authentication |
| `CONTENTSTACK_OAUTH_CLIENT_ID`, `…_CLIENT_SECRET` | sign in a machine-to-machine app; `…_TOKEN_FILE` is optional |
| `CONTENTSTACK_OAUTH_CLIENT_ID`, `…_APP_ID`, `…_REDIRECT_URI` | sign in with OAuth, together with … |
| `CONTENTSTACK_OAUTH_TOKEN_FILE` | … the file that stores the token, or … |
| `CONTENTSTACK_OAUTH_ACCESS_TOKEN`, `…_REFRESH_TOKEN` | … the token itself |
| `CONTENTSTACK_OAUTH_CLIENT_SECRET` | the client secret of a confidential app |

They are read only if a client is created without credentials. The following are always read, unless the argument is
passed. A region that was passed to the credentials wins over the variables too.

| variable | meaning |
|---|---|
| `CONTENTSTACK_REGION`, `CONTENTSTACK_BASE_URL` | the region or the URL of the API; `BASE_URL` wins |
| `CONTENTSTACK_PACE` | `off` turns pacing off |
| `CONTENTSTACK_DEADLINE` | seconds for a whole call, retries and waits included |

This one is read whenever a client is created:

| variable | meaning |
|---|---|
| `CONTENTSTACK_LOG` | `info` logs every request to standard error, `debug` logs details |
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .auth.base import Credentials
from .errors import MissingCredentialsError
from .regions import Hosts, Region, choose_place, describe_hosts, find_hosts

if TYPE_CHECKING:
    from .auth.oauth_token import OAuthToken

_PREFIX = "CONTENTSTACK_"
Variables = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Identity:
    """The credentials and hosts of a client."""

    auth: Credentials
    hosts: Hosts


def find_identity(
    *,
    auth: Credentials | None,
    authtoken: str | None,
    management_token: str | None,
    region: Region | str | None,
    base_url: str | None,
    environ: Variables,
) -> Identity:
    """Return the credentials and hosts from a client's arguments, else from the environment.

    Raises:
        MissingCredentialsError: No credentials were found.
        TypeError: `auth` is not one of this package's credentials.
        ValueError: There are several credentials, the credentials are for another region, the region is unknown, or a
            token is malformed.
    """
    place = choose_place(region, base_url, environ)
    credentials = _read_arguments(auth, authtoken, management_token)
    if credentials is None:
        credentials = _read_variables(_select_variables(environ, *place))
    own = credentials.hosts
    if own is None:
        return Identity(credentials, find_hosts(*place))
    if region is not None or base_url is not None:
        _check_place(find_hosts(region, base_url), own, credentials)
    return Identity(credentials, own)


def _check_place(hosts: Hosts, own: Hosts, credentials: Credentials) -> None:
    """Raise `ValueError` if credentials belong to other hosts than those of the client."""
    if hosts.developer_hub != own.developer_hub:
        kind = type(credentials).__name__
        raise ValueError(
            f"the client is for {describe_hosts(hosts)}, but {kind} is for {describe_hosts(own)}: "
            f"pass the region or base_url only to {kind}, or the same to both"
        )


def choose_deadline(deadline: float | None, environ: Variables) -> float | None:
    """Return the seconds for a whole call: the argument, else `CONTENTSTACK_DEADLINE`.

    Raises:
        ValueError: The variable is not a number of seconds.
    """
    text = environ.get(f"{_PREFIX}DEADLINE", "").strip()
    if deadline is not None or not text:
        return deadline
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"CONTENTSTACK_DEADLINE must be a number of seconds, not {text!r}") from None


def _read_arguments(
    auth: Credentials | None, authtoken: str | None, management_token: str | None
) -> Credentials | None:
    ways = {"auth": auth, "authtoken": authtoken, "management_token": management_token}
    names = [name for name, value in ways.items() if value is not None]
    if len(names) > 1:
        raise ValueError(f"pass only one of {' and '.join(names)}")
    if auth is not None and not isinstance(auth, Credentials):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(
            "auth must be Authtoken, Login, ManagementToken, OAuth, ClientCredentials or Anonymous, "
            f"not {type(auth).__name__}"
        )
    if authtoken is not None:
        return _build_authtoken({"AUTHTOKEN": authtoken})
    return auth if management_token is None else _build_management_token({"MANAGEMENT_TOKEN": management_token})


def _select_variables(environ: Variables, region: str | None, base_url: str | None) -> Variables:
    """Return the `CONTENTSTACK_` variables without their prefix; an empty one counts as not set."""
    named = {name.removeprefix(_PREFIX): value for name, value in environ.items() if name.startswith(_PREFIX)}
    place = {"REGION": region or "", "BASE_URL": base_url or ""}
    return {name: value for name, value in (named | place).items() if value}


def _read_variables(variables: Variables) -> Credentials:
    """Return the credentials that the variables name."""
    named = [needed for needed in _WAYS if needed[0] in variables]
    if len(named) > 1:
        names = " and ".join(_PREFIX + needed[0] for needed in named)
        raise ValueError(f"the environment has several credentials: {names}; unset all but one")
    if not named:
        raise MissingCredentialsError(
            "no credentials: pass auth, authtoken or management_token, or set CONTENTSTACK_AUTHTOKEN, "
            "CONTENTSTACK_MANAGEMENT_TOKEN, CONTENTSTACK_EMAIL and CONTENTSTACK_PASSWORD, or CONTENTSTACK_OAUTH_…"
        )
    needed = _APP if named[0] == _USER and _is_machine(variables) else named[0]
    if missing := [_PREFIX + name for name in needed if name not in variables]:
        raise MissingCredentialsError(f"{_PREFIX}{needed[0]} is set, but {', '.join(missing)} is not")
    return _build_client_credentials(variables) if needed == _APP else _WAYS[needed](variables)


def _build_authtoken(variables: Variables) -> Credentials:
    from .auth.tokens import Authtoken

    return Authtoken(variables["AUTHTOKEN"])


def _build_management_token(variables: Variables) -> Credentials:
    from .auth.tokens import ManagementToken

    return ManagementToken(variables["MANAGEMENT_TOKEN"])


def _build_login(variables: Variables) -> Credentials:
    from .auth.login import Login

    return Login(variables["EMAIL"], variables["PASSWORD"], totp_secret=variables.get("TOTP_SECRET"))


def _is_machine(variables: Variables) -> bool:
    """Return whether the variables name an app without a user: client id and secret, and nothing about a user."""
    return "OAUTH_CLIENT_SECRET" in variables and not any(f"OAUTH_{name}" in variables for name in _ABOUT_USER)


def _build_client_credentials(variables: Variables) -> Credentials:
    from .auth.client_credentials import ClientCredentials
    from .auth.token_store import FileTokenStore

    file = variables.get("OAUTH_TOKEN_FILE")
    return ClientCredentials(
        variables["OAUTH_CLIENT_ID"],
        variables["OAUTH_CLIENT_SECRET"],
        region=variables.get("REGION"),
        base_url=variables.get("BASE_URL"),
        store=None if file is None else FileTokenStore(file),
    )


def _build_oauth(variables: Variables) -> Credentials:
    from .auth.oauth import OAuth
    from .auth.token_store import FileTokenStore

    file = variables.get("OAUTH_TOKEN_FILE")
    return OAuth(
        app_id=variables["OAUTH_APP_ID"],
        client_id=variables["OAUTH_CLIENT_ID"],
        redirect_uri=variables["OAUTH_REDIRECT_URI"],
        client_secret=variables.get("OAUTH_CLIENT_SECRET"),
        region=variables.get("REGION"),
        base_url=variables.get("BASE_URL"),
        token=_read_oauth_token(variables),
        store=None if file is None else FileTokenStore(file),
    )


def _read_oauth_token(variables: Variables) -> "OAuthToken | None":
    from .auth.oauth_token import OAuthToken

    access, refresh = variables.get("OAUTH_ACCESS_TOKEN"), variables.get("OAUTH_REFRESH_TOKEN")
    if access is not None:
        return OAuthToken(access, refresh)
    if refresh is not None:
        return OAuthToken("", refresh, expires_at=0.0)
    if "OAUTH_TOKEN_FILE" in variables:
        return None
    raise MissingCredentialsError(
        "CONTENTSTACK_OAUTH_CLIENT_ID is set, but neither CONTENTSTACK_OAUTH_TOKEN_FILE nor "
        "CONTENTSTACK_OAUTH_ACCESS_TOKEN or CONTENTSTACK_OAUTH_REFRESH_TOKEN is"
    )


_APP = ("OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET")
_USER = ("OAUTH_CLIENT_ID", "OAUTH_APP_ID", "OAUTH_REDIRECT_URI")
_ABOUT_USER = ("APP_ID", "REDIRECT_URI", "ACCESS_TOKEN", "REFRESH_TOKEN")

_WAYS: Mapping[tuple[str, ...], Callable[[Variables], Credentials]] = {
    ("AUTHTOKEN",): _build_authtoken,
    ("MANAGEMENT_TOKEN",): _build_management_token,
    ("EMAIL", "PASSWORD"): _build_login,
    _USER: _build_oauth,
}
"""Credentials by the variables they require; the first variable selects them."""
