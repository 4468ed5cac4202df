"""Steps, outside of migrations: values are moved in every locale, and what is done is recognized."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any

import pytest

from contentstack_cma import Client, Hooks, RequestEvent, Stack
from contentstack_cma.models import Entry
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.migrations import StepError, steps, upgrade
from contentstack_cma_toolkit.migrations.values import is_same
from tests.toolkit.migrations.support.project import TITLE, list_fields, read_values, read_versions

NOTE: dict[str, Any] = {"uid": "note", "display_name": "Note", "data_type": "text"}
FIRST: dict[str, Any] = {"uid": "first", "data_type": "text"}
LAST: dict[str, Any] = {"uid": "last", "data_type": "text"}
LIFE: dict[str, Any] = {"uid": "life", "display_name": "Life", "data_type": "group", "schema": [NOTE]}
PLACE: dict[str, Any] = {
    "uid": "place",
    "title": "Place",
    "schema": [{"uid": "city", "display_name": "City", "data_type": "text"}],
}

Call = Callable[[Stack], object]


def split_name(name: str) -> dict[str, str]:
    first, last = name.split(" ", 1)
    return {"first": first, "last": last}


def rename(stack: Stack) -> None:
    steps.rename_field(stack, "author", "name", to="full_name")


def change_to_text(stack: Stack) -> None:
    field = {"uid": "born", "display_name": "Born", "data_type": "text", "non_localizable": True}
    steps.change_kind(stack, "author", field, convert=str)


def change_to_list(stack: Stack) -> None:
    field = {"uid": "name", "display_name": "Names", "data_type": "text", "multiple": True}
    steps.change_kind(stack, "author", field, convert=str.split)


def split(stack: Stack) -> None:
    steps.split_field(stack, "author", "name", [FIRST, LAST], split_name)


def merge(stack: Stack) -> None:
    steps.merge_fields(stack, "author", ["name", "city"], NOTE, lambda values: ", ".join(filter(None, values.values())))


def group(stack: Stack) -> None:
    steps.move_into_group(stack, "author", ["born", "city"], LIFE)


def share(stack: Stack) -> None:
    steps.create_global_field(stack, PLACE)
    steps.move_into_global_field(stack, "author", ["city"], "place")


def test_a_name_is_split(stack: Stack) -> None:
    names = read_values(stack, "name")
    split(stack)
    assert read_values(stack, "first", "last") == {
        key: (None, None) if name is None else tuple(name.split(" ")) for key, name in names.items()
    }
    assert list_fields(stack) == ["title", "first", "last", "born", "city"]


def test_fields_are_merged(stack: Stack) -> None:
    merge(stack)
    assert list_fields(stack) == ["title", "born", "note"]
    found = read_values(stack, "note")
    assert found["en-us", "Jane"] == "Jane Austen, Steventon"
    assert found["fr-fr", "Jeanne"] == "Jeanne Austen, Steventon"
    assert found["en-us", "Nobody"] is None


def test_a_kind_is_changed(stack: Stack) -> None:
    before = read_values(stack, "born")
    change_to_text(stack)
    assert read_values(stack, "born") == {key: value and str(value) for key, value in before.items()}
    assert list_fields(stack) == ["title", "name", "born", "city"]


def test_a_value_that_cannot_be_converted_is_named(stack: Stack) -> None:
    before = read_values(stack, "name")
    with pytest.raises(StepError, match=r"invalid literal for int\(\)"):
        steps.change_kind(stack, "author", {"uid": "name", "data_type": "number"}, convert=int)
    assert read_values(stack, "name") == before


def test_fields_are_moved_into_a_group_and_out(stack: Stack) -> None:
    before = read_values(stack, "born", "city")
    group(stack)
    assert list_fields(stack) == ["title", "name", "life"]
    assert read_values(stack, "life")["en-us", "Jane"]["born"] == 1775
    steps.move_out_of_group(stack, "author", "life", ["born", "city"])
    assert read_values(stack, "born", "city") == before
    assert list_fields(stack) == ["title", "name", "life", "born", "city"]
    steps.move_out_of_group(stack, "author", "life")
    assert list_fields(stack) == ["title", "name", "note", "born", "city"]


def test_a_group_that_exists_keeps_its_values(stack: Stack) -> None:
    group(stack)
    steps.move_into_group(stack, "author", ["name"], "life")
    assert list_fields(stack) == ["title", "life"]
    life = read_values(stack, "life")["fr-fr", "Jeanne"]
    assert (life["name"], life["born"]) == ("Jeanne Austen", 1775)


def test_fields_are_moved_into_a_global_field_and_out(stack: Stack) -> None:
    before = read_values(stack, "city")
    share(stack)
    assert list_fields(stack) == ["title", "name", "born", "place"]
    assert read_values(stack, "place")["en-us", "Emil"]["city"] == "Paris"
    steps.move_out_of_group(stack, "author", "place")
    assert read_values(stack, "city") == before


def test_a_required_field_is_filled_first(stack: Stack) -> None:
    wanted = NOTE | {"mandatory": True}
    with pytest.raises(StepError, match=r"6 entries of 'author' would lack a required value"):
        steps.add_field(stack, "author", wanted)
    steps.add_field(stack, "author", wanted, fill=lambda entry: f"about {entry.title}", after="title")
    assert read_values(stack, "note")["fr-fr", "Jeanne"] == "about Jeanne"
    assert list_fields(stack) == ["title", "name", "born", "city", "note"]
    steps.update_field(stack, "author", "city", {"mandatory": True}, fill="unknown")
    with pytest.raises(Exception, match="city"):
        stack.entries("author").create({"title": "Homeless", "note": "."})


def test_values_are_not_lost_without_being_told(stack: Stack) -> None:
    with pytest.raises(StepError, match=r"5 entries of 'author' would lose a value of 'city': pass lose_values=True"):
        steps.remove_field(stack, "author", "city")
    steps.remove_field(stack, "author", "city", lose_values=True)
    steps.remove_field(stack, "author", "city")
    with pytest.raises(StepError, match=r"the content type 'author' has 6 entries: pass lose_values=True"):
        steps.delete_content_type(stack, "author")
    with pytest.raises(StepError, match=r"may lose values of name, born"):
        steps.update_content_type(stack, "author", {"schema": [TITLE]})
    steps.delete_content_type(stack, "author", lose_values=True)
    steps.delete_content_type(stack, "author")


def test_content_types_and_global_fields(stack: Stack) -> None:
    class Declared:
        def to_wire(self) -> dict[str, Any]:
            return {"uid": "book", "title": "Book", "schema": [TITLE]}

    steps.create_content_type(stack, Declared())
    steps.create_content_type(stack, Declared())
    with pytest.raises(StepError, match=r"'book' exists already, and its field 'note' differs"):
        steps.create_content_type(stack, {"uid": "book", "title": "Book", "schema": [TITLE, NOTE]})
    steps.update_content_type(stack, "book", {"description": "To read."})
    assert stack.content_types.get("book").description == "To read."
    share(stack)
    with pytest.raises(
        StepError, match=r"6 entries of the content types that use it \(author\) may lose values of city"
    ):
        steps.update_global_field(stack, "place", {"schema": [NOTE]})
    with pytest.raises(StepError, match=r"the content types author use the global field 'place'"):
        steps.delete_global_field(stack, "place")
    steps.move_out_of_group(stack, "author", "place")
    steps.delete_global_field(stack, "place")
    assert list(stack.global_fields.list()) == []


def test_other_values_are_not_overwritten(stack: Stack) -> None:
    with pytest.raises(StepError, match=r"the field 'city' of author/.* holds another value already"):
        steps.rename_field(stack, "author", "name", to="city")
    assert "name" in list_fields(stack)
    names = read_values(stack, "name")
    steps.rename_field(stack, "author", "name", to="city", overwrite=True)
    assert read_values(stack, "city") == names


def test_what_is_not_there_is_named(stack: Stack) -> None:
    with pytest.raises(StepError, match=r"the content type 'writer' does not exist"):
        steps.rename_field(stack, "writer", "name", to="full_name")
    with pytest.raises(StepError, match=r"neither a field 'nam' nor 'full_name'"):
        steps.rename_field(stack, "author", "nam", to="full_name")
    with pytest.raises(StepError, match=r"has no field 'nam': it has title, name, born, city"):
        steps.split_field(stack, "author", "nam", [FIRST, LAST], split_name)
    with pytest.raises(StepError, match=r"of another kind \(number instead of text\)"):
        steps.add_field(stack, "author", {"uid": "born", "data_type": "text"})
    with pytest.raises(StepError, match=r"the field 'title' cannot be removed: pass keep=True"):
        steps.split_field(stack, "author", "title", [FIRST], lambda title: {"first": title})
    with pytest.raises(StepError, match=r"kind of author.born would change: use steps.change_kind"):
        steps.update_field(stack, "author", "born", {"data_type": "text"})


def test_no_field_replaces_itself(stack: Stack) -> None:
    before = read_values(stack, "name", "city")
    name = {"uid": "name", "data_type": "text"}
    with pytest.raises(StepError, match=r"author.name cannot be both an old and a new field"):
        steps.rename_field(stack, "author", "name", to="name")
    with pytest.raises(StepError, match=r"author.name cannot be both"):
        steps.split_field(stack, "author", "name", [name, LAST], lambda value: {"name": value}, overwrite=True)
    with pytest.raises(StepError, match=r"author.name cannot be both"):
        steps.merge_fields(stack, "author", ["city", "name"], name, str, overwrite=True, keep=True)
    assert read_values(stack, "name", "city") == before


def test_a_refused_move_adds_nothing(stack: Stack) -> None:
    with pytest.raises(StepError, match=r"the field 'title' cannot be removed"):
        steps.rename_field(stack, "author", "title", to="heading")
    assert "heading" not in list_fields(stack)


def test_an_update_of_a_group_does_not_lose_its_fields(stack: Stack) -> None:
    inner = [{"uid": uid, "display_name": uid, "data_type": "text"} for uid in ("a", "b")]
    steps.add_field(stack, "author", {"uid": "group", "data_type": "group", "schema": inner})
    steps.update_field(stack, "author", "group", {"schema": [{**inner[0], "display_name": "A"}, inner[1]]})
    with pytest.raises(StepError, match=r"author.group would lose fields"):
        steps.update_field(stack, "author", "group", {"schema": inner[:1]})


def test_a_url_is_removed_unless_it_is_that_of_pages(stack: Stack) -> None:
    steps.add_field(stack, "author", {"uid": "url", "data_type": "text"})
    steps.update_content_type(stack, "author", {"options": {"is_page": True}})
    with pytest.raises(StepError, match=r"the field 'url' cannot be removed"):
        steps.remove_field(stack, "author", "url")
    steps.update_content_type(stack, "author", {"options": {"is_page": False}})
    steps.remove_field(stack, "author", "url")
    assert "url" not in list_fields(stack)


def test_field_rules_follow_a_renamed_field(stack: Stack) -> None:
    rule = {
        "conditions": [{"operand_field": "name", "operator": "contains", "value": "x", "dataType": "text"}],
        "match_type": "all",
        "actions": [{"action": "show", "target_field": "city"}],
    }
    steps.update_content_type(stack, "author", {"field_rules": [rule]})
    with pytest.raises(StepError, match=r"field rules of the content type 'author' name the field 'city'"):
        steps.remove_field(stack, "author", "city", lose_values=True)
    rename(stack)
    found = stack.content_types.get("author").to_dict()["field_rules"]
    assert found[0]["conditions"][0]["operand_field"] == "full_name"


def test_entries_are_transformed(stack: Stack) -> None:
    steps.transform_entries(stack, "author", lambda entry: {"city": "Rome"}, locales=["en-us"], query={"born": 1775})
    assert read_values(stack, "city")["en-us", "Jane"] == "Rome"
    assert read_values(stack, "city")["en-us", "Emil"] == "Paris"


def test_published_entries_stay_published_only_on_request(stack: Stack) -> None:
    stack.environments.create({"name": "production", "urls": []})
    authors = stack.entries("author")
    uids = {str(entry.title): entry.uid for entry in authors.list()}
    for uid in uids.values():
        authors.publish(uid, environments=["production"], locales=["en-us"])
    steps.rename_field(stack, "author", "name", to="full_name")
    assert find_published(stack, uids["Jane"]) == [1]
    steps.rename_field(stack, "author", "city", to="town", republish=True)
    assert find_published(stack, uids["Jane"]) == [1]  # version 2 was not published, so neither is version 3
    authors.publish(uids["Jane"], environments=["production"], locales=["en-us"])
    steps.rename_field(stack, "author", "town", to="place", republish=True)
    assert find_published(stack, uids["Jane"]) == [4]


def find_published(stack: Stack, uid: str) -> list[int]:
    entry = stack.entries("author").get(uid, include_publish_details=True).to_dict()
    return [place["version"] for place in entry["publish_details"]]


def move_older(stack: Stack) -> None:
    def make_older(entry: Entry) -> dict[str, Any] | None:
        return {"born": entry["born"] + 1} if entry.get("born") and entry.locale == "en-us" else None

    steps.transform_entries(stack, "author", make_older)


@pytest.mark.parametrize("is_in_migration", [False, True])
def test_entries_that_others_change_meanwhile(stack: Stack, tmp_path: Path, *, is_in_migration: bool) -> None:
    authors = stack.entries("author")
    uids = [entry.uid for entry in authors.list() if entry.title != "Nobody"]
    edited: list[str] = []

    def edit(event: RequestEvent) -> None:
        """Edit an author after the function was called, and before it is written."""
        uid = event.path.rpartition("/")[2]
        if event.method == "GET" and uid in uids and not edited:
            edited.append(uid)
            authors.update(uid, {"city": "edited"})

    watched = stack.with_options(hooks=Hooks(on_request=edit))
    if is_in_migration:
        text = "from tests.toolkit.migrations.test_steps import move_older as upgrade"
        (tmp_path / "0001_older.py").write_text(text)
        upgrade(watched, tmp_path)
        assert {value for value in read_values(stack, "born").values() if value} == {1776, 1841}
    else:
        names = read_values(stack, "name")
        rename(watched)
        assert read_values(stack, "full_name") == names
    assert authors.get(edited[0])["city"] == "edited"


class _Stop(BaseException):
    """What a kill looks like from inside."""


def run_one_write_at_a_time(stack: Stack, call: Call) -> int:
    """Run a step that is stopped before its second write, until it is done. Return how often it was stopped."""
    for number in count():
        sent, lock = count(1), Lock()

        def check(event: RequestEvent, sent: "count[int]" = sent, lock: Lock = lock) -> None:
            if event.method != "GET":
                with lock:
                    if next(sent) > 1:
                        raise _Stop

        try:
            call(stack.with_options(hooks=Hooks(on_request=check)))
        except _Stop:
            continue
        return number
    raise AssertionError


@pytest.mark.parametrize("call", [rename, change_to_text, change_to_list, split, merge, group, share])
def test_a_step_that_is_stopped_anywhere_goes_on(emulator: Emulator, client: Client, stack: Stack, call: Call) -> None:
    stack.branches.create({"uid": "stopped", "source": "main"})
    stopped = stack.with_branch("stopped")
    call(stack)
    assert run_one_write_at_a_time(stopped, call) > 3
    fields = list_fields(stack)
    assert list_fields(stopped) == fields
    assert read_values(stopped, *fields) == read_values(stack, *fields)
    assert read_versions(stopped) == read_versions(stack)


@pytest.mark.parametrize("call", [rename, change_to_text, change_to_list, split, merge, group, share])
def test_a_step_that_is_done_changes_nothing(stack: Stack, call: Call) -> None:
    call(stack)
    versions, schema = read_versions(stack), stack.content_types.get("author").version
    call(stack)
    assert read_versions(stack) == versions
    assert stack.content_types.get("author").version == schema


KINDS: list[dict[str, Any]] = [
    {"uid": "file", "data_type": "file"},
    {"uid": "files", "data_type": "file", "multiple": True},
    {"uid": "related", "data_type": "reference", "reference_to": ["author"], "field_metadata": {"ref_multiple": True}},
    {"uid": "text", "data_type": "json", "field_metadata": {"allow_json_rte": True}},
    {"uid": "link", "data_type": "link"},
    {"uid": "date", "data_type": "isodate"},
    {"uid": "flag", "data_type": "boolean"},
    {"uid": "items", "data_type": "group", "multiple": True, "schema": [NOTE, {"uid": "file", "data_type": "file"}]},
    {"uid": "blocks", "data_type": "blocks", "blocks": [{"uid": "quote", "title": "Quote", "schema": [NOTE]}]},
    {"uid": "shared", "data_type": "global_field", "reference_to": "place"},
]


def test_values_of_every_kind_are_moved(stack: Stack) -> None:
    asset = stack.assets.upload(b"text", file_name="a.txt").uid
    author = stack.entries("author").list().items[0].uid
    steps.create_global_field(stack, PLACE)
    steps.create_content_type(stack, {"uid": "page", "title": "Page", "schema": [TITLE, *KINDS]})
    paragraph: dict[str, Any] = {"type": "p", "uid": "p1", "attrs": {}, "children": [{"text": "Hello"}]}
    values: dict[str, Any] = {
        "file": asset,
        "files": [asset],
        "related": [{"uid": author, "_content_type_uid": "author"}],
        "text": {"type": "doc", "uid": "d1", "attrs": {}, "children": [paragraph]},
        "link": {"title": "Here", "href": "/here"},
        "date": "2026-05-13T08:00:00.000Z",
        "flag": False,
        "items": [{"note": "one", "file": asset}, {"note": "two"}],
        "blocks": [{"quote": {"note": "said"}}],
        "shared": {"city": "Rome"},
    }
    pages = stack.entries("page")
    before = pages.get(pages.create({"title": "All", **values}).uid).to_dict()
    for name in values:
        steps.rename_field(stack, "page", name, to=f"new_{name}")
    (after,) = pages.list()
    assert after.version == 1 + len(values)
    for name in values:
        assert is_same(after[f"new_{name}"], before[name]), name
    assert after["new_file"]["uid"] == asset
    assert after["new_items"][0]["note"] == "one"
    assert after["new_flag"] is False


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (None, "", True),
        ([], None, True),
        ({"a": None}, {"a": None, "_metadata": {"uid": "x"}}, True),
        ({"uid": "a", "filename": "f", "url": "1"}, {"uid": "a", "filename": "f", "url": "2"}, True),
        ({"uid": "a", "filename": "f"}, {"uid": "b", "filename": "f"}, False),
        ({"uid": "a", "_content_type_uid": "t"}, {"uid": "b", "_content_type_uid": "t"}, False),
        (True, 1, False),
        (0, None, False),
        (1, 1.0, True),
        ([1, 2], [2, 1], False),
    ],
)
def test_which_values_are_the_same(one: object, other: object, *, same: bool) -> None:
    assert is_same(one, other) is same
