"""What a variant changes in an entry: decisions, without any store."""

from typing import Any

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules.variant_merging import filter_known_paths, merge_variant, overlay, walk_paths

SCHEMA: list[Document] = [
    {"uid": "title", "data_type": "text"},
    {
        "uid": "seo",
        "data_type": "group",
        "schema": [
            {"uid": "name", "data_type": "text"},
            {"uid": "deep", "data_type": "global_field", "schema": [{"uid": "a", "data_type": "text"}]},
        ],
    },
    {"uid": "links", "data_type": "group", "multiple": True, "schema": [{"uid": "url", "data_type": "text"}]},
    {"uid": "blocks", "data_type": "blocks", "blocks": [{"uid": "hero", "schema": []}]},
]


def link(uid: str, url: str) -> Document:
    return {"url": url, "_metadata": {"uid": uid}}


def hero(uid: str, **values: str) -> Document:
    return {"hero": values | {"_metadata": {"uid": uid}}}


def variant(values: Document, *changes: str, order: list[Document] | None = None) -> Document:
    return values | {"_variant": {"_change_set": list(changes), "_order": order or []}}


def test_paths_enter_single_groups_only() -> None:
    values: Document = {"title": "T", "seo": {"name": "N", "deep": {"a": "A"}}, "links": [link("cs1", "u")], "other": 1}
    assert list(walk_paths(SCHEMA, values)) == ["title", "seo.name", "seo.deep.a", "links"]
    assert list(walk_paths(SCHEMA, {"seo": None})) == ["seo"]


def test_paths_of_fields_that_are_not_there_are_dropped() -> None:
    assert filter_known_paths(SCHEMA, ["nowhere", "seo.name", "title", "title", "nowhere.title"]) == [
        "seo.name",
        "title",
    ]


def test_only_what_the_paths_name_is_changed() -> None:
    below: Document = {"title": "T", "seo": {"name": "N", "deep": {"a": "A"}}, "url": "/"}
    above: Document = {"title": "X", "seo": {"name": "Y", "deep": {"a": "Z"}}, "url": "/x"}
    assert overlay(below, above, ["seo.deep.a", "title"]) == {
        "title": "X",
        "seo": {"name": "N", "deep": {"a": "Z"}},
        "url": "/",
    }
    assert overlay(below, {"seo": None}, ["seo", "title"]) == below | {"seo": None}
    assert overlay({"seo": None}, {"seo": {"name": "Y"}}, ["seo.name"]) == {"seo": {"name": "Y"}}


def test_instances_are_changed_by_their_uid() -> None:
    below: Document = {"links": [link("cs1", "a"), link("cs2", "b"), link("cs3", "c")]}
    above: Document = {"links": [link("cs3", "z"), link("cs1", "x"), link("cs9", "new")]}
    assert overlay(below, above, ["links.cs1.url"])["links"] == [
        link("cs1", "x"),
        link("cs2", "b"),
        link("cs3", "c"),
        link("cs9", "new"),
    ]
    assert overlay(below, above, ["links"])["links"] == above["links"]


def test_blocks_are_changed_under_their_name() -> None:
    below: Document = {"blocks": [hero("cs1", a="1", b="2"), hero("cs2", a="3")]}
    above: Document = {"blocks": [hero("cs1", a="x", b="y"), hero("cs2", a="z")]}
    changed = overlay(below, above, ["blocks.hero.cs1.a"])["blocks"]
    assert changed == [hero("cs1", a="x", b="2"), hero("cs2", a="3")]


def test_the_order_of_instances() -> None:
    entry: Document = {"title": "T", "blocks": [hero("cs1"), hero("cs2"), hero("cs3")]}
    order: list[Document] = [{"blocks": ["base.hero.cs3", "variant.hero.cs9", "base.cs1"]}]
    seen = merge_variant(entry, variant({"blocks": [hero("cs9")]}, "title", order=order))
    assert seen["blocks"] == [hero("cs3"), hero("cs9"), hero("cs1"), hero("cs2")]
    assert seen["title"] == "T"


def test_an_order_of_nothing_changes_nothing() -> None:
    entry: dict[str, Any] = {"title": "T", "seo": {"name": "N"}}
    order: list[Document] = [{"blocks": ["base.cs1"], "seo.links": ["base.cs2"], "seo.name": ["base.cs3"]}]
    assert merge_variant(entry, variant({}, order=order)) == entry
