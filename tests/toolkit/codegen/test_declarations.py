"""Models as declarations."""

from typing import Any

import pytest
from hypothesis import given, settings

from contentstack_cma_toolkit.codegen import write_declarations
from contentstack_cma_toolkit.model import (
    Choice,
    ContentType,
    GlobalField,
    Group,
    Model,
    Number,
    Select,
    Taxonomy,
    Term,
    Text,
)
from tests.toolkit.support.every_kind import MODEL
from tests.toolkit.support.random_models import models

TITLE = Text("title", required=True, unique=True)


def run(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    exec(text, found)
    return found


@given(models)
@settings(max_examples=30, deadline=None)
def test_declarations_make_the_same_model(model: Model) -> None:
    assert run(write_declarations(model))["model"] == model


@pytest.mark.parametrize("model", [MODEL, Model()])
def test_model(model: Model) -> None:
    assert run(write_declarations(model))["model"] == model


def test_text() -> None:
    fields = [TITLE, Number("price", min=0, help="In euros."), Select("color", choices=["red", Choice("blue", "Blue")])]
    topics = Taxonomy("topics", terms=[Term("a")])
    text = write_declarations(Model(content_types=[ContentType("article", fields=fields)], taxonomies=[topics]))
    assert (
        text
        == '''"""The content model. `contentstack-cma model plan` compares it with a stack."""

from contentstack_cma_toolkit.model import (
    Choice,
    ContentType,
    Model,
    Number,
    Select,
    Taxonomy,
    Term,
    Text,
)

topics = Taxonomy(
    "topics",
    terms=[
        Term("a"),
    ],
)

article = ContentType(
    "article",
    fields=[
        Text("title", required=True, unique=True),
        Number("price", help="In euros.", min=0),
        Select(
            "color",
            choices=[
                "red",
                Choice("blue", label="Blue"),
            ],
        ),
    ],
)

model = Model(content_types=[article], taxonomies=[topics])
'''
    )


def test_variables_are_different() -> None:
    model = Model(
        content_types=[ContentType(uid, fields=[TITLE]) for uid in ("topics", "class", "model", "text")],
        global_fields=[GlobalField("topics", fields=[Text("x")]), GlobalField("topics_taxonomy", fields=[Text("x")])],
        taxonomies=[Taxonomy("topics")],
    )
    found = run(write_declarations(model))
    assert found["model"] == model
    assert found["class_"].uid == "class"
    assert found["model_type"].uid == "model"
    assert isinstance(found["topics"], ContentType)
    assert isinstance(found["topics_global_field"], GlobalField)
    assert isinstance(found["topics_taxonomy"], GlobalField)
    assert isinstance(found["topics_taxonomy_2"], Taxonomy)


def test_value_that_only_equals_the_default() -> None:
    field = Group(
        "group", fields=[Text("a", metadata={"x": 0}, min_instances=0, extra={"deep": [None, True, 1.5, -2]})]
    )
    model = Model(content_types=[ContentType("article", fields=[TITLE, field])])
    assert run(write_declarations(model))["model"].content_types[0].to_wire() == model.content_types[0].to_wire()
