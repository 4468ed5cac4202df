"""`login`, `logout` and `whoami`: every way to sign in, and that no secret leaves its place."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError

from contentstack_cma import Client
from contentstack_cma_emulator import Emulator, OAuthApp
from contentstack_cma_toolkit.cli.storage import find_folder
from tests.toolkit.support.command_line import COMMAND, CommandLine, Done
from tests.toolkit.support.terminals import open_terminal


class MemoryKeyring(KeyringBackend):
    """A keyring in memory, which can be locked."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.items: dict[tuple[str, str], str] = {}
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.is_locked:
            raise KeyringError("the keyring is locked")
        return self.items.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.items[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.items[service, username]


@pytest.fixture
def memory() -> Iterator[MemoryKeyring]:
    before = keyring.get_keyring()
    memory = MemoryKeyring()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


def log_in(command_line: CommandLine, emulator: Emulator, *arguments: str, given: str = "") -> Done:
    return command_line.run("login", "--base-url", emulator.url, *arguments, given=given)


def log_in_by_email(command_line: CommandLine, emulator: Emulator, *arguments: str) -> Done:
    return log_in(command_line, emulator, "--email", emulator.email, *arguments, given=f"{emulator.password}\n")


def read_files() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in find_folder().rglob("*") if path.is_file())


def is_valid(emulator: Emulator, authtoken: str) -> bool:
    from contentstack_cma import AuthenticationError

    with Client(authtoken=authtoken, base_url=emulator.url) as client:
        try:
            client.users.get_current()
        except AuthenticationError:
            return False
        return True


def test_an_email_login_lasts_until_the_logout(command_line: CommandLine, emulator: Emulator) -> None:
    done = log_in_by_email(command_line, emulator, "--stack", emulator.stack.api_key)
    assert done.code == 0
    token = (find_folder() / "credentials" / "default.token").read_text(encoding="utf-8")
    assert is_valid(emulator, token)
    assert token not in done.out + done.err
    assert emulator.password not in read_files() + done.out + done.err
    assert command_line.run("entries", "list", "blog_post").code == 0
    found = command_line.run("whoami", "--json").document
    assert (found["email"], found["api_key"]) == (emulator.email, emulator.stack.api_key)
    assert command_line.run("logout").code == 0
    assert not is_valid(emulator, token)
    assert token not in read_files()
    assert command_line.run("whoami").code == 3
    assert command_line.run("profiles", "list", "--json").items[0]["api_key"] == emulator.stack.api_key
    assert command_line.run("logout").code == 3


def test_a_new_login_keeps_region_and_stack_of_the_profile(command_line: CommandLine, emulator: Emulator) -> None:
    log_in_by_email(command_line, emulator, "--stack", emulator.stack.api_key, "--branch", "main")
    command_line.run("logout")
    done = command_line.run("login", "--email", emulator.email, "--json", given=emulator.password)
    assert done.document["region"] == emulator.url
    assert command_line.run("profiles", "list", "--json").items[0]["branch"] == "main"


def test_email_and_password_may_be_in_the_environment(
    command_line: CommandLine, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTENTSTACK_EMAIL", emulator.tfa_email)
    monkeypatch.setenv("CONTENTSTACK_PASSWORD", emulator.tfa_password)
    assert log_in(command_line, emulator).code == 3
    monkeypatch.setenv("CONTENTSTACK_TOTP_SECRET", emulator.totp_secret)
    done = log_in(command_line, emulator, "--profile", "tfa", "--json")
    assert (done.code, done.document["email"]) == (0, emulator.tfa_email)
    assert command_line.run("whoami", "--profile", "tfa", "--json").document["email"] == emulator.tfa_email


@pytest.mark.parametrize(
    ("arguments", "given", "result"),
    [
        (["--email", "demo@example.com"], "wrong\n", (3, "single sign-on, sign in with OAuth")),
        (["--email", "demo@example.com"], "", (2, "Password is missing")),
        ([], "secret\n", (2, "Email is missing: pass --email")),
        (["--with", "authtoken"], "wrong\n", (3, "401")),
        (["--with", "management-token"], "", (2, "Management token is missing")),
        (["--with", "oauth"], "", (2, "OAuth needs the app: pass --app-id")),
        (["--with", "magic"], "", (2, "--with")),
        (["--region", "eu"], "", (2, "not both")),
    ],
)
def test_a_login_that_fails_changes_nothing(
    arguments: list[str], given: str, result: tuple[int, str], command_line: CommandLine, emulator: Emulator
) -> None:
    code, problem = result
    done = log_in(command_line, emulator, *arguments, given=given)
    assert (done.code, done.out) == (code, "")
    assert problem in done.err
    assert command_line.run("profiles", "list").out == ""
    assert "wrong" not in read_files()


def test_a_pasted_authtoken_is_checked_and_outlives_the_logout(command_line: CommandLine, emulator: Emulator) -> None:
    assert log_in(command_line, emulator, "--with", "authtoken", given=f" {emulator.authtoken}\n").code == 0
    assert command_line.run("stacks").code == 0
    assert command_line.run("logout").code == 0
    assert is_valid(emulator, emulator.authtoken)
    assert emulator.authtoken not in read_files()


def test_a_management_token_signs_in_to_its_stack(command_line: CommandLine, emulator: Emulator) -> None:
    arguments = ("--with", "management-token", "--stack", emulator.stack.api_key)
    assert log_in(command_line, emulator, *arguments, given=emulator.management_token).code == 0
    assert command_line.run("entries", "list", "blog_post").code == 0
    found = command_line.run("whoami", "--json").document
    assert (found["email"], found["api_key"]) == (None, emulator.stack.api_key)


def test_a_token_that_was_deleted_is_missing(command_line: CommandLine, emulator: Emulator) -> None:
    log_in_by_email(command_line, emulator)
    (find_folder() / "credentials" / "default.token").unlink()
    done = command_line.run("stacks")
    assert (done.code, "the token of profile 'default' is missing" in done.err) == (3, True)


def test_tokens_are_in_the_keyring_if_there_is_one(
    command_line: CommandLine, emulator: Emulator, memory: MemoryKeyring
) -> None:
    assert log_in_by_email(command_line, emulator).code == 0
    ((service, item), token) = next(iter(memory.items.items()))
    assert (service, item) == ("contentstack-cma", "cli:default.token")
    assert token not in read_files()
    assert command_line.run("stacks").code == 0
    memory.is_locked = True
    locked = command_line.run("stacks")
    assert (locked.code, locked.err) == (3, "contentstack-cma: the keyring is locked\n")
    memory.is_locked = False
    assert command_line.run("logout").code == 0
    assert memory.items == {}


def test_a_new_sign_in_replaces_all_secrets_of_the_last(
    command_line: CommandLine, emulator: Emulator, memory: MemoryKeyring
) -> None:
    log_in_by_email(command_line, emulator)
    log_in_by_email(command_line, emulator, "--store", "file")
    assert memory.items == {}
    folder = find_folder() / "credentials"
    for name in ("default.oauth", "default.client-secret"):
        (folder / name).write_text("old", encoding="utf-8")
    log_in(command_line, emulator, "--with", "authtoken", "--store", "file", given=emulator.authtoken)
    assert [path.name for path in folder.iterdir()] == ["default.token"]
    assert command_line.run("stacks").code == 0


def test_a_profile_is_removed_with_its_token(
    command_line: CommandLine, emulator: Emulator, memory: MemoryKeyring
) -> None:
    log_in_by_email(command_line, emulator)
    log_in_by_email(command_line, emulator, "--store", "file", "--profile", "other")
    assert command_line.run("profiles", "remove", "default", "--yes").code == 0
    assert memory.items == {}
    assert command_line.run("whoami", "--profile", "other").code == 0
    assert command_line.run("profiles", "remove", "other", "--yes").code == 0
    assert list((find_folder() / "credentials").iterdir()) == []


def test_a_logout_without_a_connection_deletes_the_token(
    command_line: CommandLine, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in_by_email(command_line, emulator)
    path = find_folder() / "config.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(emulator.url, "http://127.0.0.1:1"), encoding="utf-8")
    monkeypatch.setenv("CONTENTSTACK_DEADLINE", "0.5")
    done = command_line.run("logout")
    assert done.code == 5
    assert not (find_folder() / "credentials" / "default.token").exists()
    assert command_line.run("whoami").code == 3


def consent(emulator: Emulator, app_id: str, url: str) -> str:
    """Return where the browser of the user is redirected to."""
    parameters: Any = dict(parse_qsl(url.partition("?")[2]))
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as user:
        granted = user.app_authorizations.grant(app_id, organization_uid=emulator.organization_uid, **parameters)
    return granted.redirect_url


def log_in_with_oauth(emulator: Emulator, app: OAuthApp) -> str:
    """Sign in, while another program is the browser. Return what is printed."""
    arguments = ["login", "--base-url", emulator.url, "--with", "oauth", "--no-browser", "--app-id", app.app_id]
    arguments += ["--client-id", app.client_id, "--redirect-uri", app.redirect_uri, "--stack", emulator.stack.api_key]
    with subprocess.Popen(
        [*COMMAND, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        assert process.stderr.readline() == "Open this URL in a browser:\n"
        redirect = consent(emulator, app.app_id, process.stderr.readline().strip())
        shown, messages = process.communicate(redirect, timeout=60)
    assert process.returncode == 0, messages
    return shown + messages


def test_oauth_without_a_browser(command_line: CommandLine, emulator: Emulator) -> None:
    assert emulator.email in log_in_with_oauth(emulator, emulator.oauth)
    assert command_line.run("entries", "list", "blog_post").code == 0
    path = find_folder() / "credentials" / "default.oauth"
    assert '"refresh_token"' in path.read_text(encoding="utf-8")
    assert command_line.run("logout", "--revoke").code == 0
    assert not path.exists()
    assert command_line.run("whoami").code == 3
    again = command_line.run("login", "--with", "oauth", "--no-browser", given="http://localhost/?code=c&state=s")
    assert (again.code, f"/apps/{emulator.oauth.app_id}/authorize" in again.err) == (3, True)


def test_a_confidential_app_keeps_its_secret_to_refresh_the_token(
    command_line: CommandLine, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = str(emulator.confidential_oauth.client_secret)
    monkeypatch.setenv("CONTENTSTACK_OAUTH_CLIENT_SECRET", secret)
    assert secret not in log_in_with_oauth(emulator, emulator.confidential_oauth)
    monkeypatch.delenv("CONTENTSTACK_OAUTH_CLIENT_SECRET")
    path = find_folder() / "credentials" / "default.oauth"
    emulator.expire_token(json.loads(path.read_text(encoding="utf-8"))["access_token"])
    assert command_line.run("stacks").code == 0
    assert command_line.run("logout").code == 0
    assert secret not in read_files()


def test_an_app_need_not_be_permitted_to_read_the_account(command_line: CommandLine, emulator: Emulator) -> None:
    emulator.fail_next(status=403, method="GET", path="/v3/user")
    assert emulator.email not in log_in_with_oauth(emulator, emulator.oauth)
    assert command_line.run("stacks").code == 0


def test_oauth_without_a_browser_on_this_machine(
    command_line: CommandLine, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    import webbrowser

    monkeypatch.setattr(webbrowser, "_tryorder", [])
    monkeypatch.setattr(webbrowser, "_browsers", {})
    monkeypatch.setenv("CONTENTSTACK_OAUTH_APP_ID", "a")
    monkeypatch.setenv("CONTENTSTACK_OAUTH_CLIENT_ID", "c")
    done = log_in(command_line, emulator, "--with", "oauth")
    assert (done.code, "no browser" in done.err, "--no-browser" in done.err) == (3, True, True)


def test_revoke_is_for_oauth(command_line: CommandLine, emulator: Emulator) -> None:
    log_in_by_email(command_line, emulator)
    assert command_line.run("logout", "--revoke").code == 2
    assert command_line.run("stacks").code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_person_is_asked_for_password_and_code(emulator: Emulator) -> None:
    from contentstack_cma.auth.totp import compute_totp, decode_secret

    with open_terminal(["login", "--base-url", emulator.url, "--profile", "tfa"]) as terminal:
        terminal.wait_for("Email: ")
        terminal.type(f"{emulator.tfa_email}\n")
        terminal.wait_for("Password: ")
        terminal.type(f"{emulator.tfa_password}\n")
        terminal.wait_for("Code of the authenticator app: ")
        terminal.type(f"{compute_totp(decode_secret(emulator.totp_secret))}\n")
        assert terminal.finish() == 0
    assert emulator.tfa_password not in terminal.shown
    assert f"email    {emulator.tfa_email}" in terminal.shown
