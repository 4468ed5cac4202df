"""The calls whose responses are known, each made in a state where it makes sense."""

import uuid
from collections.abc import Callable

import httpx

from tests.emulator.known.world import World, make_name, make_uid
from tests.emulator.support import workflows
from tests.emulator.support.entries import Fields, build_field, build_title

Scenario = Callable[[World], httpx.Response]

SCENARIOS: dict[str, list[Scenario]] = {}
"""By operation. Several of one operation are for responses that are known in several states."""


def register_scenario(key: str) -> Callable[[Scenario], Scenario]:
    """Register what makes the call of an operation, such as `GET /v3/user`."""

    def register(make: Scenario) -> Scenario:
        SCENARIOS.setdefault(key, []).append(make)
        return make

    return register


def register_call(key: str, path: str, body: Fields | None = None, **params: str) -> None:
    """Register a call in the stack that needs nothing but a body, if that."""
    method, _, _ = key.partition(" ")
    register_scenario(key)(lambda world: world.stack.request(method, path, json=body, params=params))


def register_resource(
    path: str, parameter: str, key: str, body: Callable[[World], Fields], address: str = "uid", **headers: str
) -> None:
    """Register the five calls of a plain resource."""
    one = f"{path}/{{{parameter}}}"

    def create(world: World) -> str:
        return f"{path}/{world.add(path, key, body(world), **headers)[address]}"

    def list_one(world: World) -> httpx.Response:
        create(world)
        return world.stack.get(path, headers=headers)

    def update(world: World) -> httpx.Response:
        sent = body(world)
        stored = world.add(path, key, sent, **headers)[address]
        return world.stack.put(f"{path}/{stored}", json={key: sent}, headers=headers)

    register_scenario(f"GET {path}")(list_one)
    register_scenario(f"POST {path}")(lambda world: world.stack.post(path, json={key: body(world)}, headers=headers))
    register_scenario(f"GET {one}")(lambda world: world.stack.get(create(world), headers=headers))
    register_scenario(f"PUT {one}")(update)
    register_scenario(f"DELETE {one}")(lambda world: world.stack.delete(create(world), headers=headers))


def content_type(_world: World) -> Fields:
    """A page type."""
    uid = make_uid("page")
    url = build_field("url", field_metadata={"_default": True})
    options = {"title": "title", "publishable": True, "is_page": True, "singleton": False, "sub_title": ["url"]}
    rule = {"conditions": [{"operand_field": "url", "operator": "equals", "value": "abc", "dataType": "text"}]}
    rules = [rule | {"match_type": "all", "actions": [{"action": "show", "target_field": "title"}]}]
    addresses = {"url_pattern": "/:title", "url_prefix": "/"}
    more = {"options": options | addresses, "field_rules": rules}
    return {"title": uid, "uid": uid, "description": "A page", "schema": [build_title(), url], **more}


def global_field(_world: World) -> Fields:
    """A global field of one line."""
    uid = make_uid("global")
    metadata = {"_default": True, "description": "", "default_value": "", "version": 3}
    line = build_field("name", field_metadata=metadata, format="", error_messages={"format": ""})
    return {"title": uid, "uid": uid, "description": "", "schema": [line]}


def extension(_world: World) -> Fields:
    """A custom field."""
    shape = {
        "data_type": "text",
        "srcdoc": "<p>",
        "src": "https://www.example.com",
        "multiple": False,
        "config": "{}",
        "type": "field",
    }
    return {"title": make_name("Field"), "tags": ["tag1"], **shape}


def dashboard(_world: World) -> Fields:
    """An extension for the dashboard, with its code."""
    shape = {"srcdoc": "<p>", "config": "{}", "type": "dashboard", "enable": True, "default_width": "half"}
    return {"title": make_name("Dashboard"), "tags": ["tag1"], **shape}


def delivery_token(world: World) -> Fields:
    """A token that reads one environment."""
    scope = {"module": "environment", "environments": [world.environment["name"]], "acl": {"read": True}}
    branch = {"module": "branch", "branches": ["main"], "acl": {"read": True}}
    return {"name": make_name("Token"), "description": "", "scope": [scope, branch]}


def management_token(_world: World) -> Fields:
    """A token that writes content types."""
    scope = {"module": "content_type", "acl": {"read": True, "write": True}}
    branch = {"module": "branch", "branches": ["main"], "acl": {"read": True}}
    when = {"expires_on": "2099-12-10", "is_email_notification_enabled": True}
    return {"name": make_name("Token"), "description": "", "scope": [scope, branch], **when}


def role(_world: World) -> Fields:
    """A role that reads assets."""
    rule = {"module": "asset", "assets": ["$all"], "acl": {"read": True, "update": True}}
    branch = {"module": "branch", "branches": ["main"], "acl": {"read": True}}
    return {"name": make_name("Role"), "description": "", "rules": [branch, rule]}


def workflow(world: World) -> Fields:
    """A workflow with an admin."""
    free = {"allStages": True, "allUsers": True, "specificStages": False, "specificUsers": False}
    stages = [
        workflows.build_stage(title, entry_lock="$none", description="", **free) for title in ("Review", "Complete")
    ]
    people = {"admin_users": {"users": [], "roles": [world.developer]}}
    shape = {"description": "", "enabled": False, "branches": ["main"], "content_types": ["$all"]}
    return {"name": make_name("Workflow"), "workflow_stages": stages} | people | shape


def webhook(world: World) -> Fields:
    """A webhook that is told to somebody."""
    names = ("destinations", "channels", "branches", "retry_policy", "disabled", "concise_payload", "notifiers")
    return {key: world.webhook()[key] for key in names} | {"name": make_name()}


def environment(_world: World) -> Fields:
    """An environment with an address."""
    shown: Fields = {"color": "#a9b6cb", "deploy_content": False, "servers": []}
    return {"name": make_uid("env"), "urls": [{"locale": "en-us", "url": "http://example.com/"}]} | shown


def release(_world: World) -> Fields:
    """An empty release."""
    return {"name": make_name("Release"), "description": "2018-12-12", "locked": False, "archived": False}


def locale(_world: World) -> Fields:
    """A locale of one's own making."""
    return {"name": make_name("Language"), "code": f"de-{uuid.uuid4().hex[:8]}", "fallback_locale": "en-us"}


def label(world: World) -> Fields:
    """A label of a content type."""
    return {"name": make_name("Label"), "parent": [], "content_types": [world.notes.content_type]}


def taxonomy(_world: World) -> Fields:
    """A taxonomy without terms."""
    return {"uid": make_uid("taxonomy"), "name": make_name("Taxonomy"), "description": ""}


def metadata(world: World) -> Fields:
    """What an extension keeps about an entry."""
    entry = {"entity_uid": world.create_note()["uid"], "type": "entry", "_content_type_uid": world.notes.content_type}
    preset: Fields = {"uid": str(uuid.uuid4()), "name": "Test", "options": {}}
    made = world.add("/v3/extensions", "extension", extension(world))
    return entry | {"extension_uid": made["uid"], "presets": [preset]}


register_resource("/v3/content_types", "content_type_uid", "content_type", content_type)
register_resource("/v3/global_fields", "global_field_uid", "global_field", global_field)
register_resource("/v3/extensions", "extension_uid", "extension", extension)
register_resource("/v3/extensions", "extension_uid", "extension", dashboard)
register_resource("/v3/environments", "environment_name", "environment", environment, address="name")
register_resource("/v3/stacks/delivery_tokens", "token_uid", "token", delivery_token)
register_resource("/v3/stacks/management_tokens", "token_uid", "token", management_token)
register_resource("/v3/roles", "role_uid", "role", role)
register_resource("/v3/locales", "code", "locale", locale, address="code")
register_resource("/v3/labels", "label_uid", "label", label)
register_resource("/v3/metadata", "metadata_uid", "metadata", metadata)
register_resource("/v3/taxonomies", "taxonomy_uid", "taxonomy", taxonomy)
register_resource("/v3/releases", "release_uid", "release", release)
register_resource("/v3/workflows", "workflow_uid", "workflow", workflow)
register_resource("/v3/workflows/publishing_rules", "rule_uid", "publishing_rule", World.build_rule)
register_resource("/v3/webhooks", "webhook_uid", "webhook", webhook)
