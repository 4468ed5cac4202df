"""What is wrong with a model is said with content type and field."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from contentstack_cma_toolkit.model import (
    Block,
    Blocks,
    ContentType,
    Embed,
    GlobalField,
    Group,
    Model,
    ModelError,
    Reference,
    Select,
    Taxonomies,
    Taxonomy,
    Text,
    check_model,
    read_content_type,
    read_field,
)

TITLE = Text("title", required=True)
WRONG: Any = ["b"]
"""Texts where there should be declarations."""


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (Model(content_types=[ContentType("a", fields=[TITLE])] * 2), "content type 'a' is declared 2 times"),
        (Model(content_types=[ContentType("a", fields=[])]), "content type 'a' has no field 'title'"),
        (Model(content_types=[ContentType("a", is_page=True, fields=[TITLE])]), "has no field 'url'"),
        (Model(content_types=[ContentType("A b", fields=[TITLE])]), "content type 'A b': the uid must"),
        (
            Model(content_types=[ContentType("a", fields=[TITLE, Group("g", fields=[Text("x"), Text("x")])])]),
            "field 'g.x': the uid is used 2 times",
        ),
        (
            Model(content_types=[ContentType("a", fields=[TITLE, Blocks("b", blocks=[Block("c"), Block("c")])])]),
            "block 'b.c': the uid is used 2 times",
        ),
        (Model(content_types=[ContentType("a", fields=[TITLE, Text("x y")])]), "field 'x y': the uid must"),
        (
            Model(content_types=[ContentType("a", fields=[TITLE, Group("g", fields=[Reference("r", to=["b"])])])]),
            "field 'g.r' refers to the content type 'b', which is not in the model",
        ),
        (
            Model(content_types=[ContentType("a", fields=[TITLE, Embed("e", global_field="seo")])]),
            "field 'e' contains the global field 'seo', which is not in the model",
        ),
        (
            Model(
                global_fields=[
                    GlobalField("a", fields=[Embed("b", global_field="b")]),
                    GlobalField("b", fields=[Blocks("c", blocks=[Block("d", global_field="a")])]),
                ]
            ),
            "global field 'a' contains itself: a > b > a",
        ),
    ],
)
def test_problems(model: Model, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        check_model(model)


def test_a_cycle_is_named_once() -> None:
    fields = [
        GlobalField("a", fields=[Embed("b", global_field="b")]),
        GlobalField("b", fields=[Embed("a", global_field="a")]),
    ]
    with pytest.raises(ModelError) as caught:
        check_model(Model(global_fields=fields))
    assert str(caught.value).count("contains itself") == 1


def test_sound_model() -> None:
    seo = GlobalField("seo", fields=[Text("title")])
    page = ContentType("page", fields=[TITLE, Embed("seo", global_field="seo"), Reference("next", to=["page"])])
    check_model(Model(content_types=[page], global_fields=[seo]))


def test_unreadable_schemas() -> None:
    with pytest.raises(ModelError, match="the content type 'a' has no schema"):
        read_content_type({"uid": "a"})
    with pytest.raises(ModelError, match="content type 'a' has a field without a uid"):
        read_content_type({"uid": "a", "schema": [{"data_type": "text"}]})
    with pytest.raises(ModelError, match="field 'g' has a field without a uid"):
        read_field({"uid": "g", "data_type": "group", "schema": [{}]})


@pytest.mark.parametrize(
    ("declare", "message"),
    [
        (
            lambda: Reference("a", to="author"),
            r"Reference\('a'\): to must be a list, not 'author': pass to=\['author'\]",
        ),
        (lambda: Select("a", choices="easy"), r"Select\('a'\): choices must be a list"),
        (
            lambda: Taxonomies(taxonomies=WRONG),
            r"taxonomies must be of TaxonomyRule, not 'b': pass TaxonomyRule\('b'\)",
        ),
        (lambda: Taxonomy("a", terms=WRONG), r"Taxonomy\('a'\): terms must be of Term, not 'b': pass Term\('b'\)"),
        (lambda: Blocks("a", blocks=cast("Any", [TITLE])), r"Blocks\('a'\): blocks must be of Block, not Text$"),
        (lambda: ContentType("a", fields=WRONG), r"ContentType\('a'\): fields must be of Field, not 'b'$"),
        (lambda: Model(environments=WRONG), r"Model: environments must be of Environment, not 'b'"),
    ],
)
def test_a_declaration_of_the_wrong_type_names_what_to_pass(declare: Callable[[], object], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        declare()
