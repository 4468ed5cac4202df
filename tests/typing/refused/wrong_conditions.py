"""Conditions that the API cannot express, or that compare a field with a value of another type."""

from typing import ClassVar, Literal

from contentstack_cma_toolkit.typed.queries import (
    BooleanField,
    Condition,
    DateField,
    EntryFields,
    FileField,
    GroupFields,
    JsonField,
    NumberField,
    ReferenceField,
    RichTextField,
    SelectField,
    TermsField,
    TextField,
    refers_to,
    sort_uid,
)


class Author(EntryFields):
    name: TextField


class Seo(GroupFields):
    title: TextField


class Fields(EntryFields):
    title: TextField
    price: NumberField
    published: DateField
    free: BooleanField
    color: "SelectField[Literal['red', 'blue']]"
    cover: FileField
    data: JsonField
    body: RichTextField
    author: Author
    related: ReferenceField
    seo: Seo
    terms: "TermsField[Literal['norway', 'spain']]"


class Article:
    fields: ClassVar[Fields]


def find(condition: Condition) -> None:
    condition.to_query()


fields = Article.fields
find(fields.prcie > 10)  # expect-error
find(fields.price > "10")  # expect-error
find(fields.price == "10")  # expect-error
find(fields.price.between(1))  # expect-error
find(fields.price.matches("1"))  # expect-error
find(fields.title > "a")  # expect-error
find(fields.title == 1)  # expect-error
find(fields.title == b"A")  # expect-error
find(fields.title.in_([1]))  # expect-error
find(fields.title.matches("a", True))  # expect-error
find(fields.published > "2026-01-01")  # expect-error
find(fields.published == "2026-01-01")  # expect-error
find(fields.free == "yes")  # expect-error
find(fields.free < True)  # expect-error
find(fields.color == "green")  # expect-error
find(fields.color != "green")  # expect-error
find(fields.color.in_(["green"]))  # expect-error
find(fields.color.matches("r"))  # expect-error
find(fields.cover == 1)  # expect-error
find(fields.cover.matches("a"))  # expect-error
find(fields.data == {"a": 1})  # expect-error
find(fields.body == "x")  # expect-error
find(fields.body.matches("x"))  # expect-error
find(fields.author == "blt1")  # expect-error
find(fields.author.nam == "Jane")  # expect-error
find(fields.author.exists())  # expect-error
find(fields.related == "blt1")  # expect-error
find(fields.related.to(Seo))  # expect-error
find(fields.seo == "x")  # expect-error
find(fields.seo.path == "x")  # expect-error
find(fields.terms.contains("moon"))  # expect-error
find(fields.terms == "norway")  # expect-error
find(refers_to(fields.seo, fields.price > 1))  # expect-error
find((fields.price > 1) & True)  # expect-error
find((fields.price > 1) | fields.free)  # expect-error
sort_uid(fields.body)  # expect-error
sort_uid(fields.author)  # expect-error
sort_uid("price")  # expect-error
