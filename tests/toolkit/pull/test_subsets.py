"""Parts of models that can be used alone."""

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
    Other,
    Reference,
    Taxonomies,
    Taxonomy,
    TaxonomyRule,
    Text,
    check_model,
)
from contentstack_cma_toolkit.pull import remove_missing_targets, select_content_types

TITLE = Text("title", required=True)


def test_missing_targets() -> None:
    page = ContentType(
        "page",
        fields=[
            TITLE,
            Reference("one", to=["page", "gone", "sys_assets"]),
            Reference("none", to=["gone"], required=True),
            Group("group", fields=[Embed("seo", global_field="lost", help="Help.")]),
            Blocks(
                "blocks", blocks=[Block("a", global_field="lost"), Block("b", fields=[Reference("c", to=["gone"])])]
            ),
        ],
    )
    model, notes = remove_missing_targets(Model(content_types=[page]))
    check_model(model)
    assert notes == [
        "content type 'page', field 'group.seo' contains the global field 'lost', which is not in the model",
        "content type 'page', field 'blocks.a' contains the global field 'lost', which is not in the model",
        "content type 'page', field 'one' refers to the content type 'gone', which is not in the model",
        "content type 'page', field 'none' refers to the content type 'gone', which is not in the model",
        "content type 'page', field 'blocks.b.c' refers to the content type 'gone', which is not in the model",
    ]
    seo = Other("seo", name="Seo", help="Help.", kind="global_field", extra={"reference_to": "lost"})
    assert model.content_types[0].fields == (
        TITLE,
        Reference("one", to=["page", "sys_assets"]),
        Reference("none", to=[], required=True),
        Group("group", fields=[seo]),
        Blocks("blocks", blocks=[Block("a"), Block("b", fields=[Reference("c")])]),
    )


def test_missing_targets_in_global_fields() -> None:
    shared = GlobalField("shared", fields=[Reference("a", to=["gone"])])
    model, notes = remove_missing_targets(Model(global_fields=[shared]))
    assert (model.global_fields[0].fields, len(notes)) == ((Reference("a"),), 1)


def test_sound_models_stay_as_they_are() -> None:
    model = Model(content_types=[ContentType("page", fields=[TITLE, Reference("next", to=["page"])])])
    assert remove_missing_targets(model) == (model, [])


def test_other_problems_stay() -> None:
    loop = GlobalField("loop", fields=[Embed("loop", global_field="loop")])
    model, notes = remove_missing_targets(Model(global_fields=[loop]))
    assert notes == []
    with pytest.raises(ModelError, match="contains itself"):
        check_model(model)


def test_selection() -> None:
    model = Model(
        content_types=[
            ContentType("article", fields=[TITLE, Embed("a", global_field="outer")]),
            ContentType(
                "author", fields=[TITLE, Reference("b", to=["article"]), Taxonomies(taxonomies=[TaxonomyRule("t")])]
            ),
            ContentType("tag", fields=[TITLE]),
        ],
        global_fields=[
            GlobalField("inner", fields=[Reference("by", to=["author", "gone"])]),
            GlobalField("outer", fields=[Blocks("c", blocks=[Block("d", global_field="inner")])]),
            GlobalField("unused", fields=[]),
        ],
        taxonomies=[Taxonomy("t"), Taxonomy("u")],
    )
    selected = select_content_types(model, ["article"])
    assert [each.uid for each in selected.schemas] == ["inner", "outer", "article", "author"]
    assert [each.uid for each in selected.taxonomies] == ["t"]
    assert [each.uid for each in select_content_types(model, ["tag"]).schemas] == ["tag"]
    with pytest.raises(ModelError, match="there is no content type 'post'; there are article, author, tag"):
        select_content_types(model, ["post"])


def test_global_fields_that_contain_themselves() -> None:
    loop = GlobalField("loop", fields=[Embed("loop", global_field="loop")])
    page = ContentType("page", fields=[TITLE, Embed("loop", global_field="loop")])
    selected = select_content_types(Model(content_types=[page], global_fields=[loop]), ["page"])
    assert len(selected.global_fields) == 1
