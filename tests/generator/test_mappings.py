"""Models are mappings of their keys in JSON."""

import copy
import json
import pickle
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

import pytest

from contentstack_cma_client import models
from contentstack_cma_client.model import Model
from contentstack_cma_client.models import Entry, LabelInput, Release
from generator.properties import _METHODS

SOURCE: dict[str, Any] = {
    "uid": "blt1",
    "title": "Hi",
    "_version": 3,
    "created_at": "2024-01-31T09:30:00.083Z",
    "_workflow": {"uid": "w"},
    "url": None,
    "price": 3,
    "seo": {"keywords": ["a"]},
}


@pytest.fixture
def entry() -> Entry:
    return Entry.from_dict(copy.deepcopy(SOURCE))


def list_models() -> Iterator[type[Model]]:
    for name in models.__all__:
        model = getattr(models, name)
        if isinstance(model, type) and issubclass(model, Model):
            yield model


def test_no_attribute_hides_a_method() -> None:
    public = {name for name in dir(Model) if not name.startswith("_")}
    assert public <= _METHODS
    hidden = [(model, name) for model in list_models() for name in model._attributes.values() if name in _METHODS]
    assert hidden == []


def test_attributes_named_like_a_method_have_an_underscore() -> None:
    release = Release.from_dict({"uid": "r", "items": [{"uid": "e"}]})
    assert [item.uid for item in release.items_ or ()] == ["e"]
    assert dict(release.items()) == {"uid": "r", "items": release.items_}


def test_completion_shows_fields_and_mapping_methods_only() -> None:
    assert {name for name in dir(Model) if not name.startswith("_")} == {
        *(name for name in dir(MutableMapping) if not name.startswith("_")),
        *("additional_properties", "from_dict", "to_dict"),
    }


def test_a_model_is_a_mapping_of_its_keys(entry: Entry) -> None:
    keys = ["uid", "title", "url", "_version", "created_at", "_workflow", "price", "seo"]
    assert isinstance(entry, MutableMapping)
    assert list(entry) == list(entry.keys()) == list(dict(entry)) == list({**entry}) == keys
    assert len(entry) == len(keys)
    assert "price" in entry
    assert "acl" not in entry
    key: object = 5
    assert key not in entry


def test_values_are_those_of_the_attributes(entry: Entry) -> None:
    assert entry["_workflow"] is entry.workflow is dict(entry)["_workflow"]
    assert entry.created_at in entry.values()
    assert ("_version", 3) in entry.items()
    assert json.loads(json.dumps(entry.to_dict())) == SOURCE


def test_a_model_matches_a_pattern(entry: Entry) -> None:
    match entry:
        case {"title": title, "_workflow": {"uid": stage}, **rest}:
            assert (title, stage, rest["price"]) == ("Hi", "w", 3)
        case _:
            pytest.fail("no match")


def test_a_model_equals_the_mapping_of_its_json(entry: Entry) -> None:
    assert entry == SOURCE == entry
    assert entry == dict(entry)
    assert entry != {**SOURCE, "price": 4}
    assert entry != LabelInput.from_dict({"name": "x"})
    assert entry != "blt1"


def test_a_model_without_keys_is_false_as_a_mapping() -> None:
    assert not Entry.from_dict({})
    assert Entry.from_dict({"uid": None})
    assert len(LabelInput.from_dict({"name": "x"})) == 1


def test_a_model_is_changed_like_a_dict(entry: Entry) -> None:
    assert entry.pop("price") == 3
    assert entry.pop("price", None) is None
    assert entry.setdefault("tags", ["a"]) == ["a"] == entry.tags
    entry.update({"title": "Ho"}, color="red")
    assert (entry.title, entry["color"]) == ("Ho", "red")
    del entry["url"], entry["_workflow"]
    assert entry.workflow is None
    with pytest.raises(KeyError):
        del entry["_workflow"]
    kept = {key: value for key, value in SOURCE.items() if key not in {"price", "url", "_workflow"}}
    assert entry.to_dict() == {**kept, "title": "Ho", "tags": ["a"], "color": "red"}
    entry.clear()
    assert dict(entry) == entry.to_dict() == {}


def test_a_key_that_is_set_to_null_is_there() -> None:
    entry = Entry.from_dict({"uid": "blt1", "title": "Hi"})
    source = entry._source
    entry["url"] = None
    entry.update(tags=None, price=None)
    assert entry.setdefault("locale") is None
    del entry["title"]
    entry["title"] = None
    assert entry.to_dict() == {"uid": "blt1", **dict.fromkeys(("title", "url", "tags", "locale", "price"))}
    assert copy.copy(entry).to_dict() == pickle.loads(pickle.dumps(entry)).to_dict() == entry.to_dict()
    assert source == {"uid": "blt1", "title": "Hi"}
    del entry["url"]
    assert "url" not in entry


def test_a_key_of_a_body_can_be_deleted() -> None:
    label = LabelInput(name="a", parent=["b"])
    del label["parent"]
    assert label.to_dict() == {"name": "a"}
    assert "parent" not in label


def test_a_deleted_key_does_not_change_what_was_read() -> None:
    source = dict(SOURCE)
    del Entry.from_dict(source)["url"]
    assert source == SOURCE


@pytest.mark.parametrize("read_first", [True, False])
def test_a_shallow_copy_has_keys_of_its_own(entry: Entry, *, read_first: bool) -> None:
    if read_first:
        assert entry["price"] == 3
    copied = copy.copy(entry)
    copied["price"] = 4
    copied.title = "Ho"
    del copied["url"]
    assert entry == SOURCE
    assert copied["seo"] is entry["seo"]


def test_a_deep_copy_shares_nothing(entry: Entry) -> None:
    copied = copy.deepcopy(entry)
    copied["seo"]["keywords"].append("b")
    assert entry == SOURCE
    assert pickle.loads(pickle.dumps(copied)) == copied != entry


class Missing:
    """Failed look-ups and what their message says."""

    CASES = (
        ("price", "it is a key without an attribute, use ['price']"),
        ("prise", "did you mean ['price']?"),
        ("titel", "did you mean 'title'?"),
        ("_version", ""),
        ("ACL", "did you mean 'acl'?"),
        ("nothing_like_it", ""),
    )


@pytest.mark.parametrize(("name", "hint"), Missing.CASES)
def test_a_missing_attribute_says_what_there_is(entry: Entry, name: str, hint: str) -> None:
    with pytest.raises(AttributeError) as caught:
        getattr(entry, name)
    text = f"'Entry' object has no attribute {name!r}"
    assert str(caught.value) == (f"{text}: {hint}" if hint else text)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    assert not hasattr(entry, name)


def test_a_half_made_model_can_be_looked_at() -> None:
    half = Entry.__new__(Entry)
    assert repr(half) == "Entry()"
    assert "<table" in half._repr_html_()
    assert not hasattr(half, "title")
    half.title = "Hi"
    assert repr(half) == "Entry(title='Hi')"
    with pytest.raises(AttributeError, match=r"no attribute 'uid'$"):
        half.uid  # noqa: B018


def test_a_mapping_of_another_kind_is_no_model() -> None:
    class Chain(dict[str, Any]):
        pass

    assert isinstance(Entry.from_dict(Chain(SOURCE)), Mapping)
    assert Entry.from_dict(Chain(SOURCE)) == SOURCE
