"""Modules of pydantic models. What they accept is tested with JSON Schema, by the emulator."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pydantic import ValidationError

from contentstack_cma import Stack
from contentstack_cma_toolkit.codegen.pydantic_models import write_pydantic
from contentstack_cma_toolkit.model import (
    Block,
    Blocks,
    ContentType,
    Date,
    Embed,
    Field,
    GlobalField,
    Group,
    Model,
    ModelError,
    Number,
    Reference,
    Select,
    Taxonomies,
    Taxonomy,
    TaxonomyRule,
    Term,
    Text,
)
from tests.toolkit.support.generated import load_module
from tests.toolkit.support.random_models import models

TITLE = Text("title", required=True)


def build(*fields: Field, **more: Any) -> Any:
    """Return the class of a content type with these fields."""
    model = Model(content_types=[ContentType("page", fields=[TITLE, *fields])], **more)
    return load_module(write_pydantic(model)).Page


def refuse(page: Any, *place: str | int, **values: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        page.model_validate({"title": "x", **values})
    assert caught.value.errors()[0]["loc"][: len(place)] == place


def test_values() -> None:
    page = build(
        Text("a", pattern="b(?=c)"),
        Number("b", min=0, required=True),
        Select("c", choices=["x", "y"], multiple=True),
        Date("d"),
    )
    assert page(title="x", a="abc", b=1, c=["x"], d="2024-01-31T12:00:00.000Z").b == 1
    assert page(title="x", a="", b=0.5, c=None, d="").a == ""
    refuse(page, "a", a="bd", b=0)
    refuse(page, "b")
    refuse(page, "b", b=-1)
    refuse(page, "c", 0, b=0, c=["z"])
    refuse(page, "d", b=0, d="tomorrow")
    refuse(page, "e", b=0, e=1)


def test_patterns_of_other_languages() -> None:
    assert build(Text("a", pattern="(?<a>x)"))(title="x", a="y").a == "y"


def test_names_that_python_or_pydantic_has() -> None:
    page = build(
        Text("class"), Text("createdBy"), Text("model_dump"), Text("str"), Text("list", multiple=True), Text("_x")
    )
    values = {"class": "1", "createdBy": "2", "model_dump": "3", "str": "4", "list": ["5"], "_x": "6"}
    made = page.model_validate({"title": "x", **values})
    assert (made.class_, made.created_by, made.model_dump_, made.str_, made.list_) == ("1", "2", "3", "4", ["5"])
    assert page(title="x", class_="1").model_dump(exclude_unset=True) == {"title": "x", "class": "1"}
    assert made.model_dump(mode="json", exclude_unset=True) == {"title": "x", **values}


def test_nesting() -> None:
    page = build(
        Group("size", fields=[Number("width", required=True)]),
        Embed("seo", global_field="seo"),
        Blocks("blocks", blocks=[Block("hero", fields=[Text("text")]), Block("class", global_field="seo")]),
        global_fields=[GlobalField("seo", fields=[Text("y"), Embed("more", global_field="more")]), GlobalField("more")],
    )
    values: dict[str, Any] = {
        "size": {"width": 1},
        "seo": {"y": "1", "more": {}},
        "blocks": [{"hero": {"text": "x", "_metadata": {"uid": "cs1"}}}, {"class": {"y": "2"}}],
    }
    made = page.model_validate({"title": "x", **values})
    assert (made.blocks[0].hero.text, made.blocks[1].class_.y) == ("x", "2")
    assert made.model_dump(mode="json", exclude_unset=True) == {"title": "x", **values}
    assert page(title="x", blocks=made.blocks).blocks == made.blocks
    refuse(page, "size", "width", size={})
    refuse(page, "blocks", 0, blocks=[{"video": {}}])
    refuse(page, "blocks", 0, "hero", "hero", "text", blocks=[{"hero": {"text": 3}}])


def test_references_and_terms() -> None:
    page = build(
        Reference("one", to=["page"], required=True),
        Taxonomies(taxonomies=[TaxonomyRule("few"), TaxonomyRule("many")]),
        taxonomies=[Taxonomy("few", terms=[Term("a")]), Taxonomy("many", terms=[Term(f"t{n}") for n in range(60)])],
    )
    one = [{"uid": "blt1", "_content_type_uid": "page"}]
    terms = [{"taxonomy_uid": "few", "term_uid": "a"}, {"taxonomy_uid": "many", "term_uid": "any"}]
    made = page.model_validate({"title": "x", "one": one, "taxonomies": terms})
    assert made.model_dump(exclude_unset=True) == {"title": "x", "one": one, "taxonomies": terms}
    refuse(page, "one", one=[])
    refuse(page, "one", 0, one=[{"uid": "blt1", "_content_type_uid": "author"}])
    refuse(page, "taxonomies", 0, one=one, taxonomies=[{"taxonomy_uid": "few", "term_uid": "b"}])


def test_fields_with_a_default() -> None:
    page = build(Select("color", choices=["red", "blue"], default="blue", required=True, help="The color."))
    assert page(title="x").color == "blue"
    assert page.model_fields["color"].description == "The color."


def test_created_entries(stack: Stack) -> None:
    page = load_module(
        write_pydantic(Model(content_types=[ContentType("blog_post", fields=[TITLE, Text("url")])]))
    ).BlogPost
    post = page(title="From pydantic", url="/from-pydantic", tags=["a"])
    created = stack.entries("blog_post").create(post.model_dump(mode="json", exclude_unset=True))
    assert (created.title, created.to_dict()["tags"]) == ("From pydantic", ["a"])


def test_models_that_do_not_fit_together() -> None:
    with pytest.raises(ModelError, match="refers to the content type 'gone'"):
        build(Reference("a", to=["gone"]))


def test_random_models_load_and_are_formatted(tmp_path: Path) -> None:
    count = 0

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(models)
    def write(model: Model) -> None:
        nonlocal count
        text = write_pydantic(model)
        assert text == write_pydantic(Model(**{**vars(model), "content_types": model.content_types[::-1]}))
        module = load_module(text)
        assert len([each for each in vars(module).values() if hasattr(each, "model_fields")]) > len(model.schemas)
        count += 1
        (tmp_path / f"models_{count}.py").write_text(text, encoding="utf-8")

    write()
    command = [sys.executable, "-m", "ruff", "format", "--check", "--isolated", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
