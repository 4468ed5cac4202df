"""JSON Schema of content types, judged by the emulator."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import jsonschema
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contentstack_cma import Client, Stack
from contentstack_cma.errors import ValidationError
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.codegen.json_schema import build_json_schema
from contentstack_cma_toolkit.model import (
    Block,
    Blocks,
    Boolean,
    ContentType,
    Date,
    Embed,
    Field,
    File,
    GlobalField,
    Group,
    Html,
    Model,
    Number,
    Other,
    Reference,
    Select,
    Taxonomies,
    Taxonomy,
    TaxonomyRule,
    Term,
    Text,
)
from contentstack_cma_toolkit.pull import pull_model
from tests.toolkit.support.generated import load_pydantic
from tests.toolkit.support.model_stacks import create_model
from tests.toolkit.support.model_values import ASSET, build_entry
from tests.toolkit.support.random_models import models
from tests.toolkit.support.rich_stack import create_empty, fill

TITLE = Text("title", required=True)


def build(*fields: Field, **more: Any) -> dict[str, Any]:
    """Return the properties of the schema of a content type with these fields."""
    return build_whole(*fields, **more)["properties"]  # type: ignore[no-any-return]


def build_whole(*fields: Field, **more: Any) -> dict[str, Any]:
    model = Model(content_types=[ContentType("page", fields=[TITLE, *fields])], **more)
    built: dict[str, Any] = build_json_schema(model, "page")
    jsonschema.Draft202012Validator.check_schema(built)
    return built


def is_valid(schema: dict[str, Any], **values: Any) -> bool:
    return jsonschema.Draft202012Validator(schema).is_valid({"title": "x", **values})


def test_texts() -> None:
    found = build(
        Text("a", required=True, max=10, help="A help text."),
        Text("b", min=2, pattern="^[A-Z]+$"),
        Text("c", multiple=True, min_instances=2),
        Html("d"),
    )
    assert found["title"] == {"title": "Title", "type": "string", "minLength": 1}
    assert found["a"] == {
        "title": "A",
        "description": "A help text.",
        "type": "string",
        "maxLength": 10,
        "minLength": 1,
    }
    assert found["b"]["anyOf"] == [{"type": "string", "minLength": 2, "pattern": "^[A-Z]+$"}, {"enum": [None, ""]}]
    assert found["c"]["anyOf"][0] == {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 100}
    assert found["d"] == {"title": "D", "description": "HTML.", "type": ["string", "null"]}


def test_patterns_of_other_languages() -> None:
    assert build(Text("a", pattern="(?<a>x)"))["a"] == {"title": "A", "type": ["string", "null"]}


def test_required_fields_with_a_default_can_be_missing() -> None:
    schema = build_whole(Text("a", required=True), Select("b", required=True, choices=["x", "y"], default="x"))
    assert schema["required"] == ["title", "a"]
    assert schema["properties"]["b"] == {"title": "B", "enum": ["x", "y"], "default": "x"}
    assert schema["additionalProperties"] is False


def test_selects() -> None:
    found = build(Select("a", choices=[1, 2.5], required=True), Select("b", choices=["x"], multiple=True))
    assert found["a"]["enum"] == [1, 2.5]
    assert (found["b"]["type"], found["b"]["items"]) == (["array", "null"], {"enum": ["x"]})


def test_numbers_booleans_dates_files() -> None:
    found = build(Number("a", min=0, max=5), Boolean("b"), Date("c", time=False, earliest="2024-01-01"), File("d"))
    assert found["a"] == {"title": "A", "type": ["number", "null"], "minimum": 0, "maximum": 5}
    assert found["b"] == {"title": "B", "type": ["boolean", "null"]}
    assert found["c"] == {
        "title": "C",
        "description": "Not before 2024-01-01.",
        "type": ["string", "null"],
        "format": "date",
    }
    assert found["d"]["description"] == "Uid of an asset."


def test_references() -> None:
    schema = build_whole(Reference("a", to=["page", "author"], multiple=True), Reference("b", to=["page"]))
    reference = {"uid": "blt1", "_content_type_uid": "author"}
    assert is_valid(schema, a=[reference, reference])
    assert not is_valid(schema, a=[{**reference, "title": "Jane"}])
    assert not is_valid(schema, b=[reference])
    own = {**reference, "_content_type_uid": "page"}
    assert is_valid(schema, b=[own])
    assert not is_valid(schema, b=[own, own])


def test_nesting() -> None:
    schema = build_whole(
        Group("group", fields=[Text("x", required=True)], multiple=True, max_instances=2),
        Embed("seo", global_field="seo", required=True),
        Blocks("blocks", blocks=[Block("hero", fields=[Number("size")]), Block("seo", global_field="seo")]),
        global_fields=[GlobalField("seo", fields=[Text("y")])],
    )
    assert list(schema["$defs"]) == ["seo"]
    assert is_valid(schema, seo={"y": "1"}, group=[{"x": "1"}], blocks=[{"hero": {"size": 1}}, {"seo": {"y": "1"}}])
    assert not is_valid(schema)
    assert not is_valid(schema, seo={"z": "1"})
    assert not is_valid(schema, seo={}, group=[{}])
    assert not is_valid(schema, seo={}, group=[{"x": "1"}] * 3)
    assert not is_valid(schema, seo={}, blocks=[{"hero": {}, "seo": {}}])


def test_global_fields_that_are_missing_or_contain_themselves() -> None:
    schema = build_whole(
        Embed("a", global_field="loop"),
        Embed("b", global_field="gone"),
        global_fields=[GlobalField("loop", fields=[Embed("again", global_field="loop"), Number("n")])],
    )
    assert is_valid(schema, a={"again": {"again": {"n": 1}}}, b={"what": "ever"})
    assert not is_valid(schema, a={"again": {"again": {"n": "1"}}})


def test_taxonomies() -> None:
    few = Taxonomy("few", terms=[Term("a", terms=[Term("b")])])
    many = Taxonomy("many", terms=[Term(f"t{number}") for number in range(60)])
    rules = [TaxonomyRule("few", required=True, max_terms=1), TaxonomyRule("many")]
    schema = build_whole(Taxonomies(taxonomies=rules), taxonomies=[few, many])
    inner = {"taxonomy_uid": "few", "term_uid": "b"}
    other = {"taxonomy_uid": "many", "term_uid": "anything"}
    assert is_valid(schema, taxonomies=[inner, other])
    assert is_valid(schema, taxonomies=[])
    assert not is_valid(schema, taxonomies=[{**inner, "term_uid": "t1"}])
    assert not is_valid(schema, taxonomies=[other])
    assert not is_valid(schema, taxonomies=[inner, {**inner, "term_uid": "a"}])


def test_nothing_to_choose_from() -> None:
    schema = build_whole(Blocks("a"), Reference("b"), Other("c", kind="hologram", required=True))
    assert is_valid(schema, a=[], b=[], c={"any": "thing"})
    assert not is_valid(schema, a=[{"x": {}}], c=1)
    assert not is_valid(schema, c="")


def test_unknown_content_type() -> None:
    with pytest.raises(ValueError, match="the model has no content type 'post'; it has page"):
        build_json_schema(Model(content_types=[ContentType("page")]), "post")


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[Client]:
    with Client(authtoken=emulator.authtoken, base_url=emulator.url, pace=None) as client:
        yield client


def test_entries_of_a_stack(emulator: Emulator, client: Client) -> None:
    stack = create_empty(emulator, client, uuid4().hex)
    fill(stack)
    model = pull_model(stack, parts=["content_types", "global_fields", "taxonomies"])
    count = 0
    for content_type in model.content_types:
        validator = jsonschema.Draft202012Validator(build_json_schema(model, content_type.uid))
        for entry in stack.entries(content_type.uid).list():
            values = read_values(entry.to_dict(), content_type)
            validator.validate(values)
            stack.entries(content_type.uid).update(entry.uid, values)
            count += 1
    assert count > 20


def read_values(entry: dict[str, Any], content_type: ContentType) -> dict[str, Any]:
    """Return an entry as it is written: assets are uids there."""
    text = json.dumps({each.uid: entry[each.uid] for each in content_type.fields if each.uid in entry})
    return json.loads(text, object_hook=lambda value: value["uid"] if "filename" in value else value)  # type: ignore[no-any-return]


@st.composite
def build_entries(draw: st.DrawFn) -> tuple[Model, str, list[dict[str, Any]]]:
    model = draw(models)
    content_type = draw(st.sampled_from(model.content_types))
    entries = draw(st.lists(build_entry(model, content_type.fields), min_size=8, max_size=12))
    return model, content_type.uid, [{**entry, "title": f"Entry {index}"} for index, entry in enumerate(entries)]


def test_what_the_emulator_accepts_is_valid(emulator: Emulator, client: Client) -> None:
    accepted = refused = 0

    @settings(
        max_examples=20,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(build_entries())
    def compare(drawn: tuple[Model, str, list[dict[str, Any]]]) -> None:
        nonlocal accepted, refused
        model, uid, entries = drawn
        stack = create_empty(emulator, client, uuid4().hex)
        create_model(stack, model)
        image = stack.assets.upload(b"x", file_name="x.png").uid
        validator = jsonschema.Draft202012Validator(build_json_schema(model, uid))
        of_pydantic = load_pydantic(model, uid)
        for entry in entries:
            written = json.loads(json.dumps(entry).replace(ASSET, image))
            if is_accepted(stack, uid, written):
                validator.validate(written)
                of_pydantic.model_validate(written)
                accepted += 1
            elif not validator.is_valid(written):
                refused += 1

    compare()
    assert accepted > 0
    assert refused > 0


def is_accepted(stack: Stack, uid: str, entry: dict[str, Any]) -> bool:
    try:
        stack.entries(uid).create(entry)
    except ValidationError:
        return False
    return True
