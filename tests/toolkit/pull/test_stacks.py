"""Content models of stacks, read over HTTP."""

import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from contentstack_cma import Client, Stack
from contentstack_cma.errors import PermissionDeniedError
from contentstack_cma.models import ContentTypeInput, ContentTypeUpdate
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.model import ContentType, Embed, Model, Reference, Term, Text, check_model
from contentstack_cma_toolkit.pull import ModelPart, PullWarning, pull_model
from tests.toolkit.support.rich_stack import create_empty, fill


@pytest.fixture(scope="module")
def rich(emulator: Emulator) -> Iterator[Stack]:
    """A stack that has something of everything."""
    with Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=None) as client:
        stack = create_empty(emulator, client, "Rich")
        fill(stack)
        yield stack


@pytest.fixture
def model(rich: Stack) -> Model:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return pull_model(rich)


def test_whole_model(model: Model) -> None:
    check_model(model)
    assert [each.uid for each in model.content_types] == ["home", "ingredient", "pair", "person", "recipe"]
    assert [each.uid for each in model.global_fields] == ["address", "contact", "seo"]
    assert [each.name for each in model.environments] == ["production", "staging"]
    assert [(each.code, each.fallback) for each in model.locales] == [
        ("de-at", "en-us"),
        ("de-de", "en-us"),
        ("en-us", None),
        ("fr-fr", "en-us"),
    ]
    assert [(each.name, each.parent) for each in model.labels] == [("Food", None), ("Sweets", "Food")]
    assert [(each.name, [stage.name for stage in each.stages]) for each in model.workflows] == [
        ("Strict", ["Draft", "Proof", "Done"]),
        ("Tasting", ["Raw", "Tasted"]),
    ]


def test_nested_global_fields_are_read(model: Model) -> None:
    contact = model.find_global_field("contact")
    assert contact is not None
    assert contact.fields[1] == Embed("postal", global_field="address")


def test_terms_are_a_tree(model: Model) -> None:
    cuisines, diets = model.taxonomies
    europe = Term("europe", terms=[Term("france", terms=[Term("lyon")]), Term("norway")])
    assert cuisines.terms == (europe,)
    assert diets.list_term_uids() == ["vegan", "kosher"]


def test_system_roles_are_left_out(model: Model) -> None:
    assert [each.name for each in model.roles] == ["Cook"]
    assert len(model.roles[0].rules) == 4


def test_a_call_per_part_and_taxonomy(rich: Stack, emulator: Emulator) -> None:
    before = len(emulator.requests)
    pull_model(rich)
    assert len(emulator.requests) - before == 8 + 2


def test_some_parts(rich: Stack, emulator: Emulator) -> None:
    before = len(emulator.requests)
    model = pull_model(rich, parts=["locales", "global_fields"])
    assert len(emulator.requests) - before == 2
    assert len(model.global_fields) == 3
    assert not model.content_types


def test_unknown_part(rich: Stack) -> None:
    with pytest.raises(ValueError, match="no part 'webhooks'; use one of content_types"):
        pull_model(rich, parts=["webhooks"])  # type: ignore[list-item]


def test_references_to_deleted_content_types_are_kept(emulator: Emulator, rich: Stack) -> None:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=None) as client:
        stack = create_empty(emulator, client, "Broken")
        schema: list[dict[str, Any]] = [
            {"uid": "title", "display_name": "Title", "data_type": "text", "mandatory": True}
        ]
        for uid in ("gone", "kept"):
            stack.content_types.create(ContentTypeInput.from_dict({"uid": uid, "title": uid, "schema": schema}))
        reference = {"uid": "ref", "display_name": "Ref", "data_type": "reference", "reference_to": ["gone"]}
        changed = ContentTypeUpdate.from_dict({"title": "kept", "schema": [*schema, reference]})
        stack.content_types.update("kept", changed)
        stack.content_types.delete("gone", force=True)
        model = pull_model(stack, parts=["content_types"])
    assert model.content_types[0].fields[1] == Reference("ref", to=["gone"], has_bare_uids=False)


@pytest.mark.parametrize(
    ("part", "operation", "status"), [("taxonomies", "list_taxonomies", 403), ("roles", "list_roles", 401)]
)
def test_parts_that_the_plan_or_the_credentials_do_not_include(
    rich: Stack, emulator: Emulator, part: ModelPart, operation: str, status: int
) -> None:
    emulator.fail_next(status=status, operation=operation)
    with pytest.warns(
        PullWarning, match=f"{part} of the stack were left out, because they could not be read: .*{status}"
    ):
        model = pull_model(rich, parts=["content_types", part])
    assert (len(model.content_types), getattr(model, part)) == (5, ())


def test_content_types_are_never_left_out(rich: Stack, emulator: Emulator) -> None:
    emulator.fail_next(status=403, operation="list_content_types")
    with pytest.raises(PermissionDeniedError):
        pull_model(rich)


def test_terms_are_never_left_out(rich: Stack, emulator: Emulator) -> None:
    emulator.fail_next(status=403, operation="export_taxonomy")
    with pytest.raises(PermissionDeniedError):
        pull_model(rich)


def test_the_history_of_migrations_is_no_part_of_a_model(rich: Stack) -> None:
    history = ContentType("contentstack_cma_migrations", fields=[Text("title", required=True, unique=True)])
    rich.content_types.create(ContentTypeInput.from_dict(history.to_wire()))
    try:
        model = pull_model(rich, parts=["content_types"])
    finally:
        rich.content_types.delete("contentstack_cma_migrations")
    assert "contentstack_cma_migrations" not in [each.uid for each in model.content_types]
