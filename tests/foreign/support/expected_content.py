"""How the steps of content types, entries and assets are to end."""

from collections.abc import Mapping

from tests.foreign.support.expectations import (
    EMPTY,
    Expected,
    expect_absent,
    expect_count,
    expect_created,
    expect_each,
    expect_error,
    expect_notice,
    expect_ok,
    expect_some,
    is_given,
)

CONTENT_TYPES: Mapping[str, Expected] = {
    "create": expect_created(
        {
            "notice": "Content Type created successfully.",
            "content_type.uid": "recipe",
            "content_type.schema": expect_each("uid", "title", "servings", "goes_with", "picture"),
        }
    ),
    "create another": expect_created({"content_type.uid": "plain", "content_type._version": 1}),
    "create the same": expect_error(115, "uid"),
    "find": expect_ok({"content_types": expect_each("uid", "plain", "recipe"), "count": expect_absent}),
    "fetch": expect_ok({"content_type.uid": "recipe", "content_type.options.title": "title"}),
    "update": expect_ok(
        {
            "notice": "Content Type updated successfully.",
            "content_type.schema": expect_each("uid", "title", "note"),
            "content_type._version": 2,
        }
    ),
    "set field visibility rules": expect_ok({"content_type.field_rules": expect_each("match_type", "all")}),
    "references": expect_ok({"references": is_given}),
    "export": expect_ok({"uid": "plain", "schema": expect_each("uid", "title", "note"), "content_type": expect_absent}),
    "delete": expect_notice("Content Type deleted successfully."),
    "fetch after delete": expect_error(118, "uid"),
    "import": expect_created({"content_type.uid": "plain", "content_type.schema": expect_each("uid", "title", "note")}),
}

GLOBAL_FIELDS: Mapping[str, Expected] = {
    "create": expect_created({"notice": "Global Field created successfully.", "global_field.uid": "seo"}),
    "find": expect_ok({"global_fields": expect_each("uid", "seo")}),
    "fetch": expect_ok({"global_field.uid": "seo", "global_field.schema": expect_each("uid", "keywords")}),
    "update": expect_ok({"global_field.schema": expect_each("uid", "keywords", "summary")}),
    "create nested": expect_created({"global_field.schema": expect_each("reference_to", "seo")}),
    "find nested": expect_ok({"global_fields": expect_each("uid", "nested", "seo")}),
    "fetch nested": expect_ok({"global_field.uid": "nested"}),
    "delete nested": expect_notice("Global Field deleted successfully."),
    "export": expect_ok({"uid": "seo", "global_field": expect_absent}),
    "delete": expect_notice("Global Field deleted successfully."),
    "fetch after delete": expect_error(118, "uid"),
    "import": expect_created({"global_field.uid": "seo"}),
}

ENTRIES: Mapping[str, Expected] = {
    "create": expect_created(
        {
            "notice": "Entry created successfully.",
            "entry.title": "Soup",
            "entry.servings": 2,
            "entry._version": 1,
            "entry.locale": "en-us",
        }
    ),
    "create the same": expect_error(119, "title"),
    "create with a reference": expect_created({"entry.goes_with": expect_each("_content_type_uid", "recipe")}),
    "find": expect_ok({"entries": expect_each("title", "Bread", "Soup")}),
    "fetch": expect_ok({"entry.title": "Soup", "entry.servings": 2}),
    "update": expect_ok({"entry.title": "Soup", "entry.servings": 4, "entry._version": 2}),
    "references": expect_ok({"references": expect_each("title", "Bread")}),
    "name a version": expect_created({"notice": "Version name assigned successfully."}),
    "localize": expect_ok({"entry.title": "Soupe", "entry.locale": "fr-fr", "entry.servings": 4}),
    "languages": expect_ok({"locales": [{"code": "en-us"}, {"code": "fr-fr", "localized": True}]}),
    "unlocalize": expect_notice("Entry unlocalized successfully."),
    "publish": expect_notice("The requested action has been performed."),
    "unpublish": expect_notice("The requested action has been performed."),
    "export": expect_ok({"title": "Soup", "entry": expect_absent}),
    "import": expect_created({"entry.title": "Soup again"}),
    "create after an import": expect_created({"entry.title": "After an import"}),
    "delete": expect_notice("Entry deleted successfully."),
    "fetch after delete": expect_error(141, "uid"),
    "find of no type": expect_error(118, "uid"),
}

ASSETS: Mapping[str, Expected] = {
    "upload": expect_created(
        {
            "notice": "Asset created successfully.",
            "asset.filename": "soup.png",
            "asset.content_type": "image/png",
            "asset.file_size": "1008",
            "asset._version": 1,
        }
    ),
    "find": expect_ok({"assets": expect_each("filename", "soup.png")}),
    "fetch": expect_ok({"asset.title": "soup.png", "asset.url": is_given}),
    "update": expect_ok({"asset.title": "A soup", "asset.tags": ["hot"], "asset._version": 2}),
    "update a revision": expect_ok({"asset.title": "Older", "asset._version": 3}),
    "give a permanent address": expect_ok({"asset.permanent_url": is_given}),
    "download": expect_ok({"": is_given}),
    "replace": expect_ok({"asset.filename": "soup.txt", "asset.content_type": "text/plain", "asset.file_size": "4"}),
    "versions": expect_ok({"versions": expect_some("_version", 1, 2, 3)}),
    "name a version": expect_created({"notice": "Version name assigned successfully."}),
    "delete a version name": EMPTY,
    "references": expect_ok({"references": []}),
    "of a type": expect_ok({"assets": expect_each("content_type", "image/png")}),
    "of rich text": expect_ok(),
    "publish": expect_notice("Asset sent for publishing."),
    "unpublish": expect_notice("Asset sent for unpublishing."),
    "create an entry after an upload": expect_created({"entry.title": "After an upload"}),
    "delete": expect_notice("Asset deleted successfully."),
    "fetch after delete": expect_error(141, "uid"),
}

FOLDERS: Mapping[str, Expected] = {
    "create": expect_created({"asset.name": "Soups"}),
    "create from JSON text": expect_created(
        {
            "notice": "Folder created successfully.",
            "asset.name": "Soups",
            "asset.is_dir": True,
            "asset.content_type": "application/vnd.contenstack.folder",
        }
    ),
    "fetch": expect_ok({"asset.name": "Soups"}),
    "update": expect_ok({"notice": "Folder updated successfully.", "asset.name": "Hot soups"}),
    "list what is in it": expect_ok({"assets": []}),
    "list with folders": expect_ok({"assets": expect_some("name", "Hot soups")}),
    "find by name": expect_ok({"assets": expect_count(0)}),
    "list folders": expect_ok({"assets": expect_some("name", "Hot soups")}),
    "delete": expect_notice("Folder deleted successfully."),
    "fetch after delete": expect_error(141, "uid"),
}
