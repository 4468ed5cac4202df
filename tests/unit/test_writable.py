"""Entries in the form in which they are written, with and without their content type."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from contentstack_cma.models import ContentType, Entry

ASSET = {"uid": "i", "filename": "a.png", "url": "https://images/a.png", "content_type": "image/png", "file_size": "1"}
PERSON = {"uid": "p", "locale": "en-us", "_version": 3, "created_at": "2024-01-31T09:30:00.083Z", "title": "P"}
NAMED = {**PERSON, "_content_type_uid": "person"}
LINK = {"uid": "p", "_content_type_uid": "person"}

Values = Mapping[str, Any]


def build_field(uid: str, data_type: str, **more: Any) -> dict[str, Any]:
    return {"uid": uid, "display_name": uid, "data_type": data_type, **more}


def write(values: Values, *schema: Values) -> dict[str, Any]:
    return Entry.from_dict({"uid": "e", **values}).writable(list(schema) or None)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "text",
        [1, None, True],
        [LINK],
        {"title": "Link", "href": "https://example.com"},
        {"type": "doc", "uid": "d", "attrs": {"asset-uid": "i"}, "children": [{"text": "x"}], "_version": 2},
        [{"hero": {"text": "x", "_metadata": {"uid": "m"}}}],
        {"uid": "product", "url": "https://shop/1", "name": "A product of a shop"},
        {"filename": "a.png", "url": "https://images/a.png"},
        {"_version": 1, "locale": "en-us"},
    ],
)
def test_values_that_are_the_same_in_both_forms_need_no_content_type(value: Any) -> None:
    assert write({"field": value}) == {"field": value}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"photo": ASSET},
            "photo looks like a whole asset, but a custom field could contain the same: pass the content",
        ),
        ({"photos": ["i", ASSET]}, r"photos\[1\] looks like a whole asset"),
        ({"photo": {"uid": "i", "filename": "a.png", "url": "/a"}}, "photo looks like a whole asset"),
        ({"photo": {"uid": "i", "content_type": "a/b", "file_size": "1"}}, "photo looks like a whole asset"),
        ({"blocks": [{"hero": {"photo": ASSET}}]}, r"blocks\[0\]\.hero\.photo looks like a whole asset"),
        ({"author": [NAMED]}, r"author\[0\] looks like an included entry, but"),
        ({"author": [PERSON]}, r"author\[0\] looks like an included entry without _content_type_uid"),
        ({"group": {"author": [PERSON]}}, r"group\.author\[0\] looks like"),
    ],
)
def test_what_cannot_be_told_is_an_error_that_names_the_field(values: Values, said: str) -> None:
    with pytest.raises(ValueError, match=f"^{said}"):
        write(values)


def test_system_fields_are_removed_and_fields_of_the_same_name_in_groups_are_not() -> None:
    system = {"_version": 1, "ACL": {}, "locale": "en-us", "publish_details": [], "_embedded_items": {"body": [ASSET]}}
    values = {**system, "created_at": "2024-01-31T09:30:00.083Z", "_branch": "main", "_workflow": {"uid": "w"}}
    group = {"locale": "fr-fr", "tags": ["a"]}
    assert write({**values, "title": "A", "tags": [], "group": group}) == {"title": "A", "tags": [], "group": group}


def test_terms_need_no_content_type() -> None:
    term = {"taxonomy_uid": "cuisines", "term_uid": "lyon"}
    assert write({"taxonomies": [{**term, "name": "Lyon"}]}) == {"taxonomies": [term]}
    assert write({"custom": [{**term, "name": "Lyon"}]}) == {"custom": [{**term, "name": "Lyon"}]}


def test_a_custom_field_is_left_alone_whatever_it_contains() -> None:
    for data_type in ("json", "file", "reference", "text"):
        assert write({"field": ASSET}, build_field("field", data_type, extension_uid="x")) == {"field": ASSET}


def test_a_field_of_an_unknown_kind_is_left_alone() -> None:
    assert write({"field": [ASSET]}, build_field("field", "hologram")) == {"field": [ASSET]}
    assert write({"field": ASSET}, {"uid": "field"}) == {"field": ASSET}


def test_a_reference_without_content_type_is_of_the_only_one_that_the_field_allows() -> None:
    for target in ("person", ["person"]):
        assert write({"author": [PERSON]}, build_field("author", "reference", reference_to=target)) == {
            "author": [LINK]
        }
    field = build_field("author", "reference", reference_to=["person", "page"])
    with pytest.raises(ValueError, match=r"^author\[0\] is a reference without _content_type_uid: set it to"):
        write({"author": [PERSON]}, field)
    assert write({"author": [NAMED, LINK, "old"]}, field) == {"author": [LINK, LINK, "old"]}


def test_objects_without_uid_are_errors() -> None:
    with pytest.raises(ValueError, match=r"^photo is an asset without uid"):
        write({"photo": {"url": "https://images/a.png"}}, build_field("photo", "file"))
    with pytest.raises(ValueError, match=r"^author is a reference without uid"):
        write({"author": {"_content_type_uid": "person"}}, build_field("author", "reference"))


def test_a_global_field_without_its_schema_is_an_error_only_if_that_matters() -> None:
    field = build_field("seo", "global_field", reference_to="seo")
    assert write({"seo": {"headline": "A"}}, field) == {"seo": {"headline": "A"}}
    with pytest.raises(ValueError, match=r"^seo\.preview looks like a whole asset.*include_global_field_schema=True"):
        write({"seo": {"preview": ASSET}}, field)
    full = {**field, "schema": [build_field("preview", "file")]}
    assert write({"seo": {"preview": ASSET}}, full) == {"seo": {"preview": "i"}}


def test_a_block_that_the_content_type_does_not_have_is_checked() -> None:
    field = build_field("blocks", "blocks", blocks=[{"uid": "hero", "schema": [build_field("photo", "file")]}])
    assert write({"blocks": [{"hero": {"photo": ASSET}}, {"other": {}}]}, field) == {
        "blocks": [{"hero": {"photo": "i"}}, {"other": {}}]
    }
    with pytest.raises(ValueError, match=r"^blocks\[0\]\.other\.photo looks like"):
        write({"blocks": [{"other": {"photo": ASSET}}]}, field)


def test_the_content_type_may_be_a_model_a_mapping_or_a_schema() -> None:
    content_type = {"uid": "page", "title": "Page", "schema": [build_field("photo", "file")]}
    entry = Entry.from_dict({"uid": "e", "photo": ASSET})
    model = ContentType.from_dict(content_type)
    for form in (model, content_type, content_type["schema"], model.schema):
        assert entry.writable(form) == {"photo": "i"}  # type: ignore[arg-type]


@pytest.mark.parametrize("content_type", ["page", {"uid": "page"}, 3])
def test_what_is_no_content_type_is_an_error(content_type: Any) -> None:
    with pytest.raises(TypeError, match="content_type must be a content type with a schema, or a schema, not"):
        Entry.from_dict({"uid": "e"}).writable(content_type)


def test_the_entry_does_not_change_with_its_writable_form() -> None:
    entry = Entry.from_dict({"uid": "e", "group": {"tags": ["a"]}})
    entry.writable()["group"]["tags"].append("b")
    assert entry["group"] == {"tags": ["a"]}


LEAVES: dict[str, tuple[Values, Any, Any]] = {
    "file": ({"data_type": "file"}, "i", ASSET),
    "files": ({"data_type": "file", "multiple": True}, ["i", "j"], [ASSET, {**ASSET, "uid": "j"}]),
    "reference": ({"data_type": "reference", "reference_to": ["person", "page"]}, [LINK], [NAMED]),
    "bare": ({"data_type": "reference", "reference_to": "person"}, ["p"], ["p"]),
    "picker": ({"data_type": "json", "extension_uid": "x"}, [ASSET, NAMED], [ASSET, NAMED]),
    "text": ({"data_type": "text"}, "A", "A"),
    "json": ({"data_type": "json"}, {"any": [{"type": "doc"}, None]}, {"any": [{"type": "doc"}, None]}),
    "empty": ({"data_type": "file"}, None, None),
}
"""Kinds of fields, with a value as it is written and as it is read."""


@some.composite
def build_fields(draw: some.DrawFn, depth: int = 2) -> tuple[list[Values], Values, Values]:
    """Return a schema with values as they are written and as they are read."""
    schema: list[Values] = []
    written: dict[str, Any] = {}
    read: dict[str, Any] = {}
    kinds = [*LEAVES, *(["group", "groups", "blocks", "global_field"] if depth else [])]
    for number, kind in enumerate(draw(some.lists(some.sampled_from(kinds), max_size=3))):
        uid = f"field_{number}"
        definition, written[uid], read[uid] = draw(build_value(kind, depth))
        schema.append({"uid": uid, **definition})
    return schema, written, read


@some.composite
def build_value(draw: some.DrawFn, kind: str, depth: int) -> tuple[Values, Any, Any]:
    if kind in LEAVES:
        return LEAVES[kind]
    schema, written, read = draw(build_fields(depth - 1))
    if kind == "blocks":
        blocks = [{"uid": "hero", "schema": schema}]
        return {"data_type": "blocks", "blocks": blocks}, [{"hero": written}], [{"hero": read}]
    if kind == "groups":
        return {"data_type": "group", "schema": schema, "multiple": True}, [written, written], [read, read]
    return {"data_type": kind, "schema": schema}, written, read


@given(build_fields())
def test_the_form_in_which_an_entry_is_written_comes_back_from_any_schema(
    fields: tuple[list[Values], Values, Values],
) -> None:
    schema, written, read = fields
    assert Entry.from_dict({"uid": "e", "locale": "en-us", **read}).writable(schema) == written
    assert Entry.from_dict({"uid": "e", **written}).writable(schema) == written
