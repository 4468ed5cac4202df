"""Generated types in the eyes of mypy, pyright and ruff, with code that uses them."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from contentstack_cma_toolkit.codegen import write_declarations, write_package, write_types
from contentstack_cma_toolkit.model import (
    Block,
    Blocks,
    ContentType,
    Environment,
    Group,
    Model,
    Number,
    Reference,
    Select,
    Text,
    Workflow,
    WorkflowStage,
)
from tests.toolkit.support.checkers import check_style, list_marked_lines, list_mypy_errors, list_pyright_errors
from tests.toolkit.support.every_kind import MODEL
from tests.toolkit.support.random_models import models

USE = '''"""Code as people write it."""

from datetime import datetime
from typing import Final

from contentstack_cma import Client
from contentstack_cma.models import Asset
from contentstack_cma_toolkit.rich_text import Document
from contentstack_cma_toolkit.typed import Link, Ref
from models import Article, Author, Awkward, Environments, WorkflowStages

stack = Client(authtoken="x").stack("y")
articles = stack.entries(Article)
COUNTRY: Final = "a country with a long name, number 1"


def read(article: Article) -> None:
    title: str = article.title
    price: float = article.price
    days: list[datetime] | None = article.days
    image: Asset | str | None = article.hero_image
    body: Document | None = article.body
    width: float = article.dimensions.width
    for target in article.author:
        name: str | None = "" if isinstance(target, Ref) else target.name
        print(name)
    for section in article.sections:
        if isinstance(section, Article.SectionsHero):
            heading: str = section.heading
            print(heading)
        elif isinstance(section, Article.SectionsSeo):
            print(section.keywords)
        else:
            print(section.kind)
    for term in article.taxonomies:
        uid: str = term.term_uid
        print(uid)
    print(title, price, days, image, body, width)
    print(article.prcie)  # expect-error
    wrong: int = article.color  # expect-error
    empty: str = article.summary  # expect-error
    print(wrong, empty)


def read_awkward(awkward: Awkward) -> None:
    """Classes in the class have the names of other types."""
    for writer in awkward.writer:
        name: str | None = "" if isinstance(writer, Ref) else writer.name
        print(name)
    group: Awkward.Author_ | None = awkward.author
    link: Link | None = awkward.more
    inner: Link | None = awkward.link.link if awkward.link else None
    text: str | None = awkward.awkward.x if awkward.awkward else None
    print(group.nickname if group else "", link, inner, text, Awkward.fields.writer.name == "x")


def write(author: Author, asset: Asset) -> None:
    created = articles.create(
        title="x",
        price=3,
        markdown="",
        country=COUNTRY,
        anything=[author],
        dimensions={"width": 1, "inner": {"deep": "x"}},
        color="dark blue",
        hero_image=asset,
        day=datetime(2024, 1, 31),
        author=[author, {"uid": "blt1", "_content_type_uid": "author"}],
        sections=[Article.SectionsHero(heading="x"), {"seo": {"title": "x"}}, {"class": {"kind": "a"}}],
        seo=None,
    )
    title: str = created.title
    articles.update(created.uid, price=4, sections=[])
    articles.update(created.uid, {"price": 4})
    articles.create(
        Article(title=title, price=1, markdown="", country=COUNTRY, anything=[], dimensions={"width": 1})
    )
    articles.create(title="x")  # expect-error
    articles.update("uid", titel="x")  # expect-error
    articles.update("uid", price="3")  # expect-error
    articles.update("uid", color="green")  # expect-error
    articles.update("uid", keywords="one")  # expect-error
    articles.update("uid", sections=[{"hero": {}}])  # expect-error
    articles.update("uid", dimensions={})  # expect-error
    stack.entries(Awkward).update("uid", {"class": "x", "Price": 1, "_price": "2024-01-31"})
    stack.entries(Awkward).update("uid", {"class": 1})  # expect-error
    Awkward.SectionSX()  # expect-error


def ask() -> None:
    fields = Article.fields
    condition = (fields.price > 10) & fields.title.matches("^H") & (fields.author.name == "Jane")
    condition |= fields.sections.hero.heading == "x"
    condition |= fields.sections.seo.title == "x"
    condition |= fields.dimensions.inner.deep == "x"
    condition |= fields.taxonomies.places.in_(["oslo"])
    condition |= fields.color == "red"
    for article in articles.list(query=condition, desc=fields.price):
        read(article)
    print(fields.prcie)  # expect-error
    articles.list(query=fields.color == "green")  # expect-error
    print(fields.price > "10")  # expect-error
    print(fields.author.nmae)  # expect-error
    print(Awkward.fields.class_ == "x", Awkward.fields.price_2.uid, Awkward.fields.datetime_)


production: str = Environments.PRODUCTION
stage: str = WorkflowStages.Review.IN_REVIEW
Environments.PRODUCTION = ""  # expect-error
'''


@pytest.fixture(scope="module")
def user_code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that can be generated, and code that uses it."""
    folder = tmp_path_factory.mktemp("user")
    (folder / "models.py").write_text(write_types(MODEL))
    (folder / "model.py").write_text(write_declarations(MODEL))
    (folder / "use.py").write_text(USE)
    (folder / "package").mkdir()
    for path, text in write_package(MODEL).items():
        (folder / "package" / path).write_text(text)
    return folder


@pytest.mark.parametrize("checker", [list_mypy_errors, list_pyright_errors])
def test_checkers(checker: Callable[[Path], dict[str, dict[int, str]]], user_code: Path) -> None:
    errors = checker(user_code)
    found = errors.pop("use.py")
    assert errors == {}
    expected = list_marked_lines(USE)
    assert set(found) == expected, {line: text for line, text in found.items() if line not in expected}


def test_style(user_code: Path) -> None:
    (user_code / "use.py").unlink()
    assert check_style(user_code) == ""


def build_long_model(uid: str) -> Model:
    fields = [
        Text("title", required=True),
        Text(f"{uid}_text", help="x " * len(uid)),
        Number(f"{uid}_number"),
        Select(uid, choices=["a", "b"]),
        Reference(f"{uid}_reference", to=["a", "b", uid]),
        Group(f"{uid}_group", fields=[Select(uid, choices=[1, 2], multiple=True)]),
        Blocks(f"{uid}_b", blocks=[Block("x", fields=[Text("class")]), Block(f"y_{uid}", fields=[Text("a")])]),
    ]
    return Model(
        content_types=[
            ContentType(uid, fields=fields),
            *(ContentType(other, fields=[Text("title")]) for other in ("a", "b")),
        ],
        environments=[Environment(uid, uid="blt")],
        workflows=[Workflow(uid, stages=[WorkflowStage(uid, uid=uid)])],
    )


def test_style_of_long_names(tmp_path: Path) -> None:
    for length in range(20, 61):
        model = build_long_model("u" * length)
        (tmp_path / f"types_{length}.py").write_text(write_types(model))
        (tmp_path / f"model_{length}.py").write_text(write_declarations(model))
    assert check_style(tmp_path) == ""


def test_style_of_random_models(tmp_path: Path) -> None:
    number = random.Random(0)

    @settings(max_examples=25, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck))
    @given(models)
    def write(model: Model) -> None:
        name = number.getrandbits(64)
        (tmp_path / f"types_{name}.py").write_text(write_types(model))
        (tmp_path / f"model_{name}.py").write_text(write_declarations(model))

    write()
    assert check_style(tmp_path) == ""
