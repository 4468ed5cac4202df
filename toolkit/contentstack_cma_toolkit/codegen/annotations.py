"""Annotations of fields: as they are read, as they are written, as they are asked for. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from contentstack_cma_toolkit.model import (
    Blocks,
    Boolean,
    Custom,
    Date,
    Embed,
    Field,
    File,
    Group,
    Link,
    Number,
    Reference,
    RichText,
    Select,
    Taxonomies,
    Text,
)
from contentstack_cma_toolkit.model.checks import ASSETS
from contentstack_cma_toolkit.model.names import INPUT

from .limits import list_few_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from contentstack_cma_toolkit.model import Model

    from .scopes import Scope

MOST_TARGETS = 2
"""References to more content types than this have an alias."""


class Forms(NamedTuple):
    """The annotations of one value of a field.

    Attributes:
        read: What is read.
        written: What can be written.
        companion: What queries use.
    """

    read: str
    written: str
    companion: str


_TEXT = Forms("str", "str", "TextField")
_NUMBER = Forms("float", "float", "NumberField")
_BOOLEAN = Forms("bool", "bool", "BooleanField")
_DATE = Forms("datetime", "datetime | str", "DateField")
_JSON = Forms("JsonValue", "JsonValue", "JsonField")

_FIXED: Mapping[type[Field], Forms] = {
    Text: _TEXT,
    Number: _NUMBER,
    Boolean: _BOOLEAN,
    Date: _DATE,
    File: Forms("Asset | str", "Asset | str", "FileField"),
    Link: Forms("Link", "Link | LinkInput", "LinkField"),
    RichText: Forms("Document", "Document | Mapping[str, JsonValue]", "RichTextField"),
}
_CUSTOM = {"text": _TEXT, "number": _NUMBER, "boolean": _BOOLEAN, "isodate": _DATE}


def annotate_read(field: Field, scope: Scope) -> str:
    """Return the annotation of an attribute."""
    one = _find_forms(field, scope).read
    if one == "JsonValue":
        return scope.quote(one)
    every = f"list[{one}]" if field.is_list else one
    return scope.quote(every if field.required or field.always_list else f"{every} | None")


def annotate_written(field: Field, scope: Scope) -> str:
    """Return the annotation of a value that is written, without quotes."""
    one = _find_forms(field, scope).written
    if one == "JsonValue":
        return one
    every = _annotate_several(one) if field.is_list else one
    return every if field.required else f"{every} | None"


def annotate_companion(field: Field, scope: Scope) -> str:
    """Return the annotation of the field in queries."""
    return scope.quote(_find_forms(field, scope).companion)


def annotate_terms(field: Taxonomies, taxonomy: str, scope: Scope) -> str:
    """Return the annotation of the terms of one taxonomy."""
    return scope.find_part(field.uid, taxonomy) if list_terms(taxonomy, scope.model) else "str"


def annotate_targets(field: Reference, scope: Scope) -> list[str]:
    """Return the annotations of what references can be."""
    names = scope.names.content_types
    found = [form for uid in field.to for form in (["Asset"] if uid == ASSETS else [f"Ref[{names[uid]}]", names[uid]])]
    return [*(found or ["Ref[TypedEntry]", "TypedEntry"]), *(["str"] if field.has_bare_uids else [])]


def list_terms(taxonomy: str, model: Model) -> Sequence[str]:
    """Return the terms of a taxonomy, or nothing if they are too many, or not known."""
    return sorted(set(list_few_terms(model, taxonomy) or ()))


def list_choices(field: Select) -> Sequence[str | int]:
    """Return the choices of a select, or nothing if one of them cannot be in a `Literal`."""
    found: dict[str | int, None] = {}
    for value in field.values:
        if not isinstance(value, str) and not _is_whole(value):
            return ()
        found[value if isinstance(value, str) else int(value)] = None
    return list(found)


def _is_whole(value: object) -> bool:
    """Return whether a choice is a whole number. Stacks have choices that are null, or anything else, too."""
    return type(value) is int or (isinstance(value, float) and value.is_integer())


def _annotate_several(one: str) -> str:
    """Return the annotation of several values. A text is no sequence of texts."""
    return f"list[{one}] | tuple[{one}, ...]" if "str" in one.split(" | ") else f"Sequence[{one}]"


def _find_forms(field: Field, scope: Scope) -> Forms:
    make = _MAKERS.get(type(field))
    if make is not None:
        return make(field, scope)
    if isinstance(field, Custom):
        return _CUSTOM.get(field.kind, _JSON)
    return next((forms for kind, forms in _FIXED.items() if isinstance(field, kind)), _JSON)


def _make_select(field: Select, scope: Scope) -> Forms:
    one = scope.find_part(field.uid) if list_choices(field) else _find_plain(field)
    return Forms(one, one, f"SelectField[{one}]")


def _find_plain(field: Select) -> str:
    return "float" if field.is_numeric else "str"


def _make_reference(field: Reference, scope: Scope) -> Forms:
    targets = annotate_targets(field, scope)
    one = " | ".join(targets) if len(field.to) <= MOST_TARGETS else scope.find_part(field.uid)
    has_one_type = len(field.to) == 1 and field.to[0] != ASSETS
    companion = f"{scope.names.content_types[field.to[0]]}.Fields" if has_one_type else "ReferenceField"
    return Forms(one, f"{one} | RefInput", companion)


def _make_group(field: Group, scope: Scope) -> Forms:
    name = scope.find_part(field.uid)
    return Forms(name, f"{name} | {name}.Input", f"{name}.Fields")


def _make_embed(field: Embed, scope: Scope) -> Forms:
    name = scope.names.global_fields[field.global_field]
    return Forms(name, f"{name} | {name}.Input", f"{name}.Fields")


def _make_blocks(field: Blocks, scope: Scope) -> Forms:
    companion = f"{scope.path}.Fields.{scope.parts[field.uid,]}"
    if not field.blocks:
        return Forms("TypedBlock", "TypedBlock", companion)
    name = scope.find_part(field.uid)
    return Forms(name, f"{name} | {scope.find_part(INPUT, field.uid)}", companion)


def _make_taxonomies(field: Taxonomies, scope: Scope) -> Forms:
    aliases = [annotate_terms(field, rule.taxonomy, scope) for rule in field.taxonomies]
    one = "str" if "str" in aliases else " | ".join(aliases) or "str"
    return Forms(f"Term[{one}]", f"Term[{one}] | TermInput", f"{scope.path}.Fields.{scope.parts[field.uid,]}")


_MAKERS: Mapping[type[Field], Callable[..., Forms]] = {
    Select: _make_select,
    Reference: _make_reference,
    Group: _make_group,
    Embed: _make_embed,
    Blocks: _make_blocks,
    Taxonomies: _make_taxonomies,
}

__all__ = [
    "Forms",
    "MOST_TARGETS",
    "annotate_companion",
    "annotate_read",
    "annotate_targets",
    "annotate_terms",
    "annotate_written",
    "list_choices",
    "list_terms",
]
