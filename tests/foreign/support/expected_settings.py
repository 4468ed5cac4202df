"""How the steps of what a stack is set up with are to end."""

from collections.abc import Mapping

from tests.foreign.support.expectations import EMPTY, Expected, absent, created, done, each, given, ok, refused, some

ENVIRONMENTS: Mapping[str, Expected] = {
    "create production": created({"notice": "Environment created successfully.", "environment.name": "production"}),
    "create staging": created({"environment.name": "staging"}),
    "find": ok({"environments": each("name", "staging", "production")}),
    "fetch": ok({"environment.urls": each("locale", "en-us")}),
    "update": ok({"notice": "Environment updated successfully.", "environment.name": "preview"}),
    "delete": done("Environment deleted successfully."),
    "fetch after delete": refused(141, "uid"),
}

LANGUAGES: Mapping[str, Expected] = {
    "create": created({"locale.code": "fr-fr", "locale.fallback_locale": "en-us"}),
    "create the same": refused(247, "code"),
    "set fallback": created({"locale.fallback_locale": "fr-fr"}),
    "find": ok({"locales": some("code", "en-us", "fr-fr", "fr-ca")}),
    "fetch": ok({"locale.name": "French, Canada"}),
    "update": ok({"locale.name": "Canadian French"}),
    "update fallback": ok({"locale.fallback_locale": "en-us"}),
    "delete": done("Language removed successfully."),
    "fetch after delete": refused(141, "code"),
}

LABELS: Mapping[str, Expected] = {
    "create": created({"notice": "Label created successfully.", "label.content_types": ["recipe"]}),
    "find": ok({"labels": each("name", "Kitchen")}),
    "fetch": ok({"label.name": "Kitchen"}),
    "update": ok({"label.name": "Cooking"}),
    "delete": done("Label deleted successfully."),
    "fetch after delete": refused(141, "uid"),
}

DELIVERY_TOKENS: Mapping[str, Expected] = {
    "create": created(
        {"notice": "Delivery Token created successfully.", "token.token": given, "token.type": "delivery"}
    ),
    "find": ok({"tokens": each("name", "Shop")}),
    "fetch": ok({"token.name": "Shop", "token.scope": each("module", "environment", "branch")}),
    "update": ok({"token.name": "Store"}),
    "delete": done("Delivery Token deleted successfully."),
    "fetch after delete": refused(141, "uid"),
}

MANAGEMENT_TOKENS: Mapping[str, Expected] = {
    "create": created({"notice": "Management Token created successfully.", "token.token": given}),
    "find": ok({"tokens": each("name", "Robot"), "tokens.0.token": absent}),
    "fetch": ok({"token.name": "Robot", "token.expires_on": "2099-12-10"}),
    "update": ok({"token.name": "Machine"}),
    "read with it": ok({"content_type.uid": "recipe"}),
    "delete": done("Management Token deleted successfully."),
    "fetch after delete": refused(141, "uid"),
    "read with it after delete": refused(105, "authorization", 401),
}

EXTENSIONS: Mapping[str, Expected] = {
    "create": created({"notice": "Extension created successfully.", "extension.title": "Colour"}),
    "upload": created({"extension.title": "Slider", "extension.srcdoc": "<html></html>", "extension.multiple": False}),
    "find with the same client": ok({"extensions": each("title", "Slider", "Colour")}),
    "create a label after an upload": created({"label.name": "After an upload"}),
    "find": ok({"extensions": each("title", "Slider", "Colour")}),
    "fetch": ok({"extension.title": "Colour", "extension.data_type": "text"}),
    "update": ok({"extension.title": "Color"}),
    "delete": done("Extension deleted successfully."),
    "fetch after delete": refused(347, "uid", 404),
}

ROLES: Mapping[str, Expected] = {
    "create": created({"notice": "The role created successfully.", "role.name": "Editor of recipes"}),
    "create the same": refused(119, "name"),
    "find": ok({"roles": some("name", "Editor of recipes", "Admin", "Developer", "Content Manager")}),
    "fetch": ok({"role.name": "Editor of recipes"}),
    "update": ok({"role.name": "Cook"}),
    "delete": done("The role deleted successfully."),
    "fetch after delete": refused(141, "uid"),
}

TAXONOMIES: Mapping[str, Expected] = {
    "create": created({"taxonomy.uid": "course", "taxonomy.name": "Course"}),
    "create the same": refused(409, "taxonomy", 409),
    "find": ok({"taxonomies": each("uid", "course")}),
    "fetch": ok({"taxonomy.description": "When to serve."}),
    "update": ok({"taxonomy.name": "Courses"}),
    "delete": refused(119, "taxonomy"),
    "delete by force": EMPTY,
    "fetch after delete": refused(404, "taxonomy", 404),
}

TERMS: Mapping[str, Expected] = {
    "create": created({"term.uid": "main", "term.parent_uid": None, "term.depth": 1}),
    "create below": created({"term.parent_uid": "main", "term.depth": 2}),
    "create sweet": created({"term.uid": "sweet", "term.depth": 1}),
    "create sour": created({"term.uid": "sour"}),
    "find": ok({"terms": some("uid", "main", "sweet", "sour"), "terms.3": absent}),
    "find at every depth": ok({"terms": some("uid", "main", "fish", "sweet", "sour")}),
    "fetch": ok({"term.name": "Fish"}),
    "update": ok({"term.name": "Fish and shells", "term.parent_uid": "main"}),
    "ancestors": ok({"terms": each("uid", "main")}),
    "descendants": ok({"terms": each("uid", "fish")}),
    "search": ok({"terms": each("uid", "fish")}),
    "move": ok({"term.parent_uid": "sweet"}),
    "ancestors after the move": ok({"terms": each("uid", "sweet")}),
    "delete": EMPTY,
    "delete what has terms below": refused(119, "term"),
    "delete by force": EMPTY,
    "fetch after delete": refused(404, "term", 404),
}

METADATA: Mapping[str, Expected] = {
    "create an extension": created(),
    "create an entry": created(),
    "create": created({"notice": "Metadata created successfully.", "metadata.presets": each("name", "Red")}),
    "find": ok({"metadata": each("type", "entry")}),
    "fetch": ok({"metadata._content_type_uid": "recipe", "metadata.presets": each("uid", "preset")}),
    "update": ok({"metadata.presets": []}),
    "publish": done("Metadata sent for publishing."),
    "unpublish": done("Metadata sent for unpublishing."),
    "delete": done("Metadata deleted successfully."),
    "fetch after delete": refused(141, "uid"),
}

VARIANT_GROUPS: Mapping[str, Expected] = {
    "create": created({"name": "Colours", "content_types": each("uid", "recipe")}),
    "find": ok({"variant_groups": each("name", "Colours")}),
    "query": ok({"variant_groups": each("name", "Colours")}),
    "fetch": ok({"name": "Colours"}),
    "update": ok({"name": "Colors", "content_types": each("status", "linked")}),
    "link content types": ok({"content_types": each("status", "linked")}),
    "unlink content types": ok({"content_types": []}),
    "delete": done("Variant Group deleted successfully."),
    "fetch after delete": refused(141, "uid", 404),
}

VARIANTS: Mapping[str, Expected] = {
    "create a group": created({"name": "Guests"}),
    "create": created({"name": "Regulars", "uid": given}),
    "create another": created({"name": "Tourists"}),
    "find": ok({"name": "Guests", "variants": each("name", "Tourists", "Regulars"), "count": 2}),
    "query": ok({"variants": each("name", "Tourists", "Regulars")}),
    "fetch": ok({"name": "Tourists"}),
    "fetch by uids": ok({"variants": each("name", "Tourists")}),
    "update": ok({"name": "Visitors"}),
    "delete": done("Variant deleted successfully."),
    "fetch after delete": refused(141, "uid", 404),
    "delete the group": done("Variant Group deleted successfully."),
}

UNGROUPED_VARIANTS: Mapping[str, Expected] = {
    "create": created({"name": "Alone", "variant_group_uid": absent}),
    "create another": created({"name": "Aside"}),
    "find": ok({"variants": each("name", "Aside", "Alone"), "count": 2}),
    "fetch": ok({"name": "Alone"}),
    "fetch by uids": ok({"variants": each("name", "Alone"), "count": 1}),
    "update": ok({"name": "Lonely"}),
    "delete": done("Variant deleted successfully."),
}

ENTRY_VARIANTS: Mapping[str, Expected] = {
    "link": ok({"content_types": each("status", "linked")}),
    "create an entry": created({"entry.servings": 1}),
    "create": ok({"entry.servings": 8}),
    "update": ok({"entry.servings": 8, "entry._variant._change_set": ["servings"]}),
    "find": ok({"entries": each("servings", 8)}),
    "fetch": ok({"entry.servings": 8, "entry._variant._base_entry_version": 1}),
    "fetch on a branch": ok({"entry.servings": 8}),
    "versions": ok({"versions": each("_version", 1)}),
    "include in an entry": ok({"entry.title": "Varied"}),
    "include one in an entry": ok({"entry.title": "Varied"}),
    "publish": done("The requested action has been performed."),
    "unpublish": done("The requested action has been performed."),
    "delete": done("Entry variant deleted successfully."),
    "fetch after delete": refused(141, "variant_uid", 404),
}
