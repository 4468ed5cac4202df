import pytest

from contentstack_cma.atomic import add, pull, pull_where, push, subtract, update_at


def test_each_operator_builds_its_object() -> None:
    assert push("a", "b") == {"PUSH": {"data": ["a", "b"]}}
    assert pull("a") == {"PULL": {"data": ["a"]}}
    assert pull_where({"title": "a"}) == {"PULL": {"query": {"title": "a"}}}
    assert update_at(1, {"title": "a"}) == {"UPDATE": {"index": 1, "data": {"title": "a"}}}
    assert add(2) == {"ADD": 2}
    assert subtract(2.5) == {"SUB": 2.5}


def test_nothing_to_push_or_pull() -> None:
    with pytest.raises(ValueError, match="at least one item"):
        push()
    with pytest.raises(ValueError, match="at least one item"):
        pull()


def test_a_negative_index_is_rejected() -> None:
    with pytest.raises(ValueError, match="index must be at least 0"):
        update_at(-1, "a")
