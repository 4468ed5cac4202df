"""The command, and a state that outlives it."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import takewhile
from pathlib import Path

import httpx
import pytest

from contentstack_cma_emulator import Emulator, RateLimit
from contentstack_cma_emulator.__main__ import describe, main
from contentstack_cma_emulator.arguments import read_options
from contentstack_cma_emulator.http.recorder import logger


def test_options_are_read_with_their_defaults() -> None:
    options = read_options(["--port", "8401", "--data", "state"])
    assert (options.port, options.data) == (8401, Path("state"))
    assert read_options([]).port == 8400
    assert read_options(["--rate-limit"]).rate_limit == RateLimit()
    assert read_options(["--rate-limit", "50"]).rate_limit == RateLimit(50, 50)
    clock = read_options(["--rate-limit", "50", "--rate-limit-window", "clock"])
    assert clock.rate_limit == RateLimit(50, 50, window="clock")
    assert [read_options(given).log for given in ([], ["--log"], ["--log", "debug"])] == ["error", "info", "debug"]


def test_webhooks_sign_with_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    assert read_options(["--webhook-secret", "new", "--webhook-secret", "old"]).webhook_secrets == ["new", "old"]
    assert read_options([]).webhook_secrets == []
    with pytest.raises(SystemExit):
        read_options(["--webhook-secret", " "])
    assert "a webhook secret must be text of Unicode and not blank" in capsys.readouterr().err


@pytest.mark.parametrize(
    "given",
    [
        ["--host", "0.0.0.0"],
        ["--port", "x"],
        ["--port", "65536"],
        ["--rate-limit", "0"],
        ["--rate-limit-window", "clock"],
        ["--rate-limit-window", "sliding", "--rate-limit"],
        ["--log", "loud"],
        ["--keyfile", "key.pem"],
    ],
)
def test_options_that_make_no_sense(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        read_options(given)
    assert stopped.value.code == 2
    assert given[0] in capsys.readouterr().err


def test_the_command_says_how_to_begin_and_stops_when_interrupted() -> None:
    command = [sys.executable, "-m", "contentstack_cma_emulator", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = dict(process.stdout.readline().rstrip("\n").split("  ", 1) for _ in range(4))
        url, authtoken = lines["base URL"].strip(), lines["authtoken"].strip()
        api_key = lines["stack"].rpartition("api_key ")[2]
        headers = {"authtoken": authtoken, "api_key": api_key}
        assert httpx.get(f"{url}/v3/stacks", headers=headers).json()["stack"]["name"] == "Demo stack"
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=10)
    assert process.returncode == 0
    assert complaints == ""


def test_the_help_names_every_option_and_an_error_is_short(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_options(["--help"])
    shown = capsys.readouterr().out
    assert all(option in shown for option in ("--plan PLAN", "--env FILE", "--request-log REQUESTS", "--uid-seed TEXT"))
    assert "usage: contentstack-cma-emulator [options]" in shown
    with pytest.raises(SystemExit):
        read_options(["--request-log", "-1"])
    usage, message = capsys.readouterr().err.splitlines()
    assert usage == "usage: contentstack-cma-emulator [options]"
    assert message.endswith("--request-log: the number of requests must be at least 0, not -1")


def test_the_output_has_the_app_without_a_user() -> None:
    with Emulator() as emulator:
        lines = dict(line.split("  ", 1) for line in describe(emulator).splitlines())
        app = emulator.machine_oauth
        assert lines["OAuth machine app"].strip() == f"client_id {app.client_id}, client_secret {app.client_secret}"
        assert lines["admin page"].strip() == f"{emulator.url}/"


def test_the_command_says_that_the_port_is_taken() -> None:
    with Emulator(demo=False) as emulator:
        command = [sys.executable, "-m", "contentstack_cma_emulator", "--port", emulator.url.rpartition(":")[2]]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("contentstack-cma-emulator: port ")
    assert "is already in use" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def start_failure(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., str]]:
    """What the command says, in one line, when it cannot start; what it changes in this process is undone."""
    handlers, level, propagate = logger.handlers[:], logger.level, logger.propagate
    signals = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def run(*options: str) -> str:
        assert main(["--port", "0", *options]) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        (line,) = printed.err.splitlines()
        return line.removeprefix("contentstack-cma-emulator: ")

    yield run
    logger.handlers[:], logger.propagate = handlers, propagate
    logger.setLevel(level)
    for number, handler in signals.items():
        signal.signal(number, handler)


def test_the_command_says_why_it_cannot_start(tmp_path: Path, start_failure: Callable[..., str]) -> None:
    (tmp_path / "seed.json").write_text('{"stacks": [{}]}', encoding="utf-8")
    (tmp_path / "cert.pem").write_text("no certificate", encoding="utf-8")
    missing = tmp_path / "missing"
    assert start_failure("--seed", f"{missing}.json") == f"{missing}.json: No such file or directory"
    seed = tmp_path / "seed.json"
    assert start_failure("--seed", str(seed)) == f"{seed}: stacks[0]: 'name' is a required property."
    assert start_failure("--certfile", str(missing)) == f"{missing}: No such file or directory"
    assert re.search(r"cannot use .*cert.pem: ", start_failure("--certfile", str(tmp_path / "cert.pem")))
    (tmp_path / "photos").mkdir()
    assert "photos: is not an export folder: expected export-info.json" in start_failure("--seed", f"{tmp_path}/photos")
    assert start_failure("--data", str(seed)) == f"{seed}: is not a folder"
    plan = tmp_path / "plan.json"
    plan.write_text('{"environments": []}', encoding="utf-8")
    assert start_failure("--plan", str(plan)).startswith("invalid plan: environments: expected a whole number")


def test_a_folder_has_one_emulator_at_a_time(tmp_path: Path, start_failure: Callable[..., str]) -> None:
    with Emulator(data=tmp_path):
        assert start_failure("--data", str(tmp_path)) == f"{tmp_path}: another emulator is using the folder"
        with pytest.raises(BlockingIOError):
            Emulator(data=tmp_path).start()
    with Emulator(data=tmp_path):
        pass


@pytest.mark.parametrize("text", ["-1", "many"])
def test_the_request_log_has_a_size(text: str) -> None:
    with pytest.raises(SystemExit):
        read_options(["--request-log", text])
    assert read_options(["--request-log", "5"]).request_log == 5
    assert read_options([]).request_log == 1000


def test_the_command_logs_requests(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text('{"stacks": [{"name": "Seeded", "api_key": "seeded"}]}', encoding="utf-8")
    command = [sys.executable, "-m", "contentstack_cma_emulator", "--port", "0", "--log", "--seed", str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = list(takewhile(lambda line: not line.startswith("control API"), process.stdout))
        url = lines[0].split()[-1]
        httpx.get(f"{url}/v3/environments?limit=0", headers={"api_key": "seeded"})
        httpx.get(url)
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=10)
    assert [line for line in lines if line.startswith("seeded stack 1 ") and "Seeded, api_key seeded, man" in line]
    (line,) = log.splitlines()
    assert " GET /v3/environments 401 " in line
    assert line.endswith("You're not allowed in here unless you're logged in. (authtoken is not valid.)")


def test_a_folder_keeps_the_state(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "state"
    with Emulator(data=folder) as first:
        headers = {"authtoken": first.authtoken, "api_key": first.stack.api_key}
        response = httpx.post(f"{first.url}/v3/environments", headers=headers, json={"environment": {"name": "kept"}})
        assert response.status_code == 201
        credentials = (first.email, first.password, first.management_token, first.totp_secret)
    (folder / "assets" / "upload-left-over").write_bytes(b"")
    with Emulator(data=folder) as second:
        assert second.stack.api_key == headers["api_key"]
        assert credentials == (second.email, second.password, second.management_token, second.totp_secret)
        assert httpx.get(f"{second.url}/v3/environments/kept", headers=headers).status_code == 200
        assert not (folder / "assets" / "upload-left-over").exists()


def test_without_a_folder_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with Emulator() as emulator:
        assert list(tmp_path.iterdir())
        url = emulator.url
    assert not list(tmp_path.iterdir())
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_starting_and_stopping_again() -> None:
    emulator = Emulator(demo=False)
    assert "not started" in repr(emulator)
    for _ in range(2):
        emulator.start()
        assert httpx.get(f"{emulator.url}/v3/user", headers={"authtoken": emulator.authtoken}).status_code == 200
        emulator.stop()
    emulator.stop()
    assert "not started" in repr(emulator)


def test_starting_again_takes_less_time_than_the_first_start_of_a_process() -> None:
    script = """
import time
started = time.perf_counter()
from contentstack_cma_emulator import Emulator
for _ in range(4):
    with Emulator():
        print(time.perf_counter() - started)
    started = time.perf_counter()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    first, *others = map(float, done.stdout.split())
    assert min(others) < first / 2


def test_importing_the_package_loads_no_server() -> None:
    script = (
        "import sys, contentstack_cma_emulator as e; print(*{'uvicorn', 'starlette', 'jsonschema'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_an_unknown_name_of_the_package() -> None:
    import contentstack_cma_emulator

    with pytest.raises(AttributeError, match="Emulater"):
        _ = contentstack_cma_emulator.Emulater  # type: ignore[attr-defined]
