"""Profiles: which account and stack commands use. They are kept in a TOML file, which holds no secrets. No I/O."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Literal, cast, get_args

from .exit_codes import CommandError

SignIn = Literal["email", "oauth", "authtoken", "management-token"]
Place = Literal["keyring", "file"]

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_CHOICES: Mapping[str, tuple[str, ...]] = {"auth": get_args(SignIn), "store": get_args(Place)}
_FIRST_LINE = "# Profiles of contentstack-cma, without secrets. Change them with `contentstack-cma profiles`."


@dataclass(frozen=True, slots=True)
class Profile:
    """An account and a stack.

    Attributes:
        region: Region of the organization.
        base_url: Scheme and host of the API, instead of a region.
        api_key: The stack's key.
        branch: The branch. Default: main branch.
        auth: How its user signed in. None: with the `CONTENTSTACK_` variables.
        store: Where its token is kept.
        email: Email address of its user.
        app_id: Uid of the OAuth app.
        client_id: Client id of the OAuth app.
        redirect_uri: Redirect URL of the OAuth app.
    """

    region: str | None = None
    base_url: str | None = None
    api_key: str | None = None
    branch: str | None = None
    auth: SignIn | None = None
    store: Place | None = None
    email: str | None = None
    app_id: str | None = None
    client_id: str | None = None
    redirect_uri: str | None = None

    def sign_out(self) -> "Profile":
        """Return the profile without its user. The OAuth app stays, for the next sign-in."""
        return replace(self, auth=None, store=None, email=None)


@dataclass(frozen=True, slots=True)
class Profiles:
    """All profiles.

    Attributes:
        current: Name of the profile that commands use by default.
        by_name: The profiles by name.
    """

    current: str | None = None
    by_name: Mapping[str, Profile] = field(default_factory=dict[str, Profile])

    def get(self, name: str) -> Profile:
        """Return a profile.

        Raises:
            CommandError: It does not exist.
        """
        if name not in self.by_name:
            known = f"expected one of {', '.join(self.by_name)}" if self.by_name else "there are none yet"
            raise CommandError(f"there is no profile {name!r}: {known}; create it with `contentstack-cma profiles add`")
        return self.by_name[name]

    def put(self, name: str, profile: Profile) -> "Profiles":
        """Return the profiles with a new or another profile. The first one becomes the current one."""
        return Profiles(self.current or name, {**self.by_name, check_name(name): profile})

    def remove(self, name: str) -> "Profiles":
        """Return the profiles without one."""
        left = {other: profile for other, profile in self.by_name.items() if other != name}
        return Profiles(None if self.current == name else self.current, left)

    def use(self, name: str) -> "Profiles":
        """Return the profiles with another current one."""
        self.get(name)
        return replace(self, current=name)


def check_name(name: str) -> str:
    """Return the name of a profile.

    Raises:
        CommandError: It cannot be the name of a file on every system.
    """
    if not _NAME.fullmatch(name):
        raise CommandError(
            f"a profile cannot be called {name!r}: use up to 64 lower-case letters, digits, '.', '_' and '-', "
            "and begin with a letter or digit"
        )
    return name


def parse_profiles(source: str, text: str) -> Profiles:
    """Parse the file of profiles.

    Args:
        source: Path of the file, for messages.
        text: Its content.

    Raises:
        CommandError: It is malformed.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CommandError(f"{source}: not valid TOML: {error}") from None
    current, tables = found.get("current"), found.get("profiles", {})
    if not isinstance(current, str | None) or not isinstance(tables, dict):
        raise CommandError(f"{source}: `current` must be a text, and `profiles` a table of profiles")
    named = cast("dict[str, object]", tables)
    return Profiles(current, {check_name(name): _parse_profile(source, name, table) for name, table in named.items()})


def format_profiles(profiles: Profiles) -> str:
    """Return the content of the file of profiles."""
    lines = [_FIRST_LINE]
    if profiles.current is not None:
        lines.append(f"current = {_quote(profiles.current)}")
    for name, profile in sorted(profiles.by_name.items()):
        lines += ["", f"[profiles.{_quote(name)}]"]
        lines += [f"{key} = {_quote(value)}" for key, value in asdict(profile).items() if value is not None]
    return "\n".join(lines) + "\n"


def _parse_profile(source: str, name: str, table: object) -> Profile:
    if not isinstance(table, dict):
        raise CommandError(f"{source}: profile {name!r} must be a table")
    known = {item.name for item in fields(Profile)}
    values: dict[str, str] = {}
    for key, value in cast("dict[str, object]", table).items():
        if key not in known:
            raise CommandError(f"{source}: profile {name!r} has an unknown key {key!r}; expected {', '.join(known)}")
        if not isinstance(value, str) or value not in _CHOICES.get(key, (value,)):
            expected = " or ".join(_CHOICES.get(key, ("a text",)))
            raise CommandError(f"{source}: {key!r} of profile {name!r} must be {expected}, not {value!r}")
        values[key] = value
    return Profile(**values)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] -- checked above


def _quote(text: str) -> str:
    """Return a text as a TOML string: JSON's, except that TOML wants the character DEL escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
