"""How the steps of what a stack is set up with are to end."""

from collections.abc import Mapping

from tests.foreign.support.expectations import (
    EMPTY,
    Expected,
    expect_absent,
    expect_created,
    expect_each,
    expect_error,
    expect_notice,
    expect_ok,
    expect_some,
    is_given,
)

ENVIRONMENTS: Mapping[str, Expected] = {
    "create production": expect_created(
        {"notice": "Environment created successfully.", "environment.name": "production"}
    ),
    "create staging": expect_created({"environment.name": "staging"}),
    "find": expect_ok({"environments": expect_each("name", "staging", "production")}),
    "fetch": expect_ok({"environment.urls": expect_each("locale", "en-us")}),
    "update": expect_ok({"notice": "Environment updated successfully.", "environment.name": "preview"}),
    "delete": expect_notice("Environment deleted successfully."),
    "fetch after delete": expect_error(141, "uid"),
}

LANGUAGES: Mapping[str, Expected] = {
    "create": expect_created({"locale.code": "fr-fr", "locale.fallback_locale": "en-us"}),
    "create the same": expect_error(247, "code"),
    "set fallback": expect_created({"locale.fallback_locale": "fr-fr"}),
    "find": expect_ok({"locales": expect_some("code", "en-us", "fr-fr", "fr-ca")}),
    "fetch": expect_ok({"locale.name": "French, Canada"}),
    "update": expect_ok({"locale.name": "Canadian French"}),
    "update fallback": expect_ok({"locale.fallback_locale": "en-us"}),
    "delete": expect_notice("Language removed successfully."),
    "fetch after delete": expect_error(141, "code"),
}

LABELS: Mapping[str, Expected] = {
    "create": expect_created({"notice": "Label created successfully.", "label.content_types": ["recipe"]}),
    "find": expect_ok({"labels": expect_each("name", "Kitchen")}),
    "fetch": expect_ok({"label.name": "Kitchen"}),
    "update": expect_ok({"label.name": "Cooking"}),
    "delete": expect_notice("Label deleted successfully."),
    "fetch after delete": expect_error(141, "uid"),
}

DELIVERY_TOKENS: Mapping[str, Expected] = {
    "create": expect_created(
        {"notice": "Delivery Token created successfully.", "token.token": is_given, "token.type": "delivery"}
    ),
    "find": expect_ok({"tokens": expect_each("name", "Shop")}),
    "fetch": expect_ok({"token.name": "Shop", "token.scope": expect_each("module", "environment", "branch")}),
    "update": expect_ok({"token.name": "Store"}),
    "delete": expect_notice("Delivery Token deleted successfully."),
    "fetch after delete": expect_error(141, "uid"),
}

MANAGEMENT_TOKENS: Mapping[str, Expected] = {
    "create": expect_created({"notice": "Management Token created successfully.", "token.token": is_given}),
    "find": expect_ok({"tokens": expect_each("name", "Robot"), "tokens.0.token": expect_absent}),
    "fetch": expect_ok({"token.name": "Robot", "token.expires_on": "2099-12-10"}),
    "update": expect_ok({"token.name": "Machine"}),
    "read with it": expect_ok({"content_type.uid": "recipe"}),
    "delete": expect_notice("Management Token deleted successfully."),
    "fetch after delete": expect_error(141, "uid"),
    "read with it after delete": expect_error(105, "authorization", 401),
}

EXTENSIONS: Mapping[str, Expected] = {
    "create": expect_created({"notice": "Extension created successfully.", "extension.title": "Colour"}),
    "upload": expect_created(
        {"extension.title": "Slider", "extension.srcdoc": "<html></html>", "extension.multiple": False}
    ),
    "find with the same client": expect_ok({"extensions": expect_each("title", "Slider", "Colour")}),
    "create a label after an upload": expect_created({"label.name": "After an upload"}),
    "find": expect_ok({"extensions": expect_each("title", "Slider", "Colour")}),
    "fetch": expect_ok({"extension.title": "Colour", "extension.data_type": "text"}),
    "update": expect_ok({"extension.title": "Color"}),
    "delete": expect_notice("Extension deleted successfully."),
    "fetch after delete": expect_error(347, "uid", 404),
}

ROLES: Mapping[str, Expected] = {
    "create": expect_created({"notice": "The role created successfully.", "role.name": "Editor of recipes"}),
    "create the same": expect_error(119, "name"),
    "find": expect_ok({"roles": expect_some("name", "Editor of recipes", "Admin", "Developer", "Content Manager")}),
    "fetch": expect_ok({"role.name": "Editor of recipes"}),
    "update": expect_ok({"role.name": "Cook"}),
    "delete": expect_notice("The role deleted successfully."),
    "fetch after delete": expect_error(141, "uid"),
}

TAXONOMIES: Mapping[str, Expected] = {
    "create": expect_created({"taxonomy.uid": "course", "taxonomy.name": "Course"}),
    "create the same": expect_error(409, "taxonomy", 409),
    "find": expect_ok({"taxonomies": expect_each("uid", "course")}),
    "fetch": expect_ok({"taxonomy.description": "When to serve."}),
    "update": expect_ok({"taxonomy.name": "Courses"}),
    "delete": expect_error(119, "taxonomy"),
    "delete by force": EMPTY,
    "fetch after delete": expect_error(404, "taxonomy", 404),
}

TERMS: Mapping[str, Expected] = {
    "create": expect_created({"term.uid": "main", "term.parent_uid": None, "term.depth": 1}),
    "create below": expect_created({"term.parent_uid": "main", "term.depth": 2}),
    "create sweet": expect_created({"term.uid": "sweet", "term.depth": 1}),
    "create sour": expect_created({"term.uid": "sour"}),
    "find": expect_ok({"terms": expect_some("uid", "main", "sweet", "sour"), "terms.3": expect_absent}),
    "find at every depth": expect_ok({"terms": expect_some("uid", "main", "fish", "sweet", "sour")}),
    "fetch": expect_ok({"term.name": "Fish"}),
    "update": expect_ok({"term.name": "Fish and shells", "term.parent_uid": "main"}),
    "ancestors": expect_ok({"terms": expect_each("uid", "main")}),
    "descendants": expect_ok({"terms": expect_each("uid", "fish")}),
    "search": expect_ok({"terms": expect_each("uid", "fish")}),
    "move": expect_ok({"term.parent_uid": "sweet"}),
    "ancestors after the move": expect_ok({"terms": expect_each("uid", "sweet")}),
    "delete": EMPTY,
    "delete what has terms below": expect_error(119, "term"),
    "delete by force": EMPTY,
    "fetch after delete": expect_error(404, "term", 404),
}

METADATA: Mapping[str, Expected] = {
    "create an extension": expect_created(),
    "create an entry": expect_created(),
    "create": expect_created(
        {"notice": "Metadata created successfully.", "metadata.presets": expect_each("name", "Red")}
    ),
    "find": expect_ok({"metadata": expect_each("type", "entry")}),
    "fetch": expect_ok({"metadata._content_type_uid": "recipe", "metadata.presets": expect_each("uid", "preset")}),
    "update": expect_ok({"metadata.presets": []}),
    "publish": expect_notice("Metadata sent for publishing."),
    "unpublish": expect_notice("Metadata sent for unpublishing."),
    "delete": expect_notice("Metadata deleted successfully."),
    "fetch after delete": expect_error(141, "uid"),
}

VARIANT_GROUPS: Mapping[str, Expected] = {
    "create": expect_created({"name": "Colours", "content_types": expect_each("uid", "recipe")}),
    "find": expect_ok({"variant_groups": expect_each("name", "Colours")}),
    "query": expect_ok({"variant_groups": expect_each("name", "Colours")}),
    "fetch": expect_ok({"name": "Colours"}),
    "update": expect_ok({"name": "Colors", "content_types": expect_each("status", "linked")}),
    "link content types": expect_ok({"content_types": expect_each("status", "linked")}),
    "unlink content types": expect_ok({"content_types": []}),
    "delete": expect_notice("Variant Group deleted successfully."),
    "fetch after delete": expect_error(141, "uid", 404),
}

VARIANTS: Mapping[str, Expected] = {
    "create a group": expect_created({"name": "Guests"}),
    "create": expect_created({"name": "Regulars", "uid": is_given}),
    "create another": expect_created({"name": "Tourists"}),
    "find": expect_ok({"name": "Guests", "variants": expect_each("name", "Tourists", "Regulars"), "count": 2}),
    "query": expect_ok({"variants": expect_each("name", "Tourists", "Regulars")}),
    "fetch": expect_ok({"name": "Tourists"}),
    "fetch by uids": expect_ok({"variants": expect_each("name", "Tourists")}),
    "update": expect_ok({"name": "Visitors"}),
    "delete": expect_notice("Variant deleted successfully."),
    "fetch after delete": expect_error(141, "uid", 404),
    "delete the group": expect_notice("Variant Group deleted successfully."),
}

UNGROUPED_VARIANTS: Mapping[str, Expected] = {
    "create": expect_created({"name": "Alone", "variant_group_uid": expect_absent}),
    "create another": expect_created({"name": "Aside"}),
    "find": expect_ok({"variants": expect_each("name", "Aside", "Alone"), "count": 2}),
    "fetch": expect_ok({"name": "Alone"}),
    "fetch by uids": expect_ok({"variants": expect_each("name", "Alone"), "count": 1}),
    "update": expect_ok({"name": "Lonely"}),
    "delete": expect_notice("Variant deleted successfully."),
}

ENTRY_VARIANTS: Mapping[str, Expected] = {
    "link": expect_ok({"content_types": expect_each("status", "linked")}),
    "create an entry": expect_created({"entry.servings": 1}),
    "create": expect_ok({"entry.servings": 8}),
    "update": expect_ok({"entry.servings": 8, "entry._variant._change_set": ["servings"]}),
    "find": expect_ok({"entries": expect_each("servings", 8)}),
    "fetch": expect_ok({"entry.servings": 8, "entry._variant._base_entry_version": 1}),
    "fetch on a branch": expect_ok({"entry.servings": 8}),
    "versions": expect_ok({"versions": expect_each("_version", 1)}),
    "include in an entry": expect_ok({"entry.title": "Varied"}),
    "include one in an entry": expect_ok({"entry.title": "Varied"}),
    "publish": expect_notice("The requested action has been performed."),
    "unpublish": expect_notice("The requested action has been performed."),
    "delete": expect_notice("Entry variant deleted successfully."),
    "fetch after delete": expect_error(141, "variant_uid", 404),
}
