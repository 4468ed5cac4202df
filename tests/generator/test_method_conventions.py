"""What a method leaves out has a reason, and is something that there is."""

import pytest

from generator.bundle import Document
from generator.method_conventions import check_omissions

OPERATION: Document = {
    "parameters": [{"name": "skip", "in": "query"}, {"name": "branch", "in": "header"}, {"name": "uid", "in": "path"}],
    "requestBody": {},
}
METHOD: Document = {"resource": "things", "verb": "list", "scope": "stack"}
ENTRY: Document = {"resource": "things", "verb": "snapshot"}


def check_method(**keys: object) -> list[str]:
    return list(check_omissions({**OPERATION, "x-methods": [{**METHOD, **keys}]}))


def check_entries(*entries: Document) -> list[str]:
    return list(check_omissions({**OPERATION, "x-handwritten": list(entries)}))


def test_reasons_are_given() -> None:
    assert check_method(omit={"skip": "It reads all.", "branch": "One.", "body": "None is needed."}) == []
    assert check_method(fixed={"skip": 0}) == []
    assert check_entries({**ENTRY, "omit": {"skip": "It reads all."}, "differs": {"branch": "It is required."}}) == []


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"omit": ["skip"]}, "omit must be a mapping of names to reasons"),
        ({"omit": {"skip": None}}, "omit has no reason for skip"),
        ({"omit": {"skip": "  "}}, "omit has no reason for skip"),
        ({"omit": {"skip": True}}, "omit has no reason for skip"),
        ({"omit": {"twig": "Small."}}, "omit lists twig, which the operation does not have: remove it"),
        ({"omit": {"uid": "Known."}}, "omit lists uid, which the operation does not have: remove it"),
        ({"omit": {"skip": "All."}, "fixed": {"skip": 0}}, "omit lists skip, which fixed sets already: remove it"),
        ({"fixed": {"twig": 0}}, "fixed sets twig, which the operation does not have: remove it"),
    ],
)
def test_what_a_generated_method_leaves_out(keys: Document, said: str) -> None:
    assert check_method(**keys) == [f"x-methods: list: {said}"]


def test_a_body_that_the_operation_does_not_take_cannot_be_left_out() -> None:
    operation = {"parameters": [], "x-methods": [{**METHOD, "omit": {"body": "None is needed."}}]}
    assert list(check_omissions(operation)) == [
        "x-methods: list: omit lists body, which the operation does not have: remove it"
    ]


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([ENTRY], "expected exactly resource, verb, and omit or differs"),
        ([{"resource": "things", "omit": {}}], "expected exactly resource, verb, and omit or differs"),
        ([{**ENTRY, "omit": {}, "why": "x"}], "expected exactly resource, verb, and omit or differs"),
        ([{**ENTRY, "omit": ["skip"]}], "omit must be a mapping of names to reasons"),
        ([{**ENTRY, "differs": {"skip": ""}}], "differs has no reason for skip"),
        ([{**ENTRY, "omit": {"skip": "x"}}, {**ENTRY, "omit": {"skip": "y"}}], "is listed twice"),
    ],
)
def test_what_a_handwritten_method_leaves_out(entries: list[Document], said: str) -> None:
    (line,) = check_entries(*entries)
    assert line.startswith("x-handwritten: things.")
    assert line.endswith(said)
