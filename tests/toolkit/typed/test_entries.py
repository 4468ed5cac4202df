"""`stack.entries(Article)` over HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import anyio
import pytest

from contentstack_cma import AsyncClient, Client, Stack
from contentstack_cma.models import ContentTypeInput, GlobalFieldInput
from contentstack_cma_emulator import Emulator
from contentstack_cma_toolkit.typed import Ref
from contentstack_cma_toolkit.typed.queries import Condition
from tests.toolkit.typed.articles import Article, Author, Seo


@pytest.fixture(scope="module")
def typed_emulator() -> Iterator[Emulator]:
    with Emulator(work_delay=0) as running, Client(authtoken=running.authtoken, base_url=running.url) as client:
        stack = client.stack(running.stack.api_key)
        stack.taxonomies.create({"uid": "region", "name": "Region"})
        stack.global_fields.create(GlobalFieldInput.from_dict(Seo.describe().to_wire()))
        stack.content_types.create(ContentTypeInput.from_dict(Author.describe().to_wire()))
        described = Article.describe().to_wire()
        described["schema"] = [each for each in described["schema"] if each["uid"] != "custom"]
        stack.content_types.create(ContentTypeInput.from_dict(described))
        yield running


@pytest.fixture
def stack(typed_emulator: Emulator) -> Iterator[Stack]:
    with Client(authtoken=typed_emulator.authtoken, base_url=typed_emulator.url) as client:
        yield client.stack(typed_emulator.stack.api_key)


def test_create_get_update(stack: Stack) -> None:
    author = stack.entries(Author).create(title="Jane")
    articles = stack.entries(Article)
    made = articles.create(title="One", price=3, written_by=[author], day=datetime(2024, 1, 1, tzinfo=UTC))
    assert isinstance(made, Article)
    read = articles.get(made.uid, include=["written_by"])
    assert isinstance(read.written_by[0], Author)
    assert read.written_by[0].title == "Jane"
    read.price = 4
    assert articles.update(read.uid, read).price == 4
    assert articles.update(read.uid, price=5).price == 5
    changed = articles.update(read.uid, {"title": "One again"})
    assert (changed.title, changed.price) == ("One again", 5)
    assert changed.written_by == [Ref[Author](author.uid, "author")]
    articles.delete(read.uid)


def test_locales(stack: Stack) -> None:
    articles = stack.entries(Article)
    made = articles.create(title="Hello")
    french = articles.in_locale("fr-fr")
    assert french.localize(made.uid, title="Salut").locale == "fr-fr"
    assert french.get(made.uid).title == "Salut"
    assert articles.get(made.uid).title == "Hello"
    assert articles.get(made.uid, locale="fr-fr").title == "Salut"
    read = french.get(made.uid)
    read.title = "Bonjour"
    assert articles.update(made.uid, read).locale == "fr-fr"
    with pytest.raises(ValueError, match="needs a locale"):
        articles.localize(made.uid, title="x")
    articles.delete(made.uid, all_locales=True)


def test_lists_and_snapshots(stack: Stack) -> None:
    articles = stack.entries(Article)
    report = articles.create_many(({"title": f"T{number:03}", "price": number} for number in range(120)), key="title")
    results = [outcome.result for outcome in report]
    assert {type(result) for result in results} == {Article}
    listed = articles.list(asc="title", page_size=50)
    assert {type(article) for article in listed.items} == {Article}
    assert [article.title for article in listed] == [f"T{number:03}" for number in range(120)]
    assert len(articles.list(query={"price": {"$lt": 5}}).items) == 5
    snapshot = articles.snapshot(query={"price": {"$lt": 10}})
    assert len(snapshot) == 10
    for article in snapshot:
        assert isinstance(article, Article)
        articles.update(article.uid, price=1000)
    cheap = [article for article in articles.list() if article.price == 1000]
    pairs: list[tuple[str, Article.Changes]] = [
        (article.uid, {"price": float(number)}) for number, article in enumerate(cheap)
    ]
    assert articles.update_many(pairs).finish().counts["updated"] == 10
    for article in cheap:
        article.price = 7
    assert articles.update_many(cheap).finish().counts["updated"] == 10
    upserts = articles.upsert_many([Article(title="T000", price=1), Article(title="new", price=2)], key="title")
    assert dict(upserts.finish().counts) == {"updated": 1, "created": 1}
    assert articles.delete_many(articles.snapshot()).finish().is_success


def test_queries(stack: Stack) -> None:
    author = stack.entries(Author).create(title="Query author")
    articles = stack.entries(Article)
    for price in (1, 5, 9):
        day = datetime(2024, 1, price, tzinfo=UTC)
        dimensions = Article.Dimensions(width=price)
        sections = [Article.SectionsQuote(text=f"quote {price}")]
        fields: Article.Input = {
            "title": f"Q{price}",
            "price": price,
            "day": day,
            "color": "red" if price > 1 else "blue",
        }
        articles.create({**fields, "dimensions": dimensions, "sections": sections, "class": f"c{price}"})
    articles.create(title="Q by", written_by=[author])
    find = Article.fields

    def list_titles(condition: Condition) -> list[str]:
        return [article.title for article in articles.list(query=find.title.matches("^Q") & condition, asc=find.title)]

    assert list_titles(find.price > 2) == ["Q5", "Q9"]
    assert list_titles((find.price < 2) | (find.class_ == "c9")) == ["Q1", "Q9"]
    assert list_titles(~(find.color == "red")) == ["Q by", "Q1"]
    assert list_titles(find.dimensions.width >= 9) == ["Q9"]
    assert list_titles(find.sections.quote.text == "quote 5") == ["Q5"]
    assert list_titles(find.written_by.title == "Query author") == ["Q by"]
    assert list_titles(find.day < datetime(2024, 1, 2, tzinfo=UTC)) == ["Q1"]
    included = articles.list(query=find.title == "Q by", include=[find.written_by])[0].written_by[0]
    assert isinstance(included, Author)
    with pytest.raises(ValueError, match="cannot be sorted by"):
        articles.list(asc=find.dimensions)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="a field of another entry"):
        articles.list(asc=find.written_by.title)
    assert articles.delete_many(articles.snapshot()).finish().is_success


def test_keywords_or_entry(stack: Stack) -> None:
    articles = stack.entries(Article)
    with pytest.raises(TypeError, match="pass the entry, or its fields"):
        articles.create({"title": "a"}, title="b")  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="pass the entry, or its fields"):
        articles.create()  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="no field 'titel'"):
        articles.create({"titel": "a"})  # type: ignore[call-overload]


def test_entries_of_another_content_type_are_rejected(stack: Stack) -> None:
    author: Any = Author(title="Jane")
    for write in (stack.entries(Article).create, partial(stack.entries(Article).update, "b1")):
        with pytest.raises(TypeError, match="expected an entry of 'article', not Author, an entry of 'author'"):
            write(author)
    assert not stack.entries(Article).list(query={"title": "Jane"}).items


def test_wrong_items_fail_alone(stack: Stack) -> None:
    def make_items() -> Iterator[Any]:
        yield {"title": "W1"}
        yield {"titel": "W2"}
        yield Article(title="W3")
        yield {"title": "W4", "day": datetime(2024, 1, 1)}  # noqa: DTZ001 - the test is about it
        yield 5
        yield {"title": "W6", "write": "is no field either"}

    articles = stack.entries(Article)
    sources: list[Any] = [make_items(), list(make_items())]
    for items in sources:
        outcomes = list(articles.create_many(items))
        errors = " ".join(str(outcome.error) for outcome in outcomes if outcome.error)
        assert sorted(outcome.result.title for outcome in outcomes if outcome.result) == ["W1", "W3"]
        assert len(outcomes) == 6
        assert all(text in errors for text in ("did you mean 'title'?", "has no time zone", "not int", "'write'"))
        assert articles.delete_many(articles.snapshot()).finish().is_success
    made = articles.create(title="W7")
    wrong: Any = [("b0", {"prize": 1}), (made.uid, {"price": 2})]
    failed, updated = sorted(articles.update_many(wrong), key=lambda outcome: outcome.error is None)
    assert "did you mean 'price'?" in str(failed.error)
    assert updated.result is not None
    assert updated.result.price == 2
    articles.delete(made.uid)


def test_an_entry_is_no_content_type(stack: Stack) -> None:
    entry: Any = Article(title="a")
    with pytest.raises((TypeError, ValueError), match="content_type_uid"):
        stack.entries(entry)


def test_asynchronous(typed_emulator: Emulator) -> None:
    async def run() -> None:
        async with AsyncClient(authtoken=typed_emulator.authtoken, base_url=typed_emulator.url) as client:
            articles = client.stack(typed_emulator.stack.api_key).entries(Article)
            made = await articles.create(title="Async", price=1)
            assert isinstance(made, Article)
            page = await articles.list(query={"title": "Async"})
            assert [type(article) for article in page.items] == [Article]
            assert [article.title async for article in articles.list()] == ["Async"]
            snapshot = articles.snapshot()
            assert [article.price async for article in snapshot] == [1]
            assert len(snapshot) == 1
            async for outcome in articles.update_many([(made.uid, {"price": 2.0})]):
                assert isinstance(outcome.result, Article)
                assert outcome.result.price == 2
            assert (await articles.delete_many([made]).finish()).is_success

    anyio.run(run)
