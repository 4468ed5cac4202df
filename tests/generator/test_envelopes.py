"""What a call returns is found in whatever envelope it came; a write that succeeded never fails because of it."""

import importlib
import pkgutil
from typing import Any

import anyio
import httpx
import pytest

from contentstack_cma_client import DecodeError, api
from contentstack_cma_client.decoding import Envelope
from contentstack_cma_client.model import ReadModel
from contentstack_cma_client.operation import Operation
from contentstack_cma_client.resources import ClientResources, StackResources
from contentstack_cma_client.resources.client_resources import AsyncClientResources
from contentstack_cma_client.resources.stack_resources import AsyncStackResources
from tests.generator.support.senders import AsyncSender, Sender, build_json_response

CALLS: dict[str, Any] = {
    name.rpartition(".")[2]: importlib.import_module(name)
    for _, name, is_package in pkgutil.walk_packages(api.__path__, f"{api.__name__}.")
    if not is_package
}
WRITES = {name for name, call in CALLS.items() if not call.OPERATION.repeatable}
BODIES: list[Any] = [
    {},
    {"notice": "Done."},
    {"notice": ["Done.", "Done."]},
    {"uid": "blt1", "notice": "Done."},
    [],
    [{"notice": "Done."}],
    ["Done."],
    None,
    True,
    "Done.",
]


def envelope_of(name: str) -> Envelope | None:
    envelope: Envelope | None = getattr(CALLS[name], "ENVELOPE", None)
    return envelope


@pytest.mark.parametrize("name", sorted(WRITES))
def test_a_write_that_succeeded_returns_what_there_is(name: str) -> None:
    for response in [*map(build_json_response, BODIES), httpx.Response(204), httpx.Response(200)]:
        parsed = CALLS[name].parse(response)
        envelope = envelope_of(name)
        if envelope and envelope.is_required:
            held = parsed[envelope.key]
            assert isinstance(held, list if envelope.is_list else ReadModel)


@pytest.mark.parametrize("name", sorted(name for name in WRITES if envelope_of(name)))
@pytest.mark.parametrize("odd", [None, "text", 7, True, [], [None]])
def test_a_write_returns_something_whatever_its_key_holds(name: str, odd: Any) -> None:
    envelope = envelope_of(name)
    assert envelope
    held = CALLS[name].parse(build_json_response({envelope.key: odd}))[envelope.key]
    assert not envelope.is_required or isinstance(held, list if envelope.is_list else ReadModel)


THING = {"uid": "blt1", "name": "a"}
READS: list[tuple[str, tuple[Any, ...], Any]] = [
    ("stack.extensions.get", ("blt1",), {"extensions": THING}),
    ("stack.extensions.get", ("blt1",), {"extensions": [THING]}),
    ("stack.delivery_tokens.get", ("blt1",), {"tokens": THING}),
    ("stack.delivery_tokens.update", ("blt1", {"name": "a"}), {"tokens": THING}),
    ("stack.labels.get", ("blt1",), {"label": [THING]}),
    ("stack.labels.get", ("blt1",), [{"uid": "blt1", "name": "a"}]),
    ("stack.taxonomies.get", ("blt1",), {"taxonomies": [THING]}),
    ("client.organizations.get", ("blt1",), {"organizations": [THING]}),
    ("client.organizations.get", ("blt1",), {"organizations": THING}),
    ("stack.ungrouped_variants.get", ("blt1",), THING),
    ("stack.ungrouped_variants.get", ("blt1",), {"variant": THING, "notice": "Done."}),
]


def find_method(expression: str, client: Any, stack: Any) -> Any:
    scope, resource, method = expression.split(".")
    return getattr(getattr({"client": client, "stack": stack}[scope], resource), method)


@pytest.mark.parametrize(("expression", "arguments", "body"), READS)
def test_one_thing_is_found_in_every_known_envelope(expression: str, arguments: Any, body: Any) -> None:
    sender = Sender(build_json_response(body))
    method = find_method(expression, ClientResources(sender), StackResources(sender))
    assert method(*arguments).to_dict() == THING


@pytest.mark.parametrize(("expression", "arguments", "body"), READS)
def test_one_thing_is_found_in_every_known_envelope_asynchronously(expression: str, arguments: Any, body: Any) -> None:
    sender = AsyncSender(build_json_response(body))
    method = find_method(expression, AsyncClientResources(sender), AsyncStackResources(sender))
    assert anyio.run(method, *arguments).to_dict() == THING


def test_an_update_of_a_publish_rule_succeeds_though_only_a_notice_came() -> None:
    rules = StackResources(Sender(build_json_response({"notice": "Publish rule updated."}))).publish_rules
    assert rules.update("blt1", {}) is None
    assert rules.with_raw_response.update("blt1", {}).notice == "Publish rule updated."


@pytest.mark.parametrize("body", [{"extensions": THING}, {"extension": [THING]}, [THING], {"extensions": [THING]}])
def test_a_list_is_found_in_every_known_envelope(body: Any) -> None:
    found = list(StackResources(Sender(build_json_response(body))).extensions.list())
    assert [extension.to_dict() for extension in found] == [THING]


@pytest.mark.anyio
async def test_a_list_is_found_in_another_envelope_asynchronously() -> None:
    stack = AsyncStackResources(AsyncSender(build_json_response({"extensions": THING})))
    assert [extension.to_dict() async for extension in stack.extensions.list()] == [THING]


@pytest.mark.parametrize(
    ("body", "titles"), [([{"title": "a"}, {"title": "b"}], ["a", "b"]), ({"title": "a"}, ["a"]), ({}, []), ([], [])]
)
def test_rich_text_assets_are_a_list_in_whatever_form_they_come(body: Any, titles: list[str]) -> None:
    assets = StackResources(Sender(build_json_response(body))).assets
    assert [asset.title for asset in assets.list_rich_text()] == titles


@pytest.mark.parametrize("body", [{}, {"notice": "none"}, {"label": None}, {"label": []}, {"label": 7}, [], None, 7])
def test_a_read_without_what_it_reads_is_an_error(body: Any) -> None:
    with pytest.raises(DecodeError, match=r"^stack\.labels\.get\(\): cannot read the response \(status 200, "):
        StackResources(Sender(build_json_response(body))).labels.get("blt1")


@pytest.mark.parametrize("body", [{}, {"labels": None}, None, "text"])
def test_a_list_that_is_not_there_is_an_error(body: Any) -> None:
    with pytest.raises(DecodeError):
        StackResources(Sender(build_json_response(body))).labels.list()


@pytest.mark.parametrize("word", ["images", "videos"])
def test_assets_of_a_kind_are_a_list_under_assets(word: str) -> None:
    sender = Sender(build_json_response({"assets": [THING]}))
    assets = StackResources(sender).assets
    found = getattr(assets, f"list_{word}")()
    assert [asset.to_dict() for asset in found] == [THING]
    assert sender.requests[-1].path == f"/v3/assets/{word}"


@pytest.mark.parametrize("body", [{"teams": [THING], "count": 1}, [THING]])
def test_teams_are_found_with_and_without_an_envelope(body: Any) -> None:
    teams = ClientResources(Sender(build_json_response(body))).teams_v4
    assert [team.to_dict() for team in teams.list(organization_uid="blt1")] == [THING]


def test_no_teams_are_no_body() -> None:
    teams = ClientResources(Sender(httpx.Response(204))).teams_v4
    assert list(teams.list(organization_uid="blt1")) == []


@pytest.mark.parametrize("notice", ["Sent.", ["Sent.", "Sent twice."]])
def test_a_request_to_publish_returns_its_notices_whatever_their_form(notice: Any) -> None:
    response = CALLS["set_entry_workflow_stage"].parse(build_json_response({"notice": notice}))
    assert response.notice == notice


def test_every_operation_knows_its_methods() -> None:
    operations: list[Operation] = [call.OPERATION for call in CALLS.values()]
    assert {operation.id for operation in operations if not operation.methods} == {
        "add_release_item",
        "move_release_items_with_put",
        "remove_release_item",
        "update_team_stack_roles_with_post",
    }
    assert CALLS["log_out"].OPERATION.methods == ("client.logout()",)
    assert CALLS["get_stacks"].OPERATION.methods == ("stack.fetch()", "client.stacks.list()")
    assert CALLS["create_entry"].OPERATION.methods == ("stack.entries(…).create()",)
    assert CALLS["list_stack_users"].OPERATION.method_names.endswith("()")
    assert "stack.asset_folders.move()" in CALLS["update_asset_folder"].OPERATION.methods
    assert Operation("do_it", "GET", "/", True, (), "never", branch=False).method_names == "do_it"


def test_operations_say_whether_their_ways_to_sign_in_are_documented() -> None:
    assert CALLS["get_label"].OPERATION.auth_documented
    assert not CALLS["publish_taxonomies"].OPERATION.auth_documented
    assert "management_token" in CALLS["delete_taxonomy"].OPERATION.auth
    assert "management_token" in CALLS["delete_term"].OPERATION.auth
