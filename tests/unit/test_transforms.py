"""What the function of a transformation may return, and where entries are published again."""

from typing import Any

import pytest

from contentstack_cma.bulk import EntryDiff, Skip
from contentstack_cma.bulk.republishing import find_places, group_places
from contentstack_cma.bulk.transforms import copy_entry, find_conflict, read_result
from contentstack_cma.models import Asset, ContentType, Entry

ASSET = {"uid": "i1", "filename": "a.png", "url": "https://images/a.png", "content_type": "image/png", "file_size": "1"}
SCHEMA: list[dict[str, Any]] = [
    {"uid": "title", "data_type": "text", "display_name": "Title"},
    {"uid": "image", "data_type": "file", "display_name": "Image"},
    {"uid": "parts", "data_type": "group", "multiple": True, "display_name": "Parts", "schema": []},
    {"uid": "links", "data_type": "reference", "reference_to": ["page"], "display_name": "Links"},
]
PAGE = ContentType.from_dict({"uid": "page", "title": "Page", "schema": SCHEMA})


def build_entry(**fields: Any) -> Entry:
    whole = {"uid": "e1", "locale": "en-us", "_version": 3, "title": "Home", "_content_type_uid": "page", **fields}
    return Entry.from_dict(whole)


def find_diff(entry: Entry, result: object, passed: Entry | None = None) -> EntryDiff:
    diff = read_result(entry, passed or copy_entry(entry), result, PAGE)
    assert isinstance(diff, EntryDiff)
    return diff


def test_changes_deep_inside_the_passed_copy_count_and_leave_the_entry_alone() -> None:
    entry = build_entry(parts=[{"name": "a"}, {"name": "b"}])
    passed = copy_entry(entry)
    passed["parts"][1]["name"] = "c"
    diff = find_diff(entry, None, passed)
    assert [(change.path, change.before, change.after) for change in diff.changes] == [("parts[1].name", "b", "c")]
    assert diff.after == {"parts": [{"name": "a"}, {"name": "c"}]}
    assert entry["parts"][1] == {"name": "b"}


def test_values_are_written_in_write_form() -> None:
    other = {**ASSET, "uid": "i2"}
    diff = find_diff(build_entry(image=ASSET, links=[{"uid": "p", "_content_type_uid": "page"}]), {"image": other})
    assert (diff.before, diff.after) == ({"image": "i1"}, {"image": "i2"})


def test_an_asset_and_its_uid_are_the_same() -> None:
    assert find_diff(build_entry(image=ASSET), {"image": "i1"}).after == {}


def test_a_mapping_leaves_other_fields_alone_and_an_entry_clears_missing_ones() -> None:
    entry = build_entry(parts=[{"name": "a"}], image=ASSET)
    assert find_diff(entry, {"title": "Home"}).after == {}
    passed = copy_entry(entry)
    del passed["parts"]
    del passed["image"]
    assert find_diff(entry, passed).after == {"image": None, "parts": []}


def test_system_fields_are_not_written() -> None:
    passed = build_entry(_version=9, created_by="me")
    assert find_diff(build_entry(), passed).after == {}


@pytest.mark.parametrize("value", [{"a"}, object(), float("nan"), b"bytes"])
def test_a_value_that_is_not_json_is_an_error(value: object) -> None:
    with pytest.raises((TypeError, ValueError), match="the function set the field 'parts' to what is not JSON: "):
        find_diff(build_entry(), {"parts": [value]})


@pytest.mark.parametrize("result", [True, "text", [], 5, Asset.from_dict(ASSET), Skip])
def test_nonsense_is_an_error(result: object) -> None:
    with pytest.raises(TypeError, match="the function must return None, an Entry, a mapping of fields or Skip"):
        find_diff(build_entry(), result)


@pytest.mark.parametrize(("name", "value"), [("uid", "e2"), ("locale", "fr-fr"), ("_content_type_uid", "post")])
def test_another_entry_is_an_error(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"the function returned another entry, with {name} '{value}' instead of "):
        find_diff(build_entry(), build_entry(**{name: value}))


def test_an_unknown_field_is_an_error() -> None:
    with pytest.raises(ValueError, match="the content type 'page' has no field 'titel': it has image, links, parts, t"):
        find_diff(build_entry(), {"titel": "x"})
    assert find_diff(build_entry(), {"tags": ["x"], "url": "/"}).after == {"tags": ["x"], "url": "/"}


def test_skip_has_a_reason() -> None:
    assert read_result(build_entry(), build_entry(), Skip("no image"), PAGE) == Skip("no image")
    assert Skip().reason == "the function skipped it"


@pytest.mark.parametrize(
    ("present", "reason"),
    [
        (build_entry(), None),
        (None, "it was deleted since it was read"),
        (build_entry(locale="fr-fr"), "it is not localized in en-us any more"),
        (build_entry(_version=4), "it was changed since it was read: it has version 4 instead of 3"),
    ],
)
def test_a_conflict_is_what_happened_since_the_entry_was_read(present: Entry | None, reason: str | None) -> None:
    assert find_conflict(build_entry(), present) == reason


def test_only_the_version_that_was_read_is_published_again() -> None:
    details = [
        {"environment": "prod", "locale": "en-us", "version": 3},
        {"environment": "dev", "locale": "en-us", "version": 2},
        {"environment": "dev", "locale": "fr-fr", "version": 3},
    ]
    assert find_places(build_entry(publish_details=details), 3) == [("prod", "en-us"), ("dev", "fr-fr")]
    assert find_places(build_entry(), 3) == []


def test_calls_publish_in_all_places_and_nowhere_else() -> None:
    places = [("prod", "en-us"), ("dev", "en-us"), ("dev", "fr-fr"), ("prod", "de-de"), ("dev", "de-de")]
    groups = group_places(places)
    assert groups == [(["dev", "prod"], ["de-de", "en-us"]), (["dev"], ["fr-fr"])]
    assert {(one, other) for names, codes in groups for one in names for other in codes} == set(places)
