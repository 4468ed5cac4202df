"""What `Client()` takes from arguments and from the environment. Decisions about mappings; nothing is read here.

| variable | meaning |
|---|---|
| `CONTENTSTACK_AUTHTOKEN` | signs in with a user's authtoken |
| `CONTENTSTACK_MANAGEMENT_TOKEN` | signs in with a stack's management token |
| `CONTENTSTACK_EMAIL`, `CONTENTSTACK_PASSWORD` | log in; `CONTENTSTACK_TOTP_SECRET` for two-factor authentication |
| `CONTENTSTACK_OAUTH_CLIENT_ID`, `…_APP_ID`, `…_REDIRECT_URI` | sign in with OAuth, together with … |
| `CONTENTSTACK_OAUTH_TOKEN_FILE` | … the file that keeps the token, or … |
| `CONTENTSTACK_OAUTH_ACCESS_TOKEN`, `…_REFRESH_TOKEN` | … the token itself |
| `CONTENTSTACK_OAUTH_CLIENT_SECRET` | of an app that has one |
| `CONTENTSTACK_REGION`, `CONTENTSTACK_BASE_URL` | where to go; `BASE_URL` wins |

They are read only when a client is made without any way to sign in among its arguments. These two are always read,
unless the argument is given:

| variable | meaning |
|---|---|
| `CONTENTSTACK_PACE` | `off` for calls that do not wait for the rate limit |
| `CONTENTSTACK_DEADLINE` | seconds for a whole call with its retries and waits |
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .auth.base import Credentials
from .errors import MissingCredentialsError
from .regions import Hosts, Region, hosts_of

if TYPE_CHECKING:
    from .auth.oauth_token import OAuthToken

_PREFIX = "CONTENTSTACK_"
Variables = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who makes the calls, and where they go."""

    auth: Credentials
    hosts: Hosts


def identity(
    *,
    auth: Credentials | None,
    authtoken: str | None,
    management_token: str | None,
    region: Region | str | None,
    base_url: str | None,
    environ: Variables,
) -> Identity:
    """Who makes the calls and where they go, from a client's arguments or else from the environment.

    Raises:
        MissingCredentialsError: There is no way to sign in.
        TypeError: `auth` is none of this package's ways to sign in.
        ValueError: There is more than one, the region is unknown, or a token is malformed.
    """
    given = _given(auth, authtoken, management_token)
    if given is None:
        variables = _named_ours(environ)
        given = _from_variables(variables)
        region, base_url = _place(region, base_url, variables)
    if region is None and base_url is None and given.hosts is not None:
        return Identity(given, given.hosts)
    return Identity(given, hosts_of(region, base_url))


def deadline_of(deadline: float | None, environ: Variables) -> float | None:
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


def _given(auth: Credentials | None, authtoken: str | None, management_token: str | None) -> Credentials | None:
    ways = {"auth": auth, "authtoken": authtoken, "management_token": management_token}
    names = [name for name, value in ways.items() if value is not None]
    if len(names) > 1:
        raise ValueError(f"give one way to sign in, not {' and '.join(names)}")
    if auth is not None and not isinstance(auth, Credentials):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(
            f"auth must be Authtoken, Login, ManagementToken, OAuth or Anonymous, not {type(auth).__name__}"
        )
    if authtoken is not None:
        return _authtoken({"AUTHTOKEN": authtoken})
    return auth if management_token is None else _management_token({"MANAGEMENT_TOKEN": management_token})


def _named_ours(environ: Variables) -> Variables:
    """Our variables without their prefix; an empty one counts as not set."""
    return {name.removeprefix(_PREFIX): value for name, value in environ.items() if name.startswith(_PREFIX) and value}


def _place(region: Region | str | None, base_url: str | None, variables: Variables) -> tuple[str | None, str | None]:
    """Arguments win over variables, taken together: a region that was asked for is not undone by a variable."""
    if region is not None or base_url is not None:
        return region, base_url
    return variables.get("REGION"), variables.get("BASE_URL")


def _from_variables(variables: Variables) -> Credentials:
    """The way to sign in that the variables name."""
    named = [needed for needed in _WAYS if needed[0] in variables]
    if len(named) > 1:
        names = " and ".join(_PREFIX + needed[0] for needed in named)
        raise ValueError(f"the environment names more than one way to sign in: {names}; unset all but one")
    if not named:
        raise MissingCredentialsError(
            "nothing to sign in with: give auth, authtoken or management_token, or set CONTENTSTACK_AUTHTOKEN, "
            "CONTENTSTACK_MANAGEMENT_TOKEN, CONTENTSTACK_EMAIL and CONTENTSTACK_PASSWORD, or CONTENTSTACK_OAUTH_…"
        )
    needed = named[0]
    if missing := [_PREFIX + name for name in needed if name not in variables]:
        raise MissingCredentialsError(f"{_PREFIX}{needed[0]} is set, but {', '.join(missing)} is not")
    return _WAYS[needed](variables)


def _authtoken(variables: Variables) -> Credentials:
    from .auth.tokens import Authtoken

    return Authtoken(variables["AUTHTOKEN"])


def _management_token(variables: Variables) -> Credentials:
    from .auth.tokens import ManagementToken

    return ManagementToken(variables["MANAGEMENT_TOKEN"])


def _login(variables: Variables) -> Credentials:
    from .auth.login import Login

    return Login(variables["EMAIL"], variables["PASSWORD"], totp_secret=variables.get("TOTP_SECRET"))


def _oauth(variables: Variables) -> Credentials:
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
        token=_oauth_token(variables),
        store=None if file is None else FileTokenStore(file),
    )


def _oauth_token(variables: Variables) -> "OAuthToken | None":
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


_WAYS: Mapping[tuple[str, ...], Callable[[Variables], Credentials]] = {
    ("AUTHTOKEN",): _authtoken,
    ("MANAGEMENT_TOKEN",): _management_token,
    ("EMAIL", "PASSWORD"): _login,
    ("OAUTH_CLIENT_ID", "OAUTH_APP_ID", "OAUTH_REDIRECT_URI"): _oauth,
}
"""What makes each way to sign in, by the variables it needs; the first of them announces it."""
