"""Sign in and out: get a token and keep it, end the session and delete it."""

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .connection import Account, build_oauth, load_oauth, open_client
from .exit_codes import CommandError, ExitCode
from .output import write_message
from .profiles import Profile
from .storage import clear_secrets, open_secret
from .terminal import ask, ask_secret, is_terminal

if TYPE_CHECKING:
    from contentstack_cma import OAuth

_REDIRECT_URI = "http://localhost:8184"
_SSO_HINT = "If your organization uses single sign-on, sign in with OAuth: contentstack-cma login --with oauth"


@dataclass(frozen=True, slots=True)
class App:
    """The OAuth app that a user signs in to."""

    app_id: str | None
    client_id: str | None
    redirect_uri: str | None


@dataclass(frozen=True, slots=True)
class Home:
    """The region of an account, or the URL instead of it."""

    region: str | None
    base_url: str | None


def choose_region(region: str | None, base_url: str | None) -> Home:
    """Return the region of the options, else that of the environment, else North America.

    Raises:
        CommandError: Both were passed.
        ValueError: The region is unknown.
    """
    from contentstack_cma import Region

    if region is not None and base_url is not None:
        raise CommandError("pass --region or --base-url, not both")
    if region is None and base_url is None:
        base_url = os.environ.get("CONTENTSTACK_BASE_URL") or None
        region = os.environ.get("CONTENTSTACK_REGION") or None
    if base_url is not None:
        return Home(None, base_url)
    return Home(Region(region or "na").value, None)


def sign_in(name: str, profile: Profile, email: str | None, app: App, *, no_browser: bool) -> Profile:
    """Sign in and store the token. Return the profile with what is known about its user.

    Args:
        name: Name of the profile.
        profile: The profile, with the way to sign in and the place of the token.
        email: Email address. Default: `CONTENTSTACK_EMAIL`, else it is asked for.
        app: The OAuth app.
        no_browser: Print the URL of the consent page instead of opening it.
    """
    if profile.auth == "oauth":
        return _sign_in_with_oauth(name, _choose_app(profile, app), no_browser=no_browser)
    if profile.auth == "email":
        return _sign_in_with_email(name, profile, email)
    return _keep_token(name, profile)


def sign_out(name: str, profile: Profile, *, revoke: bool) -> None:
    """End the session of an email login or revoke the authorization of an app, and delete the token in any case.

    Raises:
        ContentstackError: The server could not be reached, or rejected the call.
    """
    try:
        if revoke:
            load_oauth(name, profile).revoke()
        elif profile.auth == "email":
            with open_client(Account(name, profile, is_from_environment=False)) as client:
                client.logout()
    finally:
        if profile.store is not None:
            clear_secrets(name, profile.store)


def _sign_in_with_email(name: str, profile: Profile, email: str | None) -> Profile:
    from contentstack_cma import AuthenticationError, Client, DecodeError, Login, TwoFactorRequired

    address = email or os.environ.get("CONTENTSTACK_EMAIL") or ask("Email", "--email")
    secret = os.environ.get("CONTENTSTACK_TOTP_SECRET") or None
    code = _ask_code if secret is None and is_terminal() else None
    password = os.environ.get("CONTENTSTACK_PASSWORD") or ask_secret("Password")
    login = Login(address, password, tfa_token=code, totp_secret=secret, keep_session=True)
    try:
        with Client(auth=login, region=profile.region, base_url=profile.base_url) as client:
            user = client.users.get_current()
    except TwoFactorRequired:
        problem = "the account has two-factor authentication: run this in a terminal, or set CONTENTSTACK_TOTP_SECRET"
        raise CommandError(problem, ExitCode.NOT_PERMITTED) from None
    except (AuthenticationError, DecodeError) as error:
        reason = error.error_message if isinstance(error, AuthenticationError) else None
        raise CommandError(f"{reason or error} {_SSO_HINT}", ExitCode.NOT_PERMITTED) from None
    _save(name, profile, str(login.get_session()))
    return replace(profile, email=user.email or address)


def _sign_in_with_oauth(name: str, profile: Profile, *, no_browser: bool) -> Profile:
    from contentstack_cma import Client, OAuthError, PermissionDeniedError

    secret = os.environ.get("CONTENTSTACK_OAUTH_CLIENT_SECRET") or None
    oauth = build_oauth(name, profile, secret)
    if no_browser:
        _exchange_by_hand(oauth)
    else:
        try:
            oauth.login_with_browser()
        except OAuthError as error:
            problem = f"{error}. To use a browser on another machine, pass --no-browser."
            raise CommandError(problem, ExitCode.NOT_PERMITTED) from None
    if secret is not None:
        open_secret(name, profile.store or "file", "client-secret").save(secret)
    try:
        with Client(auth=oauth) as client:
            return replace(profile, email=client.users.get_current().email)
    except PermissionDeniedError:  # the scopes of the app may leave out the account
        return profile


def _choose_app(profile: Profile, app: App) -> Profile:
    """Return the profile with the OAuth app: the options win, then the app of the last sign-in."""
    return replace(
        profile,
        app_id=app.app_id or profile.app_id,
        client_id=app.client_id or profile.client_id,
        redirect_uri=app.redirect_uri or profile.redirect_uri or _REDIRECT_URI,
    )


def _exchange_by_hand(oauth: "OAuth") -> None:
    write_message(f"Open this URL in a browser:\n{oauth.authorization_url()}")
    oauth.exchange(ask_secret("URL that the browser was redirected to").strip())


def _keep_token(name: str, profile: Profile) -> Profile:
    """Read a token, check it with a call, and store it. No call tells whether a management token is valid."""
    from contentstack_cma import Client

    if profile.auth == "management-token":
        _save(name, profile, ask_secret("Management token").strip())
        return profile
    token = ask_secret("Authtoken").strip()
    with Client(authtoken=token, region=profile.region, base_url=profile.base_url) as client:
        user = client.users.get_current()
    _save(name, profile, token)
    return replace(profile, email=user.email)


def _save(name: str, profile: Profile, token: str) -> None:
    open_secret(name, profile.store or "file", "token").save(token)


def _ask_code() -> str:
    return ask("Code of the authenticator app", "CONTENTSTACK_TOTP_SECRET")
