"""Models of tests."""

from typing import Any

from contentstack_cma_toolkit.model import (
    Block,
    Blocks,
    ContentType,
    Embed,
    Environment,
    Field,
    File,
    GlobalField,
    Label,
    Locale,
    Model,
    Number,
    Reference,
    Role,
    Select,
    Taxonomies,
    Taxonomy,
    TaxonomyRule,
    Term,
    Text,
    Workflow,
    WorkflowStage,
)

TITLE = Text("title", required=True, unique=True)


def to_wire(declared: ContentType) -> dict[str, Any]:
    """Return a content type as calls of the SDK take it."""
    return dict(declared.to_wire())


def build_article(*fields: Field) -> ContentType:
    """Return a content type with a title."""
    return ContentType("article", fields=[TITLE, *fields])


def build_rich_model() -> Model:
    """Return a model with something of every part: circles, nested global fields, stages that name each other."""
    article = build_article(
        Text("subtitle", max=20),
        Number("price", max=10),
        Select("color", choices=["red", "blue"]),
        Text("keywords", multiple=True),
        Reference("author", to=["author"]),
        Embed("seo", global_field="seo"),
        Blocks("sections", blocks=[Block("hero", fields=[Text("head")]), Block("meta", global_field="seo")]),
        Taxonomies(taxonomies=[TaxonomyRule("topics")]),
    )
    author = ContentType("author", fields=[TITLE, Reference("best", to=["article"]), Reference("boss", to=["author"])])
    seo = GlobalField("seo", fields=[Text("meta_title"), Embed("image", global_field="image")])
    image = GlobalField("image", fields=[File("file", images_only=True), Text("alt")])
    draft = WorkflowStage("Draft", extra={"next_available_stages": ["Done"]})
    rules: list[dict[str, Any]] = [
        {"module": "environment", "environments": ["staging"], "acl": {"read": True}},
        {"module": "branch", "branches": ["main"], "acl": {"read": True}},
    ]
    return Model(
        content_types=[article, author],
        global_fields=[seo, image],
        taxonomies=[Taxonomy("topics", terms=[Term("food", terms=[Term("soup"), Term("bread")]), Term("travel")])],
        environments=[Environment("staging", urls={"en-us": "https://s.example.com"}), Environment("live")],
        locales=[Locale("en-us"), Locale("fr-fr"), Locale("fr-ca", name="Quebec", fallback="en-us")],
        labels=[Label("Library", content_types=["article"]), Label("People", parent="Library")],
        workflows=[Workflow("Review", stages=[draft, WorkflowStage("Done")], content_types=["article"])],
        roles=[Role("Cook", description="Cooks.", rules=rules)],
    )
