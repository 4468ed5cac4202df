"""Entries of typed values: groups, blocks, references, links and terms."""

from datetime import UTC, datetime
from typing import Any, cast

from contentstack_cma.models import Asset
from contentstack_cma_toolkit.rich_text import from_html
from contentstack_cma_toolkit.typed import Link, Ref, Term
from contentstack_cma_toolkit.typed.validation import find_problems
from tests.toolkit.typed.articles import Article, Author, Seo

WRONG = cast("Any", 3)


def find(entry: dict[str, object] | Article) -> list[str]:
    found = find_problems(Article.describe(), entry, global_fields={"seo": Seo.describe()})
    return [str(each) for each in found]


def test_valid_values() -> None:
    entry: dict[str, object] = {
        "title": "Hi",
        "day": datetime(2026, 1, 31, tzinfo=UTC),
        "heroImage": Asset.from_dict({"uid": "blt1", "filename": "a.png"}),
        "more": Link("Home", "/"),
        "written_by": [Ref[Author]("blt2", "author"), Author.from_dict({"uid": "blt3", "title": "Jane"})],
        "seo": Seo(keywords=["a"]),
        "dimensions": Article.Dimensions(width=3, measured=datetime(2026, 1, 31, tzinfo=UTC)),
        "sections": (Article.SectionsQuote(text="Yes"), Article.SectionsSeo(keywords=["b"])),
        "body": from_html("<p>Hi</p>"),
        "taxonomies": [Term[str]("region", "north")],
    }
    assert find(entry) == []


def test_wrong_values() -> None:
    entry: dict[str, object] = {
        "title": "Hi",
        "more": Link(WRONG),
        "written_by": [Ref[Author]("blt2", "person")],
        "seo": Seo(keywords=WRONG),
        "dimensions": Article.Dimensions(width=cast("Any", "wide")),
        "sections": [Article.SectionsQuote(text="Yes"), Article.SectionsQuote(text=WRONG)],
        "taxonomies": [Term[str]("color", "red")],
    }
    assert find(entry) == [
        "more: must have texts as `title` and `href`",
        "written_by.0: must refer to 'author', not to 'person'",
        "seo.keywords: must be a list, not the number 3",
        "dimensions.width: must be a number, not 'wide'",
        "sections.1.quote.text: must be a text, not the number 3",
        "taxonomies.0: must be a term of 'region', not of 'color'",
    ]


def test_typed_entry() -> None:
    assert find(Article(title="Hi", price=3, written_by=[Author.from_dict({"uid": "blt3", "title": "Jane"})])) == []
    assert find(Article(title="", price=WRONG, color=WRONG)) == [
        "title: is required",
        "color: must be a text, not the number 3",
    ]
