"""Models that cannot be types, and those that hardly can."""

import ast
from collections.abc import Callable
from typing import Any

import pytest

from contentstack_cma_toolkit.codegen import write_package, write_types
from contentstack_cma_toolkit.model import (
    ContentType,
    Embed,
    Field,
    GlobalField,
    Group,
    Model,
    ModelError,
    Number,
    Reference,
    Select,
    Text,
    read_content_type,
    read_field,
)

TITLE = Text("title", required=True)
WRITERS: list[Callable[[Model], object]] = [write_types, write_package]


def build_model(*fields: Field) -> Model:
    return Model(content_types=[ContentType("article", fields=[TITLE, *fields])])


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(
    ("model", "messages"),
    [
        (build_model(Reference("author", to=["gone"])), ["'article'", "'author'", "'gone'"]),
        (build_model(Embed("seo", global_field="gone")), ["'article'", "'seo'", "'gone'"]),
        (build_model(Text("a"), Text("a")), ["'article'", "'a'", "2 times"]),
        (
            Model(content_types=[ContentType("article", fields=[TITLE]), ContentType("article", fields=[TITLE])]),
            ["content type 'article'", "2 times"],
        ),
        (
            Model(
                global_fields=[
                    GlobalField("a", fields=[Embed("inner", global_field="b")]),
                    GlobalField("b", fields=[Embed("inner", global_field="a")]),
                ]
            ),
            ["global field 'a'", "a > b > a"],
        ),
    ],
)
def test_problem_is_named(write: Callable[[Model], object], model: Model, messages: list[str]) -> None:
    with pytest.raises(ModelError) as caught:
        write(model)
    for message in messages:
        assert message in str(caught.value)


def read_annotations(text: str, name: str) -> dict[str, str]:
    """Return the annotations of a class in a module."""
    found = next(node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef) and node.name == name)
    return {
        ast.unparse(node.target): ast.unparse(node.annotation).strip("'")
        for node in found.body
        if isinstance(node, ast.AnnAssign) and "ClassVar" not in ast.unparse(node.annotation)
    }


def test_uids_that_are_no_names() -> None:
    text = write_types(build_model(Text("class"), Number("Price"), Text("price"), Text("list", multiple=True)))
    assert read_annotations(text, "Article") == {
        "title": "str",
        "class_": "str | None",
        "price_2": "float | None",
        "price": "str | None",
        "list_": "list[str] | None",
    }


def test_choices_that_are_no_names() -> None:
    choices = ["with space", 'quoted "x"', "back\\slash", "", "line\nbreak", "公斤", "x" * 200]
    text = write_types(build_model(Select("color", choices=choices)))
    found = next(
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Subscript) and "space" in ast.unparse(node)
    )
    assert list(ast.literal_eval(found.slice)) == choices


@pytest.mark.parametrize(
    "texts",
    [
        '"',
        '"""',
        "\\",
        '\\"',
        "'''",
        "a\n\n\nb",
        "\u2028 \x00 \x85",
        "",
        "{x}%s",
        '""x""',
        'x\\\\"',
        'x\\\\\\"',
        'x"""',
    ],
)
def test_texts_of_docstrings(texts: str) -> None:
    model = Model(
        content_types=[
            ContentType("article", description=texts, fields=[TITLE, Text("a", help=texts), Group("b", help=texts)])
        ]
    )
    found = next(node for node in ast.parse(write_types(model)).body if getattr(node, "name", "") == "Article")
    assert isinstance(found, ast.ClassDef)
    docstring = ast.get_docstring(found) or ""
    shown = "".join(each if each.isprintable() else " " for each in texts).split()
    assert " ".join(docstring.split()).startswith(" ".join(shown) or "Article")


@pytest.mark.parametrize("choices", [[None], ["a", None], [1, None, True], [{"a": 1}], [False], []])
def test_choices_that_no_literal_can_have(choices: list[Any]) -> None:
    wire = {"uid": "color", "data_type": "text", "enum": {"choices": [{"value": each} for each in choices]}}
    text = write_types(build_model(read_field(wire)))
    assert read_annotations(text, "Article")["color"] == "str | None"


@pytest.mark.parametrize(
    "wire",
    [
        {"data_type": "blocks", "blocks": {"a": 1}},
        {"data_type": "blocks", "blocks": [None]},
        {"data_type": "taxonomy", "taxonomies": [None]},
        {"data_type": "json", "extension_uid": "x", "config": "x"},
        {"data_type": ["text"]},
    ],
)
def test_fields_in_the_wrong_form_are_named(wire: dict[str, Any]) -> None:
    content_type = {"uid": "article", "schema": [{"uid": "odd", **wire}]}
    with pytest.raises(ModelError, match="content type 'article', field 'odd' has a form that no field has"):
        read_content_type(content_type)


def test_model_without_anything() -> None:
    ast.parse(write_types(Model()))
    assert sorted(write_package(Model())) == ["__init__.py", "py.typed"]
