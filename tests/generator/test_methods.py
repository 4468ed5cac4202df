"""What `x-methods` says of a method is what the generated method does."""

import importlib
import json
import sys
from typing import Any

import httpx
import pytest

from contentstack_cma_client.resources.organizations import Organizations
from generator.bundle import Document
from generator.render import render
from tests.generator.support import senders


def operation(name: str, methods: list[Document], response: str = "Jobs", **more: object) -> Document:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{response}"}}}
    return {
        "operationId": name,
        "tags": ["Jobs"],
        "summary": "Do it",
        "description": "Does it.",
        "externalDocs": {"url": "https://example.com"},
        "x-evidence": {"request": "inferred", "response": "inferred", "errors": "inferred"},
        "security": [{"authtoken": []}],
        "x-methods": [{"resource": "jobs", "scope": "client", **method} for method in methods],
        "responses": {"2XX": {"description": "Done.", "content": content}},
        **more,
    }


def query(name: str, kind: str) -> Document:
    return {"name": name, "in": "query", "description": "Says how.", "schema": {"type": kind}}


NAMES: Document = {"type": "array", "items": {"type": "string"}}
LIST = operation(
    "list_jobs",
    [
        {"verb": "list", "items": "jobs", "count": "total", "fixed": {"version": "2"}, "omit": ["count"]},
        {"verb": "first", "result": "jobs", "fixed": {"version": "2", "limit": 1}, "omit": ["skip", "count"]},
        {"verb": "count", "result": "total", "fixed": {"version": "2", "count": True}, "omit": ["limit", "skip"]},
    ],
    parameters=[
        {**query("version", "string"), "required": True},
        query("limit", "integer"),
        query("skip", "integer"),
        query("count", "boolean"),
    ],
)
DELETE = operation(
    "delete_jobs",
    [
        {"verb": "delete", "body": "jobs", "result": "none", "omit": ["all"]},
        {"verb": "delete_all", "result": "none", "fixed": {"all": True}, "omit": ["body"]},
    ],
    parameters=[query("all", "boolean")],
    requestBody={"content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeleteJobsRequest"}}}},
)
JOB: Document = {"$ref": "#/components/schemas/Job"}
FETCH = operation("fetch_job", [{"verb": "get", "result": "job", "bare": True}], response="JobResponse")
FIND = operation("find_job", [{"verb": "find", "result": "queue", "bare": True}], response="JobResponse")
DOCUMENT: Document = {
    "openapi": "3.1.0",
    "info": {"title": "Jobs", "version": "1"},
    "paths": {"/jobs": {"get": LIST, "delete": DELETE}, "/job": {"get": FETCH}, "/queue": {"get": FIND}},
    "components": {
        "schemas": {
            "Jobs": {
                "type": "object",
                "description": "Some jobs.",
                "properties": {"jobs": NAMES, "total": {"type": "integer"}},
            },
            "Job": {
                "type": "object",
                "description": "A job.",
                "additionalProperties": True,
                "required": ["uid"],
                "properties": {"uid": {"type": "string"}},
            },
            "JobResponse": {
                "type": "object",
                "description": "One job, in one form or another.",
                "additionalProperties": True,
                "properties": {
                    "job": {"anyOf": [JOB, {"type": "null"}]},
                    "queue": {"type": ["array", "null"], "items": JOB},
                },
            },
            "DeleteJobsRequest": {
                "type": "object",
                "description": "Which to delete.",
                "required": ["jobs"],
                "properties": {"jobs": NAMES},
            },
        }
    },
}
ANSWER = {"jobs": ["a", "b"], "total": 9}


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The `resources.jobs` module of the client that the document describes."""
    folder = tmp_path_factory.mktemp("generated")
    render(DOCUMENT, folder / "jobs_client")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(folder), *sys.path])
        return importlib.import_module("jobs_client.resources.jobs")


class Sender:
    """Responds to every request with the same, and keeps it."""

    response: Document = ANSWER

    def send(self, request: Any) -> httpx.Response:
        self.query = dict(request.query)
        self.body = None if request.content is None else json.loads(request.content)
        return httpx.Response(200, json=self.response)


@pytest.fixture
def sender() -> Sender:
    return Sender()


@pytest.fixture
def jobs(resources: Any, sender: Sender) -> Any:
    return resources.Jobs(sender)


def test_what_a_method_fixes_is_sent(jobs: Any, sender: Sender) -> None:
    assert jobs.first() == ["a", "b"]
    assert sender.query == {"version": "2", "limit": "1"}


def test_a_list_may_fix_parameters_and_count_under_another_key(jobs: Any, sender: Sender) -> None:
    page = jobs.list(page_size=5)
    assert (page.items, page.count) == (["a", "b"], 9)
    assert sender.query == {"version": "2", "limit": "5"}


def test_a_method_that_fixes_count_returns_the_number(jobs: Any, sender: Sender) -> None:
    assert jobs.count() == 9
    assert sender.query == {"version": "2", "count": "true"}


def test_a_list_that_is_wrapped_is_in_the_body_of_every_page() -> None:
    sender = senders.Sender(senders.build_json_response({"shares": [{"uid": "a"}], "count": 2}))
    page = Organizations(sender).search_invitations("o", iter(["me@example.com"]), page_size=1)
    assert len(list(page.pages())) == 1
    assert {request.content for request in sender.requests} == {b'{"emails":["me@example.com"]}'}
    assert [query.get("skip") for query in sender.queries] == [None, "1"]


def test_a_value_that_is_wrapped_must_be_given(jobs: Any, sender: Sender) -> None:
    jobs.delete(["a"])
    assert (sender.query, sender.body) == ({}, {"jobs": ["a"]})
    with pytest.raises(TypeError, match="jobs"):
        jobs.delete()
    with pytest.raises(TypeError, match="jobs must be a list, not dict: pass the list itself, without"):
        jobs.delete({"jobs": ["a"]})


def test_an_optional_body_can_be_left_out(jobs: Any, sender: Sender) -> None:
    jobs.delete_all()
    assert (sender.query, sender.body) == ({"all": "true"}, None)
    with pytest.raises(TypeError, match="body"):
        jobs.delete_all(body={"jobs": ["a"]})


@pytest.mark.parametrize(
    ("verb", "response"),
    [
        ("get", {"job": {"uid": "a", "step": 1}, "notice": "Here."}),
        ("get", {"uid": "a", "step": 1}),
        ("find", {"queue": [{"uid": "a", "step": 1}]}),
        ("find", {"uid": "a", "step": 1}),
    ],
)
def test_a_bare_result_is_found_under_its_key_or_is_the_whole_body(
    jobs: Any, sender: Sender, verb: str, response: Document
) -> None:
    sender.response = response
    job = getattr(jobs, verb)()
    assert type(job).__name__ == "Job"
    assert (job.uid, job.to_dict()) == ("a", {"uid": "a", "step": 1})


@pytest.mark.parametrize(
    ("verb", "response"),
    [("get", {}), ("get", {"job": None, "uid": "a"}), ("find", {"queue": []}), ("find", {"notice": "None."})],
)
def test_a_missing_bare_result_is_an_error(jobs: Any, sender: Sender, verb: str, response: Document) -> None:
    sender.response = response
    error = sys.modules["jobs_client.errors"].DecodeError
    with pytest.raises(error, match=r"lacks '(job|queue)'"):
        getattr(jobs, verb)()
