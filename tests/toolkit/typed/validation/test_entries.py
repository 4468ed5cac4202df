"""What is wrong with whole entries, and with several of them."""

import pickle
from typing import Any

import pytest

from contentstack_cma import Stack
from contentstack_cma.atomic import push, update_at
from contentstack_cma.errors import ValidationError
from contentstack_cma.models import ContentTypeInput
from contentstack_cma_toolkit.model import (
    Block,
    Blocks,
    ContentType,
    Custom,
    Date,
    File,
    Group,
    Link,
    Number,
    RichText,
    Select,
    Text,
)
from contentstack_cma_toolkit.typed.validation import (
    EntryChecker,
    InvalidEntryError,
    check_entry,
    find_batch_problems,
    find_problems,
)

TITLE = Text("title", required=True, unique=True)
ARTICLE = ContentType(
    "judged",
    fields=[
        TITLE,
        Select("color", required=True, choices=["red", "blue"], default="red"),
        Number("price", required=True, min=3, default=1),
        Text("words", multiple=True, required=True, default="a"),
        Date("day", required=True, default={"date": "2024-01-01", "time": "10:00"}),
        Link("more", required=True, default={"title": "Home", "url": "/"}),
        Group("seo", fields=[Text("code", unique=True)]),
        Group("parts", multiple=True, fields=[Text("code", unique=True)]),
        Blocks("sections", blocks=[Block("hero", fields=[Text("code", unique=True)])]),
        File("photo", unique=True),
        RichText("body", unique=True),
    ],
)


def find_paths(entry: dict[str, Any], *, partial: bool = False) -> list[str]:
    return [each.path for each in find_problems(ARTICLE, entry, partial=partial)]


@pytest.fixture(scope="module")
def _judged() -> list[Stack]:
    return []


@pytest.fixture
def judged(stack: Stack, _judged: list[Stack]) -> Stack:
    """A stack with the content type."""
    if not _judged:
        stack.content_types.create(ContentTypeInput.from_dict(ARTICLE.to_wire()))
        _judged.append(stack)
    return stack


ENTRIES: list[dict[str, Any]] = [
    {"title": "Defaults", "price": 3},
    {"title": "A default that is invalid is ignored"},
    {"title": "Null is no default", "price": 3, "color": None, "words": []},
    {"price": 3},
    {"title": "Uid", "price": 3, "uid": "no uid!"},
    {"title": "Uid", "price": 3, "uid": 5},
    {"title": "Tags", "price": 3, "tags": "a"},
    {"title": "Tags", "price": 3, "tags": ["a", 1]},
    {"title": "Tags", "price": 3, "tags": ["a"] * 51},
    {"title": "Tags", "price": 3, "tags": ["a" * 51]},
    {"title": "50 tags", "price": 3, "tags": ["🙂" * 50] * 50},
    {"title": "Operators", "price": 3, "tags": push("a"), "words": push("b")},
    {"title": "Unknown keys", "price": 3, "prcie": 5, "seo": {"x": 1}},
]


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_new_entries(judged: Stack, entry: dict[str, Any]) -> None:
    paths = find_paths(entry)
    if paths:
        with pytest.raises(ValidationError) as caught:
            judged.entries("judged").create(entry)
        assert list(caught.value.errors) == paths
    else:
        judged.entries("judged").create(entry)


UPDATES: list[dict[str, Any]] = [
    {},
    {"seo": {"code": "x"}},
    {"title": ""},
    {"title": None, "price": None},
    {"tags": ["a" * 51]},
    {"words": push("c"), "sections": push({"hero": {}})},
    {"words": update_at(0, "d")},
    {"price": {"ADD": 1}},
    {"seo": {"code": {"UPDATE": {"data": "y"}}}},
    {"uid": "no uid!"},
]


@pytest.mark.parametrize("update", UPDATES, ids=str)
def test_updates(judged: Stack, update: dict[str, Any]) -> None:
    entries = judged.entries("judged")
    entry = entries.create({"title": f"To update: {update}", "price": 3})
    paths = find_paths(update, partial=True)
    if paths:
        with pytest.raises(ValidationError) as caught:
            entries.update(entry.uid, update)
        assert list(caught.value.errors) == paths
    else:
        entries.update(entry.uid, update)


def test_unknown_keys() -> None:
    entry = {
        "title": "Hi",
        "prcie": 3,
        "uid": "blt1",
        "_version": 2,
        "seo": {"cod": 1, "_metadata": {}},
        "parts": [{}, {"uid": "x"}],
        "sections": [{"hero": {"x": 1}}],
    }
    found = EntryChecker(ARTICLE).find_unknown_keys(entry)
    assert [each.path for each in found] == ["prcie", "seo.cod", "parts.1.uid", "sections.0.hero.x"]
    assert str(found[0]) == "prcie: is no field of the content type, and would be ignored"


def test_unique_values() -> None:
    same = {"price": 3, "seo": {"code": "x"}, "parts": [{"code": "x"}], "sections": [{"hero": {"code": "x"}}]}
    document: dict[str, Any] = {"children": []}
    entries = [
        {"title": "A", **same, "photo": "blt1", "body": document},
        {"title": "B", **same, "photo": {"uid": "blt1"}, "body": document},
        {"title": "A", "price": 3},
        {"title": "", "price": 1, "seo": {"code": ""}},
    ]
    found = find_batch_problems(ARTICLE, entries)
    assert {index: [str(each) for each in problems] for index, problems in found.items()} == {
        1: ["seo.code: has the same unique value as entry 0", "photo: has the same unique value as entry 0"],
        2: ["title: has the same unique value as entry 0"],
        3: ["title: is required", "price: must be at least 3, not the number 1"],
    }


def test_defaults_that_must_be_unique() -> None:
    content_type = ContentType("x", fields=[TITLE, Number("code", unique=True, default=7)])
    found = find_batch_problems(content_type, [{"title": "A"}, {"title": "B"}, {"title": "C", "code": 7.0}])
    assert {index: [each.path for each in problems] for index, problems in found.items()} == {1: ["code"], 2: ["code"]}


def test_unique_values_of_custom_fields() -> None:
    content_type = ContentType("x", fields=[TITLE, Custom("f", kind="json", extension="blt1", unique=True)])
    values = [{"n": [1]}, {"n": [1.0]}, {"n": [2]}, {"n": [True]}, [3, {"n": [2]}]]
    found = find_batch_problems(content_type, [{"title": str(index), "f": each} for index, each in enumerate(values)])
    assert {index: [str(each) for each in problems] for index, problems in found.items()} == {
        1: ["f: has the same unique value as entry 0"],
        4: ["f: has the same unique value as entry 2"],
    }


def test_groups_that_are_unique_are_not_compared() -> None:
    content_type = ContentType("x", fields=[TITLE, Group("f", unique=True, fields=[Number("n")])])
    assert find_batch_problems(content_type, [{"title": "A", "f": {"n": 1}}, {"title": "B", "f": {"n": 1}}]) == {}


def test_uids_in_a_batch() -> None:
    entries = [{"title": "A", "price": 3, "uid": "x"}, {"title": "B", "price": 3, "uid": "x"}]
    assert [each.path for each in find_batch_problems(ARTICLE, entries)[1]] == ["uid"]
    assert find_batch_problems(ARTICLE, entries, partial=True) == {}


def test_several_entries_of_a_singleton() -> None:
    content_type = ContentType("home", fields=[TITLE], is_singleton=True)
    assert find_problems(content_type, {"title": "A"}) == []
    assert [str(each) for each in find_batch_problems(content_type, [{"title": "A"}, {"title": "B"}])[1]] == [
        "entry: is not the only one, but the content type allows only one"
    ]


def test_exception_lists_problems() -> None:
    with pytest.raises(InvalidEntryError) as caught:
        check_entry(ARTICLE, {"title": 5, "price": "secret-token-of-a-user", "seo": {"code": 1}})
    assert str(caught.value) == (
        "the entry does not fit the content type 'judged':\n"
        "  title: must be a text, not the number 5\n"
        "  price: must be a number, not a text that begins with 'secret-t'\n"
        "  seo.code: must be a text, not the number 1"
    )
    assert [each.path for each in caught.value.problems] == ["title", "price", "seo.code"]
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


def test_exception_lists_twenty_problems() -> None:
    with pytest.raises(InvalidEntryError) as caught:
        check_entry(ARTICLE, {"title": "A", "price": 3, "words": [1] * 30})
    assert str(caught.value).splitlines()[-2:] == [
        "  words.19: must be a text, not the number 1",
        "  and 10 more (see `problems`)",
    ]
    assert len(caught.value.problems) == 30


def test_valid_entry() -> None:
    check_entry(ARTICLE, {"title": "A", "price": 3})
    check_entry(ARTICLE, {"price": 3}, partial=True)
