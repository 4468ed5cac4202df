"""`request`, `stacks`, `jobs` and `emulator`."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma import Client, Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.cli import terminal
from contentstack_cma_toolkit.cli.commands.request import hide_authtokens
from tests.toolkit.support.command_line import CommandLine


def test_a_request_goes_to_the_stack(signed_in: CommandLine, emulator: Emulator) -> None:
    done = signed_in.run("request", "get", "/v3/environments", "--param", "limit=1", "-p", "asc=name", "--json")
    (environment,) = done.document["environments"]
    assert (done.code, environment["name"]) == (0, "development")
    assert emulator.requests[-1].headers["api_key"]


def test_a_parameter_may_occur_several_times(signed_in: CommandLine, emulator: Emulator) -> None:
    signed_in.run("request", "GET", "/v3/assets", "-p", "include[]=a", "-p", "include[]=b")
    assert emulator.requests[-1].query["include[]"] == ("a", "b")


@pytest.mark.parametrize("way", ["text", "file", "stdin"])
def test_a_body_is_json(way: str, signed_in: CommandLine, stack: Stack) -> None:
    body = json.dumps({"environment": {"name": way}})
    Path("body.json").write_text(body, encoding="utf-8")
    text = {"text": body, "file": "@body.json", "stdin": "-"}[way]
    done = signed_in.run("request", "POST", "/v3/environments", "--body", text, given=body)
    assert (done.code, done.document["environment"]["name"]) == (0, way)
    assert stack.environments.get(way).name == way


def test_a_request_without_a_stack_sends_no_key(signed_in: CommandLine, emulator: Emulator) -> None:
    done = signed_in.run("request", "GET", "/v3/user", "--no-stack")
    assert done.document["user"]["email"] == emulator.email
    assert "api_key" not in emulator.requests[-1].headers
    assert emulator.authtoken not in done.out
    assert done.document["user"]["authtoken"] == "***"


def test_a_request_without_a_known_stack_goes_to_the_account(
    signed_in: CommandLine, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONTENTSTACK_API_KEY")
    assert signed_in.run("request", "GET", "/v3/organizations").code == 0
    assert "api_key" not in emulator.requests[-1].headers


def test_authtokens_are_hidden_at_any_depth() -> None:
    found: Any = {"users": [{"authtoken": "secret", "uid": "a"}], "authtoken": None}
    assert hide_authtokens(found) == {"users": [{"authtoken": "***", "uid": "a"}], "authtoken": None}


def test_a_deletion_is_confirmed(signed_in: CommandLine, stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    stack.environments.create({"name": "old"})
    refused = signed_in.run("request", "delete", "/v3/environments/old")
    assert refused.code == 2
    assert "  DELETE /v3/environments/old\n" in refused.err
    monkeypatch.setattr(terminal, "is_terminal", lambda: True)
    assert signed_in.run("request", "DELETE", "/v3/environments/old", given="n\n").code == 1
    assert stack.environments.get("old").name == "old"
    assert signed_in.run("request", "DELETE", "/v3/environments/old", "--yes").code == 0
    assert "old" not in {environment.name for environment in stack.environments.list()}


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["FETCH", "/v3/stacks"], "method must be one of"),
        (["GET", "v3/stacks"], "path must begin with one slash"),
        (["GET", "/v3/stacks", "-p", "limit"], "--param must be name=value, not 'limit'"),
        (["POST", "/v3/stacks", "--body", "{"], "--body:1:2: not valid JSON"),
    ],
)
def test_a_malformed_request_is_not_sent(arguments: list[str], problem: str, signed_in: CommandLine) -> None:
    done = signed_in.run("request", *arguments)
    assert (done.code, problem in done.err) == (2, True)


def test_a_response_that_is_no_json_is_printed_as_it_is(signed_in: CommandLine, stack: Stack) -> None:
    stack.taxonomies.create({"uid": "regions", "name": "Regions"})
    done = signed_in.run("request", "GET", "/v3/taxonomies/regions/export", "-p", "format=csv")
    assert (done.code, done.out.startswith("{")) == (0, False)
    assert "regions" in done.out


def test_stacks_are_listed(signed_in: CommandLine, emulator: Emulator) -> None:
    (found,) = signed_in.run("stacks", "--json").items
    assert found["api_key"] == emulator.stack.api_key
    assert signed_in.run("stacks").out.startswith(f"{emulator.stack.name}\t{emulator.stack.api_key}\t")
    assert signed_in.run("stacks", "--organization", emulator.organization_uid, "--json").items == [found]


def test_a_management_token_has_no_stacks(
    signed_in: CommandLine, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONTENTSTACK_AUTHTOKEN")
    monkeypatch.setenv("CONTENTSTACK_MANAGEMENT_TOKEN", emulator.management_token)
    done = signed_in.run("stacks")
    assert (done.code, done.out) == (3, "")
    assert signed_in.run("entries", "list", "blog_post").code == 0


def test_jobs_are_listed(signed_in: CommandLine, stack: Stack) -> None:
    entry = stack.entries("blog_post").create({"title": "A", "url": "/a"})
    item: Any = {"uid": entry.uid, "content_type": "blog_post", "locale": "en-us", "version": 1}
    stack.bulk.publish(entries=[item], environments=["production"], locales=["en-us"])
    (found,) = signed_in.run("jobs", "list", "--json").items
    assert (found["uid"], found["action"]) == (entry.uid, "publish")
    assert signed_in.run("jobs", "list", "--status", "1", "--status", "6", "--json").items == []
    assert signed_in.run("jobs", "list", "--max-items", "1").out.startswith(f"{found['job_id']}\tpublish\t")


def start_job(stack: Stack, uid: str) -> str:
    item: Any = {"uid": uid, "content_type": "blog_post", "locale": "en-us", "version": 1}
    started = stack.bulk.publish(entries=[item], environments=["production"], locales=["en-us"], api_version="3.2")
    return str(started.job_id)


def test_a_job_is_waited_for(signed_in: CommandLine, stack: Stack) -> None:
    entry = stack.entries("blog_post").create({"title": "B", "url": "/b"})
    job_id = start_job(stack, entry.uid)
    done = signed_in.run("jobs", "wait", job_id)
    assert (done.code, done.err) == (0, "")
    assert dict(line.split(maxsplit=1) for line in done.out.splitlines()) == {
        "job_id": job_id,
        "action": "publish",
        "status": "complete",
        "done": "1",
        "failed": "0",
        "skipped": "0",
    }
    assert signed_in.run("jobs", "wait", job_id, "--json").document["failures"] == []


def test_the_failures_of_a_job_are_named(signed_in: CommandLine, stack: Stack) -> None:
    job_id = start_job(stack, "blt0")
    done = signed_in.run("jobs", "wait", job_id)
    assert (done.code, "status   failed" in done.out) == (1, True)
    assert done.err.startswith("entry blt0 (blog_post, en-us")
    failed = signed_in.run("jobs", "wait", job_id, "--json")
    assert (failed.code, failed.document["failures"][0]["uid"]) == (1, "blt0")


def test_a_job_that_takes_too_long_has_an_exit_code_of_its_own(command_line: CommandLine) -> None:
    with Emulator(work_delay=30) as slow, Client(authtoken=slow.authtoken, base_url=slow.url) as client:
        stack = client.stack(slow.stack.api_key)
        entry = stack.entries("blog_post").create({"title": "C", "url": "/c"})
        variables = {"CONTENTSTACK_BASE_URL": slow.url, "CONTENTSTACK_AUTHTOKEN": slow.authtoken}
        with pytest.MonkeyPatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            arguments = ("jobs", "wait", start_job(stack, entry.uid), "--timeout", "0.5")
            done = command_line.run(*arguments, "--stack", slow.stack.api_key)
    assert (done.code, done.out) == (5, "")
    assert "was not finished after 0.5 seconds" in done.err


def test_the_emulator_gets_its_own_options(command_line: CommandLine) -> None:
    done = command_line.run("emulator", "--help")
    assert (done.code, "--rate-limit" in done.out) == (0, True)
    wrong = command_line.run("emulator", "--port", "x")
    assert (wrong.code, "--port" in wrong.err) == (2, True)


def test_the_emulator_names_its_extra(command_line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "contentstack_cma_emulator.__main__", None)
    done = command_line.run("emulator")
    assert done.code == 2
    assert 'pip install "contentstack-cma[emulator]"' in done.err
