"""Random content types with fields of all kinds, and entries of them."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Values = st.SearchStrategy[Any]

KINDS = (
    "text",
    "select",
    "number",
    "level",
    "boolean",
    "isodate",
    "day",
    "link",
    "file",
    "reference",
    "old_reference",
    "group",
    "global_field",
    "blocks",
    "rich_text",
    "custom",
    "custom_text",
    "unknown",
)
_ALWAYS_LISTS = {"reference", "old_reference", "blocks"}
_NEVER_LISTS = {"select", "level", "rich_text", "custom", "unknown"}

texts = st.text(max_size=12) | st.sampled_from(
    [
        "null",
        '""',
        "\\null",
        "=cmd()",
        "1",
        "1.0",
        "true",
        "[]",
        "{}",
        "a, b",
        "author:x",
        " x ",
        "x\r\ny",
        "x\ry",
        ";",
        '"',
    ]
)
uids = st.from_regex(r"[a-z0-9_]{1,8}", fullmatch=True)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
moments = st.datetimes().map(lambda moment: f"{moment.isoformat(timespec='milliseconds')}Z")
days = st.dates().map(lambda day: day.isoformat())
anything = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
references = st.fixed_dictionaries({"uid": uids, "_content_type_uid": st.sampled_from(["author", "book"])})
terms = st.fixed_dictionaries({"taxonomy_uid": uids, "term_uid": uids})
metadata = st.fixed_dictionaries({"uid": uids})


@st.composite
def build_schema(draw: st.DrawFn, depth: int = 0) -> list[dict[str, Any]]:
    """Return the schema of a content type, or of a group in one."""
    kinds = [kind for kind in KINDS if depth < 2 or kind not in {"group", "global_field", "blocks"}]
    found = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=5))
    return [draw(build_field(f"{kind}_{number}", kind, depth)) for number, kind in enumerate(found)]


@st.composite
def build_field(draw: st.DrawFn, uid: str, kind: str, depth: int) -> dict[str, Any]:
    """Return a field of a kind."""
    is_multiple = kind not in _NEVER_LISTS | _ALWAYS_LISTS and draw(st.booleans())
    field: dict[str, Any] = {"uid": uid, "display_name": uid, "data_type": kind, "multiple": is_multiple}
    if kind in {"group", "global_field"}:
        return field | {"schema": draw(build_schema(depth + 1))}
    if kind == "blocks":
        blocks = draw(st.lists(build_schema(depth + 1), min_size=1, max_size=2))
        return field | {"blocks": [{"uid": f"block_{index}", "schema": each} for index, each in enumerate(blocks)]}
    return field | _EXTRA.get(kind, {})


_EXTRA: dict[str, dict[str, Any]] = {
    "select": {"data_type": "text", "enum": {"choices": [{"value": "red"}, {"value": "null"}]}},
    "level": {"data_type": "number", "enum": {"choices": [{"value": 1}, {"value": 2.5}]}},
    "day": {"data_type": "isodate", "field_metadata": {"hide_time": True}},
    "reference": {"reference_to": ["author", "book"]},
    "old_reference": {"data_type": "reference", "reference_to": "author"},
    "rich_text": {"data_type": "json", "field_metadata": {"allow_json_rte": True}},
    "custom": {"data_type": "json", "extension_uid": "bltext"},
    "custom_text": {"data_type": "text", "extension_uid": "bltext"},
}

_SCALARS: dict[str, Values] = {
    "text": texts,
    "select": st.sampled_from(["red", "null"]),
    "level": st.sampled_from([1, 2.5]),
    "number": numbers,
    "boolean": st.booleans(),
    "isodate": moments,
    "day": days,
    "link": st.fixed_dictionaries({"title": texts, "href": texts}),
    "file": uids,
    "rich_text": anything,
    "custom": anything,
    "custom_text": texts,
    "unknown": anything,
    "reference": st.lists(references, max_size=3),
    "old_reference": st.lists(uids, max_size=3),
}


def build_values(schema: list[dict[str, Any]], *, is_item: bool = False) -> Values:
    """Return values for fields, any of which may be missing."""
    fields = {field["uid"]: build_value(field) for field in schema}
    extra: dict[str, Values] = {"_metadata": metadata} if is_item else {}
    return st.fixed_dictionaries({}, optional={**fields, **extra})


def build_value(field: dict[str, Any]) -> Values:
    """Return values for a field: null, empty, of another kind, or what it is for."""
    kind = field["uid"].rpartition("_")[0]
    one = _NESTED[kind](field) if kind in _NESTED else _SCALARS[kind]
    value = st.lists(one, max_size=3) if field["multiple"] or kind == "blocks" else one
    return st.one_of(value, value, value, st.none(), st.just(""), anything)


def _build_group(field: dict[str, Any]) -> Values:
    return build_values(field["schema"], is_item=field["multiple"])


def _build_block(field: dict[str, Any]) -> Values:
    blocks = [
        st.fixed_dictionaries({block["uid"]: build_values(block["schema"], is_item=True)}) for block in field["blocks"]
    ]
    return st.one_of(blocks)


_NESTED: dict[str, Callable[[dict[str, Any]], Values]] = {
    "group": _build_group,
    "global_field": _build_group,
    "blocks": _build_block,
}

_SYSTEM = {"uid": uids, "locale": st.sampled_from(["en-us", "fr-fr"]), "_version": st.integers(1, 9)}


@st.composite
def build_entries(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return a content type, and the dicts of entries of it as they are read."""
    schema = draw(build_schema())
    taxonomy = {"uid": "taxonomies", "data_type": "taxonomy", "multiple": True}
    other: dict[str, Values] = {
        "taxonomies": st.lists(terms, max_size=3),
        "tags": st.lists(texts, max_size=3),
        "forgotten": anything,
    }
    values = st.tuples(
        st.fixed_dictionaries(_SYSTEM), build_values(schema), st.fixed_dictionaries({}, optional=other)
    ).map(lambda parts: parts[0] | parts[1] | parts[2])
    return {"uid": "any", "schema": [*schema, taxonomy]}, draw(st.lists(values, max_size=3))
