"""`profiles`: accounts and stacks to switch between."""

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated

import typer

from ..exit_codes import CommandError
from ..options import LOCAL, complete_profile
from ..output import write_message
from ..parameters import BaseUrl, RegionName
from ..profiles import Profile, Profiles
from ..running import Run, add_command
from ..sign_in import choose_region
from ..storage import change_profiles, clear_secrets, load_profiles

if TYPE_CHECKING:
    from collections.abc import Mapping

app = typer.Typer(help="Profiles: accounts and stacks to switch between.", no_args_is_help=True)

_COLUMNS = ("current", "name", "region", "api_key", "branch", "auth", "email")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the profile.", autocompletion=complete_profile)]
StackKey = Annotated[str | None, typer.Option("--stack", metavar="API_KEY", help="API key of its stack.")]
Branch = Annotated[str | None, typer.Option("--branch", metavar="UID", help="Branch. Default: main branch.")]


@add_command(app, "list", LOCAL)
def list_profiles(run: Run) -> None:
    """List the profiles."""
    profiles = load_profiles()
    run.output.show_list((_describe(profiles, name) for name in profiles.by_name), _COLUMNS)


@add_command(app, "add", LOCAL)
def add_profile(
    run: Run,
    name: Name,
    *,
    region: RegionName = None,
    base_url: BaseUrl = None,
    stack: StackKey = None,
    branch: Branch = None,
) -> None:
    """Add a profile, or change the values of one. Sign in to it with login --profile NAME."""

    def change(profiles: Profiles) -> Profiles:
        present = profiles.by_name.get(name)
        return profiles.put(name, _build(present, region, base_url, stack, branch))

    run.output.show_item(_describe(change_profiles(change), name))


@add_command(app, "use", LOCAL)
def use_profile(run: Run, name: Name) -> None:
    """Make a profile the one that commands use by default."""
    run.output.show_item(_describe(change_profiles(lambda profiles: profiles.use(name)), name))


@add_command(app, "remove", ("yes", *LOCAL))
def remove_profile(run: Run, name: Name) -> None:
    """Remove a profile and its token. Asks first. Its session is not ended: use logout for that."""
    profile = load_profiles().get(name)
    run.confirm(f"Remove profile {name!r} and its token?", [" ".join(_list_values(profile))])
    if profile.store is not None:
        clear_secrets(name, profile.store)
    change_profiles(lambda profiles: profiles.remove(name))
    write_message(f"removed profile {name!r}")


def register(root: typer.Typer) -> None:
    """Add the commands."""
    root.add_typer(app, name="profiles")


def _build(
    present: Profile | None, region: str | None, base_url: str | None, stack: str | None, branch: str | None
) -> Profile:
    if present is None:
        place = choose_region(region, base_url)
        return Profile(region=place.region, base_url=place.base_url, api_key=stack, branch=branch)
    if (region is not None or base_url is not None) and present.auth is not None:
        raise CommandError("the token of the profile belongs to its region: sign out first, or add another profile")
    if region is not None or base_url is not None:
        place = choose_region(region, base_url)
        present = replace(present, region=place.region, base_url=place.base_url)
    if stack is not None:
        present = replace(present, api_key=stack, branch=None)
    return present if branch is None else replace(present, branch=branch)


def _describe(profiles: Profiles, name: str) -> "Mapping[str, object]":
    profile = asdict(profiles.by_name[name])
    profile["region"] = profile["base_url"] or profile["region"]
    return {"current": name == profiles.current, "name": name, **{key: profile[key] for key in _COLUMNS[2:]}}


def _list_values(profile: Profile) -> list[str]:
    return [value for value in asdict(profile).values() if value is not None]
