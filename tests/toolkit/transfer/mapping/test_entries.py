"""Entries as they are written: what stays, what is left out, and what is to be written later."""

import time
from typing import Any

import pytest

from contentstack_cma_toolkit.transfer.mapping import (
    Reference,
    UidTable,
    find_references,
    rewrite_entry,
    rewrite_entry_variant,
)

URL = "https://images.contentstack.io/v3/assets/bltkey/blta1/v1/a.png"
THEIRS = "https://eu-images.contentstack.com/v3/assets/bltother/bltb1/v9/a.png"
UIDS = UidTable(
    {
        "entry": {"blte1": "bltx1"},
        "asset": {"blta1": "bltb1"},
        "asset_url": {"blta1": THEIRS},
        "folder": {"bltf1": "bltg1"},
    }
)
Document = dict[str, Any]


def build_field(data_type: str, **more: Any) -> Document:
    return {"uid": "it", "data_type": data_type, **more}


def write(field: Document, value: Any, *to_come: str) -> Any:
    return rewrite_entry({"it": value}, [field], UIDS, to_come.__contains__).fields["it"]


LINK = build_field("reference", reference_to=["page"])
HTML = build_field("text", field_metadata={"allow_rich_text": True})
RICH = build_field("json", field_metadata={"allow_json_rte": True})
CUSTOM = build_field("json", extension_uid="bltext")


def build_node(uid: str, **more: Any) -> Document:
    return {"type": "reference", "attrs": {"entry-uid": uid, "content-type-uid": "page"}, "children": [], **more}


def build_doc(*children: Document) -> Document:
    return {"type": "doc", "attrs": {}, "children": list(children)}


def test_only_fields_of_the_schema_and_standard_fields_are_written() -> None:
    entry = {
        "uid": "blte1",
        "title": "Soup",
        "url": "/soup",
        "tags": ["hot"],
        "taxonomies": [{"taxonomy_uid": "a", "term_uid": "b"}],
        "locale": "en-us",
        "_version": 3,
        "ACL": {},
        "publish_details": [],
        "removed": 1,
        "it": None,
    }
    written = rewrite_entry(entry, [build_field("number")], UIDS).fields
    kept = ("title", "url", "tags", "taxonomies", "it")
    assert written == {name: entry[name] for name in kept}


@pytest.mark.parametrize(
    ("field", "value", "written"),
    [
        (LINK, [{"uid": "blte1", "_content_type_uid": "page"}], [{"uid": "bltx1", "_content_type_uid": "page"}]),
        (LINK, [{"uid": "blte1", "title": "Included"}], [{"uid": "bltx1", "_content_type_uid": "page"}]),
        (build_field("reference", reference_to="page"), ["blte1"], ["bltx1"]),
        (LINK, [], []),
        (LINK, "", ""),
        (build_field("file"), {"uid": "blta1", "url": URL, "filename": "a.png"}, "bltb1"),
        (build_field("file", multiple=True), ["blta1", None, {"uid": "blta1"}], ["bltb1", None, "bltb1"]),
        (build_field("link"), {"title": "A", "href": f"{URL}?width=1"}, {"title": "A", "href": f"{THEIRS}?width=1"}),
        (build_field("text"), "blte1", "blte1"),
        (build_field("text", field_metadata={"markdown": True}), f"![a]({URL}) b", f"![a]({THEIRS}) b"),
        (build_field("text"), f"See {URL}.", f"See {THEIRS}."),
        (build_field("group", multiple=True), [{"x": "blte1"}], [{"x": "bltx1"}]),
        (build_field("global_field", reference_to="seo"), {"photo": "blta1"}, {"photo": "bltb1"}),
    ],
)
def test_values_are_in_the_form_in_which_they_are_written(field: Document, value: Any, written: Any) -> None:
    assert write(field, value) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('<a data-sys-entry-uid="blte1">x</a>', '<a data-sys-entry-uid="bltx1">x</a>'),
        ("<A  DATA-SYS-ENTRY-UID = 'blte1' b>x</A>", "<A  DATA-SYS-ENTRY-UID = 'bltx1' b>x</A>"),
        ("<img asset_uid=blta1>", "<img asset_uid=bltb1>"),
        (f'<img src="{URL}?a=1&amp;b=2" asset_uid="blta1"/>', f'<img src="{THEIRS}?a=1&amp;b=2" asset_uid="bltb1"/>'),
        ('<!-- <a data-sys-entry-uid="blte1"> -->', '<!-- <a data-sys-entry-uid="blte1"> -->'),
        ("a < b, data-sys-entry-uid=blte1 > c", "a < b, data-sys-entry-uid=blte1 > c"),
        ('<a title="a > b" data-sys-entry-uid="blte1" <b>', '<a title="a > b" data-sys-entry-uid="blte1" <b>'),
        (
            '<a x-data-sys-entry-uid="blte1" data-sys-entry-uid="">',
            '<a x-data-sys-entry-uid="blte1" data-sys-entry-uid="">',
        ),
        ('<a title="data-sys-entry-uid=blte1">', '<a title="data-sys-entry-uid=blte1">'),
    ],
)
def test_html_changes_in_attributes_of_tags_only(text: str, written: str) -> None:
    assert write(HTML, text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('a<a data-sys-entry-uid="bltlate">x<b>y</b></a>b', "ab"),
        ('<div data-sys-entry-uid="bltlate">x<div>y</div>z</div>b', "b"),
        ('a<img data-sys-entry-uid="bltlate">b', "ab"),
        ('a<span data-sys-entry-uid="bltlate"/>b</span>', "ab</span>"),
        ('a<p data-sys-entry-uid="bltlate">b', "ab"),
        ('<a data-sys-entry-uid="bltlate"><a data-sys-entry-uid="blte1">x</a></a>b', "b"),
    ],
)
def test_html_of_an_entry_to_come_is_left_out(text: str, written: str) -> None:
    assert write(HTML, text, "bltlate") == written


@pytest.mark.parametrize(
    "text",
    [
        "<a " * 100_000 + "uid",
        "<a x='" * 100_000 + "uid",
        '<a data-sys-entry-uid="bltlate">' * 20_000,
        "<!--" * 100_000 + "uid",
        "//h/v3/assets/k/u/" + ")" * 100_000,
        "//a" * 100_000 + "/v3/assets/",
    ],
    ids=["tags", "quotes", "unclosed", "comments", "brackets", "slashes"],
)
def test_malformed_text_takes_no_time(text: str) -> None:
    """Nothing in it grows faster than the text. The bound is generous, as machines are busy."""
    began = time.process_time()
    assert len(write(HTML, text, "bltlate")) <= len(text)
    assert time.process_time() - began < 5


def test_nodes_of_an_entry_to_come_are_left_out() -> None:
    nodes = [build_node("blte1"), {"type": "p", "children": [build_node("bltlate")]}, {"text": "a"}]
    assert write(RICH, build_doc(*nodes), "bltlate") == build_doc(
        build_node("bltx1"), {"type": "p", "children": [{"text": ""}]}, {"text": "a"}
    )
    empty = build_doc({"type": "p", "attrs": {}, "children": [{"text": ""}]})
    assert write(RICH, build_doc(build_node("bltlate")), "bltlate") == empty


def test_attributes_of_old_and_of_unknown_nodes_change() -> None:
    node = {
        "type": "mystery",
        "attrs": {
            "redactor-attributes": {"asset_uid": "blta1", "src": URL},
            "asset-link": URL,
            "product": "blte1",
            "style": {"x": [1, None]},
        },
        "children": [{"text": f"blte1 {URL}"}],
    }
    assert write(RICH, build_doc(node))["children"] == [
        {
            "type": "mystery",
            "attrs": {
                "redactor-attributes": {"asset_uid": "bltb1", "src": THEIRS},
                "asset-link": THEIRS,
                "product": "bltx1",
                "style": {"x": [1, None]},
            },
            "children": [{"text": f"blte1 {THEIRS}"}],
        }
    ]


def test_references_to_come_are_left_out_and_named() -> None:
    schema = [LINK, {**LINK, "uid": "other"}, {**RICH, "uid": "body"}, build_field("text") | {"uid": "text"}]
    late = {"uid": "bltlate", "_content_type_uid": "page"}
    known = {"uid": "blte1", "_content_type_uid": "page"}
    entry = {"it": [late, known], "other": [known], "body": build_doc(build_node("bltlate")), "text": "a"}
    written = rewrite_entry(entry, schema, UIDS, {"bltlate"}.__contains__)
    assert written.fields["it"] == [{"uid": "bltx1", "_content_type_uid": "page"}]
    assert written.missing == (Reference("entry", "bltlate", "page"),)
    assert written.late_fields == {"it", "body"}
    assert written.dangling == ()


def test_mandatory_fields_keep_what_is_to_come_if_they_would_be_empty() -> None:
    mandatory = {**LINK, "mandatory": True}
    late = {"uid": "bltlate", "_content_type_uid": "page"}
    known = {"uid": "blte1", "_content_type_uid": "page"}
    mapped = {"uid": "bltx1", "_content_type_uid": "page"}
    assert write(mandatory, [late], "bltlate") == [late]
    assert write(mandatory, [late, known], "bltlate") == [mapped]
    assert write({**LINK, "min_instance": 2}, [late, known], "bltlate") == [late, mapped]
    assert write({**LINK, "min_instance": 1}, [late, known], "bltlate") == [mapped]
    text = '<a data-sys-entry-uid="bltlate">x</a>'
    assert write({**HTML, "mandatory": True}, text, "bltlate") == text
    group = build_field("group", schema=[mandatory])
    assert write(group, {"it": [late]}, "bltlate") == {"it": [late]}


def test_what_is_in_neither_stack_stays_and_is_named() -> None:
    entry = {"it": [{"uid": "bltgone", "_content_type_uid": "page"}]}
    written = rewrite_entry(entry, [LINK], UIDS)
    assert written.fields == entry
    assert written.dangling == (Reference("entry", "bltgone", "page"),)
    assert (written.missing, written.late_fields) == ((), frozenset())


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"a": ["blte1", None, 1, "x"], "blta1": {}}, {"a": ["bltx1", None, 1, "x"], "bltb1": {}}),
        ({"parent": "bltf1"}, {"parent": "bltg1"}),
        ("bltlate", "bltlate"),
        (f"x {URL}", f"x {THEIRS}"),
        ({"uid": "blta1", "url": URL}, {"uid": "bltb1", "url": THEIRS}),
    ],
)
def test_custom_fields_change_where_they_name_something(value: Any, written: Any) -> None:
    assert write(CUSTOM, value, "bltlate") == written
    assert write(build_field("text", extension_uid="bltext", multiple=True), [value], "bltlate") == [written]


def test_an_entry_to_come_in_a_custom_field_stays_and_is_missing() -> None:
    written = rewrite_entry({"it": {"a": "bltlate"}}, [CUSTOM], UIDS, {"bltlate"}.__contains__)
    assert written.fields == {"it": {"a": "bltlate"}}
    assert written.missing == (Reference("entry", "bltlate"),)
    assert written.late_fields == {"it"}


def test_uids_inside_the_text_of_a_custom_field_change_if_the_server_made_them() -> None:
    made = "blt0123456789abcdef"
    uids = UidTable({"entry": {made: "cs0123456789abcdef", "home": "bltx2"}})
    field = build_field("text", extension_uid="bltext")
    text = f'{{"entry":"{made}","x":"{made}0","home":"home"}}'
    written = rewrite_entry({"it": text}, [field], uids).fields["it"]
    assert written == f'{{"entry":"cs0123456789abcdef","x":"{made}0","home":"home"}}'


@pytest.mark.parametrize("known", ["(1).png", "a.png).", "a,b.png", "a.png"])
def test_a_known_url_is_found_whatever_stands_behind_it(known: str) -> None:
    url = f"https://assets.contentstack.io/v3/assets/bltkey/blta9/v1/{known}"
    uids = UidTable({"asset_url": {url: "/target"}})
    written = rewrite_entry({"it": f"({url}), and"}, [build_field("text")], uids)
    assert written.fields["it"] == "(/target), and"
    assert written.dangling == ()


def test_the_url_of_an_unknown_asset_stays_and_is_named() -> None:
    url = "//images.contentstack.io/v3/assets/bltkey/bltgone/v1/a.png"
    written = rewrite_entry({"it": url}, [build_field("text")], UIDS)
    assert written.fields["it"] == url
    assert written.dangling == (Reference("asset", "bltgone"),)


def test_the_url_of_an_asset_whose_new_url_is_unknown_stays_whole() -> None:
    uid = "blt0123456789abcdef"
    url = f"https://images.contentstack.io/v3/assets/bltkey/{uid}/v1/a.png"
    uids = UidTable({"asset": {uid: "blt00"}})
    written = rewrite_entry({"it": f"{uid} {url}, {uid}"}, [CUSTOM], uids)
    assert written.fields["it"] == f"blt00 {url}, blt00"


def test_blocks_keep_their_instances() -> None:
    field = build_field("blocks", blocks=[{"uid": "hero", "schema": [{**LINK, "uid": "link"}]}])
    inner = {"_metadata": {"uid": "cs1"}, "removed": 1}
    value = [{"hero": {"link": [{"uid": "blte1", "_content_type_uid": "page"}], **inner}}]
    written = [{"hero": {"link": [{"uid": "bltx1", "_content_type_uid": "page"}], "_metadata": {"uid": "cs1"}}}]
    assert write(field, value) == written


def test_references_are_found_once_each() -> None:
    entry = {"it": [{"uid": "blte1", "_content_type_uid": "page"}] * 2, "body": build_doc(build_node("blte1"))}
    assert find_references(entry, [LINK, {**RICH, "uid": "body"}]) == [Reference("entry", "blte1", "page")]
    assert find_references({"it": f'<img src="{URL}">'}, [HTML]) == [Reference("asset", "blta1")]
    assert find_references({"it": "blte1"}, [CUSTOM]) == []


def test_a_variant_of_an_entry_keeps_what_differs() -> None:
    variant = {
        "uid": "blte1",
        "it": [{"uid": "blte1", "_content_type_uid": "page"}],
        "_variant": {"_uid": "cs1", "_change_set": ["it"], "_order": [], "_base_entry_version": 2},
        "_metadata": {"references": []},
        "_version": 3,
    }
    assert rewrite_entry_variant(variant, [LINK], UIDS).fields == {
        "it": [{"uid": "bltx1", "_content_type_uid": "page"}],
        "_variant": {"_change_set": ["it"], "_order": []},
    }
