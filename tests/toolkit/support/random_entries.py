"""Random schemas and entries that refer to a few entries and assets, for property tests."""

import re
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as some

from contentstack_cma_toolkit.transfer.mapping import UidTable

ENTRIES = [f"blt{number:016x}" for number in range(0xABC0, 0xABC5)]
ASSETS = [f"blt{number:016x}" for number in range(0xDEF0, 0xDEF4)]
HOST = "https://images.contentstack.io/v3/assets"

Field = dict[str, Any]
Case = tuple[Field, Any]
"""A field, and a value of it in the form in which it is written."""


def build_url(uid: str) -> str:
    """The URL of an asset."""
    return f"{HOST}/bltkey/{uid}/version/photo_(1).png"


def rename(uid: str) -> str:
    """The uid in the target."""
    return f"cs{uid[3:]}"


TO_TARGET = UidTable(
    {
        "entry": {uid: rename(uid) for uid in ENTRIES},
        "asset": {uid: rename(uid) for uid in ASSETS},
        "asset_url": {build_url(uid): build_url(rename(uid)) for uid in ASSETS},
    }
)
TO_SOURCE = UidTable(
    {
        "entry": {rename(uid): uid for uid in ENTRIES},
        "asset": {rename(uid): uid for uid in ASSETS},
        "asset_url": {build_url(rename(uid)): build_url(uid) for uid in ASSETS},
    }
)
OWN = re.compile("|".join([*ENTRIES, *ASSETS]))

entry_uids = some.sampled_from(ENTRIES)
asset_uids = some.sampled_from(ASSETS)
plain_texts = some.text(max_size=12)
links = entry_uids.map(lambda uid: {"uid": uid, "_content_type_uid": "page"})
scalars: some.SearchStrategy[Any] = some.one_of(
    some.none(), some.booleans(), some.integers(), plain_texts, some.just("https://example.com/a?b=c#d")
)


def build_entry_html(uid: str) -> str:
    """An embedded entry in HTML."""
    return f'<p>a &amp; b<a class="x" data-sys-entry-uid="{uid}" data-sys-content-type-uid=\'page\' href="/">it</a></p>'


def build_asset_html(uid: str) -> str:
    """An embedded asset in HTML."""
    url = build_url(uid)
    return f"<figure data-sys-asset-uid={uid}><img src='{url}?width=2&amp;auto=webp' asset_uid=\"{uid}\"/></figure>"


html = some.lists(
    some.one_of(plain_texts, entry_uids.map(build_entry_html), asset_uids.map(build_asset_html)), max_size=4
).map("".join)
texts = some.one_of(
    plain_texts, asset_uids.map(lambda uid: f"See ![it]({build_url(uid)}), {build_url(uid)}?a=1."), html
)


def build_attrs(kind: str, uid: str) -> Field:
    """The attributes of a node that embeds something."""
    if kind == "entry":
        return {"entry-uid": uid, "content-type-uid": "page", "type": "entry", "locale": "en-us", "x": None}
    return {
        "asset-uid": uid,
        "asset-link": build_url(uid),
        "redactor-attributes": {"asset_uid": uid, "src": build_url(uid), "width": 3},
        "style": {"color": "red"},
    }


attributes = some.one_of(
    some.dictionaries(some.sampled_from(["url", "target", "style", "unknown"]), scalars, max_size=2),
    entry_uids.map(lambda uid: build_attrs("entry", uid)),
    asset_uids.map(lambda uid: build_attrs("asset", uid)),
    asset_uids.map(lambda uid: {"url": build_url(uid), "href": f"{build_url(uid)}#x"}),
)
nodes: some.SearchStrategy[Any] = some.recursive(
    some.fixed_dictionaries({"text": plain_texts}, optional={"bold": some.booleans(), "unknown": scalars}),
    lambda inner: some.fixed_dictionaries(
        {"type": some.sampled_from(["p", "reference", "img", "a", "mystery"]), "attrs": attributes},
        optional={"children": some.lists(inner, max_size=3), "uid": plain_texts, "unknown": scalars},
    ),
    max_leaves=8,
)
documents = some.lists(nodes, max_size=4).map(
    lambda children: {"type": "doc", "uid": "d", "attrs": {}, "children": children, "_version": 2}
)
customs: some.SearchStrategy[Any] = some.recursive(
    some.one_of(scalars, entry_uids, asset_uids, asset_uids.map(build_url), entry_uids.map(lambda uid: f"id={uid};")),
    lambda inner: some.one_of(
        some.lists(inner, max_size=3),
        some.dictionaries(some.one_of(some.text(max_size=4), entry_uids), inner, max_size=3),
    ),
    max_leaves=8,
)


def build_case(data_type: str, values: some.SearchStrategy[Any], **more: Any) -> some.SearchStrategy[Case]:
    """A field of a kind, and one, none or several values of it."""
    one = some.tuples(some.just({"data_type": data_type, **more}), some.one_of(some.none(), values))
    several = some.tuples(
        some.just({"data_type": data_type, "multiple": True, **more}), some.lists(values, min_size=1, max_size=3)
    )
    return some.one_of(one, several)


leaves: some.SearchStrategy[Case] = some.one_of(
    build_case("text", texts),
    build_case("text", html, field_metadata={"allow_rich_text": True}),
    build_case("number", some.integers()),
    build_case("boolean", some.booleans()),
    build_case("isodate", some.just("2024-02-29T12:30:00.000Z")),
    build_case("link", some.fixed_dictionaries({"title": plain_texts, "href": asset_uids.map(build_url)})),
    build_case("file", asset_uids),
    some.tuples(some.just({"data_type": "reference", "reference_to": ["page", "post"]}), some.lists(links, max_size=3)),
    build_case("json", documents, field_metadata={"allow_json_rte": True}),
    build_case("json", customs, extension_uid="bltext"),
    build_case("text", some.one_of(texts, entry_uids), extension_uid="bltext"),
    build_case("unheard_of", customs),
    some.tuples(
        some.just({"data_type": "taxonomy", "uid": "taxonomies"}),
        some.just([{"taxonomy_uid": "colours", "term_uid": "red"}]),
    ),
)


def _name(cases: list[Case]) -> tuple[list[Field], Mapping[str, Any]]:
    named = [({"uid": f"field_{number}", **field}, value) for number, (field, value) in enumerate(cases)]
    return [field for field, _ in named], {field["uid"]: value for field, value in named}


def _group(cases: some.SearchStrategy[Case]) -> some.SearchStrategy[Case]:
    groups = some.lists(cases, max_size=3).map(_name)
    marked = {"_metadata": {"uid": "cs1"}}
    return some.one_of(
        groups.map(lambda found: ({"data_type": "group", "schema": found[0]}, found[1])),
        groups.map(lambda found: ({"data_type": "global_field", "reference_to": "seo", "schema": found[0]}, found[1])),
        groups.map(
            lambda found: (
                {"data_type": "group", "multiple": True, "schema": found[0]},
                [{**found[1], **marked}, {**marked, **found[1]}],
            )
        ),
        groups.map(
            lambda found: (
                {"data_type": "blocks", "multiple": True, "blocks": [{"uid": "hero", "schema": found[0]}]},
                [{"hero": {**found[1], **marked}}],
            )
        ),
    )


entries: some.SearchStrategy[tuple[list[Field], Mapping[str, Any]]] = some.lists(
    some.recursive(leaves, _group, max_leaves=5), max_size=4
).map(_name)
"""A schema, and the fields of an entry of it in the form in which they are written."""
