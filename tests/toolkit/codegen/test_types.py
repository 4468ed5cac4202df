"""Generated types at run time."""

import importlib.util
import json
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings

from contentstack_cma import Stack
from contentstack_cma.models import Asset
from contentstack_cma_toolkit.codegen import read_hash, write_declarations, write_package, write_types
from contentstack_cma_toolkit.model import (
    ContentType,
    GlobalField,
    Model,
    Reference,
    Schema,
    Taxonomies,
    Taxonomy,
    Text,
    check_model,
    list_embedded,
    read_content_type,
    read_global_field,
    walk_fields,
)
from contentstack_cma_toolkit.rich_text import Document
from contentstack_cma_toolkit.typed import Link, Ref, Term
from tests.toolkit.support.every_kind import MODEL
from tests.toolkit.support.random_models import models

EXPORTS = Path(__file__).parents[2] / "exports"


@contextmanager
def load_types(model: Model) -> Iterator[Any]:
    """Make a module of the types of a model."""
    spec = importlib.util.spec_from_loader("generated_types", None)
    assert spec
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        exec(write_types(model), vars(module))
        yield module
    finally:
        del sys.modules[spec.name]


def list_classes(module: Any, model: Model) -> Iterator[tuple[Schema, Any]]:
    """Iterate over the content types and global fields with their classes."""
    for schema in model.schemas:
        names = module.CONTENT_TYPES if isinstance(schema, ContentType) else module.GLOBAL_FIELDS
        yield schema, getattr(module, names[schema.uid])


def complete(model: Model) -> Model:
    """Add what fields refer to and what is not in the model."""
    types = {each.uid: each for each in model.content_types}
    shared = {each.uid: each for each in model.global_fields}
    taxonomies = {each.uid: each for each in model.taxonomies}
    for schema in model.schemas:
        for _, uid in list_embedded(schema.fields):
            shared.setdefault(uid, GlobalField(uid, fields=[Text("x")]))
        for _, field in walk_fields(schema.fields):
            for uid in field.to if isinstance(field, Reference) else ():
                if uid != "sys_assets":
                    types.setdefault(uid, ContentType(uid, fields=[Text("title", required=True)]))
            for rule in field.taxonomies if isinstance(field, Taxonomies) else ():
                taxonomies.setdefault(rule.taxonomy, Taxonomy(rule.taxonomy))
    return Model(content_types=[*types.values()], global_fields=[*shared.values()], taxonomies=[*taxonomies.values()])


def read_export(folder: Path) -> Model:
    """Read the content types and global fields of an exported branch."""

    def read(kind: str) -> list[dict[str, Any]]:
        texts = [json.loads(path.read_text()) for path in sorted(folder.glob(f"{kind}/*.json"))]
        found = [each for text in texts for each in (text if isinstance(text, list) else [text])]
        return list({each["uid"]: each for each in found if "schema" in each}.values())

    return Model(
        content_types=[read_content_type(each) for each in read("content_types")],
        global_fields=[read_global_field(each) for each in read("global_fields")],
    )


@given(models)
@settings(max_examples=25, deadline=None)
def test_classes_describe_what_they_were_made_from(model: Model) -> None:
    with load_types(model) as module:
        for schema, found in list_classes(module, model):
            assert found.describe() == schema


@given(models)
@settings(max_examples=20, deadline=None)
def test_attributes_are_fields_in_entries_and_in_queries(model: Model) -> None:
    with load_types(model) as module:
        for schema, found in list_classes(module, model):
            if isinstance(schema, GlobalField):
                continue
            values = {field.uid: None for field in schema.fields}
            entry = found.from_dict(values)
            for name, annotation in vars(found)["__annotations__"].items():
                if "ClassVar" not in str(annotation) and annotation is not TypeAlias:
                    assert getattr(entry, name) in (None, [])
                    getattr(found.fields, name)
            assert entry.to_dict() == values


def test_values_have_the_annotated_types() -> None:
    day = "2024-01-31T09:30:00.000Z"
    with load_types(MODEL) as module:
        entry = module.Article.from_dict(
            {
                "days": [day],
                "published": day,
                "hero_image": {"uid": "blt1", "url": "x"},
                "links": [{"title": "x", "href": "/"}],
                "author": [{"uid": "blt1", "_content_type_uid": "author"}],
                "anything": [{"uid": "blt1", "_content_type_uid": "author", "title": "x"}],
                "seos": [{"title": "x"}],
                "people": [{"role": "x"}],
                "sections": [{"hero": {"heading": "x"}}, {"class": {"kind": "a"}}, {"seo": {}}],
                "body": {"type": "doc", "children": []},
                "taxonomies": [{"taxonomy_uid": "places", "term_uid": "oslo"}],
            }
        )
        assert [type(each) for each in (entry.days[0], entry.published)] == [datetime, datetime]
        assert [type(each) for each in (entry.hero_image, entry.links[0], entry.body)] == [Asset, Link, Document]
        assert isinstance(entry.author[0], Ref)
        assert isinstance(entry.anything[0], module.Author)
        assert isinstance(entry.seos[0], module.Seo)
        assert isinstance(entry.people[0], module.Article.People)
        assert [type(each).__name__ for each in entry.sections] == ["SectionsHero", "SectionsClass", "SectionsSeo"]
        assert isinstance(entry.taxonomies[0], Term)
        assert (entry.prices, entry.no_blocks, entry.dimensions) == (None, [], None)


@given(models)
@settings(max_examples=15, deadline=None)
def test_order_does_not_matter(model: Model) -> None:
    number = random.Random(1)
    shuffled = Model(**{name: number.sample(value, len(value)) for name, value in vars(model).items()})
    assert write_types(shuffled) == write_types(model)
    assert write_package(shuffled) == write_package(model)


def test_hash_of_the_model() -> None:
    assert read_hash(write_types(MODEL)) == MODEL.hash_schemas()
    assert read_hash(write_package(MODEL)["__init__.py"]) == MODEL.hash_schemas()
    assert read_hash("a = 1\n") is None


@pytest.mark.parametrize(
    "folder",
    [path.parent for path in sorted(EXPORTS.glob("**/content_types"))],
    ids=lambda path: path.relative_to(EXPORTS).as_posix(),
)
def test_exports(folder: Path) -> None:
    model = complete(read_export(folder))
    with load_types(model) as module:
        assert {uid for uid, _ in module.CONTENT_TYPES.items()} == {each.uid for each in model.content_types}
        for schema, found in list_classes(module, model):
            assert found.describe() == schema


def test_demo_stack(stack: Stack) -> None:
    model = complete(
        Model(
            content_types=[read_content_type(each) for each in stack.content_types.list()],
            global_fields=[read_global_field(each) for each in stack.global_fields.list()],
        )
    )
    check_model(model)
    with load_types(model) as module:
        for schema, found in list_classes(module, model):
            assert found.describe() == schema
        for uid, name in module.CONTENT_TYPES.items():
            for entry in stack.entries(getattr(module, name)).list():
                assert entry.to_dict() == stack.entries(uid).get(entry.uid).to_dict()
    found_again: dict[str, Any] = {}
    exec(write_declarations(model), found_again)
    assert found_again["model"] == model


def test_package_imports_a_class_when_it_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "generated_package").mkdir()
    for path, text in write_package(MODEL).items():
        (tmp_path / "generated_package" / path).write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    package = importlib.import_module("generated_package")
    try:
        assert "generated_package.article" not in sys.modules
        for schema, found in list_classes(package, MODEL):
            assert found.describe() == schema
        assert package.Environments.PRODUCTION == "production"
        entry = package.Article.from_dict({"seo": {"title": "x"}, "sections": [{"seo": {"title": "y"}}]})
        assert isinstance(entry.seo, package.Seo)
        assert isinstance(entry.sections[0], package.Article.SectionsSeo)
        assert {name for name in package.__all__ if not hasattr(package, name)} == set()
        with pytest.raises(AttributeError, match="Artcle"):
            _ = package.Artcle
    finally:
        for name in [name for name in sys.modules if name.startswith("generated_package")]:
            del sys.modules[name]


def test_module_of_a_package_depends_on_its_type_only() -> None:
    changed = replace(MODEL, content_types=[*MODEL.content_types, ContentType("new", fields=[Text("title")])])
    before, after = write_package(MODEL), write_package(changed)
    assert {path for path in after if after[path] != before.get(path)} == {"__init__.py", "constants.py", "new.py"}
