"""Calls that are refused in a known way."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from tests.emulator import flows
from tests.emulator.conftest import connect
from tests.emulator.known_scenarios import content_type, extension, global_field
from tests.emulator.known_world import World, code, name
from tests.emulator.modelled import Fields, field, model

Ask = Callable[[World], httpx.Response]

NOT_VALID = ["is not valid."]
NOT_UNIQUE = ["is not unique."]
NOBODY = "blt0000000000000000"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call, and how it is refused. What is None is not known; ``message`` is the whole text or a part of it."""

    title: str
    ask: Ask
    status: int
    code: int | None
    message: str | None = None
    errors: dict[str, Any] | None = None


def get(path: str, **headers: str) -> Ask:
    """Make a call that reads something in the stack."""
    return lambda world: world.stack.get(path, headers=headers)


def signed(path: str, **headers: str) -> Ask:
    """Make a call that reads something with other credentials."""

    def ask(world: World) -> httpx.Response:
        with connect(world.emulator, **headers) as client:
            return client.get(path)

    return ask


def in_stack(**credentials: str) -> Ask:
    """Make a call in the stack with other credentials."""
    return lambda world: signed("/v3/content_types", api_key=world.stack.headers["api_key"], **credentials)(world)


def forbidden(world: World) -> httpx.Response:
    """Let a token that may only read write."""
    emulator = world.emulator
    signed_in = {"authorization": emulator.read_only_management_token, "api_key": emulator.stack.api_key}
    with connect(emulator, **signed_in) as client:
        return client.post("/v3/environments", json={"environment": {"name": code()}})


def log_in(world: World) -> httpx.Response:
    """Sign in with another password."""
    login = {"email": world.emulator.email, "password": "wrong"}
    return world.bare.post("/v3/user-session", json={"user": login})


def without_code(world: World) -> httpx.Response:
    """Sign in without the second factor."""
    login = {"email": world.emulator.tfa_email, "password": world.emulator.tfa_password}
    return world.bare.post("/v3/user-session", json={"user": login})


def wrong_code(world: World) -> httpx.Response:
    """Sign in with another code."""
    login = {"email": world.emulator.tfa_email, "password": world.emulator.tfa_password, "tfa_token": "x"}
    return world.bare.post("/v3/user-session", json={"user": login})


def revoked(world: World) -> httpx.Response:
    """Use a token of an app after it was taken back."""
    token = world.emulator.grant_oauth().access_token
    world.emulator.expire_token(token)
    return signed("/v3/user", authorization=f"Bearer {token}")(world)


def create(path: str, key: str, body: Callable[[World], Fields]) -> Ask:
    """Make a call that creates something."""
    return lambda world: world.stack.post(path, json={key: body(world)})


def again(path: str, key: str, body: Callable[[World], Fields], *same: str) -> Ask:
    """Make a call that creates what has some values of something that is there."""

    def ask(world: World) -> httpx.Response:
        first = body(world)
        world.made(path, key, first)
        sent = body(world) | {part: first[part] for part in same}
        return world.stack.post(path, json={key: sent})

    return ask


def upper_case(body: Callable[[World], Fields]) -> Callable[[World], Fields]:
    """Write a uid in upper case."""
    return lambda world: body(world) | {"uid": "Upper"}


def imported(path: str, key: str, body: Callable[[World], Fields]) -> Ask:
    """Make a call that sends a file."""
    return lambda world: world.upload(f"{path}/import", key, body(world))


def no_entry(world: World) -> httpx.Response:
    """Ask for an entry that is not there."""
    return world.notes.get(NOBODY)


def same_title(world: World) -> httpx.Response:
    """Create an entry with the title of another one."""
    return world.notes.create({"title": world.note()["title"], "url": f"/{code()}"})


def other_pattern(world: World) -> httpx.Response:
    """Create an entry with a text that does not fit its field."""
    return model(world.stack, field("line", format="^[a-z]+$")).create({"title": name(), "line": "123"})


def no_environment(world: World) -> httpx.Response:
    """Publish to an environment that is not there."""
    body = {"entry": {"environments": ["nowhere"], "locales": ["en-us"]}}
    return world.notes.send(world.note()["uid"], "publish", body)


def no_stage(world: World) -> httpx.Response:
    """Take an entry to a stage that is not there."""
    assert world.stage
    body = {"workflow": {"workflow_stage": {"uid": NOBODY}}}
    return world.notes.send(world.note()["uid"], "workflow", body)


def unknown_people(world: World) -> Fields:
    """A workflow with a stage for somebody who is not there."""
    access = {"roles": {"uids": []}, "users": {"uids": [NOBODY]}, "others": {}}
    stages = [flows.stage("One", SYS_ACL=access), flows.stage("Two")]
    return {"name": name(), "workflow_stages": stages, "content_types": [world.ruled], "admin_users": {"users": []}}


def unpublished_rule(world: World) -> httpx.Response:
    """Publish in bulk what a publish rule holds back."""
    notes = model(world.stack)
    workflow = world.workflow(content_types=[notes.content_type], enabled=True)
    rule = world.rule_body() | {
        "workflow": workflow["uid"],
        "workflow_stage": workflow["workflow_stages"][1]["uid"],
        "content_types": [notes.content_type],
    }
    world.made(flows.RULES, "publishing_rule", rule)
    item = {"uid": notes.made({"title": name()})["uid"], "content_type": notes.content_type, "locale": "en-us"}
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
    return lambda world: body(world) | {"schema": [field("line")]}


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
    return {"name": code("env"), "urls": []}


def label(_world: World) -> Fields:
    """A label."""
    return {"name": name()}


def locale(_world: World) -> Fields:
    """A locale."""
    return {"code": f"fr-{code('')[-8:]}", "name": name()}


def role(_world: World) -> Fields:
    """A role."""
    return {"name": name(), "rules": []}


def taxonomy(_world: World) -> Fields:
    """A taxonomy."""
    return {"uid": code(), "name": name()}


def workflow(world: World) -> Fields:
    """A workflow."""
    names = ("workflow_stages", "content_types", "admin_users", "enabled")
    return {"name": name()} | {key: world.workflow()[key] for key in names}


def webhook(world: World) -> Fields:
    """A webhook."""
    names = ("destinations", "channels", "retry_policy")
    return {"name": name()} | {key: world.webhook()[key] for key in names}


TYPES, GLOBALS = "/v3/content_types", "/v3/global_fields"
UNKNOWN_STACK = "We can't find that Stack. Please try again."
SIGNED_OUT = "You're not allowed in here unless you're logged in."
UID = {"uid": NOT_VALID}
NAME = {"name": NOT_UNIQUE}

REFUSALS: tuple[Refusal, ...] = (
    Refusal("no stack", signed("/v3/content_types", authtoken="x"), 412, 109, UNKNOWN_STACK, {"api_key": NOT_VALID}),
    Refusal("another stack", get(TYPES, api_key=NOBODY), 412, 109, UNKNOWN_STACK, {"api_key": NOT_VALID}),
    Refusal("nobody", signed("/v3/user"), 401, 105, SIGNED_OUT, {"authtoken": NOT_VALID}),
    Refusal("another authtoken", signed("/v3/user", authtoken="x"), 401, 105, SIGNED_OUT, {"authtoken": NOT_VALID}),
    Refusal("another management token", in_stack(authorization="cs0"), 401, 105, None, {"authorization": NOT_VALID}),
    Refusal("a token of an app that was taken back", revoked, 401, 105, "invalid"),
    Refusal("no permission", forbidden, 403, 162, "Access denied. You have insufficient permissions"),
    Refusal("another password", log_in, 422, 104, "Looks like your email or password is invalid. "),
    Refusal("no second factor", without_code, 401, 294),
    Refusal("another code", wrong_code, 422, 295),
    Refusal(
        "no content type",
        get(f"{TYPES}/foo100"),
        422,
        118,
        "The Content Type 'foo100' was not found. Please try again.",
        UID,
    ),
    Refusal(
        "no global field", get(f"{GLOBALS}/x"), 422, 118, "The Global Field 'x' was not found. Please try again.", UID
    ),
    Refusal("no entry", no_entry, 422, 141, "The requested object doesn't exist.", UID),
    Refusal("no release", get(f"/v3/releases/{NOBODY}"), 422, 141, "Release does not exist"),
    Refusal("no extension", get(f"/v3/extensions/{NOBODY}"), 422, 347),
    Refusal("no environment", get("/v3/environments/nowhere"), 401, 161),
    Refusal("publishing to no environment", no_environment, 401, 161),
    Refusal("no workflow", get(f"/v3/workflows/{NOBODY}"), 404, None),
    Refusal("no taxonomy", get("/v3/taxonomies/none"), 404, None),
    Refusal("no variant", get("/v3/variants/none"), 404, None),
    Refusal("no such call", get("/v3/none"), 404, None),
    Refusal(
        "a content type without a title",
        create(TYPES, "content_type", no_name(content_type)),
        422,
        115,
        "Content Type creation failed. Please try again.",
        {"content_type": ["should have a 'title' field."], "schema": ["should have a 'url' field."]},
    ),
    Refusal(
        "a content type in upper case",
        create(TYPES, "content_type", upper_case(content_type)),
        422,
        118,
        "Content Type creation failed. Please try again.",
        UID,
    ),
    Refusal(
        "an imported content type in upper case",
        imported(TYPES, "content_type", upper_case(content_type)),
        422,
        118,
        "There was a problem importing the Content Type. Please correct the Content Type and try again.",
        UID,
    ),
    Refusal(
        "a global field in upper case",
        create(GLOBALS, "global_field", upper_case(global_field)),
        422,
        118,
        "Global Field creation failed. ",
        UID,
    ),
    Refusal(
        "an imported global field in upper case",
        imported(GLOBALS, "global_field", upper_case(global_field)),
        422,
        118,
        "There was a problem importing the Global Field. Please try again.",
        UID,
    ),
    Refusal(
        "the uid of a type", again(TYPES, "content_type", content_type, "uid"), 422, 115, None, {"uid": NOT_UNIQUE}
    ),
    Refusal(
        "the title of a type",
        again(TYPES, "content_type", content_type, "title"),
        422,
        115,
        None,
        {"title": NOT_UNIQUE},
    ),
    Refusal(
        "the title of a global field",
        again(GLOBALS, "global_field", global_field, "title"),
        422,
        None,
        None,
        {"title": NOT_UNIQUE},
    ),
    Refusal(
        "the title of an extension",
        again("/v3/extensions", "extension", extension, "title"),
        422,
        344,
        None,
        {"title": NOT_UNIQUE},
    ),
    Refusal("the title of an entry", same_title, 422, 119, None, {"title": NOT_UNIQUE}),
    Refusal("a text that does not fit", other_pattern, 422, 119),
    Refusal(
        "the name of an environment",
        again("/v3/environments", "environment", environment, "name"),
        422,
        119,
        None,
        NAME,
    ),
    Refusal("the name of a label", again("/v3/labels", "label", label, "name"), 422, None, None, NAME),
    Refusal(
        "the name of a role",
        again("/v3/roles", "role", role, "name"),
        422,
        None,
        None,
        {"name": ["is not a unique."]},
    ),
    Refusal("the name of a webhook", again("/v3/webhooks", "webhook", webhook, "name"), 422, None, None, NAME),
    Refusal("the name of a workflow", again(flows.WORKFLOWS, "workflow", workflow, "name"), 422, None, None, NAME),
    Refusal(
        "a stage for strangers",
        create(flows.WORKFLOWS, "workflow", unknown_people),
        422,
        None,
        None,
        {"workflow_stages.0.users": NOT_VALID},
    ),
    Refusal(
        "the code of a locale", again("/v3/locales", "locale", locale, "code"), 422, 247, None, {"code": NOT_UNIQUE}
    ),
    Refusal("the uid of a taxonomy", again("/v3/taxonomies", "taxonomy", taxonomy, "uid"), 409, None),
    Refusal("what publish rules hold back", unpublished_rule, 422, 141),
    Refusal("a stage that is not there", no_stage, 412, 366),
    Refusal("a copy that is not there", not_localized, 422, 141, "Failed to add item(s) to release."),
    Refusal("the uid of a branch", branch(uid="main", source="main"), 422, 910),
    Refusal("a long uid of a branch", branch(uid="a" * 16, source="main"), 422, 903),
    Refusal("a branch of nothing", branch(uid="next", source="none"), 422, 903),
    Refusal("no branch", get("/v3/stacks/branches/none"), 422, 905),
    Refusal("importing no content type", without_file(TYPES), 400, None),
    Refusal("importing no webhook", without_file("/v3/webhooks"), 400, None),
    Refusal("a body that is no JSON", wrong_json, 400, None),
    Refusal(
        "a media type without a body",
        with_type_and_no_body,
        400,
        None,
        "Body cannot be empty when content-type is set to 'application/json'",
    ),
    Refusal("a query that is too long", long_query, 414, None),
)
