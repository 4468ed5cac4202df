"""The atomic operators of an update, without any server."""

from typing import Any

import pytest

from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.rules.atomic_operators import AtomicError, resolve_operators

STORED: Document = {
    "numbers": [6, 2, 3, 2],
    "count": 8,
    "group": {"title": "Old", "count": 1, "link": {"title": "a", "href": "/a"}},
    "steps": [{"text": "Cut", "minutes": 5}, {"text": "Cook", "minutes": 40}],
    "blocks": [{"links": {"title": "x", "parts": [{"part": {"teaser": "t", "kept": 1}}]}}],
    "empty": None,
}


@pytest.mark.parametrize(
    ("sent", "result"),
    [
        ({"numbers": {"PUSH": {"data": [4, 5]}}}, [6, 2, 3, 2, 4, 5]),
        ({"numbers": {"PUSH": {"data": 4}}}, [6, 2, 3, 2, 4]),
        ({"steps": {"PUSH": {"data": {"text": "Eat"}}}}, [*STORED["steps"], {"text": "Eat"}]),
        ({"empty": {"PUSH": {"data": [1]}}}, [1]),
        ({"absent": {"PUSH": {"data": [1]}}}, [1]),
        ({"numbers": {"PULL": {"data": [2]}}}, [6, 3]),
        ({"numbers": {"PULL": {"query": {"$in": [2, 3]}}}}, [6]),
        ({"steps": {"PULL": {"query": {"text": {"$in": ["Cut"]}}}}}, STORED["steps"][1:]),
        ({"steps": {"PULL": {"data": {"text": "Cut", "minutes": 5}}}}, STORED["steps"][1:]),
        ({"absent": {"PULL": {"data": [2]}}}, []),
        ({"numbers": {"UPDATE": {"index": 0, "data": 1}}}, [1, 2, 3, 2]),
        (
            {"steps": {"UPDATE": {"index": 1, "data": {"text": "Boil"}}}},
            [STORED["steps"][0], {"text": "Boil", "minutes": 40}],
        ),
        ({"group": {"UPDATE": {"data": {"title": "New"}}}}, {**STORED["group"], "title": "New"}),
        ({"count": {"UPDATE": {"data": 3}}}, 3),
        ({"count": {"ADD": 2}}, 10),
        ({"count": {"SUB": 2}}, 6),
        ({"count": {"ADD": 0.5}}, 8.5),
        ({"absent": {"SUB": 2}}, -2),
        ({"group": {"count": {"ADD": 1}}}, {**STORED["group"], "count": 2}),
        ({"group": {"title": "New"}}, {"title": "New"}),
        ({"numbers": [1]}, [1]),
        ({"numbers": None}, None),
    ],
)
def test_each_operator_changes_the_stored_value(sent: Document, result: Any) -> None:
    assert resolve_operators(sent, STORED) == {next(iter(sent)): result}


def test_an_update_inside_an_update_leaves_the_rest_alone() -> None:
    inner = {"UPDATE": {"index": 0, "data": {"part": {"teaser": "new"}}}}
    sent = {"blocks": {"UPDATE": {"index": 0, "data": {"links": {"parts": inner}}}}}
    assert resolve_operators(sent, STORED) == {
        "blocks": [{"links": {"title": "x", "parts": [{"part": {"teaser": "new", "kept": 1}}]}}]
    }
    sent = {"group": {"UPDATE": {"data": {"link": {"UPDATE": {"data": {"title": "b"}}}}}}}
    assert resolve_operators(sent, STORED)["group"]["link"] == {"title": "b", "href": "/a"}


def test_nothing_stored_is_changed() -> None:
    stored: Document = {"numbers": [1], "group": {"numbers": [1]}}
    resolve_operators({"numbers": {"PUSH": {"data": 2}}, "group": {"numbers": {"PUSH": {"data": 2}}}}, stored)
    assert stored == {"numbers": [1], "group": {"numbers": [1]}}


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ({"count": {"PUSH": {"data": 1}}}, "count"),
        ({"count": {"PULL": {"data": 1}}}, "count"),
        ({"numbers": {"PUSH": 1}}, "numbers"),
        ({"numbers": {"PUSH": {}}}, "numbers"),
        ({"numbers": {"PULL": {}}}, "numbers"),
        ({"numbers": {"PULL": {"query": {"$near": 1}}}}, "numbers"),
        ({"numbers": {"UPDATE": {"index": 0}}}, "numbers"),
        ({"numbers": {"UPDATE": {"index": 4, "data": 1}}}, "numbers.4"),
        ({"numbers": {"UPDATE": {"index": -1, "data": 1}}}, "numbers.-1"),
        ({"count": {"UPDATE": {"index": 0, "data": 1}}}, "count"),
        ({"numbers": {"ADD": 1}}, "numbers"),
        ({"count": {"ADD": "1"}}, "count"),
        ({"count": {"ADD": True}}, "count"),
        ({"group": {"title": {"SUB": 1}}}, "group.title"),
    ],
)
def test_operators_that_do_not_go_with_the_value(sent: Document, path: str) -> None:
    with pytest.raises(AtomicError) as refused:
        resolve_operators(sent, STORED)
    assert refused.value.path == path
