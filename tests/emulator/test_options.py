"""The options of an emulator: chosen credentials, repeatable uids, the dotenv file, and values that make no sense."""

import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Certificate, Emulator
from contentstack_cma_emulator.arguments import read_options
from contentstack_cma_emulator.dotenv import build_dotenv, write_dotenv
from contentstack_cma_emulator.engine.clock import Clock
from contentstack_cma_emulator.seeding.credentials import CredentialsError
from tests.emulator.support.http_clients import connect

GIVEN = {
    "authtoken": "my-authtoken",
    "api_key": "my-api-key",
    "management_token": "my-token",
    "read_only_management_token": "my-read-only-token",
    "organization_uid": "my-organization",
    "email": "me@example.com",
    "password": "my secret, 100 % #1",
}


def test_credentials_are_chosen() -> None:
    with Emulator(**GIVEN) as emulator, connect(emulator) as client:  # type: ignore[arg-type]
        assert emulator.authtoken == GIVEN["authtoken"]
        api_key = {"api_key": GIVEN["api_key"]}
        for credential in (
            {"authtoken": GIVEN["authtoken"]},
            {"authorization": GIVEN["management_token"]},
            {"authorization": GIVEN["read_only_management_token"]},
        ):
            assert client.get("/v3/environments", headers=credential | api_key).status_code == 200
        environment = {"environment": {"name": "new", "urls": []}}
        read_only = {"authorization": GIVEN["read_only_management_token"]} | api_key
        assert client.post("/v3/environments", headers=read_only, json=environment).status_code == 403
        user = {"user": {"email": GIVEN["email"], "password": GIVEN["password"]}}
        assert client.post("/v3/user-session", json=user).json()["user"]["org_uid"] == [GIVEN["organization_uid"]]


def test_a_state_keeps_its_credentials(tmp_path: Path) -> None:
    with Emulator(data=tmp_path, authtoken="one"):
        pass
    with Emulator(data=tmp_path, authtoken="one"), pytest.raises(BlockingIOError):
        Emulator(data=tmp_path, authtoken="one").start()
    with pytest.raises(CredentialsError, match="another authtoken than was passed"):
        Emulator(data=tmp_path, authtoken="two").start()
    with pytest.raises(CredentialsError, match="another api_key than was passed"):
        Emulator(data=tmp_path, api_key="two").start()


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"authtoken": ""}, ValueError, "authtoken must be 1 to 256"),
        ({"authtoken": "a b"}, ValueError, "authtoken must be 1 to 256"),
        ({"authtoken": 5}, TypeError, "authtoken must be a str, not int"),
        ({"authtoken": "ä"}, ValueError, "authtoken must be 1 to 256"),
        ({"api_key": "../x"}, ValueError, "api_key must be 1 to 64"),
        ({"api_key": "x", "demo": False}, ValueError, "api_key belongs to the demo stack"),
        ({"management_token": "x\n"}, ValueError, "management_token must be"),
        ({"management_token": "x", "read_only_management_token": "x"}, ValueError, "must differ"),
        ({"organization_uid": "a/b"}, ValueError, "organization_uid must be"),
        ({"email": "me"}, ValueError, "email must be an email address"),
        ({"email": "demo-2fa@example.com"}, ValueError, "email must not be"),
        ({"email": "Demo-2FA@example.com"}, ValueError, "email must not be"),
        ({"password": ""}, ValueError, "password must be"),
        ({"uid_seed": ""}, ValueError, "uid_seed must be 1 to 200"),
        ({"uid_seed": "\ud800"}, ValueError, "uid_seed must be 1 to 200 characters of Unicode"),
        ({"uid_seed": True}, TypeError, "uid_seed must be an int or a str"),
        ({"uid_seed": 1.5}, TypeError, "uid_seed must be an int or a str"),
        ({"port": "8400"}, TypeError, "port must be an int"),
        ({"port": 70000}, ValueError, "port must be between 0 and 65535"),
        ({"port": -1}, ValueError, "port must be between 0 and 65535"),
        ({"data": 5}, TypeError, "data must be a str or a Path"),
        ({"data": ""}, ValueError, "data must be a path"),
        ({"state": b"x"}, TypeError, "state must be a str or a Path"),
        ({"seed": "a\0b"}, ValueError, "seed must be a path"),
        ({"demo": "no"}, TypeError, "demo must be True or False"),
        ({"certificate": "a.pem"}, TypeError, r'certificate must be a Certificate, such as Certificate\("cert.pem"\)'),
        ({"redirect_uri": "localhost"}, ValueError, "redirect_uri must be a URL"),
        ({"redirect_uri": "http://localhost:x"}, ValueError, "redirect_uri must be a URL"),
        ({"redirect_uri": None}, TypeError, "redirect_uri must be a str"),
        ({"webhook_secrets": "abc"}, TypeError, "webhook_secrets must be a list of str, not str"),
        ({"webhook_secrets": [5]}, TypeError, "a webhook secret must be a str, not int"),
        ({"webhook_secrets": ["abc", " "]}, ValueError, "a webhook secret must be text of Unicode and not blank"),
        ({"clock": 5}, TypeError, "clock must be a Clock"),
        ({"work_delay": 10**400}, ValueError, "work_delay must be between 0"),
        ({"work_delay": -1}, ValueError, "work_delay must be between 0"),
        ({"work_delay": float("nan")}, ValueError, "work_delay must be between 0"),
        ({"work_delay": "1"}, TypeError, "work_delay must be a number"),
        ({"rate_limit": "10"}, TypeError, "rate_limit must be a RateLimit"),
        ({"description": 5}, TypeError, "description must be a str or a Path"),
    ],
)
def test_options_that_make_no_sense(options: dict[str, Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        Emulator(**options)


def test_messages_do_not_show_secrets() -> None:
    for name in ("authtoken", "management_token", "password"):
        with pytest.raises(ValueError, match=name) as raised:
            Emulator(**{name: "se'cret "})  # type: ignore[arg-type]
        assert "cret" not in str(raised.value)


def test_a_certificate_is_of_paths() -> None:
    assert Certificate("a.pem") == Certificate(Path("a.pem"))
    with pytest.raises(TypeError, match="certfile must be a str or a Path"):
        Certificate(5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="keyfile must be a str or a Path"):
        Certificate("a.pem", b"k")  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError), Emulator(certificate=Certificate("missing.pem")):
        pass


@pytest.mark.parametrize("seconds", ["1", None, True, float("nan"), float("inf"), -1])
def test_a_clock_moves_by_seconds(seconds: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="must be"):
        Clock().advance(seconds)


def test_before_it_is_started(tmp_path: Path) -> None:
    emulator = Emulator()
    for call in (emulator.reset, emulator.fork, lambda: emulator.save(tmp_path / "x"), lambda: emulator.load("x")):
        with pytest.raises(RuntimeError, match="not started"):
            call()


def flow(emulator: Emulator, prefix: str = "") -> list[object]:
    """What a client gets from some calls, without what the clock says."""
    seen: list[object] = [emulator.credentials() | {"base_url": "", "oauth": ""}, emulator.oauth.client_id]
    with connect(emulator, authtoken=emulator.authtoken, api_key=emulator.stack.api_key) as client:
        uid = ""
        for number in range(3):
            entry = {"entry": {"title": f"{prefix}{number}"}}
            response = client.post("/v3/content_types/blog_post/entries", json=entry)
            uid = response.json()["entry"]["uid"]
            seen += [uid, response.headers["x-request-id"]]
        client.get("/v3/environments")
        order = {"entry": {"environments": ["production"], "locales": ["en-us"]}, "locale": "en-us"}
        client.post(f"/v3/content_types/blog_post/entries/{uid}/publish", json=order).raise_for_status()
        asset = client.post("/v3/assets", files={"asset[upload]": ("a.txt", b"a")}).json()["asset"]
        seen += [asset["uid"], asset["url"].removeprefix(emulator.url)]
        session = {"user": {"email": emulator.email, "password": emulator.password}}
        seen.append(client.post("/v3/user-session", json=session).json()["user"]["authtoken"])
        seen.append([item["uid"] for item in client.get("/v3/publish-queue").json()["queue"]])
        seen.append([item["uid"] for item in client.get("/v3/audit-logs").json()["logs"]])
        seen.append(emulator.grant_oauth())
    return seen


def test_the_same_seed_makes_the_same_uids(tmp_path: Path) -> None:
    with Emulator(uid_seed=7, work_delay=0) as one, Emulator(uid_seed="7", work_delay=0, data=tmp_path) as two:
        first = flow(one)
        assert first == flow(two)
        one.reset()
        assert flow(one) == first
        assert flow(one, "More")[2] not in first
    with Emulator(uid_seed=8, work_delay=0) as other:
        assert flow(other)[2] not in first
    with Emulator(uid_seed=7, work_delay=0, data=tmp_path) as again:
        assert flow(again, "Again")[2] not in first


def test_the_command_takes_credentials_and_writes_them(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    given = [f"--{name.replace('_', '-')}={value}" for name, value in GIVEN.items()]
    command = [sys.executable, "-m", "contentstack_cma_emulator", "--port", "0", "--env", str(path), *given]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        url = process.stdout.readline().split()[-1]
        lines = path.read_text(encoding="utf-8").splitlines()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        variables = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
        headers = {"authtoken": variables["CONTENTSTACK_AUTHTOKEN"], "api_key": variables["CONTENTSTACK_API_KEY"]}
        assert httpx.get(f"{variables['CONTENTSTACK_BASE_URL']}/v3/stacks", headers=headers).status_code == 200
        process.terminate()
    assert variables["CONTENTSTACK_BASE_URL"] == url
    assert f"# CONTENTSTACK_PASSWORD='{GIVEN['password']}'" in lines


def test_a_dotenv_file_of_somebody_else_stays(tmp_path: Path, emulator: Emulator) -> None:
    mine = tmp_path / ".env"
    mine.write_text("SECRET=1\n", encoding="utf-8")
    with pytest.raises(FileExistsError, match="was not written by the emulator"):
        write_dotenv(emulator, mine)
    assert mine.read_text(encoding="utf-8") == "SECRET=1\n"
    ours = tmp_path / "emulator.env"
    for _ in range(2):
        write_dotenv(emulator, ours)
    assert ours.read_text(encoding="utf-8") == build_dotenv(emulator)
    with pytest.raises(FileNotFoundError):
        write_dotenv(emulator, tmp_path / "missing" / ".env")
    with pytest.raises(IsADirectoryError):
        write_dotenv(emulator, tmp_path)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (["--authtoken", "a b"], "argument --authtoken: authtoken must be 1 to 256"),
        (["--api-key", "../x"], "argument --api-key: api_key must be"),
        (["--uid-seed", ""], "argument --uid-seed: uid_seed must be"),
        (["--data", ""], "argument --data: '' is not a path"),
        (["--env", " "], "argument --env: ' ' is not a path"),
        (["--port", "1.5"], "argument --port: '1.5' is not an integer"),
        (["--rate-limit", "many"], "argument --rate-limit: 'many' is not an integer"),
    ],
)
def test_the_command_says_what_is_wrong(given: list[str], text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_options(given)
    assert text in capsys.readouterr().err
