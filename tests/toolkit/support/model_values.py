"""Random values for the fields of content models: most of them valid."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from contentstack_cma_toolkit.model import (
    Blocks,
    Boolean,
    Custom,
    Date,
    Embed,
    Field,
    File,
    Group,
    Html,
    Link,
    Markdown,
    Model,
    Number,
    Other,
    Reference,
    RichText,
    Select,
    Taxonomies,
    Text,
)

Values = st.SearchStrategy[Any]

ASSET = "bltasset"
"""Stands for the uid of an asset of the stack."""

_WRONG: Values = st.sampled_from([None, True, 3, 2.5, "x", "Abc", {}, {"uid": "x"}, ["x"], [None]])
_WRONG_OBJECTS: Values = st.sampled_from([True, 3, "x", ["x"], [None]])
_WRONG_BY_KIND: Mapping[type[Field], Values] = {
    Reference: st.just([3]),
    **dict.fromkeys((Embed, Group, Link), _WRONG_OBJECTS),
}
"""Left out is what the API accepts: short forms of references, and keys that groups and links do not have."""

_DATES = st.sampled_from(["2024-02-29", "2024-01-31T12:00:00.000Z", "2019-12-31", "2024-02-30", "tomorrow"])
_JSON: Values = st.sampled_from([{"a": [1]}, "x", 3, False])


def build_entry(model: Model, fields: Sequence[Field]) -> Values:
    """Return the fields of an entry, or of a group, any of which may be missing or wrong."""
    required = {each.uid: build_value(model, each) for each in fields if each.required}
    optional = {each.uid: build_value(model, each) for each in fields if not each.required}
    return st.fixed_dictionaries(required, optional=optional)


def build_value(model: Model, field: Field) -> Values:
    """Return values of a field, some of them wrong."""
    one = _build_one(model, field)
    value = st.lists(one, min_size=1, max_size=3) if field.is_list else one
    wrong = _WRONG_BY_KIND.get(type(field), _WRONG)
    return st.one_of(*[value] * 6, st.none(), wrong)


def _build_one(model: Model, field: Field) -> Values:
    if isinstance(field, Group):
        return build_entry(model, field.fields)
    if isinstance(field, Embed):
        return _build_embedded(model, field.global_field)
    if isinstance(field, Blocks):
        return st.one_of(
            [
                _wrap(each.uid, build_entry(model, each.fields))
                if each.global_field is None
                else _wrap(each.uid, _build_embedded(model, each.global_field))
                for each in field.blocks
            ]
        )
    if isinstance(field, Taxonomies):
        return st.one_of([_build_term(model, each.taxonomy) for each in field.taxonomies])
    return _ONE[type(field)](field)


def _wrap(uid: str, values: Values) -> Values:
    return values.map(lambda value: {uid: value})


def _build_embedded(model: Model, uid: str) -> Values:
    global_field = model.find_global_field(uid)
    return build_entry(model, () if global_field is None else global_field.fields)


def _build_term(model: Model, taxonomy: str) -> Values:
    known = next(each.list_term_uids() for each in model.taxonomies if each.uid == taxonomy)
    return st.fixed_dictionaries(
        {"taxonomy_uid": st.just(taxonomy), "term_uid": st.sampled_from([*known[:3], *known[:3], "unknown"])}
    )


def _build_text(_field: Any) -> Values:
    return st.sampled_from(["A", "Abc", "Two words", "a", "<p>Hello</p>", "seventeen letters", "\"'x"])


def _build_reference(field: Reference) -> Values:
    form = st.fixed_dictionaries({"uid": st.just("blt1"), "_content_type_uid": st.sampled_from(field.to)})
    return form | st.just("blt1") if field.has_bare_uids else form


def _build_custom(field: Custom) -> Values:
    kinds: Mapping[str, Values] = {
        "text": _build_text(field),
        "isodate": _DATES,
        "number": st.integers(0, 9),
        "boolean": st.booleans(),
    }
    return kinds.get(field.kind, _JSON)


_ONE: Mapping[type[Field], Callable[[Any], Values]] = {
    Text: _build_text,
    Html: _build_text,
    Markdown: _build_text,
    Select: lambda field: st.sampled_from([*field.values, *field.values, "unknown"]),
    Number: lambda _field: st.integers(-1, 10) | st.sampled_from([0.5, 2.5]),
    Boolean: lambda _field: st.booleans(),
    Date: lambda _field: _DATES,
    File: lambda _field: st.just(ASSET),
    Link: lambda _field: st.fixed_dictionaries({}, optional={"title": st.just("x"), "href": st.none() | st.just("/")}),
    Reference: _build_reference,
    RichText: lambda _field: st.sampled_from([{"type": "doc", "children": []}, {"children": [{"text": "x"}]}, {}]),
    Custom: _build_custom,
    Other: lambda _field: _JSON,
}
