"""The content types and global fields of the stack that is exported: a field of every kind."""

from typing import Any

Schema = dict[str, Any]


def text(uid: str, **more: Any) -> Schema:
    """A text field, which all others differ from by what `more` says."""
    return {"uid": uid, "display_name": uid.replace("_", " ").capitalize(), "data_type": "text", **more}


TITLE = text("title", mandatory=True, unique=True, field_metadata={"_default": True})
URL = text("url", field_metadata={"_default": True})


def reference(uid: str, *content_types: str) -> Schema:
    """A field for any number of references."""
    metadata = {"ref_multiple": True, "ref_multiple_content_types": True}
    return text(uid, data_type="reference", reference_to=list(content_types), field_metadata=metadata)


def takes(uid: str, global_field: str) -> Schema:
    """The place of a global field."""
    return text(uid, data_type="global_field", reference_to=global_field)


def image(uid: str, **more: Any) -> Schema:
    """A field for an asset."""
    return text(uid, data_type="file", field_metadata={"rich_text_type": "standard"}, **more)


def rich_text(uid: str) -> Schema:
    """A field for JSON rich text, in which assets, recipes and persons may be embedded."""
    metadata = {"allow_json_rte": True, "embed_entry": True, "rich_text_type": "advanced"}
    return text(uid, data_type="json", field_metadata=metadata, reference_to=["sys_assets", "recipe", "person"])


SEO: Schema = {
    "uid": "seo",
    "title": "Search engines",
    "description": "What a search engine shows.",
    "schema": [text("headline"), text("summary", field_metadata={"multiline": True}), image("preview")],
}
ADDRESS: Schema = {"uid": "address", "title": "Address", "schema": [text("street"), text("town")]}
CONTACT: Schema = {"uid": "contact", "title": "Contact", "schema": [text("phone"), takes("postal", "address")]}
GLOBAL_FIELDS = (SEO, ADDRESS, CONTACT)
"""In an order in which each finds those it takes in. `contact` holds `address`."""

PERSON: Schema = {
    "uid": "person",
    "title": "Person",
    "description": "Who cooks.",
    "options": {"is_page": False, "singleton": False, "title": "title"},
    "schema": [TITLE, text("bio"), reference("favourites", "recipe", "person"), takes("contact", "contact")],
}
INGREDIENT: Schema = {
    "uid": "ingredient",
    "title": "Ingredient",
    "options": {"is_page": False, "singleton": False, "title": "title"},
    "schema": [TITLE, text("grams", data_type="number", min=0, max=1000)],
}
HOME: Schema = {
    "uid": "home",
    "title": "Home",
    "options": {"is_page": True, "singleton": True, "title": "title", "url_pattern": "/:title"},
    "schema": [TITLE, URL, text("greeting"), reference("featured", "recipe")],
    "field_rules": [
        {
            "conditions": [{"operand_field": "greeting", "operator": "matches", "value": "no"}],
            "match_type": "all",
            "actions": [{"action": "hide", "target_field": "featured"}],
        }
    ],
}


def recipe(colour_uid: str, notes_uid: str) -> Schema:
    """The content type that has a field of every kind.

    Args:
        colour_uid: The extension that edits a text.
        notes_uid: The extension that edits JSON.
    """
    return {
        "uid": "recipe",
        "title": "Recipe",
        "options": {"is_page": True, "singleton": False, "title": "title", "url_pattern": "/:title"},
        "schema": [TITLE, URL, *_texts(), *_values(), *_structured(), *_custom(colour_uid, notes_uid)],
    }


def _texts() -> list[Schema]:
    html = {"allow_rich_text": True, "rich_text_type": "advanced", "multiline": False, "version": 3}
    return [
        text("intro", field_metadata={"multiline": True}),
        text("notes", field_metadata={"markdown": True}),
        text("story", field_metadata={**html, "embed_entry": True}, reference_to=["sys_assets", "recipe"]),
        rich_text("body"),
        text("keywords", multiple=True),
        _select("course", "starter", "main", "dessert"),
    ]


def _select(uid: str, *values: str) -> Schema:
    choices = {"advanced": True, "choices": [{"key": value.capitalize(), "value": value} for value in values]}
    return text(uid, display_type="dropdown", enum=choices)


def _values() -> list[Schema]:
    return [
        text("servings", data_type="number"),
        text("vegetarian", data_type="boolean", field_metadata={"default_value": False}),
        text("first_cooked", data_type="isodate", startDate=None, endDate=None),
        text("source", data_type="link"),
        image("photo"),
        image("gallery", multiple=True),
        reference("author", "person"),
        reference("related", "recipe", "person"),
        text("non_local", non_localizable=True),
    ]


def _structured() -> list[Schema]:
    step = [text("what"), text("minutes", data_type="number"), reference("uses", "ingredient"), image("picture")]
    said = [text("words"), reference("speaker", "person"), rich_text("told")]
    quote = {"uid": "quote", "title": "Quote", "schema": said}
    shop = {"uid": "shop", "title": "Shop", "schema": [takes("where", "address"), image("sign")]}
    return [
        text("nutrition", data_type="group", schema=[text("label"), text("energy", data_type="number")]),
        text("steps", data_type="group", multiple=True, schema=step),
        text("blocks", data_type="blocks", multiple=True, blocks=[quote, shop]),
        takes("seo", "seo"),
    ]


def _custom(colour_uid: str, notes_uid: str) -> list[Schema]:
    metadata = {"extension": True}
    terms = [
        {"taxonomy_uid": "cuisines", "max_terms": 5, "mandatory": False, "non_localizable": False},
        {"taxonomy_uid": "diets", "mandatory": False, "non_localizable": False},
    ]
    return [
        text("colour", extension_uid=colour_uid, field_metadata=metadata, config={"format": "hex"}),
        text("extra", data_type="json", extension_uid=notes_uid, field_metadata=metadata),
        text("taxonomies", data_type="taxonomy", taxonomies=terms, multiple=True),
    ]
