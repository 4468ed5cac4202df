"""Profiles: their file, the commands, and which account and stack a command gets."""

import os
import stat
from pathlib import Path

import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.cli.connection import choose_account
from contentstack_cma_toolkit.cli.exit_codes import CommandError
from contentstack_cma_toolkit.cli.options import complete_profile
from contentstack_cma_toolkit.cli.profiles import Profile, Profiles, format_profiles, parse_profiles
from contentstack_cma_toolkit.cli.storage import choose_place, find_folder, open_secret
from tests.toolkit.support.command_line import CommandLine

SIGNED_IN = Profile(region="eu", api_key="blt1", branch="dev", auth="email", store="file", email="me@example.com")
TOKEN = {"CONTENTSTACK_AUTHTOKEN": "token"}


def read_config() -> str:
    return (find_folder() / "config.toml").read_text(encoding="utf-8")


def test_profiles_survive_their_file() -> None:
    odd = Profile(base_url='http://h:1/"\\', branch="ü\x7f\n", api_key="k", app_id="a", client_id="c", redirect_uri="r")
    profiles = Profiles("b.1", {"a-b_c": SIGNED_IN, "b.1": odd})
    assert parse_profiles("x", format_profiles(profiles)) == profiles
    assert parse_profiles("x", format_profiles(Profiles())) == Profiles()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("current = 1", "x: `current` must be a text"),
        ("profiles = 1", "`profiles` a table"),
        ("=", "x: not valid TOML"),
        ("[profiles]\na = 1", "x: profile 'a' must be a table"),
        ("[profiles.a]\ntoken = 't'", "x: profile 'a' has an unknown key 'token'"),
        ("[profiles.a]\nbranch = 1", "x: 'branch' of profile 'a' must be a text, not 1"),
        ("[profiles.a]\nauth = 'magic'", "must be email or oauth or authtoken or management-token, not 'magic'"),
        ("[profiles.'../a']\n", "a profile cannot be called '../a'"),
    ],
)
def test_a_malformed_file_is_named(text: str, problem: str) -> None:
    with pytest.raises(CommandError) as caught:
        parse_profiles("x", text)
    assert problem in str(caught.value)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\\b", "A", "-a", "a b", "a" * 65])
def test_a_name_is_a_name_of_a_file_everywhere(name: str, command_line: CommandLine) -> None:
    done = command_line.run("profiles", "add", "--", name)
    assert (done.code, "cannot be called" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("option", "environ", "name", "is_from_environment"),
    [
        (None, {}, "main", False),
        ("other", {}, "other", False),
        (None, TOKEN, None, True),
        (None, {"CONTENTSTACK_AUTHTOKEN": ""}, "main", False),
        ("main", TOKEN, "main", False),
        ("bare", TOKEN, "bare", True),
    ],
)
def test_what_was_chosen_wins(
    option: str | None, environ: dict[str, str], name: str | None, is_from_environment: bool
) -> None:
    profiles = Profiles("main", {"main": SIGNED_IN, "other": SIGNED_IN, "bare": Profile(region="na")})
    account = choose_account(option, profiles, environ)
    assert (account.name, account.is_from_environment) == (name, is_from_environment)


def test_a_token_is_not_sent_to_the_region_of_the_environment() -> None:
    profiles = Profiles("main", {"main": Profile(auth="email", store="file")})
    account = choose_account(None, profiles, {"CONTENTSTACK_BASE_URL": "http://127.0.0.1:1"})
    assert account.profile.region == "na"


@pytest.mark.parametrize(
    ("option", "code", "problem"),
    [
        (None, 3, "nobody is signed in"),
        ("bare", 3, "nobody is signed in to profile 'bare'"),
        ("missing", 2, "there is no profile 'missing': expected one of bare"),
    ],
)
def test_nobody_is_signed_in(option: str | None, code: int, problem: str) -> None:
    with pytest.raises(CommandError) as caught:
        choose_account(option, Profiles(None, {"bare": Profile(region="na")}), {})
    assert (caught.value.code, problem in str(caught.value)) == (code, True)


STACK = {"CONTENTSTACK_API_KEY": "blt2", "CONTENTSTACK_BRANCH": "env"}


@pytest.mark.parametrize(
    ("account", "options", "environ", "stack"),
    [
        ("main", (None, None), {}, ("blt1", "dev")),
        ("main", (None, None), STACK, ("blt1", "dev")),
        ("main", (None, "b"), STACK, ("blt1", "b")),
        ("main", ("blt3", None), STACK, ("blt3", None)),
        ("main", ("blt3", "b"), STACK, ("blt3", "b")),
        ("bare", (None, None), STACK, ("blt2", "env")),
        (None, (None, None), STACK, ("blt2", "env")),
        (None, (None, None), {"CONTENTSTACK_API_KEY": "blt2"}, ("blt2", None)),
    ],
)
def test_the_stack_of_a_command(
    account: str | None,
    options: tuple[str | None, str | None],
    environ: dict[str, str],
    stack: tuple[str, str | None],
) -> None:
    profiles = Profiles(None, {"main": SIGNED_IN, "bare": Profile(region="na")})
    assert choose_account(account, profiles, TOKEN).choose_stack(*options, environ) == stack


def test_a_command_without_a_stack_says_how_to_choose_one(
    signed_in: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONTENTSTACK_API_KEY")
    done = signed_in.run("entries", "list", "blog_post")
    assert (done.code, "pass --stack" in done.err) == (2, True)


def test_profiles_are_added_changed_listed_used_and_removed(command_line: CommandLine) -> None:
    added = command_line.run("profiles", "add", "live", "--region", "AWS_EU", "--stack", "blt1", "--branch", "dev")
    assert added.code == 0
    assert command_line.run("profiles", "add", "test").code == 0
    assert command_line.run("profiles", "add", "live", "--stack", "blt2").code == 0
    (live, test) = command_line.run("profiles", "list", "--json").items
    assert (live["current"], live["region"], live["api_key"], live["branch"]) == (True, "eu", "blt2", None)
    assert (test["current"], test["region"]) == (False, "na")
    assert command_line.run("profiles", "use", "test").code == 0
    assert command_line.run("profiles", "list").out.startswith("no\tlive\teu\t")
    assert command_line.run("profiles", "remove", "test").code == 2
    assert command_line.run("profiles", "remove", "test", "--yes").code == 0
    assert [item["current"] for item in command_line.run("profiles", "list", "--json").items] == [False]
    assert command_line.run("profiles", "use", "test").code == 2


def test_a_new_profile_has_the_region_of_the_environment(
    command_line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTENTSTACK_REGION", "gcp-eu")
    assert command_line.run("profiles", "add", "a", "--json").document["region"] == "gcp-eu"
    monkeypatch.setenv("CONTENTSTACK_BASE_URL", "http://127.0.0.1:1")
    assert command_line.run("profiles", "add", "b", "--json").document["region"] == "http://127.0.0.1:1"
    assert command_line.run("profiles", "add", "c", "--region", "moon").code == 2
    both = command_line.run("profiles", "add", "c", "--region", "eu", "--base-url", "http://127.0.0.1:1")
    assert (both.code, "not both" in both.err) == (2, True)


def test_a_token_stays_in_its_region(command_line: CommandLine, emulator: Emulator) -> None:
    arguments = ("--base-url", emulator.url, "--email", emulator.email)
    assert command_line.run("login", *arguments, given=emulator.password).code == 0
    done = command_line.run("profiles", "add", "default", "--region", "eu")
    assert (done.code, "belongs to its region" in done.err) == (2, True)


def test_a_profile_without_a_user_is_signed_in_by_the_environment(
    command_line: CommandLine, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    command_line.run("profiles", "add", "ci", "--base-url", emulator.url, "--stack", emulator.stack.api_key)
    monkeypatch.setenv("CONTENTSTACK_AUTHTOKEN", emulator.authtoken)
    monkeypatch.setenv("CONTENTSTACK_PROFILE", "ci")
    assert command_line.run("entries", "list", "blog_post").code == 0
    found = command_line.run("whoami", "--json").document
    assert command_line.run("whoami", "--profile", "other").code == 2
    assert (found["profile"], found["email"], found["api_key"]) == ("ci", emulator.email, emulator.stack.api_key)


def test_the_files_are_private(command_line: CommandLine) -> None:
    command_line.run("profiles", "add", "a")
    open_secret("a", "file", "token").save("secret")
    for path in (find_folder() / "config.toml", find_folder() / "credentials" / "a.token"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((find_folder() / "credentials").stat().st_mode) == 0o700
    assert sorted(path.name for path in (find_folder() / "credentials").iterdir()) == ["a.token"]
    assert "secret" not in read_config().replace("without secrets", "")


def test_a_broken_file_does_not_break_the_completion(command_line: CommandLine) -> None:
    command_line.run("profiles", "add", "live")
    command_line.run("profiles", "add", "test")
    assert complete_profile("li") == ["live"]
    (find_folder() / "config.toml").write_text("=", encoding="utf-8")
    assert complete_profile("li") == []
    done = command_line.run("profiles", "list")
    assert (done.code, "config.toml: not valid TOML" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        ("linux", {"XDG_CONFIG_HOME": "/x"}, "/x/contentstack-cma"),
        ("linux", {}, "/home/me/.config/contentstack-cma"),
        ("darwin", {}, "/home/me/Library/Application Support/contentstack-cma"),
        ("win32", {"APPDATA": "/app"}, "/app/contentstack-cma"),
        ("linux", {"CONTENTSTACK_CONFIG_DIR": "~/here"}, "/home/me/here"),
    ],
)
def test_the_folder_is_where_the_system_wants_it(
    platform: str, variables: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CONFIG_HOME", "APPDATA", "CONTENTSTACK_CONFIG_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setattr("sys.platform", platform)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert find_folder() == Path(folder)


def test_without_a_usable_keyring_tokens_are_in_files() -> None:
    assert os.environ["PYTHON_KEYRING_BACKEND"] == "keyring.backends.fail.Keyring"
    assert choose_place() == "file"
