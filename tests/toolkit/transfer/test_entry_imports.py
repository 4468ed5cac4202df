"""Imports of entries that refer to each other, or live in several locales."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma import Client, Stack
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.transfer import TransferReport
from tests.toolkit.support.rich_stack import create_empty
from tests.toolkit.transfer.support.imports import import_async, import_sync, list_writes
from tests.toolkit.transfer.support.small_exports import LINKS, SmallExport, build_entry, build_field, build_type

URL = "https://assets.example.com/v3/assets/bltstack00000001/bltfile0000000001/0123456789abcdef01234567/list.txt"

Import = Callable[..., TransferReport]


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0, demo=False, request_log=5000) as running:
        yield running


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[Client]:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=None) as client:
        yield client


@pytest.fixture
def target(emulator: Emulator, client: Client) -> Stack:
    stack = create_empty(emulator, client, "Target")
    emulator.forget_requests()
    return stack


@pytest.fixture
def small(tmp_path: Path) -> SmallExport:
    """An export with a content type whose entries refer to each other."""
    export = SmallExport(tmp_path / "export")
    export.add_types(build_type(LINKS))
    return export


@pytest.fixture(params=[import_sync, import_async], ids=["sync", "async"])
def run(request: pytest.FixtureRequest) -> Import:
    chosen: Import = request.param
    return chosen


def read_links(stack: Stack, locale: str | None = None) -> dict[str, list[str]]:
    """Return the titles that entries refer to, by their own titles."""
    entries = list(stack.entries("page").list(locale=locale))
    titles = {entry.uid: str(entry.title) for entry in entries}
    linked = {entry.uid: entry.to_dict().get("links") or [] for entry in entries}
    return {titles[uid]: [titles[link["uid"]] for link in links] for uid, links in linked.items()}


def count_entry_writes(emulator: Emulator) -> Counter[str]:
    """Return how many requests created and updated entries."""
    return Counter(each.split(" ")[0] for each in list_writes(emulator.requests) if "/entries" in each)


def test_circle_takes_one_more_write(emulator: Emulator, target: Stack, small: SmallExport, run: Import) -> None:
    small.add_entries(build_entry("blta", ["bltb"]), build_entry("bltb", ["bltc"]), build_entry("bltc", ["blta"]))
    run(emulator, small.folder, target).raise_for_failures()
    assert read_links(target) == {"blta": ["bltb"], "bltb": ["bltc"], "bltc": ["blta"]}
    assert count_entry_writes(emulator) == {"POST": 3, "PUT": 1}


def test_entry_that_refers_to_itself_is_written_twice(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import
) -> None:
    small.add_entries(build_entry("blta", ["blta"]), build_entry("bltb"))
    run(emulator, small.folder, target).raise_for_failures()
    assert read_links(target) == {"blta": ["blta"], "bltb": []}
    assert count_entry_writes(emulator) == {"POST": 2, "PUT": 1}


def test_long_chain_is_written_once(emulator: Emulator, target: Stack, small: SmallExport, run: Import) -> None:
    uids = [f"blt{number:03}" for number in range(300)]
    chain = [build_entry(uid, [other]) for uid, other in zip(uids, [*uids[1:], uids[0]], strict=True)]
    chain[-1]["links"] = []
    small.add_entries(*chain)
    run(emulator, small.folder, target).raise_for_failures()
    assert read_links(target) == {entry["uid"]: [link["uid"] for link in entry["links"]] for entry in chain}
    assert count_entry_writes(emulator) == {"POST": 300}


def test_locales_are_written_once_each(emulator: Emulator, target: Stack, small: SmallExport, run: Import) -> None:
    small.add_french()
    small.add_entries(build_entry("blta", ["bltb"]), build_entry("bltb"))
    small.add_entries(build_entry("blta", ["bltb"], title="un"), build_entry("bltb", title="deux"), locale="fr-fr")
    run(emulator, small.folder, target).raise_for_failures()
    assert read_links(target) == {"blta": ["bltb"], "bltb": []}
    assert read_links(target, "fr-fr") == {"un": ["deux"], "deux": []}
    assert count_entry_writes(emulator) == {"POST": 2, "PUT": 2}


def test_entry_that_is_only_in_another_locale(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import
) -> None:
    small.add_french()
    small.add_entries(build_entry("blta", ["bltb"]))
    small.add_entries(build_entry("bltb"), locale="fr-fr")
    run(emulator, small.folder, target).raise_for_failures()
    (french,) = (entry for entry in target.entries("page").list(locale="fr-fr") if entry.locale == "fr-fr")
    (first,) = (entry for entry in target.entries("page").list() if entry.title == "blta")
    assert first["links"][0]["uid"] == french.uid
    assert count_entry_writes(emulator) == {"POST": 2}


def test_target_with_another_master_locale(emulator: Emulator, client: Client, small: SmallExport, run: Import) -> None:
    target = create_empty(emulator, client, "German", "de-de")
    small.add_french()
    small.add_entries(build_entry("blta"))
    small.add_entries(build_entry("blta", title="un"), locale="fr-fr")
    run(emulator, small.folder, target).raise_for_failures()
    fallbacks = {locale.code: locale["fallback_locale"] for locale in target.locales.list()}
    assert fallbacks == {"de-de": None, "en-us": "de-de", "fr-fr": "de-de"}
    titles = {code: [entry.title for entry in target.entries("page").list(locale=code)] for code in fallbacks}
    assert titles["en-us"] == ["blta"]
    assert titles["fr-fr"] == ["un"]


def test_locale_that_the_target_lacks_fails_alone(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import
) -> None:
    small.add_french()
    small.add_entries(build_entry("blta"))
    small.add_entries(build_entry("blta", title="un"), locale="fr-fr")
    report = run(emulator, small.folder, target, modules=["content_types", "entries"])
    (failure,) = report.failures
    assert (failure.module, failure.uid) == ("entries", "blta")
    assert (failure.file, "localized entries: " in failure.error) == ("entries/page/fr-fr", True)
    assert report.counts["entries"] == {"created": 1, "failed": 1}
    target.locales.create({"code": "fr-fr", "name": "French", "fallback_locale": "en-us"})
    again = run(emulator, small.folder, target, modules=["content_types", "entries"])
    again.raise_for_failures()
    assert (again.counts["entries"]["created"], again.resumed["entries"]) == (1, 1)
    assert read_links(target, "fr-fr") == {"un": []}


def test_entries_of_types_that_the_target_has(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import
) -> None:
    small.add_entries(build_entry("blta", ["bltb"]), build_entry("bltb"))
    run(emulator, small.folder, target, modules=["content_types"]).raise_for_failures()
    report = run(emulator, small.folder, target, modules=["entries"], mapper=small.folder / "other")
    report.raise_for_failures()
    assert list(report.counts) == ["entries"]
    assert read_links(target) == {"blta": ["bltb"], "bltb": []}


def test_singletons_and_pages(emulator: Emulator, target: Stack, small: SmallExport, run: Import) -> None:
    url = build_field("url", field_metadata={"_default": True})
    home = build_type(url, uid="home")
    home["options"] = {"is_page": True, "singleton": True, "title": "title", "url_pattern": "/:title"}
    small.add_types(build_type(LINKS), home)
    small.add_french()
    small.add_entries(build_entry("bltb"))
    small.add_entries({"uid": "blta", "title": "Home", "url": "/home"}, content_type="home")
    small.add_entries({"uid": "blta", "title": "Maison", "url": "/maison"}, content_type="home", locale="fr-fr")
    run(emulator, small.folder, target).raise_for_failures()
    urls = [
        (entry.title, entry["url"]) for code in ("en-us", "fr-fr") for entry in target.entries("home").list(locale=code)
    ]
    assert urls == [("Home", "/home"), ("Maison", "/maison")]


def test_fields_that_are_not_localizable_keep_the_value_of_the_master_locale(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import
) -> None:
    small.add_types(build_type(LINKS, build_field("shelf", non_localizable=True)))
    small.add_french()
    small.add_entries(build_entry("blta", shelf="A"))
    small.add_entries(build_entry("blta", title="un", shelf="A"), locale="fr-fr")
    run(emulator, small.folder, target).raise_for_failures()
    assert [entry["shelf"] for entry in target.entries("page").list(locale="fr-fr")] == ["A"]


def test_mandatory_references_to_each_other(emulator: Emulator, target: Stack, small: SmallExport, run: Import) -> None:
    small.add_types(build_type({**LINKS, "mandatory": True}))
    small.add_entries(build_entry("blta", ["bltb"]), build_entry("bltb", ["blta"]))
    run(emulator, small.folder, target).raise_for_failures()
    assert read_links(target) == {"blta": ["bltb"], "bltb": ["blta"]}
    assert count_entry_writes(emulator) == {"POST": 2, "PUT": 1}


def test_unique_field_of_an_entry_of_another_person_fails_alone(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import
) -> None:
    small.add_types(build_type(LINKS, build_field("isbn", unique=True)))
    small.add_entries(build_entry("blta", isbn="1"), build_entry("bltb", ["blta"], isbn="2"))
    run(emulator, small.folder, target, modules=["content_types"]).raise_for_failures()
    mine = target.entries("page").create({"title": "Mine", "isbn": "1"})
    report = run(emulator, small.folder, target)
    (failure,) = report.failures
    assert (failure.module, failure.uid) == ("entries", "blta")
    assert "isbn" in failure.error
    assert [(note.uid, "blta" in note.text) for note in report.notes] == [("bltb en-us", True)]
    assert read_links(target) == {"Mine": [], "bltb": []}
    target.entries("page").update(mine.uid, {"isbn": "3"})
    emulator.forget_requests()
    run(emulator, small.folder, target).raise_for_failures()
    assert read_links(target) == {"Mine": [], "blta": [], "bltb": ["blta"]}
    assert count_entry_writes(emulator) == {"POST": 1, "PUT": 1}


def test_entry_of_the_target_stays_as_it_is(emulator: Emulator, target: Stack, small: SmallExport, run: Import) -> None:
    small.add_entries(build_entry("blta"), build_entry("bltb", ["blta"]))
    run(emulator, small.folder, target).raise_for_failures()
    mine = target.entries("page").create({"title": "Mine"})
    small.add_entries(build_entry("blta"), build_entry("bltb"))
    emulator.forget_requests()
    report = run(emulator, small.folder, target, existing="update", mapper=small.folder / "other")
    report.raise_for_failures()
    assert report.counts["entries"] == {"unchanged": 1, "updated": 1}
    assert count_entry_writes(emulator) == {"PUT": 1}
    assert read_links(target) == {"Mine": [], "blta": [], "bltb": []}
    assert target.entries("page").get(mine.uid).version == 1


@pytest.mark.parametrize("state", ["failed", "skipped", "updated"])
def test_entry_that_the_target_has(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import, state: str
) -> None:
    existing = {"failed": "fail", "skipped": "skip", "updated": "update"}[state]
    small.add_types(build_type(LINKS, build_field("text")))
    run(emulator, small.folder, target, modules=["content_types"]).raise_for_failures()
    there = target.entries("page").create({"title": "blta", "text": "theirs"})
    small.add_entries(build_entry("blta", text="ours"), build_entry("bltb", ["blta"], text="ours"))
    planned = run(emulator, small.folder, target, existing=existing, plan=True)
    report = run(emulator, small.folder, target, existing=existing)
    assert report.counts["entries"] == {"created": 1, state: 1}
    assert planned.counts == report.counts
    assert target.entries("page").get(there.uid)["text"] == ("ours" if existing == "update" else "theirs")
    assert read_links(target) == {"blta": [], "bltb": ["blta"]}
    assert [failure.uid for failure in report.failures] == (["blta"] if existing == "fail" else [])
    for failure in report.failures:
        assert "pass existing='update'" in failure.error


def test_custom_fields_and_rich_text_get_the_uids_of_the_target(
    emulator: Emulator, target: Stack, small: SmallExport, run: Import
) -> None:
    widget: dict[str, Any] = {
        "uid": "bltwidget00000001",
        "title": "Picker",
        "type": "field",
        "data_type": "json",
        "src": "https://example.com",
    }
    small.add_objects("extensions/extensions.json", widget)
    html = build_field("html", field_metadata={"allow_rich_text": True, "embed_entry": True}, reference_to=["page"])
    picker = build_field("picked", data_type="json", extension_uid=widget["uid"])
    small.add_types(build_type(LINKS, html, picker))
    asset = small.add_asset("bltfile0000000001", b"text", filename="list.txt", url=URL)
    text = (
        f'<p><img src="{asset["url"]}" asset_uid="{asset["uid"]}"><a data-sys-entry-uid="bltb00000000000001">b</a></p>'
    )
    small.add_entries(
        build_entry("blta00000000000001", html=text, picked={"entry": "bltb00000000000001", "file": asset["uid"]}),
        build_entry("bltb00000000000001"),
    )
    run(emulator, small.folder, target).raise_for_failures()
    uids = {str(entry.title): entry.uid for entry in target.entries("page").list()}
    (uploaded,) = target.assets.list()
    entry = target.entries("page").get(uids["blta00000000000001"])
    other = uids["bltb00000000000001"]
    assert entry["picked"] == {"entry": other, "file": uploaded.uid}
    assert entry["html"] == text.replace(asset["url"], str(uploaded.url)).replace(asset["uid"], uploaded.uid).replace(
        "bltb00000000000001", other
    )
    (extension,) = target.extensions.list()
    fields = {field["uid"]: field for field in target.content_types.get("page").to_dict()["schema"]}
    assert fields["picked"]["extension_uid"] == extension.uid
