"""The documented limits of single documents: each with the call that reaches it, and the field that is rejected beyond.

How many documents there may be of a kind is a matter of the plan: see `../test_plans.py`.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from tests.emulator.support import workflows
from tests.emulator.support.dates import format_days_ahead
from tests.emulator.support.entries import Fields, build_field, build_title, create_model, upload_asset
from tests.emulator.support.taxonomies import PATH as TAXONOMIES
from tests.emulator.support.taxonomies import build_taxonomy_field, build_term

Send = Callable[[httpx.Client, int], httpx.Response]
"""A function that makes a call with something of a length, or with a number of things."""

BRANCH = "/v3/stacks/branches"
ROLES = "/v3/roles"
BRANCHES = {"module": "branch", "branches": ["main"], "acl": {"read": True}}


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit: what it is of, how much is accepted, and the key of the error for one more; `least` may be rejected."""

    title: str
    most: int
    key: str
    send: Send
    least: int = 1


def make_uid() -> str:
    """Return a uid that nothing else has, of 13 characters."""
    return f"u{uuid.uuid4().hex[:12]}"


def text(length: int) -> str:
    """Return a text of this length that nothing else has, as far as it can."""
    return (make_uid() + "x" * length)[:length]


def post(path: str, key: str, make: Callable[[int], Fields]) -> Send:
    """Make a call that creates something."""
    return lambda client, n: client.post(path, json={key: make(n)})


def put(path: str, key: str, first: Fields, make: Callable[[int], Fields], named: str = "uid") -> Send:
    """Make a call that changes something that is created before."""

    def send(client: httpx.Client, n: int) -> httpx.Response:
        made = client.post(path, json={key: {**first, "name": make_uid()}}).json()[key]
        return client.put(f"{path}/{made[named]}", json={key: make(n)})

    return send


def content_type(schema: Sequence[Fields], **more: Any) -> Fields:
    """Return a content type with these fields besides its title."""
    return {"title": make_uid(), "uid": make_uid(), "schema": [build_title(), *schema], **more}


def type_with(make: Callable[[int], Fields]) -> Send:
    """Make a call that creates a content type."""
    return post("/v3/content_types", "content_type", make)


def texts(count: int) -> list[Fields]:
    """Return so many fields."""
    return [build_field(f"f{number}") for number in range(count)]


def nest_through_a_global_field(client: httpx.Client, n: int) -> httpx.Response:
    """Create a content type of n fields: a title, a global field, and the rest in it."""
    uid = make_uid()
    client.post("/v3/global_fields", json={"global_field": {"title": uid, "uid": uid, "schema": texts(n - 2)}})
    sent = content_type([build_field("taken", "global_field", reference_to=uid)])
    return client.post("/v3/content_types", json={"content_type": sent})


def create_type_with_global_fields(client: httpx.Client, n: int) -> httpx.Response:
    """Create a content type that takes a global field in n times."""
    uid = make_uid()
    client.post("/v3/global_fields", json={"global_field": {"title": uid, "uid": uid, "schema": texts(1)}})
    taken = [build_field(f"g{number}", "global_field", reference_to=uid) for number in range(n)]
    return client.post("/v3/content_types", json={"content_type": content_type(taken)})


def nest_global_fields(client: httpx.Client, n: int) -> httpx.Response:
    """Create n global fields, each of which takes in the one before."""
    inner: list[Fields] = []
    response = httpx.Response(500)
    for _ in range(n):
        uid = make_uid()
        sent = {"title": uid, "uid": uid, "schema": [*texts(1), *inner]}
        response = client.post("/v3/global_fields", json={"global_field": sent})
        inner = [build_field("inner", "global_field", reference_to=uid)]
    return response


def rich_texts(n: int) -> Fields:
    """Return a content type with n fields of JSON rich text."""
    return content_type([build_field(f"r{i}", "json", field_metadata={"allow_json_rte": True}) for i in range(n)])


def rule(conditions: int = 1, actions: int = 1) -> Fields:
    """Return a rule of a content type."""
    condition = {"dataType": "text", "operand_field": "f0", "operator": "equals", "value": "x"}
    return {
        "match_type": "all",
        "conditions": [condition] * conditions,
        "actions": [{"action": "show", "target_field": "f0"}] * actions,
    }


def taxonomy_fields(client: httpx.Client, n: int) -> httpx.Response:
    """Create a content type with n taxonomy fields."""
    uid = make_uid()
    client.post(TAXONOMIES, json={"taxonomy": {"uid": uid, "name": uid}})
    fields = [build_taxonomy_field(uid) | {"uid": f"t{number}"} for number in range(n)]
    return client.post("/v3/content_types", json={"content_type": content_type(fields)})


def terms_of_an_entry(client: httpx.Client, n: int) -> httpx.Response:
    """Create an entry with n terms."""
    uid = make_uid()
    client.post(TAXONOMIES, json={"taxonomy": {"uid": uid, "name": uid}})
    for number in range(n):
        client.post(f"{TAXONOMIES}/{uid}/terms", json={"term": {"uid": f"t{number}", "name": "T"}})
    named = [build_term(uid, f"t{number}") for number in range(n)]
    return create_model(client, build_taxonomy_field(uid)).create({"title": make_uid(), "taxonomies": named})


def term_levels(client: httpx.Client, n: int) -> httpx.Response:
    """Create n terms, each under the one before."""
    uid, parent = make_uid(), None
    client.post(TAXONOMIES, json={"taxonomy": {"uid": uid, "name": uid}})
    response = httpx.Response(500)
    for number in range(n):
        sent = {"uid": f"t{number}", "name": "T", "parent_uid": parent}
        response = client.post(f"{TAXONOMIES}/{uid}/terms", json={"term": sent})
        parent = f"t{number}"
    return response


def move_term_levels(client: httpx.Client, n: int) -> httpx.Response:
    """Move two terms, one under the other, below n - 2 others."""
    uid = make_uid()
    client.post(TAXONOMIES, json={"taxonomy": {"uid": uid, "name": uid}})
    for number in range(n - 2):
        sent = {"uid": f"t{number}", "name": "T", "parent_uid": f"t{number - 1}" if number else None}
        client.post(f"{TAXONOMIES}/{uid}/terms", json={"term": sent})
    pair: tuple[Fields, ...] = ({"uid": "top", "name": "T"}, {"uid": "under", "name": "T", "parent_uid": "top"})
    for moved in pair:
        client.post(f"{TAXONOMIES}/{uid}/terms", json={"term": moved})
    place = {"term": {"parent_uid": f"t{n - 3}", "order": 1}}
    return client.put(f"{TAXONOMIES}/{uid}/terms/top/move", json=place, params={"force": "true"})


def term_with(make: Callable[[int], Fields]) -> Send:
    """Make a call that creates a term."""

    def send(client: httpx.Client, n: int) -> httpx.Response:
        uid = make_uid()
        client.post(TAXONOMIES, json={"taxonomy": {"uid": uid, "name": uid}})
        return client.post(f"{TAXONOMIES}/{uid}/terms", json={"term": {"uid": make_uid(), "name": "T", **make(n)}})

    return send


def entry_with(values: Callable[[int], Fields], *fields: Fields) -> Send:
    """Make a call that creates an entry."""
    return lambda client, n: create_model(client, *fields).create({"title": make_uid(), **values(n)})


def add_release_items(client: httpx.Client, n: int) -> httpx.Response:
    """Add n entries to a release, one after the other."""
    uid = client.post("/v3/releases", json={"release": {"name": make_uid()}}).json()["release"]["uid"]
    notes = create_model(client)
    response = httpx.Response(500)
    for _ in range(n):
        item = {"uid": notes.add({"title": make_uid()})["uid"], "content_type_uid": notes.content_type}
        item |= {"locale": "en-us", "version": 1, "action": "publish"}
        response = client.post(f"/v3/releases/{uid}/item", json={"item": item})
    return response


def add_items_at_once(client: httpx.Client, n: int) -> httpx.Response:
    """Add n items to a release by one call."""
    uid = client.post("/v3/releases", json={"release": {"name": make_uid()}}).json()["release"]["uid"]
    asset = upload_asset(client)
    item = {"uid": asset, "content_type_uid": "built_io_upload", "locale": "en-us", "version": 1, "action": "publish"}
    return client.post(f"/v3/releases/{uid}/items", json={"items": [item] * n})


def build_role(n: int, **more: Any) -> Fields:
    """Return a role with so many content types in a rule."""
    reading = {"module": "content_type", "content_types": [f"t{i}" for i in range(n)], "acl": {"read": True}}
    return {"name": make_uid(), "rules": [BRANCHES, reading], **more}


def publish_to(part: str, known: str) -> Send:
    """Publish an entry n times to the same environment, or in the same locale."""

    def send(client: httpx.Client, n: int) -> httpx.Response:
        client.post("/v3/environments", json={"environment": {"name": "limits"}})
        notes = create_model(client)
        uid = notes.add({"title": make_uid()})["uid"]
        target = {"environments": ["limits"], "locales": ["en-us"]} | {part: [known] * n}
        return notes.send(uid, "publish", {"entry": target})

    return send


def schedule(client: httpx.Client, n: int) -> httpx.Response:
    """Schedule an entry for so many days ahead."""
    client.post("/v3/environments", json={"environment": {"name": "limits"}})
    notes = create_model(client)
    uid = notes.add({"title": make_uid()})["uid"]
    target = {"environments": ["limits"], "locales": ["en-us"]}
    return notes.send(uid, "publish", {"entry": target, "scheduled_at": format_days_ahead(n)})


def comment(client: httpx.Client, n: int) -> httpx.Response:
    """Move an entry into a stage with a comment of this length."""
    notes = create_model(client)
    workflow = workflows.add(client, content_types=[notes.content_type])
    stage = {"uid": workflow["workflow_stages"][1]["uid"], "comment": "x" * n}
    uid = notes.add({"title": make_uid()})["uid"]
    return notes.send(uid, "workflow", {"workflow": {"workflow_stage": stage}})


def stages(client: httpx.Client, n: int) -> httpx.Response:
    """Create a workflow of n stages."""
    named = [workflows.build_stage(f"Stage {number}") for number in range(n)]
    return workflows.create(client, workflow_stages=named, enabled=False)


def workflow_types(client: httpx.Client, n: int) -> httpx.Response:
    """Create a workflow for n content types."""
    return workflows.create(client, content_types=[f"t{number}" for number in range(n)], enabled=False)


def webhook(n: int) -> Fields:
    """Return a webhook with n conditions."""
    return {
        "name": make_uid(),
        "destinations": [{"target_url": "https://example.com"}],
        "channels": ["assets.create"] * n,
    }


def folder_levels(client: httpx.Client, n: int) -> httpx.Response:
    """Create n folders, each in the one before."""
    parent = None
    response = httpx.Response(500)
    for _ in range(n):
        response = client.post("/v3/assets/folders", json={"asset": {"name": "F", "parent_uid": parent}})
        parent = response.json().get("asset", {}).get("uid")
    return response


def slug(client: httpx.Client, n: int) -> httpx.Response:
    """Give an asset a permanent URL with a slug of this length."""
    uid = upload_asset(client)
    address = f"https://images.example.com/v3/assets/{client.headers['api_key']}/{uid}/{'s' * n}"
    return client.put(f"/v3/assets/{uid}", json={"asset": {"permanent_url": address}})


def fallbacks(client: httpx.Client, n: int) -> httpx.Response:
    """Create n locales besides the master locale, each of which falls back on the one before."""
    response = httpx.Response(500)
    fallback = "en-us"
    for _ in range(n):
        sent = {"code": make_uid(), "fallback_locale": fallback}
        response = client.post("/v3/locales", json={"locale": sent})
        fallback = sent["code"]
    return response


def team(**more: Any) -> Callable[[httpx.Client], httpx.Response]:
    """Make a call that creates a team."""
    return lambda client: client.post(
        f"/v3/organizations/{client.headers['organization_uid']}/teams", json={"name": make_uid(), **more}
    )


def describe(key: str, path: str, name: str = "name") -> Send:
    """Make a call that creates something with a description of this length."""
    return post(path, key, lambda n: {name: make_uid(), "uid": make_uid(), "description": "x" * n})


LIMITS: tuple[Limit, ...] = (
    Limit("name of a release", 50, "name", post("/v3/releases", "release", lambda n: {"name": text(n)})),
    Limit("new name of a release", 50, "name", put("/v3/releases", "release", {}, lambda n: {"name": text(n)})),
    Limit("items added at once", 25, "items", add_items_at_once),
    Limit("uid of a taxonomy", 50, "uid", post(TAXONOMIES, "taxonomy", lambda n: {"uid": text(n), "name": "T"})),
    Limit(
        "name of a taxonomy", 50, "name", post(TAXONOMIES, "taxonomy", lambda n: {"uid": make_uid(), "name": text(n)})
    ),
    Limit("description of a taxonomy", 255, "description", describe("taxonomy", TAXONOMIES)),
    Limit("uid of a term", 50, "uid", term_with(lambda n: {"uid": text(n)})),
    Limit("name of a term", 50, "name", term_with(lambda n: {"name": text(n)})),
    Limit("levels of terms", 10, "parent_uid", term_levels),
    Limit("levels of terms after a move", 10, "parent_uid", move_term_levels),
    Limit("terms of an entry", 25, "taxonomies", terms_of_an_entry),
    Limit("taxonomy fields of a content type", 1, "schema", taxonomy_fields),
    Limit("tags of an entry", 50, "tags", entry_with(lambda n: {"tags": [f"t{i}" for i in range(n)]})),
    Limit("length of a tag", 50, "tags", entry_with(lambda n: {"tags": ["x" * n]})),
    Limit("uid of a content type", 200, "uid", type_with(lambda n: content_type([], uid=text(n)))),
    Limit("title of a content type", 200, "title", type_with(lambda n: content_type([], title=text(n)))),
    Limit(
        "description of a content type", 255, "description", type_with(lambda n: content_type([], description="x" * n))
    ),
    Limit(
        "display name of a field",
        200,
        "schema",
        type_with(lambda n: content_type([build_field("a", display_name="x" * n)])),
    ),
    Limit("fields of a content type", 500, "schema", type_with(lambda n: content_type(texts(n - 1)))),
    Limit("fields with those of global fields", 500, "schema", nest_through_a_global_field),
    Limit("global fields of a content type", 25, "schema", create_type_with_global_fields),
    Limit("levels of global fields", 5, "schema", nest_global_fields),
    Limit("rich text fields of a content type", 15, "schema", type_with(rich_texts)),
    Limit("field rules", 10, "field_rules", type_with(lambda n: content_type(texts(1), field_rules=[rule()] * n))),
    Limit("conditions of a rule", 5, "field_rules", type_with(lambda n: content_type(texts(1), field_rules=[rule(n)]))),
    Limit("targets of a rule", 5, "field_rules", type_with(lambda n: content_type(texts(1), field_rules=[rule(1, n)]))),
    Limit(
        "values of a field",
        100,
        "words",
        entry_with(lambda n: {"words": ["a"] * n}, build_field("words", multiple=True)),
    ),
    Limit(
        "groups of a field",
        100,
        "parts",
        entry_with(
            lambda n: {"parts": [{"f0": "a"}] * n}, build_field("parts", "group", multiple=True, schema=texts(1))
        ),
    ),
    Limit("name of an environment", 255, "name", post("/v3/environments", "environment", lambda n: {"name": text(n)})),
    Limit(
        "uid of a branch",
        15,
        "uid",
        post("/v3/stacks/branches", "branch", lambda n: {"uid": text(n), "source": "main"}),
    ),
    Limit("code of a locale", 16, "code", post("/v3/locales", "locale", lambda n: {"code": text(n)})),
    Limit(
        "name of a locale", 50, "name", post("/v3/locales", "locale", lambda n: {"code": make_uid(), "name": text(n)})
    ),
    Limit("levels of fallback", 2, "fallback_locale", fallbacks),
    Limit("name of a role", 160, "name", post("/v3/roles", "role", lambda n: build_role(1, name=text(n)))),
    Limit(
        "description of a role",
        320,
        "description",
        post("/v3/roles", "role", lambda n: build_role(1, description="x" * n)),
    ),
    Limit("components of a rule", 100, "rules", post("/v3/roles", "role", build_role)),
    Limit("stages of a workflow", 20, "workflow_stages", stages, least=2),
    Limit("content types of a workflow", 100, "content_types", workflow_types),
    Limit("comment on a stage", 200, "workflow_stage.comment", comment),
    Limit("conditions of a webhook", 200, "channels", post("/v3/webhooks", "webhook", webhook)),
    Limit("levels of asset folders", 5, "parent_uid", folder_levels),
    Limit("slug of an asset", 255, "permanent_url", slug),
    Limit("name of a team", 200, "name", lambda client, n: team(name=text(n))(client)),
    Limit("description of a team", 255, "description", lambda client, n: team(description="x" * n)(client)),
    Limit("environments of a publishing", 50, "environments", publish_to("environments", "limits")),
    Limit("locales of a publishing", 50, "locales", publish_to("locales", "en-us")),
    Limit("days ahead of a publishing", 364, "scheduled_at", lambda client, n: schedule(client, n + 2 * (n > 364))),
)
