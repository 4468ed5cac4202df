"""Conditions on typed entries, and the queries that they become.

    Article.fields.price > 10
    (Article.fields.title.matches("^H") | Article.fields.color.in_(["red", "blue"])) & ~Article.fields.sold_out.exists()
    Article.fields.author.name == "Jane"

A comparison of a field is a `Condition`; `&`, `|` and `~` combine conditions. `~` matches exactly the entries that a
condition does not match, so also those without a value. What the API cannot express is a type error or a `ValueError`.
"""

from .companions import (
    TAKEN_NAMES,
    BlocksFields,
    Companion,
    Description,
    EntryFields,
    FieldEntry,
    GroupFields,
    HasFields,
    ReferenceField,
)
from .conditions import Condition
from .fields import Field, ScalarField
from .operands import HasUid
from .places import ROOT, Place
from .scalar_fields import BooleanField, DateField, NumberField, SelectField, TextField
from .value_fields import FileField, JsonField, LinkField, RichTextField, TermsField
from .whole_fields import exists, field_path, refers_to, sort_uid

__all__ = [
    "Condition",
    "exists",
    "refers_to",
    "field_path",
    "sort_uid",
    "EntryFields",
    "GroupFields",
    "BlocksFields",
    "TextField",
    "NumberField",
    "DateField",
    "BooleanField",
    "SelectField",
    "FileField",
    "LinkField",
    "ReferenceField",
    "TermsField",
    "JsonField",
    "RichTextField",
    "Field",
    "ScalarField",
    "Companion",
    "Description",
    "FieldEntry",
    "HasFields",
    "HasUid",
    "Place",
    "ROOT",
    "TAKEN_NAMES",
]
