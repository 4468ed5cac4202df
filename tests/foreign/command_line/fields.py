"""The content types and global fields of the stack that is exported: a field of every kind."""

from typing import Any

Schema = dict[str, Any]


def build_field(uid: str, **more: Any) -> Schema:
    """A text field, which all others differ from by what `more` says."""
    return {"uid": uid, "display_name": uid.replace("_", " ").capitalize(), "data_type": "text", **more}


TITLE = build_field("title", mandatory=True, unique=True, field_metadata={"_default": True})
URL = build_field("url", field_metadata={"_default": True})


def build_reference(uid: str, *content_types: str) -> Schema:
    """A field for any number of references."""
    metadata = {"ref_multiple": True, "ref_multiple_content_types": True}
    return build_field(uid, data_type="reference", reference_to=list(content_types), field_metadata=metadata)


def build_global_field(uid: str, global_field: str) -> Schema:
    """The place of a global field."""
    return build_field(uid, data_type="global_field", reference_to=global_field)


def build_file(uid: str, **more: Any) -> Schema:
    """A field for an asset."""
    return build_field(uid, data_type="file", field_metadata={"rich_text_type": "standard"}, **more)


def build_rich_text(uid: str) -> Schema:
    """A field for JSON rich text, in which assets, recipes and persons may be embedded."""
    metadata = {"allow_json_rte": True, "embed_entry": True, "rich_text_type": "advanced"}
    return build_field(uid, data_type="json", field_metadata=metadata, reference_to=["sys_assets", "recipe", "person"])


SEO: Schema = {
    "uid": "seo",
    "title": "Search engines",
    "description": "What a search engine shows.",
    "schema": [
        build_field("headline"),
        build_field("summary", field_metadata={"multiline": True}),
        build_file("preview"),
    ],
}
ADDRESS: Schema = {"uid": "address", "title": "Address", "schema": [build_field("street"), build_field("town")]}
CONTACT: Schema = {
    "uid": "contact",
    "title": "Contact",
    "schema": [build_field("phone"), build_global_field("postal", "address")],
}
GLOBAL_FIELDS = (SEO, ADDRESS, CONTACT)
"""In an order in which each finds those it takes in. `contact` holds `address`."""

PERSON: Schema = {
    "uid": "person",
    "title": "Person",
    "description": "Who cooks.",
    "options": {"is_page": False, "singleton": False, "title": "title"},
    "schema": [
        TITLE,
        build_field("bio"),
        build_reference("favourites", "recipe", "person"),
        build_global_field("contact", "contact"),
    ],
}
INGREDIENT: Schema = {
    "uid": "ingredient",
    "title": "Ingredient",
    "options": {"is_page": False, "singleton": False, "title": "title"},
    "schema": [TITLE, build_field("grams", data_type="number", min=0, max=1000)],
}
HOME: Schema = {
    "uid": "home",
    "title": "Home",
    "options": {"is_page": True, "singleton": True, "title": "title", "url_pattern": "/:title"},
    "schema": [TITLE, URL, build_field("greeting"), build_reference("featured", "recipe")],
    "field_rules": [
        {
            "conditions": [{"operand_field": "greeting", "operator": "matches", "value": "no"}],
            "match_type": "all",
            "actions": [{"action": "hide", "target_field": "featured"}],
        }
    ],
}


def build_recipe_type(colour_uid: str, notes_uid: str) -> Schema:
    """The content type that has a field of every kind.

    Args:
        colour_uid: The extension that edits a text.
        notes_uid: The extension that edits JSON.
    """
    return {
        "uid": "recipe",
        "title": "Recipe",
        "options": {"is_page": True, "singleton": False, "title": "title", "url_pattern": "/:title"},
        "schema": [
            TITLE,
            URL,
            *_build_texts(),
            *_build_values(),
            *_build_structured(),
            *_build_custom(colour_uid, notes_uid),
        ],
    }


def _build_texts() -> list[Schema]:
    html = {"allow_rich_text": True, "rich_text_type": "advanced", "multiline": False, "version": 3}
    return [
        build_field("intro", field_metadata={"multiline": True}),
        build_field("notes", field_metadata={"markdown": True}),
        build_field("story", field_metadata={**html, "embed_entry": True}, reference_to=["sys_assets", "recipe"]),
        build_rich_text("body"),
        build_field("keywords", multiple=True),
        _build_select("course", "starter", "main", "dessert"),
    ]


def _build_select(uid: str, *values: str) -> Schema:
    choices = {"advanced": True, "choices": [{"key": value.capitalize(), "value": value} for value in values]}
    return build_field(uid, display_type="dropdown", enum=choices)


def _build_values() -> list[Schema]:
    return [
        build_field("servings", data_type="number"),
        build_field("vegetarian", data_type="boolean", field_metadata={"default_value": False}),
        build_field("first_cooked", data_type="isodate", startDate=None, endDate=None),
        build_field("source", data_type="link"),
        build_file("photo"),
        build_file("gallery", multiple=True),
        build_reference("author", "person"),
        build_reference("related", "recipe", "person"),
        build_field("non_local", non_localizable=True),
    ]


def _build_structured() -> list[Schema]:
    step = [
        build_field("what"),
        build_field("minutes", data_type="number"),
        build_reference("uses", "ingredient"),
        build_file("picture"),
    ]
    said = [build_field("words"), build_reference("speaker", "person"), build_rich_text("told")]
    quote = {"uid": "quote", "title": "Quote", "schema": said}
    shop = {"uid": "shop", "title": "Shop", "schema": [build_global_field("where", "address"), build_file("sign")]}
    return [
        build_field(
            "nutrition", data_type="group", schema=[build_field("label"), build_field("energy", data_type="number")]
        ),
        build_field("steps", data_type="group", multiple=True, schema=step),
        build_field("blocks", data_type="blocks", multiple=True, blocks=[quote, shop]),
        build_global_field("seo", "seo"),
    ]


def _build_custom(colour_uid: str, notes_uid: str) -> list[Schema]:
    metadata = {"extension": True}
    terms = [
        {"taxonomy_uid": "cuisines", "max_terms": 5, "mandatory": False, "non_localizable": False},
        {"taxonomy_uid": "diets", "mandatory": False, "non_localizable": False},
    ]
    return [
        build_field("colour", extension_uid=colour_uid, field_metadata=metadata, config={"format": "hex"}),
        build_field("extra", data_type="json", extension_uid=notes_uid, field_metadata=metadata),
        build_field("taxonomies", data_type="taxonomy", taxonomies=terms, multiple=True),
    ]
