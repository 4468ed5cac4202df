"""A stack that has something of everything."""

import json
from dataclasses import replace
from typing import Any

import pytest

from contentstack_cma import Client, Stack, models
from contentstack_cma_emulator import Emulator
from tests.foreign.command_line import content
from tests.foreign.command_line.fields import GLOBAL_FIELDS, HOME, INGREDIENT, PERSON, build_recipe_type
from tests.foreign.command_line.settings import MASTER, create_extensions, create_rules, create_settings

COUNTS = {"RECIPES": 14, "PERSONS": 6, "INGREDIENTS": 4, "PUBLISHED": 2}
"""Fewer entries than the official command line gets."""


def create_empty(emulator: Emulator, client: Client, name: str, master: str = MASTER) -> Stack:
    """Create a stack that has nothing but its master locale."""
    made = client.stacks.create({"name": name, "master_locale": master}, organization_uid=emulator.organization_uid)
    return client.stack(str(made.api_key))


def fill(stack: Stack) -> None:
    """Create something of everything, and few entries."""
    create_settings(stack)
    environment = stack.environments.get("staging").uid
    stack.update_settings(
        {"live_preview": {"enabled": True, "default-env": environment}, "rte": {"cs_only_breakline": True}}
    )
    for global_field in GLOBAL_FIELDS:
        stack.global_fields.create(models.GlobalFieldInput.from_dict(global_field))
    types = (PERSON, INGREDIENT, build_recipe_type(*create_extensions(stack)), HOME)
    for content_type in types:
        begun = {**content_type, "schema": content_type["schema"][:2], "field_rules": []}
        stack.content_types.create(models.ContentTypeInput.from_dict(begun))
    for content_type in types:
        stack.content_types.update(content_type["uid"], models.ContentTypeUpdate.from_dict(content_type))
    create_rules(stack)
    with pytest.MonkeyPatch.context() as patch:
        for name, count in COUNTS.items():
            patch.setattr(content, name, count)
        assets = [replace(file, url=str(stack.assets.get(file.uid).url)) for file in content.create_assets(stack)]
        content.create_entries(stack, assets)
    create_stages(stack)
    create_pairs(stack)
    create_release(stack)
    create_variants(stack)


def create_stages(stack: Stack) -> None:
    """Create a workflow whose stages name each other."""
    stages = [{"name": name, "color": "#000000"} for name in ("Draft", "Proof", "Done")]
    created = stack.workflows.create(
        models.WorkflowInput.from_dict({"name": "Strict", "content_types": ["person"], "workflow_stages": stages})
    )
    made = [stage.to_dict() for stage in created.workflow_stages or []]
    made[0]["next_available_stages"] = [made[1]["uid"]]
    made[1]["next_available_stages"] = [made[0]["uid"], made[2]["uid"]]
    stack.workflows.update(created.uid, models.WorkflowUpdate.from_dict({"workflow_stages": made}))


PAIR: dict[str, Any] = {
    "uid": "pair",
    "title": "Pair",
    "schema": [
        {"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True, "unique": True},
        {
            "uid": "partner",
            "display_name": "Partner",
            "data_type": "reference",
            "reference_to": ["pair"],
            "mandatory": True,
        },
        {
            "uid": "html",
            "display_name": "HTML",
            "data_type": "text",
            "field_metadata": {"allow_rich_text": True, "rich_text_type": "advanced", "embed_entry": True},
            "reference_to": ["pair"],
        },
        {
            "uid": "body",
            "display_name": "Body",
            "data_type": "json",
            "field_metadata": {"allow_json_rte": True, "embed_entry": True},
            "reference_to": ["pair"],
            "mandatory": True,
        },
        {"uid": "extra", "display_name": "Extra", "data_type": "json"},
    ],
}


def create_pairs(stack: Stack) -> None:
    """Create two entries that refer to each other in every way, and a field rule that names one of them."""
    notes = next(each for each in stack.extensions.list() if each.title == "Notes")
    content_type = json.loads(json.dumps(PAIR))
    content_type["schema"][-1]["extension_uid"] = notes.uid
    stack.content_types.create(models.ContentTypeInput.from_dict({**content_type, "schema": PAIR["schema"][:1]}))
    stack.content_types.update("pair", models.ContentTypeUpdate.from_dict(content_type))
    entries = stack.entries("pair")
    first = entries.create(build_pair("First", "bltunknown")).uid
    second = entries.create(build_pair("Second", first)).uid
    entries.update(first, build_pair("First", second))
    condition = {"operand_field": "partner", "operator": "contains", "value": f"{first}.{second}"}
    rule = {"match_type": "any", "conditions": [condition], "actions": [{"action": "hide", "target_field": "html"}]}
    stack.content_types.update("pair", models.ContentTypeUpdate.from_dict({**content_type, "field_rules": [rule]}))


def build_pair(title: str, partner: str) -> dict[str, Any]:
    """Return the fields of an entry that refers to another one in every way."""
    node = {
        "type": "reference",
        "uid": "n",
        "attrs": {"entry-uid": partner, "content-type-uid": "pair"},
        "children": [],
    }
    return {
        "title": title,
        "partner": [{"uid": partner, "_content_type_uid": "pair"}],
        "html": f'<p>See <a data-sys-entry-uid="{partner}" data-sys-content-type-uid="pair">it</a>.</p>',
        "body": {"type": "doc", "uid": "d", "attrs": {}, "children": [node]},
        "extra": {"partner": partner},
    }


def create_release(stack: Stack) -> None:
    """Create a locked release with an entry and an asset."""
    release = stack.releases.create({"name": "Spring", "description": "News"})
    items: list[models.ReleaseItemInputDict] = [
        {"uid": kind.uid, "content_type_uid": of, "locale": MASTER, "version": 1, "action": "publish"}
        for kind, of in (
            (next(iter(stack.entries("recipe").list())), "recipe"),
            (next(iter(stack.assets.list())), "built_io_upload"),
        )
    ]
    for item in items:
        stack.request("POST", f"/v3/releases/{release.uid}/item", json={"item": item})
    stack.releases.update(release.uid, {"name": "Spring", "locked": True})


def create_variants(stack: Stack) -> None:
    """Create a variant group, and a variant of an entry."""
    group = stack.variant_groups.create(name="Country", content_types=[{"uid": "recipe", "status": "linked"}])
    variant = stack.variants(group.uid).create(name="Norway")
    recipe, other = list(stack.entries("recipe").list())[:2]
    values = {
        "intro": "Hei",
        "related": [{"uid": other.uid, "_content_type_uid": "recipe"}],
        "_variant": {"_change_set": ["intro", "related"], "_order": []},
    }
    stack.entry_variants("recipe", recipe.uid).save(variant.uid, values)
