"""`validate(article)`: what the content type says, before anything is sent."""

from typing import Any

import pytest

from contentstack_cma_toolkit.model import Taxonomy, Term
from contentstack_cma_toolkit.typed import InvalidEntryError, Ref, find_batch_problems, find_problems, validate
from tests.toolkit.typed.articles import Article, Author


def test_sound_entries() -> None:
    validate(Article(title="Hello", price=3, color="red", written_by=[Ref("blt1a2b3c4d5e6f7a8b", "author")]))
    validate(Article.from_dict({"uid": "blt1", "title": "Read", "locale": "en-us", "_version": 2, "seo": None}))


def test_problems_have_paths() -> None:
    article = Article(
        title="",
        price="free",  # type: ignore[arg-type]
        color="green",  # type: ignore[arg-type]
        written_by=[Ref("blt1a2b3c4d5e6f7a8b", "company")],
        dimensions={"width": "wide"},
        sections=[{"quote": {"text": 1}}, {"seo": {"keywords": "k"}}],
    )
    paths = [problem.path for problem in find_problems(article)]
    assert paths == [
        "title",
        "price",
        "color",
        "written_by.0",
        "dimensions.width",
        "sections.0.quote.text",
        "sections.1.seo.keywords",
    ]
    with pytest.raises(InvalidEntryError, match=r"dimensions\.width") as caught:
        validate(article)
    assert [problem.path for problem in caught.value.problems] == paths


def test_batches() -> None:
    authors = [Author(title="Jane"), Author(title="Joe"), Author(title="Jane")]
    found = find_batch_problems(authors)
    assert list(found) == [2]
    assert found[2][0].path == "title"
    assert find_batch_problems([]) == {}
    with pytest.raises(TypeError, match="of 2 classes"):
        find_batch_problems([Author(title="a"), Article(title="b")])


def test_terms() -> None:
    article = Article.from_dict({"title": "a", "taxonomies": [{"taxonomy_uid": "region", "term_uid": "west"}]})
    assert find_problems(article) == []
    region = Taxonomy("region", terms=[Term("north"), Term("south")])
    assert [problem.path for problem in find_problems(article, taxonomies=[region])] == ["taxonomies.0"]


def test_what_is_no_typed_entry() -> None:
    fields: Any = {"title": "a"}
    with pytest.raises(TypeError, match="an entry of a generated class is needed, such as Article"):
        validate(fields)
