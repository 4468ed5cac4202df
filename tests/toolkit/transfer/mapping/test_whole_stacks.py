"""Payloads from a stack that has something of everything create the same in another stack."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import pytest

from contentstack_cma import Client, Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.transfer import mapping
from contentstack_cma_toolkit.transfer.mapping import Rewritten, UidTable
from tests.toolkit.support.rich_stack import build_pair, create_empty, fill
from tests.toolkit.support.stack_copies import StackCopy, read_all


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[Client]:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=None) as client:
        yield client


@pytest.fixture(scope="module")
def copied(emulator: Emulator, client: Client) -> StackCopy:
    source = create_empty(emulator, client, "Kitchen")
    fill(source)
    copy = StackCopy(source, create_empty(emulator, client, "Copy"))
    copy.copy()
    return copy


def read_everything(copy: StackCopy, stack: Stack) -> dict[str, list[dict[str, Any]]]:
    """Return all resources, by the module that they belong to."""
    return {
        "locales": read_all(stack, "locales", "locales"),
        "environments": read_all(stack, "environments", "environments"),
        "extensions": read_all(stack, "extensions", "extensions"),
        "folders": read_all(stack, "assets", "assets", include_folders=True, query={"is_dir": True}),
        "assets": read_all(stack, "assets", "assets"),
        "taxonomies": read_all(stack, "taxonomies", "taxonomies"),
        "terms": read_all(stack, "taxonomies/cuisines/terms", "terms", depth=0, include_order=True),
        "global_fields": stack.request("GET", "/v3/global_fields", headers={"api_version": "3.2"}).parsed[
            "global_fields"
        ],
        "content_types": read_all(stack, "content_types", "content_types"),
        "roles": [
            role
            for role in read_all(stack, "roles", "roles", include_rules=True)
            if role["name"] not in mapping.SYSTEM_ROLES
        ],
        "workflows": read_all(stack, "workflows", "workflows"),
        "publish_rules": read_all(stack, "workflows/publishing_rules", "publishing_rules"),
        "labels": read_all(stack, "labels", "labels"),
        "webhooks": read_all(stack, "webhooks", "webhooks"),
        "releases": read_all(stack, "releases", "releases"),
        "entries": [entry for _, entry in copy.read_entries(stack).values()],
    }


def rewrite(copy: StackCopy, module: str, document: dict[str, Any]) -> dict[str, object]:
    """Return the payload of a resource once everything is in the copy."""
    uids = copy.uids
    by_module: dict[str, Callable[[], Rewritten]] = {
        "locales": lambda: mapping.rewrite_locale(document),
        "environments": lambda: mapping.rewrite_environment(document),
        "extensions": lambda: mapping.rewrite_extension(document, uids),
        "folders": lambda: mapping.rewrite_folder(document, uids),
        "assets": lambda: mapping.rewrite_asset(document, uids),
        "taxonomies": lambda: mapping.rewrite_taxonomy(document),
        "terms": lambda: mapping.rewrite_term(document),
        "global_fields": lambda: mapping.rewrite_schema(document, uids),
        "content_types": lambda: mapping.rewrite_schema(document, uids),
        "roles": lambda: mapping.rewrite_role(document, uids),
        "workflows": lambda: mapping.rewrite_workflow(document, uids),
        "publish_rules": lambda: mapping.rewrite_publish_rule(document, uids),
        "labels": lambda: mapping.rewrite_label(document, uids),
        "webhooks": lambda: mapping.rewrite_webhook(document, uids),
        "releases": lambda: mapping.rewrite_release(document),
    }
    written = by_module[module]()
    assert not written.missing
    assert not written.dangling
    return written.fields


def test_every_payload_creates_what_it_was_made_of(copied: StackCopy) -> None:
    source, target = (read_everything(copied, stack) for stack in (copied.source, copied.target))
    assert {module: len(found) for module, found in source.items()} == {
        module: len(found) for module, found in target.items()
    }
    for module in set(source) - {"entries"}:
        keys = {identify(module, each): each for each in target[module]}
        assert len(keys) == len(target[module])
        for document in source[module]:
            payload = rewrite(copied, module, document)
            key = {**payload, "filename": document.get("filename")} if module == "assets" else payload
            assert mapping.is_same(payload, keys[identify(module, key)]), (
                f"{module}: {payload} {keys[identify(module, key)]}"
            )


def identify(module: str, document: Mapping[str, Any]) -> object:
    return mapping.identify(cast("mapping.IdentifiedModule", module), document)


def test_entries_have_the_values_of_the_source(copied: StackCopy) -> None:
    target = copied.read_entries(copied.target)
    for uid, (of, entry) in copied.read_entries(copied.source).items():
        written = mapping.rewrite_entry(entry, copied.schemas[of], copied.uids)
        made = target[str(copied.uids.get("entry", uid))][1]
        assert mapping.is_same(written.fields, made)
        assert set(written.fields) >= {"title", "tags"}


def test_an_update_that_changes_something_is_not_the_same(copied: StackCopy) -> None:
    target = copied.read_entries(copied.target)
    for of, entry in target.values():
        same = UidTable()
        written = mapping.rewrite_entry(entry, copied.schemas[of], same).fields
        assert mapping.is_same(written, entry)
        assert not mapping.is_same({**written, "title": "Another"}, entry)
        assert not mapping.is_same({**written, "tags": ["another"]}, entry)


def test_no_uid_of_the_source_is_left(copied: StackCopy) -> None:
    source, target = (read_everything(copied, stack) for stack in (copied.source, copied.target))
    own = {each["uid"] for found in source.values() for each in found if each["uid"].startswith("blt")}
    assert len(own) > 50
    shown = json.dumps(target)
    assert {uid for uid in own if uid in shown} == set()
    assert copied.source.api_key not in shown


def test_stages_that_name_each_other_do_so_in_the_copy(copied: StackCopy) -> None:
    (strict,) = (each for each in read_all(copied.target, "workflows", "workflows") if each["name"] == "Strict")
    names = {stage["uid"]: stage["name"] for stage in strict["workflow_stages"]}
    following = [[names.get(uid, uid) for uid in stage["next_available_stages"]] for stage in strict["workflow_stages"]]
    assert following == [["Proof"], ["Draft", "Done"], ["$all"]]


def test_a_webhook_is_disabled_and_lacks_its_password(copied: StackCopy) -> None:
    (hook,) = read_all(copied.target, "webhooks", "webhooks")
    assert hook["disabled"] is True
    assert "http_basic_password" not in hook["destinations"][0]
    assert hook["destinations"][0]["custom_header"] == [{"header_name": "X-Kitchen", "value": "1"}]
    assert ("http_basic_password", "Search index") in {(note.kind, note.uid) for note in copied.notes}


def find_pairs(copy: StackCopy) -> dict[str, dict[str, Any]]:
    return {each["title"]: each for each in read_all(copy.target, "content_types/pair/entries", "entries")}


def test_entries_that_refer_to_each_other_in_every_way_do_so_in_the_copy(copied: StackCopy) -> None:
    pairs = find_pairs(copied)
    for title, partner in (("First", pairs["Second"]["uid"]), ("Second", pairs["First"]["uid"])):
        pair = pairs[title]
        assert mapping.is_same(build_pair(title, partner), pair)
    types = copied.target.content_types.get("pair").to_dict()
    value = types["field_rules"][0]["conditions"][0]["value"]
    assert value == f"{pairs['First']['uid']}.{pairs['Second']['uid']}"


def test_a_release_is_locked_and_has_its_items(copied: StackCopy) -> None:
    (release,) = read_all(copied.target, "releases", "releases")
    assert release["locked"] is True
    items = read_all(copied.target, f"releases/{release['uid']}/items", "items")
    assert {item["content_type_uid"] for item in items} == {"recipe", "built_io_upload"}


def test_a_variant_of_an_entry_has_the_values_of_the_source(copied: StackCopy) -> None:
    (group,) = read_all(copied.target, "variant_groups", "variant_groups", include_variant_info=True)
    assert [variant["name"] for variant in group["variants"]] == ["Norway"]
    recipes = "content_types/recipe/entries"
    found = [
        variant
        for recipe in read_all(copied.target, recipes, "entries")
        for variant in read_all(copied.target, f"{recipes}/{recipe['uid']}/variants", "entries")
    ]
    assert [(variant["intro"], len(variant["related"])) for variant in found] == [("Hei", 1)]


def test_only_circles_are_written_twice(copied: StackCopy) -> None:
    """Persons refer to recipes, which have persons as authors; the first recipe and the last refer to each other."""
    assert 0 < len(copied.late) < len(copied.read_entries(copied.source)) / 2
    writes = sum(len(found) for path, found in copied.written.items() if "/entries" in path and "/variants" not in path)
    assert writes == len(copied.read_entries(copied.source)) + len(copied.late)
