"""`import` and `clone`, against the emulator."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contentstack_cma import Client, Stack
from contentstack_cma.models import ContentTypeInput
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.cli import terminal
from contentstack_cma_toolkit.transfer import ExportReader, export_stack
from tests.toolkit.support.command_line import CommandLine

BLOG = "blog_post"


@pytest.fixture(autouse=True)
def posts(stack: Stack) -> Iterator[None]:
    """Two entries of the stack."""
    entries = stack.entries(BLOG)
    for number in range(2):
        entries.create({"title": f"Post {number}", "url": f"/post-{number}"})
    yield
    entries.delete_many(entries.snapshot()).finish()


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Client]:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url) as client:
        yield client


@pytest.fixture
def target(emulator: Emulator, client: Client) -> Stack:
    """An empty stack."""
    created = client.stacks.create(
        {"name": "Target", "master_locale": "en-us"}, organization_uid=emulator.organization_uid
    )
    return client.stack(str(created.api_key))


@pytest.fixture
def backup(stack: Stack) -> str:
    """The folder of an export of the stack."""
    export_stack(stack, "backup").raise_for_failures()
    return "backup"


@pytest.fixture
def into(signed_in: CommandLine, target: Stack, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line, with the empty stack in the environment."""
    monkeypatch.setenv("CONTENTSTACK_API_KEY", target.api_key)
    return signed_in


def list_titles(stack: Stack) -> list[str]:
    return sorted(str(entry.title) for entry in stack.entries(BLOG).list())


def test_import_copies_a_stack(into: CommandLine, backup: str, stack: Stack, target: Stack) -> None:
    done = into.run("import", backup)
    assert done.code == 0, done.err
    assert "entries" in done.err
    assert list_titles(target) == list_titles(stack) != []


def test_report_is_json_for_programs(into: CommandLine, backup: str, target: Stack) -> None:
    done = into.run("import", backup, "--json", "-m", "locales", "-m", "content_types", "-m", "global_fields")
    assert done.code == 0, done.err
    assert done.document["is_success"] is True
    assert done.document["counts"]["content_types"]["created"] == target.content_types.count()


def test_plan_writes_nothing(into: CommandLine, backup: str, target: Stack, emulator: Emulator) -> None:
    emulator.forget_requests()
    done = into.run("import", backup, "--plan")
    assert done.code == 0, done.err
    assert "plan of the import" in done.err
    assert {request.method for request in emulator.requests} == {"GET"}
    assert target.content_types.count() == 0


def test_failures_have_an_exit_code(signed_in: CommandLine, backup: str) -> None:
    done = signed_in.run("import", backup)
    assert done.code == 1
    assert "already: pass existing='update' to overwrite it" in done.err


def test_folder_that_is_none_is_wrong_usage(signed_in: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = signed_in.run("import", "empty")
    assert done.code == 2
    assert "empty: the folder has no export; expected the folder of an export" in done.err
    assert signed_in.run("import", "nowhere").code == 2


def test_unknown_module_is_wrong_usage(signed_in: CommandLine, backup: str) -> None:
    done = signed_in.run("import", backup, "-m", "pages")
    assert done.code == 2
    assert "unknown modules: 'pages'. There are: branches, locales" in done.err


def test_update_asks_before_it_overwrites(signed_in: CommandLine, backup: str, stack: Stack) -> None:
    entry = next(iter(stack.entries(BLOG).list()))
    stack.entries(BLOG).update(entry.uid, {"title": "Changed"})
    done = signed_in.run("import", backup, "--existing", "update")
    assert done.code == 2
    assert "entries: 1\n" in done.err
    assert "Overwrite 1 resource in stack" in done.err
    assert "pass --yes" in done.err
    assert stack.entries(BLOG).get(entry.uid).title == "Changed"
    done = signed_in.run("import", backup, "--existing", "update", "--yes")
    assert done.code == 0, done.err
    assert stack.entries(BLOG).get(entry.uid).title == entry.title


def test_clone_copies_a_stack(signed_in: CommandLine, stack: Stack, target: Stack) -> None:
    done = signed_in.run("clone", "--to", target.api_key, "--folder", "kept")
    assert done.code == 0, done.err
    assert "clone of" in done.err
    assert list_titles(target) == list_titles(stack) != []
    assert signed_in.run("clone", "--to", target.api_key, "--folder", "kept").code == 0
    assert len(list_titles(target)) == len(list_titles(stack))


def test_clone_chooses_parts(signed_in: CommandLine, target: Stack) -> None:
    done = signed_in.run("clone", "--to", target.api_key, "-m", "locales", "-m", "environments", "--plan", "--json")
    assert done.code == 0, done.err
    assert set(done.document["counts"]) <= {"locales", "environments"}


def test_clone_into_itself_is_wrong_usage(signed_in: CommandLine, stack: Stack) -> None:
    done = signed_in.run("clone", "--to", stack.api_key)
    assert done.code == 2
    assert "source and target are both stack" in done.err


def test_someone_who_says_no_changes_nothing(
    signed_in: CommandLine, backup: str, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "is_terminal", lambda: True)
    entry = next(iter(stack.entries(BLOG).list()))
    stack.entries(BLOG).update(entry.uid, {"title": "Changed again"})
    done = signed_in.run("import", backup, "--existing", "update", given="n\n")
    assert done.code == 1
    assert stack.entries(BLOG).get(entry.uid).title == "Changed again"


def test_pulled_seed_starts_an_emulator(signed_in: CommandLine, stack: Stack) -> None:
    done = signed_in.run("emulator", "pull", "--out", "seed", "--sample", "1")
    assert done.code == 0, done.err
    reader = ExportReader("seed")
    assert [each["uid"] for each in reader.read_schemas("content_types")] == [
        each.uid for each in stack.content_types.list()
    ]
    assert [len(list(reader.iterate_entries(part))) for part in reader.list_entry_parts()] == [1]
    with Emulator(demo=False, seed="seed") as seeded:
        (copy,) = seeded.stacks
        with Client(authtoken=seeded.authtoken, base_url=seeded.url) as client:
            assert list_titles(client.stack(copy.api_key)) == list_titles(stack)[:1]


def test_sample_has_only_the_assets_that_it_refers_to(signed_in: CommandLine, stack: Stack) -> None:
    used, _ = (stack.assets.upload(b"soup", file_name=name) for name in ("used.txt", "unused.txt"))
    picture = {"uid": "picture", "display_name": "Picture", "data_type": "file"}
    title = {"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True, "unique": True}
    stack.content_types.create(ContentTypeInput.from_dict({"uid": "dish", "title": "Dish", "schema": [title, picture]}))
    stack.entries("dish").create({"title": "Soup", "picture": used.uid})
    assert signed_in.run("export", "--out", "sample", "--sample", "5").code == 0
    reader = ExportReader("sample")
    (asset,) = reader.iterate_assets()
    assert reader.find_asset_file(asset).read_bytes() == b"soup"
    stack.content_types.delete("dish", force=True)


def test_emulator_still_has_its_own_options(signed_in: CommandLine) -> None:
    done = signed_in.run("emulator", "--bogus")
    assert done.code == 2
    assert "unrecognized arguments: --bogus" in done.err
