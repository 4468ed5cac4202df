"""The official Python SDK as a client of the emulator: it knows nothing of ours, so it cannot share our mistakes."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".venvs" / "foreign"
PROGRAM = Path(__file__).with_name("official_sdk.py")
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(1000)

Steps = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def interpreter() -> Path:
    """Python of the environment that has the official SDK; made from its own lock if need be."""
    subprocess.run(
        ["make", "--silent", str((ENVIRONMENT / ".installed").relative_to(ROOT))],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return ENVIRONMENT / "bin" / "python"


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator() as running:
        yield running


@pytest.fixture(scope="module")
def steps(interpreter: Path, emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Steps:
    picture = tmp_path_factory.mktemp("upload") / "soup.png"
    picture.write_bytes(PICTURE)
    credentials = {"email": emulator.email, "password": emulator.password}
    return _run(interpreter, emulator, {**credentials, "file": str(picture)})


def _run(interpreter: Path, emulator: Emulator, given: dict[str, str]) -> Steps:
    given |= {"host": httpx.URL(emulator.url).netloc.decode(), "api_key": emulator.stack.api_key}
    done = subprocess.run(
        [str(interpreter), str(PROGRAM)], input=json.dumps(given), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    steps: Steps = json.loads(done.stdout)
    return steps


def test_every_step_succeeds(steps: Steps) -> None:
    failed = {name: step for name, step in steps.items() if step["status"] >= 300}
    assert failed.keys() == {"entry fetch after delete"}


def test_login_answers_an_authtoken(steps: Steps) -> None:
    assert steps["login"]["body"]["user"]["authtoken"]


def test_stack_is_the_one_asked_for(steps: Steps, emulator: Emulator) -> None:
    assert steps["stack fetch"]["body"]["stack"]["api_key"] == emulator.stack.api_key


def test_content_type_is_created(steps: Steps) -> None:
    created = steps["content type create"]["body"]["content_type"]
    assert created["uid"] == "recipe"
    assert [field["uid"] for field in created["schema"]] == ["title", "servings"]


def test_entry_is_created_changed_and_read_back(steps: Steps) -> None:
    created, fetched, updated = (
        steps[name]["body"]["entry"] for name in ("entry create", "entry fetch", "entry update")
    )
    assert (created["title"], created["servings"], created["_version"]) == ("Soup", 2, 1)
    assert fetched == created | {key: fetched[key] for key in fetched.keys() - created.keys()}
    assert (updated["servings"], updated["_version"]) == (4, 2)
    assert [entry["uid"] for entry in steps["entry list"]["body"]["entries"]] == [created["uid"]]


def test_deleted_entry_is_gone(steps: Steps) -> None:
    assert "notice" in steps["entry delete"]["body"]
    gone = steps["entry fetch after delete"]
    assert (gone["status"], gone["body"]["error_code"]) == (422, 141)


def test_uploaded_bytes_are_served(steps: Steps) -> None:
    asset = steps["asset upload"]["body"]["asset"]
    assert (asset["filename"], asset["content_type"], asset["file_size"]) == (
        "soup.png",
        "image/png",
        str(len(PICTURE)),
    )
    assert httpx.get(asset["url"]).content == PICTURE


def test_nothing_was_sent_that_the_emulator_does_not_know(steps: Steps, emulator: Emulator) -> None:
    assert steps
    assert [request for request in emulator.requests if request.status == 404] == []


def test_two_factor_login_with_its_own_totp(interpreter: Path, tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("a note", encoding="utf-8")
    with Emulator() as fresh:
        given = {"email": fresh.tfa_email, "password": fresh.tfa_password, "totp_secret": fresh.totp_secret}
        steps = _run(interpreter, fresh, {**given, "file": str(file)})
    assert steps["login"]["status"] == 200
    assert steps["stack fetch"]["body"]["stack"]["api_key"]
