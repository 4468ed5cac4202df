"""`login`, `logout` and `whoami`."""

import os
from dataclasses import replace
from enum import StrEnum
from typing import Annotated

import typer

from ..exit_codes import CommandError, ExitCode
from ..options import ACCOUNT
from ..output import write_message
from ..parameters import BaseUrl, RegionName
from ..profiles import Place, Profile, check_name
from ..running import Run, add_command
from ..sign_in import App, choose_region, sign_in, sign_out
from ..storage import change_profiles, choose_place, clear_replaced_secrets, load_profiles

_DEFAULT_NAME = "default"


class Kind(StrEnum):
    """Ways to sign in."""

    EMAIL = "email"
    OAUTH = "oauth"
    AUTHTOKEN = "authtoken"
    MANAGEMENT_TOKEN = "management-token"  # noqa: S105 - a kind of token


class Store(StrEnum):
    """Places for tokens."""

    KEYRING = "keyring"
    FILE = "file"


With = Annotated[Kind, typer.Option("--with", help="How to sign in.")]
Email = Annotated[str | None, typer.Option("--email", metavar="EMAIL", help="Email address. Default: asks.")]
AppId = Annotated[
    str | None,
    typer.Option("--app-id", metavar="UID", envvar="CONTENTSTACK_OAUTH_APP_ID", help="Uid of the OAuth app."),
]
ClientId = Annotated[
    str | None,
    typer.Option(
        "--client-id", metavar="ID", envvar="CONTENTSTACK_OAUTH_CLIENT_ID", help="Client id of the OAuth app."
    ),
]
RedirectUri = Annotated[
    str | None,
    typer.Option(
        "--redirect-uri",
        metavar="URL",
        envvar="CONTENTSTACK_OAUTH_REDIRECT_URI",
        help="Redirect URL of the OAuth app. Default: http://localhost:8184.",
    ),
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Print the URL to open, and ask for the redirect URL.")]
StoreOption = Annotated[
    Store | None, typer.Option("--store", help="Where to keep the token. Default: the keyring, if there is one.")
]
StackKey = Annotated[str | None, typer.Option("--stack", metavar="API_KEY", help="Stack of the profile.")]
Branch = Annotated[str | None, typer.Option("--branch", metavar="UID", help="Branch of the profile.")]
Revoke = Annotated[bool, typer.Option("--revoke", help="With OAuth: revoke the authorization of the app, too.")]


def log_in(
    run: Run,
    *,
    kind: With = Kind.EMAIL,
    email: Email = None,
    region: RegionName = None,
    base_url: BaseUrl = None,
    stack: StackKey = None,
    branch: Branch = None,
    app_id: AppId = None,
    client_id: ClientId = None,
    redirect_uri: RedirectUri = None,
    no_browser: NoBrowser = False,
    store: StoreOption = None,
) -> None:
    """Sign in, and keep the token in a profile.

    Asks for the email, the password and the two-factor code, or opens the browser (--with oauth). Without a terminal,
    the password or the token is read from standard input.
    """
    name, present = _find_profile(run)
    place: Place = choose_place() if store is None else store.value
    profile = _choose_stack(_choose_place(present, region, base_url), stack, branch)
    app = App(app_id, client_id, redirect_uri)
    done = sign_in(name, replace(profile.sign_out(), auth=kind.value, store=place), email, app, no_browser=no_browser)
    change_profiles(lambda saved: saved.put(name, done))
    if present.store is not None:
        clear_replaced_secrets(name, present.store, place, kind.value)
    write_message(f"signed in; the token of profile {name!r} is in the {place}")
    run.output.show_item(_describe(name, done))


def log_out(run: Run, *, revoke: Revoke = False) -> None:
    """Sign out: end the session of an email login, and delete the token."""
    profiles = load_profiles()
    name = run.profile or profiles.current
    profile = None if name is None else profiles.get(name)
    if name is None or profile is None or profile.auth is None:
        raise CommandError("nobody is signed in to a profile", ExitCode.NOT_PERMITTED)
    if revoke and profile.auth != "oauth":
        raise CommandError(f"--revoke is for OAuth, but profile {name!r} signed in with {profile.auth}")
    try:
        sign_out(name, profile, revoke=revoke)
    finally:
        change_profiles(lambda saved: saved.put(name, profile.sign_out()))
    write_message(f"signed out of profile {name!r}")


def show_account(run: Run) -> None:
    """Show who is signed in, and to which region and stack."""
    from contentstack_cma import AuthMethodError

    account = run.account
    client = run.open_client()
    found: dict[str, object] = {"profile": account.name, "base_url": client.base_url}
    try:
        user = client.users.get_current()
    except AuthMethodError:  # a management token has no user
        found |= {"uid": None, "email": None}
    else:
        found |= {"uid": user.uid, "email": user.email}
    found["api_key"] = account.find_api_key(os.environ)
    run.output.show_item(found)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    add_command(app, "login", ACCOUNT)(log_in)
    add_command(app, "logout", ACCOUNT)(log_out)
    add_command(app, "whoami", ACCOUNT)(show_account)


def _find_profile(run: Run) -> tuple[str, Profile]:
    """Return the profile to sign in to, which may be new."""
    profiles = load_profiles()
    name = check_name(run.profile or profiles.current or _DEFAULT_NAME)
    return name, profiles.by_name.get(name, Profile())


def _choose_place(present: Profile, region: str | None, base_url: str | None) -> Profile:
    """Return the profile with the region to sign in to: options win, then the profile, then the environment."""
    if region is None and base_url is None and (present.region or present.base_url):
        return present
    place = choose_region(region, base_url)
    return replace(present, region=place.region, base_url=place.base_url)


def _choose_stack(profile: Profile, stack: str | None, branch: str | None) -> Profile:
    if stack is not None:
        return replace(profile, api_key=stack, branch=branch)
    return profile if branch is None else replace(profile, branch=branch)


def _describe(name: str, profile: Profile) -> dict[str, object]:
    region = profile.base_url or profile.region
    return {"profile": name, "region": region, "email": profile.email, "api_key": profile.api_key}
