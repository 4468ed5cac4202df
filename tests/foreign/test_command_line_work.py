"""The official command line publishes, branches, migrates and merges, and our SDK reads what came of it."""

import json
import shutil
from functools import partial
from pathlib import Path

import pytest

from contentstack_cma import Stack, models
from tests.foreign.command_line.comparing import differences
from tests.foreign.command_line.delivery import find_published, serve_delivery
from tests.foreign.command_line.fields import INGREDIENT, text
from tests.foreign.command_line.reading import read_stack
from tests.foreign.command_line.rich_stack import ENVIRONMENT, create_empty, create_small
from tests.foreign.command_line.settings import MASTER
from tests.foreign.command_line.terminal import DELIVERY_HOST, FAST, Terminal

MIGRATION = Path(__file__).parent / "command_line" / "migration.js"

WHERE = ("--environments", ENVIRONMENT, "--locales", MASTER, "--yes")
OF_INGREDIENTS = ("--content-types", "ingredient")


@pytest.fixture
def larder(terminal: Terminal) -> Stack:
    """A stack of the test's own, with three entries and an asset."""
    return create_small(terminal)


def key(stack: Stack) -> tuple[str, str]:
    return ("--stack-api-key", stack.api_key)


def versions(stack: Stack) -> list[int | None]:
    """The version of each entry that is published, in the order of their titles."""
    listed = stack.entries("ingredient").list(asc="title", include_publish_details=True)
    details = [entry.to_dict()["publish_details"] for entry in listed]
    return [held[0]["version"] if held else None for held in details]


def published_assets(stack: Stack) -> int:
    return sum(bool(asset.to_dict()["publish_details"]) for asset in stack.assets.list(include_publish_details=True))


def uids(stack: Stack) -> list[str]:
    return [entry.uid for entry in stack.entries("ingredient").list(asc="title")]


def publish(stack: Stack, *entry_uids: str) -> None:
    for uid in entry_uids:
        stack.entries("ingredient").publish(uid, environments=[ENVIRONMENT], locales=[MASTER])


@pytest.mark.parametrize(
    "flags", [(), ("--api-version", "3.2"), ("--bulk-publish", "false")], ids=["in bulk", "nested", "one by one"]
)
def test_entries_are_published(flags: tuple[str, ...], terminal: Terminal, larder: Stack) -> None:
    terminal.must("cm:entries:publish", *key(larder), *WHERE, *OF_INGREDIENTS, *flags)
    assert versions(larder) == [1, 1, 1]


def test_changed_entries_are_published(terminal: Terminal, larder: Stack) -> None:
    publish(larder, *uids(larder))
    larder.entries("ingredient").update(uids(larder)[1], {"grams": 500})
    flags = ("--source-env", ENVIRONMENT)
    terminal.must("cm:entries:publish-modified", *key(larder), *WHERE, *OF_INGREDIENTS, *flags)
    assert versions(larder) == [1, 2, 1]


def test_entries_that_are_not_published_are(terminal: Terminal, larder: Stack) -> None:
    publish(larder, uids(larder)[0])
    flags = ("--source-env", ENVIRONMENT)
    terminal.must("cm:entries:publish-only-unpublished", *key(larder), *WHERE, *OF_INGREDIENTS, *flags)
    assert versions(larder) == [1, 1, 1]


def test_a_new_field_is_added_to_entries_before_they_are_published(terminal: Terminal, larder: Stack) -> None:
    metadata = {"default_value": "Norway"}
    schema = [*INGREDIENT["schema"], text("origin", field_metadata=metadata)]
    larder.content_types.update("ingredient", models.ContentTypeUpdate.from_dict({**INGREDIENT, "schema": schema}))
    terminal.must("cm:entries:update-and-publish", *key(larder), *WHERE, *OF_INGREDIENTS)
    assert versions(larder) == [2, 2, 2]
    assert [entry["origin"] for entry in larder.entries("ingredient").list()] == ["Norway"] * 3


def test_entries_are_unpublished(terminal: Terminal, larder: Stack) -> None:
    publish(larder, *uids(larder))
    unpublish(terminal, larder, "cm:entries:unpublish", "--content-type", "ingredient")
    assert versions(larder) == [None] * 3


def test_assets_are_published_and_unpublished(terminal: Terminal, larder: Stack) -> None:
    terminal.must("cm:assets:publish", *key(larder), *WHERE)
    assert published_assets(larder) == 1
    unpublish(terminal, larder, "cm:assets:unpublish")
    assert published_assets(larder) == 0


def unpublish(terminal: Terminal, stack: Stack, *command: str) -> None:
    flags = ("--environment", ENVIRONMENT, "--locale", MASTER, "--delivery-token", "token", "--yes")
    with serve_delivery(*terminal.certificate, partial(find_published, stack)) as port:
        terminal.must(*command, *key(stack), *flags, hosts={DELIVERY_HOST: port})


def test_branch_is_created_migrated_compared_merged_and_deleted(terminal: Terminal, larder: Stack) -> None:
    terminal.must("cm:branches:create", *key(larder), "--source", "main", "--uid", "menu")
    assert "menu" in terminal.must("cm:branches", *key(larder))
    migrate(terminal, larder, "menu")
    assert fields(terminal.client.stack(larder.api_key, branch="menu")) == MIGRATED
    assert fields(larder) == BEFORE

    sides = ("--base-branch", "main", "--compare-branch", "menu")
    compared = terminal.must("cm:branches:diff", *key(larder), *sides, "--module", "content-types")
    assert {"+ 'Menu' Content Type", "± 'Ingredient' Content Type"} <= {line.strip() for line in compared.splitlines()}

    summary = terminal.folder / "merge-summary.json"
    summary.write_text(json.dumps({"requestPayload": MERGE}))
    terminal.must("cm:branches:merge", *key(larder), *sides, "--no-revert", "--use-merge-summary", str(summary))
    assert fields(larder) == MIGRATED

    terminal.must("cm:branches:delete", *key(larder), "--uid", "menu", "--yes")
    assert [branch.uid for branch in larder.branches.list()] == ["main"]


MERGE = {
    "base_branch": "main",
    "compare_branch": "menu",
    "default_merge_strategy": "merge_prefer_compare",
    "merge_comment": "The menu is ready",
    "no_revert": True,
}

BEFORE = {"ingredient": ["title", "grams"]}
MIGRATED = {"ingredient": ["title", "grams", "origin"], "menu": ["title", "courses"]}


def migrate(terminal: Terminal, stack: Stack, branch: str) -> None:
    """Run the migration from a folder of its own: the command makes a package beside it."""
    folder = terminal.folder / "migration"
    folder.mkdir()
    script = shutil.copy(MIGRATION, folder)
    terminal.must("cm:stacks:migration", *key(stack), "--branch", branch, "--file-path", str(script))


def fields(stack: Stack) -> dict[str, list[str]]:
    """The uids of the fields of each content type."""
    return {found.uid: [field.uid for field in found.schema or []] for found in stack.content_types.list()}


def test_stack_is_exported_with_a_management_token(terminal: Terminal, larder: Stack) -> None:
    scope = [
        {"module": "content_type", "acl": {"read": True}},
        {"module": "branch", "branches": ["main"], "acl": {"read": True}},
    ]
    token = larder.management_tokens.create({"name": "Export", "scope": scope})
    flags = ("--alias", "larder", "--token", str(token.token), "--yes")
    terminal.must("auth:tokens:add", "--management", *key(larder), *flags)
    folder = terminal.folder / "exported"
    terminal.must("cm:stacks:export", "--alias", "larder", "--data-dir", str(folder), "--config", str(FAST), "--yes")
    (chunk,) = folder.glob(f"main/entries/ingredient/{MASTER}/*-entries.json")
    assert set(json.loads(chunk.read_text())) == set(uids(larder))


def test_second_import_skips_what_there_is(terminal: Terminal, larder: Stack) -> None:
    folder = terminal.folder / "twice"
    terminal.must("cm:stacks:export", *key(larder), "--data-dir", str(folder), "--config", str(FAST), "--yes")
    target = create_empty(terminal, "Twice")
    command = ("cm:stacks:import", *key(target), "--data-dir", str(folder / "main"), "--config", str(FAST), "--yes")
    terminal.must(*command)
    assert differences(read_stack(larder), read_stack(target)) == []
    before = uids(target)
    again = terminal.run(*command)
    assert again.code == 0, again.output
    assert "Entry 'Ingredient 0' already exists" in again.output
    assert {call.status for call in terminal.find_rejected()} == {422}
    assert uids(target) == before
