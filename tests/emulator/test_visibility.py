"""What somebody may not read is not in lists, and calls about many things look at each."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx
import pytest

from contentstack_cma_emulator import Emulator
from contentstack_cma_emulator.auth.built_in_roles import make_rule
from contentstack_cma_emulator.auth.decisions import FULL_RIGHTS, Rights
from contentstack_cma_emulator.auth.visibility import filter_by_rights, filter_by_scope
from contentstack_cma_emulator.engine.description import Operation
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.query import parse
from tests.emulator.support.dates import LATER
from tests.emulator.support.entries import build_title
from tests.emulator.support.error_responses import parse_error
from tests.emulator.support.http_clients import connect
from tests.emulator.support.users import Colleague, hire_colleague

READ = {"read": True}
INSIDE = {"read": True, "sub_acl": {"read": True, "update": True, "publish": True}}


def lists(operation_id: str, tag: str) -> Operation:
    return Operation(operation_id, "GET", "/", tag)


def about(module: str, plural: str, *names: str, acl: Document = READ, **more: Any) -> Document:
    """A rule about some things."""
    return {"module": module, plural: list(names), "acl": acl, **more}


ASSETS_BUT_ONE = (make_rule("asset", READ), about("asset", "assets", "a", acl={}, restrict=True))
ASSETS_BUT_FOLDER = (make_rule("asset", READ), about("folder", "folders", "f", acl={}, restrict=True))


@pytest.mark.parametrize(
    ("operation", "rules", "document", "seen"),
    [
        (lists("list_content_types", "Content types"), [make_rule("content_type", READ)], {"uid": "a"}, True),
        (
            lists("list_content_types", "Content types"),
            [about("content_type", "content_types", "a")],
            {"uid": "a"},
            True,
        ),
        (
            lists("list_content_types", "Content types"),
            [about("content_type", "content_types", "a")],
            {"uid": "b"},
            False,
        ),
        (lists("list_content_types", "Content types"), [], {"uid": "a"}, False),
        (
            lists("list_environments", "Environments"),
            [about("environment", "environments", "production")],
            {"uid": "e", "name": "production"},
            True,
        ),
        (
            lists("list_environments", "Environments"),
            [about("environment", "environments", "production")],
            {"uid": "e", "name": "staging"},
            False,
        ),
        (lists("list_assets", "Assets"), ASSETS_BUT_ONE, {"uid": "b", "parent_uid": None}, True),
        (lists("list_assets", "Assets"), ASSETS_BUT_ONE, {"uid": "a", "parent_uid": None}, False),
        (lists("list_assets", "Assets"), ASSETS_BUT_FOLDER, {"uid": "a", "parent_uid": None}, True),
        (lists("list_assets", "Assets"), ASSETS_BUT_FOLDER, {"uid": "a", "parent_uid": "f"}, False),
        (lists("list_assets", "Assets"), ASSETS_BUT_FOLDER, {"uid": "f", "parent_uid": None}, False),
        (
            lists("list_assets", "Assets"),
            [about("folder", "folders", "f", acl=INSIDE)],
            {"uid": "a", "parent_uid": "f"},
            True,
        ),
        (
            lists("list_assets", "Assets"),
            [about("folder", "folders", "f", acl=INSIDE)],
            {"uid": "a", "parent_uid": None},
            False,
        ),
        (
            lists("list_entries", "Entries"),
            [about("content_type", "content_types", "blog", acl=INSIDE)],
            {"uid": "e"},
            True,
        ),
        (
            lists("list_entries", "Entries"),
            [about("content_type", "content_types", "x", acl=INSIDE)],
            {"uid": "e"},
            False,
        ),
        (lists("list_entries", "Entries"), [about("entry", "entries", "e")], {"uid": "e"}, True),
        (lists("list_entries", "Entries"), [about("entry", "entries", "e")], {"uid": "f"}, False),
        (
            lists("list_entries", "Entries"),
            [make_rule("content_type", INSIDE), make_rule("content_type", {}) | {"restrict": True}],
            {"uid": "e"},
            False,
        ),
        (lists("list_labels", "Labels"), [], {"uid": "l"}, True),
    ],
)
def test_a_filter_shows_what_the_rules_allow(
    operation: Operation, rules: list[Document], document: Document, seen: bool
) -> None:
    query = filter_by_rights(Rights(rules=tuple(rules)), operation, {"content_type": {"blog"}})
    assert parse(query)(document) is seen
    assert filter_by_rights(FULL_RIGHTS, operation, {}) == {}


def test_the_branches_of_a_token() -> None:
    scope: list[Document] = [
        about("content_type", "content_types"),
        about("branch", "branches", "main"),
        about("branch_alias", "branch_aliases", "live"),
    ]
    branches, aliases = lists("list_branches", "Branches"), lists("list_branch_aliases", "Aliases")
    assert filter_by_scope(scope, branches) == {"uid": {"$in": ["main"]}}
    sees = parse(filter_by_scope(scope, aliases))
    assert sees({"alias": "live", "uid": "next"})
    assert sees({"alias": "other", "uid": "main"})
    assert not sees({"alias": "other", "uid": "next"})
    assert filter_by_scope(scope[:1], branches) == {}
    assert filter_by_scope(scope, lists("list_entries", "Entries")) == {}


@dataclass(frozen=True, slots=True)
class Shop:
    """A stack with two of everything, and somebody who works on it."""

    worker: Colleague
    entries: dict[str, str]

    def list_uids(self, path: str, key: str, name: str = "uid", **params: str) -> set[str]:
        """What a list shows the worker, whose count must agree."""
        response = self.worker.client.get(path, params={"include_count": "true", **params})
        assert response.status_code == 200, response.text
        body = response.json()
        assert body.get("count", len(body[key])) == len(body[key])
        return {str(item[name]) for item in body[key]}


@pytest.fixture
def shop(emulator: Emulator, new_stack: httpx.Client) -> Iterator[Shop]:
    entries: dict[str, str] = {}
    for uid in ("blog", "page"):
        new_stack.post(
            "/v3/content_types", json={"content_type": {"title": uid, "uid": uid, "schema": [build_title()]}}
        )
        made = new_stack.post(f"/v3/content_types/{uid}/entries", json={"entry": {"title": uid}}).raise_for_status()
        entries[uid] = made.json()["entry"]["uid"]
        new_stack.post("/v3/taxonomies", json={"taxonomy": {"uid": f"of_{uid}", "name": uid}}).raise_for_status()
    for name in ("production", "staging"):
        new_stack.post("/v3/environments", json={"environment": {"name": name}}).raise_for_status()
    new_stack.post("/v3/locales", json={"locale": {"code": "fr-fr"}}).raise_for_status()
    with hire_colleague(emulator, new_stack) as worker:
        yield Shop(worker, entries)


def upload(client: httpx.Client, name: str, folder: str | None = None) -> str:
    data = {"asset[parent_uid]": folder} if folder else {}
    response = client.post("/v3/assets", files={"asset[upload]": (name, b"x", "image/png")}, data=data)
    return str(response.raise_for_status().json()["asset"]["uid"])


def test_lists_leave_out_what_a_role_does_not_open(shop: Shop) -> None:
    shop.worker.take_rules(
        about("content_type", "content_types", "blog", acl=INSIDE),
        about("environment", "environments", "production"),
        about("locale", "locales", "en-us"),
        about("taxonomy", "taxonomies", "of_page"),
        make_rule("branch", READ),
    )
    assert shop.list_uids("/v3/content_types", "content_types") == {"blog"}
    assert shop.list_uids("/v3/content_types", "content_types", query='{"uid": "page"}') == set()
    assert shop.list_uids("/v3/environments", "environments", "name") == {"production"}
    assert shop.list_uids("/v3/locales", "locales", "code") == {"en-us"}
    assert shop.list_uids("/v3/taxonomies", "taxonomies") == {"of_page"}
    assert shop.list_uids("/v3/stacks/branches", "branches") == {"main"}
    assert shop.list_uids("/v3/content_types/blog/entries", "entries", "title") == {"blog"}
    assert shop.worker.client.get("/v3/content_types/page/entries").status_code == 403


def test_lists_of_assets_leave_out_other_folders(shop: Shop) -> None:
    owner = shop.worker.owner
    folder = owner.post("/v3/assets/folders", json={"asset": {"name": "Open"}}).json()["asset"]["uid"]
    inside, outside = upload(owner, "in.png", folder), upload(owner, "out.png")
    shop.worker.take_rules(about("folder", "folders", folder, acl=INSIDE))
    client = shop.worker.client
    assert shop.list_uids("/v3/assets", "assets") == {inside}
    assert shop.list_uids("/v3/assets", "assets", include_folders="true") == {inside, folder}
    with httpx.Client(base_url=client.base_url, headers=client.headers) as plain:
        assert [asset["uid"] for asset in plain.get("/v3/assets/images").json()["assets"]] == [inside]
    assert client.get(f"/v3/assets/{inside}").is_success
    assert client.get(f"/v3/assets/{outside}").status_code == 403
    shop.worker.take_rules(make_rule("asset", READ), about("folder", "folders", folder, acl={}, restrict=True))
    assert shop.list_uids("/v3/assets", "assets") == {outside}
    assert client.get(f"/v3/assets/{inside}").status_code == 403


def test_a_token_sees_the_branches_it_is_good_in(emulator: Emulator, shop: Shop) -> None:
    owner = shop.worker.owner
    owner.post("/v3/stacks/branches", json={"branch": {"uid": "next", "source": "main"}}).raise_for_status()
    for alias, branch in (("live", "main"), ("preview", "next")):
        owner.put(
            f"/v3/stacks/branch_aliases/{alias}",
            json={"branch_alias": {"target_branch": branch}},
            params={"force": "true"},
        ).raise_for_status()
    scope = [
        {"module": "content_type", "acl": {"read": True, "write": True}},
        {"module": "branch", "branches": ["main"], "acl": READ},
        {"module": "branch_alias", "branch_aliases": ["live"], "acl": READ},
    ]
    token = owner.post("/v3/stacks/management_tokens", json={"token": {"name": "Main", "scope": scope}})
    value = token.raise_for_status().json()["token"]["token"]
    with connect(emulator, authorization=value, api_key=owner.headers["api_key"]) as client:
        assert {branch["uid"] for branch in client.get("/v3/stacks/branches").json()["branches"]} == {"main"}
        aliases = client.get("/v3/stacks/branch_aliases").json()["branch_aliases"]
        assert {alias["alias"] for alias in aliases} == {"live"}


def metadata(entry_uid: str, content_type: str) -> Document:
    sent = {"entity_uid": entry_uid, "type": "entry", "_content_type_uid": content_type, "extension_uid": "ext"}
    return {"metadata": sent}


def test_metadata_is_as_open_as_what_it_is_about(shop: Shop) -> None:
    owner, client = shop.worker.owner, shop.worker.client
    kept = {
        uid: owner.post("/v3/metadata", json=metadata(entry, uid)).raise_for_status().json()["metadata"]["uid"]
        for uid, entry in shop.entries.items()
    }
    shop.worker.take_rules(
        about("content_type", "content_types", "blog", acl=INSIDE),
        about("environment", "environments", "production"),
    )
    assert shop.list_uids("/v3/metadata", "metadata") == {kept["blog"]}
    assert client.get(f"/v3/metadata/{kept['blog']}").is_success
    assert client.put(f"/v3/metadata/{kept['blog']}", json=metadata(shop.entries["blog"], "blog")).is_success
    closed = f"/v3/metadata/{kept['page']}"
    for response in (
        client.get(closed),
        client.put(closed, json=metadata(shop.entries["page"], "page")),
        client.post("/v3/metadata", json=metadata(shop.entries["page"], "page")),
        client.delete(closed),
        client.post(f"{closed}/publish", json={"metadata": {"environments": ["production"], "locales": ["en-us"]}}),
    ):
        assert parse_error(response)[0] == 403
    place = {"metadata": {"environments": ["staging"], "locales": ["en-us"]}}
    assert parse_error(client.post(f"/v3/metadata/{kept['blog']}/publish", json=place))[:2] == (401, 161)


def publish(client: httpx.Client, uid: str, entry: str, **more: str) -> httpx.Response:
    body = {"entry": {"environments": ["production"], "locales": ["en-us"]}, **more}
    return client.post(f"/v3/content_types/{uid}/entries/{entry}/publish", json=body)


def test_the_publish_queue_shows_what_is_about_open_content(shop: Shop) -> None:
    owner, client = shop.worker.owner, shop.worker.client
    for uid, entry in shop.entries.items():
        assert publish(owner, uid, entry, scheduled_at=LATER).is_success
    shop.worker.take_rules(about("content_type", "content_types", "blog", acl=INSIDE))
    items = {item["content_type"]["uid"]: item["uid"] for item in owner.get("/v3/publish-queue").json()["queue"]}
    assert shop.list_uids("/v3/publish-queue", "queue") == {items["blog"]}
    assert client.get(f"/v3/publish-queue/{items['blog']}").is_success
    assert client.get(f"/v3/publish-queue/{items['page']}").status_code == 403
    assert client.get(f"/v3/publish-queue/{items['page']}/unschedule").status_code == 403
    assert client.get(f"/v3/publish-queue/{items['blog']}/unschedule").is_success


def test_bulk_calls_look_at_each_thing(shop: Shop) -> None:
    shop.worker.take_rules(
        about("content_type", "content_types", "blog", acl=INSIDE),
        about("environment", "environments", "production"),
    )
    place = {"environments": ["production"], "locales": ["en-us"]}

    def send(*uids: str) -> int:
        entries = [{"uid": shop.entries[uid], "content_type": uid, "locale": "en-us", "version": 1} for uid in uids]
        return shop.worker.client.post("/v3/bulk/publish", json={**place, "entries": entries}).status_code

    assert (send("blog"), send("blog", "page")) == (200, 403)


def test_releases_are_filled_in_bulk_by_those_who_may_fill_them(shop: Shop) -> None:
    made = shop.worker.owner.post("/v3/releases", json={"release": {"name": "Spring"}}).raise_for_status()
    item = {"uid": shop.entries["blog"], "content_type_uid": "blog", "version": 1, "locale": "en-us"}
    body = {"release": made.json()["release"]["uid"], "action": "publish", "locale": ["en-us"], "items": [item]}
    shop.worker.take_rules(make_rule("content_type", INSIDE))
    send = partial(shop.worker.client.post, "/v3/bulk/release/items", json=body, headers={"bulk_version": "2.0"})
    assert send().status_code == 403
    shop.worker.take_built_in("Content Manager")
    assert send().is_success


def test_tasks_about_closed_content_are_not_shown(shop: Shop) -> None:
    shop.worker.take_rules(make_rule("content_type", INSIDE))
    stages = [{"name": name, "color": "#000000", "SYS_ACL": {}, "next_available_stages": ["$all"]} for name in "AB"]
    workflow = {"name": "Flow", "content_types": ["blog", "page"], "workflow_stages": stages, "enabled": True}
    made = shop.worker.owner.post("/v3/workflows", json={"workflow": workflow | {"branches": ["main"]}})
    stage = made.raise_for_status().json()["workflow"]["workflow_stages"][1]["uid"]
    for uid, entry in shop.entries.items():
        sent = {"workflow_stage": {"uid": stage, "assigned_to": [{"uid": shop.worker.uid}]}}
        path = f"/v3/content_types/{uid}/entries/{entry}/workflow"
        assert shop.worker.owner.post(path, json={"workflow": sent}).is_success
    assert shop.list_uids("/v3/user/assignments", "assignments", "content_type") == {"blog", "page"}
    shop.worker.take_rules(about("content_type", "content_types", "page", acl=INSIDE))
    assert shop.list_uids("/v3/user/assignments", "assignments", "content_type") == {"page"}
    assert json.loads(shop.worker.client.get("/v3/user/assignments").text)["assignments"][0]["entry"]
