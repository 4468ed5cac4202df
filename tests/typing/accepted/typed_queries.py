"""Conditions of typed fields, with companions as generated code has them."""

from datetime import UTC, date, datetime
from typing import ClassVar, Literal, assert_type

from contentstack_cma import Client
from contentstack_cma.models import Entry
from contentstack_cma_toolkit.typed.queries import (
    BlocksFields,
    BooleanField,
    Condition,
    DateField,
    EntryFields,
    FileField,
    GroupFields,
    LinkField,
    NumberField,
    ReferenceField,
    RichTextField,
    SelectField,
    TermsField,
    TextField,
    exists,
    refers_to,
    sort_uid,
)


class Author:
    class Fields(EntryFields):
        name: TextField
        age: NumberField

    fields: ClassVar[Fields]


class Article:
    class Seo:
        class Fields(GroupFields):
            title: TextField

    class Hero:
        class Fields(GroupFields):
            heading: TextField

    class Sections(BlocksFields):
        hero: "Article.Hero.Fields"

    class Taxonomies(GroupFields):
        places: "TermsField[Literal['norway', 'spain']]"

    class Fields(EntryFields):
        title: TextField
        price: NumberField
        published: DateField
        free: BooleanField
        color: "SelectField[Literal['red', 'blue']]"
        level: "SelectField[Literal[1, 2]]"
        cover: FileField
        more: LinkField
        body: RichTextField
        author: "Author.Fields"
        related: ReferenceField
        seo: "Article.Seo.Fields"
        sections: "Article.Sections"
        taxonomies: "Article.Taxonomies"

    fields: ClassVar[Fields]


def compare(entry: Entry) -> None:
    fields = Article.fields
    assert_type(fields.title == "A", Condition)
    assert_type(fields.title != "A", Condition)
    assert_type(fields.title.in_({"A", "B"}), Condition)
    assert_type(fields.title.matches("^A", ignore_case=True), Condition)
    assert_type(fields.price > 10, Condition)
    assert_type(fields.price < 10, Condition)
    assert_type(fields.price <= 9.5, Condition)
    assert_type(fields.price.between(1, 2.5), Condition)
    assert_type(fields.published >= datetime.now(UTC), Condition)
    assert_type(fields.published == date(2026, 1, 31), Condition)
    assert_type(fields.free == True, Condition)  # noqa: E712
    assert_type(fields.color == "red", Condition)
    assert_type(fields.color.in_(["red", "blue"]), Condition)
    assert_type(fields.level != 2, Condition)
    assert_type(fields.cover == entry, Condition)
    assert_type(fields.cover == "blt1", Condition)
    assert_type(fields.more.href.matches("^/"), Condition)
    assert_type(fields.body.is_missing(), Condition)
    assert_type(fields.taxonomies.places.contains("norway"), Condition)
    assert_type(fields.taxonomies.places.below("norway", levels=2), Condition)
    assert_type(fields.created_at > date(2026, 1, 1), Condition)
    assert_type(fields.tags == "new", Condition)


def go_deeper(entry: Entry) -> None:
    fields = Article.fields
    assert_type(fields.seo.title == "x", Condition)
    assert_type(fields.sections.hero.heading == "x", Condition)
    assert_type(fields.author.name == "Jane", Condition)
    assert_type(fields.author.uid.in_(["blt1"]), Condition)
    assert_type(fields.related.to(Author), Author.Fields)
    assert_type(fields.related.to(Author).age < 30, Condition)
    assert_type(fields.related.contains(entry), Condition)
    assert_type(exists(fields.sections.hero), Condition)
    assert_type(refers_to(fields.author, (Author.fields.name == "Jane") & (Author.fields.age > 30)), Condition)
    assert_type(refers_to(fields.related, Author.fields.age > 30), Condition)


def combine(client: Client) -> list[Entry]:
    fields = Article.fields
    condition = ((fields.price > 10) | fields.title.matches("^H")) & ~(fields.free == True)  # noqa: E712
    assert_type(condition, Condition)
    entries = client.stack("api_key").entries("article")
    return entries.list(query=condition.to_query(), asc=sort_uid(fields.price)).items
