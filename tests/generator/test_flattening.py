"""The keys of a body that `x-methods` flattens are keyword arguments of the method."""

import importlib
import inspect
import sys
from copy import deepcopy
from typing import Any

import pytest

from generator.bundle import Document, SpecError, bundle
from generator.config import HANDWRITTEN_VERBS
from generator.conventions import find_problems
from generator.layout import Layout
from generator.operations import read_calls
from generator.render import render
from tests.generator.test_methods import Sender, operation, query

RUN: Document = {
    "verb": "run",
    "result": "none",
    "flatten": ["job", "job.stage", "rules"],
    "rename": {"job.stage.uid": "stage_uid"},
    "omit": {"job.title": "It is another name of `name`."},
}
BODY = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RunRequest"}}}}


def model(required: list[str], **properties: object) -> Document:
    return {"type": "object", "description": "Keys.", "required": required, "properties": properties}


def component(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}


TEXT = {"type": "string", "description": "A text."}
SCHEMAS: Document = {
    "Jobs": model([], notice=TEXT),
    "Stage": model(["uid"], uid=TEXT, comment=TEXT),
    "Rules": model([], strict={"type": "boolean"}),
    "Job": model(["_name", "stage"], _name=TEXT, title=TEXT, stage=component("Stage")),
    "RunRequest": model(
        ["job"],
        job=component("Job"),
        rules=component("Rules"),
        notes={"type": "array", "items": {"type": "string"}},
        force={"type": "boolean"},
    ),
}


def describe(run: Document) -> Document:
    """Return a description of one operation with one method."""
    call = operation("run_job", [run], parameters=[query("force", "boolean")], requestBody=BODY)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Jobs", "version": "1"},
        "tags": [{"name": "Jobs"}],
        "paths": {"/jobs": {"post": call}},
        "components": {"schemas": deepcopy(SCHEMAS)},
    }


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("generated")
    render(describe(RUN), folder / "flat_client")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(folder), *sys.path])
        return importlib.import_module("flat_client.resources.jobs")


@pytest.fixture
def sender() -> Sender:
    return Sender()


@pytest.fixture
def jobs(resources: Any, sender: Sender) -> Any:
    return resources.Jobs(sender)


def test_the_arguments_are_keywords_and_the_required_ones_come_first(jobs: Any) -> None:
    parameters = inspect.signature(jobs.run).parameters
    assert list(parameters) == ["name", "stage_uid", "comment", "strict", "notes", "force"]
    assert [name for name, each in parameters.items() if each.default is each.empty] == ["name", "stage_uid"]
    assert {each.kind for each in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}


def test_an_argument_that_is_missing_is_not_sent(jobs: Any, sender: Sender) -> None:
    jobs.run(name="Index", stage_uid="s")
    assert sender.body == {"job": {"_name": "Index", "stage": {"uid": "s"}}}
    assert sender.query == {}


def test_every_argument_is_sent_where_it_belongs(jobs: Any, sender: Sender) -> None:
    jobs.run(name="Index", stage_uid="s", comment="", strict=False, notes=iter(["a"]), force=True)
    stage = {"uid": "s", "comment": ""}
    assert sender.body == {
        "job": {"_name": "Index", "stage": stage},
        "rules": {"strict": False},
        "notes": ["a"],
        "force": True,
    }
    assert sender.query == {"force": "true"}


@pytest.mark.parametrize("notes", ["abc", b"abc", {"a": 1}, 5])
def test_a_list_is_not_a_string(jobs: Any, notes: object) -> None:
    with pytest.raises(TypeError, match="notes must be a list, not"):
        jobs.run(name="Index", stage_uid="s", notes=notes)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"flatten": ["job", "job.stage", "jobs"]}, "the body has no jobs"),
        ({"omit": {**RUN["omit"], "job.twig": "Small."}}, "the body has no job.twig"),
        ({"rename": {}, "flatten": ["job", "job.stage", "notes"]}, "notes is not an object"),
        ({"rename": {"job.stage.uid": "name"}}, "name is the name of two keys: use `rename`"),
        ({"rename": {"job.stage.uid": "force"}}, "job.stage.uid has another type than the parameter force"),
    ],
)
def test_what_cannot_be_flattened(keys: Document, said: str, tmp_path: Any) -> None:
    with pytest.raises(SpecError) as raised:
        render(describe({**RUN, **keys}), tmp_path / "wrong_client")
    assert f"x-methods: jobs.run: {said}" in str(raised.value)


def test_a_key_that_may_be_null_cannot_be_flattened(tmp_path: Any) -> None:
    described = describe(RUN)
    described["components"]["schemas"]["Stage"]["properties"]["comment"] = {"type": ["string", "null"]}
    with pytest.raises(SpecError, match="comment may be null"):
        render(described, tmp_path / "wrong_client")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"flatten": True}, "flatten must be a list"),
        ({"body": "job"}, "flatten needs a request body, and excludes body"),
        ({"file": "job.json"}, "file needs body"),
    ],
)
def test_how_a_method_takes_the_body(keys: Document, said: str) -> None:
    assert any(said in problem for problem in find_problems(_whole(describe({**RUN, **keys}))))


def test_an_operation_without_a_method_says_why() -> None:
    described = _whole(describe(RUN))
    call = described["paths"]["/jobs"]["post"]
    del call["x-methods"]
    assert "POST /jobs: expected either x-methods or x-no-method" in find_problems(described)
    call["x-no-method"] = "Another one does the same."
    assert not any("x-no-method" in problem for problem in find_problems(described))


def test_no_generated_method_takes_a_whole_body() -> None:
    known = read_calls(bundle(Layout().spec)).values()
    taking = [
        f"{method.resource}.{method.verb}"
        for call in known
        if "requestBody" in call.raw
        for method in call.methods
        if not (method.body or method.flattens or "body" in method.omit)
        if method.verb not in HANDWRITTEN_VERBS.get(method.resource, ())
    ]
    assert taking == []


def _whole(described: Document) -> Document:
    """Return the description with what the rules require besides."""
    call = described["paths"]["/jobs"]["post"]
    response = call["responses"]["2XX"]
    call["responses"] = dict.fromkeys(("2XX", "4XX", "5XX"), response)
    return described
