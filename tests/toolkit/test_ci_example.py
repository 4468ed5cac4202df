"""The example of a workflow for continuous integration does what it says."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from contentstack_cma import Client, Stack
from contentstack_cma.models import ContentTypeUpdate, ManagementTokenInput
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.model import ContentType, Model, Number, Text
from tests.toolkit.support.command_line import CommandLine
from tests.toolkit.support.model_stacks import create_model
from tests.toolkit.support.rich_stack import create_empty

WORKFLOW = Path(__file__).parents[2] / "examples" / "ci" / "content-model.yml"
ARTICLE = ContentType("article", fields=[Text("title", required=True), Number("price")])
COMMAND = "contentstack-cma "


def read_job() -> dict[str, Any]:
    jobs: dict[str, dict[str, Any]] = yaml.safe_load(WORKFLOW.read_text())["jobs"]
    (job,) = jobs.values()
    return job


COMMANDS = [
    step["run"].removeprefix(COMMAND) for step in read_job()["steps"] if step.get("run", "").startswith(COMMAND)
]


@pytest.fixture
def shop(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    """A stack with a content type, and the variables of the workflow for it."""
    with Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=None) as client:
        stack = create_empty(emulator, client, "Shop")
        create_model(stack, Model(content_types=[ARTICLE]))
        scope = [
            {"module": "$all", "acl": {"read": True, "write": False}},
            {"module": "branch", "branches": ["main"], "acl": {"read": True}},
        ]
        token = stack.management_tokens.create(ManagementTokenInput.from_dict({"name": "CI", "scope": scope}))
        monkeypatch.setenv("CONTENTSTACK_BASE_URL", emulator.url)
        monkeypatch.setenv("CONTENTSTACK_MANAGEMENT_TOKEN", str(token.token))
        monkeypatch.setenv("CONTENTSTACK_API_KEY", stack.api_key)
        monkeypatch.setenv("CONTENTSTACK_REGION", "")  # as of a variable that was not created
        yield stack


def run_all(command_line: CommandLine) -> list[int]:
    return [command_line.run(*shlex.split(command)).code for command in COMMANDS]


def test_commands(command_line: CommandLine, shop: Stack) -> None:
    command_line.run("types", "--out", "models.py")
    command_line.run("model", "pull")
    command_line.run("migrations", "new", "add a note")
    assert run_all(command_line) == [0, 0, 0]
    changed = ContentType("article", fields=[*ARTICLE.fields, Text("note")])
    shop.content_types.update("article", ContentTypeUpdate.from_dict(changed.to_wire()))
    Path("migrations/0002_wrong.py").write_text("def upgrade(stack):\n    raise RuntimeError\n", "utf-8")
    assert run_all(command_line) == [1, 1, 1]


def test_steps() -> None:
    names = [command.split()[:2] for command in COMMANDS]
    assert names == [["types", "--out"], ["model", "plan"], ["migrations", "rehearse"]]
    # All are run, even if the first one fails.
    assert read_job()["steps"][-1]["if"] == "${{ !cancelled() }}"
    assert set(read_job()["env"]) == {
        "CONTENTSTACK_API_KEY",
        "CONTENTSTACK_MANAGEMENT_TOKEN",
        "CONTENTSTACK_REGION",
    }
