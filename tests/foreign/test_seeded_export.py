"""The official command line exports a rich stack, and an emulator is seeded with the folder.

The seeded stack is equal, and unlike an imported one it has the same uids.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from contentstack_cma import Client, Stack
from contentstack_cma_emulator import Emulator
from tests.foreign.command_line.comparing import compare, pair_uids
from tests.foreign.command_line.defects import Loss
from tests.foreign.command_line.reading import Contents, read_stack
from tests.foreign.command_line.rich_stack import create_rich
from tests.foreign.command_line.terminal import FAST, Terminal

LOST = (
    Loss("publish rules are not exported", r"publish rule .* is missing"),
    Loss(
        "an export has only stars for a password",
        r"webhook .*: destinations\.0\.http_basic_password was '\*+' and is 'nothing'",
    ),
)
"""What an export does not have."""

BUILT_IN = {"Admin", "Content Manager", "Developer"}
"""Roles that every stack has, with uids of its own."""


@pytest.fixture(scope="module")
def source(terminal: Terminal) -> Stack:
    return create_rich(terminal)


@pytest.fixture(scope="module")
def contents(source: Stack) -> Contents:
    return read_stack(source)


@pytest.fixture(scope="module")
def exported(terminal: Terminal, source: Stack) -> Path:
    folder = terminal.folder / "exported"
    key = ("--stack-api-key", source.api_key)
    terminal.run_or_fail("cm:stacks:export", *key, "--data-dir", str(folder), "--config", str(FAST), "--yes")
    return folder


@pytest.fixture(scope="module")
def seeded(exported: Path) -> Iterator[Emulator]:
    """An emulator that was seeded with the export."""
    with Emulator(demo=False, seed=exported) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def client(seeded: Emulator) -> Iterator[Client]:
    with Client(authtoken=seeded.authtoken, base_url=seeded.url, pace=None) as opened:
        yield opened


@pytest.fixture(scope="module")
def copied(seeded: Emulator, client: Client) -> Contents:
    return read_stack(client.stack(seeded.stacks[0].api_key))


def read_account(client: Client, emulator: Emulator) -> tuple[str, str]:
    """Return the uids of the user and the organization."""
    return client.users.get_current().uid, emulator.organization_uid


def with_account_of(contents: Contents, source: tuple[Client, Emulator], target: tuple[Client, Emulator]) -> Contents:
    """Return contents with the user and the organization of another account."""
    text = json.dumps(contents)
    for old, new in zip(read_account(*source), read_account(*target), strict=True):
        text = text.replace(old, new)
    changed: Contents = json.loads(text)
    return changed


def test_seeded_stack_is_equal(
    terminal: Terminal, contents: Contents, seeded: Emulator, client: Client, copied: Contents
) -> None:
    expected = with_account_of(contents, (terminal.client, terminal.emulator), (client, seeded))
    found = compare(expected, copied)
    assert [line for line in found if not any(loss.explains(line) for loss in LOST)] == []
    assert len(found) == len(LOST)


def test_seeded_stack_has_the_same_uids(source: Stack, contents: Contents, seeded: Emulator, copied: Contents) -> None:
    built_in = {role["uid"] for role in contents["role"] if role["name"] in BUILT_IN}
    changed = {uid for uid, other in pair_uids(contents, copied).items() if uid != other}
    assert changed == built_in
    assert seeded.stacks[0].api_key == source.api_key
