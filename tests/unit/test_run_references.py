"""References to items that a run has not created yet."""

from typing import Any

import pytest

from contentstack_cma.bulk.references import Reference, find_references, ref, resolve_references

FIRST = ref("post", key="one")
SECOND = ref("page", key=2, field="number")
UIDS = {FIRST: "blt1", SECOND: "blt2"}


def test_a_reference_names_a_content_type_and_a_key() -> None:
    assert ref("page", key=2, field="number") == Reference("page", 2, "number") == SECOND
    assert str(FIRST) == "post 'one'"


@pytest.mark.parametrize("key", [True, None, 1.5, ["a"]])
def test_a_key_of_another_type_is_an_error(key: Any) -> None:
    with pytest.raises(TypeError, match="key must be a string or an integer"):
        ref("post", key=key)


@pytest.mark.parametrize(("content_type", "key"), [("", "a"), ("post", "")])
def test_an_empty_value_is_an_error(content_type: str, key: str) -> None:
    with pytest.raises(ValueError, match="must not be empty"):
        ref(content_type, key=key)


def test_references_are_found_at_any_depth_in_their_order() -> None:
    fields = {"a": FIRST, "groups": [{"b": (SECOND, "x")}, {"c": {"d": [FIRST]}}], "n": 1}
    assert list(find_references(fields)) == [FIRST, SECOND, FIRST]
    assert list(find_references("post")) == []


def test_known_references_get_the_form_of_the_api_and_the_rest_stays() -> None:
    known = {"uid": "blt1", "_content_type_uid": "post"}
    fields = {"a": FIRST, "b": [FIRST, SECOND, "x"], "c": ({"d": FIRST},), "n": 1}
    assert resolve_references(fields, UIDS.get) == {
        "a": [known],
        "b": [known, {"uid": "blt2", "_content_type_uid": "page"}, "x"],
        "c": [{"d": [known]}],
        "n": 1,
    }
    assert fields["a"] is FIRST


def test_unknown_references_are_left_out() -> None:
    assert resolve_references({"a": FIRST, "b": [FIRST, "x"]}, lambda _: None) == {"a": [], "b": ["x"]}
