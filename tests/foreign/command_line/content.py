"""The assets and entries of the stack that is exported: 300 entries that refer to each other in circles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from contentstack_cma import Stack
from tests.foreign.command_line.settings import MASTER
from tests.foreign.command_line.terminal import HOST

RECIPES, PERSONS, INGREDIENTS = 200, 60, 39
ENTRIES = RECIPES + PERSONS + INGREDIENTS + 1
PUBLISHED = 20
"""How many recipes are published. The command line publishes them one by one."""

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)

Values = dict[str, Any]


@dataclass(frozen=True)
class File:
    """An asset: its uid, and its address as the command line reads it."""

    uid: str
    url: str


@dataclass(frozen=True)
class Pool:
    """Assets, and uids of entries, that recipes refer to."""

    assets: Sequence[File]
    persons: Sequence[str]
    ingredients: Sequence[str]


def create_assets(stack: Stack) -> list[File]:
    """Upload eight files into folders within folders and beside them."""
    photos = stack.asset_folders.create("Photos")
    soups = stack.asset_folders.create("Soups")
    stack.asset_folders.move(soups.uid, photos.uid)
    made: list[File] = []
    for number in range(8):
        folder = (None, photos.uid, soups.uid)[number % 3]
        asset = stack.assets.upload(
            PIXEL + bytes([number]),
            file_name=f"photo-{number}.png",
            title=f"Photo {number}",
            description="A dish",
            tags=["food", "png"],
            parent_uid=folder,
        )
        made.append(File(asset.uid, f"https://{HOST}{urlsplit(str(asset.url)).path}"))
    stack.assets.publish(made[0].uid, environments=["production"], locales=[MASTER])
    return made


def create_entries(stack: Stack, assets: Sequence[File]) -> None:
    """Create all entries, the localized versions of some, close the circles and publish some."""
    ingredients = [
        stack.entries("ingredient").create({"title": f"Ingredient {number}", "grams": number}).uid
        for number in range(INGREDIENTS)
    ]
    persons = [
        stack.entries("person")
        .create({"title": f"Person {number}", "bio": "Cooks.", "contact": build_contact(number)})
        .uid
        for number in range(PERSONS)
    ]
    recipes = _create_recipes(stack, Pool(assets, persons, ingredients))
    for number, uid in enumerate(persons):
        favourites = [build_link("recipe", recipes[number]), build_link("person", persons[number - 1])]
        stack.entries("person").update(uid, {"favourites": favourites})
    stack.entries("recipe").update(recipes[0], {"related": [build_link("recipe", recipes[-1])]})
    stack.entries("home").create(
        {"title": "Home", "url": "/", "featured": [build_link("recipe", uid) for uid in recipes[:3]]}
    )
    _localize(stack, recipes)
    for uid in recipes[:PUBLISHED]:
        locales = [MASTER, "fr-fr"] if uid in recipes[:3] else [MASTER]
        stack.entries("recipe").publish(uid, environments=["production"], locales=locales)


def _create_recipes(stack: Stack, pool: Pool) -> list[str]:
    made: list[str] = []
    for number in range(RECIPES):
        previous = made[-1] if made else None
        made.append(stack.entries("recipe").create(build_recipe(number, pool, previous)).uid)
    return made


def _localize(stack: Stack, recipes: Sequence[str]) -> None:
    for number, uid in enumerate(recipes[:12]):
        french = {"title": f"Recette {number}", "url": f"/recette-{number}", "intro": "Une soupe", "keywords": ["fr"]}
        stack.entries("recipe").localize(uid, french, locale="fr-fr")
    for number, uid in enumerate(recipes[6:12]):
        german = {"title": f"Rezept {number}", "url": f"/rezept-{number}", "intro": "Eine Suppe"}
        stack.entries("recipe").localize(uid, german, locale="de-de")
    stack.entries("recipe").localize(recipes[11], {"title": "Jause", "url": "/jause"}, locale="de-at")


def build_link(content_type: str, uid: str) -> Values:
    """A reference to an entry."""
    return {"uid": uid, "_content_type_uid": content_type}


def build_contact(number: int) -> Values:
    """A value of the global field that holds another."""
    return {"phone": f"+47 {number}", "postal": {"street": f"Street {number}", "town": "Oslo"}}


def build_recipe(number: int, pool: Pool, previous: str | None) -> Values:
    """Values of a recipe: every third has all fields, the others a few.

    Args:
        number: Which recipe it is, from 0.
        pool: What it may refer to.
        previous: The recipe before it, which it refers to.
    """
    author = build_link("person", pool.persons[number % len(pool.persons)])
    values: Values = {
        "title": f"Recipe {number}",
        "url": f"/recipe-{number}",
        "tags": ["food", f"tag-{number % 5}"],
        "servings": number,
        "course": "main",
        "author": [author],
        "related": [build_link("recipe", previous)] if previous else [],
    }
    if number % 3 or previous is None:
        return values
    asset = pool.assets[number % len(pool.assets)]
    return (
        values | _build_simple(number, pool.assets) | _build_nested(number, pool, author) | _build_rich(asset, previous)
    )


def _build_simple(number: int, assets: Sequence[File]) -> Values:
    return {
        "intro": "First line\nsecond line",
        "notes": "# Notes\n\n* one",
        "keywords": ["soup", "héros", "汤"],
        "vegetarian": True,
        "first_cooked": "2024-02-29T12:30:00.000Z",
        "source": {"title": "Book", "href": "https://example.com/book"},
        "photo": assets[number % len(assets)].uid,
        "gallery": [asset.uid for asset in assets[:2]],
        "non_local": f"Shelf {number}",
        "colour": "#ff0000",
        "extra": {"of": {"any": ["shape", number, None, True]}},
        "taxonomies": [
            {"taxonomy_uid": "cuisines", "term_uid": "lyon"},
            {"taxonomy_uid": "diets", "term_uid": "vegan"},
        ],
    }


def _build_nested(number: int, pool: Pool, author: Mapping[str, Any]) -> Values:
    asset = pool.assets[number % len(pool.assets)]
    used = build_link("ingredient", pool.ingredients[number % len(pool.ingredients)])
    return {
        "nutrition": {"label": "A portion", "energy": 12.5},
        "steps": [
            {"what": "Chop", "minutes": 5, "uses": [used], "picture": asset.uid},
            {"what": "Cook", "minutes": 20, "uses": [], "picture": None},
        ],
        "blocks": [
            {"quote": {"words": "Delicious", "speaker": [author], "told": build_document(asset, author)}},
            {"shop": {"where": {"street": "Market", "town": "Lyon"}, "sign": asset.uid}},
        ],
        "seo": {"headline": "Soup", "summary": "A soup", "preview": asset.uid},
    }


def _build_rich(asset: File, recipe: str) -> Values:
    html = (
        f'<p>See <a class="embedded-entry" type="entry" data-sys-entry-uid="{recipe}" data-sys-entry-locale="{MASTER}" '
        'data-sys-content-type-uid="recipe" sys-style-type="inline" href="/">this</a> '
        f'and <img src="{asset.url}" asset_uid="{asset.uid}" alt="it"></p>'
    )
    return {"story": html, "body": build_document(asset, build_link("recipe", recipe))}


def build_document(asset: File, entry: Mapping[str, str]) -> Values:
    """JSON rich text with marks, a link, an embedded asset and an embedded entry."""
    embedded = {
        "type": "entry",
        "display-type": "block",
        "entry-uid": entry["uid"],
        "content-type-uid": entry["_content_type_uid"],
        "locale": MASTER,
        "class-name": "embedded-entry",
    }
    shown = {
        "type": "asset",
        "display-type": "display",
        "asset-uid": asset.uid,
        "asset-link": asset.url,
        "content-type-uid": "sys_assets",
    }
    words: list[Values] = [
        {"text": "A "},
        {"text": "bold", "bold": True},
        build_node("a", [{"text": " link"}], url="https://example.com"),
    ]
    return {
        "type": "doc",
        "uid": "doc",
        "attrs": {},
        "children": [
            build_node("p", words),
            build_node("reference", [{"text": ""}], **embedded),
            build_node("reference", [{"text": ""}], **shown),
        ],
    }


def build_node(kind: str, children: Sequence[Mapping[str, Any]], **attributes: Any) -> Values:
    """A node of JSON rich text."""
    return {"type": kind, "uid": f"n{kind}", "attrs": attributes, "children": list(children)}
