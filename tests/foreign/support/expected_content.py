"""How the steps of content types, entries and assets are to end."""

from collections.abc import Mapping

from tests.foreign.support.expectations import (
    EMPTY,
    Expected,
    absent,
    count,
    created,
    done,
    each,
    given,
    ok,
    refused,
    some,
)

CONTENT_TYPES: Mapping[str, Expected] = {
    "create": created(
        {
            "notice": "Content Type created successfully.",
            "content_type.uid": "recipe",
            "content_type.schema": each("uid", "title", "servings", "goes_with", "picture"),
        }
    ),
    "create another": created({"content_type.uid": "plain", "content_type._version": 1}),
    "create the same": refused(115, "uid"),
    "find": ok({"content_types": each("uid", "plain", "recipe"), "count": absent}),
    "fetch": ok({"content_type.uid": "recipe", "content_type.options.title": "title"}),
    "update": ok(
        {
            "notice": "Content Type updated successfully.",
            "content_type.schema": each("uid", "title", "note"),
            "content_type._version": 2,
        }
    ),
    "set field visibility rules": ok({"content_type.field_rules": each("match_type", "all")}),
    "references": ok({"references": given}),
    "export": ok({"uid": "plain", "schema": each("uid", "title", "note"), "content_type": absent}),
    "delete": done("Content Type deleted successfully."),
    "fetch after delete": refused(118, "uid"),
    "import": created({"content_type.uid": "plain", "content_type.schema": each("uid", "title", "note")}),
}

GLOBAL_FIELDS: Mapping[str, Expected] = {
    "create": created({"notice": "Global Field created successfully.", "global_field.uid": "seo"}),
    "find": ok({"global_fields": each("uid", "seo")}),
    "fetch": ok({"global_field.uid": "seo", "global_field.schema": each("uid", "keywords")}),
    "update": ok({"global_field.schema": each("uid", "keywords", "summary")}),
    "create nested": created({"global_field.schema": each("reference_to", "seo")}),
    "find nested": ok({"global_fields": each("uid", "nested", "seo")}),
    "fetch nested": ok({"global_field.uid": "nested"}),
    "delete nested": done("Global Field deleted successfully."),
    "export": ok({"uid": "seo", "global_field": absent}),
    "delete": done("Global Field deleted successfully."),
    "fetch after delete": refused(118, "uid"),
    "import": created({"global_field.uid": "seo"}),
}

ENTRIES: Mapping[str, Expected] = {
    "create": created(
        {
            "notice": "Entry created successfully.",
            "entry.title": "Soup",
            "entry.servings": 2,
            "entry._version": 1,
            "entry.locale": "en-us",
        }
    ),
    "create the same": refused(119, "title"),
    "create with a reference": created({"entry.goes_with": each("_content_type_uid", "recipe")}),
    "find": ok({"entries": each("title", "Bread", "Soup")}),
    "fetch": ok({"entry.title": "Soup", "entry.servings": 2}),
    "update": ok({"entry.title": "Soup", "entry.servings": 4, "entry._version": 2}),
    "references": ok({"references": each("title", "Bread")}),
    "name a version": created({"notice": "Version name assigned successfully."}),
    "localize": ok({"entry.title": "Soupe", "entry.locale": "fr-fr", "entry.servings": 4}),
    "languages": ok({"locales": [{"code": "en-us"}, {"code": "fr-fr", "localized": True}]}),
    "unlocalize": done("Entry unlocalized successfully."),
    "publish": done("The requested action has been performed."),
    "unpublish": done("The requested action has been performed."),
    "export": ok({"title": "Soup", "entry": absent}),
    "import": created({"entry.title": "Soup again"}),
    "create after an import": created({"entry.title": "After an import"}),
    "delete": done("Entry deleted successfully."),
    "fetch after delete": refused(141, "uid"),
    "find of no type": refused(118, "uid"),
}

ASSETS: Mapping[str, Expected] = {
    "upload": created(
        {
            "notice": "Asset created successfully.",
            "asset.filename": "soup.png",
            "asset.content_type": "image/png",
            "asset.file_size": "1008",
            "asset._version": 1,
        }
    ),
    "find": ok({"assets": each("filename", "soup.png")}),
    "fetch": ok({"asset.title": "soup.png", "asset.url": given}),
    "update": ok({"asset.title": "A soup", "asset.tags": ["hot"], "asset._version": 2}),
    "update a revision": ok({"asset.title": "Older", "asset._version": 3}),
    "give a permanent address": ok({"asset.permanent_url": given}),
    "download": ok({"": given}),
    "replace": ok({"asset.filename": "soup.txt", "asset.content_type": "text/plain", "asset.file_size": "4"}),
    "versions": ok({"versions": some("_version", 1, 2, 3)}),
    "name a version": created({"notice": "Version name assigned successfully."}),
    "delete a version name": EMPTY,
    "references": ok({"references": []}),
    "of a type": ok({"assets": each("content_type", "image/png")}),
    "of rich text": ok(),
    "publish": done("Asset sent for publishing."),
    "unpublish": done("Asset sent for unpublishing."),
    "create an entry after an upload": created({"entry.title": "After an upload"}),
    "delete": done("Asset deleted successfully."),
    "fetch after delete": refused(141, "uid"),
}

FOLDERS: Mapping[str, Expected] = {
    "create": created({"asset.name": "Soups"}),
    "create from JSON text": created(
        {
            "notice": "Folder created successfully.",
            "asset.name": "Soups",
            "asset.is_dir": True,
            "asset.content_type": "application/vnd.contenstack.folder",
        }
    ),
    "fetch": ok({"asset.name": "Soups"}),
    "update": ok({"notice": "Folder updated successfully.", "asset.name": "Hot soups"}),
    "list what is in it": ok({"assets": []}),
    "list with folders": ok({"assets": some("name", "Hot soups")}),
    "find by name": ok({"assets": count(0)}),
    "list folders": ok({"assets": some("name", "Hot soups")}),
    "delete": done("Folder deleted successfully."),
    "fetch after delete": refused(141, "uid"),
}
