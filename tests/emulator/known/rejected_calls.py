"""Calls that the API is known to reject."""

import json
from collections.abc import Callable

import httpx

from tests.emulator.known.world import World, make_name, make_uid
from tests.emulator.support import workflows
from tests.emulator.support.entries import Fields, build_field, create_model
from tests.emulator.support.http_clients import connect

Ask = Callable[[World], httpx.Response]

NOT_VALID = ["is not valid."]
NOT_UNIQUE = ["is not unique."]
NOBODY = "blt0000000000000000"


def get(path: str, **headers: str) -> Ask:
    """Make a call that reads something in the stack."""
    return lambda world: world.stack.get(path, headers=headers)


def sign_with(path: str, **headers: str) -> Ask:
    """Make a call that reads something with other credentials."""

    def ask(world: World) -> httpx.Response:
        with connect(world.emulator, **headers) as client:
            return client.get(path)

    return ask


def call_in_stack(**credentials: str) -> Ask:
    """Make a call in the stack with other credentials."""
    return lambda world: sign_with("/v3/content_types", api_key=world.stack.headers["api_key"], **credentials)(world)


def write_with_read_only_token(world: World) -> httpx.Response:
    """Let a token that may only read write."""
    emulator = world.emulator
    signed_in = {"authorization": emulator.read_only_management_token, "api_key": emulator.stack.api_key}
    with connect(emulator, **signed_in) as client:
        return client.post("/v3/environments", json={"environment": {"name": make_uid()}})


def log_in(world: World) -> httpx.Response:
    """Sign in with another password."""
    login = {"email": world.emulator.email, "password": "wrong"}
    return world.bare.post("/v3/user-session", json={"user": login})


def log_in_without_code(world: World) -> httpx.Response:
    """Sign in without the second factor."""
    login = {"email": world.emulator.tfa_email, "password": world.emulator.tfa_password}
    return world.bare.post("/v3/user-session", json={"user": login})


def log_in_with_wrong_code(world: World) -> httpx.Response:
    """Sign in with another code."""
    login = {"email": world.emulator.tfa_email, "password": world.emulator.tfa_password, "tfa_token": "x"}
    return world.bare.post("/v3/user-session", json={"user": login})


def call_with_revoked_token(world: World) -> httpx.Response:
    """Use a token of an app after it was taken back."""
    token = world.emulator.grant_oauth().access_token
    world.emulator.expire_token(token)
    return sign_with("/v3/user", authorization=f"Bearer {token}")(world)


def create(path: str, key: str, body: Callable[[World], Fields]) -> Ask:
    """Make a call that creates something."""
    return lambda world: world.stack.post(path, json={key: body(world)})


def create_again(path: str, key: str, body: Callable[[World], Fields], *same: str) -> Ask:
    """Make a call that creates what has some values of something that is there."""

    def ask(world: World) -> httpx.Response:
        first = body(world)
        world.add(path, key, first)
        sent = body(world) | {part: first[part] for part in same}
        return world.stack.post(path, json={key: sent})

    return ask


def write_upper_case(body: Callable[[World], Fields]) -> Callable[[World], Fields]:
    """Write a uid in upper case."""
    return lambda world: body(world) | {"uid": "Upper"}


def import_file(path: str, key: str, body: Callable[[World], Fields]) -> Ask:
    """Make a call that sends a file."""
    return lambda world: world.upload(f"{path}/import", key, body(world))


def get_missing_entry(world: World) -> httpx.Response:
    """Ask for an entry that is not there."""
    return world.notes.get(NOBODY)


def create_entry_with_same_title(world: World) -> httpx.Response:
    """Create an entry with the title of another one."""
    return world.notes.create({"title": world.create_note()["title"], "url": f"/{make_uid()}"})


def create_entry_with_wrong_text(world: World) -> httpx.Response:
    """Create an entry with a text that does not fit its field."""
    return create_model(world.stack, build_field("line", format="^[a-z]+$")).create(
        {"title": make_name(), "line": "123"}
    )


def publish_to_missing_environment(world: World) -> httpx.Response:
    """Publish to an environment that is not there."""
    body = {"entry": {"environments": ["nowhere"], "locales": ["en-us"]}}
    return world.notes.send(world.create_note()["uid"], "publish", body)


def move_to_missing_stage(world: World) -> httpx.Response:
    """Take an entry to a stage that is not there."""
    assert world.stage
    body = {"workflow": {"workflow_stage": {"uid": NOBODY}}}
    return world.notes.send(world.create_note()["uid"], "workflow", body)


def build_workflow_for_unknown_user(world: World) -> Fields:
    """A workflow with a stage for somebody who is not there."""
    access: Fields = {"roles": {"uids": []}, "users": {"uids": [NOBODY]}, "others": {}}
    stages = [workflows.build_stage("One", SYS_ACL=access), workflows.build_stage("Two")]
    return {
        "name": make_name(),
        "workflow_stages": stages,
        "content_types": [world.ruled],
        "admin_users": {"users": []},
    }


def publish_against_rule(world: World) -> httpx.Response:
    """Publish in bulk what a publish rule holds back."""
    notes = create_model(world.stack)
    workflow = world.workflow(content_types=[notes.content_type], enabled=True)
    rule = world.build_rule() | {
        "workflow": workflow["uid"],
        "workflow_stage": workflow["workflow_stages"][1]["uid"],
        "content_types": [notes.content_type],
    }
    world.add(workflows.RULES, "publishing_rule", rule)
    item = {"uid": notes.add({"title": make_name()})["uid"], "content_type": notes.content_type, "locale": "en-us"}
    places = {"locales": ["en-us"], "environments": [world.environment["name"]]}
    return world.stack.post("/v3/bulk/publish", json={"entries": [item], **places})


def not_localized(world: World) -> httpx.Response:
    """Put an entry into a release in a locale in which it has no copy."""
    return world.stack.post(
        f"/v3/releases/{world.release()}/items", json={"items": [world.item() | {"locale": world.french}]}
    )


def branch(**body: str) -> Ask:
    """Make a call that creates a branch."""
    return lambda world: world.stack.post("/v3/stacks/branches", json={"branch": body})


def no_name(body: Callable[[World], Fields]) -> Callable[[World], Fields]:
    """Leave out the fields that a content type must have."""
    return lambda world: body(world) | {"schema": [build_field("line")]}


def without_file(path: str) -> Ask:
    """Make a call that imports nothing."""
    return lambda world: world.stack.post(f"{path}/import", files={"other": ("a.json", b"{}", "application/json")})


def wrong_json(world: World) -> httpx.Response:
    """Send a body that is no JSON."""
    headers = {"content-type": "application/json"}
    return world.stack.post("/v3/environments", content=b"{", headers=headers)


def with_type_and_no_body(world: World) -> httpx.Response:
    """Delete a release with a media type and without a body."""
    headers = {"content-type": "application/json"}
    return world.stack.delete(f"/v3/releases/{world.release()}", headers=headers)


def long_query(world: World) -> httpx.Response:
    """Ask with a query of 60 kB."""
    return world.stack.get("/v3/content_types", params={"query": json.dumps({"uid": {"$in": ["x" * 60_000]}})})


def environment(_world: World) -> Fields:
    """An environment."""
    return {"name": make_uid("env"), "urls": []}


def label(_world: World) -> Fields:
    """A label."""
    return {"name": make_name()}


def locale(_world: World) -> Fields:
    """A locale."""
    return {"code": f"fr-{make_uid('')[-8:]}", "name": make_name()}


def role(_world: World) -> Fields:
    """A role."""
    return {"name": make_name(), "rules": []}


def taxonomy(_world: World) -> Fields:
    """A taxonomy."""
    return {"uid": make_uid(), "name": make_name()}


def workflow(world: World) -> Fields:
    """A workflow."""
    names = ("workflow_stages", "content_types", "admin_users", "enabled")
    return {"name": make_name()} | {key: world.workflow()[key] for key in names}


def webhook(world: World) -> Fields:
    """A webhook."""
    names = ("destinations", "channels", "retry_policy")
    return {"name": make_name()} | {key: world.webhook()[key] for key in names}
