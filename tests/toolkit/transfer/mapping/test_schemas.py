"""Content types and global fields: their order, their first form, and what changes in them."""

from typing import Any

from contentstack_cma_toolkit.transfer.mapping import (
    Reference,
    SchemaName,
    UidTable,
    empty_schema,
    expand_schema,
    order_schemas,
    rewrite_schema,
)

UIDS = UidTable(
    {"extension": {"bltx1": "blty1", "bltp1": "bltq1"}, "asset": {"blta1": "bltb1"}, "entry": {"blte1": "bltf1"}}
)
TITLE = {"uid": "title", "data_type": "text", "mandatory": True, "field_metadata": {"_default": True}}
Document = dict[str, Any]


def build_type(uid: str, *fields: Document, **more: Any) -> Document:
    return {"uid": uid, "title": uid, "schema": [TITLE, *fields], **more}


def build_link(*targets: str) -> Document:
    return {"uid": "link", "data_type": "reference", "reference_to": list(targets)}


def build_use(uid: str) -> Document:
    return {"uid": "use", "data_type": "global_field", "reference_to": uid}


def build_group(*fields: Document) -> Document:
    return {"uid": "group", "data_type": "group", "schema": list(fields)}


def build_blocks(*blocks: Document) -> Document:
    return {"uid": "blocks", "data_type": "blocks", "blocks": list(blocks)}


def test_global_fields_come_before_what_uses_them() -> None:
    fields = [build_type("outer", build_group(build_use("inner"))), build_type("inner")]
    types = [
        build_type(
            "page", build_blocks({"uid": "a", "reference_to": "outer"}, {"uid": "b", "schema": [build_link("post")]})
        ),
        build_type("post"),
    ]
    order = order_schemas(types, fields)
    names = [name.uid for name in order.names]
    assert names.index("inner") < names.index("outer") < names.index("page")
    assert names.index("post") < names.index("page")
    assert order.empty_first == frozenset()


def test_rich_text_may_embed_assets_and_types() -> None:
    body = {"uid": "body", "data_type": "json", "reference_to": ["sys_assets", "post"]}
    order = order_schemas([build_type("page", body), build_type("post")], [])
    assert [name.uid for name in order.names] == ["post", "page"]
    assert order.empty_first == frozenset()


def test_one_type_of_a_circle_is_created_empty() -> None:
    types = [build_type(uid, build_link("hub")) for uid in ("a", "b", "c")]
    order = order_schemas([*types, build_type("hub", build_link("a", "b", "c", "elsewhere"))], [])
    assert order.empty_first == {SchemaName("content_type", "hub")}
    assert order.names[0] == SchemaName("content_type", "hub")


def test_a_type_that_refers_to_itself_is_created_empty() -> None:
    order = order_schemas([build_type("page", build_link("page"))], [])
    assert order.empty_first == {SchemaName("content_type", "page")}


def test_a_global_field_that_refers_to_a_type_that_uses_it_is_in_a_circle() -> None:
    order = order_schemas([build_type("page", build_use("seo"))], [build_type("seo", build_link("page"))])
    assert len(order.empty_first) == 1
    assert len(order.names) == 2


def test_names_of_a_type_and_a_global_field_may_be_equal() -> None:
    order = order_schemas([build_type("seo", build_use("seo"))], [build_type("seo")])
    assert order.names == (SchemaName("global_field", "seo"), SchemaName("content_type", "seo"))
    assert order.empty_first == frozenset()


def test_what_the_server_makes_is_left_out_and_the_rest_is_kept() -> None:
    made = {
        "created_at": "2024-01-01T00:00:00.000Z",
        "updated_by": "bltuser",
        "_version": 3,
        "inbuilt_class": False,
        "maintain_revisions": True,
        "last_activity": {},
        "SYS_ACL": {},
        "DEFAULT_ACL": [],
        "abilities": {},
        "stackHeaders": {"api_key": "bltkey"},
        "urlPath": "/content_types/page",
    }
    kept = build_type("page", description="A page", options={"is_page": True}, unknown={"a": None})
    assert rewrite_schema({**kept, **made}, UIDS).fields == kept


def test_uids_in_fields_change() -> None:
    fields: list[Document] = [
        {"uid": "a", "data_type": "json", "extension_uid": "bltx1", "config": {"image": "blta1", "n": None}},
        {"uid": "b", "data_type": "json", "plugins": ["bltp1", "bltgone"]},
        {"uid": "c", "data_type": "file", "field_metadata": {"default_value": "blta1", "x": 1}},
        {"uid": "d", "data_type": "unheard_of", "unknown": [1]},
    ]
    block = {"uid": "block", "title": "Block", "schema": fields}
    written = rewrite_schema(build_type("page", build_group(*fields), build_blocks(block)), UIDS)
    changed: list[Document] = [
        {"uid": "a", "data_type": "json", "extension_uid": "blty1", "config": {"image": "bltb1", "n": None}},
        {"uid": "b", "data_type": "json", "plugins": ["bltq1", "bltgone"]},
        {"uid": "c", "data_type": "file", "field_metadata": {"default_value": "bltb1", "x": 1}},
        {"uid": "d", "data_type": "unheard_of", "unknown": [1]},
    ]
    assert written.fields == build_type("page", build_group(*changed), build_blocks({**block, "schema": changed}))
    assert written.dangling == (Reference("extension", "bltgone"),)


def test_the_fields_of_global_fields_are_left_out() -> None:
    use, block = build_use("seo"), {"uid": "a", "title": "A", "reference_to": "seo"}
    exported = build_type("page", {**use, "schema": [TITLE]}, build_blocks({**block, "schema": [TITLE]}))
    assert rewrite_schema(exported, UIDS).fields == build_type("page", use, build_blocks(block))


def test_field_rules_that_name_entries_are_written_again() -> None:
    def build_rule(value: Any) -> Document:
        condition = {"operand_field": "link", "operator": "equals", "value": value}
        return {"conditions": [condition], "match_type": "all", "actions": []}

    rules = [build_rule("blte1.bltlate"), build_rule("plain.text"), build_rule(3), build_rule(["blte1"])]
    changed = [build_rule("bltf1.bltlate"), build_rule("plain.text"), build_rule(3), build_rule(["bltf1"])]
    written = rewrite_schema(build_type("page", field_rules=rules), UIDS, {"bltlate"}.__contains__)
    assert written.fields["field_rules"] == changed
    assert written.missing == (Reference("entry", "bltlate"),)
    assert written.late_fields == {"field_rules"}


def test_the_first_form_has_no_references() -> None:
    url = {"uid": "url", "data_type": "text"}
    page = build_type("page", url, build_link("page"), field_rules=[1], options={"is_page": True}, _version=2)
    assert empty_schema(page) == build_type("page", url, options={"is_page": True})


def test_the_first_form_of_a_global_field_has_some_field() -> None:
    number = {"uid": "n", "data_type": "number"}
    seo = {"uid": "seo", "title": "SEO", "schema": [build_link("page"), {**TITLE, "extension_uid": "x"}, number]}
    assert empty_schema(seo)["schema"] == [number]
    assert empty_schema({**seo, "schema": [build_link("page")]})["schema"] == [
        {"uid": "title", "display_name": "Title", "data_type": "text"}
    ]


def test_a_schema_is_expanded_as_deep_as_global_fields_are_nested() -> None:
    inner, outer = build_type("inner", build_use("outer")), build_type("outer", build_use("inner"))
    known = {"inner": inner, "outer": outer}
    (group,) = expand_schema([build_group(build_use("outer"))], known)
    expected = {**build_use("outer"), "schema": [TITLE, {**build_use("inner"), "schema": [TITLE, build_use("outer")]}]}
    assert group == build_group(expected)
    (blocks,) = expand_schema([build_blocks({"uid": "a", "reference_to": "inner"})], {"inner": build_type("inner")})
    assert blocks == build_blocks({"uid": "a", "reference_to": "inner", "schema": [TITLE]})
    assert expand_schema([build_use("unknown")], known) == [build_use("unknown")]
