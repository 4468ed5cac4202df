"""Declarations of settings, read from what the API returns."""

import json
from pathlib import Path
from typing import Any

import pytest

from contentstack_cma_toolkit.model import (
    Environment,
    Label,
    Locale,
    ModelError,
    Role,
    Term,
    Workflow,
    WorkflowStage,
    read_environment,
    read_labels,
    read_locale,
    read_role,
    read_taxonomy,
    read_terms,
    read_workflow,
)

EXPORT = Path(__file__).parents[2] / "exports" / "version_2" / "main"


def read_export(path: str) -> Any:
    return json.loads((EXPORT / path).read_text())


def test_terms_become_a_tree() -> None:
    exported = read_export("taxonomies/en-us/subjects.json")
    taxonomy = read_taxonomy(exported["taxonomy"], exported["terms"])
    assert taxonomy.description == "What a book is about."
    assert taxonomy.terms == (Term("fiction", terms=[Term("space"), Term("love")]), Term("facts"))
    assert taxonomy.list_term_uids() == ["fiction", "space", "love", "facts"]


def test_children_may_come_before_their_parents() -> None:
    flat: list[dict[str, Any]] = [
        {"uid": "lyon", "name": "Lyon", "parent_uid": "france", "depth": 2, "color": "red"},
        {"uid": "france", "name": "France", "parent_uid": None},
        {"uid": "mars", "name": "Mars", "parent_uid": "deleted"},
    ]
    assert read_terms(flat, "places") == [Term("france", terms=[Term("lyon", extra={"color": "red"})]), Term("mars")]


def test_terms_in_a_circle() -> None:
    flat = [{"uid": "a", "parent_uid": "b"}, {"uid": "b", "parent_uid": "a"}, {"uid": "c"}]
    with pytest.raises(ModelError, match=r"taxonomy 'x': terms are below each other in a circle: 'a', 'b'"):
        read_terms(flat, "x")


def test_environment() -> None:
    wire = read_export("environments/environments.json")["blt00000000000e0001"]
    read = read_environment(wire)
    urls = {"en-us": "https://books.example.com"}
    assert read == Environment("production", urls=urls, extra={"deploy_content": True})
    assert read.uid == "blt00000000000e0001"


def test_locale() -> None:
    wire = read_export("locales/locales.json")["blt0000000000010003"]
    assert read_locale(wire) == Locale("fr-ca", name="French (Canada)", fallback="fr-fr")
    assert read_locale({"code": "en-us", "fallback_locale": None}) == Locale("en-us")


def test_labels_name_their_parent() -> None:
    people, library = read_labels(read_export("labels/labels.json").values())
    assert people == Label("People", parent="Library", content_types=["author"])
    assert library == Label("Library", content_types=["book"])


def test_unknown_parent_of_a_label() -> None:
    assert read_labels([{"uid": "a", "name": "A", "parent": ["gone"]}]) == [Label("A")]


def test_workflow() -> None:
    access: dict[str, Any] = {"users": {"uids": ["$all"]}}
    wire = {
        "uid": "blt1",
        "name": "Review",
        "content_types": ["$all"],
        "enabled": False,
        "deleted_at": False,
        "branches": ["main"],
        "workflow_stages": [
            {"uid": "blt2", "name": "Draft", "color": "#ffc2b9", "SYS_ACL": access},
            {"uid": "blt3", "name": "Done"},
        ],
    }
    read = read_workflow(wire)
    stages = [WorkflowStage("Draft", color="#ffc2b9", extra={"SYS_ACL": access}), WorkflowStage("Done")]
    assert read == Workflow(
        "Review", stages=stages, content_types=["$all"], is_enabled=False, extra={"branches": ["main"]}
    )
    assert [stage.uid for stage in read.stages] == ["blt2", "blt3"]


def test_role() -> None:
    wire: dict[str, Any] = {
        "uid": "blt1",
        "name": "Cook",
        "description": "Writes recipes.",
        "rules": [{"module": "branch", "branches": ["main"], "acl": {"read": True}}],
        "users": ["blt9"],
        "owner": "jane@example.com",
        "stack": {"api_key": "blt8"},
    }
    assert read_role(wire) == Role("Cook", description="Writes recipes.", rules=wire["rules"])


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (lambda: read_environment({"uid": "a"}), "environment has no name"),
        (lambda: read_locale({"name": "French"}), "locale has no code"),
        (lambda: read_labels([{"uid": "a"}]), "label has no name"),
        (
            lambda: read_workflow({"name": "W", "workflow_stages": [{"uid": "a"}]}),
            "stage of the workflow 'W' has no name",
        ),
        (lambda: read_role({}), "role has no name"),
        (lambda: read_taxonomy({"uid": "a"}, [{"name": "B"}]), "term of the taxonomy 'a' has no uid"),
        (lambda: read_taxonomy("a"), "taxonomy must be an object, not 'a'"),  # type: ignore[arg-type]
    ],
)
def test_bad_input(read: Any, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        read()
