"""Keys that the API does not know are dropped when something is stored; what is free-form is kept as it came."""

from typing import Any

import httpx
import pytest

from tests.emulator.support.entries import Fields, build_field, build_title, create_model
from tests.emulator.support.schemas import send_file
from tests.emulator.support.taxonomies import add_term, build_taxonomy_field, create_taxonomy

UNKNOWN: Fields = {"made_up": 1, "another": {"made_up": [1]}}

SCHEMA: list[Fields] = [
    build_title() | {"isDelete": False, "isEdit": True},
    build_field("g", "group", schema=[build_field("inner") | UNKNOWN], **UNKNOWN),
    build_field(
        "b",
        "blocks",
        blocks=[{"uid": "x", "title": "X", "schema": [build_field("deep", "number") | UNKNOWN], **UNKNOWN}],
    ),
    build_field("choice", enum={"advanced": False, "choices": [{"value": "a", **UNKNOWN}], **UNKNOWN}),
]
EVERYWHERE: Fields = {"module": "entry", "acl": {"read": True, **UNKNOWN}, **UNKNOWN}
HEADER: Fields = {"header_name": "X-A", "value": "b", **UNKNOWN}
STAGES: list[Fields] = [{"name": name, "color": "#fff000", **UNKNOWN} for name in ("Draft", "Done")]

BODIES: dict[str, tuple[str, Fields]] = {
    "content_types": ("content_type", {"title": "T", "uid": "odd", "schema": SCHEMA, "options": {**UNKNOWN}}),
    "global_fields": ("global_field", {"title": "G", "uid": "odd", "schema": SCHEMA[1:]}),
    "environments": ("environment", {"name": "odd", "urls": [{"locale": "en-us", "url": "https://a.b", **UNKNOWN}]}),
    "extensions": (
        "extension",
        {"title": "E", "type": "field", "data_type": "text", "src": "https://a.b", "scope": {**UNKNOWN}},
    ),
    "roles": (
        "role",
        {"name": "Odd", "rules": [{"module": "branch", "branches": ["main"], "acl": {"read": True}}, EVERYWHERE]},
    ),
    "webhooks": (
        "webhook",
        {
            "name": "W",
            "channels": ["assets.create"],
            "destinations": [{"target_url": "http://127.0.0.1:1", "custom_header": [HEADER], **UNKNOWN}],
        },
    ),
    "labels": ("label", {"name": "L"}),
    "locales": ("locale", {"name": "German", "code": "de-de"}),
    "releases": ("release", {"name": "R"}),
    "taxonomies": ("taxonomy", {"name": "Odd", "uid": "odd"}),
    "taxonomies/odd/terms": ("term", {"name": "Odd", "uid": "odd"}),
    "workflows": ("workflow", {"name": "W", "content_types": ["$all"], "workflow_stages": STAGES}),
    "assets/folders": ("asset", {"name": "Odd"}),
    "stacks/management_tokens": (
        "token",
        {
            "name": "M",
            "scope": [
                {"module": "content_type", "acl": {"read": True, **UNKNOWN}, **UNKNOWN},
                {"module": "branch", "branches": ["main"], "acl": {"read": True}},
            ],
        },
    ),
    "variant_groups": ("", {"name": "Odd"}),
}


def keys(value: Any) -> set[str]:
    """Every key in a JSON value, at any depth."""
    if isinstance(value, dict):
        return set(value).union(*(keys(inner) for inner in value.values()))
    return set().union(*(keys(inner) for inner in value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("path", BODIES)
def test_unknown_keys_are_dropped(new_stack: httpx.Client, path: str) -> None:
    if path == "taxonomies/odd/terms":
        new_stack.post("/v3/taxonomies", json={"taxonomy": BODIES["taxonomies"][1]})
    key, body = BODIES[path]
    sent = body | UNKNOWN
    response = new_stack.post(f"/v3/{path}", json={key: sent} if key else sent)
    assert response.is_success, response.text
    made = response.json()[key] if key else response.json()
    lost = {"isDelete", "isEdit", *UNKNOWN}
    assert not keys(response.json()) & lost
    address = f"/v3/{path}/{made['name'] if path == 'environments' else made.get('code') or made['uid']}"
    assert not keys(new_stack.get(address, params={"include_rules": "true"}).json()) & lost
    changed = new_stack.put(address, json={key: sent} if key else sent)
    assert changed.is_success, changed.text
    assert not keys(new_stack.get(address, params={"include_rules": "true"}).json()) & lost
    assert keys(body) - lost - {"branch"} <= keys(changed.json()) | {"scope", "custom_header"}


@pytest.mark.parametrize("key", ["content_type", "global_field", "webhook"])
def test_files_lose_unknown_keys_too(new_stack: httpx.Client, key: str) -> None:
    response = send_file(new_stack, f"/v3/{key}s", key, BODIES[f"{key}s"][1] | UNKNOWN)
    assert response.is_success, response.text
    assert not keys(response.json()) & {"isDelete", "isEdit", *UNKNOWN}


def test_free_form_values_are_kept(new_stack: httpx.Client) -> None:
    config = {"any": {"thing": [1, {"deep": None}]}}
    extension = {"title": "E", "type": "field", "data_type": "json", "src": "https://a.b", "config": config}
    made = new_stack.post("/v3/extensions", json={"extension": extension}).json()["extension"]
    assert made["config"] == config
    custom = build_field("custom", "json", extension_uid=made["uid"], config=config)
    rich = build_field("rich", "json", field_metadata={"allow_json_rte": True})
    entries = create_model(new_stack, custom, rich)
    schema = new_stack.get(f"/v3/content_types/{entries.content_type}").json()["content_type"]["schema"]
    assert next(f for f in schema if f["uid"] == "custom")["config"] == config
    text = {"type": "doc", "uid": "d", "attrs": UNKNOWN, "children": [{"type": "x", "uid": "n", **UNKNOWN}]}
    entry = entries.add({"title": "E", "custom": UNKNOWN, "rich": text})
    assert entry["custom"] == UNKNOWN
    assert {name: value for name, value in entry["rich"].items() if name != "_version"} == text
    settings = {"stack_variables": UNKNOWN, "live_preview": {"enabled": False, **UNKNOWN}, "rte": UNKNOWN}
    response = new_stack.post("/v3/stacks/settings", json={"stack_settings": settings})
    stored = response.json()["stack_settings"]
    assert all(holds(stored[group], sent) for group, sent in settings.items())
    about = {"entity_uid": entry["uid"], "_content_type_uid": entries.content_type, "type": "entry"}
    sent = {**about, "extension_uid": made["uid"], "locale": "en-us", **UNKNOWN}
    metadata = new_stack.post("/v3/metadata", json={"metadata": sent}).json()["metadata"]
    assert holds(metadata, UNKNOWN)


def holds(whole: Fields, part: Fields) -> bool:
    """Return whether an object has all keys of another, with the same values."""
    return whole | part == whole


def test_a_term_of_an_entry_is_named_by_two_keys(new_stack: httpx.Client) -> None:
    create_taxonomy(new_stack, "topics")
    add_term(new_stack, "topics", "art")
    entries = create_model(new_stack, build_taxonomy_field("topics"))
    term = {"taxonomy_uid": "topics", "term_uid": "art"}
    sent = [term | {"name": "Art", **UNKNOWN}]
    made = entries.add({"title": "One", "taxonomies": sent})
    assert made["taxonomies"] == [term]
    assert entries.change(made["uid"], {"taxonomies": sent})["taxonomies"] == [term]
    assert entries.fetch(made["uid"])["taxonomies"] == [term]
