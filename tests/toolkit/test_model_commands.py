"""`model`, against the emulator."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from contentstack_cma import Client, Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.cli import terminal
from contentstack_cma_toolkit.model import ContentType, Text
from tests.toolkit.support.command_line import CommandLine
from tests.toolkit.support.models import to_wire

MODEL = """
from contentstack_cma_toolkit.model import ContentType, Model, Text

article = ContentType("article", fields=[Text("title", required=True, unique=True){}])
model = Model(content_types=[article])
"""
SUBTITLE = ', Text("subtitle")'


@pytest.fixture
def target(emulator: Emulator, monkeypatch: pytest.MonkeyPatch, signed_in: CommandLine) -> Iterator[Stack]:
    """A stack with one content type, in the environment of the command line."""
    del signed_in
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        created = client.stacks.create(
            {"name": "Target", "master_locale": "en-us"}, organization_uid=emulator.organization_uid
        )
        monkeypatch.setenv("CONTENTSTACK_API_KEY", str(created.api_key))
        stack = client.stack(str(created.api_key))
        title = Text("title", required=True, unique=True)
        stack.content_types.create(to_wire(ContentType("article", fields=[title, Text("subtitle")])))
        yield stack


def write_model(text: str, path: str = "model.py") -> None:
    Path(path).write_text(text, encoding="utf-8")


def test_pulled_model_is_that_of_the_stack(signed_in: CommandLine) -> None:
    done = signed_in.run("model", "pull")
    assert done.code == 0, done.err
    assert "model.py written" in done.err
    done = signed_in.run("model", "plan", "--check")
    assert done.code == 0, done.err
    assert done.out.startswith("Nothing to change")


def test_pull_does_not_overwrite(signed_in: CommandLine) -> None:
    write_model("mine")
    assert "model.py exists already: pass --force" in signed_in.run("model", "pull").err
    assert Path("model.py").read_text() == "mine"
    assert signed_in.run("model", "pull", "--force").code == 0
    assert Path("model.py").read_text() != "mine"


def test_check_has_an_exit_code(signed_in: CommandLine, target: Stack, emulator: Emulator) -> None:
    write_model(MODEL.format(""))
    emulator.forget_requests()
    assert signed_in.run("model", "plan").code == 0
    done = signed_in.run("model", "plan", "--check")
    assert done.code == 1
    assert "- field 'subtitle'" in done.out
    assert {request.method for request in emulator.requests} == {"GET"}
    done = signed_in.run("model", "plan", "--check", "--json")
    assert done.code == 1
    assert done.document["changes"][0]["name"] == "article"


def test_apply_asks_before_data_is_lost(signed_in: CommandLine, target: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    target.entries("article").create({"title": "1", "subtitle": "x"})
    write_model(MODEL.format(""))
    done = signed_in.run("model", "apply")
    assert done.code == 2
    assert "1 entry holds a value of 'subtitle', which would be lost" in done.err
    assert "pass --yes" in done.err
    monkeypatch.setattr(terminal, "is_terminal", lambda: True)
    assert signed_in.run("model", "apply", given="n\n").code == 1
    assert next(iter(target.entries("article").list()))["subtitle"] == "x"
    done = signed_in.run("model", "apply", given="y\n")
    assert done.code == 0, done.err
    assert done.out.endswith("update content type 'article'\n")
    assert signed_in.run("model", "plan", "--check").code == 0


def test_plan_of_a_file_is_applied(signed_in: CommandLine, target: Stack) -> None:
    write_model(MODEL.format(SUBTITLE + ', Text("kicker")'))
    assert signed_in.run("model", "plan", "--out", "plan.json").code == 0
    done = signed_in.run("model", "apply", "--plan", "plan.json", "--json")
    assert done.code == 0, done.err
    assert done.document == {"done": ["update content type 'article'"]}
    assert [field["uid"] for field in target.content_types.get("article")["schema"]] == ["title", "subtitle", "kicker"]


def test_plan_is_refused_if_the_stack_has_changed(signed_in: CommandLine, target: Stack) -> None:
    write_model(MODEL.format(SUBTITLE + ', Text("kicker")'))
    signed_in.run("model", "plan", "--out", "plan.json")
    target.content_types.create(to_wire(ContentType("new", fields=[Text("title")])))
    done = signed_in.run("model", "apply", "--plan", "plan.json")
    assert done.code == 1
    assert "content type 'new' was added" in done.err


def test_failure_has_an_exit_code(signed_in: CommandLine, target: Stack, emulator: Emulator) -> None:
    del target
    write_model(MODEL.format(SUBTITLE + ', Text("kicker")'))
    emulator.fail_next(status=422, operation="update_content_type")
    done = signed_in.run("model", "apply")
    assert done.code == 1
    assert "update content type 'article' failed" in done.err
    assert "Done: nothing" in done.err


def test_rehearsal_changes_nothing_in_the_stack(signed_in: CommandLine, target: Stack, emulator: Emulator) -> None:
    entry = target.entries("article").create({"title": "1", "subtitle": "x"})
    write_model(MODEL.format(""))
    emulator.forget_requests()
    done = signed_in.run("model", "plan", "--rehearse")
    assert done.code == 0, done.err
    assert f"article {entry.uid} en-us '1' lost subtitle" in done.out
    assert "1 of 1 entries of the sample lost values" in done.out
    assert {request.method for request in emulator.requests} == {"GET"}


def test_rehearsal_on_a_branch(signed_in: CommandLine, target: Stack) -> None:
    target.branches.create({"uid": "trial", "source": "main"})
    write_model(MODEL.format(SUBTITLE + ', Text("kicker")'))
    done = signed_in.run("model", "apply", "--rehearse-on", "trial", "--yes", "--json")
    assert done.code == 0, done.err
    for stack in (target, target.with_branch("trial")):
        assert len(stack.content_types.get("article")["schema"]) == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("model = (", "model.py:1: '(' was never closed"),
        ("x = 1\nraise KeyError('y')", "model.py:2: KeyError: 'y'"),
        ("import sys\nsys.exit(0)", "model.py:2: SystemExit: 0"),
        ("import sys\nsys.path.clear()", "model.py has no model"),
        ("x = 1", "model.py has no model: define model = Model(content_types=[...])"),
        ("model = 3", "model.py: model is int, but must be a Model"),
        (
            "from contentstack_cma_toolkit.model import Model\na = Model()\nb = Model()",
            "model.py has several models (a, b): name one of them model",
        ),
        (MODEL.format(', Reference("to", to=["nowhere"])'), "model.py:4: NameError: name 'Reference' is not defined"),
        (MODEL.format(', Text("title")'), "content type 'article', field 'title': the uid is used 2 times"),
    ],
)
def test_wrong_declarations(signed_in: CommandLine, target: Stack, text: str, message: str) -> None:
    del target
    write_model(text)
    done = signed_in.run("model", "plan")
    assert done.code == 2
    assert message in done.err


def test_prints_of_declarations_are_no_results(signed_in: CommandLine, target: Stack) -> None:
    del target
    write_model(f"print('hello'){MODEL.format(SUBTITLE)}")
    done = signed_in.run("model", "plan", "--json")
    assert (done.document["changes"], done.err) == ([], "hello\n")


def test_plan_overwrites_plans_only(signed_in: CommandLine, target: Stack) -> None:
    del target
    write_model(MODEL.format(""))
    done = signed_in.run("model", "plan", "--out", "model.py")
    assert (done.code, "model.py exists and is not a plan" in done.err) == (2, True)
    assert Path("model.py").read_text() == MODEL.format("")
    assert [signed_in.run("model", "plan", "--out", "plan.json").code for _ in range(2)] == [0, 0]


def test_apply_without_permission_has_its_own_exit_code(
    signed_in: CommandLine, target: Stack, emulator: Emulator
) -> None:
    del target
    write_model(MODEL.format(SUBTITLE + ', Text("kicker")'))
    emulator.fail_next(status=403, operation="update_content_type")
    assert signed_in.run("model", "apply").code == 3


def test_file_of_declarations_is_missing(signed_in: CommandLine) -> None:
    done = signed_in.run("model", "plan", "--model", "other.py")
    assert done.code == 2
    assert "other.py: the file does not exist. Write it with contentstack-cma model pull --out other.py" in done.err


def test_declarations_in_several_modules(signed_in: CommandLine, target: Stack) -> None:
    del target
    Path("parts").mkdir()
    write_model(MODEL.format(SUBTITLE).replace("model = Model(content_types=[article])", ""), "parts/article_type.py")
    write_model(
        "from article_type import article\nfrom contentstack_cma_toolkit.model import Model\n"
        "everything = Model(content_types=[article])",
        "parts/model.py",
    )
    done = signed_in.run("model", "plan", "--model", "parts/model.py", "--check")
    assert done.code == 0, done.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"{", "plan.json: Expecting"),
        (b"[]", "plan.json: not a plan"),
        (b'{"format": "x"}', "plan.json: not a plan"),
        (b"\xff", "plan.json: 'utf-8' codec"),
    ],
)
def test_wrong_plan(signed_in: CommandLine, text: bytes, message: str) -> None:
    Path("plan.json").write_bytes(text)
    done = signed_in.run("model", "apply", "--plan", "plan.json")
    assert done.code == 2
    assert message in done.err


def test_edited_plan(signed_in: CommandLine, target: Stack) -> None:
    del target
    write_model(MODEL.format(""))
    signed_in.run("model", "plan", "--out", "plan.json")
    plan = json.loads(Path("plan.json").read_text())
    Path("plan.json").write_text(json.dumps({**plan, "seen": {}}))
    assert "its fingerprint does not fit" in signed_in.run("model", "apply", "--plan", "plan.json").err
    changed = [{**plan["changes"][0], "before": None}]
    Path("plan.json").write_text(json.dumps({**plan, "changes": changed}))
    assert "its hash does not fit" in signed_in.run("model", "apply", "--plan", "plan.json", "--yes").err
    Path("plan.json").write_text(json.dumps({**plan, "rehearsals": []}))
    assert signed_in.run("model", "apply", "--plan", "plan.json").code == 0
    del plan["changes"]
    Path("plan.json").write_text(json.dumps(plan))
    assert "plan is damaged (KeyError: 'changes')" in signed_in.run("model", "apply", "--plan", "plan.json").err


def test_migration_of_a_plan(signed_in: CommandLine, target: Stack) -> None:
    target.entries("article").create({"title": "1", "subtitle": "x"})
    write_model(MODEL.format(', Text("kicker")'))
    signed_in.run("model", "plan", "--out", "plan.json")
    done = signed_in.run("migrations", "new", "kicker", "--from-plan", "plan.json")
    assert done.code == 0, done.err
    text = Path(done.out.strip()).read_text()
    assert 'steps.rename_field(stack, "article", "subtitle", to="kicker", display_name="Kicker")' in text
    assert 'steps.remove_field(stack, "article", "subtitle", lose_values=True)' in text
    done = signed_in.run("migrations", "upgrade")
    assert done.code == 0, done.err
    assert [field["uid"] for field in target.content_types.get("article")["schema"]] == ["title", "kicker"]
    assert signed_in.run("model", "plan", "--check").code == 0
