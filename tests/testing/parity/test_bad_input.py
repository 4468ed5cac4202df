"""Wrong credentials, stacks that are not empty, plans that lack features, and connections that break."""

import signal
import stat
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma import Client
from contentstack_cma_emulator import Emulator
from contentstack_cma_testing.parity import check
from contentstack_cma_testing.parity.errors import KitError, LeftoversError, NoResponseError
from tests.testing.parity.conftest import COMMAND, Command, create_stack, list_stacks
from tests.testing.parity.support.relay import Edit, Relayed, relay

LEFTOVERS = Path("parity-report") / "leftovers.json"


def deny(response: Relayed) -> None:
    response.status = 403
    response.body = {"error_message": "Branches are not included in your plan.", "error_code": 162}


def limit(response: Relayed) -> None:
    response.status = 422
    errors = {"branches": ["is not available. Upgrade to use it."]}
    response.body = {"error_message": "Branch creation failed.", "error_code": 903, "errors": errors}


def gateway(response: Relayed) -> None:
    response.status, response.body = 504, None


def test_wrong_credentials(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENTSTACK_AUTHTOKEN", "wrong")
    done = command("--live", "--flow", "labels")
    assert done.returncode == 4
    assert "rejected the credentials with status 401: check the CONTENTSTACK_… variables and the region" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_no_credentials(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONTENTSTACK_AUTHTOKEN")
    done = command("--live", "--flow", "labels")
    assert done.returncode == 4
    assert "no credentials" in done.stdout


def test_an_unknown_flow(command: Command) -> None:
    done = command("--flow", "labls")
    assert done.returncode == 4
    assert "no flow has a name that begins with 'labls'" in done.stderr + done.stdout


def test_nobody_to_connect_to(emulator: Emulator) -> None:
    emulator.stop()
    with pytest.raises(NoResponseError, match="user: "):
        check({"authtoken": "a", "base_url": "http://127.0.0.1:9"}, flows=["labels"])


def test_a_stack_that_is_not_empty(emulator: Emulator) -> None:
    api_key = create_stack(emulator)
    with Client() as client:
        stack = client.stack(api_key)
        stack.environments.create({"name": "production"})
        stack.labels.create({"name": "one"})
        stack.labels.create({"name": "two"})
        before = len(emulator.requests)
        with pytest.raises(KitError, match=r"the stack is not empty: it has 1 environments, 2 labels. Nothing was"):
            check(use_stack=api_key, flows=["labels"])
    assert {request.method for request in emulator.requests[before:]} == {"GET"}


def test_an_empty_stack_is_used_and_left_empty(emulator: Emulator) -> None:
    api_key = create_stack(emulator)
    report = check(use_stack=api_key, flows=["labels", "environments"])
    assert report["summary"]["differences"] == 0
    assert list_stacks(emulator) == ["Mine"]
    assert check(use_stack=api_key, flows=["labels.unknown"])["summary"]["ran"] == 1


def test_a_management_token(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    api_key = create_stack(emulator)
    with Client() as client:
        everything: Any = [{"module": "branch", "branches": ["main"], "acl": {"read": True}}]
        everything += [
            {"module": module, "acl": {"read": True, "write": True}} for module in ("content_type", "environment")
        ]
        token = client.stack(api_key).management_tokens.create({"name": "All", "scope": everything})
    options = {"management_token": str(token.token), "base_url": emulator.url}
    report = check(options, use_stack=api_key, flows=["sessions.current_user", "environments.unknown"])
    (missing,) = report["not_run"]
    assert missing["flow"] == "sessions.current_user"
    assert missing["needs"] == "a user (authtoken, Login or OAuth), not a management token"
    with pytest.raises(KitError, match="A management token works with --use-stack only"):
        check(options, flows=["labels"])


@pytest.mark.parametrize("answer", [deny, limit])
def test_a_plan_without_branches(emulator: Emulator, answer: object) -> None:
    edit = Edit("POST", "/v3/stacks/branches", answer, number=0)  # type: ignore[arg-type]
    with relay(emulator.url, edit) as other:
        options = {"authtoken": emulator.authtoken, "base_url": other.url}
        report = check(options, flows=["branches.compare", "labels.unknown"])
    assert [(each["flow"], each["needs"]) for each in report["not_run"]] == [("branches.compare", "branches")]
    assert (report["summary"]["ran"], report["differences"]) == (1, [])


def test_a_flow_that_does_not_run_is_skipped(command: Command, emulator: Emulator) -> None:
    edit = Edit("POST", "/v3/stacks/branches", deny, number=0)
    with relay(emulator.url, edit) as other, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTENTSTACK_BASE_URL", other.url)
        done = command("--live", "--flow", "branches.compare", "-rs")
    assert done.returncode == 0
    assert "not run: needs branches" in done.stdout


def test_a_connection_that_breaks_is_cleaned_up_by_the_next_run(command: Command, emulator: Emulator) -> None:
    with relay(emulator.url) as other, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTENTSTACK_BASE_URL", other.url)
        other.cut_after = r"PUT /v3/labels/\w+"
        broken = command("--live", "--flow", "labels")
        assert broken.returncode == 1
        assert "the connection was lost" in broken.stdout
        assert "Start the same run again: it first removes what this one created" in broken.stdout
        assert "Traceback" not in broken.stdout
        assert (LEFTOVERS.parent / "parity.md").exists()
        assert stat.S_IMODE(LEFTOVERS.stat().st_mode) == 0o600
        (left,) = list_stacks(emulator)
        assert left.startswith("Parity kit")
        other.cut_after, other.is_cut = "", False
        again = command("--live", "--flow", "labels.unknown")
    assert again.returncode == 0, again.stdout
    assert list_stacks(emulator) == []
    assert not LEFTOVERS.exists()


def test_a_stack_whose_creation_got_no_response_is_removed_by_the_next_run(emulator: Emulator) -> None:
    file = Path("leftovers.json")
    with relay(emulator.url) as other:
        other.edits = [Edit("POST", "/v3/stacks", lambda _: setattr(other, "is_cut", True))]
        options = {"authtoken": emulator.authtoken, "base_url": other.url}
        with pytest.raises(NoResponseError):
            check(options, flows=["labels.unknown"], leftovers=file)
        create_stack(emulator)
        assert len(list_stacks(emulator)) == 2
        other.edits, other.is_cut = [], False
        check(options, flows=["labels.unknown"], leftovers=file)
    assert list_stacks(emulator) == ["Mine"]


def test_a_gateway_that_fails_after_the_creation_leaves_no_stack(emulator: Emulator) -> None:
    with relay(emulator.url, Edit("POST", "/v3/stacks", gateway)) as other:
        options = {"authtoken": emulator.authtoken, "base_url": other.url}
        with pytest.raises(KitError, match="a stack could not be created: status 504"):
            check(options, flows=["labels.unknown"])
    assert list_stacks(emulator) == []


def test_what_cannot_be_removed_is_in_the_report(emulator: Emulator) -> None:
    api_key = create_stack(emulator)
    with relay(emulator.url) as other:
        other.refused = r"DELETE /v3/labels/\w+"
        options = {"authtoken": emulator.authtoken, "base_url": other.url}
        report = check(options, use_stack=api_key, flows=["labels.rename"], folder=Path("here"))
    assert report["left_behind"] == ["1 labels"]
    assert "Left behind in the stack: 1 labels." in Path("here", "parity.md").read_text(encoding="utf-8")


def test_leftovers_of_another_host_are_kept(emulator: Emulator) -> None:
    file = Path("leftovers.json")
    file.write_text('{"place": "https://api.contentstack.io", "cleanups": []}', encoding="utf-8")
    with pytest.raises(LeftoversError, match="is from a run against another host"):
        check(flows=["labels.unknown"], leftovers=file)
    assert file.exists()


@pytest.mark.parametrize("text", ["", "[]", '{"place": "x"}', '{"cleanups": [{"method": 1, "more": 2}]}'])
def test_damaged_leftovers(emulator: Emulator, text: str) -> None:
    file = Path("leftovers.json")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LeftoversError, match="is not a file of leftovers"):
        check(flows=["labels.unknown"], leftovers=file)


def test_ctrl_c_removes_everything(emulator: Emulator) -> None:
    with subprocess.Popen([*COMMAND, "--live"], stdout=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 30
        while not any(request.operation == "create_entry" for request in emulator.requests):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "KeyboardInterrupt" in output
    assert list_stacks(emulator) == []
    assert not LEFTOVERS.exists()


def test_a_stack_with_other_locales(emulator: Emulator) -> None:
    api_key = create_stack(emulator)
    with Client() as client:
        client.stack(api_key).locales.create({"code": "es-uy", "name": "Spanish"})
        with pytest.raises(KitError, match="the stack must have the locale en-us only, and has 2 locales"):
            check(use_stack=api_key, flows=["entry_locales"])
        assert len(list(client.stack(api_key).locales.list())) == 2


@pytest.mark.parametrize(("path", "what"), [("assets", "assets and folders"), ("locales", "locales")])
def test_a_stack_that_cannot_be_read_does_not_count_as_empty(emulator: Emulator, path: str, what: str) -> None:
    api_key = create_stack(emulator)
    with relay(emulator.url) as other:
        other.refused = rf"GET /v3/{path}.*"
        options = {"authtoken": emulator.authtoken, "base_url": other.url}
        with pytest.raises(KitError, match=f"the {what} of the stack cannot be read: status 403"):
            check(options, use_stack=api_key, flows=["labels"])


def test_a_stack_that_cannot_be_deleted_stays_noted(emulator: Emulator) -> None:
    file = Path("leftovers.json")
    with relay(emulator.url) as other:
        other.refused = "DELETE /v3/stacks"
        options = {"authtoken": emulator.authtoken, "base_url": other.url}
        with pytest.raises(KitError, match="the stack of the run could not be deleted: status 403"):
            check(options, flows=["labels.unknown"], leftovers=file)
        assert file.exists()
        other.refused = ""
        check(options, flows=["labels.unknown"], leftovers=file)
    assert list_stacks(emulator) == []
    assert not file.exists()


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (503, {}, "responded with status 503: try again later"),
        (200, {"hello": "world"}, "is not the API: check CONTENTSTACK_REGION and CONTENTSTACK_BASE_URL"),
    ],
)
def test_what_is_not_the_api(emulator: Emulator, status: int, body: object, message: str) -> None:
    def change(response: Relayed) -> None:
        response.status, response.body = status, body

    with relay(emulator.url, Edit("GET", "/v3/user.*", change, number=0)) as other:
        options = {"authtoken": emulator.authtoken, "base_url": other.url}
        with pytest.raises(KitError, match=message):
            check(options, flows=["labels.unknown"])
