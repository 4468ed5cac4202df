"""What generated types are made of: base classes of entries, groups and blocks, and the values of their fields.

`contentstack-cma types` generates a class for each content type of a stack:

    from models import Article

    articles = stack.entries(Article)
    article = articles.create(title="Hello", price=3)
    for each in articles.list(query=Article.fields.price > 2):
        print(each.title)
"""

from .bases import TypedBlock, TypedEntry, TypedGroup
from .inputs import LinkInput, RefInput, TermInput
from .queries import (
    BlocksFields,
    BooleanField,
    DateField,
    EntryFields,
    FileField,
    GroupFields,
    JsonField,
    LinkField,
    NumberField,
    ReferenceField,
    RichTextField,
    SelectField,
    TermsField,
    TextField,
)
from .values import Link, Ref, Term

__all__ = [
    "BlocksFields",
    "BooleanField",
    "DateField",
    "EntryFields",
    "FileField",
    "GroupFields",
    "JsonField",
    "Link",
    "LinkField",
    "LinkInput",
    "NumberField",
    "Ref",
    "RefInput",
    "ReferenceField",
    "RichTextField",
    "SelectField",
    "Term",
    "TermInput",
    "TermsField",
    "TextField",
    "TypedBlock",
    "TypedEntry",
    "TypedGroup",
]
