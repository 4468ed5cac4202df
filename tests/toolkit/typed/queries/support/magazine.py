"""A content model with fields of all kinds, its companions as generated code has them, and a stack that holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import httpx

from contentstack_cma_toolkit.typed.queries import (
    ROOT,
    BlocksFields,
    BooleanField,
    DateField,
    Description,
    EntryFields,
    FieldEntry,
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

Json = dict[str, Any]


class CompanyFields(EntryFields):
    title: TextField
    size: NumberField


class AuthorFields(EntryFields):
    title: TextField
    age: NumberField
    born: DateField
    employer: CompanyFields
    address: "AddressFields"


class AddressFields(GroupFields):
    city: TextField
    landlord: CompanyFields


class SeoFields(GroupFields):
    title: TextField
    owner: AuthorFields


class StepFields(GroupFields):
    text: TextField
    minutes: NumberField


class HeroFields(GroupFields):
    heading: TextField
    size: NumberField
    by: AuthorFields


class QuoteFields(GroupFields):
    text: TextField


class SectionFields(BlocksFields):
    hero: HeroFields
    quote: QuoteFields


class PlacesFields(GroupFields):
    places: "TermsField[Literal['world', 'europe', 'norway']]"


class ArticleFields(EntryFields):
    title: TextField
    text: TextField
    price: NumberField
    ratings: NumberField
    words: TextField
    published: DateField
    days: DateField
    free: BooleanField
    color: "SelectField[Literal['red', 'blue']]"
    level: "SelectField[Literal[1, 2]]"
    cover: FileField
    more: LinkField
    data: JsonField
    body: RichTextField
    author: AuthorFields
    related: ReferenceField
    seo: SeoFields
    steps: StepFields
    sections: SectionFields
    taxonomies: PlacesFields
    version_: TextField


COMPANY: Description = {"title": FieldEntry("title", TextField), "size": FieldEntry("size", NumberField)}
ADDRESS: Description = {
    "city": FieldEntry("city", TextField),
    "landlord": FieldEntry("landlord", lambda place: CompanyFields(place, COMPANY)),
}
AUTHOR: Description = {
    "title": FieldEntry("title", TextField),
    "age": FieldEntry("age", NumberField),
    "born": FieldEntry("born", DateField),
    "employer": FieldEntry("employer", lambda place: CompanyFields(place, COMPANY)),
    "address": FieldEntry("address", lambda place: AddressFields(place, ADDRESS)),
}
SEO: Description = {
    "title": FieldEntry("title", TextField),
    "owner": FieldEntry("owner", lambda place: AuthorFields(place, AUTHOR)),
}
STEP: Description = {"text": FieldEntry("text", TextField), "minutes": FieldEntry("minutes", NumberField)}
HERO: Description = {
    "heading": FieldEntry("heading", TextField),
    "size": FieldEntry("size", NumberField),
    "by": FieldEntry("by", lambda place: AuthorFields(place, AUTHOR)),
}
SECTIONS: Description = {
    "hero": FieldEntry("hero", lambda place: HeroFields(place, HERO)),
    "quote": FieldEntry("quote", lambda place: QuoteFields(place, {"text": FieldEntry("text", TextField)})),
}
ARTICLE: Description = {
    "title": FieldEntry("title", TextField),
    "text": FieldEntry("text", TextField),
    "price": FieldEntry("price", NumberField),
    "ratings": FieldEntry("ratings", NumberField, is_multiple=True),
    "words": FieldEntry("words", TextField, is_multiple=True),
    "published": FieldEntry("published", DateField),
    "days": FieldEntry("days", DateField, is_multiple=True),
    "free": FieldEntry("free", BooleanField),
    "color": FieldEntry("color", SelectField),
    "level": FieldEntry("level", SelectField),
    "cover": FieldEntry("cover", FileField),
    "more": FieldEntry("more", LinkField),
    "data": FieldEntry("data", JsonField),
    "body": FieldEntry("body", RichTextField),
    "author": FieldEntry("author", lambda place: AuthorFields(place, AUTHOR)),
    "related": FieldEntry("related", ReferenceField),
    "seo": FieldEntry("seo", lambda place: SeoFields(place, SEO)),
    "steps": FieldEntry("steps", lambda place: StepFields(place, STEP), is_multiple=True),
    "sections": FieldEntry("sections", lambda place: SectionFields(place, SECTIONS)),
    "taxonomies": FieldEntry(
        "taxonomies", lambda place: PlacesFields(place, {"places": FieldEntry("places", TermsField)})
    ),
    "version_": FieldEntry("version", TextField),
}


class Company:
    fields: ClassVar[CompanyFields] = CompanyFields(ROOT, COMPANY)


class Author:
    fields: ClassVar[AuthorFields] = AuthorFields(ROOT, AUTHOR)


class Article:
    fields: ClassVar[ArticleFields] = ArticleFields(ROOT, ARTICLE)


@dataclass(frozen=True)
class HasUidOnly:
    """Anything with a uid, as entries, assets and references are."""

    uid: Any


def build_field(uid: str, data_type: str = "text", **more: Any) -> Json:
    return {"uid": uid, "display_name": uid, "data_type": data_type, **more}


def build_reference(uid: str, *content_types: str) -> Json:
    metadata = {"ref_multiple": True, "ref_multiple_content_types": True}
    return build_field(uid, "reference", reference_to=list(content_types), field_metadata=metadata)


def build_select(uid: str, data_type: str, *choices: str | float) -> Json:
    values = {"advanced": False, "choices": [{"value": choice} for choice in choices]}
    return build_field(uid, data_type, display_type="dropdown", enum=values)


TITLE = build_field("title", mandatory=True, unique=True)
SCHEMAS: dict[str, list[Json]] = {
    "company": [TITLE, build_field("size", "number")],
    "author": [
        TITLE,
        build_field("age", "number"),
        build_field("born", "isodate"),
        build_reference("employer", "company"),
        build_field("address", "group", schema=[build_field("city"), build_reference("landlord", "company")]),
    ],
    "article": [
        TITLE,
        build_field("text", field_metadata={"multiline": True}),
        build_field("price", "number"),
        build_field("ratings", "number", multiple=True),
        build_field("words", multiple=True),
        build_field("published", "isodate"),
        build_field("days", "isodate", multiple=True),
        build_field("free", "boolean"),
        build_select("color", "text", "red", "blue"),
        build_select("level", "number", 1, 2),
        build_field("cover", "file"),
        build_field("more", "link"),
        build_field("data", "json"),
        build_field("body", "json", field_metadata={"allow_json_rte": True}),
        build_reference("author", "author"),
        build_reference("related", "author", "company"),
        build_field("seo", "group", schema=[build_field("title"), build_reference("owner", "author")]),
        build_field("steps", "group", multiple=True, schema=[build_field("text"), build_field("minutes", "number")]),
        build_field(
            "sections",
            "blocks",
            multiple=True,
            blocks=[
                {
                    "uid": "hero",
                    "title": "Hero",
                    "schema": [
                        build_field("heading"),
                        build_field("size", "number"),
                        build_reference("by", "author"),
                    ],
                },
                {"uid": "quote", "title": "Quote", "schema": [build_field("text")]},
            ],
        ),
        build_field("taxonomies", "taxonomy", taxonomies=[{"taxonomy_uid": "places", "multiple": True}], multiple=True),
        build_field("version"),
    ],
}


def create_model(client: httpx.Client) -> None:
    """Create the taxonomy and the content types."""
    _post(client, "/v3/taxonomies", {"taxonomy": {"uid": "places", "name": "Places"}})
    parent: str | None = None
    for term in ("world", "europe", "norway"):
        _post(client, "/v3/taxonomies/places/terms", {"term": {"uid": term, "name": term, "parent_uid": parent}})
        parent = term
    for uid, schema in SCHEMAS.items():
        content_type = {"uid": uid, "title": uid, "schema": schema, "options": {"is_page": False}}
        _post(client, "/v3/content_types", {"content_type": content_type})


def add_entry(client: httpx.Client, content_type: str, values: Json) -> Json:
    """Create an entry, and return it."""
    created: Json = _post(client, f"/v3/content_types/{content_type}/entries", {"entry": values})["entry"]
    return created


def refer(content_type: str, *uids: str) -> list[Json]:
    """Return the value of a reference field."""
    return [{"uid": uid, "_content_type_uid": content_type} for uid in uids]


def upload(client: httpx.Client) -> str:
    """Upload a file, and return the uid of the asset."""
    response = client.post("/v3/assets", files={"asset[upload]": ("note.txt", b"hello", "text/plain")})
    assert response.status_code == 201, response.text
    uid: str = response.json()["asset"]["uid"]
    return uid


def _post(client: httpx.Client, path: str, body: Json) -> Json:
    response = client.post(path, json=body)
    assert response.status_code in (200, 201), response.text
    posted: Json = response.json()
    return posted


@dataclass(frozen=True)
class Magazine:
    """What is in the stack.

    Attributes:
        articles: As they were sent, by title.
        entries: Companies and authors as they were sent, by uid.
        asset: The uid of the one asset.
    """

    articles: Mapping[str, Json]
    entries: Mapping[str, Json]
    asset: str


def fill(client: httpx.Client) -> Magazine:
    """Create two companies, four authors and the articles A to H."""
    asset = upload(client)
    entries: dict[str, Json] = {}

    def add(content_type: str, values: Json) -> str:
        uid: str = add_entry(client, content_type, values)["uid"]
        entries[uid] = {**values, "uid": uid}
        return uid

    acme, tiny = add("company", {"title": "ACME", "size": 100}), add("company", {"title": "Tiny", "size": 1})
    jane = add(
        "author",
        {
            "title": "Jane",
            "age": 40,
            "born": "1986-01-01",
            "employer": refer("company", acme),
            "address": {"city": "Oslo", "landlord": refer("company", tiny)},
        },
    )
    john = add("author", {"title": "John", "age": 20, "employer": refer("company", acme, tiny)})
    anna = add("author", {"title": "Anna", "age": None})
    both = [*refer("author", john), *refer("company", tiny)]
    hero = {"hero": {"heading": "Eat", "size": 1, "by": refer("author", jane)}}
    rows: list[Json] = [
        {"text": "one\ntwo", "price": 1, "ratings": [1, 5], "words": ["red", "sweet"], "free": True, "color": "red"},
        {"text": "", "price": 2.5, "ratings": [3], "words": ["red"], "free": False, "color": "blue", "level": 1},
        {"text": "Two", "price": None, "ratings": [], "words": [], "free": None, "color": None, "level": None},
        {},
        {"price": 10, "text": "three", "level": 2, "color": "red"},
        {"price": 3, "text": None, "words": ["yellow", "two"], "ratings": [4, 4], "free": True},
        {"text": "ONE two", "price": -1},
        {"text": "x"},
    ]
    more: list[Json] = [
        {"author": refer("author", jane), "published": "2026-01-01", "cover": asset, "seo": {"title": "x"}},
        {"author": refer("author", john, anna), "published": "2026-01-31T12:00:00.000Z", "data": {"a": 1}},
        {"author": refer("author", anna), "published": "2026-01-31T14:00:00+02:00", "sections": [hero]},
        {"author": [], "days": ["2026-01-01", "2026-03-01"], "related": both, "more": {"title": "T", "href": "/t"}},
        {
            "seo": {"title": "y", "owner": refer("author", john)},
            "steps": [{"text": "boil", "minutes": 5}, {"text": "eat"}],
        },
        {"related": refer("author", jane), "sections": [hero, {"quote": {"text": "Eat"}}], "days": ["2026-02-01"]},
        {"published": None, "taxonomies": [{"taxonomy_uid": "places", "term_uid": "norway"}]},
        {"taxonomies": [{"taxonomy_uid": "places", "term_uid": "world"}], "steps": [{"text": "eat", "minutes": 50}]},
    ]
    articles = {
        title: {"title": title, **row, **others} for title, row, others in zip("ABCDEFGH", rows, more, strict=True)
    }
    for values in articles.values():
        add_entry(client, "article", values)
    return Magazine(articles, entries, asset)
