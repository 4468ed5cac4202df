"""The official command line publishes, branches, migrates and merges, and our SDK reads what came of it."""

import json
import shutil
from functools import partial
from pathlib import Path

import pytest

from contentstack_cma import Stack, models
from tests.foreign.command_line.comparing import compare
from tests.foreign.command_line.delivery import find_published, serve_delivery
from tests.foreign.command_line.fields import INGREDIENT, build_field
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


def name_stack(stack: Stack) -> tuple[str, str]:
    return ("--stack-api-key", stack.api_key)


def find_versions(stack: Stack) -> list[int | None]:
    """The version of each entry that is published, in the order of their titles."""
    listed = stack.entries("ingredient").list(asc="title", include_publish_details=True)
    details = [entry.to_dict()["publish_details"] for entry in listed]
    return [held[0]["version"] if held else None for held in details]


def count_published_assets(stack: Stack) -> int:
    return sum(bool(asset.to_dict()["publish_details"]) for asset in stack.assets.list(include_publish_details=True))


def find_uids(stack: Stack) -> list[str]:
    return [entry.uid for entry in stack.entries("ingredient").list(asc="title")]


def publish(stack: Stack, *entry_uids: str) -> None:
    for uid in entry_uids:
        stack.entries("ingredient").publish(uid, environments=[ENVIRONMENT], locales=[MASTER])


@pytest.mark.parametrize(
    "flags", [(), ("--api-version", "3.2"), ("--bulk-publish", "false")], ids=["in bulk", "nested", "one by one"]
)
def test_entries_are_published(flags: tuple[str, ...], terminal: Terminal, larder: Stack) -> None:
    terminal.run_or_fail("cm:entries:publish", *name_stack(larder), *WHERE, *OF_INGREDIENTS, *flags)
    assert find_versions(larder) == [1, 1, 1]


def test_changed_entries_are_published(terminal: Terminal, larder: Stack) -> None:
    publish(larder, *find_uids(larder))
    larder.entries("ingredient").update(find_uids(larder)[1], {"grams": 500})
    flags = ("--source-env", ENVIRONMENT)
    terminal.run_or_fail("cm:entries:publish-modified", *name_stack(larder), *WHERE, *OF_INGREDIENTS, *flags)
    assert find_versions(larder) == [1, 2, 1]


def test_entries_that_are_not_published_are(terminal: Terminal, larder: Stack) -> None:
    publish(larder, find_uids(larder)[0])
    flags = ("--source-env", ENVIRONMENT)
    terminal.run_or_fail("cm:entries:publish-only-unpublished", *name_stack(larder), *WHERE, *OF_INGREDIENTS, *flags)
    assert find_versions(larder) == [1, 1, 1]


def test_a_new_field_is_added_to_entries_before_they_are_published(terminal: Terminal, larder: Stack) -> None:
    metadata = {"default_value": "Norway"}
    schema = [*INGREDIENT["schema"], build_field("origin", field_metadata=metadata)]
    larder.content_types.update("ingredient", models.ContentTypeUpdate.from_dict({**INGREDIENT, "schema": schema}))
    terminal.run_or_fail("cm:entries:update-and-publish", *name_stack(larder), *WHERE, *OF_INGREDIENTS)
    assert find_versions(larder) == [2, 2, 2]
    assert [entry["origin"] for entry in larder.entries("ingredient").list()] == ["Norway"] * 3


def test_entries_are_unpublished(terminal: Terminal, larder: Stack) -> None:
    publish(larder, *find_uids(larder))
    unpublish(terminal, larder, "cm:entries:unpublish", "--content-type", "ingredient")
    assert find_versions(larder) == [None] * 3


def test_assets_are_published_and_unpublished(terminal: Terminal, larder: Stack) -> None:
    terminal.run_or_fail("cm:assets:publish", *name_stack(larder), *WHERE)
    assert count_published_assets(larder) == 1
    unpublish(terminal, larder, "cm:assets:unpublish")
    assert count_published_assets(larder) == 0


def unpublish(terminal: Terminal, stack: Stack, *command: str) -> None:
    flags = ("--environment", ENVIRONMENT, "--locale", MASTER, "--delivery-token", "token", "--yes")
    with serve_delivery(*terminal.certificate, partial(find_published, stack)) as port:
        terminal.run_or_fail(*command, *name_stack(stack), *flags, hosts={DELIVERY_HOST: port})


def test_branch_is_created_migrated_compared_merged_and_deleted(terminal: Terminal, larder: Stack) -> None:
    terminal.run_or_fail("cm:branches:create", *name_stack(larder), "--source", "main", "--uid", "menu")
    assert "menu" in terminal.run_or_fail("cm:branches", *name_stack(larder))
    migrate(terminal, larder, "menu")
    assert find_fields(terminal.client.stack(larder.api_key, branch="menu")) == MIGRATED
    assert find_fields(larder) == BEFORE

    sides = ("--base-branch", "main", "--compare-branch", "menu")
    compared = terminal.run_or_fail("cm:branches:diff", *name_stack(larder), *sides, "--module", "content-types")
    assert {"+ 'Menu' Content Type", "± 'Ingredient' Content Type"} <= {line.strip() for line in compared.splitlines()}

    summary = terminal.folder / "merge-summary.json"
    summary.write_text(json.dumps({"requestPayload": MERGE}))
    terminal.run_or_fail(
        "cm:branches:merge", *name_stack(larder), *sides, "--no-revert", "--use-merge-summary", str(summary)
    )
    assert find_fields(larder) == MIGRATED

    terminal.run_or_fail("cm:branches:delete", *name_stack(larder), "--uid", "menu", "--yes")
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
    terminal.run_or_fail("cm:stacks:migration", *name_stack(stack), "--branch", branch, "--file-path", str(script))


def find_fields(stack: Stack) -> dict[str, list[str]]:
    """The uids of the fields of each content type."""
    return {found.uid: [field.uid for field in found.schema or []] for found in stack.content_types.list()}


def test_stack_is_exported_with_a_management_token(terminal: Terminal, larder: Stack) -> None:
    scope: list[models.ManagementTokenScopeInputDict] = [
        {"module": "content_type", "acl": {"read": True}},
        {"module": "branch", "branches": ["main"], "acl": {"read": True}},
    ]
    token = larder.management_tokens.create({"name": "Export", "scope": scope})
    flags = ("--alias", "larder", "--token", str(token.token), "--yes")
    terminal.run_or_fail("auth:tokens:add", "--management", *name_stack(larder), *flags)
    folder = terminal.folder / "exported"
    terminal.run_or_fail(
        "cm:stacks:export", "--alias", "larder", "--data-dir", str(folder), "--config", str(FAST), "--yes"
    )
    (chunk,) = folder.glob(f"main/entries/ingredient/{MASTER}/*-entries.json")
    assert set(json.loads(chunk.read_text())) == set(find_uids(larder))


def test_second_import_skips_what_there_is(terminal: Terminal, larder: Stack) -> None:
    folder = terminal.folder / "twice"
    terminal.run_or_fail(
        "cm:stacks:export", *name_stack(larder), "--data-dir", str(folder), "--config", str(FAST), "--yes"
    )
    target = create_empty(terminal, "Twice")
    command = (
        "cm:stacks:import",
        *name_stack(target),
        "--data-dir",
        str(folder / "main"),
        "--config",
        str(FAST),
        "--yes",
    )
    terminal.run_or_fail(*command)
    assert compare(read_stack(larder), read_stack(target)) == []
    before = find_uids(target)
    again = terminal.run(*command)
    assert again.code == 0, again.output
    assert "Entry 'Ingredient 0' already exists" in again.output
    assert {call.status for call in terminal.find_rejected()} == {422}
    assert find_uids(target) == before
