"""Imports of parts of a stack one after the other, of branches, and with credentials that must not do everything."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from contentstack_cma import AsyncClient, Client, Stack, models
from contentstack_cma.bulk import Progress
from contentstack_cma.errors import AuthenticationError, ValidationError
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.transfer import (
    ExportReader,
    FolderError,
    Module,
    TransferReport,
    clone_stack,
    export_stack,
    import_stack,
)
from tests.toolkit.support.rich_stack import create_empty, fill
from tests.toolkit.transfer.support.imports import (
    compare_stacks,
    import_async,
    import_sync,
    list_writes,
    read_contents,
)
from tests.toolkit.transfer.support.small_exports import (
    LINKS,
    SmallExport,
    build_entry,
    build_field,
    build_type,
)
from tests.toolkit.transfer.support.stacks import export_async, export_sync

Import = Callable[..., TransferReport]
Export = Callable[..., TransferReport]

PARTS: tuple[tuple[Module, ...], ...] = (
    ("locales", "environments", "taxonomies", "extensions", "global_fields", "content_types"),
    ("assets",),
    ("entries",),
    ("variants",),
    ("releases",),
    ("roles",),
    ("workflows", "publish_rules"),
    ("labels", "webhooks", "settings"),
    ("publishing",),
)


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0, demo=False, request_log=5000) as running:
        yield running


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[Client]:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=None) as client:
        yield client


@pytest.fixture(scope="module")
def source(emulator: Emulator, client: Client) -> Stack:
    stack = create_empty(emulator, client, "Kitchen")
    fill(stack)
    return stack


@pytest.fixture
def folder(source: Stack, tmp_path: Path) -> Path:
    export_stack(source, tmp_path / "rich").raise_for_failures()
    return tmp_path / "rich"


@pytest.fixture
def target(emulator: Emulator, client: Client) -> Stack:
    stack = create_empty(emulator, client, "Target")
    emulator.forget_requests()
    return stack


@pytest.fixture
def small(tmp_path: Path) -> SmallExport:
    export = SmallExport(tmp_path / "export")
    export.add_types(build_type(LINKS))
    return export


@pytest.fixture(params=[import_sync, import_async], ids=["sync", "async"])
def run(request: pytest.FixtureRequest) -> Import:
    chosen: Import = request.param
    return chosen


@pytest.fixture(params=[export_sync, export_async], ids=["sync", "async"])
def export(request: pytest.FixtureRequest) -> Export:
    chosen: Export = request.param
    return chosen


def read_titles(stack: Stack, content_type: str = "page") -> list[str]:
    return sorted(str(entry.title) for entry in stack.entries(content_type).list())


def test_parts_one_after_the_other_make_the_same_stack(
    emulator: Emulator, source: Stack, target: Stack, folder: Path, run: Import
) -> None:
    for modules in PARTS:
        report = run(emulator, folder, target, modules=modules)
        report.raise_for_failures()
        assert set(report.counts) == set(modules)
    assert compare_stacks(read_contents(emulator, source), read_contents(emulator, target)) == []


def test_content_types_alone_say_which_rules_wait_for_entries(
    emulator: Emulator, target: Stack, folder: Path, run: Import
) -> None:
    report = run(emulator, folder, target, modules=PARTS[0])
    assert [(note.module, note.uid, "was not imported" in note.text) for note in report.notes] == [
        ("content_types", "pair", True)
    ] * 2


def test_what_others_refer_to_is_found_without_the_mapper(
    emulator: Emulator, source: Stack, target: Stack, folder: Path, run: Import
) -> None:
    run(emulator, folder, target, publish=False).raise_for_failures()
    (release,) = target.releases.list()
    target.releases.delete(release.uid)
    (hook,) = target.webhooks.list()
    target.webhooks.delete(hook.uid)
    report = run(emulator, folder, target, modules=["releases", "webhooks", "roles"], mapper=folder / "other")
    report.raise_for_failures()
    found = read_contents(emulator, target)["release"]
    assert [len(each["items"]) for each in found] == [2]


def test_what_another_mapper_imported_is_not_published(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import
) -> None:
    small.add_objects("environments/environments.json", {"uid": "e1", "name": "live", "urls": []})
    details = [{"environment": "e1", "locale": "en-us", "version": 1}]
    small.add_entries(build_entry("blta", publish_details=details))
    run(emulator, small.folder, target, publish=False).raise_for_failures()
    report = run(emulator, small.folder, target, modules=["publishing"], mapper=small.folder / "other")
    (note,) = report.notes
    assert note.text.startswith("1 entries and assets are not published, because this mapper does not say")
    assert not [each for each in list_writes(emulator.requests) if "publish" in each]
    report = run(emulator, small.folder, target, modules=["publishing"])
    assert (report.notes, report.counts["publishing"]["queued"]) == ([], 1)


def test_environment_that_is_not_there_is_noted_once(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import
) -> None:
    small.add_french()
    details = [{"environment": "e1", "locale": code, "version": 1} for code in ("en-us", "fr-fr")]
    small.add_entries(build_entry("blta", publish_details=details), build_entry("bltb", publish_details=details[:1]))
    small.add_entries(build_entry("blta", publish_details=details), locale="fr-fr")
    report = run(emulator, small.folder, target)
    report.raise_for_failures()
    assert [str(note) for note in report.notes] == [
        "publishing: 2 entries and assets are not published to 'e1', an environment that the target lacks"
    ]


def test_system_roles_are_those_of_the_target(emulator: Emulator, target: Stack, folder: Path, run: Import) -> None:
    names = sorted(str(role["name"]) for role in ExportReader(folder).read_system_roles())
    assert names == ["Admin", "Content Manager", "Developer"]
    report = run(emulator, folder, target)
    assert [note for note in report.notes if note.module in {"roles", "workflows"}] == []
    admins = {role.uid for role in target.roles.list() if role.name == "Admin"}
    workflows = [each.to_dict() for each in target.workflows.list()]
    assert {uid for each in workflows for uid in each["admin_users"]["roles"]} == admins


def test_singleton_of_the_target_is_the_one_of_the_export(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import
) -> None:
    home = build_type(uid="home", options={"is_page": False, "singleton": True, "title": "title"})
    small.add_types(home)
    run(emulator, small.folder, target).raise_for_failures()
    there = target.entries("home").create({"title": "Default"})
    small.add_entries({"uid": "blta", "title": "Home"}, content_type="home")
    report = run(emulator, small.folder, target)
    (failure,) = report.failures
    assert "the target has the entry 'Home' of 'home' already" in failure.error
    run(emulator, small.folder, target, existing="update").raise_for_failures()
    assert [(entry.uid, entry.title) for entry in target.entries("home").list()] == [(there.uid, "Home")]


def test_taxonomies_in_a_target_with_another_master_locale(
    emulator: Emulator, client: Client, folder: Path, run: Import
) -> None:
    target = create_empty(emulator, client, "French", "fr-fr")
    run(emulator, folder, target).raise_for_failures()
    names = [target.taxonomies.get("cuisines", locale=code).name for code in ("fr-fr", "en-us")]
    assert names == ["Cuisines du monde", "Cuisines"]
    terms = [target.terms("cuisines").get("lyon", locale=code).name for code in ("fr-fr", "en-us")]
    assert terms == ["Lyon, en français", "Lyon"]


def test_failures_name_the_uid_and_the_file(emulator: Emulator, target: Stack, small: SmallExport, run: Import) -> None:
    bad = build_type(build_field("colour"), build_field("colour"), uid="paint")
    circle = [
        build_type(
            {**LINKS, "reference_to": [other]},
            build_field("gone", data_type="global_field", reference_to="no"),
            uid=uid,
        )
        for uid, other in (("one", "two"), ("two", "one"))
    ]
    small.add_types(
        build_type(build_field("text", mandatory=True), build_field("count", data_type="number")), bad, *circle
    )
    small.add_french()
    small.add_entries(build_entry("blta", text="a"), build_entry("bltb"))
    small.add_entries(build_entry("blta", text="a", count="many"), locale="fr-fr")
    small.add_objects("taxonomies/taxonomies.json", {"uid": "animals", "name": "Animals"})
    terms = [{"uid": "cat", "name": "Cat", "parent_uid": None}, {"uid": "no blanks", "name": "X", "parent_uid": None}]
    small.write("taxonomies/en-us/animals.json", {"taxonomy": {"uid": "animals", "name": "Animals"}, "terms": terms})
    small.add_objects("environments/environments.json", {"uid": "e1", "name": "No Blanks", "urls": []})
    report = run(emulator, small.folder, target)
    assert sorted((failure.module, failure.uid, failure.file) for failure in report.failures) == [
        ("content_types", "one", "content_types/schema.json"),
        ("content_types", "paint", "content_types/schema.json"),
        ("content_types", "two", "content_types/schema.json"),
        ("entries", "blta", "entries/page/fr-fr"),
        ("entries", "bltb", "entries/page/en-us"),
        ("environments", "e1", "environments/environments.json"),
        ("taxonomies", "no blanks", "taxonomies/en-us/animals.json"),
    ]


@pytest.fixture
def branched(emulator: Emulator, client: Client) -> Stack:
    """A stack with a branch, which has an alias and an entry more."""
    stack = create_empty(emulator, client, "Branched")
    stack.content_types.create(models.ContentTypeInput.from_dict(build_type()))
    stack.entries("page").create({"title": "one"})
    stack.branches.create({"uid": "dev", "source": "main"})
    stack.branch_aliases.assign("preview", target_branch="dev")
    stack.with_branch("dev").entries("page").create({"title": "two"})
    return stack


@pytest.mark.parametrize("branch", ["dev", "preview"])
def test_branch_is_named_by_its_uid_or_alias(branched: Stack, target: Stack, tmp_path: Path, branch: str) -> None:
    export_stack(branched, tmp_path / "all", branch="$all").raise_for_failures()
    report = import_stack(tmp_path / "all", target, branch=branch)
    assert [note.text for note in report.notes] == ["only the branch 'dev' is imported; the export has main too"]
    assert read_titles(target) == ["one", "two"]


def test_clone_of_a_branch_into_a_folder_with_others(branched: Stack, target: Stack, tmp_path: Path) -> None:
    export_stack(branched, tmp_path / "clone").raise_for_failures()
    for name in ("dev", "preview"):
        report = clone_stack(branched.with_branch(name), target, folder=tmp_path / "clone", existing="update")
        report.raise_for_failures()
        assert read_titles(target) == ["one", "two"]


def test_clone_of_a_branch_notes_no_other_one(branched: Stack, target: Stack) -> None:
    assert clone_stack(branched.with_branch("dev"), target).notes == []


def test_target_without_the_branch_ends_the_import(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import
) -> None:
    with pytest.raises(ValidationError, match="The Branch 'dev' was not found"):
        run(emulator, small.folder, target.with_branch("dev"))
    assert list_writes(emulator.requests) == []
    assert not (small.folder / "mapper").exists()


def test_file_in_the_place_of_a_folder(emulator: Emulator, target: Stack, small: SmallExport, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("text")
    for place in (file, file / "below"):
        with pytest.raises(FolderError, match="is a file: choose a folder"):
            import_sync(emulator, small.folder, target, mapper=place)
        with pytest.raises(FolderError, match="is a file: choose a folder"):
            export_stack(target, place)


def create_token(stack: Stack) -> str:
    content: models.ManagementTokenModuleScopeInputDict = {
        "module": "content_type",
        "acl": {"read": True, "write": True},
    }
    branch: models.ManagementTokenBranchScopeInputDict = {
        "module": "branch",
        "branches": ["main"],
        "acl": {"read": True},
    }
    token = stack.management_tokens.create({"name": uuid4().hex, "scope": [content, branch]})
    return str(token.token)


def test_export_with_a_management_token_leaves_out_what_it_cannot_read(
    emulator: Emulator, source: Stack, tmp_path: Path
) -> None:
    with Client(management_token=create_token(source), base_url=emulator.url) as limited:
        report = export_stack(limited.stack(source.api_key), tmp_path / "limited")
    report.raise_for_failures()
    assert [(note.module, "does not accept a management token" in note.text) for note in report.notes] == [
        ("settings", True)
    ]
    assert report.counts["entries"]["done"] > 40


@pytest.mark.anyio
async def test_async_export_with_a_management_token(emulator: Emulator, source: Stack, tmp_path: Path) -> None:
    async with AsyncClient(management_token=create_token(source), base_url=emulator.url) as limited:
        report = await export_stack(limited.stack(source.api_key), tmp_path / "limited")
    assert (report.failures, [note.module for note in report.notes]) == ([], ["settings"])


def test_import_with_a_management_token_goes_on_after_what_it_cannot_write(
    emulator: Emulator, target: Stack, folder: Path
) -> None:
    with Client(management_token=create_token(target), base_url=emulator.url, pace=None) as limited:
        report = import_stack(folder, limited.stack(target.api_key))
    assert [(failure.module, failure.file) for failure in report.failures] == [
        ("settings", "stack/settings.json"),
        ("variants", "variants/variant-groups.json"),
    ]
    assert report.counts["publishing"]["queued"] > 0
    import_stack(folder, target).raise_for_failures()


@pytest.mark.parametrize("path", ["/v3/webhooks", "/v3/roles"])
def test_export_without_a_right_for_a_module(
    emulator: Emulator, source: Stack, tmp_path: Path, export: Export, path: str
) -> None:
    emulator.fail_next(status=401, path=path)
    report = export(emulator, source, tmp_path / "limited")
    assert (report.failures, [note.module for note in report.notes]) == ([], [path.rpartition("/")[2]])


def test_import_ends_when_the_credentials_end(emulator: Emulator, target: Stack, small: SmallExport) -> None:
    small.add_objects("labels/labels.json", {"uid": "l1", "name": "Label", "content_types": []})
    token = create_token(target)

    def revoke(_progress: Progress) -> None:
        for each in target.management_tokens.list():
            target.management_tokens.delete(each.uid)

    with Client(management_token=token, base_url=emulator.url) as limited, pytest.raises(AuthenticationError):
        import_stack(small.folder, limited.stack(target.api_key), progress=revoke)
    import_stack(small.folder, target).raise_for_failures()
    assert [label.name for label in target.labels.list()] == ["Label"]


def test_types_that_were_deleted_are_left_out(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import
) -> None:
    small.add_types(build_type({**LINKS, "reference_to": ["page", "deleted"]}, build_field("text")))
    small.add_entries(build_entry("blta", ["bltb"], text="kept"), build_entry("bltb"))
    report = run(emulator, small.folder, target)
    report.raise_for_failures()
    (note,) = report.notes
    assert (note.uid, "'deleted', which exists neither" in note.text) == ("page", True)
    assert target.entries("page").list(query={"title": "blta"}).items[0]["text"] == "kept"


def test_entries_wait_for_their_whole_content_type(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import
) -> None:
    gone = build_field("gone", data_type="global_field", reference_to="seo")
    small.add_types(build_type(LINKS, gone, build_field("text")))
    small.add_entries(build_entry("blta", text="kept"))
    report = run(emulator, small.folder, target)
    assert [(failure.module, failure.uid) for failure in report.failures] == [
        ("content_types", "page"),
        ("entries", "blta"),
    ]
    assert "lacks fields" in report.failures[1].error
    small.write("global_fields/globalfields.json", [{"uid": "seo", "title": "SEO", "schema": [build_field("name")]}])
    run(emulator, small.folder, target).raise_for_failures()
    assert [entry["text"] for entry in target.entries("page").list()] == ["kept"]


EXPORTS = Path(__file__).parents[2] / "exports"


@pytest.mark.parametrize("version", ["version_1", "version_2"])
def test_exports_of_the_command_line(
    emulator: Emulator, target: Stack, tmp_path: Path, run: Import, version: str
) -> None:
    shutil.copytree(EXPORTS / version, tmp_path / version)
    reader = ExportReader(tmp_path / version)
    report = run(emulator, tmp_path / version, target)
    # Its variant group was not exported.
    expected = [("variants", "blt0000000000b00001")] if version == "version_2" else []
    assert [(failure.module, failure.uid) for failure in report.failures] == expected
    exported = [
        (part.content_type_uid, part.locale, entry["title"])
        for part in reader.list_entry_parts()
        for entry in reader.iterate_entries(part)
    ]
    found = [
        (uid, locale.code, entry.title)
        for uid in {uid for uid, _, _ in exported}
        for locale in target.locales.list()
        for entry in target.entries(uid).list(locale=locale.code)
        if entry.locale == locale.code
    ]
    assert sorted(found) == sorted(exported)
    names = sorted(str(asset["filename"]) for asset in reader.iterate_assets())
    assert sorted(str(asset.filename) for asset in target.assets.list()) == names
