"""How resource classes are reached, and what their methods return."""

import importlib
import sys
from typing import Any

import anyio
import httpx
import pytest

from generator.bundle import Document
from generator.conventions import find_problems
from generator.render import render


def reference(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}


def operation(name: str, response: str, methods: list[Document], *in_path: str) -> Document:
    failure = {"description": "It failed."}
    content = {"application/json": {"schema": reference(response)}}
    return {
        "operationId": name,
        "tags": ["Members"],
        "summary": "Do it",
        "description": "Does it.",
        "externalDocs": {"url": "https://example.com"},
        "x-evidence": {"request": "inferred", "response": "inferred", "errors": "inferred"},
        "security": [{"authtoken": []}],
        "x-methods": methods,
        "parameters": [
            {"name": parameter, "in": "path", "required": True, "description": "Uid.", "schema": {"type": "string"}}
            for parameter in in_path
        ],
        "responses": {"2XX": {"description": "Done.", "content": content}, "4XX": failure, "5XX": failure},
    }


def on_both(method: Document) -> list[Document]:
    return [{**method, "scope": "client"}, {**method, "scope": "stack"}]


def build_description() -> Document:
    """Members, bound to a team of an organization; and duties, reached from clients and stacks."""
    members = {"resource": "members", "scope": "client", "bind": ["org_uid", "team_uid"]}
    get = {"resource": "duties", "verb": "get", "result": "duty", "otherwise": "duties"}
    assign = {"resource": "duties", "verb": "assign", "body": "members", "result": "none"}
    body = {"application/json": {"schema": reference("AssignDutyRequest")}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Members", "version": "1"},
        "tags": [{"name": "Members", "x-topic": "Access"}],
        "components": {
            "securitySchemes": {"authtoken": {"type": "apiKey", "in": "header", "name": "authtoken"}},
            "schemas": {
                "Member": {
                    "type": "object",
                    "description": "A member.",
                    "required": ["uid"],
                    "properties": {"uid": {"type": "string"}},
                },
                "Duty": {"type": "object", "description": "A duty.", "properties": {"name": {"type": "string"}}},
                "AssignDutyRequest": {
                    "type": "object",
                    "description": "A body.",
                    "required": ["members"],
                    "properties": {
                        "members": {"type": "array", "description": "Who has it.", "items": {"type": "string"}}
                    },
                },
                "DutyResponse": {
                    "type": "object",
                    "description": "A response.",
                    "properties": {"duty": reference("Duty"), "duties": reference("Duty")},
                },
            },
        },
        "paths": {
            "/orgs/{org_uid}/teams/{team_uid}/members/{member_uid}": {
                "get": operation(
                    "get_member", "Member", [{**members, "verb": "get"}], "org_uid", "team_uid", "member_uid"
                ),
            },
            "/duty": {
                "get": operation("get_duty", "DutyResponse", on_both(get)),
                "put": operation("assign_duty", "DutyResponse", on_both(assign))
                | {"x-action": "assign", "requestBody": {"content": body}},
            },
        },
    }


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The `resources` package of the client that the description makes."""
    folder = tmp_path_factory.mktemp("generated")
    document = build_description()
    assert find_problems(document) == []
    render(document, folder / "members_client")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(folder), *sys.path])
        return importlib.import_module("members_client.resources")


class Sender:
    """Responds to every request alike, and keeps its path."""

    def __init__(self, response: Document) -> None:
        self._answer = response

    def send(self, request: Any) -> httpx.Response:
        self.path = request.path
        return httpx.Response(200, json=self._answer)


class AsyncSender(Sender):
    """The same, to be awaited."""

    async def send(self, request: Any) -> httpx.Response:  # type: ignore[override]
        return super().send(request)


PATH = "/orgs/org/teams/a%2Fb/members/blt1"


def test_a_resource_of_the_client_is_bound_when_it_is_opened(resources: Any) -> None:
    sender = Sender({"uid": "blt1"})
    members = resources.ClientResources(sender).members("org", "a/b")
    assert members.get("blt1").uid == "blt1"
    assert sender.path == PATH
    sender.path = ""
    assert members.with_raw_response.get("blt1").parsed.uid == "blt1"
    assert sender.path == PATH


def test_a_resource_of_the_async_client_is_bound_when_it_is_opened(resources: Any) -> None:
    sender = AsyncSender({"uid": "blt1"})
    members = resources.AsyncClientResources(sender).members("org", "a/b")
    assert anyio.run(members.get, "blt1").uid == "blt1"
    assert sender.path == PATH


def test_what_it_is_bound_to_is_checked_when_it_is_opened(resources: Any) -> None:
    client = resources.ClientResources(Sender({}))
    with pytest.raises(ValueError, match="team_uid"):
        client.members("org", "..")
    with pytest.raises(TypeError):
        client.members("org")


def test_a_resource_that_stands_on_clients_and_stacks_is_one_class(resources: Any) -> None:
    sender = Sender({"duty": {"name": "review"}})
    of_client, of_stack = resources.ClientResources(sender).duties, resources.StackResources(sender).duties
    assert type(of_client) is type(of_stack)
    assert of_client.get() == of_stack.get()


@pytest.mark.parametrize("key", ["duty", "duties"])
def test_a_result_may_stand_under_another_key(resources: Any, key: str) -> None:
    assert resources.ClientResources(Sender({key: {"name": "review"}})).duties.get().name == "review"


def test_a_result_under_no_key_is_an_error(resources: Any) -> None:
    with pytest.raises(Exception, match="it lacks 'duty'"):
        resources.ClientResources(Sender({"notice": "none"})).duties.get()


def test_a_wrapped_value_is_documented_as_what_it_is(resources: Any) -> None:
    documented = resources.ClientResources(Sender({})).duties.assign.__doc__
    assert "members: Who has it." in documented


def test_a_resource_has_the_same_methods_wherever_it_stands() -> None:
    document = build_description()
    del document["paths"]["/duty"]["get"]["x-methods"][1]["otherwise"]
    assert find_problems(document) == ["x-methods: duties has different methods on a stack and on the client"]


def test_a_schema_is_not_called_as_the_class_of_a_resource_is() -> None:
    document = build_description()
    document["components"]["schemas"]["Duties"] = {"type": "object", "description": "Some duties."}
    assert find_problems(document) == [
        "x-methods: a schema has the same name as the class of duties; rename the schema"
    ]
