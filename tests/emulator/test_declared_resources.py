"""Declared resources: what each part of a declaration does."""

from collections.abc import Iterator
from typing import Any

import pytest

from contentstack_cma_emulator.engine.call import MAIN_BRANCH, State
from contentstack_cma_emulator.engine.declared import Rejection, Resource, report_missing
from contentstack_cma_emulator.engine.documents import Document
from contentstack_cma_emulator.engine.errors import CmaError
from contentstack_cma_emulator.engine.field_rules import (
    require,
    require_each_of,
    require_one_of,
    require_texts,
)
from contentstack_cma_emulator.engine.relations import Reference, remove_names
from contentstack_cma_emulator.engine.scopes import PER_BRANCH, PER_ORGANIZATION, PER_STACK
from contentstack_cma_emulator.engine.system_fields import (
    MINIMAL_FIELDS,
    SystemFields,
    generate_uid_with,
    take_or_make_uid,
)
from tests.emulator.support.direct_calls import build_call, create_state

VERBS = ("list", "create", "get", "update", "delete")

BOXES = Resource(
    kind="test_box",
    key="box",
    plural="boxes",
    noun="Box",
    address="box_uid",
    make_uid=take_or_make_uid("cs"),
    defaults={"colour": "red"},
    unique=("name",),
    duplicate=Rejection(409, 409, "is taken."),
    rules=(require("name"), require_one_of("colour", ("red", "blue"))),
    hidden=("secret",),
    fixed=("sort",),
    typeahead=("name",),
    missing=report_missing("Box", 404, 404),
)

THINGS = Resource(
    kind="test_thing",
    key=None,
    plural="things",
    noun="Thing",
    address="thing",
    identity="name",
    place=PER_BRANCH,
    system=SystemFields(
        acl=None, versioned=False, created=("createdAt", "createdBy"), updated=("updatedAt", "updatedBy")
    ),
    replaced=("note",),
    references=(
        Reference("box", "test_box"),
        Reference("shelf.boxes", "test_box"),
        Reference("inside", "test_box", on_delete="cascade"),
    ),
    deleted_status=204,
    notices={"created": "", "updated": "Done."},
)

LOANS = Resource(
    kind="test_loan",
    key="loan",
    plural="loans",
    noun="Loan",
    address="loan_uid",
    place=PER_ORGANIZATION,
    references=(Reference("box", "test_box", on_delete="cascade"),),
)

for resource in (BOXES, THINGS, LOANS):
    resource.register_all_but(*VERBS)


@pytest.fixture
def state() -> Iterator[State]:
    made = create_state()
    yield made
    made.store.close()


def box(state: State, name: str, **values: Any) -> Document:
    body = BOXES.create(build_call(state, {"box": {"name": name, **values}})).body
    assert body
    made: Document = body["box"]
    return made


def thing(state: State, name: str, **values: Any) -> Document:
    body = THINGS.create(build_call(state, {"name": name, **values})).body
    assert body
    return body


def names(state: State, **query: str) -> list[str]:
    body = BOXES.list_page(build_call(state, None, None, MAIN_BRANCH, **query)).body
    assert body
    return [item["name"] for item in body["boxes"]]


def refusal(error: pytest.ExceptionInfo[CmaError]) -> tuple[int, int | None, dict[str, list[str]]]:
    return error.value.status, error.value.code, error.value.errors


def test_what_is_stored(state: State) -> None:
    made = box(state, "a", uid="mine", ACL=[1], created_by="me", tags=["t"])
    assert (made["uid"], made["colour"], made["tags"], made["_version"]) == ("mine", "red", ["t"], 1)
    assert (made["ACL"], made["created_by"], made["updated_by"]) == ({}, "blt_owner", "blt_owner")
    assert box(state, "b")["uid"].startswith("cs")


def test_an_update_writes_over_what_is_stored(state: State) -> None:
    box(state, "a", uid="mine", sort="x", note="n")
    sent = {"box": {"name": "b", "uid": "other", "sort": "y", "_version": 9}}
    response = BOXES.update(build_call(state, sent, {"box_uid": "mine"}))
    assert response.body
    changed = response.body["box"]
    assert response.body["notice"] == "Box updated successfully."
    assert (changed["name"], changed["uid"], changed["sort"], changed["note"]) == ("b", "mine", "x", "n")
    assert changed["_version"] == 2


def test_an_update_that_replaces(state: State) -> None:
    first = thing(state, "a", note="n")
    response = THINGS.update(build_call(state, {"name": "b"}, {"thing": "a"}))
    assert response.body
    assert response.body["notice"] == "Done."
    assert "note" not in response.body
    assert response.body["createdAt"] == first["createdAt"]
    assert {"uid", "createdBy", "updatedAt", "updatedBy"} <= set(response.body)
    assert not {"ACL", "_version", "created_at"} & set(response.body)


def test_a_bare_response_and_no_content(state: State) -> None:
    response = THINGS.create(build_call(state, {"name": "a"}))
    assert response.body
    assert "notice" not in response.body
    gone = THINGS.delete(build_call(state, path={"thing": "a"}))
    assert (gone.status, gone.body) == (204, None)


def test_a_value_that_must_be_unique(state: State) -> None:
    box(state, "a", uid="mine")
    for sent, field in (({"name": "a"}, "name"), ({"name": "b", "uid": "mine"}, "uid")):
        with pytest.raises(CmaError) as error:
            BOXES.create(build_call(state, {"box": sent}))
        assert refusal(error) == (409, 409, {field: ["is taken."]})
    assert BOXES.update(build_call(state, {"box": {"name": "a"}}, {"box_uid": "mine"})).status == 200


def test_rules_are_collected(state: State) -> None:
    with pytest.raises(CmaError) as error:
        box(state, "", colour="green")
    assert refusal(error) == (422, 119, {"name": ["is a required field."], "colour": ["is not valid."]})
    assert names(state) == []


def test_what_does_not_exist(state: State) -> None:
    for handler in (BOXES.get, BOXES.update, BOXES.delete):
        with pytest.raises(CmaError) as error:
            handler(build_call(state, {"box": {"name": "a"}}, {"box_uid": "none"}))
        assert refusal(error) == (404, 404, {"uid": ["is not valid."]})


def test_a_hidden_field_is_shown_once(state: State) -> None:
    assert box(state, "a", uid="mine", secret="s")["secret"] == "s"
    response = BOXES.get(build_call(state, path={"box_uid": "mine"}, include_branch="true"))
    assert response.body
    assert "secret" not in response.body["box"]
    assert response.body["box"]["_branch"] == "main"


def test_a_list_is_sorted_paged_searched_and_counted(state: State) -> None:
    for name in ("one", "two", "three"):
        box(state, name)
    assert names(state) == ["three", "two", "one"]
    assert names(state, asc="name", skip="1", limit="1") == ["three"]
    assert names(state, typeahead="O") == ["two", "one"]
    assert names(state, query='{"name": {"$ne": "two"}}') == ["three", "one"]
    assert BOXES.list_page(build_call(state, count="true")).body == {"boxes": 3}


def test_each_place_is_apart_from_the_others(state: State) -> None:
    thing(state, "a")
    assert THINGS.find_all(build_call(state, branch="next")) == []
    first = build_call(state, path={"organization_uid": "o1", "team": "t"})
    second = build_call(state, path={"organization_uid": "o2", "team": "t"})
    place = PER_ORGANIZATION.inside("team")
    state.store.put(place.make_key(first, "k", "x"), {})
    assert state.store.count(place.make_scope(first, "k")) == 1
    assert state.store.count(place.make_scope(second, "k")) == 0
    assert state.store.count(PER_STACK.make_scope(first, "k")) == 0


def test_a_reference_to_something_missing(state: State) -> None:
    box(state, "a", uid="mine")
    thing(state, "ok", box="mine", shelf={"boxes": ["mine", "$all"]})
    with pytest.raises(CmaError) as error:
        thing(state, "bad", box="none", shelf={"boxes": ["mine", "none"]})
    assert refusal(error)[2] == {"box": ["is not valid."], "shelf.boxes": ["is not valid."]}


def test_references_are_cleared_or_cascade(state: State) -> None:
    box(state, "a", uid="mine")
    thing(state, "cleared", box="mine")
    thing(state, "gone", inside="mine")
    thing(state, "kept", shelf={"boxes": ["mine", "$all"]})
    BOXES.delete(build_call(state, path={"box_uid": "mine"}))
    left = {item["name"]: item for item in THINGS.find_all(build_call(state))}
    assert set(left) == {"cleared", "kept"}
    assert left["cleared"]["box"] is None
    assert left["kept"]["shelf"] == {"boxes": ["$all"]}


def test_references_from_where_the_call_is_not(state: State) -> None:
    box(state, "a", uid="mine")
    order = build_call(state, {"loan": {"box": "mine"}}, {"organization_uid": "o1"})
    LOANS.create(order)
    BOXES.delete(build_call(state, path={"box_uid": "mine"}))
    assert LOANS.find_all(order) == []


def test_taking_a_name_out_of_a_value() -> None:
    value = {"a": [{"b": "x"}, {"b": "y"}, {"c": 1}], "d": ["x", "y"]}
    assert remove_names(value, ["a", "b"], {"x"})["a"] == [{"b": None}, {"b": "y"}, {"c": 1}]
    assert remove_names(value, ["d"], {"x", "y"})["d"] == []
    assert remove_names(value, ["e"], {"x"}) == value


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (require("a.b"), {"a": {"b": 0}}, {"a": {"b": []}}),
        (require_one_of("a", (1, 2)), {"a": None}, {"a": 3}),
        (require_each_of("a.b", ("x", "y")), {"a": [{"b": ["x", "y"]}]}, {"a": [{"b": "x"}, {"b": "z"}]}),
        (require_texts("a"), {"a": []}, {"a": ["x", 1]}),
    ],
)
def test_a_rule_accepts_or_names_the_problem(state: State, rule: Any, good: Document, bad: Document) -> None:
    assert rule(build_call(state), good) == {}
    assert len(rule(build_call(state), bad)) == 1


def test_a_uid_is_taken_from_the_body_or_generated(state: State) -> None:
    take = take_or_make_uid("cs")
    assert take(build_call(state), {"uid": "abc"}) == "abc"
    assert take(build_call(state), {}).startswith("cs")
    assert generate_uid_with("cs")(build_call(state), {}).startswith("cs")
    assert set(MINIMAL_FIELDS.build_for_new(build_call(state), "u")) == {
        "uid",
        "created_at",
        "created_by",
        "updated_at",
        "updated_by",
    }
