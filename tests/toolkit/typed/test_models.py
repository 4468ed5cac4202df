"""Entries of generated types: lossless, lazily decoded, changed and copied."""

import copy
import json
import pickle
from datetime import UTC, datetime
from typing import Any

import pydantic
import pytest

from contentstack_cma.models import Asset, Entry
from contentstack_cma_toolkit.rich_text import Document
from contentstack_cma_toolkit.typed import Link, Ref, Term
from tests.toolkit.typed.articles import Article, Author, Seo

SOURCE: dict[str, Any] = {
    "uid": "b1",
    "title": "T",
    "price": 3,
    "color": "green",
    "day": "2024-01-31T09:30:00+02:00",
    "class": "x",
    "heroImage": {"uid": "a1", "filename": "f.png", "url": "u"},
    "more": {"title": "m", "href": "/", "odd": 1},
    "written_by": [
        {"uid": "w", "_content_type_uid": "author"},
        {"uid": "w2", "_content_type_uid": "author", "title": "Jane", "locale": "en-us", "_version": 1},
        "bare",
    ],
    "seo": {"keywords": ["a"], "unknown": None},
    "dimensions": {"width": 2, "measured": "2024-01-01"},
    "sections": [{"quote": {"text": "q", "_metadata": {"uid": "cs1"}}}, {"seo": {"keywords": ["k"]}}, {"odd": {}}],
    "body": {"type": "doc", "uid": "d", "attrs": {}, "children": []},
    "taxonomies": [{"taxonomy_uid": "region", "term_uid": "north"}],
    "custom": {"any": [1, None]},
    "locale": "en-us",
    "_version": 4,
    "created_at": "2024-01-31T09:30:00.083Z",
    "surprise": [1, {"deep": None}],
    "url": None,
}


def read_everything(article: Article) -> None:
    for name in dir(article):
        getattr(article, name, None)
    repr(article)


def test_values_have_types() -> None:
    article = Article.from_dict(SOURCE)
    assert (article.title, article.price, article.color, article.class_) == ("T", 3, "green", "x")
    assert article.day == datetime(2024, 1, 31, 7, 30, tzinfo=UTC)
    assert isinstance(article.hero_image, Asset)
    assert article.hero_image.filename == "f.png"
    assert isinstance(article.more, Link)
    first, second, third = article.written_by
    assert isinstance(first, Ref)
    assert (first.uid, first.content_type_uid) == ("w", "author")
    assert isinstance(second, Author)
    assert second.title == "Jane"
    assert third == "bare"  # a value that does not fit is kept
    assert isinstance(article.seo, Seo)
    assert article.seo.keywords == ["a"]
    assert isinstance(article.dimensions, Article.Dimensions)
    assert article.dimensions.measured == datetime(2024, 1, 1, tzinfo=UTC)
    quote, seo, odd = article.sections
    assert isinstance(quote, Article.SectionsQuote)
    assert quote.text == "q"
    assert isinstance(seo, Article.SectionsSeo)
    assert seo.keywords == ["k"]
    assert odd == {"odd": {}}  # likewise
    assert isinstance(article.body, Document)
    assert isinstance(article.taxonomies[0], Term)
    assert article.taxonomies[0].term_uid == "north"


def test_system_fields() -> None:
    article = Article.from_dict(SOURCE)
    assert (article.uid, article.locale, article.version) == ("b1", "en-us", 4)
    assert article.created_at == datetime(2024, 1, 31, 9, 30, 0, 83_000, tzinfo=UTC)
    assert article["surprise"] == [1, {"deep": None}]


def test_reading_changes_nothing() -> None:
    article = Article.from_dict(SOURCE)
    assert article.to_dict() == SOURCE
    read_everything(article)
    assert article.to_dict() == SOURCE
    assert dict(article).keys() == SOURCE.keys()
    assert len(article) == len(SOURCE)


@pytest.mark.parametrize("source", [{}, dict.fromkeys(SOURCE), {key: [[[]]] for key in SOURCE}])
def test_odd_values_survive(source: dict[str, Any]) -> None:
    article = Article.from_dict(source)
    read_everything(article)
    assert article.to_dict() == source


def test_copies_are_equal_and_apart() -> None:
    article = Article.from_dict(SOURCE)
    assert article.seo is not None
    shallow, deep, pickled = copy.copy(article), copy.deepcopy(article), pickle.loads(pickle.dumps(article))
    assert shallow == deep == pickled == article
    shallow.title = "other"
    shallow["new"] = 1
    article.seo.keywords = ["changed"]
    assert deep == pickled == Article.from_dict(SOURCE)
    assert article.title == "T"
    assert "new" not in article


def test_changes_are_written() -> None:
    article = Article.from_dict(SOURCE)
    article.price = 5
    article.day = datetime(2025, 1, 1, tzinfo=UTC)
    quote = article.sections[0]
    assert isinstance(quote, Article.SectionsQuote)
    quote.text = "new"
    written = article.writable()
    assert written["price"] == 5
    assert written["day"] == "2025-01-01T00:00:00.000Z"
    assert written["sections"][0] == {"quote": {"text": "new", "_metadata": {"uid": "cs1"}}}
    assert written["heroImage"] == "a1"
    assert written["written_by"][1] == {"uid": "w2", "_content_type_uid": "author"}
    assert "uid" not in written
    assert written["surprise"] == SOURCE["surprise"]


def test_new_entries() -> None:
    author = Author.from_dict({"uid": "w", "title": "Jane", "locale": "en-us"})
    article = Article(
        title="x",
        day="2024-05-01",
        written_by=[author, Ref[Author]("q", "author")],
        dimensions=Article.Dimensions(width=3),
        sections=[Article.SectionsQuote(text="hi"), {"seo": {"keywords": ["k"]}}],
    )
    assert article.to_dict() == {
        "title": "x",
        "day": "2024-05-01",
        "written_by": [{"uid": "w", "_content_type_uid": "author"}, {"uid": "q", "_content_type_uid": "author"}],
        "dimensions": {"width": 3},
        "sections": [{"quote": {"text": "hi"}}, {"seo": {"keywords": ["k"]}}],
    }
    assert article.dimensions is not None
    assert article.dimensions.width == 3
    assert author.reference == Ref[Author]("w", "author")


def test_nested_classes_work_on_their_own() -> None:
    assert Article.Dimensions(width=3).to_dict() == {"width": 3}
    assert Article.SectionsSeo(keywords=["a"]).to_dict() == {"seo": {"keywords": ["a"]}}
    assert pickle.loads(pickle.dumps(Article.SectionsQuote(text="a"))) == Article.SectionsQuote(text="a")


def test_unknown_fields_are_errors() -> None:
    with pytest.raises(TypeError, match="Article has no field 'titel'; did you mean 'title'"):
        Article(titel="x")  # type: ignore[call-arg]
    with pytest.raises(AttributeError, match="titel"):
        Article.from_dict(SOURCE).titel  # type: ignore[attr-defined]  # noqa: B018


def test_derived_classes_know_their_fields() -> None:
    class Special(Article):
        @property
        def shout(self) -> str:
            return self.title.upper()

    special = Special.from_dict(SOURCE)
    assert special.uid == "b1"
    assert special.shout == "T"
    assert isinstance(special.written_by[1], Author)
    assert special.to_dict() == SOURCE


def test_is_an_entry() -> None:
    article = Article.from_entry(Entry.from_dict(SOURCE))
    assert isinstance(article, Entry)
    assert article.to_dict() == SOURCE
    assert "hero_image=Asset(" in repr(article)


def test_inputs_exist_at_run_time() -> None:
    assert Seo.Input.__annotations__.keys() == {"keywords"}
    assert Article.Dimensions.Input.__annotations__.keys() == {"width", "measured"}  # type: ignore[attr-defined]


def test_attributes_that_are_no_fields_cannot_be_set() -> None:
    article: Any = Article(title="x")
    with pytest.raises(AttributeError, match=r"Article has no field 'prize'; did you mean 'price'\?"):
        article.prize = 3
    seo: Any = Seo.from_dict({})
    with pytest.raises(AttributeError, match=r"Seo has no field 'keyword'; did you mean 'keywords'\?"):
        seo.keyword = []
    article.price, article.class_, article.tags = 3, "x", ["t"]
    assert article.writable() == {"title": "x", "price": 3, "class": "x", "tags": ["t"]}


def test_values_without_keywords_are_rejected() -> None:
    make: Any = Article
    with pytest.raises(TypeError, match=r"Article\(\) takes keyword arguments only"):
        make("T")


def test_an_attribute_of_the_class_cannot_be_compared() -> None:
    cls: Any = Article
    assert Article(title="T").price is None
    with pytest.raises(TypeError, match=r"with 'T'\. In a query, use \.fields\.title"):
        _ = cls.title == "T"
    with pytest.raises(TypeError, match=r"use \.fields\.price"):
        _ = cls.price < 3


def test_pydantic_reads_writes_and_describes() -> None:
    class Body(pydantic.BaseModel):
        article: Article
        seo: Seo

    read = Body.model_validate({"article": SOURCE, "seo": {"keywords": ["a"]}})
    assert isinstance(read.article.hero_image, Asset)
    assert json.loads(read.model_dump_json()) == {"article": SOURCE, "seo": {"keywords": ["a"]}}
    described = Body.model_json_schema()["properties"]
    assert described["article"]["properties"]["price"] == {"title": "Price", "type": ["number", "null"]}
    assert described["article"]["properties"]["sections"]["items"] == {}
    assert "created_at" in described["article"]["properties"]
    assert list(described["seo"]["properties"]) == ["keywords"]
