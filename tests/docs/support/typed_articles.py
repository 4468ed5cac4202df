"""The content model and the generated types that examples use."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from contentstack_cma import Stack
from contentstack_cma_toolkit.changes import plan_changes
from contentstack_cma_toolkit.codegen import write_types
from contentstack_cma_toolkit.model import (
    Boolean,
    ContentType,
    Embed,
    GlobalField,
    Model,
    Number,
    Reference,
    Select,
    Text,
)

TITLE = Text("title", required=True, unique=True)
SEO = GlobalField("seo", fields=[Text("description")])
AUTHOR = ContentType("author", fields=[TITLE, Text("name"), Number("age")])
ARTICLE = ContentType(
    "article",
    fields=[
        TITLE,
        Number("price", min=-10),
        Boolean("sold_out"),
        Select("color", choices=["red", "blue"]),
        Reference("author", to=["author"]),
        Embed("seo", global_field="seo"),
    ],
)
MODEL = Model(content_types=[AUTHOR, ARTICLE], global_fields=[SEO])


def write_module(folder: Path) -> None:
    """Write `models.py`, with the types of the model."""
    (folder / "models.py").write_text(write_types(MODEL), "utf-8")
    sys.modules.pop("models", None)


def create_content_types(stack: Stack) -> None:
    """Create what the model declares."""
    stack.global_fields.create(SEO.to_wire())
    stack.content_types.create(AUTHOR.to_wire())
    stack.content_types.create(ARTICLE.to_wire())


def list_names(stack: Stack) -> dict[str, Any]:
    """Return the names that examples use without saying where they come from."""
    models = import_module("models")
    return {
        "model": MODEL,
        "seo": SEO,
        "article": ARTICLE,
        "Article": models.Article,
        "Author": models.Author,
        "articles": stack.entries(models.Article),
        "plan_changes": plan_changes,
    }
