"""Python names of uids."""

import keyword
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contentstack_cma_toolkit.model import Block, Blocks, Group, Number, Select, Text
from contentstack_cma_toolkit.model.names import (
    INPUT,
    make_attribute,
    make_class_name,
    name_attributes,
    name_classes,
    name_parts,
    name_uids,
)

uids = st.from_regex(r"[A-Za-z0-9_]{1,8}", fullmatch=True) | st.text(max_size=4)


@pytest.mark.parametrize(
    ("uid", "name"),
    [
        ("price", "price"),
        ("hero_image", "hero_image"),
        ("createdBy", "created_by"),
        ("SEOTitle", "seo_title"),
        ("_private", "private"),
        ("__init__", "init"),
        ("a__b", "a_b"),
        ("class", "class_"),
        ("None", "none"),
        ("match", "match"),
        ("uid", "uid_"),
        ("2nd", "field_2nd"),
        ("_", "field"),
        ("en-us", "en_us"),
        ("größe", "gr_e"),
    ],
)
def test_attribute(uid: str, name: str) -> None:
    assert make_attribute(uid, {"uid"}) == name


@pytest.mark.parametrize(
    ("uid", "name"),
    [
        ("article", "Article"),
        ("blog_post", "BlogPost"),
        ("blogPost", "BlogPost"),
        ("SEO_title", "SEOTitle"),
        ("404_page", "Type404Page"),
        ("none", "None_"),
        ("asset", "AssetEntry"),
        ("_", "Type"),
    ],
)
def test_class_name(uid: str, name: str) -> None:
    assert make_class_name(uid, {"Asset"}, "_" if uid == "none" else "Entry") == name


def test_uid_that_is_a_name_keeps_it() -> None:
    fields = [Number("Price"), Text("price"), Text("price_2"), Text("_price")]
    assert {name: field.uid for name, field in name_attributes(fields).items()} == {
        "price_3": "Price",
        "price": "price",
        "price_2": "price_2",
        "price_4": "_price",
    }


def test_taken_name_next_to_its_replacement() -> None:
    assert name_uids(["class", "class_"]) == {"class": "class__2", "class_": "class_"}


@given(st.lists(uids, unique=True), st.sets(st.sampled_from(["str", "fields", "price"])))
def test_attributes_are_different_names(given_uids: list[str], taken: set[str]) -> None:
    names = name_uids(given_uids, taken)
    assert list(names) == given_uids
    assert len(set(names.values())) == len(given_uids)
    for name in names.values():
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert name not in taken
        assert not name.startswith("_")


@given(st.lists(uids, unique=True), st.lists(uids, unique=True))
def test_classes_are_different_names(types: list[str], shared: list[str]) -> None:
    found = name_classes(types, shared, {"Ref"})
    names = [*found.content_types.values(), *found.global_fields.values()]
    assert len(set(names)) == len(types) + len(shared)
    for name in names:
        assert name.isidentifier()
        assert name[0].isupper()
        assert not keyword.iskeyword(name)
        assert name != "Ref"


def test_classes_with_the_same_name() -> None:
    for types in permutations(["article", "article_", "ref"]):
        found = name_classes(types, ["article", "ref"], {"Ref"})
        assert found.content_types == {"article": "Article", "article_": "Article_2", "ref": "RefEntry"}
        assert found.global_fields == {"article": "ArticleGlobal", "ref": "RefGlobal"}


def test_classes_in_a_class() -> None:
    fields = [
        Group("sections_hero"),
        Blocks("sections", blocks=[Block("hero"), Block("quote"), Block("input")]),
        Select("input", choices=["a"]),
        Text("plain"),
    ]
    assert name_parts(fields) == {
        ("sections_hero",): "SectionsHero",
        ("sections",): "Sections",
        ("sections", "hero"): "SectionsHero_2",
        ("sections", "quote"): "SectionsQuote",
        ("sections", "input"): "SectionsInput",
        ("input",): "Input_",
        (INPUT, "sections"): "SectionsInput_2",
    }
