"""Who may do what: decisions without a store, and the rules of roles over HTTP."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.auth import decisions
from contentstack_cma_emulator.auth.built_in_roles import DESCRIPTIONS, make_rule
from contentstack_cma_emulator.auth.decisions import Rights, is_allowed, is_branch_in_scope, is_in_scope
from contentstack_cma_emulator.auth.requirements import Need, find_needs
from contentstack_cma_emulator.engine.description import Operation
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.kinds import ROLE
from contentstack_cma_emulator.engine.store import Scope
from tests.emulator.support.entries import build_title
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.users import Colleague, hire_colleague

ENTRY_NEED = Need("content_type", "update", inside=True)

BLOG_ONLY: Document = {
    "module": "content_type",
    "content_types": ["blog"],
    "acl": {"read": True, "sub_acl": {"update": True}},
}


def op(operation_id: str, tag: str, action: str = "") -> Operation:
    return Operation(operation_id, "POST" if action else "GET", "/", tag, action=action)


@pytest.mark.parametrize(
    ("operation", "needs"),
    [
        (op("list_entries", "Entries"), ("content_type", "read")),
        (op("import_entry", "Entries", "import"), ("content_type", "create")),
        (op("name_entry_version", "Entries", "set"), ("content_type", "update")),
        (op("unpublish_asset", "Assets", "unpublish"), ("asset", "publish")),
        (op("delete_locale", "Languages", "delete"), ("locale", "delete")),
        (op("create_webhook", "Webhooks", "create"), ("webhook", "create")),
        (op("list_webhooks", "Webhooks"), ("webhook", "read")),
        (op("list_labels", "Labels"), None),
        (op("get_stacks", "Stacks"), None),
        (op("share_stack", "Stacks", "share"), ("stack_user", "create")),
        (op("publish_in_bulk", "Bulk operations", "publish"), None),
    ],
)
def test_what_operations_need(operation: Operation, needs: tuple[str, str] | None) -> None:
    found = find_needs(operation)
    assert [(need.module, need.right) for need in found[:1]] == ([] if needs is None else [needs])


@pytest.mark.parametrize(
    ("rules", "uid", "allowed"),
    [
        ([BLOG_ONLY], "blog", True),
        ([BLOG_ONLY], "page", False),
        ([BLOG_ONLY], "", True),
        ([], "blog", False),
        ([make_rule("content_type", {"read": True, "sub_acl": {"read": True}})], "blog", False),
        ([make_rule("content_type", {"update": True})], "blog", False),
        ([make_rule("content_type", {"sub_acl": {"update": True}})], "page", True),
        (
            [make_rule("content_type", {"sub_acl": {"update": True}}), BLOG_ONLY | {"acl": {}, "restrict": True}],
            "blog",
            False,
        ),
        (
            [make_rule("content_type", {"sub_acl": {"update": True}}), BLOG_ONLY | {"acl": {}, "restrict": True}],
            "page",
            True,
        ),
        ([BLOG_ONLY | {"acl": []}], "blog", False),
        ([{"module": "content_type", "content_types": [], "acl": {"sub_acl": {"update": True}}}], "", False),
    ],
)
def test_rules_allow_or_deny(rules: list[Document], uid: str, allowed: bool) -> None:
    names = {"content_type": {uid} if uid else set[str]()}
    assert is_allowed(Rights(rules=tuple(rules)), (ENTRY_NEED,), names) is allowed


def test_nothing_needed_and_everything_allowed() -> None:
    assert is_allowed(Rights(), (), {})
    assert is_allowed(decisions.FULL_RIGHTS, (ENTRY_NEED,), {})


def test_one_of_several_needs_is_enough() -> None:
    folder = {"module": "folder", "folders": ["f"], "acl": {"sub_acl": {"update": True}}}
    needs = find_needs(op("update_asset", "Assets", "update"))
    assert is_allowed(Rights(rules=(folder,)), needs, {"asset": {"a"}, "folder": {"f"}})
    assert not is_allowed(Rights(rules=(folder,)), needs, {"asset": {"a"}, "folder": {"g"}})


@pytest.mark.parametrize(
    ("scope", "module", "action", "allowed"),
    [
        ([{"module": "content_type", "acl": {"read": True}}], "content_type", "read", True),
        ([{"module": "content_type", "acl": {"read": True}}], "asset", "create", False),
        ([{"module": "content_type", "acl": {"read": True, "write": True}}], "asset", "create", True),
        ([{"module": "$all", "acl": {"read": True, "write": True}}], "locale", "delete", True),
        (
            [{"module": "content_type", "acl": {"write": True}}, {"module": "asset", "acl": {"read": True}}],
            "asset",
            "create",
            False,
        ),
        ([{"module": "branch", "branches": ["main"], "acl": {"read": True}}], "asset", "read", False),
    ],
)
def test_scopes_of_tokens(scope: list[Document], module: str, action: Any, allowed: bool) -> None:
    assert is_in_scope(scope, (Need(module, action),)) is allowed


def test_branches_of_tokens() -> None:
    scope: list[Document] = [
        {"module": "branch", "branches": ["main"], "acl": {"read": True}},
        {"module": "branch_alias", "branch_aliases": ["live"], "acl": {"read": True}},
    ]
    assert is_branch_in_scope(scope, {"main"})
    assert is_branch_in_scope(scope, {"next", "live"})
    assert not is_branch_in_scope(scope, {"next"})
    assert is_branch_in_scope([], {"next"})


@pytest.fixture
def colleague(emulator: Emulator, new_stack: httpx.Client) -> Iterator[Colleague]:
    for uid in ("blog", "page"):
        body = {"content_type": {"title": uid.title(), "uid": uid, "schema": [build_title()]}}
        assert new_stack.post("/v3/content_types", json=body).is_success
    for name in ("production", "staging"):
        new_stack.post("/v3/environments", json={"environment": {"name": name}})
    new_stack.post("/v3/locales", json={"locale": {"code": "fr-fr"}})
    with hire_colleague(emulator, new_stack) as hired:
        yield hired


def make(client: httpx.Client, content_type: str = "blog", **query: str) -> httpx.Response:
    path = f"/v3/content_types/{content_type}/entries"
    return client.post(path, json={"entry": {"title": "Hello"}}, params=query)


def publish(client: httpx.Client, uid: str, environment: str, locale: str = "en-us") -> httpx.Response:
    body = {"entry": {"environments": [environment], "locales": [locale]}}
    return client.post(f"/v3/content_types/blog/entries/{uid}/publish", json=body)


def test_every_stack_begins_with_roles_and_their_rules(emulator: Emulator) -> None:
    roles = {role["name"]: role for role in emulator._state.store.find(Scope(ROLE, emulator.stack.api_key))}
    assert set(roles) == set(DESCRIPTIONS)
    assert "rules" not in roles["Admin"]
    assert {item["module"] for item in roles["Content Manager"]["rules"]} >= {"content_type", "asset", "locale"}


def test_an_admin_may_do_all(colleague: Colleague) -> None:
    colleague.take_built_in("Admin")
    assert colleague.client.put("/v3/stacks", json={"stack": {"name": "New"}}).is_success
    assert make(colleague.client).status_code == 201
    assert colleague.client.delete("/v3/stacks").status_code == 403


def test_a_developer_may_not_change_the_stack_itself(colleague: Colleague) -> None:
    colleague.take_built_in("Developer")
    assert colleague.client.delete("/v3/content_types/page").is_success
    assert make(colleague.client).status_code == 201
    assert colleague.client.post("/v3/locales", json={"locale": {"code": "de-de"}}).is_success
    assert colleague.client.put("/v3/stacks", json={"stack": {"name": "New"}}).status_code == 403
    assert colleague.client.post("/v3/stacks/users/roles", json={"users": {}}).status_code == 403


def test_a_content_manager_deals_in_content_only(colleague: Colleague) -> None:
    colleague.take_built_in("Content Manager")
    made = make(colleague.client)
    assert made.status_code == 201
    assert publish(colleague.client, made.json()["entry"]["uid"], "production").is_success
    assert colleague.client.get("/v3/content_types").is_success
    assert colleague.client.delete("/v3/content_types/page").status_code == 403
    assert colleague.client.post("/v3/environments", json={"environment": {"name": "x"}}).status_code == 403
    assert colleague.client.post("/v3/stacks/share", json={"emails": [], "roles": {}}).status_code == 403


def test_without_a_role_nothing_is_open(colleague: Colleague) -> None:
    colleague.take()
    assert colleague.client.get("/v3/content_types").status_code == 403
    assert make(colleague.client).status_code == 403
    assert colleague.client.get("/v3/stacks").is_success


def test_a_custom_role_is_held_to_its_rules(colleague: Colleague) -> None:
    entries = {"read": True, "create": True, "update": True}
    production = colleague.owner.get("/v3/environments/production").json()["environment"]["uid"]
    master = colleague.owner.get("/v3/locales/en-us").json()["locale"]["uid"]
    colleague.take_rules(
        {
            "module": "content_type",
            "content_types": ["blog"],
            "acl": {"read": True, "sub_acl": entries | {"publish": True}},
        },
        {"module": "environment", "environments": [production], "acl": {"read": True}},
        {"module": "locale", "locales": [master], "acl": {"read": True}},
        {"module": "field", "content_type": "blog", "fields": ["secret"], "acl": {"update": False}, "restrict": True},
    )
    client = colleague.client
    made = make(client)
    assert made.status_code == 201
    uid = made.json()["entry"]["uid"]
    path = f"/v3/content_types/blog/entries/{uid}"
    assert make(client, "page").status_code == 403
    assert make(client, "blog", locale="fr-fr").status_code == 403
    assert client.delete(path).status_code == 403
    assert publish(client, uid, "production").is_success
    assert parse_error(publish(client, uid, "staging"))[:2] == (401, 161)
    assert publish(client, uid, "production", "fr-fr").status_code == 403
    assert client.get("/v3/environments/production").is_success
    assert parse_error(client.get("/v3/environments/staging"))[:2] == (422, 141)
    assert client.put(path, json={"entry": {"title": "B"}}).is_success
    assert parse_error(client.put(path, json={"entry": {"secret": 1}}))[2] == {"secret": ["is not valid."]}


def test_rules_may_shut_branches(colleague: Colleague) -> None:
    colleague.owner.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}})
    content = make_rule("content_type", {"read": True, "sub_acl": {"read": True}})
    colleague.take_rules(content, {"module": "branch", "branches": ["next"], "acl": {"read": True}})
    assert colleague.client.get("/v3/content_types", headers={"branch": "next"}).is_success
    assert colleague.client.get("/v3/content_types").status_code == 403
