"""Decisions about content that need no server: schemas, copies, references, publishing, folders, shapes."""

from typing import Any

import pytest

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules.entry_shape import expand_assets, to_stored
from contentstack_cma_emulator.rules.fields import (
    compact_global_fields,
    expand_global_fields,
    walk_fields,
    without_global_field,
)
from contentstack_cma_emulator.rules.folder_tree import check_parent, find_path, list_subtree
from contentstack_cma_emulator.rules.localization import with_master_values
from contentstack_cma_emulator.rules.mentions import Mention, find_mentions, include_references
from contentstack_cma_emulator.rules.publishing import (
    EMPTY,
    Action,
    PublishChange,
    apply_change,
    changes_nothing,
    find_published_version,
    read_time,
    without_locale,
)
from contentstack_cma_emulator.rules.schemas import (
    KnownUids,
    check_required_fields,
    check_schema,
    check_schema_form,
    find_global_field_uses,
    find_referenced_content_types,
    with_field_defaults,
)

NOW = "2026-01-31T10:00:00.000Z"


def field(uid: str, data_type: str = "text", **more: Any) -> Document:
    return {"uid": uid, "data_type": data_type, "display_name": uid, **more}


SEO = {"uid": "seo", "schema": [field("words")]}
TAKES_SEO = field("seo", "global_field", reference_to="seo")
BLOCKS = field("parts", "blocks", blocks=[{"uid": "hero", "schema": [field("a")]}, {"uid": "b", "reference_to": "seo"}])


class TestSchemas:
    def test_global_fields_go_in_and_out(self) -> None:
        schema = [field("title"), TAKES_SEO, BLOCKS, field("group", "group", schema=[TAKES_SEO])]
        whole = expand_global_fields(schema, {"seo": SEO})
        paths = [path for path, _ in walk_fields(whole)]
        inner = ["seo.words", "parts.hero.a", "parts.b.words", "group.seo", "group.seo.words"]
        assert sorted(paths) == sorted(["title", "seo", "parts", "group", *inner])
        assert compact_global_fields(whole) == schema

    def test_a_global_field_that_is_gone_or_holds_itself_has_no_fields(self) -> None:
        itself = {"uid": "seo", "schema": [field("again", "global_field", reference_to="seo")]}
        assert expand_global_fields([TAKES_SEO], {})[0]["schema"] == []
        assert expand_global_fields([TAKES_SEO], {"seo": itself})[0]["schema"][0]["schema"] == []

    def test_a_global_field_is_taken_out(self) -> None:
        schema = [field("title"), TAKES_SEO, BLOCKS, field("group", "group", schema=[TAKES_SEO])]
        left = without_global_field(schema, "seo")
        assert [path for path, _ in walk_fields(left)] == ["title", "parts", "parts.hero.a", "group"]
        assert [block["uid"] for block in left[1]["blocks"]] == ["hero"]

    def test_where_global_fields_are_used(self) -> None:
        schema = [field("title"), field("group", "group", schema=[TAKES_SEO]), BLOCKS]
        assert list(find_global_field_uses(schema)) == [("seo", "schema.1.schema.0"), ("seo", "schema.2.blocks.1")]

    def test_fields_say_what_they_are(self) -> None:
        rules = {"mandatory": False, "unique": False, "multiple": False, "non_localizable": False}
        group = field("group", "group", mandatory=True, schema=[field("a")])
        assert with_field_defaults([group]) == [group | rules | {"mandatory": True, "schema": [field("a") | rules]}]

    @pytest.mark.parametrize(
        ("schema", "text"),
        [
            (None, "is a required field."),
            ({}, "is a required field."),
            (["x"], "should hold objects."),
            ([{"uid": "a"}], "should hold fields with a uid and a data_type."),
            ([{"uid": 1, "data_type": "text"}], "should hold fields with a uid and a data_type."),
            ([field("a", "group", schema={})], "should be a list of fields."),
            ([field("a", "group", schema=[1])], "should hold objects."),
            ([field("a", "blocks", blocks=[{}])], "should hold blocks with a uid."),
            ([field("a", "blocks", blocks=[{"uid": "b", "schema": [1]}])], "should hold objects."),
            ([BLOCKS, TAKES_SEO], None),
        ],
    )
    def test_invalid_schemas_are_rejected(self, schema: Any, text: str | None) -> None:
        assert check_schema_form(schema) == text

    @pytest.mark.parametrize(
        ("schema", "count"),
        [
            ([field("title"), field("title")], 1),
            ([field("group", "group", schema=[field("a"), field("a")]), field("a")], 1),
            ([field("blocks", "blocks", blocks=[{"uid": "a"}, {"uid": "a"}])], 1),
            ([field("not a uid")], 1),
            ([field("locale")], 1),
            ([field("group", "group", schema=[field("uid")])], 0),
            ([field("r", "reference", reference_to=["page", "nothing"])], 1),
            ([field("r", "reference", reference_to="page")], 0),
            ([field("j", "json", reference_to=["nothing"])], 0),
            ([field("g", "global_field", reference_to="nothing")], 1),
            ([TAKES_SEO, BLOCKS], 0),
        ],
    )
    def test_a_schema_has_as_many_problems_as_it_breaks_rules(self, schema: list[Document], count: int) -> None:
        assert len(check_schema(schema, KnownUids(["page"], ["seo"], ["topics"]))) == count

    def test_fields_that_a_content_type_must_have(self) -> None:
        assert check_required_fields([], {"is_page": True}) == {
            "content_type": ["should have a 'title' field."],
            "schema": ["should have a 'url' field."],
        }
        assert check_required_fields([field("title")], {}) == {}
        assert check_required_fields([field("title"), field("url")], {"is_page": True}) == {}

    def test_what_a_schema_refers_to(self) -> None:
        schema = [
            field("r", "reference", reference_to=["page"]),
            field("group", "group", schema=[field("o", "reference", reference_to="old")]),
            field("rich", "json", reference_to=["sys_assets", "quote"]),
            TAKES_SEO,
        ]
        assert find_referenced_content_types(schema) == {"page", "old", "sys_assets", "quote"}


class TestCopies:
    def test_a_field_that_is_not_localizable_comes_from_the_master(self) -> None:
        sku = field("sku", non_localizable=True)
        schema = [
            sku,
            field("title"),
            field("group", "group", schema=[sku, field("note")]),
            field("items", "group", multiple=True, schema=[sku, field("note")]),
            field("parts", "blocks", blocks=[{"uid": "hero", "schema": [sku, field("note")]}]),
            field("links", "link", multiple=True),
        ]
        instance = {"_metadata": {"uid": "cs1"}}
        master = {
            "sku": "M",
            "title": "Master",
            "group": {"sku": "M", "note": "m"},
            "items": [{"sku": "M", "note": "m", **instance}],
            "parts": [{"hero": {"sku": "M", "note": "m", **instance}}],
            "links": [{"title": "m"}],
        }
        copy = {
            "sku": "C",
            "title": "Copy",
            "group": {"sku": "C", "note": "c"},
            "items": [{"sku": "N", "note": "n"}, {"sku": "C", "note": "c", **instance}],
            "parts": [{"hero": {"sku": "C", "note": "c", **instance}}],
            "links": [{"title": "c"}],
        }
        assert with_master_values(schema, copy, master) == {
            "sku": "M",
            "title": "Copy",
            "group": {"sku": "M", "note": "c"},
            "items": [{"sku": "N", "note": "n"}, {"sku": "M", "note": "c", **instance}],
            "parts": [{"hero": {"sku": "M", "note": "c", **instance}}],
            "links": [{"title": "c"}],
        }
        assert with_master_values([sku], {"sku": "C"}, {}) == {}


class TestShapes:
    schema = (
        field("title"),
        field("image", "file"),
        field("images", "file", multiple=True),
        field("cook", "reference", reference_to=["person"]),
        field("body", "json", field_metadata={"allow_json_rte": True}),
        field("steps", "group", multiple=True, schema=[field("image", "file")]),
        BLOCKS,
    )

    def test_how_values_are_kept(self) -> None:
        sent: Document = {
            "title": "T",
            "unknown": 1,
            "image": {"uid": "blt1", "title": "whole"},
            "images": ["blt1", {"uid": "blt2"}],
            "cook": {"uid": "blt3", "_content_type_uid": "person"},
            "body": {"type": "doc", "children": []},
            "steps": [{"image": "blt1", "unknown": 1}, {"_metadata": {"uid": "cs9", "x": 1}}],
            "parts": [{"hero": {"a": "x", "unknown": 1}}],
        }
        assert to_stored(self.schema, sent, 3, lambda: "cs1", lambda: "n1") == {
            "title": "T",
            "image": "blt1",
            "images": ["blt1", "blt2"],
            "cook": [{"uid": "blt3", "_content_type_uid": "person"}],
            "body": {"type": "doc", "uid": "n1", "children": [], "_version": 3},
            "steps": [{"image": "blt1", "_metadata": {"uid": "cs1"}}, {"_metadata": {"uid": "cs9", "x": 1}}],
            "parts": [{"hero": {"a": "x", "_metadata": {"uid": "cs1"}}}],
        }

    def test_how_they_are_shown(self) -> None:
        assets: dict[str, Document] = {"blt1": {"uid": "blt1", "title": "One"}}
        values = {"title": None, "image": "gone", "images": ["gone", "blt1"], "steps": [{"image": "blt1"}], "old": 1}
        assert expand_assets(self.schema, values, assets.get) == {
            "title": None,
            "image": None,
            "images": [assets["blt1"]],
            "steps": [{"image": assets["blt1"]}],
        }


class TestReferences:
    rich = field("body", "json", field_metadata={"allow_json_rte": True})
    cook = field("cook", "reference", reference_to=["person", "robot"])

    def test_everything_an_entry_refers_to(self) -> None:
        asset = {"type": "reference", "attrs": {"type": "asset", "asset-uid": "blt5"}, "children": [{"text": ""}]}
        entry_node = {"type": "reference", "attrs": {"entry-uid": "blt6", "content-type-uid": "page"}}
        schema = [
            self.cook,
            field("old", "reference", reference_to="person"),
            field("group", "group", multiple=True, schema=[field("image", "file")]),
            self.rich,
            field("custom", "reference", reference_to=["person"], extension_uid="blt9"),
        ]
        entry = {
            "cook": [{"uid": "blt1", "_content_type_uid": "person"}],
            "old": ["blt2"],
            "group": [{"image": "blt3"}, {"image": None}],
            "body": {"type": "doc", "children": [{"type": "p", "children": [asset, entry_node, {"text": "x"}]}]},
            "custom": [{"uid": "blt7", "_content_type_uid": "person"}],
        }
        assert list(find_mentions(schema, entry)) == [
            Mention("cook", "person", "blt1"),
            Mention("old", "person", "blt2"),
            Mention("group.image", "sys_assets", "blt3"),
            Mention("body", "sys_assets", "blt5", embedded=True),
            Mention("body", "page", "blt6", embedded=True),
        ]

    def test_entries_are_put_in_the_place_of_references(self) -> None:
        people: dict[tuple[str, str], Document] = {
            ("person", "blt1"): {"title": "Ann", "boss": [{"uid": "blt2", "_content_type_uid": "person"}]},
            ("person", "blt2"): {"title": "Bob"},
        }

        def find(content_type_uid: str, uid: str) -> Document | None:
            return people.get((content_type_uid, uid))

        ann = {"uid": "blt1", "_content_type_uid": "person"}
        gone = {"uid": "no", "_content_type_uid": "person"}
        entry = {"cook": [ann, gone], "group": {"cook": [ann]}}
        one = include_references(entry, ["cook"], find)
        assert one["cook"] == [people["person", "blt1"] | {"_content_type_uid": "person"}]
        assert one["group"] == {"cook": [ann]}
        assert include_references(entry, ["group", "cook"], find)["group"]["cook"][0]["title"] == "Ann"
        assert include_references(entry, ["cook", "boss"], find)["cook"][0]["boss"][0]["title"] == "Bob"
        assert include_references(entry, ["nothing", "at_all"], find) == entry


class TestPublishing:
    @staticmethod
    def order(action: Action, environment: str = "blt1", version: int = 1) -> PublishChange:
        return PublishChange(action, environment, "en-us", NOW, "blt9", version)

    def test_publish_and_unpublish(self) -> None:
        record = apply_change(EMPTY, self.order("publish"))
        assert record["details"][0] == {
            "environment": "blt1",
            "locale": "en-us",
            "time": NOW,
            "user": "blt9",
            "version": 1,
        }
        record = apply_change(apply_change(record, self.order("publish", "blt2")), self.order("publish", version=2))
        assert [(detail["environment"], detail["version"]) for detail in record["details"]] == [
            ("blt2", 1),
            ("blt1", 2),
        ]
        assert find_published_version(record, ["blt1"]) == 2
        assert find_published_version(record, ["blt1", "blt2"]) == 2
        assert find_published_version(record, ["blt3"]) is None
        record = apply_change(record, self.order("unpublish", "blt2"))
        assert [detail["environment"] for detail in record["details"]] == ["blt1"]
        assert EMPTY == {"details": []}

    def test_publishing_the_same_version_again_changes_nothing(self) -> None:
        record = apply_change(EMPTY, self.order("publish"))
        assert changes_nothing(record, self.order("publish"))
        assert not changes_nothing(record, self.order("publish", version=2))
        assert not changes_nothing(record, self.order("publish", "blt2"))
        assert not changes_nothing(record, self.order("unpublish"))
        assert not changes_nothing(EMPTY, self.order("publish"))

    def test_a_copy_that_is_gone_is_published_no_more(self) -> None:
        record = apply_change(EMPTY, self.order("publish"))
        assert without_locale(record, "fr-fr") == record
        assert without_locale(record, "en-us") == EMPTY

    @pytest.mark.parametrize(
        ("sent", "time"),
        [
            (None, NOW),
            ("", NOW),
            ("2026-02-01T12:00:00.000Z", "2026-02-01T12:00:00.000Z"),
            ("2026-02-01T12:00:00+02:00", "2026-02-01T10:00:00.000Z"),
            ("2026-02-01 12:00:00", "2026-02-01T12:00:00.000Z"),
            ("2025-12-31T12:00:00.000Z", NOW),
            ("tomorrow", None),
            (5, None),
        ],
    )
    def test_a_time_is_read_in_every_known_form(self, sent: Any, time: str | None) -> None:
        assert read_time(sent, NOW) == time


class TestFolders:
    chain = tuple("abcde")

    def tree(self) -> dict[str, Document]:
        """Five folders one inside the other, and one beside them."""
        parents: list[str | None] = [None, *self.chain[:-1]]
        tree: dict[str, Document] = {
            uid: {"uid": uid, "name": uid.upper(), "parent_uid": parent}
            for uid, parent in zip(self.chain, parents, strict=True)
        }
        return tree | {"x": {"uid": "x", "name": "X", "parent_uid": None}}

    def test_paths_and_descendants(self) -> None:
        assert find_path(self.tree(), "b") == [{"uid": "a", "name": "A"}, {"uid": "b", "name": "B"}]
        assert find_path(self.tree(), None) == []
        assert list_subtree(self.tree(), "c") == ["c", "d", "e"]

    @pytest.mark.parametrize(
        ("uid", "parent", "fine"),
        [
            (None, None, True),
            (None, "d", True),
            (None, "e", False),
            (None, "nowhere", False),
            ("x", "d", True),
            ("x", "e", False),
            ("a", "x", False),
            ("b", "x", True),
            ("c", "c", False),
            ("c", "e", False),
            ("c", None, True),
        ],
    )
    def test_where_a_folder_may_lie(self, uid: str | None, parent: str | None, fine: bool) -> None:
        assert (check_parent(self.tree(), uid, parent) is None) is fine
