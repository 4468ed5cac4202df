"""The client and the stack of a command, from its options, the environment and its profile.

What wins: options, then a profile that was chosen with `--profile` or `CONTENTSTACK_PROFILE`, then the `CONTENTSTACK_`
variables, then the current profile.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .exit_codes import CommandError, ExitCode
from .profiles import Profile, Profiles
from .storage import load_profiles, open_secret, open_token_store

if TYPE_CHECKING:
    from contentstack_cma import Client, OAuth

_SIGN_INS = ("AUTHTOKEN", "MANAGEMENT_TOKEN", "EMAIL", "OAUTH_CLIENT_ID")
"""Variables, without their prefix, each of which names a way to sign in."""

_LOG_IN = "sign in with contentstack-cma login"


@dataclass(frozen=True, slots=True)
class Account:
    """The account of a command.

    Attributes:
        name: Name of the profile; None without one.
        profile: The profile; an empty one if the environment says everything.
        is_from_environment: Whether the `CONTENTSTACK_` variables sign in.
    """

    name: str | None
    profile: Profile
    is_from_environment: bool

    def choose_stack(
        self, api_key: str | None, branch: str | None, environ: Mapping[str, str]
    ) -> tuple[str, str | None]:
        """Return the API key and the branch of the stack.

        Raises:
            CommandError: No stack was named.
        """
        key = api_key or self.find_api_key(environ)
        if not key:
            raise CommandError("no stack: pass --stack, set CONTENTSTACK_API_KEY, or use a profile with a stack")
        if api_key is not None:
            return key, branch
        variables = environ.get("CONTENTSTACK_BRANCH") or None
        own = self.profile.branch
        return key, branch or (variables or own if self.is_from_environment else own or variables)

    def find_api_key(self, environ: Mapping[str, str]) -> str | None:
        """Return the API key of the stack, if there is one."""
        variable, own = environ.get("CONTENTSTACK_API_KEY") or None, self.profile.api_key
        return variable or own if self.is_from_environment else own or variable


def choose_account(option: str | None, profiles: Profiles, environ: Mapping[str, str]) -> Account:
    """Return the account of a command.

    Raises:
        CommandError: The profile does not exist, or there is neither a profile nor a variable that signs in.
    """
    has_sign_in = any(environ.get(f"CONTENTSTACK_{name}") for name in _SIGN_INS)
    if option is None and has_sign_in:
        return Account(None, Profile(), is_from_environment=True)
    name = option or profiles.current
    if name is None:
        raise CommandError(f"nobody is signed in: {_LOG_IN}, or set CONTENTSTACK_AUTHTOKEN", ExitCode.NOT_PERMITTED)
    profile = profiles.get(name)
    if profile.auth is None and not has_sign_in:
        raise CommandError(
            f"nobody is signed in to profile {name!r}: {_LOG_IN} --profile {name}", ExitCode.NOT_PERMITTED
        )
    return Account(name, _pin_region(profile), is_from_environment=profile.auth is None)


def _pin_region(profile: Profile) -> Profile:
    """Return a profile whose token is only sent to its own region, whatever the environment says."""
    is_pinned = profile.auth is None or profile.region is not None or profile.base_url is not None
    return profile if is_pinned else replace(profile, region="na")


def find_account(option: str | None) -> Account:
    """Return the account, from the file of profiles and the environment."""
    return choose_account(option, load_profiles(), os.environ)


def open_client(account: Account) -> "Client":
    """Return a client that is signed in as an account.

    Raises:
        CommandError: The token is missing.
        ContentstackError: The credentials of the environment are incomplete.
    """
    from contentstack_cma import Client

    profile = account.profile
    if account.name is None or profile.auth is None:
        return Client(region=profile.region, base_url=profile.base_url)
    if profile.auth == "oauth":
        return Client(auth=load_oauth(account.name, profile))
    token = open_secret(account.name, profile.store or "file", "token").load()
    if not token:
        raise CommandError(
            f"the token of profile {account.name!r} is missing: {_LOG_IN} --profile {account.name}",
            ExitCode.NOT_PERMITTED,
        )
    if profile.auth == "management-token":
        return Client(management_token=token, region=profile.region, base_url=profile.base_url)
    return Client(authtoken=token, region=profile.region, base_url=profile.base_url)


def load_oauth(name: str, profile: Profile) -> "OAuth":
    """Return the OAuth credentials of a profile that has signed in."""
    return build_oauth(name, profile, open_secret(name, profile.store or "file", "client-secret").load())


def build_oauth(name: str, profile: Profile, client_secret: str | None) -> "OAuth":
    """Return the OAuth credentials of a profile, with its token store.

    Raises:
        CommandError: The profile lacks something that OAuth needs.
    """
    from contentstack_cma import OAuth

    if not profile.app_id or not profile.client_id or not profile.redirect_uri:
        raise CommandError(
            "OAuth needs the app: pass --app-id and --client-id, or set CONTENTSTACK_OAUTH_APP_ID and "
            "CONTENTSTACK_OAUTH_CLIENT_ID"
        )
    return OAuth(
        app_id=profile.app_id,
        client_id=profile.client_id,
        redirect_uri=profile.redirect_uri,
        client_secret=client_secret,
        region=profile.region,
        base_url=profile.base_url,
        store=open_token_store(name, profile.store or "file"),
    )
